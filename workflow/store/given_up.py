"""Deliveries that did not arrive: looked up, tried again, or ended by somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from workflow.engine.events import Notice
from workflow.store.json_text import decode
from workflow.store.tables import deliveries, delivery_notices, notices


class Undelivered(NamedTuple):
    """A delivery that was not sent yet; ``ended``: somebody dropped it or sent it elsewhere."""

    id: str
    sent: bool
    given_up: bool
    ended: bool
    leased_until: datetime | None


class Carried(NamedTuple):
    """What a delivery carries: a message of a case."""

    case_id: int
    notice: Notice


_FIND = (
    select(
        deliveries.c.id,
        deliveries.c.sent_at,
        deliveries.c.given_up_at,
        deliveries.c.ended_by,
        deliveries.c.leased_until,
    )
    .where(deliveries.c.id.startswith(bindparam("beginning"), autoescape=False))
    .order_by(deliveries.c.id)
    .limit(2)
)
_CARRIED = (
    select(notices.c.case_id, *(notices.c[name] for name in Notice._fields))
    .join(delivery_notices, delivery_notices.c.notice_id == notices.c.id)
    .where(delivery_notices.c.delivery_id == bindparam("delivery"), notices.c.dropped_at.is_(None))
    .order_by(notices.c.id)
)
_GIVEN_UP = (
    select(deliveries.c.id)
    .where(
        deliveries.c.given_up_at.is_not(None),
        deliveries.c.sent_at.is_(None),
        deliveries.c.ended_by.is_(None),
        deliveries.c.id.in_(
            select(delivery_notices.c.delivery_id)
            .join(notices, notices.c.id == delivery_notices.c.notice_id)
            .where(notices.c.dropped_at.is_(None))
        ),
    )
    .order_by(deliveries.c.created_at)
)
_COUNT_GIVEN_UP = select(func.count()).select_from(_GIVEN_UP.order_by(None).subquery())
_RETRY = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(given_up_at=None, error=None, attempts=0, try_at=bindparam("now"))
)
_END = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(given_up_at=bindparam("now"), ended_by=bindparam("who"), ended_why=bindparam("why"))
)


def count(connection: Connection) -> int:
    """Return how much was given up and waits for somebody."""
    counted: int = connection.execute(_COUNT_GIVEN_UP).scalar_one()
    return counted


def find(connection: Connection, beginning: str) -> list[Undelivered]:
    """Return deliveries whose id begins so: two if there are more than one."""
    rows: Any = connection.execute(_FIND, {"beginning": beginning})
    return [
        Undelivered(
            row.id,
            row.sent_at is not None,
            row.given_up_at is not None,
            row.ended_by is not None,
            row.leased_until,
        )
        for row in rows
    ]


def carried(connection: Connection, delivery: str) -> list[Carried]:
    """Return what a delivery carries and still is to be said."""
    rows: Any = connection.execute(_CARRIED, {"delivery": delivery})
    return [Carried(row.case_id, _notice(row)) for row in rows]


def _notice(row: Any) -> Notice:
    documents = tuple(decode(row.documents)) if row.documents else ()
    return Notice(*row[1:])._replace(documents=documents)


def all_given_up(connection: Connection) -> Sequence[str]:
    """Return the ids of what was given up and waits for somebody, the oldest first."""
    found: Sequence[str] = connection.execute(_GIVEN_UP).scalars().all()
    return found


def retry(connection: Connection, delivery: str, now: datetime) -> None:
    """Let a delivery be tried again at once, as often as a new one."""
    connection.execute(_RETRY, {"delivery": delivery, "now": now})


def end(connection: Connection, delivery: str, *, who: str, why: str, now: datetime) -> None:
    """Record that a delivery is not to be tried any more, by whom and why."""
    connection.execute(_END, {"delivery": delivery, "who": who, "why": why, "now": now})
