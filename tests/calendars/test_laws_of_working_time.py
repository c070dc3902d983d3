"""The laws of working time, and slow models that must agree with it.

The models walk minute by minute and day by day and know nothing of sums or searching.
"""

from datetime import UTC, date, datetime, timedelta

from example_counts import many
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.calendars.amounts import Amount, Count, add, measure_days, subtract
from workflow.calendars.days import day_of
from workflow.calendars.local import end_of, to_instant
from workflow.calendars.rules import OfficialDay, OfficialDays, OwnDay, Rules, Season
from workflow.calendars.working import WorkingTime

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
YEARS = dict.fromkeys(range(2005, 2140), False)

ZONES = [
    "Africa/Cairo", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Europe/Berlin",
    "Pacific/Apia", "UTC",
]  # fmt: skip
# The changes of the clocks in these zones, New Year, a leap day, a day that Apia never had.
INTERESTING = [
    date.fromisoformat(day)
    for day in (
        "2011-12-30", "2023-12-31", "2024-02-28", "2026-03-08", "2026-03-28", "2026-04-04",
        "2026-10-03", "2026-10-24", "2026-11-01",
    )
]  # fmt: skip


@st.composite
def day_hours(draw, *, nights: bool = True):
    """Hours of one day: up to three intervals, the last perhaps over midnight, none touching."""
    most = 1440 + (300 if nights else 0)
    marks = sorted(draw(st.sets(st.integers(6 * 60, most), max_size=6)))
    if len(marks) % 2:
        marks.pop()
    pairs = list(zip(marks[::2], marks[1::2], strict=True))
    return tuple(pair for pair in pairs if pair[0] < 1440)


weeks = st.lists(day_hours(), min_size=7, max_size=7).map(tuple)


@st.composite
def calendars(draw):
    week = draw(weeks.filter(any))
    around = draw(st.sampled_from(INTERESTING))
    near = st.integers(-10, 10).map(lambda number: around + timedelta(number))
    own = draw(st.dictionaries(near, st.builds(OwnDay, st.just({}), day_hours()), max_size=3))
    days = draw(
        st.dictionaries(near, st.builds(OfficialDay, st.just({}), st.booleans()), max_size=4)
    )
    season = Season((3, 20), (4, 10), draw(weeks))
    rules = Rules(
        "drawn",
        {},
        draw(st.sampled_from(ZONES)),
        week,
        seasons=(season,) if draw(st.booleans()) else (),
        country="CN" if days else None,
        bridged=draw(st.booleans()),
        make_up=next(number for number in range(7) if week[number]),
        own=own,
    )
    return WorkingTime(rules, OfficialDays(1, YEARS, days))


starts = st.builds(
    lambda near, minutes: datetime(near.year, near.month, near.day, tzinfo=UTC) + minutes * MINUTE,
    st.sampled_from(INTERESTING),
    st.integers(-4 * 1440, 4 * 1440),
)
lengths = st.integers(1, 3 * 1440).map(lambda minutes: timedelta(minutes=minutes))
numbers = st.integers(1, 40)
finer = st.integers(0, 59_999_999).map(lambda microseconds: timedelta(microseconds=microseconds))


class Walk:
    """The minutes of a calendar around some days, one by one."""

    def __init__(self, working: WorkingTime, first: date, last: date) -> None:
        self.minutes: set[datetime] = set()
        self.days: list[date] = []
        day = first
        while day <= last:
            found = day_of(working.rules, working.official, day)
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
            for begin, end in found.hours:
                at = to_instant(midnight + begin * MINUTE, working.zone)
                until = to_instant(midnight + end * MINUTE, working.zone)
                if at < until and self.days[-1:] != [day]:
                    self.days.append(day)
                while at < until:
                    self.minutes.add(at)
                    at += MINUTE
            day += ONE_DAY

    def measure(self, start: datetime, end: datetime) -> timedelta:
        worked = 0
        at = start
        while at < end:
            worked += at in self.minutes
            at += MINUTE
        return worked * MINUTE

    def add(self, start: datetime, length: timedelta) -> datetime:
        left, at = length // MINUTE, start
        while left:
            left -= at in self.minutes
            at += MINUTE
        return at


def walk(working: WorkingTime, start: datetime, end: datetime) -> Walk:
    return Walk(working, start.date() - 3 * ONE_DAY, end.date() + 3 * ONE_DAY)


# --- the models agree --------------------------------------------------------------------------


@given(calendars(), starts, st.integers(0, 6 * 1440))
def test_measuring_agrees_with_walking_minute_by_minute(working, start, minutes):
    end = start + minutes * MINUTE
    assert working.measure(start, end) == walk(working, start, end).measure(start, end)


@given(calendars(), starts, st.integers(1, 600))
def test_adding_agrees_with_walking_minute_by_minute(working, start, minutes):
    length = minutes * MINUTE
    due = working.add(start, length)
    if due - start < 20 * ONE_DAY:
        assert walk(working, start, due).add(start, length) == due


@given(calendars(), starts, numbers)
def test_working_days_agree_with_walking_day_by_day(working, start, number):
    count = Count()
    day = working.day_at(start)
    last, left = day, number
    walked = set(Walk(working, day, day + 400 * ONE_DAY).days) if number < 5 else None
    if walked is None or len(walked) <= number:
        return
    while left:
        last += ONE_DAY
        left -= last in walked
    assert add(start, Amount(number, "working days"), working, count) == end_of(last, working.zone)


# --- the laws ----------------------------------------------------------------------------------


@given(calendars(), starts, finer, lengths)
def test_what_was_added_is_measured(working, start, bit, length):
    start += bit
    assert working.measure(start, working.add(start, length)) == length
    assert working.measure(working.subtract(start, length), start) == length


@given(calendars(), starts, lengths, lengths)
def test_adding_two_lengths_is_adding_their_sum(working, start, one, other):
    assert working.add(working.add(start, one), other) == working.add(start, one + other)


@given(calendars(), starts, lengths, lengths)
def test_measures_of_parts_add_up(working, start, one, other):
    middle, end = start + one, start + one + other
    parts = working.measure(start, middle) + working.measure(middle, end)
    assert parts == working.measure(start, end)
    assert working.measure(end, start) == -parts


@given(calendars(), starts, lengths, lengths)
def test_who_starts_later_or_has_longer_is_never_due_earlier(working, start, later, longer):
    due = working.add(start, longer)
    assert working.add(start + later, longer) >= due
    assert working.add(start, longer + later) > due


@given(calendars(), starts, lengths)
def test_a_limit_is_over_within_working_time_or_at_its_close(working, start, length):
    due = working.add(start, length)
    assert working.is_open(due - timedelta(microseconds=1))


@given(calendars(), starts, lengths)
def test_what_is_left_is_left_within_working_time(working, end, length):
    assert working.is_open(working.subtract(end, length))


@given(calendars(), starts, numbers)
def test_working_days_from_a_working_instant_are_measured_as_they_were_added(
    working, start, number
):
    start = working.next_opening(start)
    due = add(start, Amount(number, "working days"), working)
    assert measure_days(start, due, working) == number


@given(calendars(), starts, numbers, numbers)
def test_more_working_days_never_end_earlier(working, start, number, more):
    for count in (Count(), Count(ends="close"), Count(ends="same_time")):
        first = add(start, Amount(number, "working days"), working, count)
        assert add(start, Amount(number + more, "working days"), working, count) >= first


@given(calendars(), starts)
def test_an_opening_is_open_and_nothing_is_worked_before_it(working, start):
    opening = working.next_opening(start)
    assert working.is_open(opening)
    assert working.measure(start, opening) == timedelta()


@settings(max_examples=many(15))
@given(calendars(), starts, st.sampled_from(["working hours", "working days"]), numbers)
def test_the_order_in_which_years_are_asked_about_does_not_matter(working, start, unit, number):
    amount = Amount(number, unit)
    due = add(start, amount, working)
    fresh = WorkingTime(working.rules, working.official)
    fresh.is_working(date(2029, 1, 1))
    fresh.is_working(date(2010, 12, 31))
    assert add(start, amount, fresh) == due
    assert subtract(due, amount, fresh) == subtract(due, amount, working)


@given(starts, numbers)
def test_always_open_working_hours_are_hours(start, number):
    always = WorkingTime(Rules("always", {}, "UTC", (((0, 1440),),) * 7), OfficialDays())
    assert add(start, Amount(number, "working hours"), always) == start + timedelta(hours=number)
