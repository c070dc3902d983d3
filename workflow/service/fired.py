"""What fired, as a sweep reports it."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.engine.events import FIRED, Decision, Event
from workflow.engine.ladder import MISS
from workflow.service.views import Fired


def fired_by(decision: Decision) -> Iterator[Fired]:
    """Yield what a decision fired, of its case and of others."""
    for event in decision.events:
        if event.type in FIRED:
            yield _one_fired(decision, event)
    for other in decision.others:
        yield from fired_by(other)


def _one_fired(decision: Decision, event: Event) -> Fired:
    payload: Mapping[str, Any] = event.payload
    return Fired(
        case=decision.case.number,
        deadline=payload["deadline"],
        cycle=payload["cycle"],
        rung=payload.get("rung", MISS),
        occurrence=payload.get("occurrence", 0),
        due_at=event.at,
        at=event.recorded_at,
        recipients=tuple(
            [one.recipient or one.party or "" for one in decision.notices if one.seq == event.seq]
        ),
        skipped="skipped" in payload,
        revision=payload.get("revision", 0),
        owed=payload.get("owed", True),
    )
