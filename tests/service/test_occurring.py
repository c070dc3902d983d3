"""When schedules come: whatever is asked, in one piece or in many, and where the clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.calendars.amounts import Amount
from workflow.calendars.days import YearUnknown
from workflow.calendars.rules import OfficialDay, OfficialDays, OwnDay, Rules
from workflow.calendars.working import WorkingTime
from workflow.definition.schedule import Days, Schedule
from workflow.service.occurring import Recurring

OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
NIGHT = ((22 * 60, 30 * 60),)
ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
]
NEW_YEAR = {date(2027, 1, 1): OfficialDay({"en": "New Year"})}
KNOWN = OfficialDays(1, dict.fromkeys(range(2020, 2041), False), NEW_YEAR)


def working(zone: str = "Asia/Shanghai", *, week=(OFFICE,) * 5 + ((),) * 2, **rules) -> WorkingTime:
    return WorkingTime(Rules("office", {}, zone, week, country="CN", **rules), KNOWN)


def on(days: Days, *at: str, zone: str = "Asia/Shanghai", closed_day="stays", where=None):
    minutes = tuple(int(one[:2]) * 60 + int(one[3:]) for one in at)
    schedule = Schedule("s", {}, on=days, at=minutes, closed_day=closed_day, opens="go")
    return Recurring(schedule, ZoneInfo(zone), where)


def every(number: int, unit: str = "minutes", *, zone: str = "Asia/Shanghai", where=None):
    schedule = Schedule("s", {}, every=Amount(number, unit), opens="go")
    return Recurring(schedule, ZoneInfo(zone), where)


def shown(recurring: Recurring, first: str, last: str) -> list[str]:
    """What comes after one local time until another, as local times."""
    zone = recurring.zone
    begin, end = (datetime.fromisoformat(one).replace(tzinfo=zone) for one in (first, last))
    return [
        f"{one.due_at.astimezone(zone):%a %m-%d %H:%M}" for one in recurring.between(begin, end)
    ]


EVERY_DAY = Days(weekdays=tuple(range(7)))
FIRST = Days(days=("1",))

days_of_week = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(
    lambda found: Days(weekdays=tuple(sorted(found)))
)
words = st.sampled_from(["1", "15", "29", "30", "31", "last", "first monday", "last friday"])
days_of_month = st.builds(
    lambda days, months: Days(days=tuple(days), months=tuple(sorted(months))),
    st.lists(words, min_size=1, max_size=3, unique=True),
    st.sets(st.integers(1, 12), max_size=3),
)
times = st.lists(st.integers(0, 1439), min_size=1, max_size=3, unique=True)
instants = st.integers(0, 516 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@st.composite
def recurrings(draw) -> Recurring:
    zone = draw(st.sampled_from(ZONES))
    where = working(zone, week=draw(st.sampled_from([(OFFICE,) * 5 + ((),) * 2, (NIGHT,) * 7])))
    if draw(st.booleans()):
        return every(
            draw(st.integers(5, 1440)), zone=zone, where=draw(st.sampled_from([None, where]))
        )
    closed = draw(st.sampled_from(["stays", "next_open", "previous_open", "left_out"]))
    days = draw(st.one_of(days_of_week, days_of_month))
    at = [f"{one // 60:02}:{one % 60:02}" for one in draw(times)]
    return on(days, *at, zone=zone, closed_day=closed, where=where)


@given(recurrings(), st.lists(instants, min_size=2, max_size=5, unique=True))
@settings(max_examples=60)
def test_windows_that_are_split_anywhere_bring_the_same(recurring, cuts):
    cuts.sort()
    whole = list(recurring.between(cuts[0], cuts[-1]))
    parts = [one for cut in pairwise(cuts) for one in recurring.between(*cut)]
    assert parts == whole
    due = [one.due_at for one in whole]
    assert due == sorted(set(due))
    assert len({one.named_at for one in whole}) == len(whole)


@given(recurrings(), instants)
@settings(max_examples=60)
def test_what_comes_next_is_the_first_of_what_comes(recurring, after):
    found = recurring.next_after(after)
    if found is None:  # such as the 30th of February
        assert list(recurring.between(after, after + timedelta(days=366))) == []
    else:
        assert next(recurring.between(after, found.due_at)) == found


def test_every_ten_minutes_begins_anew_with_each_opening_and_not_at_the_closing():
    found = shown(every(50, where=working()), "2026-11-06T11:00", "2026-11-09T10:00")
    assert found == [
        "Fri 11-06 11:30", "Fri 11-06 13:00", "Fri 11-06 13:50", "Fri 11-06 14:40",
        "Fri 11-06 15:30", "Fri 11-06 16:20", "Fri 11-06 17:10", "Mon 11-09 09:00",
        "Mon 11-09 09:50",
    ]  # fmt: skip
    assert shown(every(60, where=working()), "2026-11-06T17:00", "2026-11-06T18:00") == []


def test_a_night_shift_is_counted_through_midnight():
    nights = every(4, "hours", where=working(week=(NIGHT,) * 7))
    assert shown(nights, "2026-11-06T12:00", "2026-11-07T12:00") == [
        "Fri 11-06 22:00",
        "Sat 11-07 02:00",
    ]


def test_without_a_calendar_each_midnight_begins_anew():
    found = shown(every(7, "hours"), "2026-11-06T20:00", "2026-11-07T20:00")
    assert found == ["Fri 11-06 21:00", "Sat 11-07 00:00", "Sat 11-07 07:00", "Sat 11-07 14:00"]


@pytest.mark.parametrize(
    ("closed_day", "found"),
    [
        ("stays", ["Fri 01-01 09:00", "Mon 02-01 09:00"]),
        ("next_open", ["Mon 01-04 09:00", "Mon 02-01 09:00"]),
        ("previous_open", ["Thu 12-31 09:00", "Mon 02-01 09:00"]),
        ("left_out", ["Mon 02-01 09:00"]),
    ],
)
def test_a_closed_day_is_kept_moved_or_left_out(closed_day, found):
    recurring = on(FIRST, "09:00", closed_day=closed_day, where=working())
    assert shown(recurring, "2026-12-30T00:00", "2027-02-02T00:00") == found
    named = [
        one.named_at
        for one in recurring.between(
            datetime(2026, 12, 20, tzinfo=UTC), datetime(2027, 1, 20, tzinfo=UTC)
        )
    ]
    assert named == ([] if closed_day == "left_out" else [datetime(2027, 1, 1, 1, tzinfo=UTC)])


def test_days_moved_to_the_same_day_come_once_by_the_name_of_the_first():
    daily = on(EVERY_DAY, "09:00", closed_day="next_open", where=working())
    after = datetime(2026, 11, 6, 12, tzinfo=UTC)
    (monday,) = daily.between(after, after + timedelta(days=3))
    assert monday.due_at == datetime(2026, 11, 9, 1, tzinfo=UTC)
    assert monday.named_at == datetime(2026, 11, 7, 1, tzinfo=UTC)


def test_what_would_be_moved_over_a_season_is_left_out():
    closed = {date(2026, 6, 1) + timedelta(days=number): OwnDay({}) for number in range(120)}
    monthly = on(FIRST, "09:00", closed_day="next_open", where=working(own=closed))
    found = shown(monthly, "2026-05-15T00:00", "2026-11-15T00:00")
    assert found == ["Tue 09-29 09:00", "Thu 10-01 09:00", "Mon 11-02 09:00"]  # of July on


def test_the_clocks_put_forward_and_back_bring_it_once():
    nightly = on(EVERY_DAY, "02:30", zone="Europe/Berlin")
    found = shown(nightly, "2026-03-28T12:00", "2026-03-30T12:00")
    assert found == ["Sun 03-29 03:00", "Mon 03-30 02:30"]
    after = datetime(2026, 10, 24, 12, tzinfo=UTC)
    back = [one.due_at for one in nightly.between(after, after + timedelta(days=1))]
    assert back == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]  # the first of the two
    both = on(EVERY_DAY, "02:30", "03:00", zone="Europe/Berlin")
    assert len(shown(both, "2026-03-28T12:00", "2026-03-29T12:00")) == 1


def test_minutes_are_elapsed_time_where_the_clocks_change():
    hourly = every(1, "hours", zone="Europe/Berlin")
    assert len(shown(hourly, "2026-03-29T00:00", "2026-03-30T00:00")) == 23
    assert len(shown(hourly, "2026-10-25T00:00", "2026-10-26T00:00")) == 25


def test_days_of_the_month_in_every_form():
    found = shown(
        on(Days(days=("last", "first monday", "29"), months=(2,)), "09:00"),
        "2026-01-01T00:00",
        "2028-12-31T00:00",
    )
    assert found == [
        "Mon 02-02 09:00", "Sat 02-28 09:00", "Mon 02-01 09:00", "Sun 02-28 09:00",
        "Mon 02-07 09:00", "Tue 02-29 09:00",
    ]  # fmt: skip
    leap = on(Days(days=("29",), months=(2,)), "09:00")
    found = leap.next_after(datetime(2028, 3, 1, tzinfo=UTC))
    assert found is not None
    assert found.due_at == datetime(2032, 2, 29, 1, tzinfo=UTC)


def test_what_never_comes_has_no_next():
    assert (
        on(Days(days=("30",), months=(2,)), "09:00").next_after(datetime(2026, 1, 1, tzinfo=UTC))
        is None
    )


def test_where_official_days_are_not_known_nothing_is_guessed():
    monthly = on(FIRST, "09:00", closed_day="next_open", where=working())
    with pytest.raises(YearUnknown):
        monthly.next_after(datetime(2040, 12, 20, tzinfo=UTC))
