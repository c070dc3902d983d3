"""Cases that belong together, at the command line: opened, merged, shown, listed, told."""

import json
from pathlib import Path

import pytest
from command_lines import Complaints
from letters_and_repairs import LETTER, MEND

LETTER_OF = ("--set", "writer=李雷", "--set", "phone=13800138000", "--set", "flat=12")
OPEN = ("open", "letter", *LETTER_OF, "--set", "matter=Lift")


@pytest.fixture
def office(complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """A house in which letters lead to repairs, with one letter received."""
    monkeypatch.setenv("COMPLAINTS_DB", str(tmp_path / "office.db"))
    monkeypatch.setenv("COMPLAINTS_ACTOR", "mei")
    for words in (
        ("init", "--zone", "Asia/Shanghai"),
        ("definition", "publish", str(MEND)),
        ("definition", "publish", str(LETTER)),
        ("staff", "add", "mei", "--role", "clerk"),
        ("staff", "add", "wu", "--role", "fitter"),
        OPEN,
    ):
        done = complaints(*words)
        assert done.exit_code == 0, done.output
    return complaints


def test_an_act_prints_the_number_of_the_case_it_opens(office: Complaints):
    said = office("do", "1", "order_repair", "--set", "thing=lift").output
    number = said.partition("Opened: ")[2].split()[0]
    assert number.endswith("-000002")
    again = json.loads(office("do", "1", "order_repair", "--set", "thing=door", "--json").output)
    assert again["opened"] == [number.replace("000002", "000003")]


def test_show_and_list_tell_which_cases_belong_together(office: Complaints):
    office("do", "1", "order_repair", "--set", "thing=lift")
    shown = office("show", "1").output
    assert "Belongs together with" in shown
    assert "opened from it" in shown
    related = json.loads(office("show", "2", "--json").output)["related"]
    assert [(one["relation"], one["state"]) for one in related] == [("parent", "waiting")]
    listed = json.loads(office("list", "--parent", "1", "--json").output)
    assert [one["definition"] for one in listed["cases"]] == ["mend"]
    assert "由本案开立" in office("show", "1", "--lang", "zh").output


def test_history_and_explain_name_the_other_case(office: Complaints):
    office("do", "1", "order_repair", "--set", "thing=lift")
    office("do", "2", "mend_it", "--as", "wu")
    assert "Opened M-" in office("history", "1").output
    assert "a case opened from it was closed" in office("history", "1").output
    assert "Opened from L-" in office("history", "2").output
    assert "a case opened from it was closed" in office("explain", "1").output
    told = json.loads(office("history", "1", "--json").output)
    assert [one[-7:] for one in told["cases"].values()] == ["-000002"]


def test_a_duplicate_is_warned_of_and_merged(office: Complaints):
    assert "Open cases with the same data: L-" in office(*OPEN).output
    assert "complaints merge 2 INTO" in office("show", "2").output
    merged = office("merge", "2", "1", "--trigger", "told_twice", "--note", "Same lift")
    assert merged.exit_code == 0
    assert "goes on as" in office("show", "2").output
    assert "Merged into L-" in office("history", "2").output
    refused = office("merge", "2", "1")
    assert (refused.exit_code, "final" in refused.output) == (4, True)


def test_definitions_that_do_not_fit_are_not_published(complaints: Complaints, tmp_path: Path):
    database = ("--db", str(tmp_path / "new.db"))
    complaints("init", "--zone", "Asia/Shanghai", *database)
    refused = complaints("definition", "publish", str(LETTER), *database)
    assert refused.exit_code == 7
    assert "publish it first" in refused.output


def test_a_definition_is_told_with_what_it_opens(complaints: Complaints):
    told = complaints("definition", "show", str(LETTER)).output
    for words in (
        "opens a case of the kind mend with: caller = writer",
        "splits off a second case, which takes along: writer",
        "for the second case: matter",
        "merges the case into another, which goes on in its place",
        "the last mend opened from it is closed",
        "cases with the same flat (Flat), phone (Telephone)",
    ):
        assert words in told
    drawn = complaints("definition", "diagram", str(LETTER), "--format", "mermaid").output
    for words in ("opens a case of the kind mend", "splits off a second case", "merges the case"):
        assert words in drawn


def test_what_is_different_about_other_cases_is_told(complaints: Complaints, tmp_path: Path):
    text = LETTER.read_text(encoding="utf-8")
    for old, new in (
        ("same: [flat, phone]", "same: [flat]"),
        (", thing: thing}\n      sets: {source: letter}", "}"),
        ("    splits: {carries: [writer, phone, flat], needs: [matter]}\n", ""),
        ("    merges: true\n", ""),
        ("    met: [{entered: answered}, {entered: doubled}]\n",
         "    met: [{entered: answered}]\n    cancelled: {entered: doubled}\n"),
        ("    cancelled: [{entered: answered}]\n",
         "    cancelled: [{entered: answered}, {entered: doubled}]\n"),
        ("    met: {entered: answered}\n    within: 1",
         "    met: {entered: answered}\n    cancelled: {entered: doubled}\n    within: 1"),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    other = tmp_path / "letter.yaml"
    other.write_text(text, encoding="utf-8")
    told = complaints("definition", "diff", str(LETTER), str(other)).output
    for words in (
        "maybe the same matter if the same: no longer phone (Telephone)",
        "opens a case of the kind mend with: caller = writer (Writer), phone (Telephone), flat",
        "a second case: no longer splits off a second case",
        "merges the case into another: yes → no",
    ):
        assert words in told, told


def test_a_case_that_goes_to_somebody_else_is_told_of_with_the_act_that_opens_it(
    office: Complaints,
) -> None:
    office("staff", "leave", "wu")
    words = ("do", "1", "order_repair", "--set", "thing=lift")
    said = office(*words).output
    assert "Of the role fitter at the site main nobody could be chosen for M-" in said
    assert "it went to mei" in said
    assert "没有可选的人，已转给 mei" in office(*words, "--lang", "zh").output
    (told,) = json.loads(office(*words, "--json").output)["elsewhere"]
    assert (told["case"][-7:], told["role"], told["owner"]) == ("-000004", "fitter", "mei")


def test_what_does_not_fit_is_told_place_by_place_when_it_is_published(
    office: Complaints, tmp_path: Path
):
    newer = tmp_path / "信.yaml"
    text = LETTER.read_text(encoding="utf-8").replace('edition: "1"', 'edition: "2"')
    text = text.replace("of: [lift, door]", "of: [roof, lift]").replace(
        "sets: {source: letter}", "sets: {source: 信}"
    )
    newer.write_text(text, encoding="utf-8")
    refused = office("definition", "publish", str(newer))
    assert refused.exit_code == 7
    line = 1 + text.splitlines().index("    creates:")
    told = refused.stderr.splitlines()
    begin = next(at for at, one in enumerate(told) if "J005" in one)  # after the warnings
    first, source, caret, second, *_rest = told[begin:]
    assert first.startswith(f"{newer}:{line}:5  J005  letter 2, order_repair: thing can be roof")
    assert (source.strip(), caret) == ("creates:", "        ^")
    assert second.startswith(
        f"{newer}:{line}:5  J005  letter 2, order_repair: The value for source"
    )
    assert refused.stderr.count("thing can be roof") == 1
    # What is wrong in another definition has no place in this file.
    asking = tmp_path / "mend.yaml"
    text = MEND.read_text(encoding="utf-8").replace('edition: "1"', 'edition: "2"')
    asking.write_text(text.replace("thing, source]", "thing, source, kind]"), encoding="utf-8")
    refused = office("definition", "publish", str(asking))
    assert f"{asking}  J005  letter 1, order_repair: order of mend needs kind" in refused.stderr
