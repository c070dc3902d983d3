"""What a simulation tells of messages that went out."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.notify.wording import sentence
from workflow.service.delivery import Letter


class Message(NamedTuple):
    """A message that went out. ``to`` is ``None`` for an alarm: somebody was not to be found.

    ``kind`` is ``reminder``, ``escalation``, ``message``, ``alarm`` or ``party``: to who outside
    the house is named by ``party``. ``deadline`` is what it is about, by its name, empty if a step
    sends it; ``documents`` are the names of those that go with it. ``text`` is what the daemon
    writes to its log, in the language of whoever moved the clock.
    """

    at: datetime
    when: str
    case: str
    kind: str
    to: str | None
    urgent: bool
    text: str
    deadline: str
    party: str | None = None
    documents: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"{self.when} {self.text}"


def messages(letters: Iterable[Letter], now: datetime) -> Iterator[Message]:
    """Return letters as messages that go out now."""
    for one in letters:
        when = show_local(now, zone_named(one.zone), end=True)
        yield Message(
            now,
            when,
            one.case,
            one.kind,
            one.recipient,
            one.urgent,
            sentence(one),
            one.deadline_name,
            one.party_name,
            one.document_names,
        )
