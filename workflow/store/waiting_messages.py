"""Messages that did not go out: they wait for a daemon, for working time, for another try.

A message is listed once for each channel it is tried on. Those that somebody ended are listed
apart.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, or_, select

from workflow.store.forming import LONGEST_HOLD
from workflow.store.json_text import decode
from workflow.store.messages import OF_NOTICE, edition_then
from workflow.store.queries import Filter, matching, zone_of_case
from workflow.store.snapshot import number
from workflow.store.tables import (
    cases,
    daemons,
    deadlines,
    deliveries,
    delivery_notices,
    events,
    notices,
)


class WaitingMessage(NamedTuple):
    """A message with what it is about. ``recipient`` and ``party`` are both empty of an alarm.

    ``seq`` and ``position`` say which message of the case it is. ``held_until`` is later than now:
    for working time, for the end of quiet hours, or to go with others. ``attempts`` failed, the
    next is at ``again_at``. ``delivery`` is what it is tried under, and ``given_up`` whether it is
    tried no more. It is being sent until ``leased_until`` at most, by ``process`` on ``host`` if a
    daemon does. ``ended_by`` is who dropped it or sent it elsewhere ``ended_at``, and why.
    Its delivery ``goes_to`` a person, or to whoever looks at the channel.
    """

    number: str
    seq: int
    position: int
    edition: str
    site: str
    zone: str
    template: str
    recipient: str | None
    party: str | None
    documents: tuple[str, ...]
    deadline: str
    cycle: int
    due_at: datetime | None
    urgent: bool
    since: datetime
    held_until: datetime | None
    channel: str | None
    attempts: int
    error: str | None
    again_at: datetime | None
    delivery: str | None
    given_up: bool
    leased_until: datetime | None
    host: str | None
    process: int | None
    ended_by: str | None
    ended_why: str | None
    ended_at: datetime | None
    goes_to: str | None


_open_deliveries = deliveries.alias("open")
_MESSAGES = (
    select(
        cases.c.prefix, cases.c.year, cases.c.id, edition_then, cases.c.site, zone_of_case,
        notices.c.seq, notices.c.position,
        notices.c.template, notices.c.recipient, notices.c.party, notices.c.documents,
        notices.c.deadline, notices.c.cycle, notices.c.urgent, notices.c.created_at,
        notices.c.hold_until, notices.c.collect_until, notices.c.formed_at, deadlines.c.due_at,
        _open_deliveries.c.channel, _open_deliveries.c.attempts, _open_deliveries.c.error,
        _open_deliveries.c.try_at, _open_deliveries.c.id.label("delivery"),
        _open_deliveries.c.given_up_at, _open_deliveries.c.leased_until,
        _open_deliveries.c.ended_by, _open_deliveries.c.ended_why,
        _open_deliveries.c.recipient.label("goes_to"),
        daemons.c.host, daemons.c.process,
    )
    .join_from(notices, cases, cases.c.id == notices.c.case_id)
    .outerjoin(events, OF_NOTICE)
    .outerjoin(
        deadlines,
        and_(
            deadlines.c.case_id == notices.c.case_id,
            deadlines.c.name == notices.c.deadline,
            deadlines.c.cycle == notices.c.cycle,
        ),
    )
    .outerjoin(delivery_notices, delivery_notices.c.notice_id == notices.c.id)
    .outerjoin(
        _open_deliveries,
        and_(
            _open_deliveries.c.id == delivery_notices.c.delivery_id,
            _open_deliveries.c.sent_at.is_(None),
        ),
    )
    .outerjoin(daemons, daemons.c.id == _open_deliveries.c.leased_by)
    .order_by(notices.c.created_at, notices.c.id, _open_deliveries.c.channel)
)  # fmt: skip
_WAITING = _MESSAGES.where(
    notices.c.dropped_at.is_(None),
    or_(
        notices.c.formed_at.is_(None),
        and_(_open_deliveries.c.id.is_not(None), _open_deliveries.c.ended_by.is_(None)),
    ),
)
_ENDED = _MESSAGES.where(_open_deliveries.c.ended_by.is_not(None))


def list_waiting(
    connection: Connection,
    wanted: Filter,
    now: datetime,
    *,
    recipient: str | None,
    given_up: bool | None = None,
    ended: bool = False,
    limit: int,
    offset: int,
) -> list[WaitingMessage]:
    """Return messages that wait, the oldest first; those of the cases wanted, to ``recipient``.

    ``given_up``: only those that are tried no more, or only others. ``ended``: instead, those that
    somebody dropped or sent elsewhere.
    """
    query = matching(_ENDED if ended else _WAITING, wanted).limit(limit).offset(offset)
    if recipient is not None:
        query = query.where(notices.c.recipient == recipient)
    if given_up is not None:
        is_given_up = _open_deliveries.c.given_up_at.is_not(None)
        query = query.where(is_given_up if given_up else ~is_given_up)
    return [_message(row, now) for row in connection.execute(query)]


def _message(row: Any, now: datetime) -> WaitingMessage:
    # What would wait longer than anything does was written by a clock that was ahead: it goes out.
    until = [
        one
        for one in (row.hold_until, row.collect_until)
        if one is not None and now < one <= now + LONGEST_HOLD
    ]
    failed = row.error is not None
    ended = row.ended_by is not None
    leased = row.leased_until if row.leased_until is not None and row.leased_until > now else None
    return WaitingMessage(
        number(row.prefix, row.year, row.id),
        row.seq,
        row.position,
        row.edition_then,
        row.site,
        row.zone,
        row.template,
        row.recipient,
        row.party,
        tuple(decode(row.documents)) if row.documents else (),
        row.deadline,
        row.cycle,
        row.due_at,
        row.urgent,
        row.created_at,
        max(until, default=None) if row.formed_at is None else None,
        row.channel or None,
        row.attempts if failed else 0,
        row.error,
        row.try_at if failed and row.given_up_at is None else None,
        row.delivery,
        row.given_up_at is not None and not ended,
        leased,
        row.host,
        row.process,
        row.ended_by,
        row.ended_why,
        row.given_up_at if ended else None,
        row.goes_to,
    )
