"""A span of time in its intervals: which count, which do not, and why.

What ``add_around`` comes to is walked once more, interval by interval, so that a person can follow
it on a wall calendar. The intervals follow one another from the start to the end without a gap;
what counts of them adds up to the amount. Here time is walked; ``day_intervals`` walks days.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from workflow.calendars.amounts import (
    MINUTES,
    WORKING_UNITS,
    Amount,
    Unit,
    Where,
    elapsed,
    measured,
)
from workflow.calendars.days import ONE_DAY, day_of
from workflow.calendars.local import end_of
from workflow.calendars.pauses import Pauses
from workflow.calendars.rules import Text
from workflow.calendars.working import WorkingTime

# Why an interval counts: time passed, the house worked, a day passed or was worked.
ELAPSED = "elapsed"
OPEN = "open"
DAY = "day"
MAKE_UP = "make_up"
OWN_HOURS = "own_hours"
# Why it does not.
CLOSED = "closed"
HOLIDAY = "holiday"
OWN_DAY_OFF = "own_day_off"
START_DAY = "start_day"
PAUSED = "paused"
PAUSED_AT_CLOSE = "paused_at_close"
MOVED_ON = "moved_on"
UNSETTLED = "unsettled"

NOTHING = timedelta()


class Interval(NamedTuple):
    """An interval with the reason for which it counts or not; instants are in UTC.

    ``name`` is that of the holiday, of the make-up day, of the house's own day. ``worked`` is the
    time of it that counts, ``days`` how many days of it do. ``pause`` is the place of the pause
    that it lies in, ``extension`` numbers the extension it is part of (0: the limit itself).
    """

    first: datetime
    end: datetime
    reason: str
    name: Mapping[str, str] = {}
    worked: timedelta = NOTHING
    days: int = 0
    pause: int | None = None
    extension: int = 0

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return bool(self.worked or self.days)


class Walked(NamedTuple):
    """The intervals of a span, what they were to add up to (time, or a number of days), its end.

    ``cut`` are days that were counted and then not used, for the last of them was a day on which
    nobody works and the span ends on the working day before.
    """

    intervals: list[Interval]
    wanted: timedelta | int
    end: datetime
    cut: int = 0


class Kind(NamedTuple):
    """What a date is: why it counts if it is worked, or why not; and what it is called."""

    reason: str
    name: Text


@lru_cache(maxsize=4096)  # a day has many intervals, and many cases run on it
def kind_of(working: WorkingTime, day: date) -> Kind:
    """Return what kind of day a date is. Raises ``YearUnknown``."""
    rules, official = working.rules, working.official
    found = day_of(rules, official, day)
    if day in rules.own:
        return Kind(OWN_HOURS if found.working else OWN_DAY_OFF, found.name)
    if not found.name:
        return Kind(OPEN if found.working else CLOSED, {})
    if found.working:
        return Kind(MAKE_UP, found.name)
    announced = official.days.get(day)
    # A make-up day of a week in which the house has no hours to give it is a day like others.
    idle = announced is not None and announced.working
    return Kind(CLOSED, {}) if idle else Kind(HOLIDAY, found.name)


def time_walked(start: datetime, amount: Amount, where: Where, pauses: Pauses) -> Walked:
    """Walk minutes or hours, working ones too, from a start; what lies in pauses does not count.

    It ends where ``add_around`` does.

    >>> from zoneinfo import ZoneInfo
    >>> noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    >>> pause = noon + timedelta(hours=1), noon + timedelta(hours=5)
    >>> walked = time_walked(noon, Amount(3, "hours"), ZoneInfo("UTC"), [pause])
    >>> [(one.reason, one.first.hour, one.end.hour) for one in walked.intervals]
    [('elapsed', 12, 13), ('paused', 13, 17), ('elapsed', 17, 19)]
    """
    length = timedelta(minutes=amount.number * MINUTES[amount.unit])
    at, left, unit = start.astimezone(UTC), length, amount.unit
    found: list[Interval] = []
    for place, (first, end) in enumerate(pauses):
        if end <= at:
            continue
        before = measured(at, max(first, at), unit, where)
        if before >= left:
            break
        if first > at:
            found += between(at, first, unit, where)
        found.append(Interval(max(first, at), end, PAUSED, pause=place))
        at, left = end, left - before
    ended = elapsed(at, left, unit, where)
    found += between(at, ended, unit, where)
    return Walked(list(merged(found)), length, ended)


def between(start: datetime, end: datetime, unit: Unit, where: Where) -> Iterator[Interval]:
    """Yield the intervals between two instants as a unit counts them."""
    if unit in WORKING_UNITS and isinstance(where, WorkingTime):
        yield from _worked_between(where, start, end)
    else:
        yield Interval(start, end, ELAPSED, worked=end - start)


def not_worked(working: WorkingTime, first: datetime, end: datetime) -> Iterator[Interval]:
    """Yield the intervals of a time in which nobody works, by the days they lie on."""
    day = first.astimezone(working.zone).date()
    while first < end:
        until = min(end_of(day, working.zone), end)
        if until > first:  # a day can be left out: Apia had no 30 December 2011
            kind = kind_of(working, day)
            off = kind.reason in {HOLIDAY, OWN_DAY_OFF}
            yield Interval(first, until, *(kind if off else Kind(CLOSED, {})))
            first = until
        day += ONE_DAY


def merged(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Yield intervals, those that follow one another for the same reason as one."""
    last: Interval | None = None
    for one in intervals:
        if last is not None and _alike(last, one):
            worked, days = last.worked + one.worked, last.days + one.days
            last = last._replace(end=one.end, worked=worked, days=days)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _alike(one: Interval, other: Interval) -> bool:
    return (one.reason, one.name, one.pause, one.extension, one.counted) == (
        other.reason, other.name, other.pause, other.extension, other.counted,
    )  # fmt: skip


def _worked_between(working: WorkingTime, start: datetime, end: datetime) -> Iterator[Interval]:
    at = start
    for first, last, day in working.intervals(start, end):
        yield from not_worked(working, at, first)
        yield Interval(first, last, *kind_of(working, day), worked=last - first)
        at = last
    yield from not_worked(working, at, end)
