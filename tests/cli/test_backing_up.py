"""Backing up and restoring by the command line."""

import json
import shlex
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import RECEIVED, Complaints
from frozen import freeze_time


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "备份.db"


def told(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return result.stdout


def test_a_backup_is_told_with_what_it_holds(opened: Complaints, file: Path) -> None:
    said = told(opened("db", "backup", str(file)))
    assert f"Backup: {file}" in said
    assert f"Bytes: {file.stat().st_size}, cases: 1, events: 1, the newest of 20" in said
    assert "SHA-256: " in said
    again = opened("db", "backup", str(file), "--lang", "zh")
    assert "已经存在" in again.stderr
    assert told(again, 4) == ""
    found = json.loads(told(opened("db", "backup", str(file), "--force", "--json")))
    assert found["sha256"] in said
    assert (found["file"], found["cases"], found["unprotected"]) == (str(file), 1, [])
    assert "备份：" in told(opened("db", "backup", str(file), "--force", "--lang", "zh"))


def test_the_newest_event_is_told_by_the_clock_of_the_house(house: Complaints, file: Path) -> None:
    with freeze_time("2026-11-02 02:00"):
        told(house("open", "complaint", *RECEIVED))
    assert "the newest of 2026-11-02 10:00." in told(house("db", "backup", str(file)))
    told(house("site", "add", "garden", "--zone", "Asia/Tokyo"))
    said = told(house("db", "backup", str(file), "--force"))
    assert "the newest of 2026-11-02 02:00 UTC." in said
    said = told(house("db", "restore", str(file)))
    assert "the newest of 2026-11-02 02:00 UTC." in said


def test_a_backup_goes_into_a_file_and_no_other_database(
    house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    for name in ("oracle:geheim", "postgresql://lin:geheim@h/cases"):
        result = house("db", "backup", name)
        assert (result.exit_code, sorted(tmp_path.iterdir())) == (2, before)
        assert "./NAME" in result.stderr
        assert "geheim" not in result.stderr
    if sys.platform != "win32":
        told(house("db", "backup", "./a:b.db"))


def test_a_copy_of_a_file_is_not_for_the_program_of_a_server(
    opened: Complaints, file: Path
) -> None:
    told(opened("db", "backup", str(file)))
    result = opened("db", "restore", str(file), "--db", "postgresql://lin:geheim@h/cases")
    assert "pg_restore" not in result.stderr
    assert f"complaints db copy {shlex.quote(str(file))} postgresql://lin@h/cases" in result.stderr
    told(result, 8)
    result = opened("db", "restore", "newest.dump", "--db", "postgresql://lin@h/cases")
    assert "pg_restore" in result.stderr


def test_an_empty_database_has_no_newest_event(house: Complaints, file: Path) -> None:
    assert "the newest of -" in told(house("db", "backup", str(file)))


def test_a_history_without_protection_is_told_and_copied(
    opened: Complaints, tmp_path: Path, file: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "house.db")) as connection:
        connection.execute("DROP TRIGGER complaints_events_no_delete")
    result = opened("db", "backup", str(file))
    assert "complaints_events_no_delete missing" in result.stderr
    told(result, 9)
    assert file.exists()


def test_a_backup_is_put_back(opened: Complaints, file: Path) -> None:
    told(opened("db", "backup", str(file)))
    told(opened("open", "complaint", *RECEIVED))
    refused = opened("db", "restore", str(file))
    assert "the backup lacks: 1" in refused.stderr
    told(refused, 4)
    said = told(opened("db", "restore", str(file), "--force", "--reason", "误操作"))
    assert "Cases: 1, events: 1" in said
    assert "Events only it has: 1." in said
    assert "house.replaced-" in said
    assert "Cases: 1, events: 1." in told(opened("verify"))
    again = json.loads(told(opened("db", "restore", str(file), "--json")))
    assert (again["cases"], again["given_up"], again["damaged"]) == (1, 0, [])
    assert Path(again["kept"]).exists()
    assert "已恢复" in told(opened("db", "restore", str(file), "--lang", "zh"))


def test_damaged_histories_are_named_and_end_with_9(opened: Complaints, file: Path) -> None:
    told(opened("db", "backup", str(file)))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE complaints_cases SET hash = 'x'")
    result = opened("db", "restore", str(file))
    assert "is not sound: the history of C-" in result.stderr
    told(result, 8)
    words = ("db", "restore", str(file), "--force", "--reason", "nothing better")
    assert "is not what was recorded: C-" in told(opened(*words), 9)


def test_an_older_backup_says_that_it_was_brought_up_to_date(
    house: Complaints, tmp_path: Path
) -> None:
    from workflow.store.database import open_database
    from workflow.store.schema import REVISIONS, upgrade

    old = tmp_path / "old.db"
    with closing(open_database(str(old), create=True)) as database:
        upgrade(database, to=REVISIONS[0])
    assert f"older version ({REVISIONS[0]})" in told(house("db", "restore", str(old)))


@pytest.mark.parametrize("words", [("--force",), ("--reason", "x"), ("--force", "--reason", " ")])
def test_force_and_a_reason_go_together(
    opened: Complaints, file: Path, words: tuple[str, ...]
) -> None:
    told(opened("db", "backup", str(file)))
    result = opened("db", "restore", str(file), *words)
    assert "go together" in result.stderr
    told(result, 2)


def test_a_server_is_left_to_its_own_program(complaints: Complaints, file: Path) -> None:
    result = complaints("db", "backup", str(file), "--db", "postgresql://lin:geheim@h/cases")
    assert "pg_dump" in result.stderr
    assert "geheim" not in result.output
    told(result, 8)


def test_a_backup_that_is_not_there_is_not_found(house: Complaints, tmp_path: Path) -> None:
    result = house("db", "restore", str(tmp_path / "没有.db"))
    assert "没有.db" in result.stderr
    told(result, 8)
