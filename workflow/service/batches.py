"""Firing a batch of cases: one by one, each all or nothing, none holding up the others.

Cases are decided one by one; those that fail are set aside. What was decided is written for the
whole batch at once, earlier only if a case looks at another that was decided before it. Should
the database refuse that, the transaction is undone and the batch repeated carefully: written case
by case, each in a savepoint, so that one bad case cannot take others with it. When it is the
database that is at fault, no case is: the sweep ends with an error, and none is set aside.

Where several programs write at the same time, each sweeps the cases the others have not claimed. A
case that needs another on which somebody is writing is left for the next sweep.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.engine.counting import has_counted
from workflow.engine.decide import Situation, decide_firing
from workflow.engine.events import Decision
from workflow.errors import DeadlineError, StoreContended
from workflow.service import gaps
from workflow.service.committing import react, write_others
from workflow.service.describing import described
from workflow.service.editions import edition_of_case
from workflow.service.house import House
from workflow.service.relatives import HeldElsewhere, StoredRelatives
from workflow.service.surroundings import Surroundings
from workflow.service.working_calendars import StoredCalendars
from workflow.store import cases, writing
from workflow.store.aside import set_aside
from workflow.store.cases import StoredCase
from workflow.store.failures import check_going_on
from workflow.store.writing import Write
from workflow.translation import gettext

# So many that a transaction costs little beside them, so few that nobody waits long for the lock.
BATCH = 250
# More savepoints in one transaction make PostgreSQL slow.
CAREFUL_BATCH = 50
ATTEMPTS = 8


class Swept(NamedTuple):
    """What became of one batch of so many cases; some of a case may fire, and the rest fail.

    ``more``: there may be others.
    """

    size: int
    more: bool
    written: list[Write]
    aside: list[tuple[str, str]]


def sweep_batch(house: House, now: datetime, most: int, last: datetime | None) -> Swept:
    """Sweep a batch; ``last`` is when a sweep is known to have run before, to the minute."""
    for _attempt in range(ATTEMPTS - 1):
        with suppress(StoreContended):
            try:
                return _swept(house, now, most, last, careful=False)
            except _BatchRefused:
                return _swept(house, now, min(most, CAREFUL_BATCH), last, careful=True)
    return _swept(house, now, min(most, CAREFUL_BATCH), last, careful=True)


def _swept(
    house: House, now: datetime, most: int, last: datetime | None, *, careful: bool
) -> Swept:
    with house.transactions.writing(shared=True) as connection:
        due = cases.load_due(connection, now, most)
        batch = _Batch(house, connection, now, due, careful=careful)
        for stored in due:
            batch.sweep(stored)
        batch.write()
        fired = gaps.fired_at(batch.written)
        if not gaps.is_kept(now, fired, last):
            gaps.keep(connection, now, fired)
    done = bool(batch.written or batch.aside)
    return Swept(len(due), done and len(due) == most, batch.written, batch.aside)


class _BatchRefused(Exception):
    """Something of a batch could not be written, and nothing of it was."""


class _Batch:
    """Cases swept in one transaction: decided one by one, written many at a time.

    A ``careful`` one writes them one by one, each in a savepoint. That costs a quarter more.
    """

    def __init__(
        self,
        house: House,
        connection: Connection,
        now: datetime,
        due: Sequence[StoredCase],
        *,
        careful: bool,
    ) -> None:
        self._careful = careful
        self.written: list[Write] = []
        self.aside: list[tuple[str, str]] = []
        self._house = house
        self._connection = connection
        self._now = now
        revision = due[0].staff_revision if due else None
        self._directory = house.directory(connection, revision)
        self._calendars = StoredCalendars(connection)
        self._decided: list[Write] = []
        self._sites_moved: set[str] = set()
        self._touched: set[int] = set()
        self._counted = False

    def sweep(self, stored: StoredCase) -> None:
        """Decide about a case as it stands after those that were decided before it."""
        if stored.case.serial in self._touched:
            again = cases.load_if_due(self._connection, stored.case.serial, self._now)
            if again is None:
                return
            stored = again
        surroundings = self._surroundings()
        result = self._decide(stored, surroundings)
        if self._outdated(surroundings):
            self.write()
            surroundings = self._surroundings()
            result = self._decide(stored, surroundings)
        if isinstance(result, str):
            self._set_aside(stored, result)
        if result is None or isinstance(result, str):
            return
        self._decided.append(Write(stored, result))
        self._counted = self._counted or any(has_counted(one) for one in result.events)
        before, after = stored.case, result.case
        if (before.owner, before.final) != (after.owner, after.final):
            self._sites_moved.add(after.site)
        if result.others:
            self._touched |= surroundings.read.keys()
            self.write(surroundings.relatives)

    def write(self, relatives: StoredRelatives | None = None) -> None:
        """Write what was decided and not written yet.

        ``relatives`` are those of the last, if that is about other cases too.
        """
        decided, self._decided, self._sites_moved = self._decided, [], set()
        self._counted = False
        if self._careful:
            for stored, why in _write_singly(self._house, self._connection, decided, relatives):
                self._set_aside(stored, why)
        elif decided:
            _write_together(self._house, self._connection, decided, relatives)
        for one in decided:
            if one.decision.failure is not None:
                self._set_aside(one.before, described(one.decision.failure))
        self.written += decided

    def _surroundings(self) -> Surroundings:
        registry = self._house.registry
        return Surroundings(
            self._connection, self._directory, registry, self._calendars, holding=True
        )

    def _outdated(self, read: Surroundings) -> bool:
        """Whether something was read that another decision, not written yet, has changed."""
        if not self._sites_moved.isdisjoint(read.loads) or (read.counts and self._counted):
            return True
        if not read.read:
            return False
        return any(one.before.case.serial in read.read for one in self._decided)

    def _decide(self, stored: StoredCase, surroundings: Surroundings) -> Decision | str | None:
        """Return the decision, or why there is none; ``None`` if it has to wait for others."""
        try:
            decision = _decide(self._connection, stored, surroundings, self._now)
        except HeldElsewhere:
            return None
        except Exception as error:
            check_going_on(self._connection, error)
            return described(error)
        for one in (decision, *decision.others):
            if isinstance(one.failure, HeldElsewhere):
                return None
            if one.failure is not None:
                check_going_on(self._connection, one.failure)
        return decision

    def _set_aside(self, stored: StoredCase, why: str) -> None:
        set_aside(self._connection, stored, why, self._now)
        self.aside.append((stored.case.number, why))


def _decide(
    connection: Connection, stored: StoredCase, surroundings: Surroundings, now: datetime
) -> Decision:
    edition = edition_of_case(connection, stored.case, stored.wording)
    decision = decide_firing(Situation(edition, stored.case, surroundings, now))
    if not decision.events:
        # It would be found due again and again, and hold up the others.
        raise DeadlineError(stored.case.number, "", gettext("it is due, yet nothing fires"))
    return decision


def _write_together(
    house: House,
    connection: Connection,
    writes: list[Write],
    relatives: StoredRelatives | None,
) -> None:
    try:
        _write_all(house, connection, writes, relatives)
    except Exception as error:
        raise _BatchRefused from error


def _write_singly(
    house: House,
    connection: Connection,
    writes: list[Write],
    relatives: StoredRelatives | None,
) -> list[tuple[StoredCase, str]]:
    failed = []
    for one in tuple(writes):
        try:
            with connection.begin_nested():
                _write_all(house, connection, [one], relatives)
        except Exception as error:
            check_going_on(connection, error)
            failed.append((one.before, described(error)))
            writes.remove(one)
    return failed


def _write_all(
    house: House,
    connection: Connection,
    writes: list[Write],
    relatives: StoredRelatives | None,
) -> None:
    writing.write_many(connection, writes)
    for one in writes:
        react(house, connection, one.decision, one.decision.case)
        if one.decision.others and relatives is not None:
            write_others(house, connection, one.decision, relatives)
