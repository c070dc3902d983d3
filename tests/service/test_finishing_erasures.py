"""What was erased leaves the files as soon as nobody reads them, and does not come back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlmodel import Session
from stories import MARKER, opened

import workflow
from workflow import Workflow
from workflow.store import erasing
from workflow.store.database import open_database
from workflow.store.sqlite import SQLite

VALUES = "SELECT * FROM complaints_personal_values"


@contextmanager
def reader(database: Path) -> Iterator[None]:
    """Another program in the middle of reading."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM complaints_events").fetchone()
        yield


def remains(database: Path) -> bool:
    files = database.parent.glob(f"{database.name}*")
    return any(MARKER.encode() in one.read_bytes() for one in files)


def codes(flow: Workflow) -> list[str]:
    return [one.code for one in flow.verify().findings]


@pytest.fixture
def case(flow: Workflow) -> str:
    return opened(flow, complainant=MARKER)


def test_an_erasure_that_a_reader_kept_from_the_files_is_told_and_finished_later(
    flow: Workflow, database: Path, case: str
):
    with reader(database):
        flow.erase(case, actor="max", reason="顾客要求")
        assert remains(database)
        assert not flow.finish_erasing()
        assert codes(flow) == ["erase_pending"]
    assert flow.finish_erasing()
    assert not remains(database)
    assert codes(flow) == []


def test_verifying_finishes_an_erasure(flow: Workflow, database: Path, case: str):
    with reader(database):
        flow.erase(case, actor="max", reason="顾客要求")
    assert codes(flow) == []
    assert not remains(database)


def test_an_erasure_whose_process_ended_before_the_files_were_emptied_is_caught_up(
    flow: Workflow, database: Path, case: str, clock, monkeypatch: pytest.MonkeyPatch
):
    def killed(_database: SQLite) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SQLite, "wipe", killed)
        with pytest.raises(KeyboardInterrupt):
            flow.erase(case, actor="max", reason="顾客要求")
    assert remains(database)
    with Workflow(str(database), clock=clock) as another:
        assert another.finish_erasing()
        assert not remains(database)


def test_nothing_is_pending_when_nothing_was_erased(flow: Workflow, database: Path, case: str):
    with reader(database):
        assert flow.finish_erasing()
        assert codes(flow) == []


def test_finishing_one_erasure_does_not_unmark_another_that_came_meanwhile(
    flow: Workflow, database: Path, case: str, monkeypatch: pytest.MonkeyPatch
):
    other = opened(flow, complainant=MARKER)
    checkpoint = SQLite.wipe

    def overtaken(database: SQLite) -> bool:
        monkeypatch.setattr(SQLite, "wipe", lambda _database: False)
        done = checkpoint(database)
        flow.erase(other, actor="max", reason="顾客要求")
        return done

    monkeypatch.setattr(SQLite, "wipe", overtaken)
    flow.erase(case, actor="max", reason="顾客要求")
    monkeypatch.setattr(SQLite, "wipe", checkpoint)
    with flow.transactions.reading() as connection:
        assert erasing.erase_pending(connection) is not None
    assert flow.finish_erasing()
    assert not remains(database)


def test_an_erasure_in_a_hosts_transaction_is_finished_after_its_commit(
    flow: Workflow, database: Path, case: str
):
    engine = create_engine(f"sqlite:///{database}")
    workflow.prepare(engine)
    with Session(engine) as session:
        hosted = flow.on(session)
        hosted.erase(case, actor="max", reason="顾客要求")
        assert not hosted.finish_erasing()
        session.commit()
    engine.dispose()
    assert flow.finish_erasing()
    assert not remains(database)


def test_the_time_to_wait_for_other_programs_is_as_before_after_emptying_the_files(database: Path):
    opened_here = open_database(str(database), busy_seconds=3)
    assert opened_here.wipe()
    with opened_here.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 3000
    opened_here.close()


def test_erased_values_put_back_are_found_and_not_shown(flow: Workflow, database: Path, case: str):
    flow.note(case, f"{MARKER}来过", actor="ann")
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(VALUES).fetchall()
    flow.erase(case, actor="max", reason="顾客要求")
    flow.set(case, {"phone": "555 0100"}, actor="ann")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany("INSERT INTO complaints_personal_values VALUES (?,?,?,?,?)", rows)
    assert codes(flow) == ["personal_put_back"] * len(rows)
    assert MARKER not in str(flow.history(case))
    assert MARKER not in str(flow.show(case))
    assert "555 0100" in str(flow.show(case))
    flow.erase(case, actor="max", reason="顾客又要求")
    assert codes(flow) == []
    assert not remains(database)


def test_a_value_from_before_an_erasure_is_not_shown_in_place_of_a_newer_one(
    flow: Workflow, database: Path, case: str
):
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(VALUES).fetchall()
    flow.erase(case, actor="max", reason="顾客要求")
    flow.set(case, {"phone": "555 0100"}, actor="ann")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM complaints_personal_values")
        connection.executemany("INSERT INTO complaints_personal_values VALUES (?,?,?,?,?)", rows)
    assert "13800138000" not in str(flow.show(case))
