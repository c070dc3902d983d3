"""The clock of the database: what several computers can agree on."""

from datetime import datetime

from sqlalchemy import Connection

from workflow.clock import in_utc


def server_now(connection: Connection) -> datetime | None:
    """Return the present instant by the server's clock; ``None`` if there is no server."""
    if connection.dialect.name == "sqlite":
        return None
    found: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return in_utc(found)
