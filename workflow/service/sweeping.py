"""Firing what is due: case by case, each all or nothing, none holding up the others.

Cases are decided one by one; those that fail are set aside. What was decided is written for the
whole batch at once. Should the database refuse that, it is undone and repeated case by case, so
that one bad case cannot take others with it. When it is the database that is at fault, no case is:
the sweep ends with an error, and none is set aside.
"""

import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from workflow.engine.decide import Situation, decide_firing
from workflow.engine.events import Decision, Event
from workflow.errors import DeadlineError, WorkflowError
from workflow.service.acting import House
from workflow.service.editions import edition_of
from workflow.service.registry import ReactionContext
from workflow.service.surroundings import Surroundings
from workflow.service.views import Fired, FiringReport
from workflow.store import cases, writing
from workflow.store.aside import set_aside
from workflow.store.cases import StoredCase
from workflow.store.database import fails_as_a_whole
from workflow.store.writing import Write
from workflow.translation import gettext

BATCH = 100


class Swept(NamedTuple):
    """What became of one batch."""

    written: list[Write]
    aside: list[tuple[str, str]]

    @property
    def size(self) -> int:
        """How many cases it was."""
        return len(self.written) + len(self.aside)


def fire_due(house: House, now: datetime, *, limit: int | None = None) -> FiringReport:
    """Fire everything that is due by ``now``, in at most ``limit`` cases (``None``: all)."""
    fired: list[Fired] = []
    aside: list[tuple[str, str]] = []
    handled = 0
    while limit is None or handled < limit:
        most = BATCH if limit is None else min(BATCH, limit - handled)
        batch = _sweep_batch(house, now, most)
        handled += batch.size
        aside += batch.aside
        for written in batch.written:
            fired.extend(_fired(written.decision))
        if batch.size < most:
            break
    with house.transactions.reading() as connection:
        next_at = upcoming(connection)
    return FiringReport(tuple(fired), handled, tuple(aside), next_at)


def upcoming(connection: Connection) -> datetime | None:
    """Return when something is due next, as far as it is known."""
    found = [
        one for one in (cases.next_due(connection), cases.next_retry(connection)) if one is not None
    ]
    return min(found, default=None)


def _sweep_batch(house: House, now: datetime, most: int) -> Swept:
    swept = Swept([], [])
    with house.transactions.reading() as connection:
        first = upcoming(connection)
        if first is None or first > now:
            return swept
    with house.transactions.writing() as connection:
        directory = house.directory(connection)
        failed: list[tuple[StoredCase, str]] = []
        for stored in cases.load_due(connection, now, most):
            surroundings = Surroundings(connection, directory, house.registry)
            try:
                decision = _decide(connection, stored, surroundings, now)
            except DBAPIError:
                raise
            except Exception as error:
                failed.append((stored, described(error)))
            else:
                swept.written.append(Write(stored, decision))
        swept_aside = _write_batch(house, connection, swept.written)
        for stored, why in (*failed, *swept_aside):
            set_aside(connection, stored, why, now)
            swept.aside.append((stored.case.number, why))
    return swept


def _decide(
    connection: Connection, stored: StoredCase, surroundings: Surroundings, now: datetime
) -> Decision:
    edition = edition_of(connection, stored.case.edition)
    decision = decide_firing(Situation(edition, stored.case, surroundings, now))
    if not decision.events:
        # It would be found due again and again, and hold up the others.
        raise DeadlineError(stored.case.number, "", gettext("it is due, yet nothing fires"))
    return decision


def _write_batch(
    house: House, connection: Connection, writes: list[Write]
) -> list[tuple[StoredCase, str]]:
    if not writes:
        return []
    try:
        with connection.begin_nested():
            _write_all(house, connection, writes)
    except Exception as error:
        if fails_as_a_whole(error):
            raise
        return _write_singly(house, connection, writes)
    return []


def _write_singly(
    house: House, connection: Connection, writes: list[Write]
) -> list[tuple[StoredCase, str]]:
    failed = []
    for one in tuple(writes):
        try:
            with connection.begin_nested():
                _write_all(house, connection, [one])
        except Exception as error:
            if fails_as_a_whole(error):
                raise
            failed.append((one.before, described(error)))
            writes.remove(one)
    return failed


def _write_all(house: House, connection: Connection, writes: list[Write]) -> None:
    writing.write_many(connection, writes)
    for one in writes:
        for name in one.decision.reactions:
            react = house.registry.reaction_named(name)
            react(ReactionContext(one.decision.case, one.decision.events, connection))


def described(error: Exception) -> str:
    """Return an error in one line, for the log and for whoever looks at a case set aside.

    What others wrote into an error may be personal: only its kind and its place are told.
    """
    if isinstance(error, WorkflowError):
        return str(error)
    if isinstance(error, DBAPIError):
        return f"{type(error.orig).__name__}: {error.orig}"
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = [f"({Path(one.filename).name}:{one.lineno})" for one in place]
    return " ".join([type(error).__name__, *where])


def _fired(decision: Decision) -> Iterator[Fired]:
    for event in decision.events:
        if event.type in {"rung_fired", "deadline_missed"}:
            yield _one_fired(decision, event)


def _one_fired(decision: Decision, event: Event) -> Fired:
    payload = event.payload
    return Fired(
        case=decision.case.number,
        deadline=str(payload["deadline"]),
        cycle=int(str(payload["cycle"])),
        rung=str(payload.get("rung", "miss")),
        occurrence=int(str(payload.get("occurrence", 0))),
        due_at=event.at,
        at=event.recorded_at,
        recipients=tuple(one.recipient or "" for one in decision.notices if one.seq == event.seq),
        skipped="skipped" in payload,
    )
