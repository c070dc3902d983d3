"""What there is to see of messages: plain values. Instants are aware UTC."""

from datetime import datetime
from typing import NamedTuple

from workflow.calendars.rules import Text
from workflow.service.views.health import RestView
from workflow.translation import gettext


class WaitingView(NamedTuple):
    """A message that did not go out yet, on one channel once it is formed.

    ``kind``: ``reminder``, ``escalation``, ``follow_up`` (of a time that nobody owed and that ran
    out), ``message`` (that a step or a rung sends), ``alarm`` (somebody could not be found) or
    ``party``. What a step sends is about no ``deadline``.
    ``recipient`` is a person, ``party`` the name of who outside the house is meant. ``since`` is
    when it was written, ``held_until`` until when it waits for working time, or to go with others.
    So many ``attempts`` failed, the last with ``error``, and it is tried again at ``again_at``,
    unless it is ``given_up``, or ``unserved``: no daemon sends by its channel. ``resting``: its
    channel does not work, and it goes as soon as that does. ``delivery`` is what it is tried under,
    once it is formed, and ``id`` what it can be named by before, too.
    ``sending_until``: it is being sent, until then at most, by ``sender`` (process and host) if a
    daemon does. ``ended_by`` is who dropped it or sent it to somebody else ``ended_at``, and
    ``ended_why`` says which and why. Nothing personal of the case is in it.
    """

    id: str
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
    sending_until: datetime | None = None
    sender: tuple[int, str] | None = None
    ended_by: str | None = None
    ended_why: str | None = None
    ended_at: datetime | None = None
    unserved: bool = False
    resting: RestView | None = None
    daemon_lives: bool = False


def named(case: str, seq: int, position: int) -> str:
    """Return what a message is called that is in no delivery yet: by its event and place in it.

    >>> named("C-2026-000017", 7, 0)
    'C-2026-000017/7.1'
    """
    return f"{case}/{seq}.{position + 1}"


def sending(sender: tuple[int, str] | None) -> str:
    """Return who is sending a message, by process and host if a daemon is.

    >>> sending((4711, "desk"))
    'process 4711 on desk'
    """
    if sender is None:
        return gettext("another program")
    process, host = sender
    return gettext("process {process} on {host}").format(process=process, host=host)
