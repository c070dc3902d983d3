"""Lengths of time as people say them, adding them to an instant, and measuring by them.

Minutes and hours are elapsed time, to the second. Calendar days, weeks and months are counted on
the wall calendar of a zone: three days across a change of the clocks are three dates, not 72 hours.
Working hours are elapsed time in which the house works. Working days are the days on which it does;
both need a working calendar and are refused where only a zone is given.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from workflow.calendars.local import end_of, to_instant
from workflow.calendars.working import WorkingTime

Unit = Literal[
    "minutes", "hours", "working minutes", "working hours", "calendar days", "working days",
    "weeks", "months",
]  # fmt: skip
UNITS: tuple[Unit, ...] = (
    "minutes", "hours", "working minutes", "working hours", "calendar days", "working days",
    "weeks", "months",
)  # fmt: skip
WORKING_UNITS = frozenset({"working minutes", "working hours", "working days"})
MINUTES = {"minutes": 1, "hours": 60, "working minutes": 1, "working hours": 60}
_PLAIN = {"minutes": 60, "hours": 3600}
DAYS = frozenset({"calendar days", "working days", "weeks", "months"})

Where = ZoneInfo | WorkingTime
"""Where time is counted: on the wall calendar of a zone, or by a house's working calendar."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time as people say it: ``3 calendar days``. ``number`` is positive."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number} {self.unit.removesuffix('s') if self.number == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class Count:
    """How days, weeks and months are counted; minutes and hours are always to the second.

    ``first_day``: whether the day of the start counts as the first. ``start_closed``: a start at
    which the house is closed is taken as it is, or as the next opening. ``ends``: the limit runs
    to the same time of day, to the end (24:00) of its last day, or to its close of business.
    ``last_closed``: a last day on which nobody works stays, or becomes the next or the previous
    working day. Without a working calendar the house is never closed.
    """

    first_day: Literal["excluded", "counted"] = "excluded"
    ends: Literal["same_time", "end_of_day", "close"] = "end_of_day"
    start_closed: Literal["as_is", "next_opening"] = "as_is"
    last_closed: Literal["stays", "next_open", "previous_open"] = "stays"


_length = lru_cache(maxsize=1024)(timedelta)  # few lengths, many limits
SAME_TIME = Count(ends="same_time")
ONE_DAY = timedelta(days=1)
_NO_TIME = timedelta()


def asks_calendar(amount: Amount, count: Count) -> bool:
    """Whether an amount cannot be counted without knowing when the house works."""
    if amount.unit in WORKING_UNITS:
        return True
    return amount.unit in DAYS and (
        count.ends == "close" or count.start_closed != "as_is" or count.last_closed != "stays"
    )


def add(start: datetime, amount: Amount, where: Where, count: Count = SAME_TIME) -> datetime:
    """Return the instant ``amount`` after ``start`` (aware), in UTC.

    Raises ``ValueError`` for a unit that needs a working calendar, and as ``WorkingTime`` does.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> start = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)          # 10:00 in Shanghai
    >>> add(start, Amount(3, "calendar days"), ZoneInfo("Asia/Shanghai"), Count())
    datetime.datetime(2026, 11, 24, 16, 0, tzinfo=datetime.timezone.utc)

    (24 November, 24:00 in Shanghai.)
    """
    return _moved(start, amount.number, amount.unit, where, count)


def after(end: datetime, amount: Amount, where: Where, times: int = 1) -> datetime:
    """Return the instant ``times`` amounts after the end of something, at the same time of day.

    They are added as one step: two months, not twice one. What ends at 24:00 ends on the day
    before: a working day after Friday, 24:00, is Monday, 24:00.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> after(datetime(2026, 1, 31, tzinfo=UTC), Amount(1, "months"), ZoneInfo("UTC"), 2).day
    31
    """
    return _moved_from_end(end, amount.number * times, amount.unit, where)


def subtract(end: datetime, amount: Amount, where: Where) -> datetime:
    """Return the instant ``amount`` before the end of something, at the same time of day.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> end = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    >>> subtract(end, Amount(1, "calendar days"), ZoneInfo("Asia/Shanghai"))
    datetime.datetime(2026, 11, 23, 16, 0, tzinfo=datetime.timezone.utc)
    """
    if amount.unit not in _PLAIN:
        return _moved_from_end(end, -amount.number, amount.unit, where)
    return end.astimezone(UTC) - _length(0, amount.number * _PLAIN[amount.unit])


def measure_days(start: datetime, end: datetime, working: WorkingTime) -> int:
    """Return how many whole working days lie between two instants, counted to the second.

    It is the largest number of working days that, added to ``start``, is not after ``end``.
    """
    first = working.day_at(start)
    number = working.working_days(first, end.astimezone(working.zone).date())
    if number and _moved(start, number, "working days", working, SAME_TIME) > end:
        return number - 1
    return max(number, 0)


def elapsed(start: datetime, length: timedelta, unit: Unit, where: Where) -> datetime:
    """Return the instant at which so much (not negative) of a unit's time is over."""
    if not length or unit not in WORKING_UNITS:
        return start + length
    return _working(unit, where).add(start, length)


def measured(start: datetime, end: datetime, unit: Unit, where: Where) -> timedelta:
    """Return how much of a unit's time lies between two instants."""
    if unit not in WORKING_UNITS:
        return end - start
    return _working(unit, where).measure(start, end)


class Span(NamedTuple):
    """The days an amount covers: that of the start, the first that counts, and the last.

    ``since_midnight`` is how long the day of the start has been going on at the start.
    """

    day: date
    first: date
    last: date
    since_midnight: timedelta


def span(start: datetime, number: int, unit: Unit, where: Where, count: Count) -> Span:
    """Return the days that ``number`` days, weeks or months from ``start`` cover."""
    if count.start_closed == "next_opening" and isinstance(where, WorkingTime):
        start = where.next_opening(start)
    counted = count.first_day == "counted"
    day, last = _first_and_last(start, number, unit, where, counted=counted)
    first = day if counted else day + ONE_DAY
    return Span(day, first, last, _since_midnight(start, day, where))


def span_after(end: datetime, number: int, unit: Unit, where: Where) -> Span:
    """Return the days that ``number`` more cover, after the end of something.

    What ends at 24:00 ends on the day before.
    """
    days = span(end, number, unit, where, SAME_TIME)
    if days.since_midnight:
        return days
    day = days.day - ONE_DAY
    if unit == "working days":
        last = _working_day_after(day, number, _working(unit, where), counted=False)
    else:
        last = days.last - ONE_DAY
    return Span(day, days.day, last, ONE_DAY)


def ending(last: date, since_midnight: timedelta, where: Where, count: Count) -> datetime:
    """Return the instant at which a limit runs out whose last day is ``last``."""
    if not isinstance(where, WorkingTime):
        if count.ends == "same_time":
            return to_instant(midnight(last) + since_midnight, where)
        return end_of(last, where)
    if count.last_closed != "stays" and not where.is_working(last):
        forward = count.last_closed == "next_open"
        last = where.nth_after(last, 1) if forward else where.nth_before(last, 1)
    if count.ends == "same_time":
        return to_instant(midnight(last) + since_midnight, where.zone)
    return end_of(last, where.zone) if count.ends == "end_of_day" else where.closing(last)


def midnight(day: date) -> datetime:
    """Return the local time at which a day begins."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local


def _moved(start: datetime, number: int, unit: Unit, where: Where, count: Count) -> datetime:
    start = start.astimezone(UTC)  # adding to a time of a zone adds on its wall clock
    if unit in MINUTES:
        return _minutes_later(start, number * MINUTES[unit], unit, where)
    if isinstance(where, WorkingTime) or unit == "working days":
        if count.start_closed == "next_opening" and isinstance(where, WorkingTime):
            start = where.next_opening(start)
        counted = count.first_day == "counted"
        first, last = _first_and_last(start, number, unit, where, counted=counted)
        same_time = count.ends == "same_time"
        since = _since_midnight(start, first, where) if same_time else _NO_TIME
        return ending(last, since, where, count)
    # The same, for what is asked most and must be quick.
    local = start.astimezone(where)
    day = local.date()
    last = day + _length(number) if unit == "calendar days" else _day_after(day, number, unit)
    if count.first_day == "counted":
        last -= ONE_DAY
    if count.ends == "same_time":
        return to_instant(datetime.combine(last, local.time()), where)
    return end_of(last, where)


def _first_and_last(
    start: datetime, number: int, unit: Unit, where: Where, *, counted: bool
) -> tuple[date, date]:
    """Return the day of the start, and the last that ``number`` days, weeks or months cover."""
    if unit == "working days":
        working = _working(unit, where)
        day = working.day_at(start)
        return day, _working_day_after(day, number, working, counted=counted)
    zone = where.zone if isinstance(where, WorkingTime) else where
    day = start.astimezone(zone).date()
    return day, _day_after(day, number, unit) - (ONE_DAY if counted else _NO_TIME)


def _since_midnight(start: datetime, day: date, where: Where) -> timedelta:
    zone = where.zone if isinstance(where, WorkingTime) else where
    return start.astimezone(zone).replace(tzinfo=None) - midnight(day)


def _moved_from_end(end: datetime, number: int, unit: Unit, where: Where) -> datetime:
    end = end.astimezone(UTC)
    if unit != "working days":
        return _moved(end, number, unit, where, SAME_TIME)
    days = span_after(end, number, unit, where)
    return ending(days.last, days.since_midnight, where, SAME_TIME)


def _minutes_later(start: datetime, minutes: int, unit: Unit, where: Where) -> datetime:
    if unit not in WORKING_UNITS:
        return start + _length(0, minutes * 60)
    working = _working(unit, where)
    if minutes < 0:
        return working.subtract(start, timedelta(0, -minutes * 60))
    return working.add(start, timedelta(0, minutes * 60))


def _working(unit: Unit, where: Where) -> WorkingTime:
    if not isinstance(where, WorkingTime):
        raise ValueError(unit)  # noqa: TRY004 - of the unit, which fits no zone
    return where


def _working_day_after(day: date, number: int, working: WorkingTime, *, counted: bool) -> date:
    if number < 0:
        return working.nth_before(day, -number)
    if counted and working.is_working(day):
        number -= 1
    return working.nth_after(day, number) if number else day


def _day_after(day: date, number: int, unit: Unit) -> date:
    if unit == "calendar days":
        return day + timedelta(number)
    if unit == "weeks":
        return day + timedelta(number * 7)
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
