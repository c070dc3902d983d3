"""What deliveries carry: their notices, with what is needed to put them in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from workflow.store.json_text import decode
from workflow.store.snapshot import number
from workflow.store.tables import cases, deadlines, deliveries, delivery_notices, notices


class Message(NamedTuple):
    """A notice with what is needed to put it in words. No personal value is among it.

    What a step sends is of no ``deadline``, and nothing is due.
    """

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
    due_at: datetime | None
    urgent: bool
    party: str | None
    documents: tuple[str, ...]


class Unreadable(NamedTuple):
    """A delivery whose message cannot be read: something of it is missing or damaged."""

    delivery: str
    attempts: int
    error: str


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
    .outerjoin(
        deadlines,
        (deadlines.c.case_id == notices.c.case_id)
        & (deadlines.c.name == notices.c.deadline)
        & (deadlines.c.cycle == notices.c.cycle),
    )
    .where(
        deliveries.c.id.in_(bindparam("ids", expanding=True)),
        or_(notices.c.deadline == "", deadlines.c.due_at.is_not(None)),
    )
    .order_by(notices.c.id)
)
_ATTEMPTS = select(deliveries.c.id, deliveries.c.attempts).where(
    deliveries.c.id.in_(bindparam("ids", expanding=True))
)


def read_messages(connection: Connection, ids: Sequence[str]) -> list[Message | Unreadable]:
    """Return the messages deliveries carry, one by one if any of them cannot be read."""
    try:
        messages = [_message(row) for row in connection.execute(_MESSAGES, {"ids": ids})]
    except (LookupError, TypeError, ValueError) as error:
        if len(ids) > 1:
            return [found for one in ids for found in read_messages(connection, [one])]
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
