"""Reminders not sent yet: those of which cycles are of no use any more, and which are again.

A reminder that waits, for working time or for somebody to hand it on, is outdated once what it is
about is done, or missed, or does not apply. If that turns out to be none, or it applies again, it
goes on in another cycle, under which the same rung does not fire again: so the reminder itself is
of use again.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from workflow.engine.case import Case, DeadlineState
from workflow.engine.edition import Edition
from workflow.engine.events import Outdated, void_by
from workflow.engine.succession import Cycle, line, predecessors

if TYPE_CHECKING:
    from workflow.engine.draft import Draft

_TICKING = frozenset({"armed", "paused"})


def outdated(edition: Edition, before: Case, case: Case) -> Iterator[Outdated]:
    """Yield the cycles that stopped ticking and of which somebody was to be reminded.

    With those they went on from.
    """
    known = before.deadlines
    for key, after in case.deadlines.items():
        if after.status in _TICKING or (key in known and known[key].status not in _TICKING):
            continue
        if any(one.startswith("remind") for one in after.fired):
            whole = _whole(edition, after)
            yield Outdated(after.name, after.cycle, whole)
            for one in case.deadlines.values():
                same = (one.name, one.started_at) == (after.name, after.started_at)
                if same and one is not after and one.status in {"voided", "cancelled"}:
                    yield Outdated(one.name, one.cycle, whole)


def _whole(edition: Edition, state: DeadlineState) -> bool:
    if state.status != "missed" or state.done_at is not None:
        return True
    # Beside the escalation, if there is one; and some want to hear of all that a downtime held up.
    deadline = edition.clock_of(state).deadline
    return bool(deadline.missed) and deadline.late.send == "latest"


def useful_again(draft: "Draft") -> Iterator[int]:
    """Yield the events whose reminders are of use, for what they are about goes on."""
    case = draft.case
    going_on = [one for one in predecessors(draft.events) if _of(case, one).status in _TICKING]
    if not going_on:
        return
    history = [*draft.context.history(case), *draft.events]
    before = predecessors(history)
    of_use = {one for last in going_on for one in _same(case, last, before)}
    void = {seq for event in history for seq in void_by(event)}
    for event in history:
        payload: Mapping[str, Any] = event.payload
        fired = event.type == "rung_fired" and event.seq not in void
        if fired and (payload["deadline"], payload["cycle"]) in of_use:
            yield event.seq


def _same(case: Case, last: Cycle, before: Mapping[Cycle, Cycle]) -> Iterator[Cycle]:
    """Yield the cycles a cycle goes on from, as long as its reminders do not come anew."""
    revision = _of(case, last).revision
    for one in line(before.get(last), before):
        if _of(case, one).revision != revision:
            return
        yield one


def _of(case: Case, cycle: Cycle) -> DeadlineState:
    name, number = cycle
    return case.deadlines[f"{name}/{number}"]
