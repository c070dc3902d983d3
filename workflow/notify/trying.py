"""A message sent at once and once: to see whether it arrives, or because somebody asks for it."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple
from uuid import uuid4

from workflow.calendars.rules import Text
from workflow.clock import now
from workflow.definition.near import nearest
from workflow.engine.authority import check_known
from workflow.engine.directory import contacts_of
from workflow.errors import ChannelUnknown, NotDelivered
from workflow.notify.settings import Settings
from workflow.service.delivery import Delivery, Letter
from workflow.service.facade import Workflow
from workflow.service.outboxing import addressed
from workflow.translation import LANGUAGES, gettext, language, mark

CASE = "TEST"
_TITLE = mark("Test of a channel")
_STATE = mark("nothing to do")


class Trial(NamedTuple):
    """How it went on one channel. ``address`` is ``None`` if it goes to nobody in particular.

    ``why`` says why it did not go, and is empty if it went.
    """

    channel: str
    address: str | None
    delivery: str
    why: str = ""


def contacts(workflow: Workflow, person: str) -> Mapping[str, str]:
    """Return how a person is reached. Raises ``PersonUnknown``."""
    with workflow.transactions.reading() as connection:
        directory = workflow.directory(connection)
        check_known(directory, person)
        return contacts_of(directory, person)


def try_out(
    settings: Settings, person: str, reached: Mapping[str, str], only: str | None = None
) -> Iterator[Trial]:
    """Send a message to a person wherever they are told something, and yield how each one went.

    That is every channel they have an address on, otherwise the default ones; or ``only`` one.
    Raises ``ChannelUnknown``.
    """
    yield from send_now(settings, person, reached, (_letter(person),), prefix="test", only=only)


def send_now(
    settings: Settings,
    person: str,
    reached: Mapping[str, str],
    letters: tuple[Letter, ...],
    *,
    prefix: str,
    only: str | None = None,
) -> Iterator[Trial]:
    """Send letters to a person as one message, once, and yield how it went on each channel.

    Nothing is kept of it: what did not go is not tried again. Raises ``ChannelUnknown``.
    """
    known = {one.channel: one for one in settings.senders}
    if only is not None and only not in known:
        raise ChannelUnknown(only, tuple(known), nearest(only, known))
    channels = [only] if only is not None else [*reached]
    if not any(name in known for name in channels):
        channels += settings.routes.defaults
    for name in channels:
        identity = f"{prefix}-{uuid4()}"
        delivery = Delivery(identity, name, person, None, 1, letters)
        delivery = addressed(delivery, reached, settings.routes)
        trial = Trial(name, delivery.address, delivery.id)
        if name not in known:
            yield trial._replace(why=gettext("the settings have no such channel"))
            continue
        try:
            known[name].send(delivery)
        except NotDelivered as error:
            yield trial._replace(why=error.reason)
        except Exception as error:
            # Its own text may hold anything.
            yield trial._replace(why=type(error).__name__)
        else:
            yield trial


def broken_words(settings: Settings) -> list[str]:
    """Return what is wrong with the templates of the house, in every language."""
    if (words := settings.words) is None:
        return []
    found = (words.in_language(tag).unusable(_letters()) for tag in LANGUAGES)
    return [*dict.fromkeys(str(one) for one in chain.from_iterable(found))]


def tell_broken_words(settings: Settings) -> None:
    """Log what is wrong with the templates of the house in its language, once."""
    if settings.words is not None:
        settings.words.tell(settings.words.unusable(_letters()))


def _letters() -> list[Letter]:
    """Return a letter of each kind."""
    plain = _letter("lin")
    due = plain._replace(deadline=plain.definition, due_at=now(), deadline_name="test")
    party = due._replace(party=plain.definition, party_name="test", documents=(plain.state,))
    kinds = ("reminder", "escalation", "follow_up", "alarm", "party")
    return [plain, *(party._replace(kind=one) for one in kinds)]


def _letter(person: str) -> Letter:
    return Letter(
        recipient=person,
        kind="message",
        case=CASE,
        definition=_everywhere(_TITLE),
        state=_everywhere(_STATE),
        owner=person,
        site="",
        zone="UTC",
        deadline={},
        due_at=None,
        urgent=False,
        deadline_name="",
    )


def _everywhere(text: str) -> Text:
    """Return a text in every language, as a definition has it."""
    found = {}
    for tag in LANGUAGES:
        with language(tag):
            found[tag] = gettext(text)
    return found
