"""Spans in their intervals: they tile, they add up, and they end where adding ends."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from houses import HOTLINE, NIGHT_SHIFT, OFFICE, WEDNESDAY_OFF, hours
from hypothesis import given
from hypothesis import strategies as st
from test_laws_of_working_time import calendars, finer, numbers, starts

from workflow.calendars.amounts import DAYS, Amount, Count, after
from workflow.calendars.day_intervals import days_walked, days_walked_after
from workflow.calendars.intervals import Interval, Walked, time_walked
from workflow.calendars.local import read_local, show_local
from workflow.calendars.pauses import add_around
from workflow.calendars.rules import OfficialDays, OwnDay, Rules
from workflow.calendars.working import WorkingTime

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def walked(start, amount, where, count, pauses) -> Walked:
    if amount.unit in DAYS:
        return days_walked(start, amount, where, count, pauses)
    return time_walked(start, amount, where, pauses)


def check(found: Walked, start: datetime, end: datetime) -> None:
    """No gap, no overlap, from the start to the end; and what counts adds up."""
    intervals = found.intervals
    assert found.end == end
    if end > start:
        assert intervals[0].first == start
        assert intervals[-1].end == end
    assert all(one.end == other.first for one, other in pairwise(intervals))
    assert all(one.first <= one.end for one in intervals)
    assert all(one.first < one.end or one.counted for one in intervals)
    if isinstance(found.wanted, timedelta):
        assert sum((one.worked for one in intervals), timedelta()) == found.wanted
        assert all(one.worked in {timedelta(), one.end - one.first} for one in intervals)
    else:
        assert sum(one.days for one in intervals) + found.cut == found.wanted


# --- the property ------------------------------------------------------------------------------

counts = st.builds(
    Count,
    st.sampled_from(["excluded", "counted"]),
    st.sampled_from(["same_time", "end_of_day", "close"]),
    st.sampled_from(["as_is", "next_opening"]),
    st.sampled_from(["stays", "next_open", "previous_open"]),
)
wheres = st.one_of(calendars(), calendars().map(lambda one: one.zone))


@st.composite
def pauses_after(draw, start):
    """Pauses around and after a start, in order; some touch, some lie before it."""
    at, found = start + timedelta(hours=draw(st.integers(-40, 60))), []
    for _ in range(draw(st.integers(0, 4))):
        end = at + timedelta(minutes=draw(st.integers(1, 3000)))
        found.append((at, end))
        at = end + timedelta(minutes=draw(st.integers(0, 3000)))
    return found


@st.composite
def spans(draw):
    where = draw(wheres)
    units = ["minutes", "hours", "calendar days", "weeks", "months"]
    if isinstance(where, WorkingTime):
        units += ["working minutes", "working hours", "working days"]
    unit = draw(st.sampled_from(units))
    number = draw(st.integers(1, 3)) if unit in {"weeks", "months"} else draw(numbers)
    start = draw(starts) + draw(finer)
    return start, Amount(number, unit), where, draw(counts), draw(pauses_after(start))


@given(spans())
def test_intervals_tile_and_add_up_and_end_where_adding_ends(span):
    start, amount, where, count, pauses = span
    end = add_around(start, amount, where, count, pauses)
    check(walked(start, amount, where, count, pauses), start, end)


@given(spans())
def test_what_comes_after_an_end_is_walked_as_it_is_added(span):
    end, amount, where, _count, _pauses = span
    found = (
        days_walked_after(end, amount, where, ())
        if amount.unit in DAYS
        else time_walked(end, amount, where, ())
    )
    check(found, end, after(end, amount, where))


@given(spans(), st.integers(1, 4000))
def test_a_span_that_stands_still_is_walked_as_far_as_it_is_settled(span, minutes):
    start, amount, where, count, pauses = span
    if amount.unit not in DAYS:
        return
    paused_at = max([start, *(end for _first, end in pauses)]) + HOUR
    if paused_at >= add_around(start, amount, where, count, pauses):
        return
    now = paused_at + timedelta(minutes=minutes)
    found = days_walked(start, amount, where, count, [*pauses, (paused_at, now)], until=now)
    assert all(one.end == other.first for one, other in pairwise(found.intervals))
    assert (found.intervals[0].first, found.intervals[-1].end) == (start, now)
    assert sum(one.days for one in found.intervals) <= found.wanted


# --- what a person can check on the wall calendar ----------------------------------------------


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return read_local(text, zone)


def lines(found: Walked, zone: ZoneInfo = SHANGHAI) -> list[str]:
    return [line(one, zone) for one in found.intervals]


def line(one: Interval, zone: ZoneInfo) -> str:
    words = [show_local(one.first, zone)[5:], show_local(one.end, zone, end=True)[5:], one.reason]
    if one.name:
        words.append(one.name.get("en", ""))
    if one.worked:
        words.append(f"{one.worked / HOUR:g} h")
    if one.days:
        words.append(f"{one.days} d")
    return " ".join(words)


def test_hours_of_an_office_over_national_day() -> None:
    # Wednesday, 30 September 2026. The 3rd is a Saturday; the 4th a Sunday nobody announced.
    found = time_walked(at("2026-09-30 10:00"), Amount(12, "working hours"), OFFICE, ())
    assert lines(found) == [
        "09-30 10:00 09-30 12:00 open 2 h",
        "09-30 12:00 09-30 13:00 closed",
        "09-30 13:00 09-30 18:00 open 5 h",
        "09-30 18:00 09-30 24:00 closed",
        "10-01 00:00 10-03 24:00 holiday Holiday",
        "10-04 00:00 10-04 24:00 closed",
        "10-05 00:00 10-07 24:00 holiday Holiday",
        "10-08 00:00 10-08 09:00 closed",
        "10-08 09:00 10-08 12:00 open 3 h",
        "10-08 12:00 10-08 13:00 closed",
        "10-08 13:00 10-08 15:00 open 2 h",
    ]


def test_days_of_an_office_with_a_working_saturday_and_a_pause() -> None:
    # Counted: the 8th, the 9th, Saturday the 10th (made up), not the 12th, Tuesday the 13th.
    pause = at("2026-10-12 15:00"), at("2026-10-13 11:00")
    amount = Amount(4, "working days")
    found = days_walked(at("2026-09-30 10:00"), amount, OFFICE, Count(), [pause])
    assert lines(found) == [
        "09-30 10:00 09-30 24:00 start_day",
        "10-01 00:00 10-03 24:00 holiday Holiday",
        "10-04 00:00 10-04 24:00 closed",
        "10-05 00:00 10-07 24:00 holiday Holiday",
        "10-08 00:00 10-09 24:00 day 2 d",
        "10-10 00:00 10-10 24:00 make_up Make-up 1 d",
        "10-11 00:00 10-11 24:00 closed",
        "10-12 00:00 10-12 24:00 paused_at_close",
        "10-13 00:00 10-13 24:00 day 1 d",
    ]
    assert [one.pause for one in found.intervals if one.pause is not None] == [0]


def test_days_while_the_clock_stands_still() -> None:
    pauses = [(at("2026-10-09 15:00"), at("2026-10-12 09:30"))]
    found = days_walked(
        at("2026-10-07 10:00"),
        Amount(3, "working days"),
        OFFICE,
        Count(),
        pauses,
        until=at("2026-10-12 09:30"),
    )
    assert lines(found) == [
        "10-07 10:00 10-07 24:00 start_day",
        "10-08 00:00 10-08 24:00 day 1 d",
        "10-09 00:00 10-10 24:00 paused_at_close",
        "10-11 00:00 10-11 24:00 closed",
        "10-12 00:00 10-12 09:30 unsettled",
    ]


def test_weekends_beside_a_holiday_belong_to_it_where_the_house_says_so() -> None:
    found = time_walked(at("2026-09-30 17:00"), Amount(2, "working hours"), HOTLINE, ())
    assert lines(found) == [
        "09-30 17:00 09-30 18:00 open 1 h",
        "09-30 18:00 09-30 24:00 closed",
        "10-01 00:00 10-07 24:00 holiday Holiday",
        "10-08 00:00 10-08 08:00 closed",
        "10-08 08:00 10-08 09:00 open 1 h",
    ]


def test_a_house_s_own_days_are_named() -> None:
    found = time_walked(at("2026-11-24 19:00"), Amount(6, "working hours"), WEDNESDAY_OFF, ())
    assert lines(found)[1:3] == [
        "11-24 20:00 11-25 08:00 closed",
        "11-25 08:00 11-25 12:00 own_hours Fair 4 h",
    ]
    off = days_walked(at("2026-12-23 10:00"), Amount(1, "working days"), WEDNESDAY_OFF, Count(), ())
    assert lines(off) == [
        "12-23 10:00 12-23 24:00 start_day",
        "12-24 00:00 12-24 24:00 own_day_off Outing",
        "12-25 00:00 12-25 24:00 day 1 d",
    ]


def test_a_night_shift_belongs_to_the_day_it_began_on() -> None:
    berlin = NIGHT_SHIFT.zone
    start = at("2026-03-03 02:00", berlin)  # in the shift of Monday, the 2nd
    count = Count(ends="close")
    found = days_walked(start, Amount(2, "working days"), NIGHT_SHIFT, count, ())
    assert lines(found, berlin) == [
        "03-03 02:00 03-03 06:00 start_day",
        "03-03 06:00 03-05 06:00 day 2 d",
    ]


@pytest.mark.parametrize(
    ("last_closed", "expected"),
    [
        ("stays", ["09-25 10:00 09-25 24:00 start_day", "09-26 00:00 09-27 24:00 day 2 d"]),
        (
            "next_open",
            [
                "09-25 10:00 09-25 24:00 start_day",
                "09-26 00:00 09-27 24:00 day 2 d",
                "09-28 00:00 09-28 24:00 moved_on",
            ],
        ),
        ("previous_open", []),
    ],
)
def test_a_last_day_on_which_nobody_works(last_closed: str, expected: list[str]) -> None:
    # Friday, 25 September 2026, is Mid-Autumn Festival; Sunday the 27th is the second day.
    count = Count(last_closed=last_closed)
    found = days_walked(at("2026-09-25 10:00"), Amount(2, "calendar days"), OFFICE, count, ())
    assert lines(found) == expected
    assert found.cut == (2 if last_closed == "previous_open" else 0)


def test_a_start_while_closed_waits_for_the_opening() -> None:
    count = Count(first_day="counted", ends="close", start_closed="next_opening")
    found = days_walked(at("2026-10-03 10:00"), Amount(1, "working days"), OFFICE, count, ())
    assert lines(found) == [
        "10-03 10:00 10-03 24:00 holiday Holiday",
        "10-04 00:00 10-04 24:00 closed",
        "10-05 00:00 10-07 24:00 holiday Holiday",
        "10-08 00:00 10-08 09:00 closed",
        "10-08 09:00 10-08 18:00 day 1 d",
    ]


def test_more_time_begins_with_the_day_after_24_00() -> None:
    for unit in ("calendar days", "working days"):
        found = days_walked_after(at("2026-10-08 24:00"), Amount(1, unit), OFFICE, ())
        assert lines(found) == ["10-09 00:00 10-09 24:00 day 1 d"]
    found = days_walked_after(at("2026-10-08 15:00"), Amount(1, "working days"), OFFICE, ())
    assert lines(found) == [
        "10-08 15:00 10-08 24:00 start_day",
        "10-09 00:00 10-09 15:00 day 1 d",
    ]


def test_a_start_at_lunch_counts_from_the_afternoon_around_the_pauses() -> None:
    pauses = [
        (at("2026-09-21 09:00"), at("2026-09-21 10:00")),  # over before it began
        (at("2026-09-21 14:00"), at("2026-09-21 15:30")),
        (at("2026-09-22 09:00"), at("2026-09-22 10:00")),  # after it ended
    ]
    found = time_walked(at("2026-09-21 12:30"), Amount(2, "working hours"), OFFICE, pauses)
    assert lines(found) == [
        "09-21 12:30 09-21 13:00 closed",
        "09-21 13:00 09-21 14:00 open 1 h",
        "09-21 14:00 09-21 15:30 paused",
        "09-21 15:30 09-21 16:30 open 1 h",
    ]
    assert [one.pause for one in found.intervals if one.pause is not None] == [1]


def test_at_24_00_all_days_are_settled_while_the_clock_stands_still() -> None:
    end = at("2026-09-22 24:00")
    amount = Amount(3, "working days")
    found = days_walked(at("2026-09-21 10:00"), amount, OFFICE, Count(), (), until=end)
    assert lines(found) == ["09-21 10:00 09-21 24:00 start_day", "09-22 00:00 09-22 24:00 day 1 d"]
    assert found.end == end


def test_a_day_that_a_zone_left_out_is_no_interval_whatever_the_house_calls_it() -> None:
    # Samoa went from the 29th of December 2011 to the 31st.
    apia = ZoneInfo("Pacific/Apia")
    morning = hours("9-12")
    lost = {date(2011, 12, 30): OwnDay({"en": "Lost", "zh": "没有"})}
    rules = Rules("apia", {}, "Pacific/Apia", (morning,) * 4 + ((),) * 3, own=lost)
    working = WorkingTime(rules, OfficialDays())
    found = time_walked(at("2011-12-29 11:00", apia), Amount(2, "working hours"), working, ())
    assert lines(found, apia) == [
        "12-29 11:00 12-29 12:00 open 1 h",
        "12-29 12:00 01-02 09:00 closed",
        "01-02 09:00 01-02 10:00 open 1 h",
    ]
