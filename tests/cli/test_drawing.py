"""Drawing definitions and cases, and printing schemas, from the command line."""

import json
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from command_lines import Complaints
from house import DEFINITIONS

from workflow.cli import diagrams, exit_codes
from workflow.definition.schema import Kind, schema_path
from workflow.report.diagrams import FORMATS

FILE = str(DEFINITIONS / "complaint.yaml")


def test_the_formats_offered_are_those_there_are() -> None:
    assert list(diagrams.FORMATS) == list(FORMATS)
    assert set(diagrams.ENDINGS.values()) == set(FORMATS)


@pytest.mark.parametrize(
    ("form", "beginning"), [("mermaid", "---\n"), ("dot", "digraph"), ("svg", "<svg ")]
)
def test_a_definition_is_printed_as_a_picture(
    complaints: Complaints, form: str, beginning: str
) -> None:
    result = complaints("definition", "diagram", FILE, "--format", form, "--lang", "zh")
    assert result.exit_code == 0
    assert result.stdout.startswith(beginning)
    assert "已受理" in result.stdout


def test_a_published_edition_is_drawn(house: Complaints) -> None:
    result = house("definition", "diagram", "repair", "--edition", "2", "--lang", "zh")
    assert "已派单" in result.stdout


def test_a_picture_is_written_to_a_file_in_the_format_its_name_says(
    complaints: Complaints, tmp_path: Path
) -> None:
    file = tmp_path / "投诉.SVG"
    result = complaints("definition", "diagram", FILE, "--output", str(file), "--lang", "zh")
    assert result.stdout == f"已写入：{file}\n"
    assert ElementTree.fromstring(file.read_text(encoding="utf-8")).tag.endswith("svg")


def test_a_file_that_cannot_be_written_is_named(complaints: Complaints, tmp_path: Path) -> None:
    result = complaints("definition", "diagram", FILE, "--output", str(tmp_path))
    assert result.exit_code == exit_codes.USAGE
    assert str(tmp_path) in result.stderr


@pytest.mark.parametrize("name", ["p.png", "包裹.pdf", "p"])
def test_a_picture_is_not_written_under_a_name_that_says_another_format(
    complaints: Complaints, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    result = complaints("definition", "diagram", FILE, "--output", str(file))
    assert result.exit_code == exit_codes.USAGE
    assert ".svg, .dot, .gv, .mmd, .mermaid, or say --format" in result.stderr
    assert not file.exists()
    told = complaints("definition", "diagram", FILE, "--output", str(file), "--lang", "zh")
    assert "不能作为图的文件名" in told.stderr
    given = ("--format", "svg", "--output", str(file))
    assert complaints("definition", "diagram", FILE, *given).exit_code == exit_codes.DONE


def test_whoever_sees_a_text_for_programs_is_told_of_the_picture(
    complaints: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not complaints("definition", "diagram", FILE).stderr
    monkeypatch.setattr(
        diagrams, "sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True))
    )
    told = complaints("definition", "diagram", FILE)
    assert "--output FILE.svg" in told.stderr
    assert told.stdout.startswith("---\n")
    assert "浏览器" in complaints("definition", "diagram", FILE, "--lang", "zh").stderr
    assert not complaints("definition", "diagram", FILE, "--format", "mermaid").stderr


def test_where_a_case_is_and_how_it_came_there(opened: Complaints) -> None:
    given = ("--set", "grounds=insufficient", "--set", "demand=reasonable")
    assert opened("do", "1", "judge", *given).exit_code == 0
    text = opened("diagram", "1", "--lang", "zh").stdout
    assert "at_received --> at_declined : (2) 判断<br/>" in text
    assert "class at_declined here" in text
    assert "class at_received passed" in text
    assert "class at_judged" not in text
    assert "张三" not in text


def test_a_picture_for_programs_says_what_it_is_of(opened: Complaints, tmp_path: Path) -> None:
    printed = json.loads(opened("diagram", "1", "--json", "--format", "dot").stdout)
    assert printed["text"].startswith("digraph")
    assert (printed["definition"], printed["kind"]) == ("complaint", "dot")
    assert printed["case"].startswith("C-")
    file = str(tmp_path / "一.mmd")
    written = json.loads(opened("diagram", "1", "--json", "--output", file).stdout)
    assert (written["file"], written["kind"]) == (file, "mermaid")


def test_a_case_there_is_not_is_not_drawn(house: Complaints) -> None:
    assert house("diagram", "99").exit_code == exit_codes.NOT_FOUND


@pytest.mark.parametrize(("words", "kind"), [((), "definition"), (("--calendar",), "calendar")])
def test_a_schema_is_printed_as_it_is_kept(
    complaints: Complaints, tmp_path: Path, words: tuple[str, ...], kind: Kind
) -> None:
    kept = schema_path(kind).read_text(encoding="utf-8")
    assert complaints("definition", "schema", *words).stdout == kept
    file = tmp_path / "模式.json"
    complaints("definition", "schema", *words, "--output", str(file))
    assert file.read_text(encoding="utf-8") == kept
    told = json.loads(complaints("definition", "schema", *words, "--json").stdout)
    assert (told["schema"], told["text"]) == (kind, kept)
