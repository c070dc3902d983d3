"""A house moves from a file to a server and back: nothing is lost, and work goes on."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from both_databases import Place, by_hand, changed
from house import Clock
from postgresql_server import Databases
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from stories import MARKER, opened
from tampering import tamper
from whole_house import BEAT, lived

from workflow import Workflow
from workflow.errors import (
    CopyOfAnother,
    CopyUnfit,
    StoreBusy,
    StoreInUse,
    StoreMissing,
    StoreNewer,
    StoreOpenElsewhere,
    StoreOutdated,
    StoreUnfinished,
    StoreUnusable,
)
from workflow.service import health, moving
from workflow.service.backups import back_up
from workflow.service.moving import Copied, copy
from workflow.service.restoring import restore
from workflow.store import rows, schema
from workflow.store.database import open_database
from workflow.store.tables import METADATA

NOW = datetime.fromisoformat("2026-11-20T09:00:00Z")


@pytest.fixture(scope="module")
def whole(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which everything happened."""
    folder = tmp_path_factory.mktemp("房子")
    file, photo, clock = folder / "房子.db", folder / "照片.jpg", Clock()
    photo.write_bytes(b"\xff\xd8")
    shutil.copyfile(template, file)
    with Workflow(str(file), clock=clock) as flow:
        lived(flow, clock, photo)
        assert flow.verify().findings == ()
    return file


@pytest.fixture
def source(whole: Path, tmp_path: Path) -> Path:
    file = tmp_path / "从前.db"
    shutil.copyfile(whole, file)
    return file


def moved(source: Place, target: Place, *, now: datetime = NOW) -> Copied:
    done = copy(str(source), str(target), now=now, busy_seconds=0.05)
    assert done.differing == ()
    return done


def kept(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a file, exactly as it is stored."""
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'complaints_%'"
        )
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for (name,) in found.fetchall()
        }


def tables_in(place: Place) -> set[str]:
    with by_hand(place) as connection:
        names = inspect(connection).get_table_names()
    return {name for name in names if name.startswith("complaints_")}


def hashes(done: Copied) -> list[tuple[str, int, str]]:
    return [(one.name, one.rows, one.sha256) for one in done.tables]


class TestThereAndBack:
    """What comes back is what went."""

    def test_every_row_comes_back_from_a_server_as_it_was_stored(
        self, source: Path, server: str, tmp_path: Path
    ):
        there = moved(source, server)
        back = moved(server, tmp_path / "后来.db")
        assert hashes(there) == hashes(back)
        assert kept(tmp_path / "后来.db") == kept(source)
        assert (there.found, there.damaged) == (0, ())

    def test_no_table_is_left_out(self, source: Path, server: str):
        done = moved(source, server)
        copied = {one.name for one in done.tables}
        assert tables_in(server) == tables_in(source) == copied | {"complaints_version"}
        assert [one.name for one in done.tables if not one.rows] == [], "whole_house lacks these"

    def test_work_goes_on_where_it_stopped(self, source: Path, server: str, tmp_path: Path):
        # The last number was given to a case that somebody removed by hand.
        changed(source, "UPDATE sqlite_sequence SET seq = 41 WHERE name = 'complaints_cases'")
        moved(source, server)
        clock = Clock(NOW)
        with Workflow(server, clock=clock) as flow:
            assert opened(flow) == "C-2026-000042"
            clock.advance(days=3)
            assert flow.fire_due().fired
            assert flow.verify().findings == ()
            assert flow.rebuild(check=True).findings == ()
        moved(server, tmp_path / "后来.db")
        with Workflow(str(tmp_path / "后来.db"), clock=clock) as flow:
            assert opened(flow) == "C-2026-000044"
            clock.advance(days=3)
            assert flow.fire_due().fired
            assert flow.verify().findings == ()
        for place in (server, tmp_path / "后来.db"):
            with pytest.raises(DBAPIError, match="never changed"), by_hand(place) as connection:
                connection.exec_driver_sql("UPDATE complaints_events SET performed_by = 'sue'")

    def test_from_server_to_server_and_from_file_to_file(
        self, source: Path, server: str, databases: Databases, tmp_path: Path
    ):
        first = moved(source, server)
        other = databases.made()
        assert hashes(moved(server, other)) == hashes(first)
        databases.drop(other)
        assert hashes(moved(source, f"sqlite:///{tmp_path / '后来.db'}")) == hashes(first)
        assert kept(tmp_path / "后来.db") == kept(source)

    def test_rows_of_others_beside_ours_stay_where_they_are(self, source: Path, server: str):
        with by_hand(server) as connection:
            connection.exec_driver_sql("CREATE TABLE rooms AS SELECT 17 AS number")
        with by_hand(source) as connection:
            connection.exec_driver_sql("CREATE TABLE guests (name TEXT)")
        moved(source, server)
        with by_hand(server) as connection:
            assert connection.exec_driver_sql("SELECT number FROM rooms").scalar_one() == 17
            assert "guests" not in inspect(connection).get_table_names()

    def test_a_damaged_history_is_copied_as_it_is_and_told(self, source: Path, server: str):
        tamper(source, "UPDATE complaints_events SET recorded_by = 'sue' WHERE case_id = 2")
        assert moved(source, server).damaged == ("C-2026-000002",)
        with Workflow(server) as flow:
            assert "C-2026-000002" in {one.case for one in flow.verify().findings}


@pytest.mark.both
class TestInterrupted:
    """What was not finished cannot be used, and is gone on with."""

    @pytest.fixture
    def half(self, source: Path, blank: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
        """A copy that stopped in the middle of the events."""
        write, written = rows.write, rows.MOST_ROWS

        def stopping(connection, table, batch):
            nonlocal written
            written -= table.name == "complaints_events"
            if written < rows.MOST_ROWS - 3:
                raise KeyboardInterrupt
            write(connection, table, batch)

        with monkeypatch.context() as patch:
            patch.setattr(rows, "write", stopping)
            patch.setattr(rows, "MOST_ROWS", 5)
            written = 5
            with pytest.raises(KeyboardInterrupt):
                moved(source, blank)
        return blank

    def test_it_goes_on_where_it_stopped(self, source: Path, half: Place):
        with by_hand(half) as connection:
            asked = "SELECT count(*) FROM complaints_events"
            assert connection.exec_driver_sql(asked).scalar_one() == 15
        done = moved(source, half)
        assert done.found > 15
        with Workflow(str(half), clock=Clock(NOW)) as flow:
            assert flow.verify().findings == ()
            flow.note(2, "请勿打扰", actor="ann")
        assert "complaints_copying" not in tables_in(half)

    def test_nobody_can_use_half_a_copy(self, source: Path, half: Place, tmp_path: Path):
        attempts = [
            lambda: Workflow(str(half)),
            lambda: Workflow.create(str(half)),
            lambda: moved(half, tmp_path / "third.db"),
        ]
        if isinstance(half, Path):
            attempts.append(lambda: back_up(str(half), tmp_path / "third.db"))
        for attempt in attempts:
            with pytest.raises(StoreUnfinished, match=f"complaints db copy {source}") as refused:
                attempt()
            assert "secret" not in str(refused.value)
        assert not (tmp_path / "third.db").exists()

    @pytest.mark.file
    def test_a_backup_takes_its_place_if_it_has_all_of_its_events(
        self, source: Path, half: Path, tmp_path: Path
    ):
        fewer, backup = tmp_path / "空.db", tmp_path / "备份.db"
        Workflow.create(str(fewer)).close()
        with pytest.raises(StoreNewer, match="lacks: 15"):
            restore(str(half), fewer, now=NOW)
        back_up(str(source), backup)
        done = restore(str(half), backup, now=NOW)
        assert (done.given_up, done.kept is not None) == (0, True)
        with Workflow(str(half)) as flow:
            assert flow.verify().findings == ()

    def test_it_is_no_copy_of_what_changed_since(self, source: Path, half: Place):
        with Workflow(str(source), clock=Clock(NOW)) as flow:
            flow.add_staff("wu", contact="前台")
        with pytest.raises(CopyOfAnother, match="2026-11-20T09") as refused:
            moved(source, half)
        assert str(source) in str(refused.value)
        with pytest.raises(StoreUnfinished):
            Workflow(str(half))

    def test_what_differs_in_the_end_cannot_be_used(self, source: Path, half: Place):
        zone = "" if isinstance(half, Path) else "+00"
        with Workflow(str(source)) as flow:
            (gap,) = flow.gaps()
        changed(
            half,
            "UPDATE complaints_sites SET zone = 'Asia/Urumqi ' WHERE name = '分店'",
            f"UPDATE complaints_gaps SET since = '{gap.since:%Y-%m-%d %H:%M:%S}.000001{zone}'",
            "UPDATE complaints_daemons SET late_seconds = 0.10000000000000002",
            "UPDATE complaints_cases SET final = NOT final WHERE id = 1",
        )
        done = copy(str(source), str(half), now=NOW)
        names = ("daemons", "gaps", "sites", "cases")
        assert done.differing == tuple(f"complaints_{name}" for name in names)
        with pytest.raises(StoreUnfinished):
            Workflow(str(half))


@pytest.mark.both
class TestTheOneThatIsCopied:
    """Nobody writes to it meanwhile, and everybody can read it."""

    @pytest.fixture
    def target(self, tmp_path: Path) -> Path:
        return tmp_path / "后来.db"

    def test_who_would_write_meanwhile_waits_and_who_reads_does_not(
        self, flow: Workflow, database: Place, target: Path, monkeypatch: pytest.MonkeyPatch
    ):
        opened(flow)
        refused, write = [], rows.write

        def beside(connection, table, batch):
            if table.name == "complaints_events":
                assert flow.show(1).state == "received"
                with Workflow(str(database), busy_seconds=0.05) as other:
                    with pytest.raises(StoreBusy) as error:
                        opened(other)
                    refused.append(error.value)
            write(connection, table, batch)

        monkeypatch.setattr(rows, "write", beside)
        moved(database, target)
        assert len(refused) == 1
        assert opened(flow) == "C-2026-000002"

    def test_somebody_who_writes_is_waited_for(self, flow: Workflow, database: Place, target: Path):
        with flow.transactions.writing(), pytest.raises(StoreBusy, match=r"0\.05"):
            moved(database, target)
        assert not target.exists()

    def test_while_a_daemon_lives_it_is_refused(
        self, flow: Workflow, database: Place, target: Path
    ):
        health.begin(flow, BEAT._replace(seen_at=NOW - timedelta(seconds=80)))
        with pytest.raises(StoreOpenElsewhere, match="Stop the daemon"):
            moved(database, target)
        assert not target.exists()
        moved(database, target, now=NOW + timedelta(seconds=11))

    def test_what_holds_something_is_never_written_to(self, source: Path, database: Place):
        with pytest.raises(StoreInUse, match=r"complaints_people \(5\).*Name one that is empty"):
            moved(source, database)
        with Workflow(str(database)) as flow:
            assert flow.list().total == 0


def test_a_server_that_is_copied_keeps_out_other_programs_too(
    source: Path, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    moved(source, server)
    refused, compared = [], moving._compared

    def beside(*words):
        with by_hand(server) as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 50")
            with pytest.raises(DBAPIError) as error:
                connection.exec_driver_sql("DELETE FROM complaints_contacts")
        refused.append(error.value)
        return compared(*words)

    monkeypatch.setattr(moving, "_compared", beside)
    moved(server, tmp_path / "后来.db")
    assert "lock timeout" in str(refused[0])


UNFIT = [
    (
        f"cases SET aside_error = '{MARKER}' || char(0) WHERE id = 2",
        "aside_error of 2 in complaints_cases (PostgreSQL holds no text with the character NUL)",
    ),
    (
        "settings SET number = 2147483648 WHERE name = 'editions'",
        "number of editions in complaints_settings (the number is too large for PostgreSQL)",
    ),
    (
        "people SET contact = x'41' WHERE name = '李娜'",
        "contact of 李娜 in complaints_people (it is not text)",
    ),
    (
        "people SET contact = CAST(x'41ff' AS TEXT) WHERE name = 'ann'",
        "contact of ann in complaints_people (it is not text in UTF-8)",
    ),
    (
        f"people SET capacity = '{MARKER}' WHERE name = 'ben'",
        "capacity of ben in complaints_people (it is not a whole number)",
    ),
    (
        f"people SET away_from = '{MARKER}' WHERE name = 'max'",
        "away_from of max in complaints_people (it is not an instant)",
    ),
    (
        "people SET away_from = '2026-11-20T10:00Z' WHERE name = 'sue'",
        "away_from of sue in complaints_people (it is not an instant)",
    ),
    (
        "people SET away_until = 17 WHERE name = 'rita'",
        "away_until of rita in complaints_people (it is not an instant)",
    ),
    (
        "cases SET final = 2 WHERE id = 1",
        "final of 1 in complaints_cases (it is neither true nor false)",
    ),
    (
        f"daemons SET late_seconds = '{MARKER}'",
        "late_seconds of 守护 in complaints_daemons (it is not a number)",
    ),
    (
        "deadlines SET agreed = x'00' WHERE rowid = 1",
        "agreed of 1, judgement, 1 in complaints_deadlines (it is neither true nor false)",
    ),
]


class TestWhatCannotBeCopied:
    """It is told before anything is written, with its place and without its value."""

    def test_what_no_server_holds_is_told_at_once(self, source: Path, server: str):
        for change, _place in UNFIT:
            changed(source, f"UPDATE complaints_{change}")
        with pytest.raises(CopyUnfit) as refused:
            moved(source, server)
        said = str(refused.value)
        for _change, place in UNFIT:
            assert place in said
        assert len(refused.value.values) == len(UNFIT)
        assert MARKER not in said
        assert tables_in(server) == set()

    def test_where_there_are_many_some_are_told_and_the_others_counted(
        self, source: Path, server: str
    ):
        changed(source, "UPDATE complaints_notices SET template = char(0)")
        changed(source, "UPDATE complaints_contacts SET address = char(0)")
        with pytest.raises(CopyUnfit) as refused:
            moved(source, server)
        assert "complaints_contacts" in str(refused.value)
        assert refused.value.values[-1] == "2 more"
        assert len(refused.value.values) == 1 + rows.MOST_UNFIT + 1

    def test_a_number_that_no_file_holds(self, source: Path, server: str, tmp_path: Path):
        moved(source, server)
        changed(server, "UPDATE complaints_daemons SET late_seconds = 'NaN'")
        with pytest.raises(CopyUnfit, match=r"late_seconds of 守护 in complaints_daemons \(.*NaN"):
            moved(server, tmp_path / "后来.db")
        assert not (tmp_path / "后来.db").exists()

    def test_a_text_that_only_a_file_holds_is_copied_into_a_file(
        self, source: Path, tmp_path: Path
    ):
        changed(source, "UPDATE complaints_people SET contact = 'a' || char(0) || '中'")
        moved(source, tmp_path / "后来.db")
        assert kept(tmp_path / "后来.db") == kept(source)

    def test_what_refers_to_nothing(self, source: Path, server: str):
        tamper(source, "DELETE FROM complaints_deliveries")
        with pytest.raises(StoreUnusable, match="complaints verify"):
            moved(source, server)
        assert tables_in(server) == set()

    def test_an_older_database_is_upgraded_first(self, tmp_path: Path, server: str):
        old = tmp_path / "old.db"
        with closing(open_database(str(old), create=True)) as database:
            schema.upgrade(database, to=schema.REVISIONS[-2])
        with pytest.raises(StoreOutdated, match="complaints init"):
            moved(old, server)
        assert tables_in(server) == set()

    def test_what_is_not_there_makes_nothing(self, tmp_path: Path):
        with pytest.raises(StoreMissing):
            moved(tmp_path / "none.db", tmp_path / "后来.db")
        assert list(tmp_path.iterdir()) == []

    def test_a_database_is_not_copied_into_itself(self, source: Path):
        before = kept(source)
        with pytest.raises(StoreInUse):
            moved(source, source)
        assert kept(source) == before


def test_what_is_held_in_memory_is_bounded_by_rows_and_by_size(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "MOST_ROWS", 3)
    monkeypatch.setattr(rows, "MOST_CHARACTERS", 10)
    given = [("短", 1), ("很" * 10, 2), ("短", 3), ("短", 4), (None, 5), ("短", 6)]
    assert [len(batch) for batch in rows.batches(iter(given))] == [2, 3, 1]


def test_rows_are_read_as_they_are_wanted(source: Path):
    with closing(open_database(str(source))) as database, database.still() as connection:
        reader = rows.Reader(METADATA.tables["complaints_events"], "sqlite")
        everything = list(reader.rows(connection))
        assert list(reader.rows(connection, after=17)) == everything[17:]
        assert sorted(everything) == everything
