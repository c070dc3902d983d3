"""The daemon lives when its database cannot be used, says so once, and goes on when it can."""

import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from both_databases import engine_of
from daemon_in_trouble import Trouble, fired_once, got_over
from daemon_process import PATIENCE, WINDOWS, Daemon
from errands import ERRAND, house
from postgresql_server import Databases

SMALL_DISK = Path(__file__).parent / "programs" / "small_disk.py"
SOON = timedelta(seconds=3)
ALONE = ["unshare", "--map-root-user", "--mount"]


@pytest.mark.skipif(WINDOWS, reason="there is no SIGHUP on Windows")
def test_it_outlives_a_program_that_locks_the_database(errands: Path) -> None:
    other = sqlite3.connect(errands, isolation_level=None)
    locked = Trouble(
        "locked by another program",
        lambda: other.execute("BEGIN IMMEDIATE"),
        lambda: other.execute("ROLLBACK"),
    )
    with Daemon(errands, "--debug", COMPLAINTS_BUSY_SECONDS="1") as daemon:
        daemon.wait_for("next round wanted")
        cases = [got_over(errands, daemon, locked)]
        other.close()
        assert daemon.stop()[0] == 0
    assert fired_once(errands, cases)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a disk of its own, as Linux does")
def test_it_outlives_a_full_disk_and_one_that_cannot_be_written_to(
    errands: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "盘"
    folder.mkdir()
    done = subprocess.run(
        [*ALONE, sys.executable, SMALL_DISK, errands, folder],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        encoding="utf-8",
        check=False,
        timeout=2 * PATIENCE,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(WINDOWS, reason="there is no SIGHUP on Windows")
def test_it_outlives_somebody_who_locks_the_histories_on_a_server(databases: Databases) -> None:
    url = databases.made()
    house(url, ERRAND)
    engine = engine_of(url)
    with (
        engine.connect() as other,
        Daemon(url, "--debug", COMPLAINTS_BUSY_SECONDS="1") as daemon,
    ):
        locked = Trouble(
            "locked by another program",
            lambda: other.exec_driver_sql("LOCK TABLE complaints_events"),
            other.rollback,
        )
        daemon.wait_for("next round wanted")
        cases = [got_over(url, daemon, locked, due=SOON)]
        assert daemon.stop()[0] == 0
    engine.dispose()
    assert fired_once(url, cases)
    databases.drop(url)
