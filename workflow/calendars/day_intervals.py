"""A span of days in its intervals: each day, whether it counts, and why.

A day lasts until 24:00, or until its night shift is over. Days of one kind that follow one another
are one interval.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from workflow.calendars.amounts import ONE_DAY, Amount, Count, Where, after, ending, midnight, span
from workflow.calendars.intervals import (
    CLOSED,
    DAY,
    MOVED_ON,
    OPEN,
    PAUSED_AT_CLOSE,
    START_DAY,
    UNSETTLED,
    Interval,
    Kind,
    Walked,
    kind_of,
    merged,
    not_worked,
)
from workflow.calendars.local import end_of
from workflow.calendars.pauses import Pauses, after_around
from workflow.calendars.working import WorkingTime


class _Day(NamedTuple):
    """A day on the way. ``counts`` is 1 if it counts."""

    date: date
    reason: str
    name: Mapping[str, str] = {}
    counts: int = 0
    pause: int | None = None


class _Course:
    """The days of one unit: which are worked, when each ends, and which pause covers its close."""

    def __init__(self, amount: Amount, where: Where, pauses: Pauses) -> None:
        self.where = where
        self.zone = where.zone if isinstance(where, WorkingTime) else where
        asks = amount.unit == "working days"
        self.working = where if asks and isinstance(where, WorkingTime) else None
        self.pauses = pauses

    def close(self, day: date) -> datetime:
        """When it is settled whether a day counts."""
        return end_of(day, self.zone) if self.working is None else self.working.closing(day)

    def end(self, day: date) -> datetime:
        """When a day is over."""
        return max(end_of(day, self.zone), self.close(day))

    def seen(self, day: date) -> _Day:
        """Return a day that may count."""
        kind = Kind(DAY, {}) if self.working is None else kind_of(self.working, day)
        if self.working is not None and not self.working.is_working(day):
            # A night's clock change can leave nothing of the hours of a day.
            reason = CLOSED if kind.reason == OPEN else kind.reason
            return _Day(day, reason, kind.name)
        close = self.close(day)
        for place, (first, end) in enumerate(self.pauses):
            if first < close <= end:
                return _Day(day, PAUSED_AT_CLOSE, pause=place)
        return _Day(day, DAY if kind.reason == OPEN else kind.reason, kind.name, 1)

    def passed(self, first: date, wanted: int, until: datetime | None) -> Iterator[_Day]:
        """Yield days until so many counted, or as far as it is settled ``until`` an instant."""
        day = first
        while wanted and (until is None or self.end(day) <= until):
            found = self.seen(day)
            yield found
            wanted -= found.counts
            day += ONE_DAY

    def tiled(
        self, start: datetime, days: list[_Day], last: date | None, end: datetime
    ) -> Iterator[Interval]:
        """Yield the intervals of days, up to ``end``, which lies on the ``last`` of them."""
        at = start
        for one in days:
            until = end if one.date == last else max(at, min(self.end(one.date), end))
            if at < until or one.counts:
                first = min(at, until)
                yield Interval(first, until, one.reason, one.name, days=one.counts, pause=one.pause)
            at = until


def days_walked(
    start: datetime,
    amount: Amount,
    where: Where,
    count: Count,
    pauses: Pauses,
    *,
    until: datetime | None = None,
) -> Walked:
    """Walk days, weeks or months from a start, to where ``add_around`` ends.

    With ``until`` only as far as it is settled by then which days count.
    """
    course = _Course(amount, where, pauses)
    at = start.astimezone(UTC)
    found: list[Interval] = []
    if isinstance(where, WorkingTime) and count.start_closed == "next_opening":
        opening = where.next_opening(at)
        opening = opening if until is None else min(opening, until)
        found, at = list(not_worked(where, at, opening)), opening
    days = span(start, amount.number, amount.unit, where, count)
    wanted = _wanted(course.working, days.first, days.last)
    passed = [_Day(days.day, START_DAY)] if days.day < days.first else []
    if until is not None:
        passed += course.passed(days.first, wanted, until)
        found += course.tiled(at, passed, None, until)
        settled = found[-1].end if found else at
        if settled < until:
            found.append(Interval(settled, until, UNSETTLED))
        return Walked(list(merged(found)), wanted, until)
    passed += course.passed(days.first, wanted, None)
    ended, last = ending(passed[-1].date, days.since_midnight, where, count), passed[-1].date
    last = _moved(last, where, count)
    cut = sum(one.counts for one in passed if one.date > last)
    moved_on = _moved_on(passed[-1].date, last, where)
    kept = [one for one in passed if one.date <= last]
    # Moved back to the very night it began in: that is of the day before all that count.
    passed = [*(kept or [_Day(last, START_DAY)]), *moved_on]
    found += course.tiled(at, passed, last, max(ended, at))
    return Walked(list(merged(found)), wanted, ended, cut)


def days_walked_after(end: datetime, amount: Amount, where: Where, pauses: Pauses) -> Walked:
    """Walk days, weeks or months from the end of something, to where ``after_around`` ends."""
    course = _Course(amount, where, pauses)
    until = after_around(end, amount, where, pauses)
    day, last = (_day_ended(one, course) for one in (end, after(end, amount, where)))
    if course.working is not None:
        day = day if _at_midnight(end, course) else course.working.day_at(end)
        wanted = amount.number
    else:
        wanted = (last - day).days
    passed = [_Day(day, START_DAY), *course.passed(day + ONE_DAY, wanted, None)]
    tiles = course.tiled(end.astimezone(UTC), passed, passed[-1].date, until)
    return Walked(list(merged(tiles)), wanted, until)


def _wanted(working: WorkingTime | None, first: date, last: date) -> int:
    if working is None:
        return (last - first).days + 1
    return working.working_days(first - ONE_DAY, last)


def _moved(last: date, where: Where, count: Count) -> date:
    """Return the day on which a span ends whose last day is ``last``."""
    if not isinstance(where, WorkingTime) or count.last_closed == "stays" or where.is_working(last):
        return last
    forward = count.last_closed == "next_open"
    return where.nth_after(last, 1) if forward else where.nth_before(last, 1)


def _moved_on(last: date, moved: date, where: Where) -> Iterator[_Day]:
    """Yield the days after the last that counted, up to the one a span was moved to."""
    while last < moved and isinstance(where, WorkingTime):
        last += ONE_DAY
        yield _Day(last, MOVED_ON) if last == moved else _Day(last, *kind_of(where, last))


def _at_midnight(instant: datetime, course: _Course) -> bool:
    local = instant.astimezone(course.zone).replace(tzinfo=None)
    return local == midnight(local.date())


def _day_ended(instant: datetime, course: _Course) -> date:
    """Return the day an instant lies on; 24:00 lies on the day it ends."""
    day = instant.astimezone(course.zone).date()
    return day - ONE_DAY if _at_midnight(instant, course) else day
