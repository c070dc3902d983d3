"""What other rules would do to the cases that are open: nothing is written, nothing is decided."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.definition.model import Definition
from workflow.definition.resolved import edition_hash
from workflow.engine.case import Case, DeadlineState
from workflow.engine.data import Facts
from workflow.engine.due import due_again, due_instant
from workflow.engine.edition import Edition
from workflow.engine.timekeeping import Timekeeping
from workflow.service.describing import described
from workflow.service.editions import edition_of_case
from workflow.service.house import House
from workflow.service.surroundings import Surroundings
from workflow.service.views import Foreseen, ForeseenDue
from workflow.store import cases, queries
from workflow.store.definitions import wording_of


def foresee(house: House, old: Definition, new: Definition) -> Foreseen:
    """Return what becomes of the open cases of an edition if they followed another.

    Without cases, if it is not published. Deadlines are counted as of now by the official days
    their cycle goes by, or, where it goes by none, by the newest that were adopted.
    """
    now = house.now()
    fingerprint = edition_hash(old)
    with house.transactions.reading() as connection:
        if wording_of(connection, fingerprint) is None:
            return Foreseen()
        around = Surroundings(connection, house.directory(connection), house.registry)
        other = Edition(new, edition_hash(new))
        looking = _Looking(connection, around, other, now)
        return looking.at_all(queries.open_serials(connection, [fingerprint]))


class _Looking(NamedTuple):
    """One transaction in which cases are looked at by another edition."""

    connection: Connection
    around: Surroundings
    new: Edition
    now: datetime

    def at_all(self, serials: list[int]) -> Foreseen:
        """Return what becomes of all these cases."""
        stranded: Counter[str] = Counter()
        gone: Counter[str] = Counter()
        dues: list[ForeseenDue] = []
        failed: list[tuple[str, str]] = []
        for serial in serials:
            stored = cases.load(self.connection, serial)
            if stored is None:
                continue
            case = stored.case
            if case.state not in self.new.definition.states:
                stranded[case.state] += 1
            running = [one for one in case.deadlines.values() if one.running]
            gone.update(one.name for one in running if one.name not in self.new.clocks)
            try:
                dues += self._moved(case, running)
            except Exception as error:  # one that cannot be counted must not hide the others
                failed.append((case.number, described(error)))
        return Foreseen(len(serials), stranded, gone, tuple(dues), tuple(failed))

    def _moved(self, case: Case, running: list[DeadlineState]) -> list[ForeseenDue]:
        facts = Facts(case, self.around)
        times = Timekeeping.of(case, self.around.calendars)
        own = edition_of_case(self.connection, case)
        found = []
        for state in running:
            if state.status == "missed" or state.name not in self.new.clocks:
                continue
            due_at = self._due(case, state, facts, times)
            was = due_again(own.clock_of(state), case, state.resumed(self.now), times)
            if due_at != was:
                title = self.new.definition.deadlines[state.name].title
                found.append(
                    ForeseenDue(case.number, case.zone, state.name, title, state.cycle, was, due_at)
                )
        return found

    def _due(self, case: Case, state: DeadlineState, facts: Facts, times: Timekeeping) -> datetime:
        clock = self.new.clocks[state.name]
        official = state.official or times.official(clock)
        standing = state.resumed(self.now).changed({"official": official})
        due = due_instant(
            clock, case, facts=facts, started_at=state.started_at, times=times, state=standing
        )
        return due.instant
