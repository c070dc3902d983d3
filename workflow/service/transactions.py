"""Where a use case runs: on our own database, or inside a transaction of the host.

On our own database reads come first, in a transaction of their own, and locks are held only to
write. On a host's session everything happens on its connection, writes in one savepoint;
nothing is committed, and nothing is tried twice.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from workflow.errors import StoreUnusable
from workflow.store import erasing
from workflow.store.database import Database
from workflow.store.failures import translated
from workflow.store.locking import hold
from workflow.translation import gettext


class Transactions(Protocol):
    """A place to read and to write. ``repeats``: whether an outdated write is decided anew."""

    repeats: bool
    url: str

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction to read in."""

    def asking(self) -> AbstractContextManager[Connection]:
        """For one statement that reads: it sees one state by itself."""

    def writing(self, *, shared: bool = False) -> AbstractContextManager[Connection]:
        """A transaction, or a savepoint, to write in: alone, or beside others who share.

        Whoever shares locks what is decided by. On SQLite nobody does.
        """

    def finish_erasing(self) -> bool:
        """Do what an erasure could not do yet; whether nothing of what was erased remains."""


class OwnTransactions:
    """Transactions of our own on our own database."""

    repeats = True

    def __init__(self, database: Database) -> None:
        self.database = database
        self.url = database.url

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction to read in."""
        return self.database.reading()

    def asking(self) -> AbstractContextManager[Connection]:
        """For one statement that reads."""
        return self.database.asking()

    def writing(self, *, shared: bool = False) -> AbstractContextManager[Connection]:
        """A transaction to write in."""
        return self.database.writing(shared=shared)

    def finish_erasing(self) -> bool:
        """Have what was erased overwritten, if something was."""
        return erasing.finish_erasing(self.database)


class HostTransactions:
    """A transaction of the host, which alone commits it or rolls it back."""

    repeats = False

    def __init__(self, session: Session) -> None:
        self._session = session
        self.url = session.get_bind().engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The host's connection, in its transaction."""
        connection = self._session.connection()
        self._check_prepared(connection)
        with self._errors():
            yield connection

    def asking(self) -> AbstractContextManager[Connection]:
        """The host's connection, in its transaction."""
        return self.reading()

    @contextmanager
    def writing(self, *, shared: bool = False) -> Iterator[Connection]:
        """A savepoint in the host's transaction; locks are held until that ends."""
        self._check_prepared(self._session.connection())
        with self._errors(), self._session.begin_nested():
            connection = self._session.connection()
            hold(connection, shared=shared)
            yield connection

    def finish_erasing(self) -> bool:
        """Nothing can be done in the host's transaction; whether there is nothing to do."""
        with self.reading() as connection:
            return erasing.erase_pending(connection) is None

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except StatementError as error:
            # Errors are shown and logged, and the values of a statement may be personal, whatever
            # the host has set for its engine.
            error.hide_parameters = True
            if not isinstance(error, DBAPIError):
                raise
            raise translated(error, self.url) from error

    def _check_prepared(self, connection: Connection) -> None:
        # Python's sqlite3 begins no transaction for a savepoint: releasing one would commit.
        driver = connection.connection.driver_connection
        if not getattr(driver, "in_transaction", True):
            reason = gettext(
                "its engine was not prepared: call workflow.prepare(engine) before connecting."
            )
            raise StoreUnusable(self.url, reason)
