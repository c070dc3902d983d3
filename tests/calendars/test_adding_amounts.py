from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendars.amounts import SAME_TIME, Amount, Count, add, subtract
from workflow.calendars.local import read_local, show_local, to_instant, zone
from workflow.calendars.pauses import share_around

SHANGHAI = zone("Asia/Shanghai")
BERLIN = zone("Europe/Berlin")
END_OF_DAY = Count()

zones = st.sampled_from(
    ["Africa/Cairo", "Asia/Shanghai", "Australia/Lord_Howe", "Europe/Berlin", "Pacific/Apia"]
).map(zone)
instants = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
numbers = st.integers(1, 400)
counts = st.builds(
    Count, st.sampled_from(["excluded", "counted"]), st.sampled_from(["same_time", "end_of_day"])
)
amounts = st.builds(
    Amount, numbers, st.sampled_from(["minutes", "hours", "calendar days", "weeks", "months"])
)


def after(start: str, amount: Amount, where=SHANGHAI, count: Count = END_OF_DAY) -> str:
    return show_local(add(read_local(start, where), amount, where, count), where, end=True)


# --- on the wall calendar ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-21 10:00", Amount(3, "calendar days"), "2026-11-24 24:00"),
        ("2026-11-21 00:00", Amount(3, "calendar days"), "2026-11-24 24:00"),
        ("2026-11-21 23:59", Amount(1, "calendar days"), "2026-11-22 24:00"),
        ("2026-11-21 10:00", Amount(2, "weeks"), "2026-12-05 24:00"),
        ("2026-11-21 10:00", Amount(2, "months"), "2027-01-21 24:00"),
        ("2026-12-31 10:00", Amount(2, "months"), "2027-02-28 24:00"),
        ("2027-12-31 10:00", Amount(2, "months"), "2028-02-29 24:00"),
        ("2026-11-21 10:00", Amount(36, "hours"), "2026-11-22 22:00"),
        ("2026-11-21 10:00", Amount(90, "minutes"), "2026-11-21 11:30"),
    ],
)
def test_the_start_day_does_not_count_and_the_last_day_counts_to_its_end(
    start: str, amount: Amount, end: str
) -> None:
    assert after(start, amount) == end


def test_a_start_day_that_counts_is_the_first() -> None:
    count = Count(first_day="counted")
    assert after("2026-11-21 10:00", Amount(3, "calendar days"), count=count) == "2026-11-23 24:00"
    assert after("2026-11-21 10:00", Amount(1, "calendar days"), count=count) == "2026-11-21 24:00"


def test_a_limit_may_run_to_the_same_time_of_day() -> None:
    days = Amount(3, "calendar days")
    assert after("2026-11-21 10:07", days, count=SAME_TIME) == "2026-11-24 10:07"


def test_days_are_dates_and_hours_are_hours_when_the_clocks_change() -> None:
    """In Berlin the clocks were put forward on 29 March 2026 at two."""
    start = "2026-03-28 02:30"
    assert after(start, Amount(24, "hours"), BERLIN) == "2026-03-29 03:30"
    assert after(start, Amount(1, "calendar days"), BERLIN, SAME_TIME) == "2026-03-29 03:00"
    assert after(start, Amount(2, "calendar days"), BERLIN, SAME_TIME) == "2026-03-30 02:30"
    assert after(start, Amount(2, "calendar days"), BERLIN) == "2026-03-30 24:00"


def test_a_day_that_never_was_counts_as_the_calendar_has_it() -> None:
    """Samoa went from 29 to 31 December 2011."""
    apia = zone("Pacific/Apia")
    assert after("2011-12-28 09:00", Amount(2, "calendar days"), apia) == "2011-12-30 24:00"
    assert after("2011-12-29 09:00", Amount(1, "calendar days"), apia) == "2011-12-30 24:00"
    same = after("2011-12-29 09:00", Amount(1, "calendar days"), apia, SAME_TIME)
    assert same == "2011-12-30 24:00"


def test_a_day_whose_midnight_never_is_ends_when_the_next_begins() -> None:
    """In Cairo 24 April 2026 began at one."""
    cairo = zone("Africa/Cairo")
    end = add(read_local("2026-04-22 09:00", cairo), Amount(1, "calendar days"), cairo, END_OF_DAY)
    assert show_local(end, cairo) == "2026-04-24 01:00"
    assert show_local(end - timedelta(microseconds=1), cairo) == "2026-04-23 23:59"


@pytest.mark.parametrize("unit", ["working hours", "working days"])
def test_working_time_needs_a_working_calendar(unit) -> None:
    with pytest.raises(ValueError, match=unit):
        add(datetime(2026, 11, 21, tzinfo=UTC), Amount(1, unit), SHANGHAI)


def test_an_amount_reads_as_people_say_it() -> None:
    assert str(Amount(3, "calendar days")) == "3 calendar days"


# --- whatever the amount -------------------------------------------------------------------------


@given(instants, amounts, zones, counts)
def test_a_limit_never_ends_before_it_starts(start, amount, where, count):
    end = add(start, amount, where, count)
    if count == Count("counted", "same_time") and amount.number == 1:
        # One day, today included, to the same time: now, or the first showing of a repeated hour.
        assert end >= start - timedelta(hours=1)
    else:
        assert end >= start


@given(instants, numbers, zones)
def test_a_longer_limit_never_ends_earlier(start, number, where):
    for unit in ("minutes", "hours", "calendar days", "weeks", "months"):
        for count in (END_OF_DAY, SAME_TIME):
            shorter = add(start, Amount(number, unit), where, count)
            assert add(start, Amount(number + 1, unit), where, count) > shorter or skipped(
                shorter, where
            )


def skipped(instant: datetime, where) -> bool:
    """Two days end together only where a day never was."""
    return where.key == "Pacific/Apia" and instant.year == 2011


@given(st.lists(instants, min_size=2, max_size=5).map(sorted), amounts, zones)
def test_who_starts_later_is_never_due_earlier_by_the_end_of_the_day(starts, amount, where):
    ends = [add(one, amount, where, END_OF_DAY) for one in starts]
    assert all(first <= second for first, second in pairwise(ends))


@given(instants, numbers, zones)
def test_minutes_and_hours_are_elapsed_time(start, number, where):
    assert add(start, Amount(number, "minutes"), where) - start == timedelta(minutes=number)
    assert add(start, Amount(number, "hours"), where) - start == timedelta(hours=number)


@given(instants, numbers, zones)
def test_the_end_of_the_last_day_is_the_midnight_after_it(start, number, where):
    end = add(start, Amount(number, "calendar days"), where, END_OF_DAY)
    last = start.astimezone(where).date() + timedelta(days=number)
    assert end == to_instant(datetime.combine(last + timedelta(days=1), time()), where)


@given(instants, numbers, zones)
def test_a_first_day_that_counts_takes_one_day_off(start, number, where):
    counted = add(start, Amount(number + 1, "calendar days"), where, Count("counted"))
    assert counted == add(start, Amount(number, "calendar days"), where, END_OF_DAY)


@given(instants, numbers, zones)
def test_a_week_is_seven_days(start, number, where):
    for count in (END_OF_DAY, SAME_TIME):
        weeks = add(start, Amount(number, "weeks"), where, count)
        assert weeks == add(start, Amount(7 * number, "calendar days"), where, count)


@given(instants, numbers)
def test_months_keep_the_day_or_clamp_to_the_end_of_the_month(start, number):
    local = start.astimezone(SHANGHAI)
    end = add(start, Amount(number, "months"), SHANGHAI).astimezone(SHANGHAI)
    months = local.year * 12 + local.month - 1 + number
    assert (end.year, end.month - 1) == divmod(months, 12)
    assert end.day == min(local.day, monthrange(end.year, end.month)[1])
    assert end.time() == local.time()


@given(instants, st.integers(1, 400))
def test_subtracting_days_undoes_adding_them_where_the_clocks_never_change(start, number):
    for unit in ("minutes", "hours", "calendar days", "weeks"):
        amount = Amount(number, unit)
        assert subtract(add(start, amount, SHANGHAI), amount, SHANGHAI) == start


def test_subtracting_a_month_clamps_too() -> None:
    end = read_local("2026-03-31 12:00", SHANGHAI)
    back = subtract(end, Amount(1, "months"), SHANGHAI)
    assert show_local(back, SHANGHAI) == "2026-02-28 12:00"
    assert back.astimezone(SHANGHAI).date() == date(2026, 2, 28)


@given(st.lists(instants, min_size=2, max_size=2).map(sorted), st.integers(0, 99))
def test_a_share_of_the_time_lies_within_it_and_grows(times, percent):
    start, end = times

    def share(so_much):
        return share_around(start, end, so_much, unit="hours", where=SHANGHAI, pauses=())

    assert start <= share(percent) <= share(percent + 1) <= end
    assert share(0) == start
    assert share(100) == end
