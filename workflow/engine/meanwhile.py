"""What would have paused a promise while it counted as missed, though it was not.

What is missed does not stand still, so nothing of that was recorded. When the miss is void it is
looked at again what the case was after each event since, without what is void.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from workflow.engine.case import Case, DeadlineState
from workflow.engine.clocks import Move, restored
from workflow.engine.data import Facts
from workflow.engine.draft import Draft
from workflow.engine.due import due_again
from workflow.engine.edition import Clock
from workflow.engine.events import Event
from workflow.engine.fold import begin, evolve
from workflow.engine.following import stands_still
from workflow.engine.really import Truth


class Turn(NamedTuple):
    """What an event would have done, ``at`` which time, to a cycle that counted as missed."""

    event: int
    change: Literal["paused", "resumed", "restarted"]
    at: datetime


class Meanwhile(NamedTuple):
    """What is looked at again: all that happened, when that really was, what of it is ``void``."""

    history: Sequence[Event]
    truth: Truth
    void: Collection[int]


def turns(draft: Draft, state: DeadlineState, since: int, past: Meanwhile) -> list[Turn]:
    """Return what happened after the event ``since`` that pauses a cycle or lets it go on.

    What came after it was due changes nothing: it was missed by then.
    """
    clock = draft.edition.clocks[state.name]
    found: list[Turn] = []
    if not (clock.paused_in or clock.paused_when):
        return found
    for seq, pauses in _looks(draft, clock, past):
        if seq <= since or pauses == (state.paused_at is not None):
            continue
        at = min(past.truth.now[seq], draft.now)
        if pauses and at > state.due_at:
            break
        restarts = clock.deadline.on_resume == "restart"
        turn = Turn(seq, "paused" if pauses else "restarted" if restarts else "resumed", at)
        found.append(turn)
        state = turned(draft, state, [turn])
    return found


def turned(draft: Draft, state: DeadlineState, found: Iterable[Turn]) -> DeadlineState:
    """Return a cycle as it is after what would have paused it, and let it go on."""
    for _event, change, at in found:
        if change == "paused":
            state = state.changed({"paused_at": at})
            continue
        state = state.resumed(at)
        if change == "restarted":
            anew = {"started_at": at, "pauses": (), "extensions": (), "fired": ()}
            state = state.changed(anew)
        due_at = due_again(draft.edition.clock_of(state), draft.case, state, draft.times)
        state = state.changed({"due_at": due_at})
    return state


def going_on(
    draft: Draft, state: DeadlineState, cycle: int, void: Collection[str], found: Sequence[Turn]
) -> Move:
    """Return the move that goes on with a cycle, but for what fired and is ``void``."""
    move = restored(turned(draft, state, found), cycle, void)
    return {**move, "meanwhile": [list(one) for one in found]} if found else move


def _looks(draft: Draft, clock: Clock, past: Meanwhile) -> Iterator[tuple[int, bool]]:
    """Yield for each event whether a clock stands still by what the case is after it."""
    known = draft.case
    case: Case | None = None
    for event in past.history:
        if case is None:
            case = begin(event, serial=known.serial, uuid=known.uuid, number=known.number)
        else:
            case = evolve(case, _without(event, past.void))
        if case.final:
            return
        yield event.seq, stands_still(clock, case.state, Facts(case, draft.context))


def _without(event: Event, void: Collection[int]) -> Event:
    """Return an event as it would be if nothing of it had fired; of clocks it says the same."""
    if event.seq not in void and event.type != "firing_voided":
        return event
    payload: Mapping[str, Any] = event.payload
    return event._replace(
        type="deadlines_moved", payload={"deadlines": payload.get("deadlines", ())}
    )
