"""Putting a file in the place of a database, while nobody has it open."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE
from typing import NamedTuple

from workflow.errors import (
    StoreMissing,
    StoreOpenElsewhere,
    StoreTooNew,
    StoreUnfinished,
    StoreUnreadable,
)
from workflow.store.copying import beside, contents, flush_folder
from workflow.store.tables import daemons, events
from workflow.translation import gettext

_PATIENCE = 1.0
_EVENTS = f"SELECT case_id, seq, hash, recorded_at FROM {events.name}"  # noqa: S608 - a constant
_HAS = f"SELECT 1 FROM {events.name} WHERE case_id = ? AND seq = ? AND hash = ?"  # noqa: S608
_SEEN = (
    f"SELECT 1 FROM {daemons.name} "  # noqa: S608 - a constant
    "WHERE stopped_at IS NULL AND seen_at BETWEEN ? AND ?"
)
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Held(NamedTuple):
    """A database that nobody else has open; no connection if it cannot be read, and why."""

    connection: sqlite3.Connection | None
    reason: str = ""


@contextmanager
def held(file: Path) -> Iterator[Held]:
    """Hold a database so that nobody can use it. Raises ``StoreOpenElsewhere``.

    It is one file then, with nothing beside it. If nothing takes its place it is as it was.
    """
    place, identity = f"{file.resolve().as_uri()}?mode=rw", file.stat()
    with closing(sqlite3.connect(place, uri=True, timeout=_PATIENCE)) as connection:
        connection.isolation_level = None
        before = _mode(connection)
        try:
            yield _alone(connection, file)
        finally:
            with suppress(sqlite3.Error, OSError):
                if before == "wal" and os.path.samestat(identity, file.stat()):
                    _let_go(connection)


def _mode(connection: sqlite3.Connection) -> str:
    try:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    except sqlite3.Error:  # it cannot be read
        return ""
    return str(mode)


def _let_go(connection: sqlite3.Connection) -> None:
    """Have it written ahead to again, before anybody writes otherwise."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    connection.execute("PRAGMA journal_mode = WAL")


def _alone(connection: sqlite3.Connection, file: Path) -> Held:
    try:
        # Only whoever is alone may leave the mode of writing ahead. It writes back what is beside
        # the file. And in the other mode nobody can write to a file that was moved under them.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in _BUSY:
            raise StoreOpenElsewhere(str(file)) from error
        return Held(None, str(error))
    if mode != "delete":
        raise StoreOpenElsewhere(str(file))
    return Held(connection)


def lost(old: Held, file: Path, draft: Path) -> tuple[int, str]:
    """Return how many events a held database has that a draft has not, and when the last was.

    Raises ``StoreUnreadable``.
    """
    if old.connection is None:
        raise StoreUnreadable(str(file), old.reason)
    try:
        with suppress(StoreUnfinished):  # nobody can use it, but what it has can be told
            contents(old.connection, file)
        with closing(sqlite3.connect(draft)) as backup:
            found = [
                recorded_at
                for *event, recorded_at in old.connection.execute(_EVENTS)
                if backup.execute(_HAS, event).fetchone() is None
            ]
    except sqlite3.Error as error:
        raise StoreUnreadable(str(file), str(error)) from error
    except StoreMissing as error:
        raise StoreUnreadable(str(file), gettext("there are no complaints in it")) from error
    except StoreTooNew as error:
        reason = gettext("a newer version of this program made it")
        raise StoreUnreadable(str(file), reason) from error
    return len(found), f"{max(found)[:16]} UTC" if found else ""


def daemon_seen(old: Held, since: datetime, until: datetime) -> bool:
    """Whether a daemon that did not stop was seen on a held database between two instants."""
    if old.connection is None:
        return False
    try:
        found = old.connection.execute(_SEEN, [_stored(since), _stored(until)]).fetchone()
    except sqlite3.Error:  # it is an older one, or cannot be read
        return False
    return found is not None


def _stored(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def write_ahead(file: Path) -> None:
    """Have a file written ahead to from now on."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def put_where_none_is(draft: Path, file: Path, kept: Path) -> None:
    """Let a draft be a database; what stands beside none goes under another name."""
    _clear(file, kept)
    draft.replace(file)
    flush_folder(file.parent)


def put_in_place(
    draft: Path, file: Path, kept: Path, connection: sqlite3.Connection | None
) -> None:
    """Let a draft take the place of a database, which is kept under another name.

    ``connection`` holds the database, if it can be read. Whatever fails, one of both is there.
    Raises ``StoreOpenElsewhere``.
    """
    _same_owner(draft, file)
    if connection is not None and os.name == "nt":
        connection.close()  # Windows moves no file that somebody has open, whoever it is
    try:
        _keep(file, kept)
        _clear(file, kept)
        draft.replace(file)
    except PermissionError as error:
        raise StoreOpenElsewhere(str(file)) from error
    finally:
        if not file.exists():
            kept.rename(file)
    flush_folder(file.parent)


def _keep(file: Path, kept: Path) -> None:
    try:
        # Under both names for a moment, so that at no time there is none.
        kept.hardlink_to(file)
    except OSError:  # not every disk can
        file.rename(kept)


def _clear(file: Path, kept: Path) -> None:
    for one, other in zip(beside(file), beside(kept), strict=True):
        with suppress(FileNotFoundError):
            one.rename(other)


def _same_owner(draft: Path, file: Path) -> None:
    """Let whoever could use the database use what takes its place, and nobody else."""
    found = file.stat()
    draft.chmod(S_IMODE(found.st_mode))
    if os.name == "posix":
        # Only the administrator may give files away; what others restore is theirs.
        with suppress(PermissionError):
            os.chown(draft, found.st_uid, found.st_gid)
