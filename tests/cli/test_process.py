import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workflow.cli.commands import COMMANDS
from workflow.cli.exit_codes import UNREAD

LAUNCHER = Path(__file__).parents[2] / "cli.py"


def environment(**more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COMPLAINTS_", "LC_", "LANG", "PYTHONUTF8", "PYTHONIOENCODING"))
    }
    return {**kept, **more}


def complaints(*words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, str(LAUNCHER), *words],
        capture_output=True,
        env=environment(**more),
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii:strict"},
    ],
)
def test_chinese_is_written_whatever_the_locale(locale: dict[str, str]) -> None:
    result = complaints("--help", "--lang", "zh", **locale)
    assert result.returncode == 0
    assert "投诉与报修" in result.stdout.decode("utf-8")


def test_text_that_is_not_in_the_encoding_of_the_locale_is_refused() -> None:
    if sys.platform == "win32":
        pytest.skip("Windows passes arguments as Unicode")
    result = subprocess.run(
        [sys.executable, str(LAUNCHER), "note", "1", b"\xff\xfe"],
        capture_output=True,
        env=environment(LC_ALL="C.UTF-8"),
        check=False,
        timeout=60,
    )
    assert result.returncode == 2
    assert b"encoding" in result.stderr
    assert b"Traceback" not in result.stderr


@pytest.mark.long
def test_a_closed_pipe_is_silent_and_never_says_that_all_is_well(tmp_path: Path) -> None:
    database = str(tmp_path / "many.db")
    assert complaints("--db", database, "init").returncode == 0
    for words in (("definition", "show", "complaint"), ("daemon", "status"), ("list", "--json")):
        process = subprocess.Popen(
            [sys.executable, str(LAUNCHER), "--db", database, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(timeout=60) == UNREAD


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error_without_a_traceback() -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, str(LAUNCHER), "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
            timeout=60,
        )
    assert result.returncode == 2
    assert b"failed" in result.stderr
    assert b"Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="uses a POSIX shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_streams_may_be_closed(closed: str) -> None:
    for words, code in (("--help", 0), ("nothing", 2)):
        line = f"'{sys.executable}' '{LAUNCHER}' {words} {closed}"
        result = subprocess.run(
            ["/bin/sh", "-c", line], capture_output=True, env=environment(), check=False, timeout=60
        )
        assert result.returncode == code
        assert b"Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_an_interrupt_ends_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        "import sys, threading\n"
        "print('started', file=sys.stderr, flush=True)\n"
        "threading.Event().wait(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(LAUNCHER), "list", "--app", "slow:registry"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # Whoever runs the tests in the background made interrupts ignored, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stderr is not None
    assert process.stderr.readline() == b"started\n"
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == b""
    assert b"Traceback" not in errors


def test_a_whole_database_can_be_worked_with_from_a_folder_with_a_wide_name(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "投诉 记录"
    folder.mkdir()
    database = {"COMPLAINTS_DB": str(folder / "案件.db"), "COMPLAINTS_ACTOR": "林"}
    assert complaints("init", "--zone", "Asia/Shanghai", **database).returncode == 0
    staff = ("staff", "add", "林", "--role", "receptionist", "--role", "specialist")
    assert complaints(*staff, **database).returncode == 0
    words = ("complainant=张三", "phone=refused", "content=电梯停运", "kind=service")
    values = [word for one in words for word in ("--set", one)]
    result = complaints("open", "complaint", *values, "--json", **database)
    assert result.returncode == 0, result.stderr.decode()
    assert json.loads(result.stdout)["owner"] == "林"
    assert '"林"'.encode() in result.stdout


def imported_by(*words: str) -> set[str]:
    """Return the modules that a process of the program has imported at its end."""
    code = (
        "import atexit, sys\n"
        f"sys.argv = ['complaints', *{words!r}]\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from workflow.cli import main\n"
        "main()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        cwd=LAUNCHER.parent,
        env=environment(),
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    return set(result.stderr.split())


def test_help_imports_no_library_but_click_and_none_of_the_commands() -> None:
    places = {f"workflow.cli.{one.place.partition(':')[0]}" for one in COMMANDS.values()}
    heavy = {
        "apscheduler", "http.client", "jinja2", "platformdirs", "pydantic", "rich", "smtplib",
        "sqlalchemy", "sqlmodel", "tomllib", "transitions", "yaml",
    }  # fmt: skip
    imported = imported_by("--help")
    assert "workflow.cli.commands" in imported
    assert not imported & (places | heavy)


@pytest.mark.long
def test_showing_a_case_imports_nothing_that_only_acts_checks_or_publishes(
    tmp_path: Path,
) -> None:
    database = str(tmp_path / "案件.db")
    values = ("complainant=张三", "phone=refused", "content=电梯停运", "kind=service")
    for words in (
        ("init", "--zone", "Asia/Shanghai"),
        ("staff", "add", "林", "--role", "receptionist"),
        ("open", "complaint", "--as", "林", *(f"--set={one}" for one in values)),
    ):
        result = complaints(*words, COMPLAINTS_DB=database)
        assert result.returncode == 0, result.stderr.decode()
    imported = imported_by("show", "1", "--db", database)
    assert "workflow.service.reading" in imported
    assert not imported & {
        "workflow.definition.parse",
        "workflow.engine.decide",
        "workflow.engine.draft",
        "workflow.engine.machine",
        "workflow.report.lifecycle",
        "workflow.service.bringing",
        "workflow.service.facade",
        "workflow.service.listing",
        "workflow.service.publishing",
        "workflow.store.writing",
        "alembic",
        "apscheduler",
        "holidays",
        "rfc8785",
        "transitions",
        "yaml",
    }
