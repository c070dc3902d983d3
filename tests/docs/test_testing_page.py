"""The page that explains simulated time: its definition, its tests and its program are run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from documents import DOCUMENTS, blocks, first_cells

from workflow.cli.program import complaints
from workflow.testing import Firing, Message, Simulation
from workflow.testing.scenarios import given, steps, then

PAGE = DOCUMENTS / "testing.md"
TEXT = PAGE.read_text(encoding="utf-8")
PYTHON = [one.text for one in blocks(PAGE, "python")]
PROGRAMS = [one for one in PYTHON if "print(" in one]
TESTS = [one for one in PYTHON if one not in PROGRAMS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as somebody who follows the page has it."""
    definition, told = blocks(PAGE, "yaml")
    (tmp_path / "parcel.yaml").write_text(definition.text, encoding="utf-8")
    (tmp_path / "parcel.scenarios.yaml").write_text(told.text, encoding="utf-8")
    (tmp_path / "test_parcel.py").write_text("\n\n".join(TESTS), encoding="utf-8")
    return tmp_path


def printed(folder: Path, *words: str) -> str:
    result = subprocess.run(
        [sys.executable, "-X", "utf8", *words],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=200,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.long
def test_the_tests_on_the_page_pass(folder: Path) -> None:
    shown = printed(folder, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    cases = "".join(TESTS).count("def test_") + 1  # one is tried with two amounts
    assert cases > 6
    assert f"{cases} passed" in shown


def test_the_program_on_the_page_prints_what_the_page_shows(folder: Path) -> None:
    (program,) = PROGRAMS
    *_reports, shown = blocks(PAGE, "text")
    assert printed(folder, "-c", program) == shown.text


def shown_by_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command on the page prints."""
    (line,) = (one.text for one in blocks(PAGE, "console"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COMPLAINTS_LANG", "en")
    return CliRunner().invoke(complaints, line.removeprefix("$ complaints ").split()).stdout


def test_the_scenarios_on_the_page_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, *_others = blocks(PAGE, "text")
    assert shown_by_the_command(folder, monkeypatch) == shown.text


def test_a_scenario_that_does_not_hold_is_told_as_the_page_shows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "parcel.scenarios.yaml"
    right = file.read_text(encoding="utf-8")
    wrong = right.replace("{fetching: Thu 2026-11-05 24:00}", "{fetching: Wed 2026-11-04 24:00}")
    file.write_text(wrong, encoding="utf-8")
    _holds, shown, _program = blocks(PAGE, "text")
    assert shown.text in shown_by_the_command(folder, monkeypatch)


def test_every_key_of_scenarios_is_on_the_page() -> None:
    listed = {word for cell in first_cells(PAGE) for word in re.findall(r"`(\w+)`", cell)}
    keys = {*given.KEYS, *given.PERSON_KEYS, *steps.KEYS, *then.KEYS, *then.REFUSALS}
    assert keys <= listed
    assert {*then.FIRED_KEYS, *then.TOLD_KEYS, *then.SKIPPED, *steps.DAEMON} <= set(
        re.findall(r"`(\w+)`", TEXT)
    )


def test_every_attribute_of_what_fired_and_of_a_message_is_on_the_page() -> None:
    words = set(re.findall(r"`(\w+)`", TEXT))
    assert set(Firing._fields) <= words
    assert set(Message._fields) <= words


def test_everything_a_simulation_can_do_is_on_the_page() -> None:
    public = {name for name in vars(Simulation) if not name.startswith("_")} | {"flow"}
    assert {name for name in public - {"close"} if f"sim.{name}" not in TEXT} == set()


def test_every_link_leads_somewhere() -> None:
    for file, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", TEXT):
        target = DOCUMENTS / file if file else PAGE
        assert target.exists(), file
        lines = target.read_text(encoding="utf-8").splitlines()
        headings = {
            re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
            for line in lines
            if line.startswith("#")
        }
        assert not anchor or anchor in headings, anchor
