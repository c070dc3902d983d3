"""What only an inspection asks: about the file, the newest event, deliveries, answers kept."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, exists, false, func, or_, select, update

from workflow.store.requests import Answer
from workflow.store.tables import deliveries, delivery_notices, events, requests, settings

_MOST_FAULTS = 20


class OddDelivery(NamedTuple):
    """A delivery that is as none can be, and in which ways."""

    id: str
    empty: bool
    astray: bool
    contradictory: bool
    leased: bool
    untried: bool


_carried = exists().where(delivery_notices.c.delivery_id == deliveries.c.id)
_elsewhere = exists().where(
    delivery_notices.c.delivery_id == deliveries.c.id,
    delivery_notices.c.channel != deliveries.c.channel,
)
_contradictory = or_(
    deliveries.c.sent_at.is_not(None) & deliveries.c.given_up_at.is_not(None),
    deliveries.c.ended_by.is_not(None) & deliveries.c.given_up_at.is_(None),
)
_over = or_(deliveries.c.sent_at.is_not(None), deliveries.c.given_up_at.is_not(None))
_leased = and_(
    deliveries.c.leased_until.is_not(None),
    or_(_over, deliveries.c.leased_until > bindparam("latest")),
)
# What was sent was claimed before, and nothing failed after it.
_untried = deliveries.c.sent_at.is_not(None) & or_(
    deliveries.c.attempts < 1, deliveries.c.error.is_not(None)
)
_WAYS = (~_carried, _elsewhere, _contradictory, _leased, _untried)
_ODD = (
    select(deliveries.c.id, *(func.coalesce(one, False) for one in _WAYS))
    .where(or_(*_WAYS))
    .order_by(deliveries.c.id)
)
_NOTHING = update(settings).where(false()).values(number=settings.c.number)
_NEWEST = select(func.max(events.c.recorded_at))
_ANSWERS = (
    select(*(requests.c[name] for name in Answer._fields))
    .where(requests.c.case_id == bindparam("serial"))
    .order_by(requests.c.key)
)


def file_faults(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong with its file; a server looks after its files itself."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_FAULTS})").scalars()
    return [one for one in found if one != "ok"]


def place(connection: Connection) -> tuple[Path | None, str]:
    """Return the file of a database, and how it is written to; ``None`` if it is on a server."""
    if connection.dialect.name != "sqlite":
        return None, ""
    listed = connection.exec_driver_sql("PRAGMA database_list").all()
    mode: str = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return Path(next(row.file for row in listed if row.name == "main")), mode


def write_nothing(connection: Connection) -> None:
    """Do what only whoever may write can do, and change nothing by it."""
    connection.execute(_NOTHING)


def newest_event(connection: Connection) -> datetime | None:
    """Return when the newest event was recorded, ``None`` if there is none."""
    found: datetime | None = connection.execute(_NEWEST).scalar()
    return found


def odd_deliveries(connection: Connection, latest: datetime) -> list[OddDelivery]:
    """Return deliveries that are as none can be; no lease goes on after ``latest``."""
    rows: Any = connection.execute(_ODD, {"latest": latest})
    return [OddDelivery(row[0], *map(bool, row[1:])) for row in rows]


def answers_about(connection: Connection, serial: int) -> list[Answer]:
    """Return the answers that were given about a case."""
    rows: Any = connection.execute(_ANSWERS, {"serial": serial})
    return [Answer._make(row) for row in rows]
