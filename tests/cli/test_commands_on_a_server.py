"""The command line on a PostgreSQL server: whatever works on a file works there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgresql_server import Databases

LAUNCHER = Path(__file__).parents[2] / "cli.py"


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    url = databases.made()
    yield url
    databases.drop(url)


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("COMPLAINTS_")}
    found = subprocess.run(
        [sys.executable, str(LAUNCHER), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**kept, "LANG": "C", "COMPLAINTS_LANG": "en", **variables},
    )
    assert "secret" not in found.stdout + found.stderr
    assert "Traceback" not in found.stderr
    return found


def test_a_day_of_work_on_a_server_named_by_the_environment(url: str) -> None:
    def done(*words: str) -> str:
        found = run(*words, COMPLAINTS_DB=url)
        assert found.returncode == 0, found.stderr
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


def test_the_demonstration_is_played_in_an_empty_database_and_in_no_other(url: str) -> None:
    played = run("demo", "--db", url)
    assert played.returncode == 0, played.stderr
    assert "goes round again" in played.stdout
    assert run("list", "--db", url).stdout.count("C-2026-00000") == 2
    again = run("demo", "--db", url)
    assert again.returncode == 8
    assert "cases or people" in again.stderr


def test_the_demonstration_can_be_kept_in_a_file_and_is_not_played_over_a_house(
    tmp_path: Path, database: Path
) -> None:
    kept = tmp_path / "demo.db"
    assert run("demo", "--db", str(kept)).returncode == 0
    assert run("demo", "--db", str(kept)).returncode == 8
    assert run("demo", "--db", str(database)).returncode == 8


def test_a_database_that_was_not_made_yet_says_how(url: str) -> None:
    refused = run("list", "--db", url)
    assert refused.returncode == 8
    assert "complaints init" in refused.stderr
    assert "***" in refused.stderr
