"""What every method of the façade stands on: where it runs, who is who, the time."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from workflow import clock as system_clock
from workflow.clock import in_utc
from workflow.engine.directory import Directory
from workflow.errors import StoreClockAhead, StoreClockBehind
from workflow.service.registry import Registry
from workflow.service.staff_directory import StaffDirectory
from workflow.service.transactions import OwnTransactions, Transactions
from workflow.store import schema
from workflow.store.clocks import ServerClock, server_now
from workflow.store.database import Database, open_database
from workflow.store.staff import load_staff, staff_revision

MOST_OFF = timedelta(seconds=60)

When = datetime | str | None
Data = Mapping[str, object]
CaseName = str | int


class Workplace:
    """An open database, or a host's transaction, with the names and the clock of its host."""

    def __init__(
        self,
        url: str,
        *,
        directory: Directory | None = None,
        registry: Registry | None = None,
        clock: Callable[[], datetime] = system_clock.now,
        busy_seconds: float | None = None,
        protected: bool = True,
    ) -> None:
        self._url, self._busy_seconds = url, busy_seconds
        database = open_database(url, busy_seconds=busy_seconds)
        with ExitStack() as on_failure:
            on_failure.callback(database.close)
            schema.check(database, protected=protected)
            on_failure.pop_all()
        self._set_up(OwnTransactions(database), directory, registry, clock)
        self._database: Database | None = database

    def _set_up(
        self,
        transactions: Transactions,
        directory: Directory | None,
        registry: Registry | None,
        clock: Callable[[], datetime],
    ) -> None:
        self.transactions = transactions
        self.registry = registry if registry is not None else Registry()
        self._directory = directory
        self._clock = clock
        self._staff: StaffDirectory | None = None
        self._server_clock = ServerClock()
        self._database = None

    def close(self) -> None:
        """Close every connection."""
        self._staff = None
        if self._database is not None:
            self._database.close()

    def let_go(self) -> None:
        """Free a file between two pieces of work: it can be moved, or a backup put in its place."""
        # The backup may be of the same revision.
        self._staff = None
        if self._database is not None:
            self._database.let_go()

    def opened_again(self) -> Self:
        """Open the same database once more, with connections of its own.

        For another thread: it can close them when it has nothing to do.
        """
        return type(self)(
            self._url,
            directory=self._directory,
            registry=self.registry,
            clock=self._clock,
            busy_seconds=self._busy_seconds,
        )

    def listen(self, heard: Callable[[], None], stopping: Callable[[], bool]) -> None:
        """Call ``heard`` when something is due sooner or waits, until ``stopping``.

        Returns at once where nobody can be told. A hint may get lost.
        """
        if self._database is not None:
            self._database.listen(heard, stopping)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def now(self) -> datetime:
        """The present instant, by the clock this was made with."""
        return in_utc(self._clock())

    def common_now(self, connection: Connection) -> datetime:
        """The present instant by the clock everybody on this database shares.

        That is the server's, if there is one, unless this was given a clock of its own.
        """
        own = self._clock is not system_clock.now
        return self.now() if own else server_now(connection) or self.now()

    def check_clock(self, shared: datetime | None) -> None:
        """Raise ``StoreClockAhead`` or ``StoreClockBehind`` if nothing may be done by this clock.

        That is so if it is more than a minute off that of the server, which shows ``shared``. One
        that this was given is not compared.
        """
        if shared is None or self._clock is not system_clock.now:
            return
        off = self.now() - shared
        if abs(off) <= MOST_OFF:
            return
        # Rounded: what a question takes must not change what is told, or it is told again.
        kind = StoreClockAhead if off > timedelta(0) else StoreClockBehind
        raise kind(self.transactions.url, round(abs(off).total_seconds()))

    def check_clock_of_act(self, connection: Connection) -> None:
        """Raise as ``check_clock`` does if an act may not be recorded by this clock.

        The server is asked once a minute, and before it is said that a clock is wrong: this
        computer may have slept.
        """
        try:
            self.check_clock(self._server_clock.now(connection))
        except (StoreClockAhead, StoreClockBehind):
            self.check_clock(self._server_clock.now(connection, anew=True))

    def directory(self, connection: Connection, revision: int | None = None) -> Directory:
        """Who is who, as of a transaction: the host's answer, or our staff tables.

        ``revision`` is that of the staff, if it was read in the same transaction.
        """
        if self._directory is not None:
            return self._directory
        staff = self._staff
        if revision is None:
            revision = staff_revision(connection)
        if staff is None or staff.revision != revision:
            staff = StaffDirectory(load_staff(connection))
            if self._database is not None:
                # Not in a host's transaction: it may be rolled back, and the revision used again.
                self._staff = staff
        return staff
