"""Definitions of several files, on the command line: published, explained, and who uses what."""

import json
import shutil
from pathlib import Path

import pytest
from command_lines import Complaints, done
from house import DEFINITIONS

HOUSE = """\
language: 1
fragment: house
parties: {relative: {title: {en: Relative, zh: 家属}}}
"""
GARDEN = """\
language: 1
workflow: garden
edition: "1"
effective: 2025-01-01
extends_definition: complaint
uses: house
title: {en: Complaint about the garden, zh: 园林投诉}
prefix: G
deadlines:
  judgement:
    within: 2 calendar days
"""
SCENARIOS = """\
language: 1
given:
  begins: Mon 2026-11-02 10:00
  staff: {Lin: {roles: [receptionist, specialist]}, Wang: {roles: supervisor}}
scenarios:
  sooner:
    steps:
      - who: Lin
        does: receive
        with: {complainant: 李雷, phone: refused, content: 草坪, kind: service}
        then: {due: {judgement: Wed 2026-11-04 24:00}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the complaint of the tests, one that extends it, and a fragment."""
    shutil.copy(DEFINITIONS / "complaint.yaml", tmp_path)
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "house.yaml").write_text(HOUSE, encoding="utf-8")
    (tmp_path / "garden.yaml").write_text(GARDEN, encoding="utf-8")
    (tmp_path / "garden.scenarios.yaml").write_text(SCENARIOS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_deadline_is_explained_by_the_line_of_the_file_it_stands_in(
    house: Complaints, folder: Path
) -> None:
    done(house("definition", "publish", "garden.yaml"))
    case = ("complainant=李雷", "phone=refused", "content=草坪", "kind=service")
    done(house("open", "garden", *(word for one in case for word in ("--set", one))))
    told = done(house("explain", "1", "judgement")).stdout
    assert "garden.yaml:11" in told
    assert "complaint.yaml" not in told


def test_the_scenarios_of_a_definition_that_extends_another_are_played(
    complaints: Complaints, folder: Path
) -> None:
    assert "holds" in done(complaints("definition", "test", "garden.yaml")).stdout


def test_it_is_shown_drawn_compared_and_proved_as_one(complaints: Complaints, folder: Path) -> None:
    shown = done(complaints("definition", "show", "./garden.yaml")).stdout
    assert shown.splitlines()[1:3] == ["  extends complaint", "  uses house"]
    assert "Received" in done(complaints("definition", "diagram", "./garden.yaml")).stdout
    found = done(complaints("definition", "diff", "complaint.yaml", "garden.yaml")).stdout
    assert "relative (Relative): new" in found
    assert "the files it was put together from" in found
    done(complaints("definition", "prove", "garden.yaml"))


def test_a_fragment_is_named_as_one_where_a_definition_belongs(
    complaints: Complaints, folder: Path
) -> None:
    for command in ("show", "diagram", "test", "prove"):
        result = complaints("definition", command, "fragments/house.yaml")
        assert result.exit_code != 0
    assert "This is a fragment" in complaints("definition", "show", "fragments/house.yaml").stderr
    done(complaints("definition", "check", "fragments/house.yaml"))


def test_publishing_a_fragment_tells_who_uses_it(house: Complaints, folder: Path) -> None:
    file = folder / "fragments" / "house.yaml"
    told = done(house("definition", "publish", str(file))).stdout
    assert told == "No published definition uses house.\n"
    done(house("definition", "publish", "garden.yaml"))
    told = done(house("definition", "publish", str(file))).stdout
    assert told.splitlines()[-1].split() == [
        "garden", "(Complaint", "about", "the", "garden)", "1", "2025-01-01", "house", "this",
        "in", "effect",
    ]  # fmt: skip
    file.write_text(HOUSE.replace("家属", "亲属"), encoding="utf-8")
    found = json.loads(house("definition", "publish", str(file), "--json").stdout)
    assert found["fragment"] == "house"
    (use,) = found["users"]
    assert use == {
        "kind": "fragment",
        "name": "house",
        "definition": "garden",
        "edition": "1",
        "effective": "2025-01-01",
        "current": True,
        "same": False,
    }


def test_publishing_a_definition_tells_who_else_was_made_with_other_content(
    house: Complaints, folder: Path
) -> None:
    done(house("definition", "publish", "garden.yaml"))
    other = GARDEN.replace("workflow: garden", "workflow: lake")
    (folder / "lake.yaml").write_text(other, encoding="utf-8")
    told = done(house("definition", "publish", "lake.yaml")).stdout
    assert "other content" not in told
    file = folder / "complaint.yaml"
    text = file.read_text(encoding="utf-8").replace('edition: "1"', 'edition: "3"')
    file.write_text(text, encoding="utf-8")
    told = done(house("definition", "publish", "complaint.yaml")).stdout
    assert "These were made with other content of what it uses or is:" in told
    assert [line.split()[0] for line in told.splitlines() if line.endswith("in effect")] == [
        "garden",
        "lake",
    ]
    found = json.loads(house("definition", "publish", "complaint.yaml", "--json").stdout)
    assert {one["definition"] for one in found["users"]} == {"garden", "lake"}


def test_an_unusable_fragment_is_not_published(house: Complaints, folder: Path) -> None:
    file = folder / "fragments" / "house.yaml"
    file.write_text(HOUSE + "roles: [x]\n", encoding="utf-8")
    result = house("definition", "publish", str(file))
    assert result.exit_code == 7
    assert "house.yaml:4:8  L004" in result.stderr
