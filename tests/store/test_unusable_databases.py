"""Whatever is wrong with the database is said in words, and nothing is left half-written."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import event

from workflow import Workflow
from workflow.errors import StoreBusy, StoreError, StoreMissing, StoreUnusable
from workflow.store import failures

RECEIVED = {
    "complainant": "李雷", "phone": "13800138000", "content": "空调太冷", "kind": "service",
}  # fmt: skip
ROOT = Path(__file__).parents[2]
PROCESSES = Path(__file__).parent / "other_programs"
LONG = "很长" * 50_000


@contextmanager
def other_program(name: str, *words: str) -> Iterator[str]:
    """Another process; yields the line by which it says that it is ready."""
    command = [sys.executable, str(PROCESSES / name), *words]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("place", "error", "words"),
    [
        ("missing.db", StoreMissing, "complaints init"),
        ("no/such/folder/cases.db", StoreUnusable, "does not exist"),
        ("folder", StoreUnusable, "a folder, not a file"),
        ("text.db", StoreUnusable, "not a database"),
        ("empty.db", StoreMissing, "no complaints database"),
    ],
)
def test_a_place_without_a_database_is_refused_and_left_as_it_is(
    tmp_path: Path, place: str, error: type[StoreError], words: str
):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.db").write_text("这不是数据库。" * 1000, encoding="utf-8")
    (tmp_path / "empty.db").touch()
    before = {one: one.stat().st_size for one in tmp_path.rglob("*")}
    with pytest.raises(error) as refused:
        Workflow(str(tmp_path / place))
    assert words in str(refused.value)
    assert str(tmp_path / place) in str(refused.value)
    assert {one: one.stat().st_size for one in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("place", ["no/such/folder/cases.db", "folder", "text.db"])
def test_nothing_is_created_where_nothing_can_be(tmp_path: Path, place: str):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.db").write_text("这不是数据库。" * 1000, encoding="utf-8")
    with pytest.raises(StoreUnusable):
        Workflow.create(str(tmp_path / place), zone="Asia/Shanghai")
    assert {one.name for one in tmp_path.iterdir()} == {"folder", "text.db"}
    assert (tmp_path / "text.db").read_text(encoding="utf-8") == "这不是数据库。" * 1000


@pytest.mark.parametrize(
    "url", ["postgresql://user:secret@host/cases", "sqlite://", "sqlite:///:memory:", "://"]
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str):
    with pytest.raises(StoreUnusable) as refused:
        Workflow(url)
    assert "secret" not in str(refused.value)


def test_a_file_cut_short_is_said_to_be_damaged(database: Path):
    content = database.read_bytes()
    database.write_bytes(content[: len(content) // 3])
    with pytest.raises(StoreUnusable, match="damaged"), Workflow(str(database)) as flow:
        flow.verify()


def test_a_file_with_foreign_bytes_in_it_is_said_to_be_damaged(database: Path):
    content = bytearray(database.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    database.write_bytes(content)
    with pytest.raises(StoreUnusable, match="damaged"):
        Workflow(str(database))


def test_a_database_locked_by_another_program_is_left_alone(
    flow: Workflow, database: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(failures, "BUSY_SECONDS", 0.05)
    acts: list[Callable[[], object]] = [
        lambda: flow.open("complaint", RECEIVED, actor="rita"),
        lambda: flow.note(1, "请勿打扰", actor="rita"),
        lambda: flow.add_staff("wu", roles=["specialist"]),
        lambda: Workflow.create(str(database)),
    ]
    flow.close()
    flow.open("complaint", RECEIVED, actor="rita")
    before = flow.history(1)
    with other_program("locking.py", str(database)) as said:
        assert said == "locked"
        for act in acts:
            with pytest.raises(StoreBusy, match=r"locked by another program for 0\.05 seconds"):
                act()
        assert flow.history(1) == before, "reading goes on"
    assert flow.history(1) == before
    for act in acts:
        act()
    assert flow.list().total == 2
    assert flow.verify().findings == ()


@pytest.mark.parametrize("folder_too", [False, True], ids=["file", "folder"])
def test_a_database_that_may_only_be_read_is_not_written_to(
    flow: Workflow, database: Path, folder_too: bool
):
    flow.open("complaint", RECEIVED, actor="rita")
    flow.close()
    with open_to_all() as folder:
        path = folder / "cases.db"
        shutil.copyfile(database, path)
        content = path.read_bytes()
        path.chmod(0o444)
        folder.chmod(0o555 if folder_too else 0o777)
        done = subprocess.run(
            [sys.executable, str(PROCESSES / "reading_only.py"), str(database), str(path)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        said = done.stdout.splitlines()
        assert said[:2] == ["done"] * 2
        assert len(said) == 4
        for line in said[2:]:
            assert line.startswith("StoreUnusable: "), line
            assert "read-only" in line or "cannot be opened" in line
        assert path.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such rights on Windows")
def test_what_was_made_beside_a_file_while_it_was_read_only_is_named(
    flow: Workflow, database: Path
):
    flow.open("complaint", RECEIVED, actor="rita")
    flow.close()
    with open_to_all() as folder:
        path = folder / "cases.db"
        shutil.copyfile(database, path)
        done = subprocess.run(
            [sys.executable, str(PROCESSES / "left_read_only.py"), str(database), str(path)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        first, refused, *found, mended = done.stdout.splitlines()
        assert first == "done"
        assert refused.startswith("StoreUnusable: ")
        assert "-shm" in refused
        assert [one.partition(":")[0] for one in found] == ["disk", "writing"]
        assert f"{path}-shm" in found[0]
        assert f"{path}-wal" not in found[0]
        assert mended == "done"


@contextmanager
def open_to_all() -> Iterator[Path]:
    """A folder that every user can reach, unlike those that tests are given."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        try:
            yield folder
        finally:
            folder.chmod(0o777)


def test_a_full_disk_stops_an_act_without_a_trace(flow: Workflow):
    flow.open("complaint", RECEIVED, actor="rita")
    before = flow.history(1)
    with full(flow), pytest.raises(StoreUnusable, match="disk is full"):
        flow.note(1, LONG, actor="ann")
    assert flow.history(1) == before
    assert flow.verify().findings == ()
    flow.note(1, LONG, actor="ann")
    assert flow.verify().findings == ()


@pytest.mark.parametrize("free", range(4))
def test_a_full_disk_stops_a_sweep_without_a_trace(flow: Workflow, clock, free: int):
    serials = range(1, 13)
    for _number in serials:
        flow.open("complaint", RECEIVED, actor="rita")
    clock.advance(days=3)
    before = [flow.history(serial) for serial in serials]
    with full(flow, free), pytest.raises(StoreUnusable, match="disk is full"):
        flow.fire_due()
    assert [flow.history(serial) for serial in serials] == before
    assert flow.aside() == 0
    assert flow.verify().findings == ()
    report = flow.fire_due()
    assert (report.cases, report.set_aside) == (len(serials), ())
    assert flow.verify().findings == ()


@contextmanager
def full(flow: Workflow, free: int = 0) -> Iterator[None]:
    """Let the database file grow no further, as on a full disk."""
    assert flow._database is not None
    engine = flow._database.engine

    def limit(connection, _record):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + free}")

    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def test_a_new_database_that_another_program_is_making_is_waited_for(tmp_path: Path):
    path = tmp_path / "new.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE other (id INTEGER)")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            Workflow.create(str(path), busy_seconds=0.1)
        other.execute("ROLLBACK")
        Workflow.create(str(path), busy_seconds=0.1).close()
