"""The outbox as the relay sees it: form deliveries, claim, and say how it went."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from workflow.calendars.rules import Text
from workflow.definition.model import Definition
from workflow.service.editions import edition_of
from workflow.service.holding import held_anew
from workflow.service.house import House
from workflow.store import outbox
from workflow.store.database import check_going_on
from workflow.store.messages import Message, Unreadable
from workflow.translation import gettext

log = logging.getLogger("workflow.outbox")

LEASE = timedelta(seconds=60)
BATCH = 100


class Letter(NamedTuple):
    """A message with the words of its definition, ready to be put into a sentence.

    ``delivery`` is the id the receiver can drop repeats by. Instants are aware UTC, ``zone`` is
    that of the case. ``deadline_name`` is what the definition calls the deadline. ``party`` is the
    title of who outside the house is meant, ``party_name`` the name, ``documents`` are the titles
    of those that go with it. What a step sends is about no deadline: it has no name, and nothing
    is due. Nothing personal is in it.
    """

    delivery: str
    channel: str
    recipient: str | None
    kind: str
    case: str
    definition: Text
    state: Text
    owner: str
    site: str
    zone: str
    deadline: Text
    due_at: datetime | None
    urgent: bool
    attempts: int
    deadline_name: str
    party_name: str | None = None
    party: Text | None = None
    documents: tuple[Text, ...] = ()
    document_names: tuple[str, ...] = ()


class Sender(Protocol):
    """A way out of the house. ``channel`` is its name."""

    channel: str

    def send(self, letter: Letter) -> None:
        """Send one message. Whatever is raised means: not sent, to be tried again."""


def form(house: House, channels: Sequence[str]) -> int:
    """Put waiting notices into deliveries, one on each channel; return how many notices.

    What was held up until whoever it is for went home waits for working time anew.
    """
    formed = 0
    while channels:
        with house.transactions.writing() as connection:
            now = house.now()
            found = outbox.waiting(connection, now, BATCH)
            held = held_anew(house, connection, found, now)
            outbox.hold(connection, held)
            ready = [one for one in found if one.id not in held]
            outbox.form_deliveries(connection, channels, ready, now)
        formed += len(ready)
        if len(found) < BATCH:
            break
    return formed


def waiting(house: House) -> bool:
    """Whether there is anything to form or to send now."""
    with house.transactions.reading() as connection:
        return outbox.anything_waiting(connection, house.now(), LEASE)


def next_held(house: House) -> datetime | None:
    """Return when the next message may go out that waits for working time, if one does."""
    with house.transactions.reading() as connection:
        return outbox.next_held(connection, house.now())


def count_failed(house: House) -> int:
    """Return how many messages could not be sent and wait to be tried again."""
    with house.transactions.reading() as connection:
        return outbox.count_failed(connection)


def claim(house: House) -> list[Letter]:
    """Lease deliveries that are due, so that no other relay sends them at the same time.

    What cannot be read is marked as failed, and holds up nothing.
    """
    while True:
        with house.transactions.writing() as connection:
            # Asked under the lock: no lease there is was given at a later time.
            now = house.now()
            messages = outbox.claim(connection, now, now + LEASE, BATCH)
            read = [_letter(connection, message, now) for message in messages]
        letters = [one for one in read if one is not None]
        if letters or not messages:
            return letters


def _letter(connection: Connection, message: Message | Unreadable, now: datetime) -> Letter | None:
    if isinstance(message, Unreadable):
        _mark_failed(connection, message, message.error, now)
        return None
    try:
        return _worded(message, edition_of(connection, message.edition).definition)
    except Exception as error:
        check_going_on(connection, error)
        _mark_failed(connection, message, type(error).__name__, now)
        return None


def _worded(message: Message, definition: Definition) -> Letter:
    return Letter(
        delivery=message.delivery,
        channel=message.channel,
        recipient=message.recipient,
        kind=message.template,
        case=message.case,
        definition=definition.title,
        state=definition.states[message.state].title,
        owner=message.owner,
        site=message.site,
        zone=message.zone,
        deadline=title_of(definition, message.deadline),
        due_at=message.due_at,
        urgent=message.urgent,
        attempts=message.attempts,
        deadline_name=message.deadline,
        party_name=message.party,
        party=None if message.party is None else definition.parties[message.party].title,
        documents=tuple([definition.documents[one].title for one in message.documents]),
        document_names=message.documents,
    )


def title_of(definition: Definition, deadline: str) -> Text:
    """Return the title of the deadline a message is about; what a step sends is about none."""
    return definition.deadlines[deadline].title if deadline else {}


def settle(house: House, *, sent: Sequence[Letter], untried: Sequence[Letter]) -> None:
    """Record which of the claimed messages were sent; give back those nobody tried to send."""
    if not sent and not untried:
        return
    with house.transactions.writing() as connection:
        outbox.mark_sent(connection, [one.delivery for one in sent], house.now())
        outbox.give_back(connection, [one.delivery for one in untried])


def failed(house: House, letter: Letter, why: str) -> None:
    """Record that a message could not be sent, and when it is tried again."""
    with house.transactions.writing() as connection:
        _mark_failed(connection, letter, why, house.now())


def _mark_failed(
    connection: Connection, one: Letter | Message | Unreadable, why: str, now: datetime
) -> None:
    again_at = now + outbox.pause_after(one.attempts)
    outbox.mark_failed(connection, one.delivery, why, again_at)
    log.warning(
        gettext("message %s was not sent (%s), next attempt %s"),
        one.delivery, why, again_at.isoformat(),
    )  # fmt: skip
