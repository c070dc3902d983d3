"""Duties of a case as they stand, and how they change by what an event says of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workflow.definition.model import Transition
from workflow.engine.case import Case, DutyState
from workflow.engine.cycles import instant

if TYPE_CHECKING:
    from workflow.engine.edition import Step
    from workflow.engine.events import Event

Duties = Mapping[str, DutyState]


def folded(duties: Duties, moves: Sequence[Mapping[str, Any]], event: "Event") -> Duties:
    """Return the duties as an event leaves them."""
    found = dict(duties)
    for one in moves:
        name, change = one["duty"], one["change"]
        known = found.get(name)
        if known is None or change == "opened":
            times = 1 if known is None else known.times + 1
            found[name] = DutyState(name, times, "open", one["who"], event.at)
        elif change == "handed_on":
            found[name] = known._replace(who=one["who"])
        elif change == "dated":
            settled = instant(one["settled_at"]) if "settled_at" in one else known.settled_at
            found[name] = known._replace(opened_at=instant(one["opened_at"]), settled_at=settled)
        else:
            found[name] = known._replace(status=change, settled_at=event.at)
    return found


def owed_for(case: Case, transition: Transition) -> Iterator[DutyState]:
    """Yield the open duties that a transition can do."""
    names = dict.fromkeys(name for branch in transition.branches for name in branch.does)
    for name in names:
        if case.owes(name):
            yield case.duties[name]


def is_owed(step: "Step", case: Case) -> bool:
    """Whether a step has a duty to do, if it does one whichever way it goes."""
    return not step.does or any(case.owes(name) for name in step.does)


def settles(transition: Transition, names: Sequence[str]) -> bool:
    """Whether a transition can do or waive one of some duties."""
    return any(
        not {*branch.does, *branch.waives}.isdisjoint(names) for branch in transition.branches
    )


def waited_for(step: "Step", case: Case) -> tuple[str, ...]:
    """Return the open duties without which a step is refused whichever way it goes."""
    waiting: list[set[str]] = []
    for branch in step.transition.branches:
        settled = {*branch.does, *branch.waives}
        waiting.append({name for name in branch.joins if case.owes(name)} - settled)
    if not all(waiting):
        return ()
    found = set().union(*waiting)
    return tuple(name for name in case.duties if name in found)
