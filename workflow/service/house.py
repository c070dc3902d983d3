"""What every use case is given: where it runs, who is who, the host's names, the time."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from workflow.engine.directory import Directory
from workflow.service.registry import Registry
from workflow.service.transactions import Transactions


class House(Protocol):
    """What a use case needs to run: where, who is who, the host's names, the time."""

    transactions: Transactions
    registry: Registry

    def now(self) -> datetime:
        """The present instant."""

    def common_now(self, connection: Connection) -> datetime:
        """The present instant by the clock of whoever works on this database: see ``Workplace``."""

    def check_clock(self, shared: datetime | None) -> None:
        """Raise ``StoreClockAhead`` or ``StoreClockBehind`` if nothing may fire by this clock.

        ``shared`` is what the server's shows, if there is a server.
        """

    def check_clock_of_act(self, connection: Connection) -> None:
        """Raise as ``check_clock`` does if an act may not be recorded by this clock."""

    def directory(self, connection: Connection, revision: int | None = None) -> Directory:
        """Who is who, as of this transaction; ``revision`` of the staff, if it was read."""
