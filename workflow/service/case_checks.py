"""Whether a case is what its events say, and its events are what was recorded."""

import hmac
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from workflow.calendars.local import zone as zone_named
from workflow.engine.case import Case, DeadlineState
from workflow.engine.draft import refreshed
from workflow.engine.events import Event
from workflow.engine.fold import replay
from workflow.errors import DefinitionNotFound
from workflow.service.editions import edition_of
from workflow.service.notice_checks import check_notices
from workflow.service.official_day_checks import check_named
from workflow.service.views import Finding
from workflow.service.working_calendars import StoredCalendars
from workflow.store import cases
from workflow.store.cases import StoredCase
from workflow.store.chain import FIRST, event_hash, seal
from workflow.store.deadlines import COLUMNS, stored_deadlines
from workflow.store.events import StoredEvent, erased_up_to, personal
from workflow.store.json_text import decode
from workflow.store.snapshot import number
from workflow.translation import gettext


def check_case(
    connection: Connection, stored: StoredCase, chain: list[StoredEvent]
) -> Iterator[Finding]:
    """Yield what is wrong with one case."""
    broken = list(_chain(stored, chain))
    yield from broken
    yield from _personal(connection, stored.case, chain)
    yield from _aside(stored)
    if not broken:
        yield from _replayed(connection, stored, chain)


def _chain(stored: StoredCase, chain: list[StoredEvent]) -> Iterator[Finding]:
    case = stored.case
    broken = broken_chain(case.number, case.uuid, stored.hash, chain)
    if broken is None and len(chain) != case.version:
        broken = Finding(case.number, "chain_end", _wrong_end())
    if broken is not None:
        yield broken


def broken_chain(
    number: str, uuid: str, last_hash: str, chain: list[StoredEvent]
) -> Finding | None:
    """Return the first thing wrong with a history, ``None`` if it is as it was recorded."""
    before = FIRST
    for place, event in enumerate(chain, start=1):
        if event.seq != place:
            text = gettext("Event {seq} is missing.").format(seq=place)
            return Finding(number, "event_missing", text)
        if event_hash(uuid, event._asdict(), before) != event.hash:
            text = gettext("Event {seq} is not what was recorded.").format(seq=place)
            return Finding(number, "event_changed", text)
        before = event.hash
    return Finding(number, "chain_end", _wrong_end()) if before != last_hash else None


def _wrong_end() -> str:
    return gettext("The last event is not the one the case knows of.")


def _personal(connection: Connection, case: Case, chain: list[StoredEvent]) -> Iterator[Finding]:
    sealed = {
        (event.seq, name): proof
        for event in chain
        for name, proof in decode(event.payload).get("personal", {}).items()
    }
    erased = erased_up_to(chain)
    values = personal(connection, case.serial)
    there = {(one.revision, one.field) for one in values}
    for seq, field in sealed:
        if seq > erased and (seq, field) not in there:
            text = gettext("The personal value of {field} (event {seq}) is gone, yet not erased.")
            yield Finding(case.number, "personal_missing", text.format(field=field, seq=seq))
    for value in values:
        if value.revision < erased:
            text = gettext("The personal value of {field} (event {seq}) was erased, yet is there.")
            text = text.format(field=value.field, seq=value.revision)
            yield Finding(case.number, "personal_put_back", text)
        proof = sealed.get((value.revision, value.field))
        if proof is None or not hmac.compare_digest(proof, seal(value.salt, value.text)):
            text = gettext("The personal value of {field} (event {seq}) was changed.")
            yield Finding(
                case.number,
                "personal_changed",
                text.format(field=value.field, seq=value.revision),
            )


def _aside(stored: StoredCase) -> Iterator[Finding]:
    """A case that waits to be tried again without being set aside would be in no list."""
    said = {one is None for one in (stored.aside_since, stored.aside_error, stored.retry_at)}
    if said == {True} and stored.aside_attempts == 0:
        return
    if said != {False} or stored.aside_attempts < 1:
        text = gettext("What is said about the case being set aside does not agree.")
        yield Finding(stored.case.number, "aside_differs", text)


def _replayed(
    connection: Connection, stored: StoredCase, chain: list[StoredEvent]
) -> Iterator[Finding]:
    case, events = stored.case, [one.event() for one in chain]
    missing = list(_official_days(connection, case, events))
    yield from missing
    if missing:
        return  # without them nothing can be counted again
    try:
        again = rebuilt(connection, case.serial, case.uuid, case.number, events)
        edition = edition_of(connection, again.edition)
    except Exception as error:
        text = gettext("The events cannot be replayed: {error}").format(error=error)
        yield Finding(case.number, "replay_failed", text)
        return
    yield from differences(connection, case, again)
    yield from check_notices(connection, edition, case, events)


def _official_days(connection: Connection, case: Case, events: list[Event]) -> Iterator[Finding]:
    try:
        edition = edition_of(connection, case.edition)
    except DefinitionNotFound:
        return  # which is found elsewhere
    yield from check_named(connection, edition, case.number, events)


def differences(connection: Connection, case: Case, again: Case) -> Iterator[Finding]:
    """Yield where what is stored of a case is not what its events make of it."""
    yield from _state(connection, case, again)
    yield from _deadlines(connection, again)


def _state(connection: Connection, case: Case, again: Case) -> Iterator[Finding]:
    differing = [name for name in Case._fields if getattr(again, name) != getattr(case, name)]
    if cases.next_due_of(connection, case.serial) != again.next_at:
        differing.append("next_at")
    if case.number != _number(connection, again):
        differing.append("number")
    for name in differing:
        text = gettext("{name} is not what the events say.").format(name=name)
        yield Finding(case.number, "state_differs", text)


def _deadlines(connection: Connection, again: Case) -> Iterator[Finding]:
    rows = stored_deadlines(connection, again.serial)
    for key in sorted({*rows, *again.deadlines}):
        if rows.get(key) != _row(again.deadlines.get(key)):
            text = gettext("The deadline {key} is not what the events say.").format(key=key)
            yield Finding(again.number, "deadline_differs", text)


def rebuilt(
    connection: Connection, serial: int, uuid: str, number: str, events: list[Event]
) -> Case:
    """Return a case made from its events alone, with what is due computed anew."""
    again = replay(events, serial=serial, uuid=uuid, number=number)
    edition = edition_of(connection, again.edition)
    return refreshed(edition, again, StoredCalendars(connection))


def _number(connection: Connection, case: Case) -> str:
    prefix = edition_of(connection, case.edition).definition.prefix
    year = case.opened_at.astimezone(zone_named(case.zone)).year
    return number(prefix, year, case.serial)


def _row(state: DeadlineState | None) -> dict[str, Any] | None:
    return None if state is None else {name: getattr(state, name) for name in COLUMNS}
