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
        return text.format(state=titled(definition.states[name]))
    if kind in {"opened", "settled"}:
        text = gettext("{duty} is opened") if kind == "opened" else gettext("{duty} is settled")
        return text.format(duty=titled(definition.duties[name]))
    if kind == "act":
        return gettext("{step} is done").format(step=titled(definition.transitions[name]))
    if kind == "field":
        return gettext("{field} is filled in").format(field=titled(definition.fields[name]))
    if kind == "closed":
        return gettext("the last {definition} opened from it is closed").format(definition=name)
    text = gettext("{deadline} is due")
    if kind == "missed":
        owed = definition.deadlines[name].owed
        text = gettext("{deadline} is missed") if owed else gettext("{deadline} ran out")
    return text.format(deadline=titled(definition.deadlines[name]))


class _Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def title(self) -> Text: ...


def titled(one: _Named) -> str:
    """Return a name as it is typed, with what it is called where that says more."""
    title = chosen(one.title, one.name)
    if title == one.name:
        return one.name
    return gettext("{name} ({title})").format(name=one.name, title=title)
