"""Everything the README shows is tried: its commands, its Python, its YAML and its links."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from workflow.cli.program import complaints
from workflow.definition.parse import load, loads

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMPLAINT = ROOT / "definitions" / "complaint.yaml"
WINDOWS = sys.platform == "win32"
STOP = signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGTERM


def blocks(kind: str) -> list[str]:
    """The code blocks of a kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def commands() -> Iterator[list[str]]:
    """The words of each command of a console block, without the prompt."""
    for line in "".join(blocks("console")).splitlines():
        if line.startswith("$ "):
            yield shlex.split(line.removeprefix("$ "))


def links() -> list[str]:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", README)
    return sorted({one for one in targets if "://" not in one})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as somebody who follows the README has it."""
    (tmp_path / "definitions").mkdir()
    for file in COMPLAINT.parent.glob("*.yaml"):
        (tmp_path / "definitions" / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith("COMPLAINTS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COMPLAINTS_DB", str(tmp_path / "readme.db"))
    monkeypatch.setenv("COMPLAINTS_LANG", "en")
    return tmp_path


def test_the_readme_shows_every_kind_of_block() -> None:
    kinds = set(re.findall(r"^```(\w+)$", README, re.MULTILINE))
    assert kinds == {"sh", "text", "console", "yaml", "python"}, "say here how a new kind is tried"
    assert README.count("\n```") % 2 == 0


def test_the_commands_work_in_the_order_they_are_shown(folder: Path) -> None:
    tried = []
    for program, *words in commands():
        assert program == "complaints"
        if words == ["daemon"]:
            started_and_stopped(folder)
        else:
            result = CliRunner().invoke(complaints, words)
            assert (result.exit_code, result.stderr) == (0, ""), words
            assert result.stdout
        tried.append(words[0])
    assert {"init", "staff", "open", "show", "do", "due", "history", "daemon"} <= set(tried)


def started_and_stopped(folder: Path) -> None:
    daemon = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "daemon"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
    )
    with daemon:
        assert daemon.stderr is not None
        assert "keeping deadlines in" in daemon.stderr.readline()
        daemon.send_signal(STOP)
        output, errors = daemon.communicate(timeout=100)
    assert (daemon.returncode, output) == (0, "")
    assert "Traceback" not in errors


def test_commands_work_as_processes_too(folder: Path) -> None:
    for _program, *words in list(commands())[:4]:
        result = subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *words],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=100,
        )
        assert (result.returncode, result.stderr) == (0, "")


def test_commands_named_in_the_text_work(folder: Path) -> None:
    named = [shlex.split(one) for one in re.findall(r"`complaints ([^`]+)`", README)]
    assert ["daemon", "--once"] in named
    assert CliRunner().invoke(complaints, ["init"]).exit_code == 0
    for words in named:
        result = CliRunner().invoke(complaints, words)
        assert (result.exit_code, result.stderr) == (0, ""), words


def test_the_options_and_settings_named_exist() -> None:
    helped = CliRunner().invoke(complaints, ["--help", "--lang", "en"]).stdout
    text = re.sub(r"^```.*?^```", "", README, flags=re.DOTALL | re.MULTILINE)
    named = set(re.findall(r"(?<![\w-])--[a-z-]+|COMPLAINTS_[A-Z]+", text)) - {"--once"}
    assert named == {one for one in named if one in helped}
    assert {"--as", "--lang", "--json", "COMPLAINTS_ACTOR"} <= named


def test_the_python_works(folder: Path) -> None:
    (code,) = blocks("python")
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert re.fullmatch(r"C-\d{4}-000001 received lin\n", result.stdout)
    assert (folder / "cases.db").exists()


def test_the_deadline_shown_fits_into_the_definition_that_comes_with_it() -> None:
    (shown,) = blocks("yaml")
    whole = COMPLAINT.read_text(encoding="utf-8")
    deadline = shown.removeprefix("deadlines:\n")
    assert deadline != shown
    own = re.compile(r"^  callback:\n(?:    .*\n|\n)*", re.MULTILINE)
    assert len(own.findall(whole)) == 1
    definition = loads(own.sub(lambda _old: deadline, whole), "README.md")
    written, original = definition.deadlines["callback"], load(COMPLAINT).deadlines["callback"]
    assert written.title == original.title
    assert written.starts == original.starts
    assert written.met == original.met
    assert [(one.amount, one.when) for one in written.within] == [
        (one.amount, one.when) for one in original.within
    ]
    assert (written.count, written.calendar) == (original.count, original.calendar)
    assert written.agreed == original.agreed
    assert set(written.missed) <= set(original.missed)
    assert set(written.remind) <= set(original.remind)


def test_the_story_shown_is_what_the_demonstration_prints() -> None:
    (shown,) = blocks("text")
    told = CliRunner().invoke(complaints, ["demo", "--lang", "en"]).stdout
    assert shown in told


@pytest.mark.parametrize(
    ("word", "installed", "last"),
    [
        ("demo", ".", [".venv/bin/complaints", "demo"]),
        ("pytest", "-e", [".venv/bin/python", "-m", "pytest", "-q"]),
    ],
)
def test_a_shell_command_is_one_line_that_makes_its_own_environment(
    word: str, installed: str, last: list[str]
) -> None:
    (command,) = [one for one in blocks("sh") if word in one]
    assert command.count("\n") == 1
    make, install, run = (shlex.split(part) for part in command.split(" && "))
    assert make == ["python3", "-m", "venv", ".venv"]
    assert install[:4] == [".venv/bin/python", "-m", "pip", "install"]
    assert installed in install
    assert run == last


def test_the_test_command_is_what_is_run_before_every_change() -> None:
    printed = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "readme_command.py"), "pytest"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=100,
    )
    assert printed.stdout in blocks("sh")
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "for word in demo pytest; do" in run
    assert '.ci/readme_command.py "$word"' in run


@pytest.mark.parametrize("target", links())
def test_what_is_linked_exists(target: str) -> None:
    assert (ROOT / target).exists()
