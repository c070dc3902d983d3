"""Calendars are read as they are written; every broken one has its exact messages beside it."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.calendars.days import day_of
from workflow.calendars.rules import OfficialDays, OwnDay, Rules, Season
from workflow.definition import shipped
from workflow.definition.calendar_file import load, loads
from workflow.definition.rendering import sentence
from workflow.errors import CalendarInvalid, CalendarNotFound, DefinitionError
from workflow.translation import LANGUAGES, language

BAD = Path(__file__).parent / "bad_calendars"
FILES = sorted(BAD.glob("*.yaml"))

HEAD = "language: 1\ncalendar: sample\ntitle: Sample\nzone: Europe/Berlin\n"
NINE_TO_TWELVE = ((9 * 60, 12 * 60),)


def read(text: str) -> Rules:
    return loads(HEAD + text, "sample.yaml")


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_broken_calendar_gets_exactly_these_problems(path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(path)
    found = [f"{one.line}:{one.column} {one.code} {sentence(one)}" for one in caught.value.problems]
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_problem_is_told_in_chinese(path: Path) -> None:
    with language("zh"), pytest.raises(CalendarInvalid) as caught:
        load(path)
    with language("zh"):
        assert "工作日历" in str(caught.value)
    assert all(any("一" <= sign <= "鿿" for sign in one.text) for one in caught.value.problems)


def test_there_is_a_broken_calendar_for_every_code_of_calendars() -> None:
    shown = {
        word
        for path in BAD.glob("*.txt")
        for word in path.read_text(encoding="utf-8").split()
        if word[:1] == "K" and word[1:].isdigit()
    }
    assert shown == {f"K{number:03}" for number in range(1, 20)}


def test_a_file_that_is_not_there_is_a_calendar_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(CalendarInvalid) as caught:
        load(tmp_path / "none.yaml")
    assert [one.code for one in caught.value.problems] == ["Y001"]
    assert "Name a file that is there" in str(caught.value)


def test_more_days_than_anybody_writes_are_refused() -> None:
    days = "".join(f"  {2000 + at // 28}-02-{at % 28 + 1:02}: {{title: x}}\n" for at in range(201))
    with pytest.raises(CalendarInvalid) as caught:
        read(f"always_open: true\ndays_off:\n{days}")
    assert [one.code for one in caught.value.problems] == ["L015"]


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 99) | st.sampled_from(["09:00", "monday", "x"]),
        lambda one: (
            st.lists(one, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["monday", "every_day", "from", "to", "week", "title", "hours", "2026-12-24"]
                ),
                one,
                max_size=3,
            )
        ),
        max_leaves=8,
    ),
    st.sampled_from(
        ["week", "always_open", "seasons", "holidays", "days_off", "working_days", "title", "zone"]
    ),
)
def test_whatever_is_written_is_told_where_it_is_wrong(value: object, key: str) -> None:
    text = f"language: 1\ncalendar: x\n{key}: {json.dumps(value)}\n"
    with pytest.raises(CalendarInvalid) as caught:  # the title or the zone is missing always
        loads(text, "x.yaml")
    assert all(one.line and one.column for one in caught.value.problems)


# --- what is read ------------------------------------------------------------------------------


def test_everything_a_file_can_say_is_in_the_rules() -> None:
    rules = read("""\
week:
  monday-thursday: [["08:00", "12:00"], ["12:00", "24:00"]]
  friday: [["22:00", "06:00+1"]]
holidays: {country: DE, region: BY, adjoining_weekends: closed, make_up_like: friday}
seasons:
  - {from: "12-01", to: "02-29", week: {every_day: [["09:00", "12:00"]]}}
days_off:
  2026-12-24: {title: {en: Christmas Eve, zh: 平安夜}}
working_days:
  "2026-12-26": {title: {en: Stocktaking}, hours: [["09:00", "12:00"]]}
""")
    long_day = ((8 * 60, 12 * 60), (12 * 60, 24 * 60))
    assert rules == Rules(
        name="sample",
        title={"en": "Sample"},
        zone="Europe/Berlin",
        week=(*(long_day,) * 4, ((22 * 60, 30 * 60),), (), ()),
        seasons=(Season((12, 1), (2, 29), (NINE_TO_TWELVE,) * 7),),
        country="DE",
        region="BY",
        bridged=True,
        make_up=4,
        own={
            date(2026, 12, 24): OwnDay({"en": "Christmas Eve", "zh": "平安夜"}),
            date(2026, 12, 26): OwnDay({"en": "Stocktaking"}, NINE_TO_TWELVE),
        },
    )


def test_times_need_no_quotation_marks() -> None:
    rules = read("week: {saturday-monday: [[09:00, 12:00]]}")
    assert [bool(hours) for hours in rules.week] == [True, *[False] * 4, True, True]
    assert rules.week[6] == NINE_TO_TWELVE


def test_make_up_days_have_the_hours_of_the_first_day_that_is_worked() -> None:
    assert read("week: {wednesday-friday: [[09:00, 12:00]]}\nholidays: {country: CN}").make_up == 2


def test_always_open_is_every_day_from_midnight_to_midnight() -> None:
    assert read("always_open: true").week == (((0, 24 * 60),),) * 7


def test_a_night_shift_may_end_when_the_next_day_begins_to_work() -> None:
    rules = read('week: {every_day: [["06:00", "14:00"], ["22:00", "06:00+1"]]}')
    assert rules.week[0] == ((6 * 60, 14 * 60), (22 * 60, 30 * 60))


def test_a_night_shift_may_last_into_a_season_that_never_follows() -> None:
    text = """\
week: {friday: [["22:00", "06:00+1"]]}
seasons:
  - {from: "06-01", to: "06-30", week: {saturday: [["06:00", "12:00"]]}}
  - {from: "07-01", to: "07-31", week: {saturday: [["05:00", "12:00"]]}}
  - {from: "08-01", to: "08-31", week: {}}
"""
    july = '{from: "05-01", to: "05-31", week: {saturday: [["05:00", "12:00"]]}}'
    assert len(read(text).seasons) == 3
    with pytest.raises(CalendarInvalid):
        read(f"{text}  - {july}\n")


def test_in_most_years_the_first_of_march_follows_the_28th_of_february() -> None:
    text = """\
week: {every_day: [["12:00", "14:00"]]}
seasons:
  - {from: "02-01", to: "02-28", week: {every_day: [["20:00", "10:00+1"]]}}
  - {from: "03-01", to: "03-31", week: {every_day: [["09:00", "11:00"]]}}
"""
    with pytest.raises(CalendarInvalid) as caught:
        read(text)
    assert [one.code for one in caught.value.problems] == ["K006"]


def test_a_make_up_day_that_is_worked_anyway_keeps_its_own_hours() -> None:
    text = """\
week:
  monday: [["08:00", "12:00"]]
  friday: [["22:00", "09:00+1"]]
  saturday: [["10:00", "12:00"]]
holidays: {country: CN}
"""
    assert read(text).make_up == 0
    with pytest.raises(CalendarInvalid):
        read(text.replace('  saturday: [["10:00", "12:00"]]\n', ""))


def test_own_days_take_the_place_of_what_a_night_shift_would_meet() -> None:
    text = """\
week: {friday: [["22:00", "10:00+1"]]}
working_days: {2026-12-26: {title: x, hours: [["09:00", "12:00"]]}}
days_off: {2026-12-25: {title: x}}
"""
    assert len(read(text).own) == 2


def test_the_first_day_there_is_and_the_last_have_no_night_beside_them() -> None:
    text = """\
week: {every_day: [["22:00", "05:00+1"]]}
working_days:
  0001-01-01: {title: 元日, hours: [["06:00", "12:00"]]}
  9999-12-31: {title: 末日, hours: [["06:00", "12:00"]]}
"""
    assert set(read(text).own) == {date.min, date.max}
    first, last = (line for line in text.splitlines() if line.startswith("  "))
    longer = text.replace(first, first.replace('"06:00", "12:00"', '"23:00", "22:30+1"'))
    earlier = text.replace(last, last.replace("06:00", "04:00"))
    for touching in (longer, earlier):
        with pytest.raises(CalendarInvalid) as caught:
            read(touching)
        assert [one.code for one in caught.value.problems] == ["K006"]


# --- what comes with the program ---------------------------------------------------------------


@pytest.mark.parametrize("name", shipped.calendar_names())
def test_a_calendar_that_comes_with_the_program_is_in_order(name: str) -> None:
    rules = load(shipped.calendar_path(name))
    assert rules.name == name
    assert set(rules.title) == set(LANGUAGES)


def test_the_calendars_that_come_with_the_program_are_these() -> None:
    assert shipped.calendar_names() == ("always", "contact-cn", "hotline-cn", "office-cn")
    assert not set(shipped.calendar_names()) & set(shipped.names())


@pytest.mark.parametrize("name", ["../calendars/always", "ofice-cn", "complaint"])
def test_a_calendar_that_does_not_come_with_it_is_refused(name: str) -> None:
    with pytest.raises(CalendarNotFound) as caught:
        shipped.calendar_path(name)
    assert caught.value.known == shipped.calendar_names()


def test_a_calendar_that_is_always_open_works_on_every_day() -> None:
    rules = load(shipped.calendar_path("always"))
    assert day_of(rules, OfficialDays(), date(2026, 1, 1)).hours == ((0, 24 * 60),)
