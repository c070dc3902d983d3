"""Whether the messages of a case are those its events say were to be sent.

Each rung that fired says who was told, and it and each step what was sent to whom. There is one
message to each of them, and one alarm if it says that somebody could not be found, unless the rung
was skipped. A message is dropped only when its miss, or its rung, was voided, a reminder also when
what it is about was done or missed. One that was held up may wait longer than its event says.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from workflow.clock import from_text
from workflow.engine.case import Case
from workflow.engine.edition import Edition
from workflow.engine.events import Event, moves_of, void_by
from workflow.engine.joined import origins
from workflow.engine.redirecting import ended, handed_on, redirected
from workflow.engine.sending import said_by
from workflow.engine.succession import Cycle, line, predecessors
from workflow.service.views import Finding
from workflow.store.integrity import StoredNotice, stored_notices
from workflow.store.outbox import documents_text
from workflow.translation import gettext

Place = tuple[int, int]


class Words(NamedTuple):
    """A finding before it is about a case."""

    code: str
    text: str


def check_notices(
    connection: Connection, edition: Edition, case: Case, events: list[Event]
) -> Iterator[Finding]:
    """Yield what is wrong with the messages of a case."""
    expected = {(one["seq"], one["position"]): one for one in _expected(edition, events)}
    stored = {(one.seq, one.position): one for one in stored_notices(connection, case.serial)}
    voided = {
        (event.payload["deadline"], event.payload["cycle"], event.recorded_at)
        for event in events
        if event.type == "miss_voided"
    }
    dropped = {
        (seq, event.recorded_at)
        for event in events
        if (void := void_by(event))
        for seq in (*void, *handed_on(events, void))
    }
    said_ended = {place for event in events if (place := ended(event)) is not None}
    before = predecessors(events)
    outdated = {
        (*one, event.recorded_at)
        for event in events
        for stopped in _stopped_by(event)
        for one in line(stopped, before)
    }
    for place in sorted({*expected, *stored}):
        for found in _compared(edition, expected.get(place), stored.get(place)):
            yield _finding(case, place, found)
        if (notice := stored.get(place)) is not None:
            waited = notice.template == "reminder" and edition.keeps_hours
            of_miss = voided | outdated if waited else voided
            for found in (*_went(notice, of_miss, dropped), *_ended(notice, said_ended)):
                yield _finding(case, place, found)


def _stopped_by(event: Event) -> Iterator[Cycle]:
    """Yield the cycles of which nobody is reminded any more after an event."""
    payload: Mapping[str, Any] = event.payload
    if event.type == "deadline_missed":
        yield payload["deadline"], payload["cycle"]
    for move in moves_of(event):
        if "done_at" in move or move["change"] == "lapsed":
            yield move["name"], move["cycle"]


def _expected(edition: Edition, events: list[Event]) -> Iterator[Mapping[str, Any]]:
    known = origins(edition, events)
    for event in events:
        payload: Mapping[str, Any] = event.payload
        if "redirected" in payload:
            yield _again(event)
        if "skipped" in payload:
            continue
        of_rung = event.type == "rung_fired"
        deadline = payload["deadline"] if of_rung else ""
        urgent = of_rung and known[deadline, payload["cycle"]].clock.deadline.urgent
        for position, one in enumerate(said_by(payload)):
            yield {
                "seq": event.seq,
                "position": position,
                "recipient": one.heard.recipient,
                "party": one.heard.party,
                "documents": documents_text(one.documents),
                "template": one.heard.template,
                "deadline": deadline,
                "cycle": payload["cycle"] if of_rung else 0,
                "urgent": urgent or one.urgent,
                "created_at": event.recorded_at,
                "hold_until": None if one.held is None else from_text(one.held),
            }


def _again(event: Event) -> Mapping[str, Any]:
    notice = redirected(event)
    return {
        **{name: getattr(notice, name) for name in notice._fields},
        "documents": documents_text(notice.documents),
        "created_at": event.recorded_at,
    }


def _compared(
    edition: Edition, expected: Mapping[str, Any] | None, stored: StoredNotice | None
) -> Iterator[Words]:
    if stored is None:
        yield Words("notice_missing", gettext("Message {position} of event {seq} is missing."))
    elif expected is None:
        text = gettext("Message {position} of event {seq} is one the event does not know of.")
        yield Words("notice_unknown", text)
    elif any(
        getattr(stored, name) != value
        for name, value in expected.items()
        if name != "hold_until" or not _held_anew(edition, value, stored)
    ):
        text = gettext("Message {position} of event {seq} is not what the event says.")
        yield Words("notice_differs", text)


def _held_anew(edition: Edition, held: datetime | None, stored: StoredNotice) -> bool:
    """Whether a message waits longer than its event says because it was held up."""
    waits = edition.keeps_hours and not stored.urgent and stored.template != "alarm"
    until = stored.hold_until
    return waits and until is not None and until > (held or stored.created_at)


def _went(
    notice: StoredNotice, voided: set[tuple[Any, Any, Any]], void: set[tuple[Any, Any]]
) -> Iterator[Words]:
    dropped = notice.dropped_at is not None
    of_miss = (notice.deadline, notice.cycle, notice.dropped_at) in voided
    if dropped and not of_miss and (notice.seq, notice.dropped_at) not in void:
        text = gettext("Message {position} of event {seq} was dropped, yet its miss stands.")
        yield Words("notice_dropped", text)
    if notice.formed_at is not None and not notice.carried:
        text = gettext("Message {position} of event {seq} counts as handed on, yet was not.")
        yield Words("notice_lost", text)
    if notice.astray:
        text = gettext("Message {position} of event {seq} goes to somebody else.")
        yield Words("delivery_differs", text)
    if notice.stopped and not dropped:
        text = gettext(
            "Message {position} of event {seq} did not arrive and was given up: "
            "`complaints outbox list --dead`."
        )
        yield Words("delivery_given_up", text)


def _ended(notice: StoredNotice, said_ended: set[Place]) -> Iterator[Words]:
    if notice.ended and (notice.seq, notice.position) not in said_ended:
        text = gettext(
            "Message {position} of event {seq} was dropped, or sent to somebody else, yet no event "
            "says so."
        )
        yield Words("delivery_ended", text)


def _finding(case: Case, place: Place, found: Words) -> Finding:
    seq, position = place
    return Finding(case.number, found.code, found.text.format(seq=seq, position=position + 1))
