"""What an edition looks up often, by what it is looked up by."""

from collections.abc import Mapping
from typing import Literal

from workflow.calendars.rules import Rules
from workflow.definition.model import NEW, Definition, Transition


def started_by(
    definition: Definition, kind: Literal["field", "missed"]
) -> Mapping[str, tuple[str, ...]]:
    """Return the deadlines that start with a moment of a kind, by what the moment is of."""
    found: dict[str, tuple[str, ...]] = {}
    for deadline in definition.deadlines.values():
        for moment in deadline.starts:
            if moment.kind == kind:
                found[moment.name] = (*found.get(moment.name, ()), deadline.name)
    return found


def triggers_of(definition: Definition) -> Mapping[str, tuple[str, ...]]:
    """Return the triggers that leave or stay in each state, in the order written."""
    return {
        state: tuple(one.name for one in definition.transitions.values() if state in one.sources)
        for state in (NEW, *definition.states)
    }


def role_calendars(definition: Definition) -> Mapping[str, Rules]:
    """Return the calendars by which is counted when who holds a role can be told."""
    return {
        one.name: definition.calendars[one.calendar]
        for one in definition.roles.values()
        if one.calendar is not None
    }


def choices(definition: Definition) -> Mapping[str, frozenset[str]]:
    """Return what choices that are not personal can be."""
    return {
        one.name: frozenset(choice.value for choice in one.of)
        for one in definition.fields.values()
        if one.type == "choice" and not one.personal
    }


def done_anyway(transition: Transition) -> tuple[str, ...]:
    """Return the duties a transition does, if it does one whichever way it goes."""
    does = [one.does for one in transition.branches]
    return tuple(dict.fromkeys(name for names in does for name in names)) if all(does) else ()
