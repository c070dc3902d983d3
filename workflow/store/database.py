"""A database that can be read and written in transactions, whichever kind it is.

Which kind is chosen here, by the URL, and nowhere else. What only one kind does is in its module.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from workflow.errors import StoreUnusable
from workflow.store.failures import translated
from workflow.store.location import is_url, shown
from workflow.translation import gettext, mark

_SUPPORTED = mark(
    "only SQLite (sqlite:///path, or a path) and PostgreSQL "
    "(postgresql://user@host/name) are supported."
)


class Database(ABC):
    """A database. ``url`` names it for people: it holds no password."""

    def __init__(self, url: str, engine: Engine, busy_seconds: float | None) -> None:
        self.url = url
        self.engine = engine
        self.busy_seconds = busy_seconds

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the database throughout, and writes nothing."""

    def asking(self) -> AbstractContextManager[Connection]:
        """For one statement that reads: it sees one state by itself, as ``reading`` does."""
        return self.reading()

    @abstractmethod
    def writing(self, *, shared: bool = False) -> AbstractContextManager[Connection]:
        """A transaction to write in; committed at the end, or nothing is.

        Nobody else writes meanwhile. ``shared``: others who say so may, where the database can;
        then whatever a decision relies on must be locked by it.
        """

    @abstractmethod
    def migrating(self) -> AbstractContextManager[Connection]:
        """A transaction to change tables in."""

    @abstractmethod
    def still(self) -> AbstractContextManager[Connection]:
        """A transaction that reads one state, for as long as it takes; nobody writes meanwhile."""

    @abstractmethod
    def wipe(self) -> bool:
        """Have what was erased overwritten where the database can; whether that is done."""

    def listen(  # noqa: B027 - where nobody can be told, that is all of it
        self, heard: Callable[[], None], stopping: Callable[[], bool]
    ) -> None:
        """Call ``heard`` when something is due sooner or waits, until ``stopping``.

        Returns at once where nobody can be told. A hint may get lost.
        """

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise what the database reports as errors people can act on."""
        try:
            yield
        except DBAPIError as error:
            raise translated(error, self.url, self.busy_seconds) from error

    def let_go(self) -> None:
        """Let others put something else in its place; what comes next finds that."""
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(url: str, *, create: bool = False, busy_seconds: float | None = None) -> Database:
    """Return the database a URL or a path names.

    ``create`` lets a file come into being; otherwise ``StoreMissing`` is raised when it is not
    there. ``busy_seconds`` is how long to wait for other programs that hold a lock. Raises
    ``StoreUnusable`` for a URL that cannot be used.
    """
    # Imported when it is needed: whoever works on the one kind does not wait for the other.
    place = named(url)
    if isinstance(place, Path):
        from workflow.store.sqlite import SQLite  # noqa: PLC0415

        return SQLite(url, place, create=create, busy_seconds=busy_seconds)
    from workflow.store.postgresql import PostgreSQL  # noqa: PLC0415

    return PostgreSQL(shown(url), place, busy_seconds=busy_seconds)


def named(url: str) -> Path | URL:
    """Return the file that a URL or a path names, or the URL of a PostgreSQL server.

    Raises ``StoreUnusable`` for what names neither.
    """
    if not is_url(url):
        return Path(url).expanduser()
    if "://" not in url:
        colon = gettext("A file with a colon in its name is named with its folder: ./name.")
        reason = gettext("{message} {advice}").format(message=gettext(_SUPPORTED), advice=colon)
        raise StoreUnusable(shown(url), reason)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # What cannot be read may hold a password in any place; so may the error.
        reason = gettext("it cannot be read as a database URL.")
        raise StoreUnusable(shown(url), reason) from None
    if parsed.get_backend_name() == "postgresql":
        return parsed
    if parsed.get_backend_name() != "sqlite":
        raise StoreUnusable(shown(url), gettext(_SUPPORTED))
    if not parsed.database or parsed.database == ":memory:":
        raise StoreUnusable(url, gettext("it must name a file."))
    return Path(parsed.database).expanduser()


def prepare(engine: Engine, *, busy_seconds: float | None = None) -> None:
    """Make every connection of a host's engine behave as this package needs.

    A host application calls this once on its own engine, before the first connection. For SQLite
    it must; for PostgreSQL nothing has to be changed. ``busy_seconds`` is how long to wait for
    other programs that hold the lock of a file (default: 10).
    """
    if engine.dialect.name == "sqlite":
        from workflow.store import sqlite  # noqa: PLC0415

        sqlite.prepare(engine, busy_seconds=busy_seconds)
