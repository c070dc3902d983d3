"""What an event sends: as its payload says, and how it comes to say so.

The messages of a rung are those to whom it tells, then what it sends; a step has only the latter.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.calendars.rules import Rules
from workflow.definition.deadline import Send
from workflow.engine.addressees import ALARM_BESIDE, Heard, Settled, heard_by, settle
from workflow.engine.case import Case
from workflow.engine.directory import Context
from workflow.engine.edition import Edition
from workflow.engine.events import Event, Notice
from workflow.engine.quiet import Post, held_until

Payload = Mapping[str, Any]


class Said(NamedTuple):
    """One message of an event. ``held`` is until when it waits, as the payload has it."""

    heard: Heard
    documents: tuple[str, ...]
    urgent: bool
    held: Any


class Envelope(NamedTuple):
    """What messages have in common: about which case they are, when, and in whose hours."""

    edition: Edition
    case: Case
    context: Context
    now: datetime
    rules: Rules | None


def said_by(payload: Payload) -> Iterator[Said]:
    """Yield the messages an event says are sent, in order; ``urgent`` as far as it says so."""
    urgent = "urgent" in payload
    if "rung" in payload and "to" in payload:
        yield from _told(payload, tuple(payload.get("prints", ())), urgent=urgent)
    for one in payload.get("sends", ()):
        yield from _told(one, (one["document"],), urgent=urgent or "urgent" in one)


def _told(told: Payload, documents: tuple[str, ...], *, urgent: bool) -> Iterator[Said]:
    held = told.get("held")
    for position, one in enumerate(heard_by(told)):
        yield Said(one, documents, urgent, held[position] if held else None)


def notices_of(event: Event, *, deadline: str = "", cycle: int = 0) -> Iterator[Notice]:
    """Yield the messages of an event as they go into the outbox."""
    for position, one in enumerate(said_by(event.payload)):
        recipient, party, template = one.heard
        yield Notice(
            event.seq, position, recipient, template, deadline, cycle, one.urgent, party,
            one.documents, one.held,
        )  # fmt: skip


def sent(sends: Iterable[Send], envelope: Envelope, *, urgent: bool = False) -> list[Payload]:
    """Return what the payload of an event says of messages: to whom, and whether they can wait."""
    edition, case, context, now, _ = envelope
    found: list[Payload] = []
    for one in sends:
        settled = settle(one.to, case, context, now)
        said: dict[str, Any] = {"document": one.document, **addressed(settled)}
        if one.urgent:
            said["urgent"] = True
        elif not urgent and edition.keeps_hours:
            said |= held(said, envelope)
        found.append(said)
    return found


def addressed(settled: Settled) -> dict[str, Any]:
    """Return what a payload says of those who are told."""
    said: dict[str, Any] = {"to": [*settled.names, *({"party": one} for one in settled.parties)]}
    if settled.alarm:
        said["alarm"] = True
        if settled.names:
            said[ALARM_BESIDE] = True
    return said


def held(said: Payload, envelope: Envelope) -> dict[str, Any]:
    """Return until when each message waits for working time, if one does."""
    edition, case, context, now, rules = envelope
    posts = [Post(one, rules, case.site) for one in heard_by(said)]
    until = [held_until(edition, context, one, now) for one in posts]
    return {"held": until} if any(until) else {}
