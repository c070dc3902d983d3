"""The outbox: notices written with the events they belong to, deliveries formed from them.

A notice is in one delivery per channel. Forming deliveries is one transaction, claiming one is
another, marking it sent a third: a process that dies in between repeats a sending, it never loses
one, and the receiver can tell by the delivery's id.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from workflow.store.json_text import decode, encode
from workflow.store.snapshot import number
from workflow.store.tables import cases, deadlines, deliveries, delivery_notices, notices

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_HOLD = timedelta(days=31)


class Message(NamedTuple):
    """A notice with what is needed to put it in words. No personal value is among it."""

    delivery: str
    channel: str
    recipient: str | None
    attempts: int
    template: str
    case: str
    definition: str
    edition: str
    site: str
    state: str
    owner: str
    zone: str
    deadline: str
    cycle: int
    due_at: datetime
    urgent: bool
    party: str | None
    documents: tuple[str, ...]


class Unreadable(NamedTuple):
    """A delivery whose message cannot be read: something of it is missing or damaged."""

    delivery: str
    attempts: int
    error: str


_WAITING = (
    select(notices.c.id, notices.c.recipient)
    .where(
        notices.c.formed_at.is_(None),
        notices.c.dropped_at.is_(None),
        # What waits for working time; longer than that by a clock that was ahead.
        or_(
            notices.c.hold_until.is_(None),
            notices.c.hold_until <= bindparam("now"),
            notices.c.hold_until > bindparam("latest"),
        ),
    )
    .order_by(notices.c.id)
    .limit(bindparam("most"))
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
_MESSAGES = (
    select(
        deliveries.c.id,
        deliveries.c.channel,
        deliveries.c.recipient,
        deliveries.c.attempts,
        notices.c.template,
        cases.c.prefix,
        cases.c.year,
        cases.c.id.label("serial"),
        cases.c.definition,
        cases.c.edition,
        cases.c.site,
        cases.c.state,
        cases.c.owner,
        cases.c.snapshot,
        notices.c.deadline,
        notices.c.cycle,
        deadlines.c.due_at,
        notices.c.urgent,
        notices.c.party,
        notices.c.documents,
    )
    .join(delivery_notices, delivery_notices.c.delivery_id == deliveries.c.id)
    .join(notices, notices.c.id == delivery_notices.c.notice_id)
    .join(cases, cases.c.id == notices.c.case_id)
    .join(
        deadlines,
        (deadlines.c.case_id == notices.c.case_id)
        & (deadlines.c.name == notices.c.deadline)
        & (deadlines.c.cycle == notices.c.cycle),
    )
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(notices.c.id)
)


_ATTEMPTS = select(deliveries.c.id, deliveries.c.attempts).where(
    deliveries.c.id.in_(bindparam("ids", expanding=True))
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
_ANYTHING_TO_FORM = _WAITING.with_only_columns(notices.c.id)


def anything_waiting(connection: Connection, now: datetime, lease: timedelta) -> bool:
    """Whether a notice waits to be formed, or a delivery to be sent."""
    if connection.execute(_ANYTHING_TO_FORM, _waiting(now, 1)).first() is not None:
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


def form_deliveries(
    connection: Connection, channels: Sequence[str], now: datetime, most: int
) -> int:
    """Put waiting notices into deliveries, one on each channel; return how many notices."""
    waiting = connection.execute(_WAITING, _waiting(now, most)).all()
    formed = [(row, channel, str(uuid4())) for row in waiting for channel in channels]
    if not formed:
        return 0
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
    return len(waiting)


def _waiting(now: datetime, most: int) -> dict[str, Any]:
    return {"now": now, "latest": now + LONGEST_HOLD, "most": most}


def claim(
    connection: Connection, now: datetime, until: datetime, most: int
) -> list[Message | Unreadable]:
    """Lease deliveries that are due until ``until``; return the messages they carry."""
    ids = _open(connection, now, until - now, most)
    if not ids:
        return []
    connection.execute(_LEASE, [{"delivery": one, "until": until} for one in ids])
    return _read(connection, ids)


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


def _read(connection: Connection, ids: Sequence[str]) -> list[Message | Unreadable]:
    try:
        messages = [_message(row) for row in connection.execute(_MESSAGES, {"ids": ids})]
    except (LookupError, TypeError, ValueError) as error:
        if len(ids) > 1:
            return [found for one in ids for found in _read(connection, [one])]
        return _unreadable(connection, ids, type(error).__name__)
    missing = set(ids) - {one.delivery for one in messages}
    return [*messages, *_unreadable(connection, sorted(missing), "incomplete")]


def _unreadable(connection: Connection, ids: Sequence[str], why: str) -> list[Message | Unreadable]:
    if not ids:
        return []
    rows = connection.execute(_ATTEMPTS, {"ids": list(ids)})
    return [Unreadable(row.id, row.attempts, why) for row in rows]


def _message(row: Any) -> Message:
    return Message(
        row.id,
        row.channel,
        row.recipient,
        row.attempts,
        row.template,
        number(row.prefix, row.year, row.serial),
        row.definition,
        row.edition,
        row.site,
        row.state,
        row.owner,
        decode(row.snapshot)["zone"],
        row.deadline,
        row.cycle,
        row.due_at,
        row.urgent,
        row.party,
        tuple(decode(row.documents)) if row.documents else (),
    )
