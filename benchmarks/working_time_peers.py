"""Other libraries that count working time, at what each of them can do, over short and long spans.

None of them knows all of it: ``businesstimedelta`` knows no working weekends, ``business-duration``
and ``numpy`` no lunch break either, ``holidays`` counts days only. Each is asked what it answers
rightly, and the answers are compared first.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import business_duration
import businesstimedelta
import holidays
import numpy

from benchmarks.measuring import Contest, Floor, repeated
from workflow.calendars.rules import Hours, OfficialDays, Rules
from workflow.calendars.working import WorkingTime
from workflow.service.official_days import settle

ROUNDS = 5
OURS, THEIRS = 500, 10
MORNING, AFTERNOON = (9 * 60, 12 * 60), (13 * 60, 18 * 60)


def _rules(hours: Hours, country: str | None) -> Rules:
    week = (hours,) * 5 + ((),) * 2
    return Rules("office", {"en": "Office"}, "Asia/Shanghai", week, country=country)


OFFICE = _rules((MORNING, AFTERNOON), "CN")


def contests(start: datetime) -> list[Contest]:
    """Return the contests; ``start`` is an instant in working time."""
    return [*_hours(start), *_durations(start), *_days(start), *_offsets(start)]


def _contest(
    row: str, ours: Callable[[], object], theirs: Callable[[], object], bound: float
) -> Contest:
    floor = Floor(row, repeated(theirs, THEIRS), bound, at_least=True)
    return Contest(repeated(ours, OURS), (floor,), ROUNDS)


def _hours(start: datetime) -> Iterator[Contest]:
    working = WorkingTime(OFFICE, settle("CN", None, range(2023, 2028)))
    week = {"working_days": [0, 1, 2, 3, 4]}
    office = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(start_time=time(9), end_time=time(18), **week),
            businesstimedelta.LunchTimeRule(start_time=time(12), end_time=time(13), **week),
            businesstimedelta.HolidayRule(holidays.country_holidays("CN", years=range(2023, 2028))),
        ]
    )
    local = start.astimezone(working.zone).replace(tzinfo=None)
    length = timedelta(hours=16)
    theirs = businesstimedelta.BusinessTimeDelta(office, hours=16)
    assert (local + theirs).replace(tzinfo=working.zone) == working.add(start, length)
    yield _contest(
        "add 16 working hours / businesstimedelta",
        lambda: working.add(start, length),
        lambda: local + theirs,
        150.0,
    )


def _durations(start: datetime) -> Iterator[Contest]:
    working = WorkingTime(_rules(((9 * 60, 18 * 60),), None), OfficialDays())
    for name, span in (("two days", 2), ("two years", 730)):
        end = start + timedelta(days=span)
        first, last = (one.astimezone(working.zone).replace(tzinfo=None) for one in (start, end))

        def theirs(first: datetime = first, last: datetime = last) -> float:
            found = business_duration.businessDuration(first, last, time(9), time(18), unit="hour")
            return float(found)

        assert timedelta(hours=theirs()) == working.measure(start, end)
        yield _contest(
            f"measure {name} / business-duration",
            lambda end=end: working.measure(start, end),
            theirs,
            1.0,
        )


def _days(start: datetime) -> Iterator[Contest]:
    working = WorkingTime(OFFICE, settle("CN", None, range(2023, 2028)))
    china = holidays.country_holidays("CN", years=range(2023, 2028))
    day = start.date()
    for number in (3, 500):
        assert china.get_nth_working_day(day, number) == working.nth_after(day, number)
        yield _contest(
            f"{number} working days / holidays",
            lambda number=number: working.nth_after(day, number),
            lambda number=number: china.get_nth_working_day(day, number),
            1.0,
        )


def _offsets(start: datetime) -> Iterator[Contest]:
    working = WorkingTime(_rules(((9 * 60, 18 * 60),), None), OfficialDays())
    day = start.date()
    theirs = numpy.busdaycalendar()
    for number in (3, 500):

        def offset(number: int = number) -> date:
            found = numpy.busday_offset(day, number, busdaycal=theirs)
            return found.astype(date)

        assert offset() == working.nth_after(day, number)
        yield _contest(
            f"{number} working days / numpy.busday_offset",
            lambda number=number: working.nth_after(day, number),
            offset,
            1.0,
        )
