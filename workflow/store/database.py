"""Connections and transactions: SQLite embedded, opened so that nothing is lost or half-written.

Python's sqlite3 module would begin transactions by itself, late, and lose concurrent updates. It
is told not to, and every transaction is begun here: ``BEGIN`` to read, ``BEGIN IMMEDIATE`` to
write, so that a writer holds the lock from its first statement on.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError

from workflow.errors import StoreBusy, StoreMissing, StoreUnusable, WorkflowError
from workflow.store.location import on_network_share
from workflow.translation import gettext, mark

BUSY_SECONDS = 10.0
BETWEEN_TRIES = 0.02
_WRITING = "complaints_writing"

# By the codes of SQLite: its words may also stand in the name of a host's column or in its errors.
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_REASONS = {
    sqlite3.SQLITE_READONLY: mark("it is read-only; check the rights of the file and its folder."),
    sqlite3.SQLITE_FULL: mark("the disk is full; free some space and try again."),
    sqlite3.SQLITE_IOERR: mark("the disk reports an error; check it before going on."),
    sqlite3.SQLITE_NOTADB: mark(
        "the file is not a database; restore a backup or name another file."
    ),
    sqlite3.SQLITE_CORRUPT: mark("the file is damaged; restore a backup."),
    sqlite3.SQLITE_CANTOPEN: mark(
        "the file cannot be opened; check that it exists and may be read."
    ),
}


class Database:
    """A database that can be read and written in transactions.

    ``create`` lets the file come into being; otherwise ``StoreMissing`` is raised when it is not
    there. ``busy_seconds`` is how long to wait for other programs that hold the lock. Raises
    ``StoreUnusable`` for a URL that cannot be used.
    """

    def __init__(
        self, url: str, *, create: bool = False, busy_seconds: float | None = None
    ) -> None:
        self.url = url
        self.path = _path(url)
        self._check_place(create=create)
        self._busy_seconds = busy_seconds
        self.engine = _engine(self.path, "rwc" if create else "rw", busy_seconds)

    def _check_place(self, *, create: bool) -> None:
        folder = self.path.parent
        if not folder.is_dir():
            reason = gettext(
                "the folder {folder} does not exist; make it, or name another place."
            ).format(folder=folder)
            raise StoreUnusable(self.url, reason)
        if self.path.is_dir():
            reason = gettext("it is a folder, not a file; name a file in it.")
            raise StoreUnusable(self.url, reason)
        if not create and not self.path.exists():
            raise StoreMissing(self.url)
        if on_network_share(folder):
            reason = gettext(
                "it lies on a network share, where SQLite loses data. "
                "Put it on a local disk, or use PostgreSQL for more than one machine."
            )
            raise StoreUnusable(self.url, reason)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout, and writes nothing."""
        with self.errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock; committed at the end, or nothing is."""
        with self.errors(), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITING: True})
            with connection.begin():
                yield connection

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise what the database reports as errors people can act on."""
        try:
            yield
        except DBAPIError as error:
            raise translated(error, self.url, self._busy_seconds) from error
        except sqlite3.Error as error:  # of a connection that was spoken to directly
            wrapped = DatabaseError(None, None, error)
            raise translated(wrapped, self.url, self._busy_seconds) from error

    def write_ahead(self) -> None:
        """Have the file written ahead to from now on; it stays with the file.

        Waits while other programs do the same: SQLite does not wait here by itself.
        """
        last_try = monotonic() + _wait(self._busy_seconds)
        while True:
            try:
                self._set_write_ahead()
            except StoreBusy:
                if monotonic() > last_try:
                    raise
                sleep(BETWEEN_TRIES)
            else:
                return

    def _set_write_ahead(self) -> None:
        with self.errors():
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
            finally:
                connection.close()

    def checkpoint(self, *, busy_milliseconds: int = 500) -> bool:
        """Write back the file written ahead to and empty it; ``False`` if somebody reads it."""
        with self.errors():
            connection = self.engine.raw_connection()
            cursor = connection.cursor()
            try:
                cursor.execute(f"PRAGMA busy_timeout = {busy_milliseconds}")
                busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {int(_wait(self._busy_seconds) * 1000)}")
                connection.close()
        return not busy

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def translated(error: DBAPIError, url: str, busy_seconds: float | None = None) -> WorkflowError:
    """Return the error to raise for one the database reported."""
    code = _code(error)
    if code in _BUSY:
        return StoreBusy(url, _wait(busy_seconds))
    if code in _REASONS:
        return StoreUnusable(url, gettext(_REASONS[code]))
    if isinstance(error, DatabaseError):
        return StoreUnusable(url, str(error.orig))
    raise error


def fails_as_a_whole(error: BaseException) -> bool:
    """Whether the database itself is at fault, so that nothing else would fare better on it."""
    return _code(error) in _BUSY | _REASONS.keys()


def check_going_on(connection: Connection, error: Exception) -> None:
    """Raise an error after which nothing more may be written in this transaction.

    Some errors, such as a full disk, make SQLite undo the whole transaction. Going back to a
    savepoint then fails as well, and what is written after that would be outside any transaction.
    """
    if fails_as_a_whole(error):
        raise error
    if getattr(connection.connection.driver_connection, "in_transaction", True):
        return
    cause: BaseException | None = error
    while cause is not None and not fails_as_a_whole(cause):
        cause = cause.__context__
    raise cause or error


def _code(error: BaseException) -> int | None:
    if not isinstance(error, DBAPIError):
        return None
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    # The lowest byte is the kind of the error, the rest says more about it.
    return None if code is None else code & 0xFF


def prepare(engine: Engine, *, busy_seconds: float | None = None) -> None:
    """Make every connection of a SQLite engine behave as this package needs.

    A host application calls this once on its own engine, before the first connection.
    ``busy_seconds`` is how long to wait for other programs that hold the lock (default: 10).
    """
    event.listen(engine, "connect", partial(_on_connect, busy_seconds))
    event.listen(engine, "begin", _on_begin)


def _wait(busy_seconds: float | None) -> float:
    return BUSY_SECONDS if busy_seconds is None else busy_seconds


def _on_connect(busy_seconds: float | None, connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(_wait(busy_seconds) * 1000)}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    # What is erased is overwritten in the file, not merely unlinked.
    cursor.execute("PRAGMA secure_delete = ON")
    # What a savepoint sets aside would be copied to a temporary file, personal values too.
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    begin = "BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITING) else "BEGIN"
    kind = connection.dialect.loaded_dbapi.Error
    cursor = connection.connection.cursor()
    # Told to the driver itself: through the engine this costs as much as a statement with values.
    try:
        cursor.execute(begin)
    except kind as error:
        raise DBAPIError.instance(begin, None, error, kind) from error
    finally:
        cursor.close()


def _engine(path: Path, mode: str, busy_seconds: float | None) -> Engine:
    location = f"{path.resolve().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            location,
            uri=True,
            timeout=_wait(busy_seconds),
            isolation_level=None,
            check_same_thread=False,
        )

    # Errors are shown and logged; the values of a statement may be personal.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), creator=connect, hide_parameters=True
    )
    prepare(engine, busy_seconds=busy_seconds)
    return engine


def _path(url: str) -> Path:
    if "://" not in url:
        return Path(url).expanduser()
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreUnusable(url, gettext("it cannot be read as a database URL.")) from error
    if parsed.get_backend_name() != "sqlite":
        reason = gettext("only SQLite files (sqlite:///path) are supported by this version.")
        raise StoreUnusable(parsed.render_as_string(hide_password=True), reason)
    if not parsed.database or parsed.database == ":memory:":
        raise StoreUnusable(url, gettext("it must name a file."))
    return Path(parsed.database).expanduser()
