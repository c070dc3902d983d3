"""What the errors of a database mean, whichever it is: what to raise, and whether to go on."""

import sqlite3
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, DBAPIError

from workflow.errors import StoreBusy, StoreContended, StoreLost, StoreUnusable, WorkflowError
from workflow.translation import ended, gettext

BUSY_SECONDS = 10.0


class Trouble(Enum):
    """Kinds of trouble.

    BUSY: somebody holds a lock for too long. CONTENDED: two wanted what the other held, and this
    one gave way. LOST: the connection is gone, and perhaps what was being committed. WHOLE: the
    database itself is at fault. OTHER: a single statement.
    """

    BUSY = "busy"
    CONTENDED = "contended"
    LOST = "lost"
    WHOLE = "whole"
    OTHER = "other"


class Meaning(NamedTuple):
    """What an error means; ``reason`` in words, if there are some."""

    trouble: Trouble
    reason: str = ""


BUSY = Meaning(Trouble.BUSY)
OTHER = Meaning(Trouble.OTHER)


def meaning(error: BaseException) -> Meaning:
    """Return what an error means; the reason is translated."""
    if not isinstance(error, DBAPIError):
        return OTHER
    found: Meaning = _backend(error.orig).meaning(error)
    return found._replace(reason=gettext(found.reason)) if found.reason else found


def translated(error: DBAPIError, url: str, busy_seconds: float | None = None) -> WorkflowError:
    """Return the error to raise for one the database reported."""
    trouble, reason = meaning(error)
    _say_no_values(error)
    if trouble is Trouble.BUSY:
        return StoreBusy(url, wait(busy_seconds))
    if trouble is Trouble.CONTENDED:
        return StoreContended(url)
    if trouble is Trouble.LOST:
        return StoreLost(url)
    if trouble is Trouble.WHOLE or isinstance(error, DatabaseError):
        # What a driver says in its own words has no full stop.
        return StoreUnusable(url, reason or ended(words(error)))
    raise error


def words(error: DBAPIError) -> str:
    """Return what the database said, without the values of a row."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "message_primary", None) or str(error.orig)


def lacks_table(error: DBAPIError) -> bool:
    """Whether the database has no such table."""
    if isinstance(error.orig, sqlite3.Error):
        return str(error.orig).startswith("no such table")
    return getattr(error.orig, "sqlstate", None) == "42P01"


def _say_no_values(error: DBAPIError) -> None:
    # What a row holds may be personal, and a server tells it where a constraint refuses the row.
    if error.orig is not None and getattr(error.orig, "diag", None) is not None:
        error.orig.args = error.args = (words(error),)


def fails_as_a_whole(error: BaseException) -> bool:
    """Whether the database itself is at fault, so that nothing else would fare better on it."""
    return meaning(error).trouble is not Trouble.OTHER


def check_going_on(connection: Connection, error: Exception) -> None:
    """Raise an error after which nothing more may be written in this transaction."""
    if fails_as_a_whole(error):
        raise error
    if _of_dialect(connection.dialect.name).goes_on(connection.connection.driver_connection):
        return
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, DBAPIError):
        cause = cause.__context__
    raise cause or error


def wait(busy_seconds: float | None) -> float:
    """Return how long to wait for other programs."""
    return BUSY_SECONDS if busy_seconds is None else busy_seconds


def _backend(error: object) -> Any:
    return _of_dialect("sqlite" if isinstance(error, sqlite3.Error) else "postgresql")


def _of_dialect(name: str) -> Any:
    # Imported when it is needed: whoever works on SQLite has no use for the other.
    if name == "sqlite":
        from workflow.store import sqlite  # noqa: PLC0415

        return sqlite
    from workflow.store import postgresql  # noqa: PLC0415

    return postgresql
