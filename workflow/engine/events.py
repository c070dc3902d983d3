"""What happened to a case, and what a decision asks to be written.

An event's payload holds outcomes, not intentions: the state that was reached, the limit that was
chosen, the instant it is due, who was told. Replaying events therefore never evaluates a guard.

========================  =========================================================================
type                      payload
========================  =========================================================================
``opened``                trigger, definition, edition, site, zone, department, to, final, owner,
                          branch, fields, personal, deadlines
``transitioned``          trigger, from, to, entered, final, branch, fields, personal, owner,
                          deadlines
``noted``                 personal (the text)
``fields_set``            fields, personal, deadlines
``corrected``             fields, personal (with the reason), deadlines
``assigned``              from, owner
``deadline_missed``       deadline, cycle, due_at
``rung_fired``            deadline, cycle, rung, occurrence, due_at, to, skipped, alarm, refused
``miss_voided``           deadline, cycle, due_at, done_at, reason
``deadlines_moved``       deadlines
``deadline_recomputed``   country, region, official, deadlines
``erased``                fields, reason
========================  =========================================================================

``fields`` maps names to values. ``personal`` maps names of personal values to their HMAC; the
values are kept apart. ``deadlines`` is a list of changes: ``armed``, ``met``, ``late`` (done after
the miss), ``cancelled``, ``recomputed``, ``paused``, ``resumed``, ``extended``, ``revoked``,
``lapsed`` (it does not apply any more), ``recounted`` (due as before, counted by other official
days). ``official`` numbers the official days a cycle is counted
by, ``factor`` is a percentage of its limit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.engine.case import Case, Value

PAYLOAD_VERSION = 1
NOTE = "@note"
REASON = "@reason"

Payload = Mapping[str, object]


class Event(NamedTuple):
    """One event. ``at`` is when it happened, ``recorded_at`` when it was written down.

    ``personal`` are the values the store keeps apart. ``once`` makes it impossible for the case
    to have a second event with the same text there.
    """

    seq: int
    type: str
    at: datetime
    recorded_at: datetime
    performed_by: str
    recorded_by: str
    payload: Payload
    personal: Mapping[str, Value] = {}
    once: str | None = None
    version: int = PAYLOAD_VERSION


class Notice(NamedTuple):
    """A message to one person (``None``: nobody could be found, an alarm), fixed by an event."""

    seq: int
    position: int
    recipient: str | None
    template: str
    deadline: str
    cycle: int
    urgent: bool


class Decision(NamedTuple):
    """What an act comes to: the events, the case after them, and what follows from them.

    ``voided`` names the cycles (deadline, cycle) whose unsent messages must be dropped.
    ``failure`` is what kept something else that is due from firing: what is decided holds, and the
    case must be looked at.
    """

    case: Case
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    voided: tuple[tuple[str, int], ...]
    reactions: tuple[str, ...]
    failure: Exception | None = None
