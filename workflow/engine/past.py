"""When the moments came that the windows of steps are counted from."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from workflow.clock import from_text
from workflow.definition.deadline import Moment
from workflow.definition.model import REFUSED
from workflow.engine.case import Case
from workflow.engine.data import Facts
from workflow.engine.directory import Context
from workflow.engine.edition import Edition, Step
from workflow.engine.events import Event, duty_moves
from workflow.engine.really import as_it_was
from workflow.engine.renamed import as_called_now

_IN_HISTORY = frozenset({"entered", "left", "act", "opened", "settled", "closed"})
_SETTLED = frozenset({"done", "waived"})


class Past(NamedTuple):
    """What windows are held against. ``events`` are those of a decision, not yet on record."""

    edition: Edition
    case: Case
    facts: Facts
    context: Context
    events: Sequence[Event] = ()


def moments_of(step: Step) -> set[Moment]:
    """Return the moments that the window of a step is counted from."""
    points = step.transition.not_before, step.transition.not_after
    return {edge.moment for one in points if one is not None for edge in one.of}


def with_history(step: Step, past: Past) -> Past:
    """Return what windows are held against, with what happened to the case if that is asked."""
    if not any(one.kind in _IN_HISTORY for one in moments_of(step)):
        return past
    history: Iterable[Event] = past.context.history(past.case)
    if past.case.followed:
        history = as_called_now(history)
    return past._replace(events=(*history, *past.events))


def came(moment: Moment, past: Past) -> datetime | date | None:
    """Return the last time a moment came; ``None`` if it has not."""
    if moment.kind in _IN_HISTORY:
        events = as_it_was(past.events)
        return max((one.at for one in events if _is(one, moment)), default=None)
    if moment.kind == "field":
        value = past.facts.fields.get(moment.name)
        if value is None or value == REFUSED:
            return None
        field = past.edition.definition.fields[moment.name]
        written = str(value)
        return date.fromisoformat(written) if field.type == "date" else from_text(written)
    cycle = past.case.deadlines.get(f"{moment.name}/{past.case.cycles(moment.name)}")
    if cycle is None:
        return None
    if moment.kind == "missed":
        return cycle.due_at if cycle.status == "missed" else None
    # What stands still is not due at any time, and what was released is not due any more.
    return None if cycle.status in {"paused", "cancelled"} else cycle.due_at


def _is(event: Event, moment: Moment) -> bool:
    payload = event.payload
    if moment.kind == "closed":
        return payload.get("workflow") == moment.name and payload.get("last") is True
    if moment.kind in {"opened", "settled"}:
        what = _SETTLED if moment.kind == "settled" else {"opened"}
        return any(
            one["duty"] == moment.name and one["change"] in what for one in duty_moves(event)
        )
    if moment.kind == "act":
        return payload.get("trigger") == moment.name
    if not payload.get("entered", "trigger" in payload):
        return False
    return payload["to" if moment.kind == "entered" else "from"] == moment.name
