"""Locks a transaction holds until it ends, on a database that many write at the same time.

On SQLite nothing has to be done: whoever writes is alone. The order is: the settings, cases by
their serials, what is added up, deadlines, the outbox.
"""

from sqlalchemy import Connection

from workflow.store.statements import Upsert
from workflow.store.tables import settings

_ADDED_UP = Upsert(settings, ("name",), {"number": f"{settings.name}.number + 1"})


def hold(connection: Connection, *, shared: bool) -> None:
    """Keep out whoever writes alone; if not ``shared``, everybody who writes.

    Whoever waits for it is not passed by others, and nothing has to be written for it.
    """
    if _many_write(connection):
        connection.exec_driver_sql(holding(shared=shared))


def holding(*, shared: bool) -> str:
    """Return the statement by which ``hold`` does so."""
    return f"LOCK TABLE {settings.name} IN {'ROW EXCLUSIVE' if shared else 'EXCLUSIVE'} MODE"


def hold_sums(connection: Connection) -> None:
    """Keep out whoever else decides by what is added up over several cases."""
    if _many_write(connection):
        connection.execute(_ADDED_UP, {"name": "added_up", "number": 1})


def _many_write(connection: Connection) -> bool:
    return connection.dialect.name != "sqlite"
