"""The calendars for China, day by day, against the notices of the State Council.

The notices are typed in here, not taken from the library: what the library says is under test.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from workflow.calendars.days import Day, YearUnknown, day_of
from workflow.calendars.rules import OfficialDays, Rules
from workflow.definition import shipped
from workflow.definition.calendar_file import load, loads
from workflow.errors import HolidaysUnknown
from workflow.service.official_days import days_between, known_years, settle

pytestmark = pytest.mark.both

# Closed from one day to another, both included, as month and day.
CLOSED = {
    2024: ["01-01", "02-10 02-17", "04-04 04-06", "05-01 05-05", "06-08 06-10", "09-15 09-17",
           "10-01 10-07"],
    2025: ["01-01", "01-28 02-04", "04-04 04-06", "05-01 05-05", "05-31 06-02", "10-01 10-08"],
    2026: ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21",
           "09-25 09-27", "10-01 10-07"],
}  # fmt: skip
MAKE_UP = {
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
YEARS = tuple(CLOSED)
OFFICE_HOURS = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
HOTLINE_HOURS = ((8 * 60, 18 * 60),)


def dates(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=at) for at in range(365 + (year % 4 == 0))]


def closed(year: int) -> set[date]:
    def between() -> Iterator[date]:
        for words in CLOSED[year]:
            first, last = (date.fromisoformat(f"{year}-{words.split()[at]}") for at in (0, -1))
            yield from (one for one in dates(year) if first <= one <= last)

    return set(between())


def make_up(year: int) -> set[date]:
    return {date.fromisoformat(f"{year}-{word}") for word in MAKE_UP[year]}


def shipped_calendar(name: str) -> Rules:
    return load(shipped.calendar_path(name))


def whole_year(name: str, year: int) -> list[Day]:
    return days_between(shipped_calendar(name), date(year, 1, 1), date(year, 12, 31))


def test_the_notices_are_typed_in_as_they_were_published() -> None:
    assert {year: len(closed(year)) for year in YEARS} == {2024: 30, 2025: 28, 2026: 33}
    assert all(one.weekday() > 4 for year in YEARS for one in make_up(year))
    assert all(not closed(year) & make_up(year) for year in YEARS)


@pytest.mark.long
@pytest.mark.parametrize("year", YEARS)
def test_the_office_works_on_exactly_the_days_of_the_notice(year: int) -> None:
    expected = {
        one: OFFICE_HOURS
        if one in make_up(year) or (one.weekday() < 5 and one not in closed(year))
        else ()
        for one in dates(year)
    }
    assert {one.date: one.hours for one in whole_year("office-cn", year)} == expected


@pytest.mark.long
@pytest.mark.parametrize("year", YEARS)
def test_the_hotline_is_closed_on_exactly_the_days_of_the_notice(year: int) -> None:
    expected = {one: () if one in closed(year) else HOTLINE_HOURS for one in dates(year)}
    assert {one.date: one.hours for one in whole_year("hotline-cn", year)} == expected


@pytest.mark.parametrize("year", YEARS)
def test_what_is_special_about_a_day_is_named_in_both_languages(year: int) -> None:
    found = {one.date: one for one in whole_year("hotline-cn", year)}
    assert {one for one in found if found[one].name} == closed(year) | make_up(year)
    assert all(set(one.name) == {"en", "zh"} for one in found.values() if one.name)
    for one in make_up(year):
        assert found[one].name == {"en": "Make-up working day", "zh": "调休上班"}
    assert found[date(year, 10, 1)].name == {"en": "National Day", "zh": "国庆节"}


def test_dates_in_names_are_written_as_everywhere() -> None:
    name = settle("CN", None, [2026]).days[date(2026, 10, 7)].name
    assert name["en"] == "Day off (substituted from 2026-10-10)"
    assert "2026-10-10" in name["zh"]


@pytest.mark.parametrize("year", YEARS)
def test_a_year_that_was_announced_is_not_estimated(year: int) -> None:
    assert settle("CN", None, [year]).years == {year: False}
    assert not any(one.estimated for one in whole_year("office-cn", year))


def test_a_year_that_is_not_announced_is_estimated() -> None:
    announced = known_years("CN", None).announced
    assert announced is not None
    later = announced.stop
    assert later >= 2027
    assert settle("CN", None, [later - 1, later]).years == {later - 1: False, later: True}
    assert all(one.estimated for one in whole_year("office-cn", later))


def test_a_year_is_estimated_when_one_of_its_holidays_is_named_so() -> None:
    years = settle("EG", None, [2024, 2060]).years
    assert years == {2024: False, 2060: True}


def test_years_too_early_or_too_far_away_are_left_out() -> None:
    last = known_years("CN", None).last
    settled = settle("CN", None, [1999, 2000, 2026, last, last + 1])
    assert set(settled.years) == {2000, 2026, last}
    with pytest.raises(YearUnknown):
        day_of(shipped_calendar("office-cn"), settled, date(last + 1, 1, 1))
    assert settle("CN", None, [1999]) == OfficialDays()


def test_asking_for_a_year_that_is_not_known_says_which_are() -> None:
    known = known_years("CN", None)
    with pytest.raises(HolidaysUnknown) as caught:
        days_between(shipped_calendar("office-cn"), date(1999, 12, 31), date(2000, 1, 1))
    error = caught.value
    assert (error.calendar, error.year, error.first) == ("office-cn", 1999, 2000)
    assert error.last == known.last
    assert str(known.last) in str(error)


def test_a_holiday_of_the_next_year_reaches_into_the_weekend_before_it() -> None:
    # New Year's Day 2024 was a Monday.
    sunday = days_between(shipped_calendar("hotline-cn"), date(2023, 12, 31), date(2023, 12, 31))
    assert (sunday[0].hours, sunday[0].name["en"]) == ((), "New Year's Day")
    office = days_between(shipped_calendar("office-cn"), date(2023, 12, 31), date(2023, 12, 31))
    assert office[0].name == {}


def test_nothing_of_another_year_is_settled_but_the_days_beside_it() -> None:
    days = settle("CN", None, [2026]).days
    assert {day.year for day in days} == {2026, 2027}
    assert [day for day in days if day.year == 2027] == [date(2027, 1, 1)]


def test_regions_have_holidays_of_their_own() -> None:
    epiphany = date(2026, 1, 6)
    assert epiphany in settle("DE", "BY", [2026]).days
    assert epiphany not in settle("DE", None, [2026]).days


def test_a_country_without_swapped_days_is_known_as_far_as_its_law_goes() -> None:
    assert known_years("DE", None).announced is None
    assert settle("DE", None, [2050]).years == {2050: False}


def test_a_name_in_no_language_of_ours_is_shown_as_the_library_has_it() -> None:
    names = [one.name for one in settle("AX", None, [2026]).days.values()]
    assert all(name["en"] for name in names)


def test_the_last_days_there_are_can_be_shown() -> None:
    rules = loads(
        "language: 1\ncalendar: x\ntitle: x\nzone: UTC\nalways_open: true\n", "always.yaml"
    )
    assert [one.working for one in days_between(rules, date.max, date.max)] == [True]


def test_the_library_is_loaded_only_when_holidays_are_asked_for() -> None:
    code = (
        "import sys\n"
        "from workflow.definition import shipped\n"
        "from workflow.definition.calendar_file import load\n"
        "import workflow.service.official_days\n"
        "load(shipped.calendar_path('always'))\n"
        "assert 'holidays' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=100)
