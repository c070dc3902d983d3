"""Writing decisions: the case, its events, personal values, deadlines and notices, all or none.

Several decisions are written with one prepared statement per table.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from workflow.engine.case import Case, DeadlineState
from workflow.engine.events import Decision, Event
from workflow.engine.joined import MIGRATING
from workflow.store import counts
from workflow.store.cases import StoredCase
from workflow.store.chain import FIRST, event_hash, new_salt, seal
from workflow.store.dropping import drop_unsent
from workflow.store.hints import hint
from workflow.store.json_text import encode
from workflow.store.outbox import documents_text
from workflow.store.prepared import Prepared
from workflow.store.snapshot import number, snapshot
from workflow.store.statements import upsert
from workflow.store.tables import (
    STAFF_REVISION,
    cases,
    deadlines,
    events,
    notices,
    personal_values,
    settings,
)

_INSERT_CASE = insert(cases)
_INSERT_EVENTS = Prepared(insert(events), events.c.keys())
_INSERT_PERSONAL = Prepared(insert(personal_values), personal_values.c.keys())
_OF_NOTICE = (
    "case_id", "seq", "position", "recipient", "template", "deadline", "cycle", "urgent",
    "created_at", "party", "documents", "hold_until",
)  # fmt: skip
_INSERT_NOTICES = Prepared(insert(notices), _OF_NOTICE)
_WRITE_DEADLINES = Prepared(
    upsert(
        deadlines,
        ["case_id", "name", "cycle"],
        ["status", "due_at", "done_at", "agreed", "next_at", "next_rung", "paused_at"],
    ),
    deadlines.c.keys(),
)
_STATE = (
    "state", "final", "owner", "version", "next_at", "hash", "snapshot",
    "aside_since", "aside_error", "aside_attempts", "retry_at",
)  # fmt: skip
_STAFF_UNCHANGED = select(settings.c.number).where(
    settings.c.name == STAFF_REVISION
).scalar_subquery() == bindparam("old_staff_revision")
_update_case = update(cases).where(
    cases.c.id == bindparam("serial"), cases.c.version == bindparam("old_version")
)
_UPDATE_CASE = Prepared(_update_case, _STATE)
_UPDATE_CASE_OF_STAFF = Prepared(_update_case.where(_STAFF_UNCHANGED), _STATE)

_FOLLOW = (
    update(cases).where(cases.c.id == bindparam("serial")).values(edition=bindparam("followed"))
)


class Write(NamedTuple):
    """A decision about a stored case."""

    before: StoredCase
    decision: Decision


def insert_case(
    connection: Connection, decision: Decision, *, prefix: str, year: int
) -> StoredCase:
    """Write a new case; its serial is the identity of its row."""
    case = decision.case
    columns = {
        "uuid": case.uuid,
        "prefix": prefix,
        "year": year,
        "definition": case.definition,
        "edition": case.edition,
        "site": case.site,
        "department": case.department,
        "opened_at": case.opened_at,
    }
    rows = _EventRows(case, FIRST)
    for event in decision.events:
        rows.add(event)
    result = connection.execute(_INSERT_CASE, {**columns, **_state(case, rows.hash)})
    (serial,) = result.inserted_primary_key or (0,)
    rows.write(connection, serial)
    stored = case._replace(serial=serial, number=number(prefix, year, serial))
    _write_deadlines(connection, [(serial, one) for one in case.deadlines.values()])
    _write_notices(connection, [(serial, decision)])
    counts.write(connection, serial, case.definition, decision.events)
    hint(connection, None, decision)
    return StoredCase(stored, prefix, year, rows.hash, 0, None, None, 0, None)


def write(connection: Connection, change: Write, *, staff_read: bool = True) -> bool:
    """Write a decision about a case; ``False``, and nothing written, if it is outdated.

    It is outdated when the case has a version other than the decision was made from, or (with
    ``staff_read``) when the staff changed.
    """
    case, serial, rows, values = _prepared(change)
    statement = _UPDATE_CASE_OF_STAFF if staff_read else _UPDATE_CASE
    if statement.run(connection, values).rowcount != 1:
        return False
    if case.edition != change.before.case.edition:
        connection.execute(_FOLLOW, {"serial": serial, "followed": case.edition})
    rows.write(connection, serial)
    _write_deadlines(connection, _changed(serial, change.before.case, case))
    _write_notices(connection, [(serial, change.decision)])
    counts.write(connection, serial, case.definition, change.decision.events)
    drop_unsent(connection, serial, change.decision)
    hint(connection, change.before.case, change.decision)
    return True


def write_many(connection: Connection, changes: Sequence[Write]) -> None:
    """Write many decisions, one statement per table.

    The caller has locked the cases since it read them, so none can be outdated. It sweeps: nobody
    has to be told that there is something to do.
    """
    all_rows: list[dict[str, Any]] = []
    personal: list[dict[str, Any]] = []
    updates = []
    moved: list[tuple[int, DeadlineState]] = []
    for change in changes:
        case, serial, rows, values = _prepared(change)
        updates.append(values)
        all_rows += rows.events_of(serial)
        personal += rows.personal_of(serial)
        moved += _changed(serial, change.before.case, case)
    _UPDATE_CASE.run_many(connection, updates)
    _INSERT_EVENTS.run_many(connection, all_rows)
    if personal:
        _INSERT_PERSONAL.run_many(connection, personal)
    _write_deadlines(connection, moved)
    _write_notices(connection, [(one.before.case.serial, one.decision) for one in changes])
    for change in changes:
        before, events = change.before.case, change.decision.events
        counts.write(connection, before.serial, before.definition, events)
        drop_unsent(connection, change.before.case.serial, change.decision)


class _EventRows:
    """Rows of events, chained and sealed, whose case may not have a serial yet."""

    def __init__(self, case: Case, before: str) -> None:
        self.hash = before
        self._case = case
        self._edition = case.edition
        self._events: list[dict[str, Any]] = []
        self._personal: list[dict[str, Any]] = []

    def add(self, event: Event) -> None:
        seq, kind, at, recorded_at, performer, recorder, payload, personal, once, version = event
        if personal:
            sealed = {name: self._sealed(name, value, seq) for name, value in personal.items()}
            payload = {**payload, "personal": sealed}
        if kind in MIGRATING:  # from here on the case follows another
            self._edition = str(payload["to_edition"])
        row = {
            "seq": seq,
            "type": kind,
            "version": version,
            "at": at,
            "recorded_at": recorded_at,
            "performed_by": performer,
            "recorded_by": recorder,
            "edition": self._edition,
            "payload": encode(payload),
            "once": once,
        }
        self.hash = row["hash"] = event_hash(self._case.uuid, row, self.hash)
        self._events.append(row)

    def _sealed(self, name: str, value: object, seq: int) -> str:
        salt, text = new_salt(), encode({"value": value})
        self._personal.append({"field": name, "revision": seq, "salt": salt, "value": text})
        return seal(salt, text)

    def events_of(self, serial: int) -> list[dict[str, Any]]:
        for row in self._events:
            row["case_id"] = serial
        return self._events

    def personal_of(self, serial: int) -> list[dict[str, Any]]:
        for row in self._personal:
            row["case_id"] = serial
        return self._personal

    def write(self, connection: Connection, serial: int) -> None:
        _INSERT_EVENTS.run_many(connection, self.events_of(serial))
        if self._personal:
            _INSERT_PERSONAL.run_many(connection, self.personal_of(serial))


def _prepared(change: Write) -> tuple[Case, int, _EventRows, dict[str, Any]]:
    before, case = change.before, change.decision.case
    rows = _EventRows(before.case, before.hash)
    for event in change.decision.events:
        rows.add(event)
    values = {
        **_state(case, rows.hash),
        "serial": before.case.serial,
        "old_version": before.case.version,
        "old_staff_revision": before.staff_revision,
    }
    return case, before.case.serial, rows, values


def _state(case: Case, last_hash: str) -> dict[str, Any]:
    return {
        "state": case.state,
        "final": case.final,
        "owner": case.owner,
        "version": case.version,
        "next_at": case.next_at,
        "hash": last_hash,
        "snapshot": snapshot(case),
        # Whoever could write on the case has shown that it can be processed.
        "aside_since": None,
        "aside_error": None,
        "aside_attempts": 0,
        "retry_at": None,
    }


def _changed(serial: int, before: Case, after: Case) -> list[tuple[int, DeadlineState]]:
    known = before.deadlines
    return [(serial, one) for key, one in after.deadlines.items() if known.get(key) != one]


def _write_deadlines(connection: Connection, rows: list[tuple[int, DeadlineState]]) -> None:
    if rows:
        _WRITE_DEADLINES.run_many(
            connection,
            [
                {
                    "case_id": serial,
                    "name": one.name,
                    "cycle": one.cycle,
                    "status": one.status,
                    "started_at": one.started_at,
                    "due_at": one.due_at,
                    "done_at": one.done_at,
                    "agreed": one.agreed,
                    "next_at": one.next_at,
                    "next_rung": one.next_rung,
                    "paused_at": one.paused_at,
                    "owed": one.owed,
                }
                for serial, one in rows
            ],
        )


def _write_notices(connection: Connection, decisions: list[tuple[int, Decision]]) -> None:
    rows = [
        {
            "case_id": serial,
            "seq": one.seq,
            "position": one.position,
            "recipient": one.recipient,
            "template": one.template,
            "deadline": one.deadline,
            "cycle": one.cycle,
            "urgent": one.urgent,
            "created_at": decision.events[-1].recorded_at,
            "party": one.party,
            "documents": documents_text(one.documents),
            "hold_until": one.hold_until,
        }
        for serial, decision in decisions
        for one in decision.notices
    ]
    if rows:
        _INSERT_NOTICES.run_many(connection, rows)
