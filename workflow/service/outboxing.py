"""The outbox as the relay sees it: claim deliveries, and say how each of them went."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection

from workflow.engine.directory import contacts_of
from workflow.errors import NotDelivered, WorkflowError
from workflow.service import unsent
from workflow.service.delivery import Delivery, Routes
from workflow.service.house import House
from workflow.service.letters import letter, with_fields
from workflow.service.quiet_people import quiet_now
from workflow.store import channel_waits, daemons, forming, outbox
from workflow.store.failures import check_going_on
from workflow.store.messages import Message, Unreadable

LEASE = timedelta(seconds=60)
LONGEST_REST = outbox.LONGEST_REST
BATCH = 100
_LOG_ONLY = Routes()


def waiting(house: House) -> bool:
    """Whether there is anything to send now."""
    with house.transactions.asking() as connection:
        return outbox.anything_to_send(connection, house.now(), LEASE)


def next_try(house: House) -> datetime | None:
    """Return when a delivery is to be tried again that is not tried now, if one is."""
    with house.transactions.asking() as connection:
        return outbox.next_try(connection, house.now())


def waits_elsewhere(house: House, channels: Collection[str]) -> dict[str, int]:
    """Return how many deliveries wait on each channel that is none of these."""
    with house.transactions.asking() as connection:
        found = outbox.by_channel(connection)
    return {one.channel: one.waiting for one in found if one.channel not in channels}


def claim(
    house: House,
    channel: str | None = None,
    *,
    holder: str | None = None,
    routes: Routes = _LOG_ONLY,
) -> list[Delivery]:
    """Lease deliveries that are due, so that no other relay sends them at the same time.

    Those on one ``channel``, or on any, for the daemon ``holder``: that shows that it lives. What
    cannot be read is marked as failed, and holds up nothing. They go to the addresses of now, and
    what is not urgent not in the quiet hours of whoever it goes to, whenever it was formed.
    """
    while True:
        with house.transactions.writing(shared=True) as connection:
            # Asked under the lock: no lease there is was given at a later time.
            now = house.common_now(connection)
            quiet = quiet_now(house, connection, now)
            messages = outbox.claim(
                connection, now, now + LEASE, BATCH, channel, holder=holder, quiet=quiet
            )
            if not messages:
                return []
            if holder is not None:
                daemons.touch(connection, holder, now)
            found = list(_deliveries(house, connection, routes, messages, now))
        if found:
            return found


def any_for_channel(house: House, channel: str) -> bool:
    """Whether something failed because its channel did not work, and waits for that."""
    with house.transactions.asking() as connection:
        return channel_waits.any_for_channel(connection, channel)


def reconsider(house: House, ids: Sequence[str]) -> None:
    """Let deliveries that were given up be tried again: it was a matter of their channel."""
    with house.transactions.writing(shared=True) as connection:
        channel_waits.reconsider(connection, ids, house.common_now(connection) + outbox.FIRST_PAUSE)


def release(house: House, holder: str) -> int:
    """Give what a daemon that is gone had leased to the others; return how many deliveries."""
    with house.transactions.writing(shared=True) as connection:
        return outbox.release(connection, holder, house.common_now(connection))


def _deliveries(
    house: House,
    connection: Connection,
    routes: Routes,
    messages: Sequence[Message | Unreadable],
    now: datetime,
) -> Iterator[Delivery]:
    directory, carried = house.directory(connection), dict[str, list[Message]]()
    for one in messages:
        if isinstance(one, Unreadable):
            _unreadable(connection, one, now)
        else:
            carried.setdefault(one.delivery, []).append(one)
    for id_, ones in carried.items():
        first = ones[0]
        try:
            letters = tuple([letter(connection, one) for one in ones])
            if first.goes_to is not None and first.channel in routes.fields:
                letters = with_fields(house, connection, letters, reader=first.goes_to)
        except Exception as error:
            check_going_on(connection, error)
            _unreadable(connection, Unreadable(id_, first.attempts, type(error).__name__), now)
            continue
        delivery = Delivery(id_, first.channel, first.goes_to, None, first.attempts, letters)
        if first.left:
            unsent.again(unsent.about(delivery))
        yield addressed(
            delivery,
            {} if first.goes_to is None else contacts_of(directory, first.goes_to),
            routes,
        )


def addressed(delivery: Delivery, contacts: Mapping[str, str], routes: Routes) -> Delivery:
    """Return a delivery with the address it goes to, by the ``contacts`` of the person it is for.

    What is on file goes to nobody but that person, and on no channel that is not for it.

    >>> delivery = Delivery("1b0f", "mail", "lin", None, 1, ())
    >>> addressed(delivery, {"mail": "lin@example.com"}, Routes(("log", "mail"))).address
    'lin@example.com'
    """
    channel, to = delivery.channel, delivery.recipient
    by_default = to is not None and routes.ways(contacts).get(channel, "") is None
    address, letters = contacts.get(channel), delivery.letters
    if not address or by_default or channel not in routes.fields:
        letters = tuple(one._replace(fields={}) for one in letters)
    return delivery._replace(address=address, by_default=by_default, letters=letters)


def settle(
    house: House,
    *,
    sent: Sequence[Delivery] = (),
    failed: Sequence[tuple[Delivery, Exception]] = (),
    waiting_for_channel: Collection[str] = (),
    untried: Sequence[Delivery] = (),
    routes: Routes = _LOG_ONLY,
    holder: str | None = None,
) -> None:
    """Record which of the claimed deliveries were sent, and which ``failed`` with what error.

    Those ``waiting_for_channel`` go as soon as something is sent by it: it works again.
    Those nobody tried to send are given back. What others took over from the daemon ``holder``
    meanwhile they keep: they say themselves how it went, unless it was sent. All of it may be said
    once more if it is not known whether it was written.
    """
    if not sent and not failed and not untried:
        return
    with house.transactions.writing(shared=True) as connection:
        now = house.common_now(connection)
        outbox.mark_sent(connection, [one.id for one in sent], now)
        for delivery, error in failed:
            of_channel = delivery.id in waiting_for_channel
            _failed(connection, delivery, error, routes, now, of_channel=of_channel)
        for channel in {one.channel for one in sent}:
            channel_waits.works_again(connection, channel, now)
        outbox.give_back(connection, [(one.id, one.attempts) for one in untried], holder)


def _failed(
    connection: Connection,
    delivery: Delivery,
    error: Exception,
    routes: Routes,
    now: datetime,
    *,
    of_channel: bool,
) -> None:
    """Record that a delivery could not be sent, and when it is tried again if it is."""
    why, about = _why(error), unsent.about(delivery)
    if not _makes_no_sense(delivery, error, routes):
        _mark_failed(connection, about, delivery.attempts, why, now, of_channel=of_channel)
    elif outbox.give_up(connection, delivery.id, delivery.attempts, why, now):
        unsent.given_up(about, why)
    else:
        unsent.overtaken(about, why)


def _makes_no_sense(delivery: Delivery, error: Exception, routes: Routes) -> bool:
    """Whether a delivery is tried no more. What waits for its channel to work is not at fault."""
    if isinstance(error, NotDelivered):
        if error.resting:
            return False
        if not error.retryable:
            return True
    return delivery.attempts >= routes.attempts


def _why(error: Exception) -> str:
    """Return an error in words. What others wrote into one may be personal, or a secret."""
    if isinstance(error, NotDelivered):
        return error.reason
    return str(error) if isinstance(error, WorkflowError) else type(error).__name__


def _unreadable(connection: Connection, one: Unreadable, now: datetime) -> None:
    if forming.split(connection, one.delivery, now):
        outbox.give_back(connection, [(one.delivery, one.attempts)])
    else:
        _mark_failed(connection, {"delivery": one.delivery}, one.attempts, one.error, now)


def _mark_failed(
    connection: Connection,
    about: Mapping[str, str],
    attempts: int,
    why: str,
    now: datetime,
    *,
    of_channel: bool = False,
) -> None:
    delivery = str(about["delivery"])
    pause = outbox.pause_after(attempts, of_channel=of_channel)
    again_at = now + pause * _jitter(delivery, attempts)
    if not outbox.mark_failed(connection, delivery, attempts, why, again_at, of_channel=of_channel):
        unsent.overtaken(about, why)
        return
    unsent.not_sent(about, why, again_at)


def _jitter(delivery: str, attempts: int) -> float:
    """Return by how much a pause is shorter, at most a quarter: not all are to come back at once.

    The same for the same delivery and attempt, so that what happens can be told beforehand.

    >>> 0.75 <= _jitter("a", 1) <= 1, _jitter("a", 1) == _jitter("a", 2)
    (True, False)
    """
    digest = sha256(f"{delivery}/{attempts}".encode()).digest()
    return 1 - digest[0] / 255 / 4
