"""The outbox: deliveries are leased, and it is written down how they went.

Forming deliveries is one transaction (see ``forming``), claiming one is another, marking it sent a
third: a process that dies in between repeats a sending, it never loses one, and the receiver can
tell by the delivery's id.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)

from workflow.store.json_text import encode
from workflow.store.messages import Message, Unreadable, read_messages
from workflow.store.patient import PATIENT, Told, is_quiet
from workflow.store.pauses import APART, OF_MESSAGES
from workflow.store.prepared import Prepared
from workflow.store.tables import deliveries

FIRST_PAUSE = OF_MESSAGES.first
LONGEST_REST = timedelta(minutes=5)
"""What waits for its channel to work is tried as often as a channel is that does not."""


class OnChannel(NamedTuple):
    """How many deliveries wait on a channel.

    So many of them ``failed`` and are to be tried again; so many are ``untried``: they were to be
    tried long ago.
    """

    channel: str
    waiting: int
    failed: int
    untried: int


UNSENT = deliveries.c.sent_at.is_(None) & deliveries.c.given_up_at.is_(None)
_OPEN = (
    select(deliveries.c.id, deliveries.c.leased_until, deliveries.c.attempts)
    .where(
        UNSENT,
        or_(deliveries.c.channel == bindparam("channel"), bindparam("channel").is_(None)),
        # What is to wait for longer than anything waits was written by a clock that was ahead.
        or_(
            deliveries.c.try_at <= bindparam("now"),
            OF_MESSAGES.is_too_far(deliveries.c.try_at, deliveries.c.attempts),
            and_(
                deliveries.c.waits_for_channel.is_(True),
                deliveries.c.try_at > bindparam("latest_rest"),
            ),
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
_ANYTHING_TO_SEND = Prepared(_OPEN)
# Two relays do not wait for each other: each takes what the other has not.
_CLAIMED = _OPEN.with_for_update(skip_locked=True)
_CLAIMED_OF_OTHERS = _CLAIMED.where(~is_quiet())
_PATIENT = PATIENT.where(UNSENT)
OF_DELIVERY = update(deliveries).where(deliveries.c.id == bindparam("delivery"))
_LEASE = OF_DELIVERY.values(
    leased_until=bindparam("until"),
    leased_by=bindparam("holder"),
    attempts=deliveries.c.attempts + 1,
)
_FREE: Mapping[str, None] = {"leased_until": None, "leased_by": None}
# Whoever has it in hand says how it went; what another took over meanwhile it counts as its own.
_in_hand = OF_DELIVERY.where(UNSENT, deliveries.c.attempts == bindparam("attempt"))
# What was sent all the same is not given up; what somebody ended stays so. It was tried, even if
# somebody has let it be tried from the beginning meanwhile.
_SENT = OF_DELIVERY.where(deliveries.c.ended_by.is_(None)).values(
    sent_at=bindparam("at"),
    given_up_at=None,
    error=None,
    attempts=case((deliveries.c.attempts < 1, 1), else_=deliveries.c.attempts),
    **_FREE,
)
_RETURNED = OF_DELIVERY.where(
    # Nobody knows of a commit whether it was done if the connection was lost: it may come twice.
    deliveries.c.attempts == bindparam("attempt"),
    or_(deliveries.c.leased_by == bindparam("holder"), bindparam("holder", type_=String).is_(None)),
).values(attempts=deliveries.c.attempts - 1, **_FREE)
_FAILED = _in_hand.values(
    try_at=bindparam("again_at"),
    error=bindparam("why"),
    waits_for_channel=bindparam("of_channel"),
    **_FREE,
)
_GIVEN_UP = _in_hand.values(given_up_at=bindparam("at"), error=bindparam("why"), **_FREE)
# A lease that is over, and not none: whoever takes it next knows that it may have gone out.
_RELEASE = (
    update(deliveries)
    .where(UNSENT, deliveries.c.leased_by == bindparam("holder"))
    .values(leased_until=bindparam("now"), leased_by=None)
)
_TRY_NOW = OF_DELIVERY.values(try_at=bindparam("now"))
_since = bindparam("since", type_=deliveries.c.try_at.type)
_untried = and_(_since.is_not(None), deliveries.c.try_at < _since, ~is_quiet())
_failed = and_(
    deliveries.c.error.is_not(None),
    or_(_since.is_(None), deliveries.c.try_at >= _since, is_quiet()),
)
_BY_CHANNEL = (
    select(
        deliveries.c.channel,
        func.count(),
        func.count(case((_failed, 1))),
        func.count(case((_untried, 1))),
    )
    .where(UNSENT)
    .group_by(deliveries.c.channel)
    .order_by(deliveries.c.channel)
)
_CHANNELS = select(deliveries.c.channel).distinct().where(UNSENT).order_by(deliveries.c.channel)
_NEXT_TRY = select(func.min(deliveries.c.try_at)).where(
    UNSENT, deliveries.c.try_at > bindparam("now")
)


def anything_to_send(connection: Connection, now: datetime, lease: timedelta) -> bool:
    """Whether a delivery waits to be sent."""
    wanted = _wanted(now, lease, 1, None)
    return _ANYTHING_TO_SEND.run(connection, wanted).first() is not None


def next_try(connection: Connection, now: datetime) -> datetime | None:
    """Return when the first delivery is to be tried again that is not now; ``None`` if none is."""
    found: datetime | None = connection.execute(_NEXT_TRY, {"now": now}).scalar()
    return found


def patient(connection: Connection) -> list[Told]:
    """Return to whom something is to be sent that can wait, with the site it is about."""
    return [(row.recipient, row.site) for row in connection.execute(_PATIENT)]


def by_channel(
    connection: Connection, since: datetime | None = None, quiet: Sequence[Told] = ()
) -> list[OnChannel]:
    """Return how many deliveries are still to be sent on each channel where any is.

    What was to be tried before ``since`` is untried, if that is given, unless it can wait and goes
    to those who are ``quiet``.
    """
    rows = connection.execute(_BY_CHANNEL, {"since": since, "quiet": list(quiet)})
    return [OnChannel._make(row) for row in rows]


def channels(connection: Connection) -> tuple[str, ...]:
    """Return the channels on which deliveries are still to be sent."""
    return tuple(connection.execute(_CHANNELS).scalars())


def claim(
    connection: Connection,
    now: datetime,
    until: datetime,
    most: int,
    channel: str | None = None,
    *,
    holder: str | None = None,
    quiet: Sequence[Told] = (),
) -> list[Message | Unreadable]:
    """Lease deliveries that are due until ``until``; return the messages they carry.

    Those on one ``channel``, or on any. ``holder`` is the daemon that sends them, if one does.
    What can wait is not taken for those who are ``quiet``.
    """
    wanted = _wanted(now, until - now, most, channel)
    if quiet:
        found = connection.execute(_CLAIMED_OF_OTHERS, {**wanted, "quiet": list(quiet)}).all()
    else:
        found = connection.execute(_CLAIMED, wanted).all()
    if not found:
        return []
    ids = [row.id for row in found]
    connection.execute(_LEASE, [{"delivery": one, "until": until, "holder": holder} for one in ids])
    left = {row.id for row in found if row.leased_until is not None and row.attempts}
    return [
        one._replace(left=True) if isinstance(one, Message) and one.delivery in left else one
        for one in read_messages(connection, ids)
    ]


def mark_sent(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Record that deliveries were sent."""
    if ids:
        connection.execute(_SENT, [{"delivery": one, "at": now} for one in ids])


def give_back(
    connection: Connection, claimed: Iterable[tuple[str, int]], holder: str | None = None
) -> None:
    """End the lease of deliveries that were claimed for an attempt but not tried.

    What another took over from the daemon ``holder`` meanwhile stays with that one.
    """
    values = [{"delivery": id_, "attempt": number, "holder": holder} for id_, number in claimed]
    if values:
        connection.execute(_RETURNED, values)


def release(connection: Connection, holder: str, now: datetime) -> int:
    """End the leases of a daemon that is gone; return how many it had.

    What it was at may have arrived, or not: it counts as an attempt.
    """
    return connection.execute(_RELEASE, {"holder": holder, "now": now}).rowcount


def mark_failed(
    connection: Connection,
    delivery: str,
    attempt: int,
    why: str,
    again_at: datetime,
    *,
    of_channel: bool = False,
) -> bool:
    """Record that an attempt failed and when the next is; ``False`` if another has it in hand.

    ``of_channel``: its channel did not work, and it may go as soon as that does.
    """
    values = {"delivery": delivery, "attempt": attempt, "why": why, "again_at": again_at}
    return connection.execute(_FAILED, {**values, "of_channel": of_channel}).rowcount == 1


def try_now(connection: Connection, ids: Sequence[str], now: datetime) -> None:
    """Let deliveries be tried at once; their attempts stay counted."""
    if ids:
        connection.execute(_TRY_NOW, [{"delivery": one, "now": now} for one in ids])


def give_up(connection: Connection, delivery: str, attempt: int, why: str, now: datetime) -> bool:
    """Record that a delivery is not tried any more, and waits for somebody to look at it.

    ``False`` if another has it in hand.
    """
    values = {"delivery": delivery, "attempt": attempt, "why": why, "at": now}
    return connection.execute(_GIVEN_UP, values).rowcount == 1


def pause_after(attempts: int, *, of_channel: bool = False) -> timedelta:
    """Return how long to wait after so many failed attempts: doubling, to an hour at most.

    >>> [pause_after(number).seconds for number in (1, 2, 3, 99)]
    [30, 60, 120, 3600]
    >>> pause_after(99, of_channel=True).seconds
    300
    """
    pause = OF_MESSAGES.after(attempts)
    return min(pause, LONGEST_REST) if of_channel else pause


def documents_text(names: Sequence[str]) -> str | None:
    """Return how the names of documents are stored: as a JSON list, nothing if there are none."""
    return encode(names) if names else None


def _wanted(now: datetime, lease: timedelta, most: int, channel: str | None) -> dict[str, Any]:
    return {
        "now": now,
        "channel": channel,
        **OF_MESSAGES.limits(now),
        "latest_rest": now + LONGEST_REST + APART,
        # Twice as long: the clock of whoever leased may have been set back a little since.
        "latest_lease": now + 2 * lease,
        "most": most,
    }
