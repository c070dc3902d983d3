"""Skills, room and absence of people, and what was counted, on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import RECEIVED, Complaints

CONDUCT = Path(__file__).parents[1] / "testing_kit" / "scenarios" / "conduct.yaml"


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def conduct(house: Complaints) -> Complaints:
    told(house("definition", "publish", str(CONDUCT)))
    for name in ("qin", "bao"):
        told(house("staff", "add", name, "--role", "inspector", "--superior", "zhao"))
    return house


def find(house: Complaints, *more: str, who: str = "lin") -> str:
    data = (f"responsible={who}", "jointly=wang", "kind=manner")
    given = [word for one in data for word in ("--set", one)]
    return told(house("open", "conduct", "--as", "qin", *given, *more))


def test_what_people_can_do_and_how_much_is_recorded_shown_and_taken_away(conduct: Complaints):
    shown = told(conduct("staff", "add", "bao", "--skill", "manner", "--capacity", "8"))
    assert "manner" in shown
    assert "at most 8 cases" in shown
    found = json.loads(told(conduct("staff", "list", "--json")))["staff"]
    bao = next(one for one in found if one["name"] == "bao")
    assert (bao["skills"], bao["capacity"]) == (["manner"], 8)
    told(conduct("staff", "add", "bao", "--skill", "manner", "--skill", "procedure"))
    shown = told(conduct("staff", "add", "bao", "--no-skill", "manner", "--capacity", "0"))
    assert "manner" not in shown
    assert "procedure" in shown
    assert "at most" not in shown


def test_a_skill_no_definition_asks_for_is_refused(conduct: Complaints):
    result = conduct("staff", "add", "bao", "--skill", "maner")
    assert result.exit_code == 3
    assert "No definition asks for a skill called maner." in result.stderr
    assert "manner" in result.stderr


def test_who_has_the_skill_asked_for_gets_the_case(conduct: Complaints):
    told(conduct("staff", "add", "bao", "--skill", "manner"))
    find(conduct)
    objected = told(conduct("do", "1", "object", "--as", "lin", "--set", "reason=当时不在岗"))
    assert "bao" in objected


def test_the_counters_are_listed_and_read_by_programs(conduct: Complaints):
    assert told(conduct("counters")) == "Nothing was counted.\n"
    for _ in range(3):
        find(conduct)
    shown = told(conduct("counters", "breaches"))
    assert "breaches" in shown
    assert "lin" in shown
    found = json.loads(told(conduct("counters", "--json")))["counters"]
    assert [(one["of"], one["counted"], one["site"]) for one in found] == [("lin", "3", None)]
    month = found[0]["month"]
    assert json.loads(told(conduct("counters", "--month", month, "--json")))["counters"] == found
    assert told(conduct("counters", "--month", "1999-01")) == "Nothing was counted.\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("breach",), 3, "No definition has a counter called breach."),
        (("--month", "2026-13"), 2, "a month such as 2026-11"),
    ],
)
def test_what_is_asked_wrongly_of_counters_is_said(conduct, words, code, said):
    result = conduct("counters", *words)
    assert result.exit_code == code
    assert said in result.stderr


def test_the_history_tells_what_was_counted_and_by_which_numbers(conduct: Complaints):
    find(conduct)
    find(conduct)
    told(conduct("correct", "2", "--as", "wang", "--set", "responsible=bao", "--reason", "认错人"))
    told(conduct("do", "1", "object", "--as", "lin", "--set", "reason=不在岗"))
    told(conduct("do", "1", "quash", "--as", "zhao"))
    second = told(conduct("history", "2"))
    assert "breaches (Breaches), lin, " in second
    assert ": 1 before" in second
    assert ": 1 more" in second
    assert "breaches (Breaches): what #1 added counts for bao, " in second
    assert "breaches (Breaches): what #1 added counts no more" in told(conduct("history", "1"))


def test_a_definition_tells_who_owns_who_must_not_and_what_is_counted(conduct: Complaints):
    shown = told(conduct("definition", "show", "conduct"))
    for one in (
        "supervisor (Supervisor), somebody who is not named in: responsible (Responsible person)",
        "supervisor (Supervisor), whom jointly (Answers jointly) names",
        "inspector (Inspector), with the skill in kind (Kind), somebody who did not do: find",
        "Counters\nbreaches (Breaches)\n  of: responsible (Responsible person)",
        "  adds: find_breach (Find a breach): 1\n  taken back by: quash (Quash)",
        "  per: calendar month",
    ):
        assert one in shown


def test_the_difference_between_two_editions_tells_of_owners_and_counters(
    conduct: Complaints, tmp_path: Path
):
    changed = CONDUCT.read_text(encoding="utf-8")
    for before, after in (
        ("edition: tests", "edition: newer"),
        ("other_than: {is: [responsible]}}}", "department: own}}"),
        ("skill: {field: kind}, ", "skill: hearing, department: 办公室, "),
        ("{did: [find_breach], is: [responsible, jointly]}", "{owned: [noted]}"),
        ("takes_back: quash\n    per: calendar month", "per: always"),
        ("adds: {act: find_breach}", "adds: {act: find_breach, amount: {field: fine}}"),
    ):
        assert before in changed
        changed = changed.replace(before, after)
    newer = tmp_path / "conduct.yaml"
    newer.write_text(changed, encoding="utf-8")
    shown = told(conduct("definition", "diff", "conduct", str(newer)))
    for one in (
        "owner: supervisor (Supervisor), somebody who is not named in",
        "→ supervisor (Supervisor), of the department of the case",
        "with the skill hearing, of 办公室",
        "by somebody who did not own it in: now noted (Noted)",
        "by somebody who is not named in: no longer responsible (Responsible person)",
        "Counters\n  breaches (Breaches)",
        "per: calendar month → always",
        "taken back by: no longer quash (Quash)",
    ):
        assert one in shown


def test_who_goes_away_names_a_stand_in_who_then_acts_as_the_owner(house: Complaints):
    told(house("open", "complaint", *RECEIVED))
    alone = house("staff", "away", "lin")
    assert alone.exit_code == 0
    assert "Nobody stands in for lin, who owns 1 open case." in alone.stderr
    assert "complaints list --owner lin" in alone.stderr
    told(house("staff", "back", "lin"))
    given = house("staff", "away", "lin", "--delegate", "zhao")
    assert (given.exit_code, given.stderr) == (0, "")
    upheld = ("--set", "grounds=insufficient", "--set", "demand=reasonable")
    told(house("do", "1", "judge", "--as", "wang", *upheld))
    told(house("do", "1", "explain", "--as", "zhao", "--set", "explanation=已说明"))


def test_nobody_stands_in_for_themselves(house: Complaints):
    result = house("staff", "away", "lin", "--delegate", "lin")
    assert result.exit_code == 2
    assert "nobody stands in for themselves" in result.stderr


def test_a_conflict_of_interest_is_told_with_titles(conduct: Complaints):
    words = ("responsible=qin", "jointly=wang", "kind=manner")
    given = [word for one in words for word in ("--set", one)]
    result = conduct("open", "conduct", "--as", "qin", *given)
    assert result.exit_code == 5
    assert "being named in responsible (Responsible person)" in result.stderr
