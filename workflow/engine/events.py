"""What happened to a case, and what a decision asks to be written.

An event's payload holds outcomes, not intentions: the state that was reached, the limit that was
chosen, the instant it is due, who was told. Replaying events therefore never evaluates a guard.

========================  =========================================================================
type                      payload
========================  =========================================================================
``opened``                trigger, definition, edition, site, zone, department, to, final, owner,
                          branch, fields, personal, read_back, deadlines, adds, counted, prints,
                          sends, duties, related, recurs
``transitioned``          trigger, from, to, entered, final, branch, fields, personal, added,
                          read_back, owner, deadlines, adds, recounted, counted, prints, sends,
                          duties, related, recurs
``noted``                 personal (the text)
``fields_set``            fields, personal, deadlines
``corrected``             fields, personal (with the reason), deadlines, recounted
``assigned``              from, owner
``duty_assigned``         duties
``deadline_missed``       deadline, cycle, due_at, owed
``rung_fired``            deadline, cycle, rung, occurrence, revision, due_at, to, prints, sends,
                          urgent, skipped, alarm, alarm_beside, does, refused, fields, deadlines,
                          counted, owed
``miss_voided``           deadline, cycle, due_at, done_at, owed, reason (``released``: not done in
                          time, but not owed any more by then)
``deadlines_moved``       deadlines
``firing_voided``         deadline, cycle, due_at, fired (keys), events (their numbers), did,
                          reason, last_at, deadlines, again (the keys of what is to come again,
                          if those are more), fields, cleared (values put back), owed; a cycle
                          that goes on says what would have paused it ``meanwhile``: by which
                          event, how, when
``clock_corrected``       events (the numbers of the acts that stand at a time that a clock showed
                          which was ahead), times (when they really were), since (what it showed),
                          really (what it was then), reason, deadlines, duties, acted_at,
                          entered_at
``deadline_recomputed``   country, region, official, deadlines
``migrated``              from_edition, to_edition (fingerprints), from_name, to_name, from, to,
                          final, owner, reason, deadlines; what is called otherwise: states,
                          steps, renamed (deadlines); if they change: counts, entry_counts,
                          performers; promises (numbers of those that may be broken in it)
``migration_undone``      the same
``message_redirected``    redirected (the message, and to whom), reason
``message_dropped``       dropped (the message, and on which channel, if on one), reason
``erased``                fields, reason
``child_closed``          case, workflow, state (that it ended in), last (of its kind that was
                          open), deadlines
``child_reopened``        case, workflow
``merged_in``             case (that was merged into this one)
========================  =========================================================================

``read_back`` names what was read back, as whoever acted said.
``added`` says of lists that were added to how many of their entries, the last ones, are new.
``fields`` maps names to values. ``personal`` maps names of personal values to their HMAC; the
values are kept apart. ``deadlines`` is a list of changes: ``armed``, ``met``, ``late`` (done after
the miss), ``released`` (missed, and then not owed any more: not done), ``cancelled``,
``recomputed``, ``paused``, ``resumed``, ``extended``, ``revoked``, ``lapsed`` (it does not apply
any more), ``recounted`` (due as before, counted by other official days), ``voided`` (with
``firing_voided``), and with ``migrated`` ``kept``, ``replaced`` (by a
cycle that ``continues`` it, and says ``of`` which deadline it was) and ``dropped``. ``official``
numbers the official days a cycle is counted by, ``factor`` is a percentage of its limit; ``owed``
is false where it is a time that nobody owes, and left out otherwise. ``to`` of
a rung names people; a party stands there as ``{"party": name}``. ``alarm``: an addressee came to
nobody; ``alarm_beside``: others were told, and an alarm was raised beside them. ``occurrence`` of a
rung that repeats counts from 0; ``revision`` says how often the due instant had moved that a
reminder is about (left out: never). ``duties`` is a list of changes, each with the duty and ``who``
owes it, or owed it: ``opened`` (``flag`` names a role nobody could be found for), ``done``,
``waived``, ``handed_on`` (``from`` whom), ``dated`` (``opened_at``, ``settled_at``: when it really
was). ``held`` says, in the order of the messages, until when
each waits for working time. ``adds`` is what an act adds to counters, ``recounted`` what acts
before it (``seq``) add from now on, ``counted`` the sums it was decided by. ``owner_flag`` names
the role in which no owner could be found. ``prints`` names documents; of ``sends`` each has its
document, with to, alarm, alarm_beside, urgent, held. ``related`` names other cases by identity: the
``parent`` this one was opened from, those that were ``opened`` from it (case, workflow), the one it
was ``merged_into``. ``recurs`` says which schedule did it, and for which time (``at`` is its name,
``due_at`` when it came).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from workflow.calendars.rules import Text
from workflow.definition.kinds import Value
from workflow.engine.case import Case

PAYLOAD_VERSION = 1
NOTE = "@note"
REASON = "@reason"
# By what a case comes to a state, or stays in it by an act.
STEPS = frozenset({"opened", "transitioned"})
# What a clock does at its instant, whenever it is recorded.
FIRED = frozenset({"rung_fired", "deadline_missed"})
# What nobody did to the case: acts may be recorded as having happened before it.
SILENT = FIRED | {
    "miss_voided", "firing_voided", "clock_corrected", "deadlines_moved", "deadline_recomputed",
    "merged_in", "message_redirected", "message_dropped",
}  # fmt: skip

Payload = Mapping[str, object]


def rung_key(rung: str, occurrence: int, revision: int = 0) -> str:
    """Return what a rung that fires is known by, within its cycle.

    >>> rung_key("remind.1", 0), rung_key("missed.2", 3), rung_key("remind.1", 2, revision=1)
    ('remind.1#0', 'missed.2#3', 'remind.1#2@1')
    """
    key = f"{rung}#{occurrence}"
    return f"{key}@{revision}" if revision else key


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


def moves_of(event: Event) -> Sequence[Mapping[str, Any]]:
    """Return what an event does to the clocks of its case."""
    payload: Mapping[str, Any] = event.payload
    return payload.get("deadlines") or ()


def duty_moves(event: Event) -> Sequence[Mapping[str, Any]]:
    """Return what an event does to the duties of its case."""
    payload: Mapping[str, Any] = event.payload
    return payload.get("duties") or ()


def void_by(event: Event) -> Sequence[int]:
    """Return the numbers of the events that fired too early, as this one says."""
    payload: Mapping[str, Any] = event.payload
    return payload["events"] if event.type == "firing_voided" else ()


class Notice(NamedTuple):
    """A message fixed by an event: to a person, to a ``party``, or (neither) an alarm.

    ``documents`` names those that go with it. It does not go out before ``hold_until``. What a step
    sends is of no ``deadline``, and of no cycle.
    """

    seq: int
    position: int
    recipient: str | None
    template: str
    deadline: str
    cycle: int
    urgent: bool
    party: str | None = None
    documents: tuple[str, ...] = ()
    hold_until: datetime | None = None


class Phrase(NamedTuple):
    """A phrase to avoid that a field says, and what to say instead."""

    field: str
    phrase: str
    instead: Text


class Recurs(NamedTuple):
    """A time that a schedule comes: what it is named by, and when it does come."""

    schedule: str
    named_at: datetime
    due_at: datetime


class Outdated(NamedTuple):
    """A cycle of a deadline whose reminders are of no use any more if they were not handed on.

    Those of earlier decisions that wait for working time. If it is ``whole``, those too that wait
    for nothing but somebody to hand them on, and those of the decision itself that wait for
    working time.
    """

    name: str
    cycle: int
    whole: bool


class Decision(NamedTuple):
    """What an act comes to: the events, the case after them, and what follows from them.

    ``voided`` names the cycles (deadline, cycle) whose unsent messages must be dropped, ``dropped``
    the events whose unsent messages must be. ``outdated`` names the cycles whose reminders must be
    dropped that were not handed on: what they are about is done, or missed. ``useful`` are events
    whose reminders are kept, or taken up again, all the same: what they are about goes on.
    ``failure`` is what kept something else that is due from firing: what is decided holds, and the
    case must be looked at. ``avoid`` is what the data of the act says and had better not: it is
    told, and not recorded. ``others`` is what is decided with it about other cases: those that are
    opened, whose serial is 0, and those that learn of it.
    """

    case: Case
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    voided: tuple[tuple[str, int], ...]
    reactions: tuple[str, ...]
    failure: Exception | None = None
    dropped: tuple[int, ...] = ()
    outdated: tuple[Outdated, ...] = ()
    useful: tuple[int, ...] = ()
    avoid: tuple[Phrase, ...] = ()
    others: tuple["Decision", ...] = ()
