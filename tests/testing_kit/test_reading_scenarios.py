"""Every file in ``scenarios/bad`` has the exact lines expected of it beside it."""

import re
from pathlib import Path

import pytest

import workflow.testing.scenarios as package
from workflow.definition.parse import load as load_definition
from workflow.definition.rendering import sentence
from workflow.errors import DefinitionError, ScenariosInvalid
from workflow.testing.scenarios.reading import load, loads, scenarios_beside

FOLDER = Path(__file__).parent / "scenarios"
BAD = FOLDER / "bad"
PARCEL = load_definition(FOLDER / "parcel.yaml")
# It is about two files, and has a test of its own.
ELSEWHERE = {"T008"}


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_file_of_scenarios_gets_exactly_these_problems(path: Path) -> None:
    with pytest.raises(ScenariosInvalid) as caught:
        loads(path.read_text(encoding="utf-8"), path.name, PARCEL)
    found = [f"{one.line}:{one.column} {one.code} {sentence(one)}" for one in caught.value.problems]
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_every_code_of_scenarios_is_shown_by_a_broken_file() -> None:
    sources = Path(package.__file__).parent.glob("*.py")
    written = "".join(one.read_text(encoding="utf-8") for one in sources)
    told = "".join(one.read_text(encoding="utf-8") for one in BAD.glob("*.txt"))
    codes = set(re.findall(r'"(T\d{3})"', written))
    assert codes == set(re.findall(r" (T\d{3}) ", told)) | ELSEWHERE


def test_scenarios_are_found_by_the_definition_they_lie_beside() -> None:
    beside = scenarios_beside(FOLDER / "parcel.yaml")
    assert beside == FOLDER / "parcel.scenarios.yaml" == scenarios_beside(beside)
    assert load(FOLDER / "parcel.yaml").definition == PARCEL


def test_scenarios_without_a_definition_beside_them_are_refused(tmp_path: Path) -> None:
    lonely = tmp_path / "lonely.scenarios.yaml"
    lonely.write_text("language: 1\n", encoding="utf-8")
    with pytest.raises(ScenariosInvalid) as caught:
        load(lonely)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("T008", str(lonely))
    assert "lonely.yaml" in problem.text


def test_a_definition_without_scenarios_is_told_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ScenariosInvalid) as caught:
        load(tmp_path / "parcel.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("Y001", str(tmp_path / "parcel.scenarios.yaml"))


def test_what_is_wrong_with_the_definition_itself_is_told_as_ever(tmp_path: Path) -> None:
    (tmp_path / "parcel.yaml").write_text("language: 1\nworkflow: parcel\n", encoding="utf-8")
    (tmp_path / "parcel.scenarios.yaml").write_text("language: 1\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path / "parcel.yaml")
    assert not isinstance(caught.value, ScenariosInvalid)
    assert {one.file for one in caught.value.problems} == {str(tmp_path / "parcel.yaml")}


def test_what_a_scenario_gives_replaces_what_the_file_gives_person_by_person() -> None:
    suite = load(FOLDER / "parcel.yaml")
    by_name = {one.name: one for one in suite.scenarios}
    away, abroad = by_name["somebody_is_away"].given, by_name["in_another_zone"].given
    assert list(away.staff) == ["Dan", "Eva", "赵经理"]
    assert away.staff["Eva"].department is None
    assert by_name["two_cases"].given.staff["Eva"].department == "Front"
    assert (abroad.zone.key, away.zone.key) == ("Europe/Berlin", "Asia/Shanghai")
