"""The outbox: notices written with the events they belong to, deliveries formed from them.

A notice is in one delivery per channel. Forming deliveries is one transaction, claiming one is
another, marking it sent a third: a process that dies in between repeats a sending, it never loses
one, and the receiver can tell by the delivery's id.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from workflow.store.json_text import encode
from workflow.store.messages import OF_NOTICE, Message, Unreadable, edition_then, read_messages
from workflow.store.tables import cases, deliveries, delivery_notices, events, notices

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_HOLD = timedelta(days=31)


class Waiting(NamedTuple):
    """A notice that may be handed on, with its edition and the site of its case, if that is there.

    It was held until ``hold_until``, if it was.
    """

    id: int
    recipient: str | None
    party: str | None
    template: str
    deadline: str
    urgent: bool
    created_at: datetime
    hold_until: datetime | None
    edition: str | None
    site: str | None


_may_be_formed = and_(
    notices.c.formed_at.is_(None),
    notices.c.dropped_at.is_(None),
    # What waits for working time; longer than that by a clock that was ahead.
    or_(
        notices.c.hold_until.is_(None),
        notices.c.hold_until <= bindparam("now"),
        notices.c.hold_until > bindparam("latest"),
    ),
)
_WAITING = (
    select(*(notices.c[name] for name in Waiting._fields[:-2]), edition_then, cases.c.site)
    .outerjoin_from(notices, cases, cases.c.id == notices.c.case_id)
    .outerjoin(events, OF_NOTICE)
    .where(_may_be_formed)
    .order_by(notices.c.id)
    .limit(bindparam("most"))
)
_HOLD = (
    update(notices).where(notices.c.id == bindparam("notice")).values(hold_until=bindparam("until"))
)
_FORMED = (
    update(notices).where(notices.c.id == bindparam("notice")).values(formed_at=bindparam("at"))
)
_OPEN = (
    select(deliveries.c.id)
    .where(
        deliveries.c.sent_at.is_(None),
        deliveries.c.given_up_at.is_(None),
        # What is to wait for longer than anything waits was written by a clock that was ahead.
        or_(
            deliveries.c.try_at <= bindparam("now"),
            deliveries.c.try_at > bindparam("latest_try"),
        ),
        or_(
            deliveries.c.leased_until.is_(None),
            deliveries.c.leased_until <= bindparam("now"),
            deliveries.c.leased_until > bindparam("latest_lease"),
        ),
    )
    .order_by(deliveries.c.try_at, deliveries.c.created_at)
    .limit(bindparam("most"))
)
_LEASE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(leased_until=bindparam("until"), attempts=deliveries.c.attempts + 1)
)
_SENT = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(sent_at=bindparam("at"), leased_until=None, error=None)
)
_RETURNED = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(leased_until=None, attempts=deliveries.c.attempts - 1)
)
_FAILED = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(try_at=bindparam("again_at"), leased_until=None, error=bindparam("why"))
)


_COUNT_FAILED = select(func.count()).where(
    deliveries.c.sent_at.is_(None),
    deliveries.c.given_up_at.is_(None),
    deliveries.c.error.is_not(None),
)
_NEXT_HELD = select(func.min(notices.c.hold_until)).where(
    notices.c.formed_at.is_(None),
    notices.c.dropped_at.is_(None),
    notices.c.hold_until > bindparam("now"),
)
_ANYTHING_TO_FORM = select(notices.c.id).where(_may_be_formed).limit(1)


def anything_waiting(connection: Connection, now: datetime, lease: timedelta) -> bool:
    """Whether a notice waits to be formed, or a delivery to be sent."""
    if connection.execute(_ANYTHING_TO_FORM, _now(now)).first() is not None:
        return True
    return bool(_open(connection, now, lease, 1))


def next_held(connection: Connection, now: datetime) -> datetime | None:
    """Return when the first notice may be formed that is held back now, ``None`` if none is."""
    found: datetime | None = connection.execute(_NEXT_HELD, {"now": now}).scalar()
    return found


def count_failed(connection: Connection) -> int:
    """Return how many deliveries could not be sent and wait to be tried again."""
    counted: int = connection.execute(_COUNT_FAILED).scalar_one()
    return counted


def waiting(connection: Connection, now: datetime, most: int) -> list[Waiting]:
    """Return notices that may be handed on now, the first ones first."""
    rows: Any = connection.execute(_WAITING, {**_now(now), "most": most})
    return [Waiting._make(row) for row in rows]


def hold(connection: Connection, until: Mapping[int, datetime]) -> None:
    """Let notices wait, each until an instant, by their ids."""
    if until:
        connection.execute(_HOLD, [{"notice": id_, "until": at} for id_, at in until.items()])


def form_deliveries(
    connection: Connection, channels: Sequence[str], waiting: Sequence[Waiting], now: datetime
) -> None:
    """Put notices into deliveries, one on each channel."""
    formed = [(one, channel, str(uuid4())) for one in waiting for channel in channels]
    if not formed:
        return
    connection.execute(
        insert(deliveries),
        [
            {
                "id": delivery,
                "channel": channel,
                "recipient": notice.recipient,
                "created_at": now,
                "attempts": 0,
                "try_at": now,
            }
            for notice, channel, delivery in formed
        ],
    )
    connection.execute(
        insert(delivery_notices),
        [
            {"notice_id": notice.id, "channel": channel, "delivery_id": delivery}
            for notice, channel, delivery in formed
        ],
    )
    connection.execute(_FORMED, [{"notice": notice.id, "at": now} for notice in waiting])


def _now(now: datetime) -> dict[str, Any]:
    return {"now": now, "latest": now + LONGEST_HOLD}


def claim(
    connection: Connection, now: datetime, until: datetime, most: int
) -> list[Message | Unreadable]:
    """Lease deliveries that are due until ``until``; return the messages they carry."""
    ids = _open(connection, now, until - now, most)
    if not ids:
        return []
    connection.execute(_LEASE, [{"delivery": one, "until": until} for one in ids])
    return read_messages(connection, ids)


def mark_sent(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Record that deliveries were sent."""
    if ids:
        connection.execute(_SENT, [{"delivery": one, "at": now} for one in ids])


def give_back(connection: Connection, ids: Sequence[str]) -> None:
    """End the lease of deliveries that were claimed but not tried."""
    if ids:
        connection.execute(_RETURNED, [{"delivery": one} for one in ids])


def mark_failed(connection: Connection, delivery: str, why: str, again_at: datetime) -> None:
    """Record that a delivery failed and when it is tried again."""
    connection.execute(_FAILED, {"delivery": delivery, "why": why, "again_at": again_at})


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubling, to an hour at most.

    >>> [pause_after(number).seconds for number in (1, 2, 3, 99)]
    [30, 60, 120, 3600]
    """
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


def documents_text(names: Sequence[str]) -> str | None:
    """Return how the names of documents are stored: as a JSON list, nothing if there are none."""
    return encode(names) if names else None


def _open(connection: Connection, now: datetime, lease: timedelta, most: int) -> list[str]:
    wanted = {
        "now": now,
        "latest_try": now + LONGEST_PAUSE,
        # Twice as long: the clock of whoever leased may have been set back a little since.
        "latest_lease": now + 2 * lease,
        "most": most,
    }
    return [row.id for row in connection.execute(_OPEN, wanted)]
