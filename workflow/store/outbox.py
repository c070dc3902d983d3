"""The outbox: notices written with the events they belong to, deliveries formed from them.

A notice is in one delivery per channel. Forming deliveries is one transaction, claiming one is
another, marking it sent a third: a process that dies in between repeats a sending, it never loses
one, and the receiver can tell by the delivery's id.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from workflow.store.snapshot import number
from workflow.store.tables import cases, deadlines, deliveries, delivery_notices, notices


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


_WAITING = (
    select(notices.c.id, notices.c.recipient)
    .where(notices.c.formed_at.is_(None), notices.c.dropped_at.is_(None))
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
        deliveries.c.try_at <= bindparam("now"),
        or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= bindparam("now")),
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


_ANYTHING_TO_FORM = _WAITING.with_only_columns(notices.c.id)


def anything_waiting(connection: Connection, now: datetime) -> bool:
    """Whether a notice waits to be formed, or a delivery to be sent."""
    if connection.execute(_ANYTHING_TO_FORM, {"most": 1}).first() is not None:
        return True
    return connection.execute(_OPEN, {"now": now, "most": 1}).first() is not None


def form_deliveries(
    connection: Connection, channels: Sequence[str], now: datetime, most: int
) -> int:
    """Put waiting notices into deliveries, one on each channel; return how many notices."""
    waiting = connection.execute(_WAITING, {"most": most}).all()
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


def claim(connection: Connection, now: datetime, until: datetime, most: int) -> list[Message]:
    """Lease deliveries that are due until ``until``; return the messages they carry."""
    ids = [row.id for row in connection.execute(_OPEN, {"now": now, "most": most})]
    if not ids:
        return []
    connection.execute(_LEASE, [{"delivery": one, "until": until} for one in ids])
    return [_message(row) for row in connection.execute(_MESSAGES, {"ids": ids})]


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
        json.loads(row.snapshot)["zone"],
        row.deadline,
        row.cycle,
        row.due_at,
        row.urgent,
    )
