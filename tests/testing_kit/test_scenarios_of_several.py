"""Scenarios that follow the cases a case leads to."""

from pathlib import Path

import pytest
from letters_and_repairs import FOLDER, LETTER, MEND

from workflow.errors import ScenariosInvalid
from workflow.testing import Simulation
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import load, loads

SUITE = load(LETTER)
TEXT = (FOLDER / "letter.scenarios.yaml").read_text(encoding="utf-8")


def with_text(*changes: tuple[str, str]):
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return loads(text, str(FOLDER / "letter.scenarios.yaml"), SUITE.definition)


@pytest.mark.parametrize("scenario", SUITE.scenarios, ids=lambda one: one.name)
def test_a_scenario_of_several_cases_holds(scenario):
    assert play(SUITE, scenario).failures == []


@pytest.mark.parametrize(
    ("old", "new", "expected", "found"),
    [
        ("opened: mend", "opened: nothing", "opened: nothing", "opened: mend"),
        ("opened: nothing", "opened: [mend, letter]", "opened: letter, mend", "opened: nothing"),
        ("case: {mend: 1}", "case: {mend: 7}", "the case was opened", "nothing of the kind"),
        ("      - case: 1\n", "      - case: 5\n", "the case was opened", "nothing of the kind"),
        (
            "      - case: 1\n",
            "      - case: {letter: 5}\n",
            "the case was opened",
            "nothing of the kind",
        ),
        ("owner: wu, data", "owner: mei, data", "owner: mei", "owner: wu"),
    ],
)
def test_what_does_not_hold_of_other_cases_is_found(old, new, expected, found):
    suite = with_text((old, new))
    (failure,) = play(suite, suite.scenarios[0]).failures
    assert (failure.expected, failure.found) == (expected, found)


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("[mend.yaml]", "[mand.yaml]", "T012", "There is no definition mand.yaml beside"),
        ("[mend.yaml]", "letter.scenarios.yaml", "T012", "letter.scenarios.yaml cannot be used"),
        ("[mend.yaml]", "letter.scenarios.yaml", "T012", f"{FOLDER}/letter.scen"),
        ("      - case: mend\n", "      - case: mand\n", "N004", "called mand. Did you"),
        ("case: {mend: 1}", "case: {mand: 1}", "N004", "called mand."),
        ("does: mend_it, case: {mend: 1}", "does: divide, case: {mend: 1}", "N004", "divide"),
        ("roles: fitter", "roles: filter", "N004", "Did you mean fitter"),
    ],
)
def test_what_is_mistyped_about_other_cases_is_found_when_it_is_read(old, new, code, words):
    with pytest.raises(ScenariosInvalid) as refused:
        with_text((old, new))
    told = [
        (one.code, f"{one.text} Did you mean {one.suggestion}") for one in refused.value.problems
    ]
    assert any(one == code and words.partition(" Did")[0] in text for one, text in told), told


@pytest.mark.parametrize("named", ["case: {letter: 1}", "case: 1"])
def test_the_definition_itself_may_be_named_too(named: str):
    suite = with_text(("      - case: 1\n", f"      - {named}\n"))
    assert play(suite, suite.scenarios[0]).failures == []


def test_a_simulation_takes_the_definitions_of_which_cases_are_opened():
    staff = {"mei": "clerk", "wu": "fitter"}
    with Simulation(LETTER, now="2026-11-02 10:00", staff=staff, others=[MEND]) as sim:
        letter = sim.open(
            {"writer": "李雷", "phone": "refused", "flat": 12, "matter": "Lift"}, by="mei"
        ).case
        (child,) = sim.do("order_repair", {"thing": "lift"}, by="mei").opened
        sim.do("mend_it", by="wu", case=child)
        assert sim.deadline("mending", case=letter).status == "met"
        assert sim.due("telling", case=letter) == "2026-11-03 24:00"


def test_a_file_of_several_is_found_by_the_definition(tmp_path: Path):
    for one in ("letter.yaml", "mend.yaml", "letter.scenarios.yaml"):
        (tmp_path / one).write_bytes((FOLDER / one).read_bytes())
    assert set(load(tmp_path / "letter.yaml").scenarios[0].given.others) == {"mend"}
