"""What deliveries carry: their notices, with what is needed to put them in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from workflow.store.json_text import decode
from workflow.store.snapshot import number
from workflow.store.tables import cases, deadlines, deliveries, delivery_notices, events, notices


class Message(NamedTuple):
    """A notice with what is needed to put it in words. No personal value is among it.

    ``recipient`` is who it is meant for, ``goes_to`` who its delivery goes to. What a step sends is
    of no ``deadline``, and nothing is due; nobody owes a deadline that is not ``owed``.
    ``edition`` is that of its case, ``edition_then`` that of what it is about. It was ``left`` if
    whoever had it in hand never said how it went.
    """

    delivery: str
    channel: str
    goes_to: str | None
    recipient: str | None
    attempts: int
    template: str
    case: str
    definition: str
    edition: str
    edition_then: str
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
    owed: bool
    left: bool = False


class Unreadable(NamedTuple):
    """A delivery that carries something unreadable: a part of it is missing or damaged."""

    delivery: str
    attempts: int
    error: str


_INCOMPLETE = "incomplete"
OF_NOTICE = (events.c.case_id == notices.c.case_id) & (events.c.seq == notices.c.seq)
# The edition of what a message is about: its case may follow another since.
edition_then = func.coalesce(events.c.edition, cases.c.edition).label("edition_then")

_MESSAGES = (
    select(
        deliveries.c.id,
        deliveries.c.channel,
        deliveries.c.recipient.label("goes_to"),
        notices.c.recipient,
        deliveries.c.attempts,
        notices.c.template,
        cases.c.prefix,
        cases.c.year,
        cases.c.id.label("serial"),
        cases.c.definition,
        cases.c.edition,
        edition_then,
        cases.c.site,
        cases.c.state,
        cases.c.owner,
        cases.c.snapshot,
        notices.c.deadline,
        notices.c.cycle,
        deadlines.c.due_at,
        deadlines.c.owed,
        notices.c.urgent,
        notices.c.party,
        notices.c.documents,
    )
    .join(delivery_notices, delivery_notices.c.delivery_id == deliveries.c.id)
    .join(notices, notices.c.id == delivery_notices.c.notice_id)
    .outerjoin(cases, cases.c.id == notices.c.case_id)
    .outerjoin(events, OF_NOTICE)
    .outerjoin(
        deadlines,
        (deadlines.c.case_id == notices.c.case_id)
        & (deadlines.c.name == notices.c.deadline)
        & (deadlines.c.cycle == notices.c.cycle),
    )
    .where(
        deliveries.c.id.in_(bindparam("ids", expanding=True)),
        notices.c.dropped_at.is_(None),
    )
    .order_by(notices.c.id)
)
_ATTEMPTS = select(deliveries.c.id, deliveries.c.attempts).where(
    deliveries.c.id.in_(bindparam("ids", expanding=True))
)


class _Incomplete(LookupError):
    """What a message is about is not there."""


def read_messages(connection: Connection, ids: Sequence[str]) -> list[Message | Unreadable]:
    """Return the messages deliveries carry, delivery by delivery if any of them cannot be read.

    Of a delivery all is read, or nothing.
    """
    try:
        messages = [_message(row) for row in connection.execute(_MESSAGES, {"ids": ids})]
    except (LookupError, TypeError, ValueError) as error:
        if len(ids) > 1:
            return [found for one in ids for found in read_messages(connection, [one])]
        why = _INCOMPLETE if isinstance(error, _Incomplete) else type(error).__name__
        return _unreadable(connection, ids, why)
    missing = set(ids) - {one.delivery for one in messages}
    return [*messages, *_unreadable(connection, sorted(missing), _INCOMPLETE)]


def _unreadable(connection: Connection, ids: Sequence[str], why: str) -> list[Message | Unreadable]:
    if not ids:
        return []
    rows = connection.execute(_ATTEMPTS, {"ids": list(ids)})
    return [Unreadable(row.id, row.attempts, why) for row in rows]


def _message(row: Any) -> Message:
    if row.serial is None or (row.deadline and row.due_at is None):
        raise _Incomplete
    return Message(
        row.id,
        row.channel,
        row.goes_to,
        row.recipient,
        row.attempts,
        row.template,
        number(row.prefix, row.year, row.serial),
        row.definition,
        row.edition,
        row.edition_then,
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
        row.owed is not False,  # a step owes nothing, and has none
    )
