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

    def directory(self, connection: Connection, revision: int | None = None) -> Directory:
        """Who is who, as of this transaction; ``revision`` of the staff, if it was read."""
