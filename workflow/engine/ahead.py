"""Putting right what was recorded by a clock that was ahead: promises begin when it really was.

Nothing is taken back. Who acted, and the time the clock showed then, stay on record. A cycle that
runs, and began or stood still by that clock, is cancelled; the promise goes on as a new cycle
that counts from the time it really was.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.engine.case import DeadlineState
from workflow.engine.clocks import Move, done, next_cycle, restored
from workflow.engine.cycles import instant
from workflow.engine.draft import Draft
from workflow.engine.due import due_again
from workflow.engine.events import SILENT, Event, moves_of
from workflow.engine.succession import Cycle


class Ahead(NamedTuple):
    """A clock that was ahead: what it showed, and what it ``really`` was when it showed ``since``.

    Without ``really`` nobody has said it.
    """

    since: datetime
    until: datetime
    really: datetime | None = None

    def showed(self, instant: datetime) -> bool:
        """Whether the clock showed an instant while it was ahead."""
        return self.since <= instant <= self.until

    def true(self, shown: datetime) -> datetime:
        """Return what it was when the clock showed an instant; that itself if nobody said it."""
        return shown if self.really is None else shown - (self.since - self.really)


class _Times(NamedTuple):
    """What really was the time: of what the clock showed, and of the start of cycles."""

    shown: Mapping[datetime, datetime]
    starts: Mapping[Cycle, datetime]


def acts_by(history: Iterable[Event], ahead: Ahead) -> list[int]:
    """Return the acts that a clock recorded while it was ahead, and that were not put right."""
    acts, right = dict[int, Event](), set[int]()
    for one in history:
        payload: Mapping[str, Any] = one.payload
        if one.type == "clock_corrected":
            right.update(payload["events"])
        elif one.type not in SILENT and ahead.showed(one.recorded_at):
            acts[one.seq] = one
    return [seq for seq in acts if seq not in right]


def correct_clock(draft: Draft, ahead: Ahead, *, reason: str, actor: str) -> None:
    """Record what it really was when acts were recorded by a clock that was ahead."""
    history = [*draft.context.history(draft.case), *draft.events]
    acts = acts_by(history, ahead)
    if not acts:
        return
    times = _times(history, ahead, draft.now)
    moves: list[Move] = []
    for state in draft.case.deadlines.values():
        if state.done_at is None and state.status != "missed":
            moves += _anew(draft, state, times, moves)
    payload: dict[str, object] = {
        "events": acts, "since": ahead.since, "really": ahead.really, "reason": reason.strip(),
    }  # fmt: skip
    if moves:
        draft.going_on = True
        payload["deadlines"] = moves
    draft.record("clock_corrected", payload, at=draft.now, performed_by=actor, recorded_by=actor)


def _times(history: Iterable[Event], ahead: Ahead, now: datetime) -> _Times:
    shown, starts = dict[datetime, datetime](), dict[Cycle, datetime]()
    earliest = datetime.min.replace(tzinfo=now.tzinfo)
    for one in history:
        if one.type in SILENT:
            continue
        if not ahead.showed(one.at):
            earliest = max(earliest, min(one.at, now))
            continue
        # What came after it by the right clock could not be recorded as before it.
        true = ahead.true(one.at) if ahead.showed(one.recorded_at) else one.recorded_at
        true = min(max(true, earliest), now)
        shown.setdefault(one.at, true)
        for move in moves_of(one):
            if move["change"] == "armed" and instant(move["started_at"]) == one.at:
                starts[move["name"], move["cycle"]] = true
    return _Times(shown, starts)


def _anew(draft: Draft, state: DeadlineState, times: _Times, others: list[Move]) -> list[Move]:
    """Return the end of a cycle that counts from what the clock showed, and what goes on of it."""
    began = times.shown.get(state.started_at, state.started_at)
    right = state.changed(
        {
            "started_at": times.starts.get((state.name, state.cycle), began),
            "paused_at": times.shown.get(state.paused_at, state.paused_at)
            if state.paused_at
            else None,
            "pauses": tuple([_pause(one, times.shown) for one in state.pauses]),
        }
    )
    if right == state:
        return []
    clock = draft.edition.clock_of(state)
    right = right.changed({"due_at": due_again(clock, draft.case, right, draft.times)})
    again = restored(right, next_cycle(draft.case, state.name, others))
    return [done(state, "cancelled", draft.now), again]


def _pause(
    pause: tuple[datetime, datetime], shown: Mapping[datetime, datetime]
) -> tuple[datetime, datetime]:
    began, end = (shown.get(one, one) for one in pause)
    return began, max(began, end)
