"""Moments in words: what has to happen to a case."""

from typing import Protocol

from workflow.calendars.rules import Text
from workflow.definition.deadline import Moment
from workflow.definition.model import Definition
from workflow.translation import chosen, gettext


def in_words(moment: Moment, definition: Definition) -> str:
    """Return what happens, with the names that are typed and what they are called."""
    name = moment.name
    if moment.kind in {"closed", "due", "missed"}:
        return _of_others(moment, definition)
    if moment.kind == "entered":
        return gettext("{state} is entered").format(state=_titled(definition.states[name]))
    if moment.kind == "left":
        return gettext("{state} is left").format(state=_titled(definition.states[name]))
    if moment.kind == "act":
        return gettext("{step} is done").format(step=_titled(definition.transitions[name]))
    return gettext("{field} is filled in").format(field=_titled(definition.fields[name]))


def _of_others(moment: Moment, definition: Definition) -> str:
    name = moment.name
    if moment.kind == "closed":
        return gettext("the last {definition} opened from it is closed").format(definition=name)
    deadline = _titled(definition.deadlines[name])
    if moment.kind == "due":
        return gettext("{deadline} is due").format(deadline=deadline)
    return gettext("{deadline} is missed").format(deadline=deadline)


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
