"""Only what can still move is called estimated; what is kept on an estimate is said to be kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from command_lines import Complaints, copied, furnish, made
from frozen import freeze_time

from workflow.calendars.rules import OfficialDays
from workflow.service import official_days, revising

DEFINITION = """\
language: 1
workflow: repairs
edition: "1"
effective: 2020-01-01
prefix: R
calendar: office-cn  # accepted K026: they are announced every autumn
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
states: {asked: {title: {en: Asked, zh: 已提出}}, closed: {final: true}}
fields: {urgent: {type: flag, title: {en: Urgent, zh: 紧急}}}
transitions:
  ask: {from: new, to: asked, by: [specialist], needs: [urgent]}
  close: {from: asked, to: closed, by: [specialist]}
deadlines:
  moving: {title: {en: Repair, zh: 维修期限}, starts: {act: ask}, met: {act: close}, within: LIMIT}
  fixed:
    title: {en: Fixed, zh: 固定期限}
    starts: {act: ask}
    met: {act: close}
    within: LIMIT
    on_revision: keep
  reminded:
    starts: {act: ask}
    met: {act: close}
    within: 60 calendar days
    remind: [{before: 4 working hours, to: owner}]
"""
LIMIT = "{first_of: [{when: 'urgent', amount: 240 hours}, {otherwise: NUMBER working days}]}"
ANNOUNCED = """\
language: 1
country: CN
years: {2027: announced}
days:
  2027-01-01: {title: {en: New Year's Day, zh: 元旦}}
"""
MONDAY = "2026-12-28 02:00:00"
KEPT = {"en": "Kept as estimated: 2027.", "zh": "按预估保留：2027。"}
ESTIMATED = {"en": "Estimated: 2027.", "zh": "预估年份：2027。"}


def done(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.fixture(scope="module", autouse=True)
def estimated() -> Iterator[None]:
    """The library knows 2026, and estimates 2027 without a day off."""
    known = OfficialDays(0, {2026: False, 2027: True, 2028: True})
    with pytest.MonkeyPatch.context() as library:
        for module in (official_days, revising):
            library.setattr(module, "known_days", lambda *_: known)
        yield


@pytest.fixture(scope="module")
def template(estimated: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that knows no more either."""
    return made(tmp_path_factory.mktemp("template") / "house.db", furnish)


@pytest.fixture
def repairs(
    complaints: Complaints, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """The house, and days that were announced since, in the folder."""
    copied(template, tmp_path / "house.db", monkeypatch)
    monkeypatch.setenv("COMPLAINTS_ACTOR", "lin")
    monkeypatch.chdir(tmp_path)
    Path("announced.yaml").write_text(ANNOUNCED, encoding="utf-8")
    return complaints


def ask(house: Complaints, days: int, *, urgent: str = "no") -> None:
    """Open a case on Monday, 28 December 2026, with so many working days."""
    text = DEFINITION.replace("LIMIT", LIMIT).replace("NUMBER", str(days))
    Path("repairs.yaml").write_text(text, encoding="utf-8")
    with freeze_time(MONDAY):
        done(house("definition", "publish", "repairs.yaml"))
        done(house("open", "repairs", "--set", f"urgent={urgent}"))


def at(house: Complaints, *words: str) -> str:
    with freeze_time(MONDAY):
        return done(house(*words))


def told(house: Complaints) -> dict[str, tuple[list[int], bool]]:
    """The estimated years of each deadline and whether it is kept; due and show say the same."""
    due = json.loads(at(house, "due", "--json"))["due"]
    shown = json.loads(at(house, "show", "1", "--json"))["deadlines"]
    found = {one["deadline"]: (one["estimated"], one["kept"]) for one in due}
    assert found == {one["name"]: (one["estimated"], one["kept"]) for one in shown}
    return found


def explained(house: Complaints) -> dict[str, Any]:
    cycles = json.loads(at(house, "explain", "1", "--json"))["cycles"]
    return {one["deadline"]: one["calendar"] and one["calendar"]["estimated"] for one in cycles}


def test_what_is_kept_is_said_to_be_kept_before_newer_days_and_after(repairs: Complaints) -> None:
    ask(repairs, 5)
    assert told(repairs) == {
        "moving": ([2027], False), "fixed": ([2027], True), "reminded": ([], False),
    }  # fmt: skip
    at(repairs, "calendar", "revise", "--file", "announced.yaml", "--as", "zhao", "--yes")
    assert told(repairs) == {
        "moving": ([], False), "fixed": ([2027], True), "reminded": ([], False),
    }  # fmt: skip
    assert explained(repairs) == {"moving": [], "fixed": [2027], "reminded": None}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", ["due", "show 1"])
def test_people_are_told_which_can_still_move(
    repairs: Complaints, command: str, language: str
) -> None:
    ask(repairs, 5)
    words = (*command.split(), "--lang", language)
    before = at(repairs, *words)
    assert KEPT[language] in before
    assert ESTIMATED[language] in before
    at(repairs, "calendar", "revise", "--file", "announced.yaml", "--as", "zhao", "--yes")
    after = at(repairs, *words)
    assert KEPT[language] in after
    assert ESTIMATED[language] not in after


def test_what_newer_days_would_have_made_overdue_is_kept_too(repairs: Complaints) -> None:
    """By the estimate five days end with Monday, 4 January; with the Saturday worked, before it."""
    ask(repairs, 5)
    worked = ANNOUNCED.replace("2027-01-01: {", "2027-01-02: {working: true, ").replace(
        "New Year's Day, zh: 元旦", "Make-up working day, zh: 调休上班"
    )
    Path("announced.yaml").write_text(worked, encoding="utf-8")
    with freeze_time("2027-01-02 17:00:00"):  # Sunday, 01:00: by the newer days it is over
        done(repairs("calendar", "revise", "--file", "announced.yaml", "--as", "zhao", "--yes"))
    assert told(repairs)["moving"] == ([2027], True)


def test_what_ends_with_the_year_goes_by_nothing_of_the_next(repairs: Complaints) -> None:
    ask(repairs, 3)
    assert "2026-12-31 24:00" in at(repairs, "due")
    assert told(repairs)["moving"] == told(repairs)["fixed"] == ([], False)
    assert explained(repairs)["fixed"] == []
    assert "stimated" not in at(repairs, "due") + at(repairs, "show", "1")


def test_a_limit_that_is_not_counted_by_the_calendar_is_certain(repairs: Complaints) -> None:
    ask(repairs, 5, urgent="yes")
    assert set(map(str, told(repairs).values())) == {"([], False)"}
    assert set(explained(repairs).values()) == {None}
