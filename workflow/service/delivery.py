"""What a sender is given: one delivery, to one address on one channel, with what it carries."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from workflow.calendars.rules import Text
from workflow.definition.model import Field
from workflow.errors import NotDelivered
from workflow.translation import gettext

LOG = "log"


class OnFile(NamedTuple):
    """What is on file under a field of a case."""

    field: Field
    value: object


class Letter(NamedTuple):
    """A message with the words of its definition, ready to be put into a sentence.

    ``recipient`` is who it is meant for. Instants are aware UTC, ``zone`` is that of the case.
    ``deadline_name`` is what the definition calls the deadline. ``party`` is the title of who
    outside the house is meant, ``party_name`` the name, ``documents`` are the titles of those that
    go with it. What a step sends is about no deadline: it has no name, and nothing is due. A
    deadline that nobody ``owed`` is a time that runs out. ``fields`` are what is on file, for
    templates of the house to name; nothing else in it is personal.
    """

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
    deadline_name: str
    party_name: str | None = None
    party: Text | None = None
    documents: tuple[Text, ...] = ()
    document_names: tuple[str, ...] = ()
    owed: bool = True
    fields: Mapping[str, OnFile] = {}


class Delivery(NamedTuple):
    """One sending: ``letters`` to one ``address`` on one channel.

    The receiver can drop repeats by its ``id``. ``recipient`` is the person it goes to, ``None`` if
    it goes to whoever looks at the channel; ``address`` is theirs now, ``None`` if there is none.
    ``attempts`` counts this one. ``by_default``: it goes there because the person has an address on
    no channel at all.
    """

    id: str
    channel: str
    recipient: str | None
    address: str | None
    attempts: int
    letters: tuple[Letter, ...]
    by_default: bool = False

    def written_to(self, to: str) -> str:
        """Return the address to write to; ``to`` is for what goes to nobody in particular.

        Raises ``NotDelivered`` if it is for a person whose address was taken away: whoever reads
        what is sent ``to`` may be anybody.

        >>> Delivery("1b0f", "mail", "lin", "lin@example.com", 1, ()).written_to("boss@example.com")
        'lin@example.com'
        >>> Delivery("1b0f", "mail", None, None, 1, ()).written_to("boss@example.com")
        'boss@example.com'
        """
        if self.address:
            return self.address
        if self.recipient is None or self.by_default:
            return to
        text = gettext("{person} has no address on {channel}")
        reason = text.format(person=self.recipient, channel=self.channel)
        raise NotDelivered(self.channel, reason, retryable=False)


class Sender(Protocol):
    """A way out of the house. ``channel`` is its name."""

    channel: str

    def send(self, delivery: Delivery) -> None:
        """Send it, within the time of its lease.

        Raises ``NotDelivered``, which says whether it makes sense to try again. Whatever else is
        raised means: not sent, to be tried again.
        """


class Routes(NamedTuple):
    """Which channels there are and what goes where, by the settings of the house.

    Who has no contact on any of the ``channels`` is told on the ``defaults``; what nobody was to
    be found for goes to the ``alarms``. What comes within ``digest`` of the last message to the
    same person waits and goes together. A delivery is given up after so many ``attempts``. What
    is on file may be told on those in ``fields``, to people who may read it.
    """

    channels: tuple[str, ...] = (LOG,)
    defaults: tuple[str, ...] = (LOG,)
    alarms: tuple[str, ...] = (LOG,)
    digest: timedelta = timedelta(0)
    attempts: int = 20
    fields: tuple[str, ...] = ()

    def ways(self, contacts: Mapping[str, str]) -> Mapping[str, str | None]:
        """Return the channels on which a person with such ``contacts`` is told, with the addresses.

        >>> Routes(("log", "mail")).ways({"mail": "lin@example.com", "sms": "138"})
        {'mail': 'lin@example.com'}
        >>> Routes(("log", "mail")).ways({"sms": "138"})
        {'log': None}
        """
        reached = {name: address for name, address in contacts.items() if name in self.channels}
        return reached or dict.fromkeys(self.defaults or self.channels)
