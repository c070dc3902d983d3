"""What docs/operations.md tells an operator to type exists, and copies really are copies."""

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click
import pytest
from documents import DOCUMENTS, blocks, first_cells, parse

from workflow import Workflow
from workflow.cli import exit_codes
from workflow.cli.logs import ABOUT

OPERATIONS = DOCUMENTS / "operations.md"

RECEIVED = {"complainant": "李雷", "phone": "refused", "content": "电梯停运", "kind": "service"}


def typed() -> list[list[str]]:
    """Every command line of ours in the document, as words after the program's name."""
    shell = "\n".join(block.text for block in blocks(OPERATIONS, "sh"))
    unit = "\n".join(block.text for block in blocks(OPERATIONS, "ini"))
    lines = [*shell.splitlines(), *re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)]
    commands = [shlex.split(re.sub(r"^[A-Z_]+=\S+ ", "", line)) for line in lines if line]
    return [words for command, *words in commands if Path(command).name == "complaints"]


@pytest.mark.parametrize("words", typed(), ids=" ".join)
def test_a_command_in_the_document_is_one_of_the_program(words: list[str]) -> None:
    with suppress(click.exceptions.Exit):  # --version ends the program
        parse(words)


def test_the_table_has_every_exit_code() -> None:
    listed = {int(cell) for cell in first_cells(OPERATIONS) if cell.isdigit()}
    assert listed == {code for code in vars(exit_codes).values() if isinstance(code, int)}


def test_what_a_line_of_the_log_for_machines_may_say_is_in_the_document() -> None:
    source = "".join(
        one.read_text("utf-8") for one in (DOCUMENTS.parent / "workflow").rglob("*.py")
    )
    text = OPERATIONS.read_text(encoding="utf-8")
    told = text.partition("`--log-format json` writes")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", told)) - {"time", "level", "logger", "message"}
    events = set(re.findall(r'"event": "(\w+)"', source)) - {"message"}
    assert named == events | set(ABOUT)


def test_every_link_inside_the_document_leads_somewhere() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    linked = {part.split(")")[0] for part in text.split("](#")[1:]}
    assert linked <= headings


def test_a_backup_taken_while_the_database_is_written_can_be_restored(
    flow: Workflow, database: Path, tmp_path: Path
) -> None:
    opened = flow.open("complaint", RECEIVED, actor="rita")
    backup = tmp_path / "backup.db"
    held = sqlite3.connect(database, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    run(documented("backup", backup), database)
    held.close()
    lost = flow.open("complaint", RECEIVED, actor="rita")
    heads = tmp_path / "heads.json"
    assert flow.verify(heads).findings == ()
    flow.close()

    run(documented("restore", backup, "--force"), database)
    with Workflow(str(database)) as restored:
        assert restored.show(opened.case).state == "received"
        assert [one.case for one in restored.verify(heads).findings] == [lost.case]
    assert mode(database) == "wal"


def documented(command: str, backup: Path, *holding: str) -> list[str]:
    """The first command line of the document that has these words, with this backup."""
    words = next(words for words in typed() if "db" in words and {command, *holding} <= set(words))
    return [os.fspath(backup) if one.startswith("/backup/") else one for one in words]


def run(words: list[str], database: Path) -> None:
    launcher = DOCUMENTS.parent / "cli.py"
    command = [sys.executable, os.fspath(launcher), *words]
    environment = {**os.environ, "COMPLAINTS_DB": os.fspath(database)}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def mode(database: Path) -> str:
    connection = sqlite3.connect(database)
    try:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])
    finally:
        connection.close()
