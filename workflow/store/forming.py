"""Forming deliveries: which notices may be handed on, what waits longer, what goes together.

A notice is in one delivery per channel; a delivery carries one notice or many. Both are written in
one transaction, so that no notice is lost between them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, insert, or_, select, update

from workflow.store.json_text import decode
from workflow.store.messages import OF_NOTICE, edition_then
from workflow.store.prepared import Prepared, instant
from workflow.store.tables import cases, deliveries, delivery_notices, events, notices

LONGEST_HOLD = timedelta(days=31)


class Waiting(NamedTuple):
    """A notice in no delivery yet, with its edition and the site of its case, if that is there.

    It is or was held until ``hold_until``, and collected until ``collect_until``, if it was.
    ``owner`` is who owns the case now.
    """

    id: int
    recipient: str | None
    party: str | None
    template: str
    deadline: str
    urgent: bool
    created_at: datetime
    hold_until: datetime | None
    collect_until: datetime | None
    edition: str | None
    site: str | None
    owner: str | None

    @property
    def can_wait(self) -> bool:
        """Whether it is neither urgent nor an alarm."""
        return not self.urgent and self.template != "alarm"

    @property
    def goes_to(self) -> str | None:
        """Who it goes to: what is for a party, to who owns the case."""
        return self.recipient if self.party is None else self.recipient or self.owner


class Formed(NamedTuple):
    """Notices, by their ids, that go together to a person, on some channels."""

    recipient: str | None
    notices: tuple[int, ...]
    channels: tuple[str, ...]


def _over(until: ColumnElement[datetime]) -> ColumnElement[bool]:
    # What waits longer than anything does was written by a clock that was ahead.
    return or_(until.is_(None), until <= bindparam("now"), until > bindparam("latest"))


_unformed = and_(notices.c.formed_at.is_(None), notices.c.dropped_at.is_(None))
_may_be_formed = and_(_unformed, _over(notices.c.hold_until), _over(notices.c.collect_until))
_ALL = (
    select(
        *(notices.c[name] for name in Waiting._fields[:-3]),
        edition_then,
        cases.c.site,
        cases.c.owner,
    )
    .outerjoin_from(notices, cases, cases.c.id == notices.c.case_id)
    .outerjoin(events, OF_NOTICE)
    .order_by(notices.c.id)
)
_WAITING = _ALL.where(_may_be_formed).limit(bindparam("most"))
# What was written at a time to come is that of a clock that was ahead, with the time it waits for.
_HELD = _ALL.where(
    _unformed,
    notices.c.created_at <= bindparam("now"),
    or_(notices.c.hold_until > bindparam("now"), notices.c.collect_until > bindparam("now")),
)
_SAID = (
    select(notices.c.position, events.c.payload)
    .join_from(notices, events, OF_NOTICE)
    .where(notices.c.id == bindparam("notice"))
)
_COUNT_UNFORMED = select(func.count()).where(_unformed)
_HOLD = (
    update(notices).where(notices.c.id == bindparam("notice")).values(hold_until=bindparam("until"))
)
_COLLECT = (
    update(notices)
    .where(notices.c.id == bindparam("notice"))
    .values(collect_until=bindparam("until"))
)
_FORMED = (
    update(notices).where(notices.c.id == bindparam("notice")).values(formed_at=bindparam("at"))
)
_LAST = (
    select(deliveries.c.recipient, func.max(deliveries.c.created_at).label("at"))
    .where(
        deliveries.c.recipient.in_(bindparam("people", expanding=True)),
        deliveries.c.created_at > bindparam("since"),
        deliveries.c.created_at <= bindparam("now"),
    )
    .group_by(deliveries.c.recipient)
)
_DELIVERY = select(deliveries.c.channel, deliveries.c.recipient).where(
    deliveries.c.id == bindparam("delivery")
)
_CARRIED = (
    select(delivery_notices.c.notice_id)
    .where(delivery_notices.c.delivery_id == bindparam("delivery"))
    .order_by(delivery_notices.c.notice_id)
)
_MOVE = (
    update(delivery_notices)
    .where(
        delivery_notices.c.delivery_id == bindparam("delivery"),
        delivery_notices.c.notice_id == bindparam("notice"),
    )
    .values(delivery_id=bindparam("to"))
)
_ANYTHING_TO_FORM = Prepared(select(notices.c.id).where(_may_be_formed).limit(1))
_NEXT_HELD = Prepared(
    select(
        *(
            select(func.min(until)).where(_unformed, until > bindparam("now")).scalar_subquery()
            for until in (notices.c.hold_until, notices.c.collect_until)
        )
    )
)


def count_unformed(connection: Connection) -> int:
    """Return how many notices are in no delivery yet: most wait until they may go out."""
    counted: int = connection.execute(_COUNT_UNFORMED).scalar_one()
    return counted


def anything_to_form(connection: Connection, now: datetime) -> bool:
    """Whether a notice may be handed on."""
    return _ANYTHING_TO_FORM.run(connection, _now(now)).first() is not None


def next_held(connection: Connection, now: datetime) -> datetime | None:
    """Return when the first notice may be formed that is held back now, ``None`` if none is."""
    found = _NEXT_HELD.run(connection, {"now": now}).one()
    return min((instant(one) for one in found if one is not None), default=None)


def waiting(connection: Connection, now: datetime, most: int) -> list[Waiting]:
    """Return notices that may be handed on now, the first ones first."""
    rows: Any = connection.execute(_WAITING, {**_now(now), "most": most})
    return [Waiting._make(row) for row in rows]


def held(connection: Connection, now: datetime) -> list[Waiting]:
    """Return notices that wait for a time to come, the first ones first."""
    return [Waiting._make(row) for row in connection.execute(_HELD, {"now": now})]


def said(connection: Connection, notice: int) -> tuple[int, Any]:
    """Return which message of its event a notice is, and the payload of that."""
    position, payload = connection.execute(_SAID, {"notice": notice}).one()
    return position, decode(payload)


def hold(connection: Connection, until: Mapping[int, datetime | None]) -> None:
    """Let notices wait for working time, each until an instant or no more, by their ids."""
    _wait(connection, _HOLD, until)


def collect(connection: Connection, until: Mapping[int, datetime | None]) -> None:
    """Let notices wait to go with others, or until somebody may be called, or no more."""
    _wait(connection, _COLLECT, until)


def last_told(
    connection: Connection, people: Iterable[str], *, since: datetime, now: datetime
) -> dict[str, datetime]:
    """Return when something was last handed on to people, if that was after ``since``."""
    names = sorted(set(people))
    if not names:
        return {}
    wanted = {"people": names, "since": since, "now": now}
    return {row.recipient: row.at for row in connection.execute(_LAST, wanted)}


def form(connection: Connection, formed: Iterable[Formed], now: datetime) -> None:
    """Put notices into deliveries, one on each of their channels."""
    made = [(one, channel, str(uuid4())) for one in formed for channel in one.channels]
    if not made:
        return
    connection.execute(
        insert(deliveries),
        [_unsent(id_, channel, one.recipient, now) for one, channel, id_ in made],
    )
    carried = [
        {"notice_id": notice, "channel": channel, "delivery_id": id_}
        for one, channel, id_ in made
        for notice in one.notices
    ]
    connection.execute(insert(delivery_notices), carried)
    ids = dict.fromkeys(one["notice_id"] for one in carried)
    connection.execute(_FORMED, [{"notice": one, "at": now} for one in ids])


def split(connection: Connection, delivery: str, now: datetime) -> bool:
    """Let everything a delivery carries go by itself; ``False`` if that is one thing anyhow.

    So what cannot be read holds up nothing else.
    """
    row = connection.execute(_DELIVERY, {"delivery": delivery}).one()
    carried = connection.execute(_CARRIED, {"delivery": delivery}).scalars().all()
    if len(carried) <= 1:
        return False
    for notice in carried[1:]:
        id_ = str(uuid4())
        connection.execute(insert(deliveries), _unsent(id_, row.channel, row.recipient, now))
        moved = {"delivery": delivery, "notice": notice, "to": id_}
        connection.execute(_MOVE, moved)
    return True


def _unsent(id_: str, channel: str, recipient: str | None, now: datetime) -> dict[str, Any]:
    return {
        "id": id_,
        "channel": channel,
        "recipient": recipient,
        "created_at": now,
        "attempts": 0,
        "try_at": now,
    }


def _wait(connection: Connection, statement: Any, until: Mapping[int, datetime | None]) -> None:
    if until:
        rows = [{"notice": id_, "until": at} for id_, at in until.items()]
        connection.execute(statement, rows)


def _now(now: datetime) -> dict[str, Any]:
    return {"now": now, "latest": now + LONGEST_HOLD}
