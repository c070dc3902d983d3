"""Cases that could not be processed: set aside, tried again with growing pauses, always shown."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from workflow.store.cases import StoredCase
from workflow.store.pauses import OF_WORK
from workflow.store.tables import cases

_SET_ASIDE = (
    update(cases)
    .where(cases.c.id == bindparam("serial"))
    .values(
        aside_since=bindparam("since"),
        aside_error=bindparam("error"),
        aside_attempts=bindparam("attempts"),
        retry_at=bindparam("again_at"),
    )
)


def set_aside(connection: Connection, stored: StoredCase, error: str, now: datetime) -> datetime:
    """Set a case aside, or leave it there; return when it is tried again."""
    attempts = stored.aside_attempts + 1
    again_at = now + OF_WORK.after(attempts)
    connection.execute(
        _SET_ASIDE,
        {
            "serial": stored.case.serial,
            "since": stored.aside_since or now,
            "error": error,
            "attempts": attempts,
            "again_at": again_at,
        },
    )
    return again_at
