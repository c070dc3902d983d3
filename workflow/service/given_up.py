"""Messages that did not arrive, or wait: tried again, dropped, or sent to somebody else."""

import logging
import re
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.engine import decide
from workflow.engine.directory import contacts_of
from workflow.engine.events import Decision
from workflow.errors import (
    CaseNotFound,
    DeliveryAmbiguous,
    DeliveryEnded,
    DeliveryGoesThere,
    DeliveryUnderWay,
    DeliveryUnknown,
    DeliveryUntried,
    InputInvalid,
    ReasonMissing,
)
from workflow.service.acting import act, consider
from workflow.service.house import House
from workflow.service.message_views import named, sending
from workflow.service.naming import serial_of
from workflow.service.outboxing import LEASE
from workflow.service.repeating import Asked
from workflow.store import forming, given_up
from workflow.store.given_up import Carried, Undelivered, Unformed
from workflow.store.integrity import number_of
from workflow.translation import gettext

log = logging.getLogger("workflow.outbox")

LEAST = 4
_OF_CASE = re.compile(r"(.+)/([1-9][0-9]{0,9})\.([1-9][0-9]{0,5})", re.ASCII)


class _Message(NamedTuple):
    """What somebody named: a delivery, or a message that is in none yet; and what it carries."""

    id: str
    to: str | None
    found: Undelivered | Unformed
    carried: Sequence[Carried]


def retry(house: House, beginning: str | None) -> tuple[str, ...]:
    """Let a delivery be tried again at once, or all that were given up; return their ids.

    Raises ``DeliveryUnknown``, ``DeliveryAmbiguous``, ``DeliveryEnded``, ``DeliveryUnderWay``,
    ``DeliveryUntried``.
    """
    with house.transactions.writing() as connection:
        if beginning is None:
            ids = tuple(given_up.all_given_up(connection))
        else:
            message = _named(house, connection, beginning)
            if isinstance(message.found, Unformed):
                raise DeliveryUntried(message.id)
            ids = (message.id,)
        for one in ids:
            given_up.retry(connection, one, house.common_now(connection))
    return ids


def try_now(house: House) -> tuple[str, ...]:
    """Let everything that waits for its next attempt be tried at once; return the ids."""
    with house.transactions.writing() as connection:
        return tuple(given_up.hasten(connection, house.common_now(connection)))


def drop(house: House, beginning: str, *, reason: str, actor: str) -> str:
    """End a message that is not wanted any more; return its id.

    The history of each case it is about says so. If it is interrupted, the same call again goes on.
    Raises as ``retry`` does but for ``DeliveryUntried``, and the refusals of an act.
    """
    why = _reason(reason)
    message = _looked_up(house, beginning)
    channel = message.found.channel if isinstance(message.found, Undelivered) else None
    deciding = partial(decide.decide_dropping, channel=channel, reason=why, actor=actor)
    _record(house, message, Asked("drop", actor, given={"delivery": message.id}), deciding)
    _end(house, message, actor, gettext("dropped: {reason}").format(reason=why))
    log.info(
        gettext("message %s is dropped by %s"), message.id, actor,
        extra={"event": "dropped", "delivery": message.id, "person": actor},
    )  # fmt: skip
    return message.id


def redirect(
    house: House,
    beginning: str,
    to: str,
    *,
    reason: str,
    actor: str,
    channels: Collection[str] | None = None,
) -> tuple[str, tuple[str, ...]]:
    """Send a message to another person instead; return its id and the cases it is about.

    Or to the same person by the channels there are: from one that is not among ``channels``, or
    from one where it was given up and they have no address any more.
    Each case gets an event. If it is interrupted, the same call again goes on. Raises as ``drop``
    does, and ``DeliveryGoesThere``.
    """
    why = _reason(reason)
    message = _looked_up(house, beginning)
    if message.to == to and not _goes_nowhere(house, message, channels):
        raise DeliveryGoesThere(message.id, to)
    asked = Asked("redirect", actor, given={"to": to, "delivery": message.id})
    deciding = partial(decide.decide_redirection, to=to, reason=why, actor=actor)
    numbers = _record(house, message, asked, deciding, to)
    _end(house, message, actor, gettext("sent to {person}: {reason}").format(person=to, reason=why))
    log.info(
        gettext("message %s goes to %s instead, says %s"), message.id, to, actor,
        extra={"event": "redirected", "delivery": message.id, "person": to},
    )  # fmt: skip
    return message.id, tuple(dict.fromkeys(numbers))


def _record(
    house: House, message: _Message, asked: Asked, deciding: Callable[..., Decision], to: str = ""
) -> list[str]:
    """Write what is decided into the history of every case, or of none; return the cases.

    Meanwhile nobody sends the message.
    """
    for one in message.carried:
        consider(house, one.case_id, partial(deciding, message=one.notice))
    with house.transactions.writing() as connection:
        _keep(house, connection, _named(house, connection, message.id))
    numbers = []
    for one in message.carried:
        said = one.notice
        key = f"{asked.what} {message.id} {one.case_id} {said.seq} {said.position} {to}".strip()
        deciding_this = partial(deciding, message=said)
        numbers.append(act(house, one.case_id, asked._replace(key=key), deciding_this).case)
    return numbers


def _keep(house: House, connection: Connection, message: _Message) -> None:
    now = house.common_now(connection)
    until = now + LEASE
    if isinstance(message.found, Unformed):
        forming.collect(connection, {message.found.id: until})
    elif not message.found.given_up:
        latest = now + 2 * LEASE
        if not given_up.keep(connection, message.id, until, now=now, latest=latest):
            raise _under_way(message.found)


def _end(house: House, message: _Message, actor: str, why: str) -> None:
    with house.transactions.writing() as connection:
        now, delivery = house.common_now(connection), message.id
        if isinstance(message.found, Unformed):
            # If it took too long, a daemon may have made it ready to go meanwhile.
            found = _named(house, connection, message.id).found
            assert isinstance(found, Unformed)  # noqa: S101 - for the type checker
            delivery = given_up.form_on_no_channel(connection, found, now)
        if not given_up.end(connection, delivery, who=actor, why=why, now=now):
            raise DeliveryEnded(message.id)


def _looked_up(house: House, beginning: str) -> _Message:
    with house.transactions.reading() as connection:
        return _named(house, connection, beginning)


def _named(house: House, connection: Connection, name: str) -> _Message:
    """Return the message of this name, which nobody is sending and which is not over."""
    if match := _OF_CASE.fullmatch(name):
        return _of_case(connection, name, match[1], int(match[2]), int(match[3]))
    if len(name) < LEAST:
        raise InputInvalid(name, gettext("at least {n} characters of an id").format(n=LEAST))
    found = given_up.find(connection, name)
    if not found:
        raise DeliveryUnknown(name)
    if len(found) > 1:
        raise DeliveryAmbiguous(name)
    (one,) = found
    carried = given_up.carried(connection, one.id)
    if one.sent or one.ended or not carried:
        raise DeliveryEnded(one.id)
    now = house.common_now(connection)
    # A lease that is longer than any was given by a clock that was ahead.
    if one.leased_until is not None and now < one.leased_until <= now + 2 * LEASE:
        raise _under_way(one)
    return _Message(one.id, one.recipient, one, carried)


def _goes_nowhere(house: House, message: _Message, channels: Collection[str] | None) -> bool:
    """Whether a message is on a channel that is not there, or not for who it goes to."""
    found = message.found
    if isinstance(found, Unformed):
        return False
    if channels is not None and found.channel not in channels:
        return True
    if not found.given_up or found.recipient is None:
        return False
    with house.transactions.reading() as connection:
        return found.channel not in contacts_of(house.directory(connection), found.recipient)


def _of_case(connection: Connection, name: str, case: str, seq: int, position: int) -> _Message:
    """Return a message that is in no delivery, by its case, its event, and its place there."""
    try:
        serial = serial_of(case)
    except CaseNotFound:
        raise DeliveryUnknown(name) from None
    found = given_up.find_unformed(connection, serial, seq, position - 1)
    if found is None:
        raise DeliveryUnknown(name)
    number = number_of(connection, serial)
    if case not in {number, str(serial)}:
        raise DeliveryUnknown(name)
    recipient = found.carried.notice.recipient
    return _Message(named(number, seq, position - 1), recipient, found, (found.carried,))


def _under_way(found: Undelivered) -> DeliveryUnderWay:
    sender = None
    if found.process is not None and found.host is not None:
        sender = found.process, found.host
    return DeliveryUnderWay(found.id, sending(sender))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
