"""Messages of what turned out not to be so: what was not sent yet is not sent any more."""

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from workflow.engine.events import Decision
from workflow.store.tables import deliveries, delivery_notices, notices

_drop = (
    update(notices)
    .where(
        notices.c.case_id == bindparam("serial"),
        notices.c.dropped_at.is_(None),
        # What one channel has told is told there; the others need not tell it too.
        or_(
            notices.c.formed_at.is_(None),
            exists().where(
                delivery_notices.c.notice_id == notices.c.id,
                deliveries.c.id == delivery_notices.c.delivery_id,
                deliveries.c.sent_at.is_(None),
                deliveries.c.ended_by.is_(None),
            ),
        ),
    )
    .values(dropped_at=bindparam("at"))
)
_DROP_UNSENT = _drop.where(
    notices.c.deadline == bindparam("name"), notices.c.cycle == bindparam("of_cycle")
)
_DROP_UNSENT_OF_EVENTS = _drop.where(notices.c.seq.in_(bindparam("events", expanding=True)))
_held = or_(notices.c.hold_until.is_not(None), notices.c.collect_until.is_not(None))
_earlier = notices.c.seq < bindparam("first")
_DROP_WAITING_REMINDERS = (
    update(notices)
    .where(
        notices.c.case_id == bindparam("serial"),
        notices.c.deadline == bindparam("name"),
        notices.c.cycle == bindparam("of_cycle"),
        notices.c.template == "reminder",
        notices.c.formed_at.is_(None),
        notices.c.dropped_at.is_(None),
        or_(and_(_held, _earlier), and_(bindparam("whole"), or_(_held, _earlier))),
    )
    .values(dropped_at=bindparam("at"))
)
# What was handed on and dropped before is not handed on again.
_TAKE_UP_AGAIN = (
    update(notices)
    .where(
        notices.c.case_id == bindparam("serial"),
        notices.c.seq.in_(bindparam("events", expanding=True)),
        notices.c.template == "reminder",
        or_(notices.c.formed_at.is_(None), notices.c.dropped_at == bindparam("at")),
    )
    .values(dropped_at=None)
)
# Deliveries that carry nothing but dropped notices and were not sent are not sent any more.
_GIVE_UP = (
    update(deliveries)
    .where(
        deliveries.c.sent_at.is_(None),
        deliveries.c.given_up_at.is_(None),
        deliveries.c.id.in_(
            select(delivery_notices.c.delivery_id)
            .join(notices, notices.c.id == delivery_notices.c.notice_id)
            .where(notices.c.case_id == bindparam("serial"), notices.c.dropped_at.is_not(None))
        ),
        ~exists().where(
            delivery_notices.c.delivery_id == deliveries.c.id,
            notices.c.id == delivery_notices.c.notice_id,
            notices.c.dropped_at.is_(None),
        ),
    )
    .values(given_up_at=bindparam("at"), error="voided", leased_until=None, leased_by=None)
)


def drop_unsent(connection: Connection, serial: int, decision: Decision) -> None:
    """Drop the unsent messages of the cycles, and of the events, that a decision voided.

    Each on every channel on which it did not go out. And reminders that were not handed on yet, of
    what is done or missed by now; those of what goes on are kept.
    """
    at = decision.events[-1].recorded_at
    for name, cycle, whole in decision.outdated:
        values = {"serial": serial, "name": name, "of_cycle": cycle, "at": at}
        values |= {"first": decision.events[0].seq, "whole": whole}
        connection.execute(_DROP_WAITING_REMINDERS, values)
    for name, cycle in decision.voided:
        values = {"serial": serial, "name": name, "of_cycle": cycle, "at": at}
        connection.execute(_DROP_UNSENT, values)
    if decision.dropped:
        values = {"serial": serial, "events": list(decision.dropped), "at": at}
        connection.execute(_DROP_UNSENT_OF_EVENTS, values)
    if decision.useful:
        values = {"serial": serial, "events": list(decision.useful), "at": at}
        connection.execute(_TAKE_UP_AGAIN, values)
    if decision.voided or decision.dropped:
        connection.execute(_GIVE_UP, {"serial": serial, "at": at})
