"""Whether a case is what its events say, and its events are what was recorded."""

import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Connection

from workflow.calendars.local import zone as zone_named
from workflow.engine.case import Case
from workflow.engine.draft import refreshed
from workflow.engine.events import Event
from workflow.engine.fold import replay
from workflow.errors import DefinitionNotFound
from workflow.service.answer_checks import check_answers
from workflow.service.differing import described, differing
from workflow.service.editions import Editions
from workflow.service.notice_checks import check_notices
from workflow.service.official_day_checks import check_named
from workflow.service.views import Difference, Finding
from workflow.store.cases import StoredCase
from workflow.store.chain import COVERED, FIRST, hash_of, seal
from workflow.store.counts import kept_of
from workflow.store.deadlines import COLUMNS, Cycle
from workflow.store.events import StoredEvent, erased_up_to, personal
from workflow.store.json_text import decode
from workflow.store.kept import KeptCase, load
from workflow.store.pauses import OF_WORK
from workflow.store.snapshot import columns, from_snapshot, number
from workflow.translation import gettext

_CYCLE = attrgetter(*COLUMNS)
_HASHED = attrgetter(*COVERED)


def check_case(
    connection: Connection,
    editions: Editions,
    stored: StoredCase,
    chain: list[StoredEvent],
    now: datetime,
) -> Iterator[Finding]:
    """Yield what is wrong with one case."""
    broken = list(_chain(stored, chain))
    yield from broken
    yield from _personal(connection, stored.case, chain)
    yield from _aside(stored, now)
    if not broken:
        yield from _replayed(connection, editions, stored, chain)


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
        if hash_of(uuid, _HASHED(event), before) != event.hash:
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


def _aside(stored: StoredCase, now: datetime) -> Iterator[Finding]:
    """A case that waits to be tried again without being set aside would be in no list.

    None waits longer than the longest pause.
    """
    said = {one is None for one in (stored.aside_since, stored.aside_error, stored.retry_at)}
    if said == {True} and stored.aside_attempts == 0:
        return
    late = stored.retry_at is not None and stored.retry_at > now + OF_WORK.longest
    if said != {False} or stored.aside_attempts < 1 or late:
        text = gettext("What is said about the case being set aside does not agree.")
        yield Finding(stored.case.number, "aside_differs", text)


def _replayed(
    connection: Connection, editions: Editions, stored: StoredCase, chain: list[StoredEvent]
) -> Iterator[Finding]:
    case, events = stored.case, [one.event() for one in chain]
    missing = list(_official_days(connection, editions, case, events))
    yield from missing
    if missing:
        return  # without them nothing can be counted again
    try:
        again = rebuilt(editions, case.serial, case.uuid, case.number, events)
    except Exception as error:
        text = gettext("The events cannot be replayed: {error}").format(error=error)
        yield Finding(case.number, "replay_failed", text)
        return
    if (kept := load(connection, case.serial)) is not None:
        yield from differences(editions, kept, again, events)
    yield from check_notices(connection, editions.of(again), case, events)
    yield from check_answers(connection, case, events)


def _official_days(
    connection: Connection, editions: Editions, case: Case, events: list[Event]
) -> Iterator[Finding]:
    try:
        edition = editions.of(case)
    except DefinitionNotFound:
        return  # which is found elsewhere
    yield from check_named(connection, edition, case.number, events)


def differences(
    editions: Editions, kept: KeptCase, again: Case, events: Iterable[Event]
) -> Iterator[Finding]:
    """Yield where what is stored of a case is not what its events make of it.

    Raises ``ValueError`` or the like if something cannot be read.
    """
    for one in _state(editions, kept, again):
        yield Finding(kept.number, "state_differs", described(one, again.zone), one)
    yield from _counts(kept, events)
    cycles = kept.deadlines
    expected = {key: Cycle._make(_CYCLE(state)) for key, state in again.deadlines.items()}
    if cycles == expected:
        return
    for key in sorted({*cycles, *expected}):
        for one in _cycle(key, cycles.get(key), expected.get(key)):
            yield Finding(kept.number, "deadline_differs", described(one, again.zone), one)


def _counts(kept: KeptCase, events: Iterable[Event]) -> Iterator[Finding]:
    stored, expected = kept.added, kept_of(events)
    for name, seq in sorted({*stored, *expected}):
        if stored.get((name, seq)) != expected.get((name, seq)):
            text = gettext("What event {seq} adds to the counter {counter} is kept otherwise.")
            yield Finding(kept.number, "count_differs", text.format(seq=seq, counter=name))


def _state(editions: Editions, kept: KeptCase, again: Case) -> Iterator[Difference]:
    prefix, year = prefix_and_year(editions, again)
    stored = kept.columns
    # To write what should be there is less work than to read what is.
    if stored != columns(again, prefix=prefix, year=year):
        case = from_snapshot(stored)
        for name in Case._fields:
            if name != "number" and getattr(again, name) != getattr(case, name):
                yield differing(None, name, getattr(case, name), getattr(again, name))
    if kept.next_at != again.next_at:
        yield Difference(None, "next_at", kept.next_at, again.next_at)
    if (stored.prefix, stored.year) != (prefix, year):
        yield Difference(None, "number", kept.number, number(prefix, year, kept.serial))


def _cycle(key: str, stored: Cycle | None, computed: Cycle | None) -> Iterator[Difference]:
    if stored is None or computed is None:
        yield Difference(key, None, stored and key, computed and key)
        return
    for name, there, expected in zip(COLUMNS, stored, computed, strict=True):
        if there != expected:
            yield differing(key, name, there, expected)


def rebuilt(
    editions: Editions, serial: int, uuid: str, number: str, events: Iterable[Event]
) -> Case:
    """Return a case made from its events alone, with what is due computed anew."""
    again = replay(events, serial=serial, uuid=uuid, number=number)
    return refreshed(editions.of(again), again, editions.calendars)


def prefix_and_year(editions: Editions, case: Case) -> tuple[str, int]:
    """Return what the number of a case is made of beside its serial."""
    year = case.opened_at.astimezone(zone_named(case.zone)).year
    first = case.followed[0] if case.followed else case.edition
    return editions[first].definition.prefix, year
