"""``calendar revise`` shows first and adopts with --yes; ``revisions`` lists what was adopted."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result
from command_lines import Complaints, copied, furnish, made

from workflow.calendars.rules import OfficialDays
from workflow.cli import exit_codes
from workflow.service import official_days, revising
from workflow.store import schema
from workflow.store.database import open_database

DEFINITION = """\
language: 1
workflow: repairs
edition: "1"
effective: 2020-01-01
title: {en: Repairs, zh: 维修}
prefix: R
calendar: office-cn  # accepted K026: they are announced every autumn
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
states:
  asked: {title: {en: Asked, zh: 已提出}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  ask: {title: {en: Ask, zh: 提出}, from: new, to: asked, by: [specialist]}
  close: {title: {en: Close, zh: 结案}, from: asked, to: closed, by: [specialist]}
deadlines:
  repair:
    title: {en: Repair, zh: 维修期限}
    starts: {act: ask}
    met: {act: close}
    within: 300 working days
    missed: [{to: owner}]
"""
YEARS = range(2015, 2060)
DAYS = "".join(
    f"  {year}-{month:02}-15: {{title: Day off}}\n" for year in YEARS for month in (3, 6, 9)
)
ANNOUNCED = (
    "language: 1\ncountry: CN\n"
    f"years: {{{', '.join(f'{year}: announced' for year in YEARS)}}}\ndays:\n{DAYS}"
)


def done(result: Result) -> Result:
    assert (result.exit_code, result.stderr) == (0, "")
    return result


@pytest.fixture(scope="module", autouse=True)
def estimated() -> Iterator[None]:
    """Of every year the library knows only that nobody announced a day off."""
    days = OfficialDays(0, dict.fromkeys(YEARS, True))
    with pytest.MonkeyPatch.context() as library:
        for module in (official_days, revising):
            library.setattr(module, "known_days", lambda *_: days)
        yield


@pytest.fixture(scope="module")
def template(estimated: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One open case, counted by such a revision."""
    folder = tmp_path_factory.mktemp("template")
    definition = folder / "repairs.yaml"
    definition.write_text(DEFINITION, encoding="utf-8")

    def make(complaints: Complaints) -> None:
        furnish(complaints)
        done(complaints("definition", "publish", str(definition)))
        done(complaints("open", "repairs", "--as", "lin"))

    return made(folder / "house.db", make)


@pytest.fixture
def repairs(
    complaints: Complaints, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """The case, and days that were announced since, in the folder."""
    copied(template, tmp_path / "house.db", monkeypatch)
    monkeypatch.setenv("COMPLAINTS_ACTOR", "lin")
    monkeypatch.chdir(tmp_path)
    Path("announced.yaml").write_text(ANNOUNCED, encoding="utf-8")
    return complaints


def test_newer_days_are_shown_and_not_adopted(repairs: Complaints) -> None:
    before = repairs("show", "1").stdout
    for language, words, last in (
        ("en", ("this would be revision 2.", "Days that change", "moves"), "with --yes does it."),
        ("zh", ("R-",), ""),
    ):
        shown = done(
            repairs("calendar", "revise", "--file", "announced.yaml", "--lang", language)
        ).stdout
        assert all(one in shown for one in words)
        assert shown.rstrip().endswith(last)
    assert repairs("show", "1").stdout == before
    assert repairs("calendar", "revisions").stdout.count("CN") == 1


def test_newer_days_are_adopted_with_yes_and_once(repairs: Complaints) -> None:
    words = ("calendar", "revise", "CN", "--file", "announced.yaml", "--as", "zhao", "--yes")
    assert "CN: revision 2 was adopted." in done(repairs(*words)).stdout
    assert done(repairs(*words)).stdout == "CN: nothing to change; revision 2 is in force.\n"
    history = done(repairs("history", "1")).stdout
    assert "official days revised" in history
    assert "recorded by zhao" in history
    assert done(repairs("verify")).stdout.startswith("All is well.")


def test_without_newer_days_nothing_changes(repairs: Complaints) -> None:
    for words in ((), ("CN",), ("office-cn",)):
        shown = done(repairs("calendar", "revise", *words)).stdout
        assert shown == "CN: nothing to change; revision 1 is in force.\n"


def test_without_any_official_days_there_is_nothing_to_revise(
    complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a database that has no definition of a house that keeps holidays."""
    monkeypatch.setenv("COMPLAINTS_DB", str(tmp_path / "empty.db"))
    database = open_database(str(tmp_path / "empty.db"), create=True)
    schema.upgrade(database)
    database.close()
    house = complaints
    for command in ("revise", "revisions"):
        shown = done(house("calendar", command)).stdout
        assert shown.startswith("No official days were adopted.")
    assert json.loads(house("calendar", "revise", "--json").stdout)["revised"] == []


def test_revisions_and_changes_are_given_to_programs(repairs: Complaints) -> None:
    words = ("calendar", "revise", "--file", "announced.yaml", "--json")
    (shown,) = json.loads(done(repairs(*words)).stdout)["revised"]
    assert (shown["country"], shown["region"]) == ("CN", None)
    assert (shown["in_force"], shown["revision"], shown["adopted"]) == (1, 2, False)
    assert shown["days"][0] == {
        "date": "2015-03-15", "was": "ordinary", "becomes": "off", "name": {"en": "Day off"},
    }  # fmt: skip
    assert shown["years"][0] == {"year": 2015, "was": "estimated", "becomes": "announced"}
    (moved,) = shown["deadlines"]
    assert (moved["deadline"], moved["result"]) == ("repair", "moved")
    assert moved["due_at"] < moved["new_due_at"]
    (first,) = json.loads(done(repairs("calendar", "revisions", "--json")).stdout)["revisions"]
    assert first["estimated"] == first["years"] == list(YEARS)
    assert (first["revision"], first["adopted_by"]) == (1, "system")


def test_what_is_estimated_is_said_where_deadlines_are_shown(repairs: Complaints) -> None:
    for command in (("due",), ("show", "1")):
        shown = done(repairs(*command)).stdout
        assert "Estimated: " in shown
        assert "estimated" in shown
    (row,) = json.loads(repairs("due", "--json").stdout)["due"]
    (one,) = json.loads(repairs("show", "1", "--json").stdout)["deadlines"]
    assert row["estimated"] == one["estimated"] != []


def test_days_are_shown_as_they_were_adopted(repairs: Complaints) -> None:
    done(repairs("calendar", "revise", "--file", "announced.yaml", "--as", "zhao", "--yes"))
    asked = ("calendar", "days", "office-cn", "--from", "2027-03-15", "--to", "2027-03-15")

    def shown(*words: str) -> tuple[list[str], str, int | None]:
        _head, _line, day, _empty, *said = done(repairs(*asked, *words)).stdout.splitlines()
        told = json.loads(repairs(*asked, *words, "--json").stdout)
        return day.split()[2:], " ".join(said), told["revision"]

    newest = ["off", "Day", "off"], "Official days of CN: revision 2, as it was adopted.", 2
    assert shown() == shown("--revision", "2") == newest
    whose = "As edition 1 of repairs (Repairs) counts by it "
    assert shown("--definition", "repairs") == (newest[0], whose + newest[1], 2)
    day, said, number = shown("--revision", "1")
    assert (day, number) == (["09:00–12:00,", "13:00–18:00"], 1)
    assert said.startswith("Official days of CN: revision 1, as it was adopted. Estimated: 2027.")
    _day, said, number = shown("--revision", "0")
    assert said.startswith("Official days of CN: as the installed package has them.")
    assert number is None
    chinese = done(repairs(*asked, "--lang", "zh")).stdout
    assert chinese.endswith("\nCN 法定节假日：所采用的第 2 版。\n")


def test_days_that_no_revision_has_are_refused(repairs: Complaints) -> None:
    asked = ("calendar", "days", "office-cn", "--from", "2014-12-31", "--to", "2015-01-01")
    result = repairs(*asked)
    assert (result.exit_code, result.stdout) == (exit_codes.USAGE, "")
    assert "They are known from 2015 to 2059" in result.stderr
    result = repairs(*asked, "--revision", "3")
    assert (result.exit_code, result.stdout) == (exit_codes.NOT_FOUND, "")
    assert "There is no revision 3 of the official days of CN." in result.stderr
    assert "Adopted here: 1." in result.stderr


def test_where_nothing_was_adopted_the_days_are_those_of_the_package(repairs: Complaints) -> None:
    Path("office-de.yaml").write_text(
        "language: 1\ncalendar: office-de\ntitle: {en: Office}\nzone: Europe/Berlin\n"
        "week: {monday-friday: [['09:00', '17:00']]}\nholidays: {country: DE, region: BY}\n",
        encoding="utf-8",
    )
    asked = ("calendar", "days", "office-de.yaml", "--from", "2026-08-15", "--to", "2026-08-15")
    assert done(repairs(*asked)).stdout.endswith(
        "\nOfficial days of DE-BY: as the installed package has them.\n"
    )


MISTAKES = {
    "nobody to adopt it": (
        ("revise", "--file", "announced.yaml", "--yes", "--as", "nobody"), exit_codes.NOT_FOUND,
        "nobody",
    ),
    "a country nobody counts by": (("revise", "DE"), exit_codes.USAGE, "DE"),
    "a calendar without holidays": (
        ("revise", "always"), exit_codes.USAGE, "keeps nobody's public holidays",
    ),
    "a calendar that is not there": (("revise", "ofice"), exit_codes.NOT_FOUND, "ofice"),
    "a file about another country": (
        ("revise", "DE", "--file", "announced.yaml"), exit_codes.USAGE, "The file is about CN",
    ),
    "a file that is not there": (
        ("revise", "--file", "none.yaml"), exit_codes.DEFINITION_INVALID,
        "none.yaml cannot be used as official days.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_explained(repairs: Complaints, mistake: str) -> None:
    words, code, text = MISTAKES[mistake]
    result = repairs("calendar", *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert text in click.unstyle(result.stderr)
    assert "Traceback" not in result.stderr


def test_a_case_that_could_not_be_counted_is_told(
    repairs: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(revising, "decide_revision", broken)
    result = repairs("calendar", "revise", "--file", "announced.yaml", "--as", "zhao", "--yes")
    assert result.exit_code == exit_codes.FOUND_WRONG
    assert "000001: could not be counted: RuntimeError" in result.stderr
