"""The outbox as the relay sees it: form deliveries, claim, and say how it went."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from workflow.definition.model import Text
from workflow.service.acting import House
from workflow.service.editions import edition_of
from workflow.store import outbox

LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
BATCH = 100


class Letter(NamedTuple):
    """A message with the words of its definition, ready to be put into a sentence.

    ``delivery`` is the id the receiver can drop repeats by. Instants are aware UTC, ``zone`` is
    that of the case. Nothing personal is in it.
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
    due_at: datetime
    urgent: bool
    attempts: int


class Sender(Protocol):
    """A way out of the house. ``channel`` is its name."""

    channel: str

    def send(self, letter: Letter) -> None:
        """Send one message. Whatever is raised means: not sent, to be tried again."""


def form(house: House, channels: Sequence[str]) -> int:
    """Put waiting notices into deliveries, one on each channel; return how many notices."""
    formed = 0
    while True:
        with house.transactions.writing() as connection:
            count = outbox.form_deliveries(connection, channels, house.now(), BATCH)
        formed += count
        if count < BATCH:
            return formed


def waiting(house: House) -> bool:
    """Whether there is anything to form or to send now."""
    with house.transactions.reading() as connection:
        return outbox.anything_waiting(connection, house.now())


def claim(house: House) -> list[Letter]:
    """Lease deliveries that are due, so that no other relay sends them at the same time."""
    now = house.now()
    with house.transactions.writing() as connection:
        messages = outbox.claim(connection, now, now + LEASE, BATCH)
        letters = []
        for message in messages:
            definition = edition_of(connection, message.edition).definition
            letters.append(
                Letter(
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
                    deadline=definition.deadlines[message.deadline].title,
                    due_at=message.due_at,
                    urgent=message.urgent,
                    attempts=message.attempts,
                )
            )
    return letters


def settle(house: House, *, sent: Sequence[Letter], untried: Sequence[Letter]) -> None:
    """Record which of the claimed messages were sent; give back those nobody tried to send."""
    if not sent and not untried:
        return
    with house.transactions.writing() as connection:
        outbox.mark_sent(connection, [one.delivery for one in sent], house.now())
        outbox.give_back(connection, [one.delivery for one in untried])


def failed(house: House, letter: Letter, why: str) -> datetime:
    """Record that a message could not be sent; return when it is tried again."""
    pause = min(FIRST_PAUSE * (1 << min(letter.attempts - 1, 20)), LONGEST_PAUSE)
    again_at = house.now() + pause
    with house.transactions.writing() as connection:
        outbox.mark_failed(connection, letter.delivery, why, again_at)
    return again_at
