"""Doing what recurs: planned first, then done one by one, each with its row in one transaction.

A row that waits is locked before it is done, and says what became of it in the same transaction:
whoever comes second, or again after a crash, finds it done. What fails is set aside by itself.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from workflow.definition.schedule import Schedule
from workflow.engine.decide import Situation
from workflow.engine.directory import Directory
from workflow.engine.edition import Edition
from workflow.engine.events import Decision, Recurs
from workflow.engine.opening import Opening
from workflow.engine.recurring import decide_recurring_opening, decide_recurring_step
from workflow.errors import ActRefused, SiteUnknown, StoreContended
from workflow.service import gaps
from workflow.service.committing import react, write_new, write_others
from workflow.service.describing import described
from workflow.service.editions import edition_of, edition_of_case
from workflow.service.fired import fired_by
from workflow.service.house import House
from workflow.service.naming import new_identity
from workflow.service.relatives import HeldElsewhere
from workflow.service.scheduling import WAITING, Schedules, failed, plan
from workflow.service.surroundings import Surroundings
from workflow.service.views import Fired, Recurred
from workflow.store import cases, schedules, writing
from workflow.store.failures import check_going_on
from workflow.store.pauses import OF_WORK
from workflow.store.schedules import Planned, Progress

# More savepoints in one transaction make PostgreSQL slow.
BATCH = 50
PLANNED = 20
ATTEMPTS = 8

Result = TypeVar("Result")


class Recurrence(NamedTuple):
    """What recurred by now, what fired on the way, and how many rows were looked at."""

    recurred: tuple[Recurred, ...] = ()
    fired: tuple[Fired, ...] = ()
    handled: int = 0


def recur(house: House, now: datetime, *, limit: int | None = None) -> Iterator[Recurrence]:
    """Do everything that recurs by ``now``, at most ``limit`` times (``None``: all).

    What is yielded is committed.
    """
    handled = 0
    # All is planned before anything is done, so that it is done in the order in which it came.
    while (planned := _again(partial(_plan, house, now))) is not None:
        yield Recurrence(tuple(planned))
    while limit is None or handled < limit:
        most = BATCH if limit is None else min(BATCH, limit - handled)
        done = _again(partial(_do_batch, house, now, most))
        handled += done.handled
        yield done
        if not done.handled:
            break


def count_failing(house: House) -> int:
    """Return how often something that recurs failed and is tried again."""
    with house.transactions.reading() as connection:
        return schedules.count_failing(connection)


def _again(attempt: Callable[[], Result]) -> Result:
    for _attempt in range(ATTEMPTS - 1):
        with suppress(StoreContended):
            return attempt()
    return attempt()


def _plan(house: House, now: datetime) -> list[Recurred] | None:
    """Plan what came of some schedules; return what will not be done, ``None`` if none has come."""
    with house.transactions.writing(shared=True) as connection:
        rows = schedules.claim_due(connection, now, PLANNED)
        if not rows:
            return None
        known, found = Schedules(connection, house.directory(connection)), []
        for row in rows:
            found += _planned(connection, known, row, now)
        gaps.keep(connection, now, [one.due_at for one in found])
    return [_view(one) for one in found if one.outcome != WAITING]


def _planned(
    connection: Connection, known: Schedules, row: Progress, now: datetime
) -> list[Planned]:
    """Plan a schedule; one that cannot be planned holds up no other, and no deadline."""
    try:
        with connection.begin_nested():
            return plan(connection, known, row, now)
    except Exception as error:
        check_going_on(connection, error)
        schedules.put(connection, [failed(row, error, now)])
        return []


def _do_batch(house: House, now: datetime, most: int) -> Recurrence:
    with house.transactions.writing(shared=True) as connection:
        work = _Work(house, connection, now)
        handled = 0
        for one in schedules.claim_waiting(connection, now, most):
            handled += work.do(one)
            if work.spread:  # what it is to be done in comes before what came later
                break
    return Recurrence(tuple(work.recurred), tuple(work.fired), handled)


class _Work:
    """What is done in one transaction, each in a savepoint."""

    def __init__(self, house: House, connection: Connection, now: datetime) -> None:
        self.recurred: list[Recurred] = []
        self.fired: list[Fired] = []
        self.spread = False
        self._house = house
        self._connection = connection
        self._now = now
        self._directory: Directory = house.directory(connection)

    def do(self, row: Planned) -> bool:
        """Do one, and write what became of it; whether it could be done or failed."""
        try:
            with self._connection.begin_nested():
                settled, case, fired = self._done(row)
                schedules.settle(self._connection, settled)
        except HeldElsewhere:
            return False  # it waits for the next look
        except Exception as error:
            check_going_on(self._connection, error)
            settled, case, fired = self._failed(row, error), "", []
            schedules.settle(self._connection, settled)
        if settled.outcome == schedules.EACH:
            self.spread = True
            return True
        self.recurred.append(_view(settled, case))
        self.fired += fired
        return True

    def _done(self, row: Planned) -> tuple[Planned, str, list[Fired]]:
        edition = edition_of(self._connection, row.edition)
        schedule = edition.definition.schedules[row.schedule]
        if schedule.opens:
            return self._opened(row, edition, schedule)
        if not row.target:
            return self._spread(row, schedule), "", []
        return self._stepped(row, schedule)

    def _spread(self, row: Planned, schedule: Schedule) -> Planned:
        """Let it be done in each case that can take the step now.

        Once all that came before is done: another daemon may be opening a case just now.
        """
        if schedules.something_before(self._connection, *row[:3:2], row.due_at):
            raise HeldElsewhere
        found = schedules.targets(
            self._connection, row.definition, row.site, schedule.states, row.due_at
        )
        each = [row._replace(target=one, case_id=one, attempts=0, why="") for one in found]
        schedules.plan(self._connection, each)
        # A clock that was ahead may have done it in some already.
        outcome = schedules.EACH if schedules.has_parts(self._connection, row) else "nothing"
        return self._settled(row, outcome, None)

    def _opened(
        self, row: Planned, edition: Edition, schedule: Schedule
    ) -> tuple[Planned, str, list[Fired]]:
        zone = self._directory.zone(row.site)
        if zone is None:
            raise SiteUnknown(row.site, self._directory.sites())
        around = self._surroundings()
        opening = Opening(new_identity(), row.site, zone, None)
        decision = decide_recurring_opening(
            edition, schedule, _recurs(row), opening, around, now=self._now
        )
        case = write_new(self._house, self._connection, decision)
        write_others(self._house, self._connection, decision, around.relatives)
        return self._settled(row, "opened", case.serial), case.number, list(fired_by(decision))

    def _stepped(self, row: Planned, schedule: Schedule) -> tuple[Planned, str, list[Fired]]:
        if not cases.locked_at_once(self._connection, row.target):
            raise HeldElsewhere
        stored = cases.load(self._connection, row.target)
        assert stored is not None  # noqa: S101 - cases are never deleted
        around, case = self._surroundings(), stored.case
        if case.state not in schedule.states:  # it has gone on since
            gone_on = self._settled(row, "skipped", case.serial)
            return gone_on._replace(why="gone_on"), case.number, []
        edition = edition_of_case(self._connection, case, stored.wording)
        situation = Situation(edition, case, around, self._now)
        try:
            decision = decide_recurring_step(situation, schedule, _recurs(row))
        except ActRefused as refusal:
            refused = self._settled(row, "refused", case.serial)
            return refused._replace(why=type(refusal).__name__), case.number, []
        self._write(writing.Write(stored, decision), decision, around)
        return self._settled(row, "done", case.serial), case.number, list(fired_by(decision))

    def _write(self, write: writing.Write, decision: Decision, around: Surroundings) -> None:
        if not writing.write(self._connection, write):
            raise HeldElsewhere
        react(self._house, self._connection, decision, decision.case)
        write_others(self._house, self._connection, decision, around.relatives)

    def _surroundings(self) -> Surroundings:
        return Surroundings(self._connection, self._directory, self._house.registry, holding=True)

    def _settled(self, row: Planned, outcome: str, serial: int | None) -> Planned:
        return row._replace(
            outcome=outcome, why="", case_id=serial, recorded_at=self._now, try_at=None
        )

    def _failed(self, row: Planned, error: Exception) -> Planned:
        attempts = row.attempts + 1
        again_at = self._now + OF_WORK.after(attempts)
        return row._replace(why=described(error), attempts=attempts, try_at=again_at)


def _recurs(row: Planned) -> Recurs:
    return Recurs(row.schedule, row.named_at, row.due_at)


def _view(row: Planned, case: str = "") -> Recurred:
    return Recurred(
        row.definition, row.schedule, row.site, row.named_at, row.due_at, row.outcome, row.why,
        case, again_at=row.try_at,
    )  # fmt: skip
