"""The rungs of a deadline: which there are, when each is due, which comes next.

A reminder that would lie at or before the moment the promise was made is not part of the ladder:
nobody is reminded before there is anything to remember. When the due instant is moved, the promise
is made anew: its reminders come again, those of the new ``revision``. One that repeats does so as
long as it is not due. Rungs fire in the order of (instant, place in the file).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from workflow.definition.deadline import Deadline, Repeat, Rung
from workflow.engine.case import DeadlineState
from workflow.engine.edition import Clock
from workflow.engine.events import rung_key
from workflow.engine.timekeeping import Timekeeping

MISS = "miss"


class Planned(NamedTuple):
    """A rung with its instant, in the order rungs fire. ``rung`` is ``None`` for the miss."""

    instant: datetime
    place: int
    occurrence: int
    key: str
    name: str
    rung: Rung | None
    revision: int = 0


def ladder(clock: Clock, state: DeadlineState, times: Timekeeping) -> list[Planned]:
    """Return every rung of one cycle, in the order it fires, those that fired included."""
    miss = _miss(clock.deadline, state)
    planned = [*_reminders(clock, state, times), miss, *_after_miss(clock, state, times)]
    planned.sort()
    return planned


def upcoming(clock: Clock, state: DeadlineState, times: Timekeeping) -> list[Planned]:
    """Return the rungs that may still fire, in order."""
    if not state.running or state.status == "paused":
        return []
    missed, reminders = state.status == "missed", len(clock.deadline.remind)
    return [
        one
        for one in ladder(clock, state, times)
        if one.key not in state.fired and not (missed and one.place <= reminders)
    ]


def next_planned(deadline: Deadline, state: DeadlineState, instant: datetime) -> Planned:
    """Return the rung that comes next on a cycle, at ``instant``, as ``with_next`` found it."""
    key = state.next_rung or MISS
    if key == MISS:
        return _miss(deadline, state)
    name, kind, place, occurrence, revision = _read_key(key)
    if kind == "remind":
        return Planned(instant, place, occurrence, key, name, deadline.remind[place - 1], revision)
    after = len(deadline.remind) + 1 + place
    return Planned(instant, after, occurrence, key, name, deadline.missed[place - 1])


@lru_cache(maxsize=1024)  # few rungs, many cases
def _read_key(key: str) -> tuple[str, str, int, int, int]:
    """Return the parts of ``remind.2#0@1``: ``remind.2``, ``remind``, 2, 0, 1."""
    name, _, rest = key.partition("#")
    kind, _, number = name.partition(".")
    occurrence, _, revision = rest.partition("@")
    return name, kind, int(number), int(occurrence), int(revision or 0)


@lru_cache(maxsize=1024)
def _reminder_key(number: int, occurrence: int, revision: int) -> str:
    return rung_key(f"remind.{number}", occurrence, revision)


def with_next(clock: Clock, state: DeadlineState, times: Timekeeping) -> DeadlineState:
    """Return the cycle with ``next_at`` and ``next_rung`` as the ladder has them."""
    deadline = clock.deadline
    status = state.status
    if state.done_at is not None or status not in {"armed", "missed"}:
        return state if state.next_at is None else state.awaiting(None, None)
    fired = state.fired
    if status == "armed":
        # What follows the miss cannot come before it: no need to compute it yet.
        instant, key, made_at, revision = state.due_at, MISS, _made_at(state), state.revision
        for number, rung in enumerate(deadline.remind, 1):
            for occurrence, at in _reminded_at(clock, rung, state, times):
                # With the miss the reminder comes first, as in the file.
                if at > instant or (at == instant and key != MISS):
                    break
                reminder = _reminder_key(number, occurrence, revision)
                if at > made_at and reminder not in fired:
                    instant, key = at, reminder
                    break
        return state.awaiting(instant, key)
    first: tuple[datetime, str] | tuple[None, None] = None, None
    for number, rung in enumerate(deadline.missed, start=1):
        for occurrence in range(_occurrences(rung)):
            if (key := rung_key(f"missed.{number}", occurrence)) not in fired:
                at = _after_miss_at(clock, rung, occurrence, state, times)
                if first[0] is None or at < first[0]:
                    first = at, key
                break  # the later ones come later
    return state.awaiting(*first)


def _reminders(clock: Clock, state: DeadlineState, times: Timekeeping) -> Iterator[Planned]:
    revision = state.revision
    for number, rung in enumerate(clock.deadline.remind, start=1):
        for occurrence, instant in _reminded_at(clock, rung, state, times):
            if instant > _made_at(state):
                key = _reminder_key(number, occurrence, revision)
                name = f"remind.{number}"
                yield Planned(instant, number, occurrence, key, name, rung, revision)


def _made_at(state: DeadlineState) -> datetime:
    """When the promise was made as it stands; one that starts later is not yet made."""
    revised, started = state.revised_at, state.started_at
    return started if revised is None or revised < started else revised


def _reminded_at(
    clock: Clock, rung: Rung, state: DeadlineState, times: Timekeeping
) -> Iterable[tuple[int, datetime]]:
    """Return each occurrence of a reminder with its instant, in order."""
    if rung.before is not None:
        first = times.before(clock, state, rung.before)
    else:
        first = times.share(clock, state, rung.share or 0)
    return (
        ((0, first),) if rung.repeat is None else _repeated(clock, rung.repeat, state, first, times)
    )


def _repeated(
    clock: Clock, repeat: Repeat, state: DeadlineState, first: datetime, times: Timekeeping
) -> Iterator[tuple[int, datetime]]:
    yield 0, first
    for occurrence in range(1, 1 + repeat.times):
        at = times.repeated(clock, state, first, repeat.every, occurrence)
        if at >= state.due_at:
            return
        yield occurrence, at


def _miss(deadline: Deadline, state: DeadlineState) -> Planned:
    return Planned(state.due_at, len(deadline.remind) + 1, 0, MISS, MISS, None)


def _after_miss(clock: Clock, state: DeadlineState, times: Timekeeping) -> Iterator[Planned]:
    for number, rung in enumerate(clock.deadline.missed, start=1):
        place, name = len(clock.deadline.remind) + 1 + number, f"missed.{number}"
        for occurrence in range(_occurrences(rung)):
            at = _after_miss_at(clock, rung, occurrence, state, times)
            yield Planned(at, place, occurrence, rung_key(name, occurrence), name, rung)


def _occurrences(rung: Rung) -> int:
    return 1 if rung.repeat is None else 1 + rung.repeat.times


def _after_miss_at(
    clock: Clock, rung: Rung, occurrence: int, state: DeadlineState, times: Timekeeping
) -> datetime:
    first = state.due_at
    if rung.after is not None:
        first = times.after(clock, state.official, first, rung.after)
    if rung.repeat is None or occurrence == 0:
        return first
    return times.after(clock, state.official, first, rung.repeat.every, occurrence)
