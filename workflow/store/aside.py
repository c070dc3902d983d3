"""Cases that could not be processed: set aside, tried again with growing pauses, always shown."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, update

from workflow.store.cases import LONGEST_PAUSE, StoredCase
from workflow.store.tables import cases

FIRST_PAUSE = timedelta(minutes=1)

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
    again_at = now + pause_after(attempts)
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


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubling, to six hours at most.

    >>> [pause_after(number).seconds // 60 for number in (1, 2, 3, 99)]
    [1, 2, 4, 360]
    """
    doubled = FIRST_PAUSE * (1 << min(attempts - 1, 20))
    return min(doubled, LONGEST_PAUSE)
