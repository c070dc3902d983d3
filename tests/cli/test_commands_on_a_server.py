"""The command line on a PostgreSQL server: whatever works on a file works there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import Complaints

LAUNCHER = Path(__file__).parents[2] / "cli.py"


@pytest.fixture
def run(complaints: Complaints, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    def checked(*words: str) -> Result:
        found = complaints(*words)
        assert "secret" not in found.output
        assert found.exception is None or isinstance(found.exception, SystemExit)
        return found

    monkeypatch.setenv("COMPLAINTS_LANG", "en")
    return checked


@pytest.mark.long
def test_a_command_is_a_process_as_on_a_file(server: str) -> None:
    found = subprocess.run(
        [sys.executable, str(LAUNCHER), "list", "--db", server, "--lang", "en"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (found.returncode, found.stdout) == (8, "")
    assert "complaints init" in found.stderr
    assert "secret" not in found.stderr


def test_a_day_of_work_on_a_server_named_by_the_environment(
    server: str, run: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPLAINTS_DB", server)

    def done(*words: str) -> str:
        found = run(*words)
        assert found.exit_code == 0, found.output
        return found.stdout

    assert "postgresql://tester:***@127.0.0.1" in done("init", "--zone", "Asia/Shanghai")
    done("staff", "add", "lin", "--role", "specialist", "--role", "manager")
    done(
        "open", "complaint", "--as", "lin", "--set", "complainant=李雷",
        "--set", "phone=refused", "--set", "content=空调不制冷", "--set", "kind=service",
    )  # fmt: skip
    assert "李雷" in done("show", "1")
    assert json.loads(done("list", "--text", "空调", "--json"))["total"] == 1
    assert json.loads(done("list", "--text", "冰箱", "--json"))["total"] == 0
    done("do", "1", "judge", "--as", "lin", "--set", "grounds=insufficient", "--set",
         "demand=reasonable")  # fmt: skip
    done("explain", "1")
    done("daemon", "--once")
    done("erase", "1", "--as", "lin", "--reason", "顾客要求")
    assert "李雷" not in done("show", "1")
    done("verify")
    assert "***" in done("init", "--json")


def test_the_demonstration_is_played_in_an_empty_database_and_in_no_other(
    server: str, run: Complaints
) -> None:
    played = run("demo", "--db", server)
    assert played.exit_code == 0, played.output
    assert "goes round again" in played.stdout
    assert run("list", "--db", server).stdout.count("C-2026-00000") == 2
    again = run("demo", "--db", server)
    assert again.exit_code == 8
    assert "cases or people" in again.stderr


def test_the_demonstration_can_be_kept_in_a_file_and_is_not_played_over_a_house(
    tmp_path: Path, database: Path, run: Complaints
) -> None:
    kept = tmp_path / "demo.db"
    assert run("demo", "--db", str(kept)).exit_code == 0
    assert run("demo", "--db", str(kept)).exit_code == 8
    assert run("demo", "--db", str(database)).exit_code == 8


def test_a_database_that_was_not_made_yet_says_how(server: str, run: Complaints) -> None:
    refused = run("list", "--db", server)
    assert refused.exit_code == 8
    assert "complaints init" in refused.stderr
    assert "***" in refused.stderr
