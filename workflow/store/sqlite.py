"""SQLite embedded, opened so that nothing is lost or half-written.

Python's sqlite3 module would begin transactions by itself, late, and lose concurrent updates. It
is told not to, and every transaction is begun here: ``BEGIN`` to read, ``BEGIN IMMEDIATE`` to
write, so that a writer holds the lock from its first statement on.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, DBAPIError

from workflow.errors import StoreBusy, StoreMissing, StoreUnusable
from workflow.store.database import Database
from workflow.store.failures import BUSY, OTHER, Meaning, Trouble, translated, wait
from workflow.store.location import check_place, on_network_share
from workflow.translation import gettext, mark

BETWEEN_TRIES = 0.02
BETWEEN_LOCKS = 0.001
_WRITING = "complaints_writing"
OWN = 0o600
"""Who may do what with a new file, before the umask takes from it: it holds personal data."""

# By the codes of SQLite: its words may also stand in the name of a host's column or in its errors.
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_REASONS = {
    sqlite3.SQLITE_READONLY: mark(
        "it is read-only; check the rights of the file, of -wal and -shm beside it, "
        "and of its folder."
    ),
    sqlite3.SQLITE_FULL: mark("the disk is full; free some space and try again."),
    sqlite3.SQLITE_IOERR: mark("the disk reports an error; check it before going on."),
    sqlite3.SQLITE_NOTADB: mark(
        "the file is not a database; restore a backup or name another file."
    ),
    sqlite3.SQLITE_CORRUPT: mark("the file is damaged; restore a backup."),
    sqlite3.SQLITE_CANTOPEN: mark(
        "the file cannot be opened; check that it exists, "
        "and that it and its folder may be written to, and -wal and -shm beside it."
    ),
}
# More than the kind is known of some errors: the file that connections share has no room to grow.
_MORE = {sqlite3.SQLITE_IOERR_SHMSIZE: sqlite3.SQLITE_FULL}


class SQLite(Database):
    """A file. With ``create`` it may come into being."""

    def __init__(
        self, url: str, path: Path, *, create: bool = False, busy_seconds: float | None = None
    ) -> None:
        self.path = path
        _check_place(url, path, create=create)
        super().__init__(url, _engine(path, "rwc" if create else "rw", busy_seconds), busy_seconds)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout, and writes nothing."""
        with self.errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, shared: bool = False) -> Iterator[Connection]:  # noqa: ARG002
        """A transaction that holds the write lock: on SQLite nothing is ever shared."""
        with self.errors(), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITING: True})
            with connection.begin():
                yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A transaction to change tables in, with no reference followed and none left broken."""
        # Not only when it is new: a copy made with VACUUM INTO does not keep the mode.
        self._write_ahead()
        with self.errors(), self.engine.connect() as connection:
            # Rebuilding a table drops it, and with it whatever refers to it, unless this is off;
            # it cannot be changed inside a transaction.
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 - for the type checker
            driver.execute("PRAGMA foreign_keys = OFF")
            writing = connection.execution_options(**{_WRITING: True})
            try:
                with writing.begin():
                    yield writing
                    broken = writing.exec_driver_sql("PRAGMA foreign_key_check").first()
                    if broken is not None:
                        raise AssertionError(f"migration breaks a reference: {tuple(broken)}")
            finally:
                driver.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def still(self) -> Iterator[Connection]:
        """A transaction that reads one state, for as long as it takes; nobody writes meanwhile."""
        with self.writing() as connection:
            driver: Any = connection.connection.driver_connection
            # What is no text would raise an error that tells it. So it is given, and can be seen.
            driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
            try:
                yield connection
            finally:
                driver.text_factory = str

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise what the database reports as errors people can act on."""
        try:
            with super().errors():
                yield
        except sqlite3.Error as error:  # of a connection that was spoken to directly
            wrapped = DatabaseError(None, None, error)
            raise translated(wrapped, self.url, self.busy_seconds) from error

    def _write_ahead(self) -> None:
        """Have the file written ahead to from now on; it stays with the file.

        Waits while other programs do the same: SQLite does not wait here by itself.
        """
        last_try = monotonic() + wait(self.busy_seconds)
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

    def wipe(self, *, busy_milliseconds: int = 500) -> bool:
        """Write back the file written ahead to and empty it; ``False`` if somebody reads it."""
        with self.errors():
            connection = self.engine.raw_connection()
            cursor = connection.cursor()
            try:
                cursor.execute(f"PRAGMA busy_timeout = {busy_milliseconds}")
                busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {int(wait(self.busy_seconds) * 1000)}")
                connection.close()
        return not busy


def prepare(engine: Engine, *, busy_seconds: float | None = None) -> None:
    """Make every connection of a SQLite engine behave as this package needs."""
    event.listen(engine, "connect", partial(_on_connect, busy_seconds))
    event.listen(engine, "begin", partial(_on_begin, wait(busy_seconds)))


def meaning(error: DBAPIError) -> Meaning:
    """Return what an error means."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    # The lowest byte is the kind of the error, the rest says more about it.
    kind = None if code is None else _MORE.get(code, code & 0xFF)
    if kind in _BUSY:
        return BUSY
    return Meaning(Trouble.WHOLE, _REASONS[kind]) if kind in _REASONS else OTHER


def goes_on(driver: Any) -> bool:
    """Whether the transaction of a connection still stands.

    Some errors, such as a full disk, make SQLite undo the whole transaction. Going back to a
    savepoint then fails as well, and what is written after that would be outside any transaction.
    """
    return bool(getattr(driver, "in_transaction", True))


def _check_place(url: str, path: Path, *, create: bool) -> None:
    check_place(url, path)
    if not create and not path.exists():
        raise StoreMissing(url)
    if on_network_share(path.parent):
        reason = gettext(
            "it lies on a network share, where SQLite loses data. "
            "Put it on a local disk, or use PostgreSQL for more than one machine."
        )
        raise StoreUnusable(url, reason)


def _begin_private(place: Path) -> None:
    """Let a file that is new be its owner's alone, and what SQLite lays beside it: see ``OWN``.

    One that is there is not touched. If it cannot be made, SQLite says why.
    """
    with suppress(OSError):
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN))


def _on_connect(busy_seconds: float | None, connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(wait(busy_seconds) * 1000)}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    # What is erased is overwritten in the file, not merely unlinked.
    cursor.execute("PRAGMA secure_delete = ON")
    # What a savepoint sets aside would be copied to a temporary file, personal values too.
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()


def _on_begin(busy_seconds: float, connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING)
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
    kind = connection.dialect.loaded_dbapi.Error
    cursor = connection.connection.cursor()
    # Told to the driver itself: through the engine this costs as much as a statement with values.
    try:
        if writing:
            _begin_writing(cursor, busy_seconds)
        else:
            cursor.execute(begin)
    except kind as error:
        raise DBAPIError.instance(begin, None, error, kind) from error
    finally:
        cursor.close()


def _begin_writing(cursor: Any, busy_seconds: float) -> None:
    """Wait for the write lock, and ask for it often.

    SQLite itself asks after pauses that grow to a tenth of a second: whoever has waited for long
    would be the last to get it.
    """
    last_try = monotonic() + busy_seconds
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in _BUSY or monotonic() >= last_try:
                    raise
                sleep(BETWEEN_LOCKS)
            else:
                return
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")


def _engine(path: Path, mode: str, busy_seconds: float | None) -> Engine:
    place = path.resolve()
    location = f"{place.as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        if mode == "rwc":
            _begin_private(place)
        return sqlite3.connect(
            location,
            uri=True,
            timeout=wait(busy_seconds),
            isolation_level=None,
            check_same_thread=False,
        )

    # Errors are shown and logged; the values of a statement may be personal.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), creator=connect, hide_parameters=True
    )
    prepare(engine, busy_seconds=busy_seconds)
    return engine
