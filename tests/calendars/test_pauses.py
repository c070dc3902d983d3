"""Limits with pauses cut out of them: examples for a wall calendar, and slow models."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from houses import OFFICE
from hypothesis import assume, given
from hypothesis import strategies as st
from test_laws_of_working_time import MINUTE, Walk, calendars, lengths, numbers, starts, walk

from workflow.calendars.amounts import (
    DAYS,
    UNITS,
    WORKING_UNITS,
    Amount,
    Count,
    add,
    after,
    asks_calendar,
    subtract,
)  # fmt: skip
from workflow.calendars.local import end_of, read_local, show_local
from workflow.calendars.pauses import add_around, after_around, past, share_around
from workflow.calendars.working import WorkingTime

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return read_local(text, SHANGHAI)


def pauses(*written: str) -> list[tuple[datetime, datetime]]:
    """Read ``2026-11-03 10:00 - 2026-11-03 11:00``."""
    return [tuple(at(one) for one in pair.split(" - ")) for pair in written]


def due(start: str, amount: str, *paused: str, where=OFFICE, **count: str) -> str:
    """When a limit is due, as people say it."""
    number, _, unit = amount.partition(" ")
    cut = pauses(*paused)
    raw = add_around(at(start), Amount(int(number), unit), where, Count(**count), cut)
    return show_local(past(raw, cut), SHANGHAI, end=True)


# --- on a wall calendar ------------------------------------------------------------------------
# 2026-11-02 is a Monday. The office works 9-12 and 13-18 from Monday to Friday.


@pytest.mark.parametrize(
    ("start", "amount", "paused", "wanted"),
    [
        # Eight working hours are a day; a pause of the afternoon moves them into the next.
        ("2026-11-02 09:00", "8 working hours", [], "2026-11-02 18:00"),
        ("2026-11-02 09:00", "8 working hours", ["2026-11-02 13:00 - 2026-11-02 18:00"],
         "2026-11-03 15:00"),
        # Over lunch nobody works: a pause there costs nothing.
        ("2026-11-02 09:00", "8 working hours", ["2026-11-02 12:00 - 2026-11-02 13:00"],
         "2026-11-02 18:00"),
        ("2026-11-02 09:00", "8 working hours", ["2026-11-02 11:30 - 2026-11-02 13:30"],
         "2026-11-03 10:00"),
        # Nor over a weekend, from Friday's close to Monday's opening.
        ("2026-11-06 14:00", "8 working hours", ["2026-11-06 18:00 - 2026-11-09 09:00"],
         "2026-11-09 14:00"),
        ("2026-11-06 14:00", "2 working days", ["2026-11-07 08:00 - 2026-11-08 22:00"],
         "2026-11-10 24:00"),
        # It runs out at closing, not at the next opening, although a pause comes that evening.
        ("2026-11-02 13:00", "5 working hours", ["2026-11-02 20:00 - 2026-11-03 09:00"],
         "2026-11-02 18:00"),
        # A pause that begins at that very closing keeps it waiting.
        ("2026-11-02 13:00", "5 working hours", ["2026-11-02 18:00 - 2026-11-03 10:00"],
         "2026-11-03 10:00"),
        # National Day 2026: closed from 1 to 7 October, worked on Saturday the 10th.
        ("2026-09-30 10:00", "3 working days", [], "2026-10-10 24:00"),
        ("2026-09-30 10:00", "3 working days", ["2026-10-08 17:00 - 2026-10-09 17:00"],
         "2026-10-12 24:00"),
        ("2026-09-30 10:00", "3 working days", ["2026-10-01 09:00 - 2026-10-07 18:00"],
         "2026-10-10 24:00"),
        # An hour within a day does not cost the day; standing at its close does.
        ("2026-11-02 10:00", "2 working days", ["2026-11-03 10:00 - 2026-11-03 11:00"],
         "2026-11-04 24:00"),
        ("2026-11-02 10:00", "2 working days", ["2026-11-03 17:59 - 2026-11-03 18:00"],
         "2026-11-05 24:00"),
        ("2026-11-02 10:00", "2 working days", ["2026-11-03 18:00 - 2026-11-03 18:30"],
         "2026-11-04 24:00"),
        # Calendar days close at 24:00.
        ("2026-11-02 10:00", "2 calendar days", ["2026-11-03 17:00 - 2026-11-03 23:59"],
         "2026-11-04 24:00"),
        ("2026-11-02 10:00", "2 calendar days", ["2026-11-03 23:59 - 2026-11-04 00:00"],
         "2026-11-05 24:00"),
        # Paused on the day of the start alone: that day does not count anyway.
        ("2026-11-02 10:00", "2 calendar days", ["2026-11-02 23:00 - 2026-11-03 01:00"],
         "2026-11-04 24:00"),
        # A start inside a pause.
        ("2026-11-02 10:00", "2 calendar days", ["2026-11-02 09:00 - 2026-11-05 10:00"],
         "2026-11-06 24:00"),
        ("2026-11-02 10:00", "3 hours", ["2026-11-02 09:00 - 2026-11-02 11:00"],
         "2026-11-02 14:00"),
        # A pause that was over before the start.
        ("2026-11-02 10:00", "3 hours", ["2026-11-02 08:00 - 2026-11-02 10:00"],
         "2026-11-02 13:00"),
        # Due at 24:00 while it stands: it waits, but no day is added.
        ("2026-11-02 10:00", "2 calendar days", ["2026-11-05 00:00 - 2026-11-05 09:00"],
         "2026-11-05 09:00"),
        # Two pauses that touch are one.
        ("2026-11-02 10:00", "2 calendar days",
         ["2026-11-05 00:00 - 2026-11-05 09:00", "2026-11-05 09:00 - 2026-11-05 11:00"],
         "2026-11-05 11:00"),
        ("2026-11-02 10:00", "3 hours",
         ["2026-11-02 13:00 - 2026-11-02 14:00", "2026-11-02 14:00 - 2026-11-02 15:00"],
         "2026-11-02 15:00"),
        ("2026-11-02 10:00", "90 working minutes", ["2026-11-02 11:00 - 2026-11-02 13:00"],
         "2026-11-02 13:30"),
        # A month of days: one that was paused at its close comes after it.
        ("2026-11-02 10:00", "1 months", [], "2026-12-02 24:00"),
        ("2026-11-02 10:00", "1 months", ["2026-11-10 10:00 - 2026-11-12 10:00"],
         "2026-12-04 24:00"),
        ("2026-11-02 10:00", "1 weeks", ["2026-11-03 10:00 - 2026-11-04 10:00"],
         "2026-11-10 24:00"),
    ],
)  # fmt: skip
def test_a_person_can_check_it_on_the_calendar(start, amount, paused, wanted):
    assert due(start, amount, *paused) == wanted


def test_the_first_day_counts_if_it_is_said_to_and_its_close_is_asked_for_too():
    pause = "2026-11-02 17:00 - 2026-11-02 19:00"
    counted = {"first_day": "counted"}
    assert due("2026-11-02 10:00", "2 working days", **counted) == "2026-11-03 24:00"
    assert due("2026-11-02 10:00", "2 working days", pause, **counted) == "2026-11-04 24:00"
    assert due("2026-11-02 10:00", "2 calendar days", pause, **counted) == "2026-11-03 24:00"


def test_a_start_on_a_day_off_does_not_make_it_count():
    counted = {"first_day": "counted"}
    far = "2026-12-01 10:00 - 2026-12-01 11:00"
    assert due("2026-11-07 10:00", "2 working days", far, **counted) == "2026-11-10 24:00"


def test_close_of_business_is_the_close_of_the_last_day_that_counts():
    pause = "2026-11-05 17:00 - 2026-11-05 18:00"
    close = {"ends": "close"}
    assert due("2026-11-02 10:00", "3 working days", **close) == "2026-11-05 18:00"
    assert due("2026-11-02 10:00", "3 working days", pause, **close) == "2026-11-06 18:00"
    waits = "2026-11-05 18:00 - 2026-11-05 19:00"
    assert due("2026-11-02 10:00", "3 working days", waits, **close) == "2026-11-05 19:00"


def test_the_same_time_of_day_is_kept_on_the_last_day_that_counts():
    pause = "2026-11-03 17:00 - 2026-11-03 19:00"
    same = {"ends": "same_time"}
    assert due("2026-11-02 10:00", "2 working days", pause, **same) == "2026-11-05 10:00"


def test_a_last_day_off_is_asked_about_after_the_pauses():
    pause = "2026-11-03 20:00 - 2026-11-04 08:00"
    moved = {"last_closed": "next_open"}
    assert due("2026-11-02 10:00", "4 calendar days", **moved) == "2026-11-06 24:00"
    assert due("2026-11-02 10:00", "4 calendar days", pause, **moved) == "2026-11-09 24:00"


def test_in_a_zone_alone_days_close_at_its_midnight():
    pause = "2026-11-03 23:00 - 2026-11-04 01:00"
    assert due("2026-11-02 10:00", "2 calendar days", pause, where=SHANGHAI) == "2026-11-05 24:00"


# --- what comes after an end -------------------------------------------------------------------


def later(end: str, amount: str, *paused: str, where=OFFICE) -> str:
    number, _, unit = amount.partition(" ")
    found = after_around(at(end), Amount(int(number), unit), where, pauses(*paused))
    return show_local(found, SHANGHAI, end=True)


@pytest.mark.parametrize(
    ("end", "amount", "paused", "wanted"),
    [
        # From Friday, 24:00.
        ("2026-11-07 00:00", "1 working days", [], "2026-11-09 24:00"),
        ("2026-11-07 00:00", "2 working days", [], "2026-11-10 24:00"),
        ("2026-11-06 15:00", "1 working days", [], "2026-11-09 15:00"),
        ("2026-10-01 00:00", "1 working days", [], "2026-10-08 24:00"),
        ("2026-11-07 00:00", "1 working days", ["2026-11-09 17:00 - 2026-11-09 19:00"],
         "2026-11-10 24:00"),
        ("2026-11-07 00:00", "1 working days", ["2026-11-10 17:00 - 2026-11-10 19:00"],
         "2026-11-09 24:00"),
        ("2026-11-05 00:00", "1 calendar days", ["2026-11-05 20:00 - 2026-11-06 08:00"],
         "2026-11-06 24:00"),
        ("2026-11-05 00:00", "1 calendar days", ["2026-11-06 20:00 - 2026-11-07 08:00"],
         "2026-11-05 24:00"),
        ("2026-11-05 10:00", "1 calendar days", ["2026-11-06 20:00 - 2026-11-07 08:00"],
         "2026-11-07 10:00"),
        ("2026-11-05 00:00", "4 hours", ["2026-11-04 20:00 - 2026-11-05 02:00"],
         "2026-11-05 06:00"),
    ],
)  # fmt: skip
def test_more_is_counted_from_the_end_of_the_day_that_ended(end, amount, paused, wanted):
    assert later(end, amount, *paused) == wanted


def test_a_working_day_before_24_00_is_24_00_of_the_working_day_before():
    before = subtract(at("2026-11-10 00:00"), Amount(1, "working days"), OFFICE)
    assert show_local(before, SHANGHAI, end=True) == "2026-11-06 24:00"
    before = subtract(at("2026-10-09 00:00"), Amount(2, "working days"), OFFICE)
    assert show_local(before, SHANGHAI, end=True) == "2026-09-29 24:00"


def test_what_ends_at_the_end_of_a_day_off_comes_back_to_the_working_days():
    two = Amount(2, "working days")
    saturday_night = at("2026-11-08 00:00")
    assert show_local(after(saturday_night, two, OFFICE), SHANGHAI, end=True) == "2026-11-10 24:00"
    before = subtract(saturday_night, two, OFFICE)
    assert show_local(before, SHANGHAI, end=True) == "2026-11-05 24:00"


def test_an_amount_of_work_needs_a_calendar():
    for unit in sorted(WORKING_UNITS):
        with pytest.raises(ValueError, match=unit):
            after(at("2026-11-07 00:00"), Amount(1, unit), SHANGHAI)


def test_only_what_asks_whether_the_house_works_asks_the_calendar():
    asking = {"ends": "close"}, {"start_closed": "next_opening"}, {"last_closed": "next_open"}
    for unit in UNITS:
        amount = Amount(1, unit)
        assert asks_calendar(amount, Count()) == (unit in WORKING_UNITS)
        for words in asking:
            wanted = unit in WORKING_UNITS or unit in DAYS
            assert asks_calendar(amount, Count(**words)) == wanted


# --- shares ------------------------------------------------------------------------------------


def half(start: str, end: str, unit: str, *paused: str) -> str:
    found = share_around(
        at(start), at(end), 50, unit=unit, where=OFFICE, pauses=pauses(*paused)
    )  # fmt: skip
    return show_local(found, SHANGHAI, end=True)


def test_half_of_a_limit_of_work_is_half_of_the_working_time():
    assert half("2026-11-02 09:00", "2026-11-03 18:00", "working hours") == "2026-11-02 18:00"
    assert half("2026-11-06 14:00", "2026-11-10 00:00", "working days") == "2026-11-09 11:00"
    assert half("2026-11-06 12:00", "2026-11-08 12:00", "calendar days") == "2026-11-07 12:00"


def test_half_of_a_limit_leaves_the_pauses_out():
    pause = "2026-11-02 10:00 - 2026-11-02 12:00"
    assert half("2026-11-02 09:00", "2026-11-02 17:00", "hours", pause) == "2026-11-02 14:00"
    early = "2026-11-02 08:00 - 2026-11-02 10:00"  # began before the start
    assert half("2026-11-02 09:00", "2026-11-02 12:00", "hours", early) == "2026-11-02 11:00"
    late = "2026-11-02 11:00 - 2026-11-02 15:00"  # goes on after the end
    assert half("2026-11-02 09:00", "2026-11-02 12:00", "hours", late) == "2026-11-02 10:00"
    gone = "2026-11-02 07:00 - 2026-11-02 08:00"
    assert half("2026-11-02 09:00", "2026-11-02 12:00", "hours", gone) == "2026-11-02 10:30"


# --- slow models -------------------------------------------------------------------------------


@st.composite
def cuts(draw, start=None):
    """A start and pauses around it, in order, some of them touching."""
    start = draw(starts) if start is None else start
    marks = draw(st.lists(st.integers(-600, 6 * 1440), max_size=8, unique=True).map(sorted))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    if draw(st.booleans()):
        pairs = pairwise(marks)
    return start, [(start + a * MINUTE, start + b * MINUTE) for a, b in pairs]


def counts(at_: datetime, cut) -> bool:
    return not any(first <= at_ < end for first, end in cut)


COUNTS = st.builds(
    Count,
    st.sampled_from(["excluded", "counted"]),
    st.sampled_from(["same_time", "end_of_day", "close"]),
    st.sampled_from(["as_is", "next_opening"]),
    st.sampled_from(["stays", "next_open", "previous_open"]),
)
AMOUNTS = st.builds(Amount, st.integers(1, 12), st.sampled_from(UNITS))


@given(cuts(), st.integers(1, 2000))
def test_minutes_agree_with_walking_minute_by_minute(cut, minutes):
    start, paused = cut
    at_, left = start, minutes
    while left or not counts(at_, paused):
        left -= counts(at_, paused)
        at_ += MINUTE
    amount = Amount(minutes, "minutes")
    found = add_around(start, amount, ZoneInfo("UTC"), Count(), paused)
    assert past(found, paused) == at_


@given(calendars(), cuts(), st.integers(1, 900))
def test_working_minutes_agree_with_walking_minute_by_minute(working, cut, minutes):
    start, paused = cut
    amount = Amount(minutes, "working minutes")
    found = add_around(start, amount, working, Count(), paused)
    assume(found - start < 25 * ONE_DAY)
    minutes_worked = walk(working, start, found).minutes
    at_, left = start, minutes
    while left:
        left -= at_ in minutes_worked and counts(at_, paused)
        at_ += MINUTE
    assert past(found, paused) == past(at_, paused)


@given(calendars(), cuts(), st.integers(1, 12), st.booleans())
def test_days_agree_with_walking_day_by_day(working, cut, number, of_work):
    start, paused = cut
    day = working.day_at(start) if of_work else start.astimezone(working.zone).date()
    closes = set(Walk(working, day, day + 200 * ONE_DAY).days)
    left, last = number, day
    while left:
        last += ONE_DAY
        assume(last < day + 190 * ONE_DAY)
        if of_work and last not in closes:
            continue
        close = working.closing(last) if of_work else end_of(last, working.zone)
        left -= not any(first < close <= end for first, end in paused)
    amount = Amount(number, "working days" if of_work else "calendar days")
    assert add_around(start, amount, working, Count(), paused) == end_of(last, working.zone)


@given(calendars(), starts, AMOUNTS, COUNTS, st.data())
def test_what_never_stands_is_simply_added(working, start, amount, count, data):
    plain = add(start, amount, working, count)
    assert add_around(start, amount, working, count, []) == plain
    before = (start - 2 * ONE_DAY, start - ONE_DAY)
    far = (plain + 9 * ONE_DAY, plain + 10 * ONE_DAY)
    assert add_around(start, amount, working, count, [before, far]) == plain
    assert after_around(start, amount, working, []) == after(start, amount, working)
    assert after_around(start, amount, working, [before, far]) == after(start, amount, working)


@given(calendars(), cuts(), AMOUNTS, COUNTS, st.data())
def test_more_pause_never_makes_it_earlier(working, cut, amount, count, data):
    start, paused = cut
    fewer = [one for one in paused if data.draw(st.booleans())]
    for found in (
        lambda some: add_around(start, amount, working, count, some),
        lambda some: after_around(start, amount, working, some),
    ):
        assert past(found(paused), paused) >= past(found(fewer), fewer)


@given(calendars(), cuts(), AMOUNTS, COUNTS, st.integers(1, 99))
def test_cutting_a_pause_in_two_that_touch_changes_nothing(working, cut, amount, count, where):
    start, paused = cut
    halves = []
    for first, end in paused:
        middle = first + (end - first) * where / 100
        halves += [(first, middle), (middle, end)]
    whole = add_around(start, amount, working, count, paused)
    assert past(add_around(start, amount, working, count, halves), halves) == past(whole, paused)
    more = after_around(start, amount, working, paused)
    assert past(after_around(start, amount, working, halves), halves) == past(more, paused)


@given(calendars(), cuts(), lengths, st.sampled_from(["minutes", "working minutes"]))
def test_it_runs_out_when_the_time_outside_pauses_first_reaches_the_limit(
    working: WorkingTime, cut, length, unit
):
    start, paused = cut
    found = add_around(start, Amount(length // MINUTE, unit), working, Count(), paused)

    def measured(end: datetime) -> timedelta:
        measure = working.measure if unit == "working minutes" else lambda a, b: b - a
        lost = sum(
            (measure(max(a, start), min(b, end)) for a, b in paused if a < end and b > start),
            timedelta(),
        )
        return measure(start, end) - lost

    assert measured(found) == length
    assert measured(found - timedelta(microseconds=1)) < length


@given(calendars(), cuts(), numbers, st.integers(1, 99))
def test_a_share_is_so_much_of_the_time_that_counts(working, cut, number, percent):
    start, paused = cut
    amount = Amount(number, "working minutes")
    end = add_around(start, amount, working, Count(), paused)
    found = share_around(
        start, end, percent, unit=amount.unit, where=working, pauses=paused
    )  # fmt: skip
    assert start <= found <= past(end, paused)
    seconds = Amount(number * 100, "working minutes")
    whole = add_around(start, seconds, working, Count(), paused)
    part = add_around(start, Amount(number * percent, "working minutes"), working, Count(), paused)
    part = past(part, paused)
    assert share_around(
        start, whole, percent, unit="working minutes", where=working, pauses=paused
    ) == part  # fmt: skip


@given(cuts())
def test_nothing_runs_out_in_a_pause(cut):
    start, paused = cut
    found = past(start, paused)
    assert counts(found, paused)
    assert found == start or not counts(start, paused)
    assert found.tzinfo == UTC
