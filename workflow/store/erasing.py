"""Erasing personal values for good: out of the tables, and out of the files beside the database.

What was erased is still in the file the database writes ahead to until that was written back and
emptied, and whoever reads keeps it from that. So a mark stays until it has been done, for it to be
done later, even if this process ends right after the erasure.
"""

from secrets import randbits

from sqlalchemy import Connection, bindparam, delete, select, update

from workflow.errors import StoreBusy, StoreUnusable
from workflow.store.database import Database
from workflow.store.statements import upsert
from workflow.store.tables import ERASE_PENDING, personal_values, requests, settings

_ERASE = delete(personal_values).where(personal_values.c.case_id == bindparam("serial"))
_FORGET = (
    update(requests).where(requests.c.case_id == bindparam("serial")).values(digest=None, salt=None)
)
_MARK = upsert(settings, ["name"], ["number"])
_MARKED = select(settings.c.number).where(settings.c.name == ERASE_PENDING)
_UNMARK = delete(settings).where(
    settings.c.name == ERASE_PENDING, settings.c.number == bindparam("seen")
)


def erase_values(connection: Connection, serial: int) -> None:
    """Remove every personal value of a case, the salts, and the digests of what was asked."""
    connection.execute(_ERASE, {"serial": serial})
    connection.execute(_FORGET, {"serial": serial})
    # A number of its own for each erasure: whoever finished one does not unmark another.
    connection.execute(_MARK, {"name": ERASE_PENDING, "number": randbits(31)})


def erase_pending(connection: Connection) -> int | None:
    """Return the mark of an erasure that is not finished, ``None`` if there is none."""
    found: int | None = connection.execute(_MARKED).scalar()
    return found


def finish_erasing(database: Database) -> bool:
    """Have it overwritten, if something was erased; whether nothing remains.

    It cannot be done while somebody reads, which is no reason to wait: it is tried again.
    """
    try:
        with database.asking() as connection:
            seen = erase_pending(connection)
        if seen is None:
            return True
        if not database.wipe():
            return False
        with database.writing() as connection:
            connection.execute(_UNMARK, {"seen": seen})
            return erase_pending(connection) is None
    except (StoreBusy, StoreUnusable):
        return False
