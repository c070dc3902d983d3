"""What the tests of refusals share: the real command line, and what every refusal must be."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from house import DEFINITIONS

from workflow.cli.program import complaints

ROOT = Path(__file__).parents[1]
COMPLAINT = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
LANGUAGES = ("en", "zh")
SECRETS = ("李雷", "13800138000", "空调不制冷", "闹钟")


def setting(**values: str) -> tuple[str, ...]:
    return tuple(word for name, value in values.items() for word in ("--set", f"{name}={value}"))


DATA = {
    "complainant": "李雷", "phone": "13800138000", "content": "空调不制冷", "kind": "service",
}  # fmt: skip
RECEIVED = setting(**DATA)
JUDGED = setting(grounds="sufficient", demand="reasonable", department="Engineering")


def typed(*words: str, language: str = "en") -> Result:
    return CliRunner().invoke(complaints, [*words, "--lang", language])


def done(*words: str) -> None:
    result = typed(*words)
    assert result.exit_code == 0, result.output


def content(database: Path) -> list[str]:
    """Everything in a database, as text."""
    with closing(sqlite3.connect(database)) as connection:
        return [*connection.iterdump()]


def check_message(stderr: str, said: str, language: str) -> None:
    assert said in stderr
    assert "Traceback" not in stderr
    assert not [word for word in SECRETS if word in stderr]
    assert bool(re.search("[\u4e00-\u9fff]", stderr)) == (language == "zh"), stderr
    if language == "zh":
        assert "Error" not in stderr


def refused(result: Result, code: int, said: str, language: str) -> None:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    check_message(result.stderr, said, language)


def work_in(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let commands work in a house of five people, with one case, serial 1, that ann owns."""
    for name in [*os.environ]:
        if name.startswith("COMPLAINTS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COMPLAINTS_DB", str(database))
    monkeypatch.setenv("COMPLAINTS_ACTOR", "ann")
    done("open", "complaint", *RECEIVED)
    return database
