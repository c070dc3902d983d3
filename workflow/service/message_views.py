"""What there is to see of messages: plain values. Instants are aware UTC."""

from datetime import datetime
from typing import NamedTuple

from workflow.calendars.rules import Text


class WaitingView(NamedTuple):
    """A message that did not go out yet, on one channel once it is formed.

    ``kind``: ``reminder``, ``escalation``, ``message`` (that a step or a rung sends), ``alarm``
    (somebody could not be found) or ``party``. What a step sends is about no ``deadline``.
    ``recipient`` is a person, ``party`` the name of who outside the house is meant. ``since`` is
    when it was written, ``held_until`` until when it waits for working time, or to go with others.
    So many ``attempts`` failed, the last with ``error``, and it is tried again at ``again_at``,
    unless it is ``given_up``. ``delivery`` is what it is tried under, once it is formed. Nothing
    personal of the case is in it.
    """

    case: str
    site: str
    zone: str
    kind: str
    recipient: str | None
    party: str | None
    party_title: Text
    documents: tuple[str, ...]
    deadline: str
    title: Text
    cycle: int
    due_at: datetime | None
    urgent: bool
    since: datetime
    held_until: datetime | None
    channel: str | None
    attempts: int
    error: str | None
    again_at: datetime | None
    delivery: str | None = None
    given_up: bool = False
