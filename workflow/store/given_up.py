"""Messages that did not arrive, or wait: looked up, tried again, or ended by somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select, update

from workflow.engine.events import Notice
from workflow.store import forming, outbox
from workflow.store.forming import Formed
from workflow.store.json_text import decode
from workflow.store.tables import daemons, deliveries, delivery_notices, notices

NO_CHANNEL = ""
"""The channel of a message that somebody ended before it had come to one."""


class Undelivered(NamedTuple):
    """A delivery, and whether somebody ended it: dropped it or sent it elsewhere.

    It goes to ``recipient``. It is leased to ``process`` on ``host``, if to a daemon that says so.
    """

    id: str
    channel: str
    recipient: str | None
    sent: bool
    given_up: bool
    ended: bool
    leased_until: datetime | None
    host: str | None
    process: int | None


class Carried(NamedTuple):
    """What a delivery carries: a message of a case."""

    case_id: int
    notice: Notice


class Unformed(NamedTuple):
    """A message that is in no delivery yet, by the id of its row."""

    id: int
    carried: Carried


_FIND = (
    select(
        deliveries.c.id,
        deliveries.c.channel,
        deliveries.c.recipient,
        deliveries.c.sent_at.is_not(None),
        deliveries.c.given_up_at.is_not(None),
        deliveries.c.ended_by.is_not(None),
        deliveries.c.leased_until,
        daemons.c.host,
        daemons.c.process,
    )
    .outerjoin(daemons, daemons.c.id == deliveries.c.leased_by)
    .where(deliveries.c.id.startswith(bindparam("beginning"), autoescape=False))
    .order_by(deliveries.c.id)
    .limit(2)
)
_notice = select(
    notices.c.id.label("row_id"),
    notices.c.case_id,
    *(notices.c[name] for name in Notice._fields),
).where(notices.c.dropped_at.is_(None))
_CARRIED = (
    _notice.join(delivery_notices, delivery_notices.c.notice_id == notices.c.id)
    .where(delivery_notices.c.delivery_id == bindparam("delivery"))
    .order_by(notices.c.id)
)
_UNFORMED = _notice.where(
    notices.c.case_id == bindparam("serial"),
    notices.c.seq == bindparam("of_event"),
    notices.c.position == bindparam("at_position"),
    notices.c.formed_at.is_(None),
)
_CARRYING = select(delivery_notices.c.delivery_id).where(
    delivery_notices.c.notice_id == bindparam("notice")
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
_of_delivery = update(deliveries).where(deliveries.c.id == bindparam("delivery"))
_RETRY = _of_delivery.values(
    given_up_at=None,
    error=None,
    attempts=0,
    try_at=bindparam("now"),
    leased_until=None,
    leased_by=None,
)
_WAITING = (
    select(deliveries.c.id)
    .where(
        deliveries.c.sent_at.is_(None),
        deliveries.c.given_up_at.is_(None),
        deliveries.c.error.is_not(None),
        deliveries.c.try_at > bindparam("now"),
    )
    .order_by(deliveries.c.created_at)
    .with_for_update(skip_locked=True)
)
_KEEP = _of_delivery.where(
    deliveries.c.sent_at.is_(None),
    deliveries.c.ended_by.is_(None),
    or_(
        deliveries.c.leased_until.is_(None),
        deliveries.c.leased_until <= bindparam("now"),
        deliveries.c.leased_until > bindparam("latest"),
    ),
).values(leased_until=bindparam("until"), leased_by=None)
_END = _of_delivery.where(deliveries.c.sent_at.is_(None), deliveries.c.ended_by.is_(None)).values(
    given_up_at=bindparam("now"),
    ended_by=bindparam("who"),
    ended_why=bindparam("why"),
    leased_until=None,
    leased_by=None,
)


def count(connection: Connection) -> int:
    """Return how much was given up and waits for somebody."""
    counted: int = connection.execute(_COUNT_GIVEN_UP).scalar_one()
    return counted


def find(connection: Connection, beginning: str) -> list[Undelivered]:
    """Return deliveries whose id begins so: two if there are more than one."""
    rows: Any = connection.execute(_FIND, {"beginning": beginning})
    return [Undelivered(*row[:3], *map(bool, row[3:6]), *row[6:]) for row in rows]


def carried(connection: Connection, delivery: str) -> list[Carried]:
    """Return what a delivery carries and still is to be said."""
    rows: Any = connection.execute(_CARRIED, {"delivery": delivery})
    return [_carried(row) for row in rows]


def find_unformed(connection: Connection, serial: int, seq: int, position: int) -> Unformed | None:
    """Return a message of a case that is in no delivery yet and still is to be said."""
    values = {"serial": serial, "of_event": seq, "at_position": position}
    row: Any = connection.execute(_UNFORMED, values).first()
    return None if row is None else Unformed(row.row_id, _carried(row))


def form_on_no_channel(connection: Connection, message: Unformed, now: datetime) -> str:
    """Put a message into a delivery that nobody sends, by itself; return the id of that."""
    to = message.carried.notice.recipient
    forming.form(connection, [Formed(to, (message.id,), (NO_CHANNEL,))], now)
    made: str = connection.execute(_CARRYING, {"notice": message.id}).scalar_one()
    return made


def all_given_up(connection: Connection) -> Sequence[str]:
    """Return the ids of what was given up and waits for somebody, the oldest first."""
    found: Sequence[str] = connection.execute(_GIVEN_UP).scalars().all()
    return found


def retry(connection: Connection, delivery: str, now: datetime) -> None:
    """Let a delivery be tried again at once, as often as a new one."""
    connection.execute(_RETRY, {"delivery": delivery, "now": now})


def hasten(connection: Connection, now: datetime) -> Sequence[str]:
    """Let what failed and waits for its next attempt be tried at once; return the ids.

    The attempts stay counted.
    """
    found: Sequence[str] = connection.execute(_WAITING, {"now": now}).scalars().all()
    outbox.try_now(connection, found, now)
    return found


def keep(
    connection: Connection, delivery: str, until: datetime, *, now: datetime, latest: datetime
) -> bool:
    """Let nobody send a delivery until then; ``False`` if it is over, or being sent.

    No lease goes on after ``latest``.
    """
    values = {"delivery": delivery, "until": until, "now": now, "latest": latest}
    return connection.execute(_KEEP, values).rowcount == 1


def end(connection: Connection, delivery: str, *, who: str, why: str, now: datetime) -> bool:
    """Record that a delivery is not to be tried any more, by whom and why; ``False`` if over."""
    values = {"delivery": delivery, "who": who, "why": why, "now": now}
    return connection.execute(_END, values).rowcount == 1


def _carried(row: Any) -> Carried:
    documents = tuple(decode(row.documents)) if row.documents else ()
    return Carried(row.case_id, Notice(*row[2:])._replace(documents=documents))
