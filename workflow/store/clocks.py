"""The clock of the database: what several computers can agree on."""

from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import Connection

from workflow.clock import in_utc

KEPT_SECONDS = 60.0


def server_now(connection: Connection) -> datetime | None:
    """Return the present instant by the server's clock; ``None`` if there is no server."""
    if connection.dialect.name == "sqlite":
        return None
    found: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return in_utc(found)


class ServerClock:
    """The server's clock as it goes on since it was read: it is not asked for every act."""

    def __init__(self) -> None:
        self._read: tuple[datetime, float] | None = None

    def now(self, connection: Connection, *, anew: bool = False) -> datetime | None:
        """Return what it shows, ``None`` if there is no server; ``anew``: by asking now."""
        if anew or self._read is None or monotonic() > self._read[1] + KEPT_SECONDS:
            shown = server_now(connection)
            if shown is None:
                return None
            self._read = shown, monotonic()
        shown, read = self._read
        return shown + timedelta(seconds=monotonic() - read)
