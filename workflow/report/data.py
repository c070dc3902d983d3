"""A case for programs: plain data with stable keys, instants in UTC as ISO 8601."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from workflow.service import views
from workflow.translation import chosen

Data = dict[str, Any]


def instant(value: datetime | None) -> str | None:
    """Write an instant; microseconds only where there are any.

    >>> instant(datetime(2026, 11, 24, 16, tzinfo=UTC))
    '2026-11-24T16:00:00Z'
    """
    if value is None:
        return None
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def receipt(view: views.Receipt) -> Data:
    """Return the answer to an act."""
    return {
        "case": view.case,
        "version": view.version,
        "state": view.state,
        "owner": view.owner,
        "repeated": view.repeated,
        "clock_behind_seconds": view.clock_behind and view.clock_behind.total_seconds(),
        "role_empty": view.role_empty,
        "unfilled": [{"duty": duty, "role": role} for duty, role in view.unfilled],
        "opened": list(view.opened),
        "elsewhere": [
            {"case": case, "role": role, "owner": owner} for case, role, owner in view.elsewhere
        ],
        "same": list(view.same),
        "stands": [{"field": field, "step": step} for field, step in view.stands],
        "barred": [_barred(one) for one in view.barred],
        "avoid": [
            {"field": one.field, "phrase": one.phrase, "instead": chosen(one.instead, "")}
            for one in view.avoid
        ],
    }


def case(view: views.CaseView) -> Data:
    """Return a case.

    A value that was erased, or that is withheld, is ``null``, and its name stands under ``erased``
    or ``withheld``.
    """
    return {
        "case": view.case,
        "serial": view.serial,
        "version": view.version,
        "definition": view.definition,
        "edition": view.edition,
        "earlier_editions": list(view.followed),
        "promises": list(view.promises),
        "site": view.site,
        "zone": view.zone,
        "department": view.department,
        "state": view.state,
        "final": view.final,
        "owner": view.owner,
        "barred": [_barred(one) for one in view.barred],
        "opened_at": instant(view.opened_at),
        "fields": {one.name: one.value for one in view.fields},
        "erased": [one.name for one in view.fields if one.erased],
        "withheld": [one.name for one in view.fields if one.withheld],
        "deadlines": [_deadline(one) for one in view.deadlines],
        "pending": _pending(view.pending),
        "next": [_next(one) for one in view.next],
        "aside": _aside(view.aside),
        "script": {one.occasion: one.text for one in view.script},
        "duties": [_duty(one) for one in view.duties],
        "related": [_related(one) for one in view.related],
    }


def _barred(view: views.BarredView) -> Data:
    return {
        "owner": view.owner,
        "kind": view.kind,
        "thing": view.thing,
        "step": view.step or None,
    }


def _duty(view: views.DutyView) -> Data:
    return {
        "name": view.name,
        "status": view.status,
        "who": view.who,
        "opened_at": instant(view.opened_at),
        "settled_at": instant(view.settled_at),
        "times": view.times,
    }


def _related(view: views.RelatedView) -> Data:
    return {
        "relation": view.relation,
        "case": view.case,
        "definition": view.definition,
        "state": view.state,
        "final": view.final,
        "owner": view.owner,
        "withheld": view.withheld,
    }


def _deadline(view: views.DeadlineView) -> Data:
    return {
        "name": view.name,
        "cycle": view.cycle,
        "status": view.status,
        "overdue": view.overdue,
        "owed": view.owed,
        "started_at": instant(view.started_at),
        "due_at": instant(view.due_at),
        "done": view.done,
        "released": view.released,
        "done_at": instant(view.done_at),
        "over_at": instant(view.over_at),
        "next_at": instant(view.next_at),
        "paused_at": instant(view.paused_at),
        "agreed": view.agreed,
        "estimated": list(view.estimated),
        "kept": view.kept,
    }


def _pending(view: views.PendingView | None) -> Data | None:
    if view is None:
        return None
    return {
        "since": instant(view.since),
        "state": view.state,
        "final": view.final,
        "owner": view.owner,
        "error": view.error or None,
    }


def _next(view: views.NextView) -> Data:
    return {
        "trigger": view.trigger,
        "by": list(view.by),
        "people": list(view.people),
        "needs": list(view.needs),
        "needs_if": [{"field": field, "if": condition} for field, condition in view.needs_if],
        "since": instant(view.since),
        "until": instant(view.until),
        "merges": view.merges,
        "waits_for": list(view.waits_for),
        "narrowed": {name: list(values) for name, values in view.narrowed.items()},
        "reads_back": list(view.reads_back),
        "takes": list(view.takes),
    }


def _aside(view: views.AsideView | None) -> Data | None:
    if view is None:
        return None
    return {
        "since": instant(view.since),
        "attempts": view.attempts,
        "error": view.error,
        "retry_at": instant(view.retry_at),
    }


def page(view: views.CasePage) -> Data:
    """Return a page of a list."""
    return {
        "cases": [
            {
                "case": row.case,
                "serial": row.serial,
                "definition": row.definition,
                "site": row.site,
                "state": row.state,
                "owner": row.owner,
                "final": row.final,
                "opened_at": instant(row.opened_at),
                "due": row.due,
                "due_at": instant(row.due_at),
                "overdue": row.overdue,
                "aside": row.aside,
                "duties": [_duty(one) for one in row.duties],
            }
            for row in view.rows
        ],
        "total": view.total,
        "page": view.offset // view.limit + 1,
        "limit": view.limit,
    }


def due(rows: Iterable[views.DueRow]) -> Data:
    """Return running deadlines."""
    return {
        "due": [
            {
                "case": row.case,
                "owner": row.owner,
                "site": row.site,
                "deadline": row.deadline,
                "cycle": row.cycle,
                "status": row.status,
                "overdue": row.overdue,
                "owed": row.owed,
                "due_at": instant(row.due_at),
                "next_at": instant(row.next_at),
                "aside": row.aside,
                "paused_at": instant(row.paused_at),
                "estimated": list(row.estimated),
                "kept": row.kept,
                "duties": [_duty(one) for one in row.duties],
            }
            for row in rows
        ]
    }


def history(number: str, events: Sequence[views.EventView]) -> Data:
    """Return the events of a case. ``cases`` are the numbers of those that they name."""
    return {
        "case": number,
        "cases": {uuid: known for one in events for uuid, known in one.cases.items()},
        "events": [
            {
                "seq": one.seq,
                "type": one.type,
                "at": instant(one.at),
                "recorded_at": instant(one.recorded_at),
                "performed_by": one.performed_by,
                "recorded_by": one.recorded_by,
                "voided_by": one.voided_by,
                "details": _plain(one.details),
                "hash": one.hash,
            }
            for one in events
        ],
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return instant(value) if isinstance(value, datetime) else value


def documents(number: str, brought: Iterable[views.DocumentView]) -> Data:
    """Return the documents a case was brought, filled in."""
    return {
        "case": number,
        "documents": [
            {
                "name": one.name,
                "title": chosen(one.title, one.name),
                "text": one.text,
                "number": one.number,
                "step": one.step or None,
                "deadline": one.deadline or None,
                "cycle": one.cycle or None,
                "rung": one.rung or None,
                "at": instant(one.at),
                "sent": one.sent,
                "void": one.void,
            }
            for one in brought
        ],
    }
