"""Working time on days a person can look up on a wall calendar."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from houses import (
    CHINA,
    HOTLINE,
    NIGHT_SHIFT,
    OFFICE,
    OFFICE_RULES,
    WEDNESDAY_OFF,
    days,
    hours,
    official,
)

from workflow.calendars.amounts import Amount, Count, add, measure_days, subtract
from workflow.calendars.days import YearUnknown, day_of
from workflow.calendars.local import read_local, show_local
from workflow.calendars.rules import OfficialDays, Rules, Season
from workflow.calendars.working import NoWorkingTime, WorkingTime

SAME_TIME = Count(ends="same_time")


def after(start: str, amount: Amount, working: WorkingTime, count: Count = SAME_TIME) -> str:
    due = add(read_local(start, working.zone), amount, working, count)
    assert due.tzinfo is UTC
    return show_local(due, working.zone, end=True)


def between(start: str, end: str, working: WorkingTime) -> float:
    """Working hours between two local times."""
    measured = working.measure(read_local(start, working.zone), read_local(end, working.zone))
    return measured / timedelta(hours=1)


# --- working hours -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2026-11-24 10:00", 1, "2026-11-24 11:00"),  # Tuesday
        ("2026-11-24 11:00", 2, "2026-11-24 14:00"),  # over lunch
        ("2026-11-24 11:00", 1, "2026-11-24 12:00"),  # over at noon, not at 13:00
        ("2026-11-24 12:30", 1, "2026-11-24 14:00"),
        ("2026-11-24 10:00", 7, "2026-11-24 18:00"),  # over when the office closes
        ("2026-11-24 10:00", 8, "2026-11-25 10:00"),
        ("2026-11-27 17:00", 2, "2026-11-30 10:00"),  # Friday to Monday
        ("2026-11-28 03:00", 1, "2026-11-30 10:00"),  # Saturday night
        ("2026-09-30 17:00", 2, "2026-10-08 10:00"),  # the week of the National Day
        ("2026-10-09 17:00", 2, "2026-10-10 10:00"),  # a Saturday everybody works
        ("2026-02-13 17:00", 9, "2026-02-14 18:00"),  # all of the Saturday before Spring Festival
        ("2026-02-14 17:00", 2, "2026-02-24 10:00"),
    ],
)
def test_working_hours_are_counted_while_the_office_works(start: str, number: int, end: str):
    assert after(start, Amount(number, "working hours"), OFFICE) == end


def test_a_whole_year_is_counted_exactly():
    """365 days, 104 at weekends, 13 of holidays: 248 to work on, the first a Sunday."""
    assert after("2026-01-04 09:00", Amount(8 * 248, "working hours"), OFFICE) == "2026-12-31 18:00"
    assert between("2026-01-01 00:00", "2027-01-01 00:00", OFFICE) == 8 * 248


def test_a_day_that_a_zone_left_out_is_not_worked_on():
    """Apia had no 30 December 2011: after the 29th came the 31st."""
    apia = WorkingTime(Rules("apia", {}, "Pacific/Apia", (hours("9-17"),) * 7), OfficialDays())
    start = read_local("2011-12-29 16:00", apia.zone)
    assert show_local(add(start, Amount(2, "working hours"), apia), apia.zone) == "2011-12-31 10:00"
    assert show_local(add(start, Amount(1, "working days"), apia), apia.zone) == "2011-12-31 16:00"
    assert apia.is_open(apia.next_opening(read_local("2011-12-29 18:00", apia.zone)))
    assert not apia.is_working(date(2011, 12, 30))


def test_what_is_measured_backwards_is_negative():
    assert between("2026-11-27 18:00", "2026-11-27 09:00", OFFICE) == -8
    assert between("2026-11-28 09:00", "2026-11-29 09:00", OFFICE) == 0


def test_a_reminder_some_working_hours_before_lies_in_working_time():
    end = read_local("2026-11-30 10:00", OFFICE.zone)
    before = [subtract(end, Amount(number, "working hours"), OFFICE) for number in (1, 2, 10)]
    assert [show_local(one, OFFICE.zone) for one in before] == [
        "2026-11-30 09:00", "2026-11-27 17:00", "2026-11-26 17:00",
    ]  # fmt: skip


def test_a_night_shift_belongs_to_the_day_it_begins_on():
    early = read_local("2026-11-25 02:00", NIGHT_SHIFT.zone)
    assert NIGHT_SHIFT.day_at(early) == date(2026, 11, 24)
    assert NIGHT_SHIFT.day_at(early + timedelta(hours=4)) == date(2026, 11, 25)  # it is over
    assert NIGHT_SHIFT.day_at(early + timedelta(hours=5)) == date(2026, 11, 25)
    assert after("2026-11-25 02:00", Amount(1, "working days"), NIGHT_SHIFT) == "2026-11-26 02:00"
    assert after("2026-11-25 05:00", Amount(2, "working hours"), NIGHT_SHIFT) == "2026-11-25 23:00"


def test_a_night_shift_is_an_hour_shorter_or_longer_when_the_clocks_change():
    assert between("2026-03-28 22:00", "2026-03-29 06:00", NIGHT_SHIFT) == 7
    assert between("2026-10-24 22:00", "2026-10-25 06:00", NIGHT_SHIFT) == 9
    assert after("2026-10-25 01:00", Amount(6, "working hours"), NIGHT_SHIFT) == "2026-10-25 06:00"


def test_a_night_shift_of_new_year_is_found_from_the_next_year():
    fresh = WorkingTime(NIGHT_SHIFT.rules, OfficialDays())
    first_of_january = read_local("2026-01-01 01:00", fresh.zone)
    assert fresh.is_open(first_of_january)
    assert fresh.day_at(first_of_january) == date(2025, 12, 31)


# --- working days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "number", "count", "end"),
    [
        ("2026-11-24 10:00", 3, SAME_TIME, "2026-11-27 10:00"),
        ("2026-11-26 10:00", 3, SAME_TIME, "2026-12-01 10:00"),  # Thursday: over the weekend
        ("2026-11-26 10:00", 3, Count(), "2026-12-01 24:00"),
        ("2026-11-26 10:00", 3, Count(ends="close"), "2026-12-01 18:00"),
        ("2026-11-26 10:00", 3, Count(first_day="counted", ends="close"), "2026-11-30 18:00"),
        ("2026-11-26 10:00", 1, Count(first_day="counted"), "2026-11-26 24:00"),
        ("2026-11-28 10:00", 1, Count(), "2026-11-30 24:00"),  # Saturday: Monday is the first day
        ("2026-11-28 10:00", 1, Count(first_day="counted"), "2026-11-30 24:00"),
        ("2026-11-28 10:00", 1, Count(start_closed="next_opening"), "2026-12-01 24:00"),
        ("2026-11-27 19:00", 1, Count(start_closed="next_opening"), "2026-12-01 24:00"),
        ("2026-11-27 17:00", 1, Count(start_closed="next_opening"), "2026-11-30 24:00"),
        ("2026-09-30 10:00", 2, Count(), "2026-10-09 24:00"),
        ("2026-09-18 10:00", 1, Count(), "2026-09-20 24:00"),  # Sunday, a make-up day
        ("2026-10-09 10:00", 1, Count(ends="close"), "2026-10-10 18:00"),
    ],
)
def test_working_days_are_counted_as_it_was_said(start: str, number: int, count: Count, end: str):
    assert after(start, Amount(number, "working days"), OFFICE, count) == end


@pytest.mark.parametrize(
    ("last_closed", "end"),
    [
        ("stays", "2026-11-28 24:00"),  # Saturday
        ("next_open", "2026-11-30 24:00"),
        ("previous_open", "2026-11-27 24:00"),
    ],
)
def test_a_last_day_on_which_nobody_works_stays_or_moves(last_closed, end: str):
    count = Count(last_closed=last_closed)
    assert after("2026-11-25 10:00", Amount(3, "calendar days"), OFFICE, count) == end
    assert after("2026-11-24 10:00", Amount(3, "calendar days"), OFFICE, count) == (
        "2026-11-27 24:00"
    )


def test_calendar_days_with_a_working_calendar_are_counted_from_the_first_if_that_is_said():
    counted = Count(first_day="counted")
    assert after("2026-11-24 10:00", Amount(3, "calendar days"), OFFICE, counted) == (
        "2026-11-26 24:00"
    )


def test_a_day_on_which_nobody_works_closes_when_it_ends():
    close = Count(ends="close")
    assert after("2026-11-25 10:00", Amount(3, "calendar days"), OFFICE, close) == (
        "2026-11-28 24:00"
    )


def test_sixty_calendar_days_are_sixty_dates_and_not_so_many_hours():
    assert after("2026-03-01 10:00", Amount(60, "calendar days"), NIGHT_SHIFT) == "2026-04-30 10:00"
    assert after("2026-03-01 10:00", Amount(60 * 24, "hours"), NIGHT_SHIFT) == "2026-04-30 11:00"


def test_a_reminder_a_working_day_before_skips_the_weekend():
    end = read_local("2026-11-30 10:00", OFFICE.zone)
    before = subtract(end, Amount(1, "working days"), OFFICE)
    assert show_local(before, OFFICE.zone) == "2026-11-27 10:00"


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [
        ("2026-11-26 10:00", "2026-12-01 10:00", 3),
        ("2026-11-26 10:00", "2026-12-01 09:59", 2),
        ("2026-11-26 10:00", "2026-11-29 23:00", 1),
        ("2026-11-26 10:00", "2026-11-26 18:00", 0),
        ("2026-11-26 10:00", "2026-11-20 18:00", 0),
        ("2027-01-05 10:00", "2026-12-28 18:00", 0),
        ("2026-09-30 10:00", "2026-10-09 10:00", 2),
    ],
)
def test_whole_working_days_are_measured(start: str, end: str, number: int):
    assert number == measure_days(
        read_local(start, OFFICE.zone), read_local(end, OFFICE.zone), OFFICE
    )


# --- kinds of days -----------------------------------------------------------------------------


def test_a_house_may_rest_on_wednesday_and_have_days_and_seasons_of_its_own():
    assert after("2026-11-17 12:00", Amount(1, "working days"), WEDNESDAY_OFF) == "2026-11-19 12:00"
    assert after("2026-11-24 19:00", Amount(2, "working hours"), WEDNESDAY_OFF) == (
        "2026-11-25 09:00"  # the fair, on a Wednesday
    )
    assert after("2026-12-22 15:30", Amount(1, "working hours"), WEDNESDAY_OFF) == (
        "2026-12-25 12:30"  # Wednesday, the outing, then the hours of the season
    )
    assert after("2027-01-10 15:30", Amount(1, "working hours"), WEDNESDAY_OFF) == (
        "2027-01-11 10:30"
    )


def test_a_weekend_beside_a_holiday_belongs_to_it_where_that_is_said():
    def closed(day: date, working: WorkingTime) -> bool:
        return not working.is_working(day)

    national = [date(2026, 10, number) for number in range(1, 8)]
    assert all(closed(day, HOTLINE) for day in national)
    assert closed(date(2026, 2, 15), HOTLINE)  # the Sunday before Spring Festival
    assert not closed(date(2026, 10, 10), HOTLINE)  # a make-up Saturday
    assert not closed(date(2026, 11, 28), HOTLINE)  # an ordinary Saturday
    assert day_of(HOTLINE.rules, CHINA, date(2026, 10, 4)).name["zh"] == "放假"
    assert day_of(OFFICE.rules, CHINA, date(2026, 10, 4)).name == {}


def test_a_weekend_day_cut_off_from_a_holiday_by_a_make_up_day_is_no_part_of_it():
    found = official(days("2026-11-30"), days("2026-11-29"), (2026,))  # Sunday worked, Monday off
    hotline = HOTLINE.rules
    assert day_of(hotline, found, date(2026, 11, 28)).working
    assert not day_of(hotline, found, date(2026, 11, 30)).working


def test_a_make_up_day_on_which_a_house_works_anyway_keeps_its_own_hours():
    saturdays = replace(OFFICE_RULES, week=(hours("9-17"),) * 5 + (hours("10-14"), ()))
    assert day_of(saturdays, CHINA, date(2026, 10, 10)).hours == hours("10-14")
    assert day_of(saturdays, CHINA, date(2026, 9, 20)).hours == hours("9-17")  # a Sunday


def test_the_29th_of_february_is_a_day_like_any_other():
    rules = replace(
        OFFICE_RULES, country=None, seasons=(Season((2, 29), (2, 29), (hours("9-10"),) * 7),)
    )
    working = WorkingTime(rules, OfficialDays())
    assert after("2028-02-28 18:00", Amount(2, "working hours"), working) == "2028-03-01 10:00"
    assert after("2027-02-26 18:00", Amount(2, "working hours"), working) == "2027-03-01 11:00"


def test_a_year_nobody_settled_is_an_error_and_not_a_year_without_holidays():
    with pytest.raises(YearUnknown) as unknown:
        after("2027-12-30 10:00", Amount(5, "working days"), OFFICE)
    assert (unknown.value.calendar, unknown.value.year) == ("office-cn", 2028)


def test_a_year_that_is_estimated_says_so():
    expected = CHINA._replace(years={**CHINA.years, 2027: True})
    assert day_of(OFFICE_RULES, expected, date(2027, 5, 1)).estimated
    assert not day_of(OFFICE_RULES, expected, date(2026, 5, 1)).estimated
    assert not day_of(WEDNESDAY_OFF.rules, OfficialDays(), date(2027, 5, 1)).estimated


def test_a_calendar_without_working_time_does_not_search_for_ever():
    never = WorkingTime(Rules("never", {}, "UTC", ((),) * 7), OfficialDays())
    start = read_local("2026-11-24 10:00", never.zone)
    with pytest.raises(NoWorkingTime):
        add(start, Amount(1, "working hours"), never)
    with pytest.raises(NoWorkingTime):
        subtract(start, Amount(1, "working hours"), never)
    with pytest.raises(NoWorkingTime):
        subtract(start, Amount(1, "working days"), never)
    with pytest.raises(NoWorkingTime):
        add(start, Amount(1, "working days"), never)
    with pytest.raises(NoWorkingTime):
        never.next_opening(start)
