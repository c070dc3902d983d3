"""Limits with time cut out of them: what passes in a pause does not count.

Minutes and hours, working ones too, are counted up to a pause and on from its end. A day counts
unless the clock stood paused at its close, which is 24:00 or, for working days, closing time. What
would run out while the clock stands still runs out when it goes on: see ``past``. Pauses are pairs
of instants (from, to), in order, and do not overlap.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from workflow.calendars.amounts import (
    MINUTES,
    ONE_DAY,
    SAME_TIME,
    Amount,
    Count,
    Span,
    Unit,
    Where,
    add,
    after,
    elapsed,
    ending,
    measured,
    span,
    span_after,
)
from workflow.calendars.local import end_of
from workflow.calendars.working import WorkingTime

Pauses = Sequence[tuple[datetime, datetime]]


def add_around(
    start: datetime, amount: Amount, where: Where, count: Count, pauses: Pauses
) -> datetime:
    """Return the instant ``amount`` after ``start``, what lies in ``pauses`` not counted, in UTC.

    It can lie in a pause: more may be added to it, and ``past`` says when it runs out.
    Raises as ``add`` does, which it is without pauses.

    >>> from zoneinfo import ZoneInfo
    >>> noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    >>> pause = noon + timedelta(hours=1), noon + timedelta(hours=5)
    >>> add_around(noon, Amount(3, "hours"), ZoneInfo("UTC"), Count(), [pause]).hour
    19
    """
    if not pauses:
        return add(start, amount, where, count)
    if amount.unit in MINUTES:
        return _minutes_around(start, amount, where, pauses)
    days = span(start, amount.number, amount.unit, where, count)
    return _days_around(days, amount.unit, where, count, pauses)


def after_around(end: datetime, amount: Amount, where: Where, pauses: Pauses) -> datetime:
    """Return the instant ``amount`` after the end of something, what lies in ``pauses`` cut out.

    Raises as ``after`` does, which it is without pauses.
    """
    if not pauses:
        return after(end, amount, where)
    if amount.unit in MINUTES:
        return _minutes_around(end, amount, where, pauses)
    days = span_after(end, amount.number, amount.unit, where)
    return _days_around(days, amount.unit, where, SAME_TIME, pauses)


def past(at: datetime, pauses: Pauses) -> datetime:
    """Return the instant itself, or when the clock goes on that is paused then."""
    for first, end in pauses:
        if first <= at < end:
            at = end
    return at


def share_around(
    start: datetime, end: datetime, percent: int, *, unit: Unit, where: Where, pauses: Pauses
) -> datetime:
    """Return the instant at which ``percent`` of the time that counts up to ``end`` is over.

    It is the time of the unit a limit is in: working time where it is one of work. Days are shared
    by the time in them.
    """
    unit = "working minutes" if unit == "working days" else unit
    total = measured(start, end, unit, where)
    for first, last in pauses:
        began, ended = min(max(first, start), end), min(max(last, start), end)
        total -= measured(began, ended, unit, where)
    return past(_elapsed_around(start, total * percent / 100, unit, where, pauses), pauses)


def _elapsed_around(
    start: datetime, length: timedelta, unit: Unit, where: Where, pauses: Pauses
) -> datetime:
    at, left = start, length
    for first, end in pauses:
        if end <= at:
            continue
        before = measured(at, max(first, at), unit, where)
        if before >= left:
            break
        at, left = end, left - before
    return elapsed(at, left, unit, where)


def _minutes_around(start: datetime, amount: Amount, where: Where, pauses: Pauses) -> datetime:
    length = timedelta(minutes=amount.number * MINUTES[amount.unit])
    return _elapsed_around(start.astimezone(UTC), length, amount.unit, where, pauses)


def _days_around(days: Span, unit: Unit, where: Where, count: Count, pauses: Pauses) -> datetime:
    working = where if isinstance(where, WorkingTime) and unit == "working days" else None
    if working is None:
        wanted = (days.last - days.first).days + 1
    else:
        wanted = working.working_days(days.first - ONE_DAY, days.last)
    last = days.day
    candidates = _candidates(days.first, working)
    while wanted:
        day = next(candidates)
        if not _paused(_close(day, where, working), pauses):
            wanted -= 1
            last = day
    return ending(last, days.since_midnight, where, count)


def _candidates(first: date, working: WorkingTime | None) -> Iterator[date]:
    day = first
    if working is not None and not working.is_working(day):
        day = working.nth_after(day, 1)
    while True:
        yield day
        day = day + ONE_DAY if working is None else working.nth_after(day, 1)


def _close(day: date, where: Where, working: WorkingTime | None) -> datetime:
    if working is not None:
        return working.closing(day)
    return end_of(day, where.zone if isinstance(where, WorkingTime) else where)


def _paused(at: datetime, pauses: Pauses) -> bool:
    return any(first < at <= end for first, end in pauses)
