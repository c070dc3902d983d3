"""Moments in words: what has to happen to a case."""

from typing import Protocol

from workflow.calendars.rules import Text
from workflow.definition.deadline import Moment
from workflow.definition.model import Definition
from workflow.translation import chosen, gettext


def in_words(moment: Moment, definition: Definition) -> str:
    """Return what happens, with the names that are typed and what they are called."""
    kind, name = moment.kind, moment.name
    if kind in {"entered", "left"}:
        text = gettext("{state} is entered") if kind == "entered" else gettext("{state} is left")
        return text.format(state=_titled(definition.states[name]))
    if kind in {"opened", "settled"}:
        text = gettext("{duty} is opened") if kind == "opened" else gettext("{duty} is settled")
        return text.format(duty=_titled(definition.duties[name]))
    if kind == "act":
        return gettext("{step} is done").format(step=_titled(definition.transitions[name]))
    if kind == "field":
        return gettext("{field} is filled in").format(field=_titled(definition.fields[name]))
    text = gettext("{deadline} is due") if kind == "due" else gettext("{deadline} is missed")
    return text.format(deadline=_titled(definition.deadlines[name]))


class _Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def title(self) -> Text: ...


def _titled(one: _Named) -> str:
    title = chosen(one.title, one.name)
    if title == one.name:
        return one.name
    return gettext("{name} ({title})").format(name=one.name, title=title)
