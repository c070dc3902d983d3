"""What happened to a case: its events, the files that they name, and the documents it brought."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.calendars.rules import Text


class EventView(NamedTuple):
    """One event of a case's history. ``details`` is the payload, personal values put back in
    unless they were erased; ``withheld`` in it names the values that who reads does not see.
    ``voided_by`` is the event by which a rung or a miss that fired is void. ``cases`` are the
    numbers of the cases it may name, by their identities."""

    seq: int
    type: str
    at: datetime
    recorded_at: datetime
    performed_by: str
    recorded_by: str
    details: Mapping[str, object]
    hash: str
    voided_by: int | None = None
    cases: Mapping[str, str] = {}


class AttachmentView(NamedTuple):
    """A file that a case names: in which ``field``, by which event of its history."""

    field: str
    title: Text
    seq: int
    at: datetime
    file: str
    size: int
    sha256: str
    type: str


class DocumentView(NamedTuple):
    """A document that a rung or a step of a case brought, with its ``number``.

    ``deadline``, ``cycle`` and ``rung`` say which rung, or ``step`` which step, ``at`` when.
    ``text`` is filled in, in the language of the reader: that of a step as the case was then, that
    of a rung as of now. ``sent`` is false where the message it goes with was not sent, ``void`` is
    true where the rung turned out to be none.
    """

    name: str
    title: Text
    number: str
    text: str
    at: datetime
    deadline: str = ""
    deadline_title: Text | None = None
    cycle: int = 0
    rung: str = ""
    sent: bool = True
    void: bool = False
    step: str = ""
    step_title: Text | None = None
