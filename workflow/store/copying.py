"""Copying a SQLite file while others use it, and looking at what a file holds."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import NamedTuple

from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DatabaseError

from workflow.errors import BackupUnsound, StoreMissing, StoreTooNew, StoreUnfinished
from workflow.store import unfinished
from workflow.store.failures import translated
from workflow.store.guards import missing_guards
from workflow.store.schema import REVISIONS
from workflow.store.tables import VERSION_TABLE, cases, events
from workflow.translation import ended

PAGES = 1024
"""How much is copied in one step; between two steps others get at the disk."""
BESIDE = ("-wal", "-shm", "-journal")
"""What stands beside a file that is in use, by the end of its name."""
_FAULTS = 5
_SQLITE = b"SQLite format 3\0"

# Only constants are put together here.
# ruff: noqa: S608
_REVISION = f"SELECT version_num FROM {VERSION_TABLE}"
_HOLDS = (
    f"SELECT (SELECT count(*) FROM {cases.name}), count(*), max(recorded_at) FROM {events.name}"
)


class Contents(NamedTuple):
    """What a database holds. ``newest`` is when the newest event was recorded."""

    revision: str
    cases: int
    events: int
    newest: datetime | None


def is_sqlite(file: Path) -> bool:
    """Whether a file is there and says of itself that it is SQLite's."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def copy(source: Path, target: Path) -> Contents:
    """Copy a database as it is at one instant; return what it held then.

    Others may read and write it meanwhile; ``target`` is ours. Raises ``StoreMissing``,
    ``StoreTooNew`` and the errors of a database.
    """
    # Only whoever could write clears away what SQLite lays beside a file; if nobody can, it reads.
    reading = f"{source.resolve().as_uri()}?mode=rw"
    with (
        errors(source),
        closing(sqlite3.connect(reading, uri=True, isolation_level=None)) as connection,
        closing(_ours(target)) as copied,
    ):
        # One state throughout: otherwise whatever is written meanwhile begins the copy anew.
        # Whoever writes ahead does not wait for whoever reads.
        connection.execute("BEGIN")
        found = contents(connection, source)
        connection.backup(copied, pages=PAGES)
        # One plain file, which can be read where nothing can be written.
        copied.execute("PRAGMA journal_mode = DELETE")
    return found


@contextmanager
def errors(file: Path) -> Iterator[None]:
    """Raise what a driver reports of a file as errors people can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(DatabaseError(None, None, error), str(file)) from error


def _ours(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    # Backups may be kept on a share, which has no memory that programs have in common.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


def contents(connection: sqlite3.Connection, file: Path) -> Contents:
    """Return what a database holds.

    Raises ``StoreMissing``, ``StoreTooNew`` and ``StoreUnfinished``.
    """
    try:
        (revision,) = connection.execute(_REVISION).fetchone() or (None,)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        revision = None  # there is no such table
    if revision is None:
        raise StoreMissing(str(file))
    if revision == unfinished.COPYING:
        (source,) = connection.execute(unfinished.SOURCE).fetchone()
        raise StoreUnfinished(str(file), source)
    if revision not in REVISIONS:
        raise StoreTooNew(str(file), revision)
    number, recorded, newest = connection.execute(_HOLDS).fetchone()
    return Contents(revision, number, recorded, newest and _instant(newest))


def looked_at(draft: Path, named: Path) -> Contents:
    """Return what a draft holds. Raises ``BackupUnsound``, naming another file."""
    with errors(named), closing(_ours(draft)) as connection:
        rows = connection.execute(f"PRAGMA integrity_check({_FAULTS})")
        faults = [one for (one,) in rows if one != "ok"]
        if faults:
            raise BackupUnsound(str(named), ended(faults[0]))
        return contents(connection, named)


def unprotected(draft: Path) -> tuple[str, ...]:
    """Return which triggers a draft lacks that protect the history."""
    engine = create_engine("sqlite://", creator=partial(_ours, draft), poolclass=NullPool)
    with engine.connect() as connection:
        return tuple(missing_guards(connection))


@contextmanager
def draft_beside(file: Path) -> Iterator[Path]:
    """A file in the same folder that only we may read; removed at the end if it is still there."""
    descriptor, name = mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
    finally:
        for one in (draft, *beside(draft)):
            one.unlink(missing_ok=True)


def beside(file: Path) -> list[Path]:
    """Return the files that stand beside a database, whether they are there or not."""
    return [file.with_name(file.name + end) for end in BESIDE]


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as stream:
        found = sha256()
        while chunk := stream.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()


def flush(file: Path) -> None:
    """Have a file on the disk before anything relies on it."""
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk. Windows does that by itself, and has no way to."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
