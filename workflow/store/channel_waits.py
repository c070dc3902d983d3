"""What waits for its channel to work, as long as that does not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, select

from workflow.store.outbox import OF_DELIVERY, UNSENT, try_now
from workflow.store.tables import deliveries, delivery_notices, notices

_RECONSIDERED = OF_DELIVERY.where(
    deliveries.c.sent_at.is_(None),
    deliveries.c.given_up_at.is_not(None),
    deliveries.c.ended_by.is_(None),
    exists().where(
        delivery_notices.c.delivery_id == deliveries.c.id,
        notices.c.id == delivery_notices.c.notice_id,
        notices.c.dropped_at.is_(None),
    ),
).values(given_up_at=None, waits_for_channel=True, try_at=bindparam("again_at"))
_ANY_FOR_CHANNEL = (
    select(deliveries.c.id)
    .where(
        UNSENT,
        deliveries.c.waits_for_channel.is_(True),
        deliveries.c.channel == bindparam("channel"),
    )
    .limit(1)
)
_WAITING_FOR_CHANNEL = (
    select(deliveries.c.id)
    .where(
        UNSENT,
        deliveries.c.waits_for_channel.is_(True),
        deliveries.c.channel == bindparam("channel"),
        deliveries.c.try_at > bindparam("now"),
    )
    # Two that find out at the same time do not wait for each other.
    .with_for_update(skip_locked=True)
)


def any_for_channel(connection: Connection, channel: str) -> bool:
    """Whether something waits for a channel to work."""
    return connection.execute(_ANY_FOR_CHANNEL, {"channel": channel}).first() is not None


def reconsider(connection: Connection, ids: Sequence[str], again_at: datetime) -> None:
    """Let what was given up wait for its channel to work; what somebody ended stays so."""
    if ids:
        rows = [{"delivery": one, "again_at": again_at} for one in ids]
        connection.execute(_RECONSIDERED, rows)


def works_again(connection: Connection, channel: str, now: datetime) -> None:
    """Let what waits for a channel to work be tried at once: something went out by it."""
    found = connection.execute(_WAITING_FOR_CHANNEL, {"channel": channel, "now": now})
    try_now(connection, found.scalars().all(), now)
