from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendars.local import LocalTimeError, read_local, show_local, to_instant, zone

MICROSECOND = timedelta(microseconds=1)
ZONES = (
    "Africa/Cairo",  # the clocks change at midnight
    "America/St_Johns",
    "Asia/Shanghai",
    "Australia/Lord_Howe",  # by half an hour
    "Europe/Berlin",
    "Pacific/Apia",  # 30 December 2011 never was
    "UTC",
)

zones = st.sampled_from(ZONES).map(zone)
wall_clock = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001
changes = st.sampled_from(
    [
        datetime(2011, 12, 30),  # noqa: DTZ001
        datetime(2026, 3, 29, 2),  # noqa: DTZ001
        datetime(2026, 10, 25, 2),  # noqa: DTZ001
        datetime(2026, 10, 4, 2),  # noqa: DTZ001
        datetime(2026, 4, 5, 1, 30),  # noqa: DTZ001
        datetime(2026, 4, 24),  # noqa: DTZ001
    ]
)
near_a_change = st.builds(
    datetime.__add__, changes, st.timedeltas(timedelta(hours=-26), timedelta(hours=26))
)
local_times = wall_clock | near_a_change


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@given(local_times, zones)
def test_an_instant_shows_the_local_time_it_was_made_from_or_the_next_there_is(local, where):
    instant = to_instant(local, where)
    shows = instant.astimezone(where).replace(tzinfo=None)
    if shows != local:
        assert shows > local
        before = (instant - MICROSECOND).astimezone(where).replace(tzinfo=None)
        assert before < local


@given(local_times, zones)
def test_a_time_shown_twice_is_its_first_showing(local, where):
    instant = to_instant(local, where)
    for earlier in (30, 60):
        assert shown_at(instant - timedelta(minutes=earlier), where) != local


def shown_at(instant: datetime, where) -> datetime:
    return instant.astimezone(where).replace(tzinfo=None)


@given(st.lists(local_times, min_size=2, max_size=2).map(sorted), zones)
def test_a_later_local_time_is_never_an_earlier_instant_unless_the_clocks_went_back(times, where):
    first, second = (to_instant(one, where) for one in times)
    if second < first:
        assert first - second <= timedelta(hours=1)
        assert shown_at(first, where) == times[0]


@pytest.mark.parametrize(
    ("name", "local", "instant"),
    [
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 02:59", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00"),
        ("Pacific/Apia", "2011-12-29 23:59", "2011-12-30 09:59"),
        ("Pacific/Apia", "2011-12-31 00:00", "2011-12-30 10:00"),
        ("Africa/Cairo", "2026-04-24 00:00", "2026-04-23 22:00"),
    ],
)
def test_hours_shown_twice_or_never(name: str, local: str, instant: str) -> None:
    assert to_instant(wall(local), zone(name)) == wall(instant).replace(tzinfo=UTC)


# --- reading -----------------------------------------------------------------------------------


def read_or_reason(text: str, where) -> datetime | str:
    try:
        return read_local(text, where)
    except LocalTimeError as error:
        return error.reason


@given(local_times, zones)
def test_what_is_read_is_shown_again_unless_it_is_refused(local, where):
    first = local.replace(tzinfo=where, fold=0)
    second = local.replace(tzinfo=where, fold=1)
    result = read_or_reason(local.isoformat(" "), where)
    if first.utcoffset() == second.utcoffset():
        assert result == to_instant(local, where)
        assert shown_at(result, where) == local
    else:
        exists = shown_at(first.astimezone(UTC), where) == local
        assert result == ("ambiguous" if exists else "nonexistent")


@given(st.datetimes(datetime(1990, 1, 1), timezones=st.just(UTC)), zones)  # noqa: DTZ001
def test_with_an_offset_every_instant_can_be_read(instant, where):
    assert read_local(instant.astimezone(where).isoformat(), zone("Asia/Shanghai")) == instant


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("Europe/Berlin", "2026-10-25 02:30", "ambiguous"),
        ("Europe/Berlin", "2026-03-29 02:30", "nonexistent"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "ambiguous"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "nonexistent"),
        ("Pacific/Apia", "2011-12-30 12:00", "nonexistent"),
        ("Africa/Cairo", "2026-04-24 00:30", "nonexistent"),
        ("UTC", "tomorrow", "unreadable"),
        ("UTC", "明天", "unreadable"),
        ("UTC", "", "unreadable"),
        ("UTC", "2026-11-21", "unreadable"),
        ("UTC", "20261121", "unreadable"),
        ("UTC", "2026-02-30 10:00", "no_such_day"),
        ("UTC", "2026-11-31 10:00", "no_such_day"),
        ("UTC", "2026-11-21 25:00", "unreadable"),
        ("UTC", "0001-01-01 00:30+01:00", "unreadable"),
        ("Asia/Shanghai", "0001-01-01 00:30", "unreadable"),
    ],
)
def test_a_time_that_is_not_one_instant_is_refused_with_its_reason(
    name: str, text: str, reason: str
) -> None:
    with pytest.raises(LocalTimeError) as refusal:
        read_local(text, zone(name))
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    "text",
    ["2026-10-25 02:30+01:00", "2026-10-25T01:30Z", " 2026-10-25 01:30:00+00:00 "],
)
def test_an_offset_says_which_of_the_two_it_is(text: str) -> None:
    assert read_local(text, zone("Europe/Berlin")) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Asia", "上海"])
def test_a_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        zone(name)


# --- showing -----------------------------------------------------------------------------------


def test_a_time_that_is_shown_twice_is_told_with_its_offset() -> None:
    berlin = zone("Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 20, 23, tzinfo=UTC)
    assert show_local(first, berlin) == "2026-10-25 02:20+02:00"
    assert show_local(first + timedelta(hours=1), berlin, end=True) == "2026-10-25 02:20+01:00"
    assert show_local(first, berlin, exactly=True) == "2026-10-25 02:20:23+02:00"
    assert show_local(first - timedelta(hours=1), berlin) == "2026-10-25 01:20"
    assert show_local(first + timedelta(hours=2), berlin) == "2026-10-25 03:20"


@given(local_times, zones)
def test_every_time_that_is_shown_can_be_typed(local, where):
    instant = to_instant(local, where).replace(microsecond=0)
    assert read_local(show_local(instant, where, exactly=True), where) == instant


def test_midnight_is_the_end_of_the_day_before_where_a_limit_ends() -> None:
    midnight = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    shanghai = zone("Asia/Shanghai")
    assert show_local(midnight, shanghai) == "2026-11-25 00:00"
    assert show_local(midnight, shanghai, end=True) == "2026-11-24 24:00"
    assert show_local(midnight + MICROSECOND, shanghai, end=True) == "2026-11-25 00:00"
    assert show_local(midnight - MICROSECOND, shanghai, end=True) == "2026-11-24 23:59"


def test_the_end_of_a_year_is_shown_in_that_year() -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    assert show_local(new_year, zone("UTC"), end=True) == "2026-12-31 24:00"


@given(wall_clock, zones)
def test_what_is_shown_can_be_read_to_the_minute(local, where):
    instant = to_instant(local.replace(second=0, microsecond=0), where)
    assert read_or_reason(show_local(instant, where), where) in (instant, "ambiguous")


def test_the_end_of_a_day_may_be_typed_as_it_is_shown():
    where = zone("Asia/Shanghai")
    assert read_local("2026-11-19 24:00", where) == read_local("2026-11-20 00:00", where)
    assert show_local(read_local("2026-11-19T24:00", where), where, end=True) == "2026-11-19 24:00"
    for text in ("2026-11-19", "2026-11-19 24:01", "9999-12-31 24:00"):
        with pytest.raises(LocalTimeError, match="unreadable"):
            read_local(text, where)
