"""Lengths of time as people say them, adding them to an instant, and measuring by them.

Minutes and hours are elapsed time, to the second. Calendar days, weeks and months are counted on
the wall calendar of a zone: three days across a change of the clocks are three dates, not 72 hours.
Working hours are elapsed time in which the house works. Working days are the days on which it does;
both need a working calendar and are refused where only a zone is given.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from workflow.calendars.local import end_of, to_instant
from workflow.calendars.working import WorkingTime

Unit = Literal[
    "minutes", "hours", "working hours", "calendar days", "working days", "weeks", "months"
]
UNITS: tuple[Unit, ...] = (
    "minutes", "hours", "working hours", "calendar days", "working days", "weeks", "months",
)  # fmt: skip
WORKING_UNITS = frozenset({"working hours", "working days"})
DAYS = frozenset({"calendar days", "working days", "weeks", "months"})

Where = ZoneInfo | WorkingTime
"""Where time is counted: on the wall calendar of a zone, or by a house's working calendar."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time as people say it: ``3 calendar days``. ``number`` is positive."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"


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


SAME_TIME = Count(ends="same_time")
ONE_DAY = timedelta(days=1)


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


def add_times(
    start: datetime, amount: Amount, times: int, where: Where, count: Count = SAME_TIME
) -> datetime:
    """Return the instant ``times`` amounts after ``start``, as one step: two months, not twice one.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> add_times(datetime(2026, 1, 31, tzinfo=UTC), Amount(1, "months"), 2, ZoneInfo("UTC")).day
    31
    """
    return _moved(start, amount.number * times, amount.unit, where, count)


def subtract(end: datetime, amount: Amount, where: Where) -> datetime:
    """Return the instant ``amount`` before ``end``, at the same time of day.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> end = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    >>> subtract(end, Amount(1, "calendar days"), ZoneInfo("Asia/Shanghai"))
    datetime.datetime(2026, 11, 23, 16, 0, tzinfo=datetime.timezone.utc)
    """
    return _moved(end, -amount.number, amount.unit, where, SAME_TIME)


def share(start: datetime, end: datetime, percent: int) -> datetime:
    """Return the instant at which ``percent`` of the time from ``start`` to ``end`` is over."""
    return start + (end - start) * percent / 100


def measure_days(start: datetime, end: datetime, working: WorkingTime) -> int:
    """Return how many whole working days lie between two instants, counted to the second.

    It is the largest number of working days that, added to ``start``, is not after ``end``.
    """
    first = working.day_at(start)
    number = working.working_days(first, end.astimezone(working.zone).date())
    if number and _moved(start, number, "working days", working, SAME_TIME) > end:
        return number - 1
    return max(number, 0)


def _moved(start: datetime, number: int, unit: Unit, where: Where, count: Count) -> datetime:
    start = start.astimezone(UTC)  # adding to a time of a zone adds on its wall clock
    if unit == "hours":
        return start + timedelta(0, number * 3600)
    if unit == "minutes":
        return start + timedelta(0, number * 60)
    if isinstance(where, WorkingTime):
        return _moved_at_work(start, number, unit, where, count)
    if unit in WORKING_UNITS:
        raise ValueError(unit)
    local = start.astimezone(where)
    day = local.date()
    last = day + timedelta(number) if unit == "calendar days" else _day_after(day, number, unit)
    if count.first_day == "counted":
        last -= ONE_DAY
    if count.ends == "same_time":
        return to_instant(datetime.combine(last, local.time()), where)
    return end_of(last, where)


def _moved_at_work(
    start: datetime, number: int, unit: Unit, working: WorkingTime, count: Count
) -> datetime:
    if unit == "working hours":
        if number < 0:
            return working.subtract(start, timedelta(0, -number * 3600))
        return working.add(start, timedelta(0, number * 3600))
    if count.start_closed == "next_opening":
        start = working.next_opening(start)
    if unit == "working days":
        day = working.day_at(start)
        last = _working_day_after(day, number, working, count)
    else:
        day = start.astimezone(working.zone).date()
        last = _day_after(day, number, unit)
        if count.first_day == "counted":
            last -= ONE_DAY
    if count.last_closed != "stays" and not working.is_working(last):
        forward = count.last_closed == "next_open"
        last = working.nth_after(last, 1) if forward else working.nth_before(last, 1)
    if count.ends == "same_time":
        since_midnight = _local(start, working) - _midnight(day)
        return to_instant(_midnight(last) + since_midnight, working.zone)
    return end_of(last, working.zone) if count.ends == "end_of_day" else working.closing(last)


def _working_day_after(day: date, number: int, working: WorkingTime, count: Count) -> date:
    if number < 0:
        return working.nth_before(day, -number)
    if count.first_day == "counted" and working.is_working(day):
        number -= 1
    return working.nth_after(day, number) if number else day


def _local(instant: datetime, working: WorkingTime) -> datetime:
    return instant.astimezone(working.zone).replace(tzinfo=None)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local


def _day_after(day: date, number: int, unit: Unit) -> date:
    if unit == "calendar days":
        return day + timedelta(number)
    if unit == "weeks":
        return day + timedelta(number * 7)
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
