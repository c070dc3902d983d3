"""Clocks that follow the case: they pause, go on, or do not apply, by what the case is now.

After whatever happened to a case, each of its clocks that can pause or not apply is looked at. What
changes is an event of its own, at the same instant. A pause or a clock that does not apply may have
been recorded late, after a miss that then was none: the miss is voided, and the promise goes on.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.definition.model import SYSTEM
from workflow.engine import clocks
from workflow.engine.case import DeadlineState
from workflow.engine.clocks import Move
from workflow.engine.data import Facts
from workflow.engine.due import due_again
from workflow.engine.edition import Clock

if TYPE_CHECKING:
    from workflow.engine.draft import Draft

LAPSED = "lapsed"
PAUSED = "paused"


def follow(draft: "Draft", at: datetime) -> None:
    """Record what becomes of the clocks that follow the case, after what happened ``at``.

    A cycle that goes on in place of another is looked at too.
    """
    while not draft.case.final and _follow(draft, at):
        pass


def _follow(draft: "Draft", at: datetime) -> bool:
    case, edition = draft.case, draft.edition
    facts = Facts(case, draft.context)
    moves: list[Move] = []
    voided: list[tuple[DeadlineState, str]] = []
    for state in case.deadlines.values():
        clock = edition.clocks[state.name]
        if not clock.watched or state.done_at is not None:
            continue
        wanted = _wanted(clock, case.state, facts)
        if state.status == "missed":
            if wanted and at <= state.due_at:
                voided.append((state, wanted))
                moves.append(clocks.continued(state, case.cycles(state.name) + 1, state.due_at))
        elif wanted != _now(state):
            moves += _moves(draft, clock, state, wanted, facts=facts, at=at)
    for state, reason in voided:
        void_miss(draft, state, at=at, reason=reason)
    if moves:
        record_moves(draft, moves, at=at)
    return bool(moves)


def record_moves(draft: "Draft", moves: list[Move], *, at: datetime) -> None:
    """Record that clocks moved, by themselves."""
    payload = {"deadlines": moves}
    draft.record("deadlines_moved", payload, at=at, performed_by=SYSTEM, recorded_by=SYSTEM)


def void_miss(draft: "Draft", state: DeadlineState, *, at: datetime, reason: str) -> None:
    """Record that a miss was none; its unsent messages are dropped."""
    draft.record(
        "miss_voided",
        {
            "deadline": state.name,
            "cycle": state.cycle,
            "due_at": state.due_at,
            "done_at": at,
            "reason": reason,
        },
        at=at,
        performed_by=SYSTEM,
        recorded_by=SYSTEM,
    )
    draft.voided.append((state.name, state.cycle))


def _now(state: DeadlineState) -> str:
    if state.status == "cancelled":
        return LAPSED
    return PAUSED if state.status == "paused" else ""


def _wanted(clock: Clock, state: str, facts: Facts) -> str:
    """Return what a clock should be: lapsed, paused, or (empty) ticking."""
    if clock.applies is not None and not clock.applies.test(facts):
        return LAPSED
    if state in clock.paused_in or any(one.test(facts) for one in clock.paused_when):
        return PAUSED
    return ""


def _moves(
    draft: "Draft", clock: Clock, state: DeadlineState, wanted: str, *, facts: Facts, at: datetime
) -> list[Move]:
    if wanted == LAPSED:
        return [{"change": "lapsed", "name": state.name, "cycle": state.cycle}]
    case = draft.case
    if state.status == "cancelled":
        # It applies again and counts from its start, even if that is past.
        due_at = due_again(clock, case, state, draft.times)
        cycle = case.cycles(state.name) + 1
        return [clocks.done(state, "cancelled", at), clocks.continued(state, cycle, due_at)]
    if wanted == PAUSED:
        return [{"change": "paused", "name": state.name, "cycle": state.cycle}]
    if clock.deadline.on_resume == "restart":
        return clocks.again(draft.edition, case, [state], at=at, facts=facts, times=draft.times)
    due_at = due_again(clock, case, clocks.resumed(state, at), draft.times)
    move = {"change": "resumed", "name": state.name, "cycle": state.cycle, "due_at": due_at}
    return [{**move, "was": state.due_at}]
