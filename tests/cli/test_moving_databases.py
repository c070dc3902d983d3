"""Moving a database by the command line."""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from both_databases import changed
from click.testing import Result
from command_lines import RECEIVED, Complaints

from workflow.service import moving
from workflow.store import rows


@pytest.fixture
def old(opened: Complaints) -> Path:
    return Path(os.environ["COMPLAINTS_DB"])


def told(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    assert "secret" not in result.output
    return result.stdout


def test_a_database_moves_to_a_server_and_is_told_by_its_tables(
    opened: Complaints, old: Path, server: str
) -> None:
    shown = server.replace("secret", "***")
    said = told(opened("db", "copy", str(old), server))
    (row,) = [line.split() for line in said.splitlines() if line.startswith("complaints_events")]
    assert (row[1], len(row[2]), row[3]) == ("1", 64, "equal")
    assert f"{old} is now whole in {shown}" in said
    assert "was left as it is" in said
    assert "unfinished" not in said
    told(opened("--db", server, "open", "complaint", *RECEIVED))
    assert "C-2" in told(opened("--db", server, "list"))
    refused = opened("db", "copy", str(old), server)
    assert "complaints_cases (2)" in refused.stderr
    told(refused, 8)
    back = old.with_name("后来.db")
    found = json.loads(told(opened("db", "copy", server, str(back), "--json")))
    assert (found["source"], found["finished"], found["damaged"]) == (shown, True, [])
    assert {"name": "complaints_cases", "rows": 2, "equal": True}.items() <= next(
        one for one in found["tables"] if one["name"] == "complaints_cases"
    ).items()
    told(opened("--db", str(back), "verify"))


def test_what_was_interrupted_is_told_in_the_readers_language(
    opened: Complaints, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, write = tmp_path / "后来.db", rows.write

    def stopping(connection, table, batch):
        if table.name == "complaints_events":
            raise KeyboardInterrupt
        write(connection, table, batch)

    with monkeypatch.context() as patch:
        patch.setattr(rows, "write", stopping)
        told(opened("db", "copy", str(old), str(new)), 130)
    for words in (("list",), ("doctor",)):
        refused = opened("--db", str(new), *words)
        assert "was not finished" in refused.output
        assert "complaints db copy" in refused.output
    assert "复制没有完成" in opened("--db", str(new), "list", "--lang", "zh").stderr
    said = told(opened("db", "copy", str(old), str(new), "--lang", "zh"))
    assert "一致" in said
    assert "未完成的副本" in said


def test_a_connection_that_is_cut_is_told_in_our_words_only(
    opened: Complaints,
    old: Path,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write = rows.write

    def cut_off(connection, table, batch):
        if table.name == "complaints_events":
            process = connection.connection.driver_connection.info.backend_pid
            with psycopg.connect(server) as other:
                other.execute("SELECT pg_terminate_backend(%s, 9000)", [process])
            # Several at once go through a pipeline, as those of a house do.
            batch = [*batch, *batch]
        write(connection, table, batch)

    monkeypatch.setattr(rows, "write", cut_off)
    told(opened("db", "copy", str(old), server), 8)
    assert [one.name for one in caplog.records if one.name.startswith("psycopg")] == []


def test_whoever_waits_at_a_terminal_sees_how_far_it_is(
    opened: Complaints, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = SimpleNamespace(stdout=sys.stdout, stderr=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("workflow.cli.output.sys", terminal)
    told_in = {"en": "complaints_events: 1 of 1 rows", "zh": "complaints_events：1/1 行"}
    for lang, words in told_in.items():
        new = tmp_path / f"{lang}.db"
        said = opened("db", "copy", str(old), str(new), "--lang", lang).stderr
        assert f"\r{words}\r" in said
    assert opened("db", "copy", str(old), str(tmp_path / "第三.db"), "--json").stderr == ""


def test_a_copy_that_differs_or_is_damaged_ends_with_nine(
    opened: Complaints, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, compared = tmp_path / "后来.db", moving._compared

    def disturbed(*words):
        changed(new, "UPDATE complaints_cases SET owner = '别人'")
        return compared(*words)

    with monkeypatch.context() as patch:
        patch.setattr(moving, "_compared", disturbed)
        result = opened("db", "copy", str(old), str(new))
    assert "different" in told(result, 9)
    assert "is not what was copied, in complaints_cases" in result.stderr
    changed(old, "UPDATE complaints_cases SET hash = 'f' WHERE id = 1")
    said = told(opened("db", "copy", str(old), str(tmp_path / "第三.db")), 9)
    assert "not what was recorded, in both: C-2" in said
