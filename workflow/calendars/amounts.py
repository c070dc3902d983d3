"""Lengths of time as people say them, and adding them to an instant.

Minutes and hours are elapsed time, to the second. Calendar days, weeks and months are counted on
the wall calendar of a zone: three days across a change of the clocks are three dates, not 72 hours.
Working hours and working days need a working calendar and are refused where none is given.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from workflow.calendars.local import end_of, to_instant

Unit = Literal[
    "minutes", "hours", "working hours", "calendar days", "working days", "weeks", "months"
]
UNITS: tuple[Unit, ...] = (
    "minutes", "hours", "working hours", "calendar days", "working days", "weeks", "months",
)  # fmt: skip
WORKING_UNITS = frozenset({"working hours", "working days"})


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

    ``first_day`` says whether the day of the start counts as the first; ``ends`` whether the limit
    runs to the same time of day or to the end (24:00) of its last day.
    """

    first_day: Literal["excluded", "counted"] = "excluded"
    ends: Literal["same_time", "end_of_day"] = "end_of_day"


SAME_TIME = Count(ends="same_time")
ONE_DAY = timedelta(days=1)


def add(start: datetime, amount: Amount, zone: ZoneInfo, count: Count = SAME_TIME) -> datetime:
    """Return the instant ``amount`` after ``start`` (aware), in UTC.

    Raises ``ValueError`` for a unit that needs a working calendar.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> start = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)          # 10:00 in Shanghai
    >>> add(start, Amount(3, "calendar days"), ZoneInfo("Asia/Shanghai"), Count())
    datetime.datetime(2026, 11, 24, 16, 0, tzinfo=datetime.timezone.utc)

    (24 November, 24:00 in Shanghai.)
    """
    return _moved(start, amount.number, amount.unit, zone, count)


def add_times(
    start: datetime, amount: Amount, times: int, zone: ZoneInfo, count: Count = SAME_TIME
) -> datetime:
    """Return the instant ``times`` amounts after ``start``, as one step: two months, not twice one.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> add_times(datetime(2026, 1, 31, tzinfo=UTC), Amount(1, "months"), 2, ZoneInfo("UTC")).day
    31
    """
    return _moved(start, amount.number * times, amount.unit, zone, count)


def subtract(end: datetime, amount: Amount, zone: ZoneInfo) -> datetime:
    """Return the instant ``amount`` before ``end``, at the same time of day.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> end = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    >>> subtract(end, Amount(1, "calendar days"), ZoneInfo("Asia/Shanghai"))
    datetime.datetime(2026, 11, 23, 16, 0, tzinfo=datetime.timezone.utc)
    """
    return _moved(end, -amount.number, amount.unit, zone, SAME_TIME)


def share(start: datetime, end: datetime, percent: int) -> datetime:
    """Return the instant at which ``percent`` of the time from ``start`` to ``end`` is over."""
    return start + (end - start) * percent / 100


def _moved(start: datetime, number: int, unit: Unit, zone: ZoneInfo, count: Count) -> datetime:
    if unit == "hours":
        return start + timedelta(0, number * 3600)
    if unit == "minutes":
        return start + timedelta(0, number * 60)
    if unit in WORKING_UNITS:
        raise ValueError(unit)
    local = start.astimezone(zone)
    day = local.date()
    last = day + timedelta(number) if unit == "calendar days" else _day_after(day, number, unit)
    if count.first_day == "counted":
        last -= ONE_DAY
    if count.ends == "end_of_day":
        return end_of(last, zone)
    return to_instant(datetime.combine(last, local.time()), zone)


def _day_after(day: date, number: int, unit: Unit) -> date:
    if unit == "weeks":
        return day + timedelta(number * 7)
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
