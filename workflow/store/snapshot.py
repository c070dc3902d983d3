"""A case as JSON text, and back: what the cases table keeps so that nobody replays to decide."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.clock import from_text, to_text
from workflow.engine.case import Case, DeadlineState


def encode(value: Mapping[str, Any]) -> str:
    """Return JSON text, instants written out; the one form in which payloads are stored."""
    return _ENCODER.encode(value)


def snapshot(case: Case) -> str:
    """Return what is kept of a case beside its columns."""
    return encode(
        {
            "zone": case.zone,
            "entered_at": case.entered_at,
            "acted_at": case.acted_at,
            "last_at": case.last_at,
            "fields": case.fields,
            "recorded": case.recorded,
            "personal": case.personal,
            "erased": case.erased,
            "counts": case.counts,
            "entry_counts": case.entry_counts,
            "performers": case.performers,
            "deadlines": list(case.deadlines.values()),
        }
    )


def from_snapshot(columns: Mapping[str, Any]) -> Case:
    """Return the case of a row of the cases table."""
    kept = json.loads(columns["snapshot"])
    deadlines = [_deadline(values) for values in kept["deadlines"]]
    return Case(
        serial=columns["id"],
        uuid=columns["uuid"],
        number=number(columns["prefix"], columns["year"], columns["id"]),
        definition=columns["definition"],
        edition=columns["edition"],
        site=columns["site"],
        zone=kept["zone"],
        department=columns["department"],
        state=columns["state"],
        final=columns["final"],
        owner=columns["owner"],
        opened_at=columns["opened_at"],
        entered_at=from_text(kept["entered_at"]),
        acted_at=from_text(kept["acted_at"]),
        last_at=from_text(kept["last_at"]),
        version=columns["version"],
        fields=kept["fields"],
        recorded=kept["recorded"],
        personal=kept["personal"],
        erased=tuple(kept["erased"]),
        counts=kept["counts"],
        entry_counts=kept["entry_counts"],
        performers={act: tuple(names) for act, names in kept["performers"].items()},
        deadlines={one.key: one for one in deadlines},
    )


def number(prefix: str, year: int, serial: int) -> str:
    """Return the full number of a case.

    >>> number("C", 2026, 17)
    'C-2026-000017'
    """
    return f"{prefix}-{year}-{serial:06d}"


def _deadline(values: list[Any]) -> DeadlineState:
    state = DeadlineState._make(values)
    return state._replace(
        started_at=from_text(str(state.started_at)),
        due_at=from_text(str(state.due_at)),
        done_at=_optional(state.done_at),
        fired=tuple(state.fired),
        next_at=_optional(state.next_at),
        revised_at=_optional(state.revised_at),
    )


def _optional(text: Any) -> datetime | None:
    return None if text is None else from_text(text)


def _default(value: object) -> str:
    if isinstance(value, datetime):
        return to_text(value)
    raise TypeError(type(value).__name__)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_default)
