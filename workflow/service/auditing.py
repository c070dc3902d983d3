"""Verifying: everything stored is what its events say, and the events are what they were.

Each check is a small function that yields findings. Nothing is repaired here.
"""

import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from workflow.calendars.local import zone as zone_named
from workflow.definition.resolved import edition_hash, from_json
from workflow.engine.case import Case
from workflow.engine.draft import refreshed
from workflow.engine.events import Event
from workflow.engine.fold import replay
from workflow.service.acting import House
from workflow.service.editions import edition_of
from workflow.service.heads import Head, compare, read_heads, write_heads
from workflow.service.views import Finding, Verification
from workflow.store import cases, queries
from workflow.store.cases import StoredCase
from workflow.store.chain import FIRST, event_hash, seal
from workflow.store.deadlines import stored_deadlines
from workflow.store.definitions import all_editions
from workflow.store.events import StoredEvent, history, personal
from workflow.store.guards import missing_guards
from workflow.store.snapshot import number
from workflow.translation import gettext


def verify(house: House, heads: Path | None = None) -> Verification:
    """Check the whole database, and against the heads kept in a file if one is given.

    The file is brought up to date afterwards, unless something was found wrong.
    """
    findings: list[Finding] = []
    present: dict[str, Head] = {}
    counted = 0
    with house.transactions.reading() as connection:
        findings += _protection(connection)
        findings += _definitions(connection)
        kept = read_heads(heads) if heads is not None else {}
        serials = queries.all_serials(connection)
        for serial in serials:
            stored = cases.load(connection, serial)
            if stored is None:  # pragma: no cover - one transaction sees one state
                continue
            chain = list(history(connection, serial))
            counted += len(chain)
            findings += check_case(connection, stored, chain)
            findings += compare(kept.get(stored.case.uuid), stored.case, chain)
            last = chain[-1].hash if chain else FIRST
            present[stored.case.uuid] = Head(stored.case.number, len(chain), last)
    findings += [
        Finding(head.case, "gone", gettext("The case is in the heads file, but not here."))
        for uuid, head in kept.items()
        if uuid not in present
    ]
    if heads is not None and not findings:
        write_heads(heads, present)
    return Verification(len(serials), counted, tuple(findings))


def check_case(
    connection: Connection, stored: StoredCase, chain: list[StoredEvent]
) -> Iterator[Finding]:
    """Yield what is wrong with one case."""
    broken = list(_chain(stored, chain))
    yield from broken
    yield from _personal(connection, stored.case, chain)
    if not broken:
        yield from _replayed(connection, stored, chain)


def _protection(connection: Connection) -> Iterator[Finding]:
    for name in missing_guards(connection):
        text = gettext("The trigger {name} that protects the history is missing.")
        yield Finding(None, "unprotected", text.format(name=name))


def _definitions(connection: Connection) -> Iterator[Finding]:
    for one in all_editions(connection):
        try:
            unchanged = edition_hash(from_json(one.resolved)) == one.hash
        except Exception:
            unchanged = False
        if not unchanged:
            text = gettext("Edition {edition} of {definition} is not what was published.")
            text = text.format(edition=one.edition, definition=one.workflow)
            yield Finding(None, "definition_changed", text)


def _chain(stored: StoredCase, chain: list[StoredEvent]) -> Iterator[Finding]:
    case, before = stored.case, FIRST
    for place, event in enumerate(chain, start=1):
        if event.seq != place:
            text = gettext("Event {seq} is missing.").format(seq=place)
            yield Finding(case.number, "event_missing", text)
            return
        if event_hash(case.uuid, event._asdict(), before) != event.hash:
            text = gettext("Event {seq} is not what was recorded.").format(seq=place)
            yield Finding(case.number, "event_changed", text)
            return
        before = event.hash
    if before != stored.hash or len(chain) != case.version:
        text = gettext("The last event is not the one the case knows of.")
        yield Finding(case.number, "chain_end", text)


def _personal(connection: Connection, case: Case, chain: list[StoredEvent]) -> Iterator[Finding]:
    sealed = {
        (event.seq, name): proof
        for event in chain
        for name, proof in json.loads(event.payload).get("personal", {}).items()
    }
    erased = max((event.seq for event in chain if event.type == "erased"), default=0)
    values = personal(connection, case.serial)
    there = {(one.revision, one.field) for one in values}
    for seq, field in sealed:
        if seq > erased and (seq, field) not in there:
            text = gettext("The personal value of {field} (event {seq}) is gone, yet not erased.")
            yield Finding(case.number, "personal_missing", text.format(field=field, seq=seq))
    for value in values:
        proof = sealed.get((value.revision, value.field))
        if proof is None or not hmac.compare_digest(proof, seal(value.salt, value.text)):
            text = gettext("The personal value of {field} (event {seq}) was changed.")
            yield Finding(
                case.number,
                "personal_changed",
                text.format(field=value.field, seq=value.revision),
            )


def _replayed(
    connection: Connection, stored: StoredCase, chain: list[StoredEvent]
) -> Iterator[Finding]:
    case = stored.case
    try:
        again = rebuilt(connection, case, [one.event() for one in chain])
    except Exception as error:
        text = gettext("The events cannot be replayed: {error}").format(error=error)
        yield Finding(case.number, "replay_failed", text)
        return
    differing = [name for name in Case._fields if getattr(again, name) != getattr(case, name)]
    if cases.next_due_of(connection, case.serial) != again.next_at:
        differing.append("next_at")
    if case.number != _number(connection, again):
        differing.append("number")
    for name in differing:
        text = gettext("{name} is not what the events say.").format(name=name)
        yield Finding(case.number, "state_differs", text)
    rows = stored_deadlines(connection, case.serial)
    for key in sorted({*rows, *again.deadlines}):
        if rows.get(key) != _row(again.deadlines.get(key)):
            text = gettext("The deadline {key} is not what the events say.").format(key=key)
            yield Finding(case.number, "deadline_differs", text)


def rebuilt(connection: Connection, case: Case, events: list[Event]) -> Case:
    """Return a case made from its events alone, with what is due computed anew."""
    again = replay(events, serial=case.serial, uuid=case.uuid, number=case.number)
    edition = edition_of(connection, again.edition)
    return refreshed(edition, again, {})


def _number(connection: Connection, case: Case) -> str:
    prefix = edition_of(connection, case.edition).definition.prefix
    year = case.opened_at.astimezone(zone_named(case.zone)).year
    return number(prefix, year, case.serial)


_NOT_IN_ROWS = frozenset({"rule", "fired", "revision", "revised_at"})


def _row(state: Any) -> Any:
    if state is None:
        return None
    kept = state._asdict()
    return {name: value for name, value in kept.items() if name not in _NOT_IN_ROWS}
