"""Clocks that follow the case: they pause, go on, or do not apply, by what the case is now.

After whatever happened to a case, each of its clocks that can pause or not apply is looked at. What
changes is an event of its own, at the same instant. A pause or a clock that does not apply may have
been recorded late, after a miss that then was none: the miss is voided, and the promise goes on.
What the miss itself led to, or another clock, undoes no miss. While a clock does not apply it is
still known when it is paused: if it applies again it counts from its start, those pauses cut out.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from workflow.definition.model import SYSTEM
from workflow.engine import clocks
from workflow.engine.case import DeadlineState
from workflow.engine.clocks import Move
from workflow.engine.data import Facts
from workflow.engine.due import due_again
from workflow.engine.edition import Clock
from workflow.engine.events import Event
from workflow.engine.ladder import MISS
from workflow.engine.revising import catch_up
from workflow.engine.succession import predecessors
from workflow.engine.unmissed import Undone, moved_since, undone

if TYPE_CHECKING:
    from workflow.engine.draft import Draft

LAPSED = "lapsed"
PAUSED = "paused"


def follow(draft: "Draft", at: datetime, *, by_clock: bool, due_first: bool = False) -> None:
    """Record what becomes of the clocks that follow the case, after what happened ``at``.

    A cycle that goes on in place of another is looked at too. ``due_first`` says that what was due
    before has not fired yet: it is missed, and nothing pauses it any more.
    """
    while not draft.case.final and _follow(draft, at, by_clock=by_clock, due_first=due_first):
        pass


def _follow(draft: "Draft", at: datetime, *, by_clock: bool, due_first: bool) -> bool:
    case, edition = draft.case, draft.edition
    facts = Facts(case, draft.context)
    moves: list[Move] = []
    voided: list[tuple[DeadlineState, str]] = []
    for state in case.deadlines.values():
        if state.done_at is not None:
            continue
        clock = edition.clocks[state.name]
        if not clock.watched:
            continue
        lapses, pauses = _lapses(clock, facts), stands_still(clock, case.state, facts)
        if due_first and state.status == "armed" and state.due_at < max(at, case.acted_at):
            pauses = False
        if state.status != "missed":
            moves += _moves(draft, clock, state, moves, lapses=lapses, pauses=pauses, at=at)
        elif (lapses or pauses) and at <= state.due_at and not by_clock:
            voided.append((state, LAPSED if lapses else PAUSED))
            cycle = clocks.next_cycle(case, state.name, moves)
            moves.append(clocks.continued(state, cycle, state.due_at))
    for state, reason in voided:
        void_miss(draft, state, at=at, reason=reason)
    if moves:
        record_moves(draft, moves, at=at)
    if voided:
        settle_again(draft, [state for state, _reason in voided], at=at)
    return bool(moves)


def record_moves(draft: "Draft", moves: list[Move], *, at: datetime) -> None:
    """Record that clocks moved, by themselves."""
    payload = {"deadlines": moves}
    draft.record("deadlines_moved", payload, at=at, performed_by=SYSTEM, recorded_by=SYSTEM)


def void_miss(draft: "Draft", state: DeadlineState, *, at: datetime, reason: str) -> None:
    """Record that a miss was none; its unsent messages are dropped.

    What the miss started has no start any more: it is released, or its own miss voided. What it
    ended for that goes on.
    """
    payload: dict[str, object] = {
        "deadline": state.name,
        "cycle": state.cycle,
        "due_at": state.due_at,
        "done_at": at,
        "reason": reason,
        **clocks.of_nobody(owed=state.owed),
    }
    began = _undone(draft, state, at) if state.name in draft.edition.started_by_miss else None
    if began is not None and (began.released or began.ended):
        again = [clocks.restored(one, cycle) for one, cycle in began.ended]
        payload["deadlines"] = [*began.released, *again]
    draft.record(
        "miss_voided", payload, at=at, performed_by=SYSTEM, recorded_by=SYSTEM, followed=False
    )
    draft.voided += ((state.name, state.cycle),)
    for one in began.missed if began is not None else ():
        void_miss(draft, one, at=at, reason=reason)


def settle_again(draft: "Draft", voided: Iterable[DeadlineState], *, at: datetime) -> None:
    """Let what goes on follow the data, and the official days, that changed while it was missed."""
    keys = {f"{name}/{cycle}" for name, cycle in predecessors(draft.events)}
    found = [miss.seq for one in voided if keys and (miss := _miss_of(draft, one)) is not None]
    if not found:
        return
    if again := moved_since(draft, min(found), keys, at):
        record_moves(draft, again, at=at)
    catch_up(draft, keys)


def _undone(draft: "Draft", state: DeadlineState, at: datetime) -> Undone | None:
    history = [*draft.context.history(draft.case), *draft.events]
    miss = _miss_of(draft, state)
    return None if miss is None else undone(draft, miss, history, at=at)


def _miss_of(draft: "Draft", state: DeadlineState) -> Event | None:
    once = f"{state.key}/{MISS}"
    known = (*draft.events, *draft.context.history(draft.case))
    return next((one for one in known if one.once == once), None)


def _lapses(clock: Clock, facts: Facts) -> bool:
    return clock.applies is not None and not clock.applies.test(facts)


def stands_still(clock: Clock, state: str, facts: Facts) -> bool:
    """Whether a clock stands still in a state of a case, by what is known of it."""
    return state in clock.paused_in or any(one.test(facts) for one in clock.paused_when)


def _moves(
    draft: "Draft",
    clock: Clock,
    state: DeadlineState,
    others: list[Move],
    *,
    lapses: bool,
    pauses: bool,
    at: datetime,
) -> list[Move]:
    """Return what makes a cycle what it should be; ``others`` move with it."""
    case = draft.case
    if lapses and not state.lapsed:
        return [{"change": "lapsed", "name": state.name, "cycle": state.cycle}]
    standing = state.resumed(at)
    if state.lapsed and not lapses:
        # It applies again and counts from its start, even if that is past.
        due_at = due_again(draft.edition.clock_of(state), case, standing, draft.times)
        cycle = clocks.next_cycle(case, state.name, others)
        return [clocks.done(state, "cancelled", at), clocks.continued(standing, cycle, due_at)]
    if pauses == (state.paused_at is not None):
        return []
    if pauses:
        return [{"change": "paused", "name": state.name, "cycle": state.cycle}]
    if clock.deadline.on_resume == "restart":
        return clocks.again(
            draft.edition, case, [state], at=at, facts=Facts(case, draft.context),
            times=draft.times, others=others,
        )  # fmt: skip
    due_at = due_again(draft.edition.clock_of(state), case, standing, draft.times)
    move = {"change": "resumed", "name": state.name, "cycle": state.cycle, "due_at": due_at}
    return [{**move, "was": state.due_at}]
