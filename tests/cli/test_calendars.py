import json
import re
from pathlib import Path

import click
import pytest
from command_lines import Complaints

from workflow.cli import exit_codes
from workflow.wide import display_width

NIGHT = """\
language: 1
calendar: porters
title: {en: Porters at night, zh: 夜间门卫}
zone: Europe/Berlin
week:
  friday-saturday: [["22:00", "06:00+1"]]
seasons:
  - {from: "12-01", to: "01-31", week: {friday: [["20:00", "06:00+1"]]}}
days_off:
  2026-12-25: {title: {en: Christmas, zh: 圣诞节}}
working_days:
  2026-11-05: {title: {en: Fair, zh: 展会}, hours: [["08:00", "12:00"], ["13:00", "24:00"]]}
"""
OVERLAPPING = NIGHT.replace("06:00+1", "23:00+1")
DAYS = ("--from", "2026-11-05", "--to", "2026-11-06")


@pytest.fixture
def complaints(
    complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """The command line, where there is no database."""
    monkeypatch.setenv("COMPLAINTS_DB", str(tmp_path / "none.db"))
    return complaints


@pytest.fixture
def porters(complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A calendar's file in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("porters.yaml").write_text(NIGHT, encoding="utf-8")
    Path("overlapping.yaml").write_text(OVERLAPPING, encoding="utf-8")
    return "porters.yaml"


# --- list and show -----------------------------------------------------------------------------


def test_the_calendars_are_listed(complaints: Complaints) -> None:
    lines = complaints("calendar", "list").stdout.splitlines()
    assert re.split(r"\s{2,}", lines[0]) == ["Name", "Title", "Time zone"]
    assert [re.split(r"\s{2,}", line) for line in lines[2:]] == [
        ["always", "Always open", "UTC"],
        ["contact-cn", "When customers may be called", "Asia/Shanghai"],
        ["hotline-cn", "Hotline in China", "Asia/Shanghai"],
        ["office-cn", "Office hours in China", "Asia/Shanghai"],
    ]
    assert "中国办公时间" in complaints("calendar", "list", "--lang", "zh").stdout


def test_the_calendars_are_listed_for_programs(complaints: Complaints) -> None:
    listed = json.loads(complaints("calendar", "list", "--json").stdout)["calendars"]
    assert [one["name"] for one in listed] == ["always", "contact-cn", "hotline-cn", "office-cn"]
    assert listed[0] == {
        "name": "always",
        "title": {"en": "Always open", "zh": "全天候"},
        "zone": "UTC",
    }


def test_a_calendar_is_shown_in_words(complaints: Complaints) -> None:
    shown = complaints("calendar", "show", "hotline-cn").stdout
    assert shown.startswith("hotline-cn (Hotline in China)\nTime zone: Asia/Shanghai\n")
    assert "Public holidays: CN\n  weekends beside a public holiday: off\n" in shown
    assert re.search(r"^Sunday +08:00–18:00$", shown, re.MULTILINE)
    assert "Public holidays: none" in complaints("calendar", "show", "always").stdout


def test_make_up_days_are_told_of_where_days_are_swapped(
    complaints: Complaints, tmp_path: Path
) -> None:
    german = tmp_path / "office-de.yaml"
    german.write_text(
        "language: 1\ncalendar: office-de\ntitle: {en: Office}\nzone: Europe/Berlin\n"
        "week: {monday-friday: [['09:00', '17:00']]}\nholidays: {country: DE}\n",
        encoding="utf-8",
    )
    assert "make-up working days" in complaints("calendar", "show", "office-cn").stdout
    shown = complaints("calendar", "show", str(german)).stdout
    assert "Public holidays: DE" in shown
    assert "make-up" not in shown


ABROAD = (
    "language: 1\ncalendar: office-abroad\ntitle: {en: Office, zh: 办公室}\nzone: Europe/London\n"
    "week: {monday-friday: [['09:00', '17:00']]}\nholidays: {country: GB}\n"
)


@pytest.mark.parametrize("group", ["calendar", "definition"])
def test_regions_whose_public_holidays_differ_are_to_be_named(
    complaints: Complaints, tmp_path: Path, group: str
) -> None:
    file = tmp_path / "office-abroad.yaml"

    def checked(text: str, *words: str):
        file.write_text(text, encoding="utf-8")
        return complaints(group, "check", str(file), *words)

    result = checked(ABROAD)
    assert result.exit_code == 0
    assert "K027" in result.stderr
    assert "add region, one of ENG, NIR, SCT, WLS." in " ".join(result.stderr.split())
    assert "1 warning" in result.stdout
    assert checked(ABROAD, "--strict").exit_code == 7
    assert "请加上 region，可写：ENG、NIR、SCT、WLS。" in checked(ABROAD, "--lang", "zh").stderr
    for meant in (
        ABROAD.replace("country: GB", "country: GB, region: SCT"),
        ABROAD.replace("country: GB", "country: PL"),  # its regions have those of the country
        ABROAD.replace("holidays: {country: GB}\n", ""),
        ABROAD.replace("holidays:", "# accepted K027: only those that all have\nholidays:"),
    ):
        result = checked(meant, "--strict")
        assert (result.exit_code, result.stderr) == (0, "")


def test_seasons_and_own_days_of_a_file_are_shown(complaints: Complaints, porters: str) -> None:
    shown = complaints("calendar", "show", porters).stdout
    ordinary, _, season = shown.partition("Week from 12-01 to 01-31\n")
    assert re.search(r"^Saturday +22:00–06:00\+1$", ordinary, re.MULTILINE)
    assert re.search(r"^Saturday +off$", season, re.MULTILINE)
    assert "Days of its own" in season
    assert re.search(r"^2026-11-05 +08:00–12:00, 13:00–24:00 +Fair$", season, re.MULTILINE)
    assert re.search(r"^2026-12-25 +off +Christmas$", season, re.MULTILINE)


def test_a_calendar_is_shown_for_programs(complaints: Complaints, porters: str) -> None:
    shown = json.loads(complaints("calendar", "show", porters, "--json").stdout)
    assert shown["week"]["friday"] == [["22:00", "06:00+1"]]
    assert shown["week"]["monday"] == []
    (season,) = shown["seasons"]
    assert (season["from"], season["to"]) == ("12-01", "01-31")
    assert season["week"]["friday"] == [["20:00", "06:00+1"]]
    assert shown["holidays"] is None
    assert shown["own_days"][1] == {
        "date": "2026-12-25",
        "title": {"en": "Christmas", "zh": "圣诞节"},
        "hours": [],
    }
    hotline = json.loads(complaints("calendar", "show", "hotline-cn", "--json").stdout)
    assert hotline["holidays"] == {
        "country": "CN",
        "region": None,
        "adjoining_weekends": "closed",
        "make_up_like": "monday",
    }


# --- days --------------------------------------------------------------------------------------


def test_days_are_shown_with_their_hours_and_what_is_special(complaints: Complaints) -> None:
    result = complaints(
        "calendar", "days", "office-cn", "--from", "2026-10-07", "--to", "2026-10-11"
    )
    *table, empty, by = result.stdout.splitlines()
    assert (empty, by) == ("", "Official days of CN: as the installed package has them.")
    rows = [re.split(r"\s{2,}", line) for line in table[2:]]
    assert rows == [
        ["2026-10-07", "Wednesday", "off", "Day off (substituted from 2026-10-10)"],
        ["2026-10-08", "Thursday", "09:00–12:00, 13:00–18:00"],
        ["2026-10-09", "Friday", "09:00–12:00, 13:00–18:00"],
        ["2026-10-10", "Saturday", "09:00–12:00, 13:00–18:00", "Make-up working day"],
        ["2026-10-11", "Sunday", "off"],
    ]


def test_chinese_days_stand_in_columns(complaints: Complaints) -> None:
    words = ("calendar", "days", "office-cn", "--from", "2026-10-01", "--to", "2026-10-10")
    *lines, _empty, by = complaints(*words, "--lang", "zh").stdout.splitlines()
    assert by == "CN 法定节假日：以所装软件包为准。"
    assert re.split(r"\s{2,}", lines[0]) == ["日期", "星期", "工作时间", "备注"]
    assert "国庆节" in lines[2]
    assert "调休上班" in lines[-1]
    remarks = [(line, "国庆节") for line in lines if line.endswith("国庆节")]
    starts = {
        display_width(line[: line.index(text)])
        for line, text in [(lines[0], "备注"), *remarks, (lines[-1], "调休上班")]
    }
    assert len(remarks) == 3
    assert len(starts) == 1


def test_days_are_given_to_programs_in_the_language_of_the_reader(
    complaints: Complaints, porters: str
) -> None:
    words = ("calendar", "days", porters, *DAYS, "--json")
    found = json.loads(complaints(*words).stdout)
    assert (found["calendar"], found["zone"]) == ("porters", "Europe/Berlin")
    assert found["revision"] is None
    assert found["days"] == [
        {
            "date": "2026-11-05",
            "working": True,
            "hours": [["08:00", "12:00"], ["13:00", "24:00"]],
            "name": "Fair",
            "estimated": False,
        },
        {
            "date": "2026-11-06",
            "working": True,
            "hours": [["22:00", "06:00+1"]],
            "name": None,
            "estimated": False,
        },
    ]
    assert json.loads(complaints(*words, "--lang", "zh").stdout)["days"][0]["name"] == "展会"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Estimated: 2030, 2031."), ("zh", "预估年份：2030、2031。")]
)
def test_estimated_years_are_said_once(complaints: Complaints, language: str, words: str) -> None:
    asked = ("calendar", "days", "office-cn", "--from", "2030-12-30", "--to", "2031-01-05")
    shown = complaints(*asked, "--lang", language).stdout
    assert shown.count(words.split("2030", maxsplit=1)[0]) == 1
    assert shown.splitlines()[-1].startswith(words)
    days = json.loads(complaints(*asked, "--json").stdout)["days"]
    assert all(one["estimated"] for one in days)


def test_a_thousand_days_are_shown_at_once_and_no_more(complaints: Complaints) -> None:
    def ask(last: str) -> int:
        words = ("calendar", "days", "always", "--from", "2024-01-01", "--to", last, "--json")
        result = complaints(*words)
        return result.exit_code or len(json.loads(result.stdout)["days"])

    assert ask("2026-09-26") == 1000
    assert ask("2026-09-27") == exit_codes.USAGE


# --- check -------------------------------------------------------------------------------------


def test_a_file_in_order_is_said_to_be(complaints: Complaints, porters: str) -> None:
    result = complaints("calendar", "check", porters)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "porters.yaml: in order\n", "")


def test_every_problem_of_every_file_is_told(complaints: Complaints, porters: str) -> None:
    result = complaints("calendar", "check", porters, "overlapping.yaml", "none.yaml")
    assert result.exit_code == exit_codes.DEFINITION_INVALID
    assert result.stdout == "porters.yaml: in order\n"
    assert "overlapping.yaml:6:21  K004  22:00–23:00+1 is longer than 24 hours" in result.stderr
    assert "none.yaml  Y001  There is no such file." in result.stderr


def test_problems_are_given_to_programs(complaints: Complaints, porters: str) -> None:
    result = complaints("calendar", "check", porters, "overlapping.yaml", "--json")
    assert result.exit_code == exit_codes.DEFINITION_INVALID
    told = json.loads(result.stdout)
    assert told["ok"] is False
    assert {(one["code"], one["line"]) for one in told["problems"]} == {("K004", 6), ("K004", 8)}


# --- mistakes ----------------------------------------------------------------------------------

MISTAKES = {
    "an unknown calendar": (
        ("show", "ofice-cn"), exit_codes.NOT_FOUND,
        "There is no calendar called ofice-cn. Known: always, contact-cn, hotline-cn, office-cn.",
        "没有名为 ofice-cn 的工作日历。",
    ),
    "a file that is not there": (
        ("show", "none.yaml"), exit_codes.DEFINITION_INVALID,
        "none.yaml cannot be used as a calendar.", "none.yaml 不能用作工作日历。",
    ),
    "a file with a problem": (
        ("days", "overlapping.yaml", *DAYS), exit_codes.DEFINITION_INVALID,
        "run `complaints calendar check` again", "再运行 `complaints calendar check`",
    ),
    "no first day": (
        ("days", "always", "--to", "2026-11-06"), exit_codes.USAGE,
        "'--from'", "'--from'",
    ),
    "no last day": (
        ("days", "always", "--from", "2026-11-06"), exit_codes.USAGE,
        "'--to'", "'--to'",
    ),
    "a day that does not exist": (
        ("days", "always", "--from", "2026-02-29", "--to", "2026-03-01"), exit_codes.USAGE,
        "expected a date that exists, such as 2026-12-24.", "应为存在的日期",
    ),
    "a day in another form": (
        ("days", "always", "--from", "2026-03-01", "--to", "20260302"), exit_codes.USAGE,
        "'--to': expected a date that exists", "应为存在的日期",
    ),
    "the last day before the first": (
        ("days", "always", "--from", "2026-03-02", "--to", "2026-03-01"), exit_codes.USAGE,
        "--to 2026-03-01 lies before --from 2026-03-02; name the earlier day first.",
        "--to 2026-03-01 早于 --from 2026-03-02",
    ),
    "too many days": (
        ("days", "always", "--from", "2020-01-01", "--to", "2026-03-01"), exit_codes.USAGE,
        "These are 2252 days; ask for at most 1000 at once.", "共 2252 天",
    ),
    "a year before those known": (
        ("days", "office-cn", "--from", "1999-12-31", "--to", "2000-01-01"), exit_codes.USAGE,
        "The public holidays of 1999 are not known for office-cn. They are known from 2000 to",
        "工作日历 office-cn 没有 1999 年的法定节假日。",
    ),
    "a year after those known": (
        ("days", "office-cn", "--from", "2099-12-31", "--to", "2099-12-31"), exit_codes.USAGE,
        "The public holidays of 2099 are not known", "没有 2099 年的法定节假日",
    ),
    "a revision that is no number": (
        ("days", "office-cn", *DAYS, "--revision", "-1"), exit_codes.USAGE,
        "expected a whole number, 0 or more.", "应为 0 或更大的整数。",
    ),
    "a revision of a calendar that keeps no holidays": (
        ("days", "always", *DAYS, "--revision", "1"), exit_codes.USAGE,
        "keeps nobody's public holidays", "always",
    ),
    "a revision where there is no database": (
        ("days", "office-cn", *DAYS, "--revision", "1"), exit_codes.DATABASE,
        "There is no complaints database at", "none.db",
    ),
    "a database that is not there": (
        ("days", "office-cn", *DAYS, "--db", "no.db"), exit_codes.DATABASE,
        "There is no complaints database at", "no.db",
    ),
    "an edition of no definition": (
        ("days", "office-cn", *DAYS, "--edition", "1"), exit_codes.USAGE,
        "--edition needs --definition", "--definition",
    ),
    "no file to check": (
        ("check",), exit_codes.USAGE,
        "PATH", "路径",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_explained_in_both_languages(
    complaints: Complaints, porters: str, mistake: str
) -> None:
    words, code, english, chinese = MISTAKES[mistake]
    for language, expected in (("en", english), ("zh", chinese)):
        result = complaints("calendar", *words, "--lang", language)
        assert result.exit_code == code
        assert result.stdout == ""
        assert expected in click.unstyle(result.stderr)
        assert "Traceback" not in result.stderr


def test_none_of_it_makes_a_database(complaints: Complaints, porters: str) -> None:
    for words in (("list",), ("show", "always"), ("check", porters), ("days", "always", *DAYS)):
        assert complaints("calendar", *words).exit_code == 0
    assert not Path("none.db").exists()


# --- as an edition has it ----------------------------------------------------------------------

CARRYING = """\
language: 1
workflow: carrying
edition: "EDITION"
effective: 2020-01-01
title: {en: Carrying, zh: 搬运}
prefix: K
calendar: porters
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
states: {asked: {title: {en: Asked, zh: 已提出}}, closed: {final: true}}
transitions:
  ask: {from: new, to: asked, by: [specialist]}
  close: {from: asked, to: closed, by: [specialist]}
deadlines:
  carrying: {starts: {act: ask}, met: {act: close}, within: 4 working hours}
"""
PINNED = ("calendar", "show", "porters", "--definition", "carrying")


@pytest.fixture
def carrying(house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """Two editions, between which the porters came to have Saturday's night off."""
    monkeypatch.chdir(tmp_path)
    file = Path("calendars", "porters.yaml")
    file.parent.mkdir()
    for edition, week in (("1", "friday-saturday"), ("2", "friday")):
        file.write_text(NIGHT.replace("friday-saturday", week), encoding="utf-8")
        Path("carrying.yaml").write_text(CARRYING.replace("EDITION", edition), encoding="utf-8")
        assert house("definition", "publish", "carrying.yaml").exit_code == 0
    file.unlink()
    return house


def test_a_calendar_is_shown_as_an_edition_has_it_whatever_became_of_its_file(
    carrying: Complaints,
) -> None:
    now, before = (
        carrying(*PINNED, *more).stdout.partition("Week from")[0]
        for more in ((), ("--edition", "1"))
    )
    assert "As edition 2 of carrying (Carrying) counts by it" in now
    assert re.search(r"^Saturday +off$", now, re.MULTILINE)
    assert "As edition 1 of carrying (Carrying) counts by it" in before
    assert re.search(r"^Saturday +22:00–06:00\+1$", before, re.MULTILINE)
    assert "搬运" in carrying(*PINNED, "--lang", "zh").stdout


def test_programs_are_told_whose_calendar_it_is(carrying: Complaints) -> None:
    told = json.loads(carrying(*PINNED, "--edition", "1", "--json").stdout)
    assert (told["definition"], told["edition"], told["name"]) == ("carrying", "1", "porters")
    assert told["week"]["saturday"] == [["22:00", "06:00+1"]]


def test_an_earlier_edition_of_a_definition_is_shown_too(carrying: Complaints) -> None:
    words = ("definition", "show", "carrying")
    assert ", edition 2," in carrying(*words).stdout
    assert ", edition 1," in carrying(*words, "--edition", "1").stdout


def test_days_are_those_of_an_edition_too(carrying: Complaints) -> None:
    saturday = ("--from", "2026-11-07", "--to", "2026-11-07")
    for edition, hours in (("2", "off"), ("1", "22:00–06:00+1")):
        words = ("calendar", "days", "porters", "--definition", "carrying", "--edition", edition)
        *_head, day, _empty, whose = carrying(*words, *saturday).stdout.splitlines()
        assert day.split() == ["2026-11-07", "Saturday", hours]
        assert whose == f"As edition {edition} of carrying (Carrying) counts by it"
        told = json.loads(carrying(*words, *saturday, "--json").stdout)
        assert (told["definition"], told["edition"]) == ("carrying", edition)


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("calendar", "show", "porter", "--definition", "carrying"), 3, "porters"),
        ((*PINNED, "--edition", "3"), 3, "Published here: 2, 1."),
        (("calendar", "show", "porters", "--definition", "carying"), 3, "carrying"),
        (("calendar", "show", "porters", "--edition", "1"), 2, "--edition needs --definition"),
        (("definition", "show", "carrying.yaml", "--edition", "1"), 2, "carrying.yaml is a file"),
    ],
)
def test_an_edition_or_a_calendar_of_it_that_is_not_there_is_refused(
    carrying: Complaints, words: tuple[str, ...], code: int, text: str
) -> None:
    result = carrying(*words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert text in click.unstyle(result.stderr)
