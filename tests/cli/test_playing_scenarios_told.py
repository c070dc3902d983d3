"""``definition test`` tells of scenarios as a test runner does."""

import json
import shutil
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from command_lines import Complaints

FOLDER = Path(__file__).parents[1] / "testing_kit" / "scenarios"
STORE = "{who: Dan, does: store, with: {name: 李雷, phone: refused, kind: box}}"
TWO = f"""\
language: 1
given:
  begins: Mon 2026-11-02 10:00
  staff: {{Dan: {{roles: desk}}}}
scenarios:
  kept:
    title: {{en: A parcel is kept, zh: 包裹保管中}}
    steps: [{STORE}]
  wrong:
    title: {{en: A parcel vanishes, zh: 包裹不翼而飞了}}
    steps:
      - {STORE}
      - at: Tue 2026-11-03 24:00
        then: {{state: given}}
"""


def width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a definition and two scenarios, one of which does not hold."""
    shutil.copy(FOLDER / "parcel.yaml", tmp_path)
    (tmp_path / "parcel.scenarios.yaml").write_text(TWO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_scenario_is_a_line_and_what_does_not_hold_is_told_with_its_place(
    folder: Path, complaints: Complaints
) -> None:
    result = complaints("definition", "test", "parcel.yaml")
    assert result.exit_code == 9
    assert result.stdout == (
        "parcel.scenarios.yaml\n"
        "  holds  A parcel is kept   Mon 2026-11-02\n"
        "  FAILS  A parcel vanishes  Mon 2026-11-02 – Tue 2026-11-03\n"
        "         parcel.scenarios.yaml:14:23, on Tue 2026-11-03 24:00\n"
        "                     then: {state: given}\n"
        "                                   ^\n"
        "             expected: state: given\n"
        "             found:    state: kept\n"
        "Scenarios: 2, failing: 1.\n"
    )


def test_in_chinese_the_days_stand_in_one_column(folder: Path, complaints: Complaints) -> None:
    result = complaints("definition", "test", "parcel.yaml", "--lang", "zh")
    holds, fails = result.stdout.splitlines()[1:3]
    assert "包裹保管中" in holds
    assert "包裹不翼而飞了" in fails
    assert len({width(line[: line.index("周一")]) for line in (holds, fails)}) == 1
    assert "state: given（已交付）" in result.stdout
    assert not any(word in result.stdout for word in ("holds", "FAILS", "expected", "failing"))


def test_a_program_is_told_the_same_as_json(folder: Path, complaints: Complaints) -> None:
    result = complaints("definition", "test", "parcel.scenarios.yaml", "--json")
    assert result.exit_code == 9
    told = json.loads(result.stdout)
    assert (told["format"], told["ok"], told["problems"]) == (1, False, [])
    kept, wrong = told["scenarios"]
    assert (kept["name"], kept["holds"], kept["failures"]) == ("kept", True, [])
    assert kept["title"] == {"en": "A parcel is kept", "zh": "包裹保管中"}
    assert wrong["failures"] == [
        {
            "line": 14,
            "column": 23,
            "at": "2026-11-03T16:00:00.000000Z",
            "when": "Tue 2026-11-03 24:00",
            "expected": "state: given",
            "found": "state: kept",
        }
    ]


@pytest.mark.parametrize("words", ["parcel kept", "保管", "KEPT"])
def test_scenarios_are_chosen_by_words_of_their_names_and_titles(
    folder: Path, complaints: Complaints, words: str
) -> None:
    result = complaints("definition", "test", ".", "-k", words)
    assert result.exit_code == 0
    assert result.stdout.endswith("Scenarios: 1, failing: 0.\n")
    assert "vanishes" not in result.stdout


@pytest.mark.parametrize("words", [(".", "-k", "kept vanishes"), ("empty",)])
def test_nothing_to_play_is_nothing_found(
    folder: Path, complaints: Complaints, words: tuple[str, ...]
) -> None:
    (folder / "empty").mkdir()
    result = complaints("definition", "test", *words)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("No scenario")


def test_a_file_that_cannot_be_used_keeps_no_other_from_being_played(
    folder: Path, complaints: Complaints
) -> None:
    below = folder / "below"
    below.mkdir()
    shutil.copy(FOLDER / "parcel.yaml", below)
    mistyped = TWO.replace("does: store", "does: stroe")
    (below / "parcel.scenarios.yaml").write_text(mistyped, encoding="utf-8")
    result = complaints("definition", "test", ".")
    assert result.exit_code == 7
    assert "below/parcel.scenarios.yaml:8:30  N004" in result.stderr.replace("\\", "/")
    assert "Did you mean store?" in result.stderr
    assert result.stdout.endswith("Scenarios: 2, failing: 1. Files that cannot be used: 1.\n")
    told = json.loads(complaints("definition", "test", ".", "--json").stdout)
    assert not told["ok"]
    assert {one["code"] for one in told["problems"]} == {"N004"}
    assert len(told["scenarios"]) == 2


def test_files_of_scenarios_are_checked_beside_definitions(
    folder: Path, complaints: Complaints
) -> None:
    files = ("parcel.yaml", "parcel.scenarios.yaml")
    result = complaints("definition", "check", *files)
    assert (result.exit_code, "parcel.scenarios.yaml: in order" in result.stdout) == (0, True)
    mistyped = TWO.replace("does: store", "does: stroe")
    (folder / "parcel.scenarios.yaml").write_text(mistyped, encoding="utf-8")
    result = complaints("definition", "check", *files)
    assert (result.exit_code, result.stderr.count("  N004  ")) == (7, 2)


def test_an_application_is_loaded_where_one_is_named(folder: Path, complaints: Complaints) -> None:
    text = (folder / "parcel.yaml").read_text(encoding="utf-8")
    text = text.replace("needs: [name, phone, kind]", "needs: [name, phone, kind], when: paid()")
    text = text.replace("roles:", "requires: {guards: [paid]}\nroles:", 1)
    (folder / "parcel.yaml").write_text(text, encoding="utf-8")
    (folder / "cashbox.py").write_text(
        "from workflow import Registry\n\n"
        "registry = Registry()\nregistry.guard('paid')(lambda context: True)\n",
        encoding="utf-8",
    )
    assert complaints("definition", "test", ".", "-k", "kept").exit_code == 7
    words = ("-k", "kept", "--app", "cashbox:registry")
    assert complaints("definition", "test", ".", *words).exit_code == 0
