"""A backup is whole, taken while everything runs; restoring it loses nothing by accident."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from stat import S_IMODE

import pytest
from stories import opened
from tampering import tamper

from workflow import Workflow
from workflow.errors import (
    BackupForeign,
    BackupThere,
    BackupUnsound,
    InputInvalid,
    ServerBacksUp,
    SourceMissing,
    StoreMissing,
    StoreNewer,
    StoreOpenElsewhere,
    StoreTooNew,
    StoreUnreadable,
    StoreUnusable,
)
from workflow.service import health
from workflow.service.backups import back_up
from workflow.service.restoring import restore
from workflow.store import copying, schema
from workflow.store.daemons import Heartbeat
from workflow.store.database import open_database

LATER = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
SERVER = "postgresql+psycopg://lin:geheim@db.example:5433/cases?sslmode=require&password=geheim"
DAMAGED = "UPDATE complaints_events SET performed_by = 'sue' WHERE case_id = 1 AND seq = 1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "备份 1"
    folder.mkdir()
    return folder / "案件.db"


@pytest.fixture
def backup(flow: Workflow, database: Path, file: Path) -> Path:
    """A backup of one case; the database has one more since, and nobody has it open."""
    opened(flow)
    back_up(str(database), file)
    opened(flow)
    flow.close()
    return file


def cases_in(file: Path) -> int:
    with Workflow(str(file)) as flow:
        assert flow.verify().findings == ()
        return flow.list().total


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


class TestBackingUp:
    """``back_up`` copies what there is at one instant."""

    def test_the_copy_is_one_whole_file_that_is_told(
        self, flow: Workflow, database: Path, file: Path
    ):
        opened(flow)
        flow.note(1, "请勿打扰", actor="ann")
        made = back_up(f"sqlite:///{database.as_posix()}", file)
        assert (made.cases, made.events) == (1, 2)
        assert made.newest == flow.history(1)[-1].recorded_at
        assert made.size == file.stat().st_size
        assert made.sha256 == sha256(file.read_bytes()).hexdigest()
        assert made.unprotected == ()
        assert names(file.parent) == ["案件.db"], "neither a draft is left nor anything beside it"
        assert cases_in(file) == 1

    def test_it_needs_no_more_than_reading_to_be_looked_at(
        self, flow: Workflow, database: Path, file: Path
    ):
        opened(flow)
        back_up(str(database), file)
        place = f"{file.as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(place, uri=True)) as connection:
            assert connection.execute("SELECT count(*) FROM complaints_cases").fetchone() == (1,)
        # By the file format 2 would be a file that is written ahead to, and needs others beside.
        assert file.read_bytes()[18:20] == b"\1\1"

    def test_whoever_writes_meanwhile_is_not_held_up_and_not_in_it(
        self, flow: Workflow, database: Path, file: Path, monkeypatch: pytest.MonkeyPatch
    ):
        opened(flow)
        looked = copying.contents

        def interrupted(connection: sqlite3.Connection, source: Path) -> copying.Contents:
            found = looked(connection, source)
            if flow.list().total == 1:
                opened(flow)
            return found

        monkeypatch.setattr(copying, "contents", interrupted)
        monkeypatch.setattr(copying, "PAGES", 1)
        assert back_up(str(database), file).cases == 1
        assert flow.list().total == 2
        assert cases_in(file) == 1

    def test_a_lock_to_write_is_not_waited_for(self, flow: Workflow, database: Path, file: Path):
        opened(flow)
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert back_up(str(database), file).cases == 1

    def test_a_file_that_is_there_is_overwritten_only_if_asked(
        self, flow: Workflow, database: Path, file: Path
    ):
        file.write_text("重要", encoding="utf-8")
        with pytest.raises(BackupThere, match="--force"):
            back_up(str(database), file)
        assert file.read_text(encoding="utf-8") == "重要"
        back_up(str(database), file, force=True)
        assert cases_in(file) == 0

    def test_the_database_itself_is_never_overwritten(self, flow: Workflow, database: Path):
        link = database.with_name("same.db")
        link.hardlink_to(database)
        for place in (database, link):
            with pytest.raises(BackupThere):
                back_up(str(database), place, force=True)

    @pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
    @pytest.mark.parametrize("mode", [0o600, 0o640])
    def test_nobody_may_read_it_who_may_not_read_the_database(
        self, flow: Workflow, database: Path, file: Path, mode: int
    ):
        database.chmod(mode)
        back_up(str(database), file)
        assert S_IMODE(file.stat().st_mode) == mode

    def test_places_where_nothing_can_be_are_refused(self, database: Path, tmp_path: Path):
        for place in (tmp_path / "no" / "b.db", tmp_path):
            with pytest.raises(StoreUnusable):
                back_up(str(database), place)
        with pytest.raises(StoreMissing):
            back_up(str(tmp_path / "none.db"), tmp_path / "b.db")
        assert not (tmp_path / "none.db").exists()

    def test_a_damaged_database_makes_no_backup_and_spares_the_old_one(
        self, flow: Workflow, database: Path, file: Path
    ):
        opened(flow)
        back_up(str(database), file)
        before = file.read_bytes()
        flow.close()
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            # As after a fault of the disk: an index that holds what it should not.
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute(
                "UPDATE sqlite_master SET sql = sql || ' WHERE version > 99' "
                "WHERE name = 'ix_complaints_cases_site_owner'"
            )
        with pytest.raises(BackupUnsound, match="is not sound"):
            back_up(str(database), file, force=True)
        assert file.read_bytes() == before
        assert names(file.parent) == ["案件.db"]

    def test_a_copy_that_holds_something_else_is_thrown_away(
        self, flow: Workflow, database: Path, file: Path, monkeypatch: pytest.MonkeyPatch
    ):
        found = copying.looked_at

        def fewer(draft: Path, named: Path) -> copying.Contents:
            return found(draft, named)._replace(events=7)

        monkeypatch.setattr(copying, "looked_at", fewer)
        with pytest.raises(BackupUnsound, match="does not hold"):
            back_up(str(database), file)
        assert names(file.parent) == []

    def test_missing_guards_are_told_and_the_copy_is_made(
        self, flow: Workflow, database: Path, file: Path
    ):
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("DROP TRIGGER complaints_events_no_update")
        assert back_up(str(database), file).unprotected == ("complaints_events_no_update",)
        assert file.exists()

    def test_an_older_database_can_be_copied_before_it_is_upgraded(
        self, tmp_path: Path, file: Path
    ):
        old = tmp_path / "old.db"
        with closing(open_database(str(old), create=True)) as database:
            schema.upgrade(database, to=schema.REVISIONS[0])
        assert back_up(str(old), file).newest is None

    def test_a_newer_database_is_refused(self, flow: Workflow, database: Path, file: Path):
        tamper(database, "UPDATE complaints_version SET version_num = 'next'")
        with pytest.raises(StoreTooNew):
            back_up(str(database), file)

    def test_a_server_is_left_to_its_own_program_without_its_password(self, file: Path):
        with pytest.raises(ServerBacksUp) as refused:
            back_up(SERVER, file)
        url = "'postgresql://lin@db.example:5433/cases?sslmode=require'"
        assert f"pg_dump --format=custom --file='{file}' {url}" in str(refused.value)
        assert "geheim" not in str(refused.value)
        with pytest.raises(ServerBacksUp, match="pg_restore") as refused:
            restore(SERVER, file, now=LATER)
        assert "geheim" not in str(refused.value)

    @pytest.mark.parametrize(
        "url", ["mysql://lin:geheim@h/n", "sqlite://", "postgresql://lin:geheim@h:port/n"]
    )
    def test_what_names_no_file_is_refused(self, file: Path, url: str):
        with pytest.raises(StoreUnusable) as refused:
            back_up(url, file)
        assert "geheim" not in str(refused.value)


class TestRestoring:
    """``restore`` puts a backup in the place of the database."""

    def test_it_takes_the_place_of_a_database_that_holds_no_more(
        self, flow: Workflow, database: Path, file: Path
    ):
        opened(flow)
        made = back_up(str(database), file)
        flow.add_staff("wu", roles=["specialist"])
        flow.close()
        database.chmod(0o640)
        done = restore(str(database), file, now=LATER)
        assert (done.cases, done.events, done.newest) == (1, 1, made.newest)
        assert done.kept == database.with_name("cases.replaced-2026-11-21T083000Z.db")
        assert names(database.parent) == [
            "cases.db", "cases.replaced-2026-11-21T083000Z.db", "备份 1",
        ]  # fmt: skip
        assert S_IMODE(database.stat().st_mode) == 0o640 or os.name != "posix"
        assert sha256(file.read_bytes()).hexdigest() == made.sha256, "the backup stays as it is"
        with Workflow(str(database)) as now, Workflow(str(done.kept)) as before:
            assert "wu" not in [one.name for one in now.staff()]
            assert "wu" in [one.name for one in before.staff()]
            assert now.verify().findings == ()
            assert opened(now)
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_events_the_backup_lacks_are_given_up_only_for_a_reason(
        self, database: Path, backup: Path
    ):
        with pytest.raises(StoreNewer, match="backup lacks: 1, the last of 2026-11-02") as refused:
            restore(str(database), backup, now=LATER)
        assert "--force" in str(refused.value)
        with database.open("rb") as file:
            assert file.read(20)[18:] == b"\2\2", "it is still written ahead to"
        assert cases_in(database) == 2
        done = restore(str(database), backup, now=LATER, reason="误删 Lin's")
        assert done.given_up == 1
        assert done.kept is not None
        assert (cases_in(database), cases_in(done.kept)) == (1, 2)
        note = json.loads(done.kept.with_name(f"{done.kept.name}.json").read_text("utf-8"))
        assert note == {
            "format": 1,
            "at": "2026-11-21T08:30:00.000000Z",
            "reason": "误删 Lin's",
            "backup": str(backup),
            "events_given_up": 1,
            "damaged": [],
        }

    def test_what_was_kept_is_never_overwritten(self, database: Path, backup: Path):
        for _time in range(3):
            restore(str(database), backup, now=LATER, reason="again")
        kept = [one for one in names(database.parent) if one.endswith("Z.db") or "Z-" in one]
        assert len([one for one in kept if one.endswith(".db")]) == 3

    def test_where_there_is_none_it_becomes_the_database(
        self, backup: Path, tmp_path: Path, database: Path
    ):
        place = tmp_path / "new.db"
        place.with_name("new.db-wal").write_bytes(b"of another file")
        done = restore(str(place), backup, now=LATER)
        assert done.kept is None
        assert cases_in(place) == 1
        moved = place.with_name("new.replaced-2026-11-21T083000Z.db-wal")
        assert moved.read_bytes() == b"of another file", "it may be all that is left of something"

    def test_it_is_refused_while_a_program_has_the_database_open(
        self, database: Path, backup: Path
    ):
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("SELECT count(*) FROM complaints_cases").fetchall()
            with pytest.raises(StoreOpenElsewhere, match="Stop the daemon"):
                restore(str(database), backup, now=LATER, reason="hurry")
            other.execute("UPDATE complaints_settings SET number = number")
        assert cases_in(database) == 2
        assert not [one for one in names(database.parent) if "replaced" in one or "part" in one]

    def test_it_is_refused_while_a_daemon_lives_that_has_nothing_to_do(
        self, flow: Workflow, database: Path, backup: Path
    ):
        beat = Heartbeat("one", "服务器", 17, "1", LATER, LATER - timedelta(seconds=89))
        health.begin(flow, beat)
        flow.close()
        with pytest.raises(StoreOpenElsewhere):
            restore(str(database), backup, now=LATER, reason="hurry")
        assert cases_in(database) == 2
        health.beat(flow, beat._replace(stopped_at=LATER))
        flow.close()
        restore(str(database), backup, now=LATER, reason="hurry")
        assert cases_in(database) == 1

    def test_what_was_open_and_idle_writes_nothing_into_what_was_replaced(
        self, database: Path, backup: Path
    ):
        with closing(sqlite3.connect(database, isolation_level=None)) as idle:
            done = restore(str(database), backup, now=LATER, reason="hurry")
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                idle.execute("UPDATE complaints_settings SET number = number + 1")
        assert done.kept is not None
        assert (cases_in(database), cases_in(done.kept)) == (1, 2)

    def test_what_fails_at_the_last_moment_changes_nothing(
        self, database: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
    ):
        replace = Path.replace

        def failing(one: Path, other: Path) -> Path:
            if other == database:
                raise OSError(28, "No space left on device")
            return replace(one, other)

        for hard_links in (True, False):
            with monkeypatch.context() as patch:
                patch.setattr(Path, "replace", failing)
                if not hard_links:
                    patch.setattr(Path, "hardlink_to", _not_here)
                with pytest.raises(OSError, match="No space"):
                    restore(str(database), backup, now=LATER, reason="hurry")
            assert cases_in(database) == 2
            assert not [one for one in names(database.parent) if one.endswith(".part")]
        with monkeypatch.context() as patch:
            patch.setattr(Path, "hardlink_to", _not_here)
            restore(str(database), backup, now=LATER, reason="hurry")
        assert cases_in(database) == 1

    def test_a_backup_whose_history_was_changed_needs_a_reason(self, database: Path, backup: Path):
        tamper(backup, DAMAGED, "UPDATE complaints_cases SET snapshot = '{' WHERE id = 1")
        with pytest.raises(BackupUnsound, match="000001"):
            restore(str(database), backup, now=LATER)
        assert cases_in(database) == 2
        done = restore(str(database), backup, now=LATER, reason="nothing better is left")
        assert done.damaged == ("C-2026-000001",)

    def test_a_message_that_was_given_up_is_no_damage(self, database: Path, backup: Path):
        tamper(backup, "UPDATE complaints_cases SET owner = 'sue' WHERE id = 1")
        assert restore(str(database), backup, now=LATER, reason="x").damaged == ()

    def test_an_older_backup_is_brought_up_to_date(self, database: Path, tmp_path: Path):
        old = tmp_path / "old.db"
        with closing(open_database(str(old), create=True)) as made:
            schema.upgrade(made, to=schema.REVISIONS[0])
        content = old.read_bytes()
        done = restore(str(database), old, now=LATER)
        assert done.upgraded_from == schema.REVISIONS[0]
        assert cases_in(database) == 0
        assert old.read_bytes() == content

    def test_what_is_no_backup_is_refused(self, database: Path, backup: Path, tmp_path: Path):
        text = tmp_path / "text.db"
        text.write_text("这不是数据库。" * 1000, encoding="utf-8")
        foreign = tmp_path / "foreign.db"
        with closing(sqlite3.connect(foreign)) as connection:
            connection.execute("CREATE TABLE t (x)")
        newer = tmp_path / "newer.db"
        shutil.copyfile(backup, newer)
        tamper(newer, "UPDATE complaints_version SET version_num = 'next'")
        empty = tmp_path / "empty.db"
        empty.touch()
        refusals = [
            (text, StoreUnusable),
            (foreign, BackupForeign),
            (empty, BackupForeign),
            (newer, StoreTooNew),
            (tmp_path / "none.db", SourceMissing),
            (database, InputInvalid),
        ]
        for one, error in refusals:
            with pytest.raises(error):
                restore(str(database), one, now=LATER, reason="hurry")
        assert cases_in(database) == 2
        assert not [one for one in names(database.parent) if "replaced" in one or "part" in one]

    @pytest.mark.parametrize("what", ["text", "foreign", "newer"])
    def test_a_database_that_cannot_be_read_is_replaced_only_for_a_reason(
        self, database: Path, backup: Path, what: str
    ):
        if what == "text":
            database.write_bytes(b"\xa5" * 20_000)
            database.with_name("cases.db-wal").write_bytes(b"beside")
        elif what == "newer":
            tamper(database, "UPDATE complaints_version SET version_num = 'next'")
        else:
            database.unlink()
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("CREATE TABLE t (x)")
        with pytest.raises(StoreUnreadable, match="--force"):
            restore(str(database), backup, now=LATER)
        done = restore(str(database), backup, now=LATER, reason="坏了")
        assert done.given_up is None
        assert done.kept is not None
        assert done.kept.exists()
        assert not database.with_name("cases.db-wal").exists()
        assert cases_in(database) == 1

    def test_what_belongs_to_a_damaged_database_that_is_kept_is_kept_and_told(
        self, database: Path, backup: Path
    ):
        beside = database.with_name("cases.db-wal")
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("UPDATE complaints_settings SET number = number")
            connection.commit()
            written = beside.read_bytes()
        database.write_bytes(b"\xa5" * 20_000)
        beside.write_bytes(written)
        done = restore(str(database), backup, now=LATER, reason="坏了")
        assert done.kept is not None
        kept = done.kept.with_name(f"{done.kept.name}-wal")
        assert kept in done.kept_beside
        assert kept.read_bytes() == written


def _not_here(_one: Path, _other: Path) -> None:
    raise OSError(95, "Operation not supported")
