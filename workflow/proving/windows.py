"""What must have happened before a step can be taken: what its window waits for, or was asked."""

from collections.abc import Iterator

from workflow.definition.deadline import Moment
from workflow.definition.model import Definition, Transition

_ASKED = {"act": 'done("{}")', "field": 'filled("{}")', "missed": 'missed("{}")'}


def awaited_by(transition: Transition, definition: Definition) -> str | None:
    """Return the condition that holds wherever a step can be taken at its time, if one is known.

    Its window has opened then, and the time was asked for that it gives to a deadline.
    Time does not count here: it passes. What no condition asks in the same way is left out (a duty
    that opened again was settled all the same): so more can happen than does, and never less.
    """
    asked = [_ASKED["act"].format(one.asked) for one in transition.extends if one.asked]
    window = _opened(transition, definition)
    return " and ".join(f"({one})" for one in (*asked, window) if one) or None


def _opened(transition: Transition, definition: Definition) -> str | None:
    point = transition.not_before
    if point is None:
        return None
    own = Moment("act", transition.name)
    found = [_happened(one.moment, definition) for one in point.of if one.moment != own]
    if point.choose == "later":
        return " and ".join(f"({one})" for one in found if one) or None
    alone = len(found) == len(point.of) and all(found)
    return " or ".join(f"({one})" for one in found) if alone else None


def _happened(moment: Moment, definition: Definition) -> str:
    """Return the condition that holds once a moment has come; empty if there is none."""
    if moment.kind in _ASKED:
        return _ASKED[moment.kind].format(moment.name)
    if moment.kind == "opened":
        opened = [_happened(one, definition) for one in definition.duties[moment.name].opens]
        return " or ".join(f"({one})" for one in opened) if all(opened) else ""
    names = _leading(moment, definition)
    return " or ".join(_ASKED["act"].format(name) for name in names)


def _leading(moment: Moment, definition: Definition) -> Iterator[str]:
    """Yield the steps that can enter or leave a state, or settle a duty."""
    for one in definition.transitions.values():
        if moment.kind == "settled":
            if any(moment.name in (*branch.does, *branch.waives) for branch in one.branches):
                yield one.name
            continue
        targets = {branch.to for branch in one.branches} - {None}
        if moment.kind == "entered" and moment.name in targets:
            yield one.name
        if moment.kind == "left" and targets and moment.name in one.sources:
            yield one.name
