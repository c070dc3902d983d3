"""A definition at work in simulated time: the real engine and a real database, and a clock that
moves when it is told to.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from workflow.definition.model import Definition
from workflow.engine.directory import Directory
from workflow.errors import CaseMissing, FiringFailed, RecurringFailed
from workflow.service import forming, outboxing, staffing
from workflow.service.delivery import Letter, Routes
from workflow.service.facade import CaseName, Data, When, Workflow
from workflow.service.registry import Registry
from workflow.service.scheduling import WAITING
from workflow.service.simulated.beginnings import definition_from, empty_database, roles_from
from workflow.service.simulated.due import due_text, last_cycle
from workflow.service.simulated.firings import Firing, fired_in, firings
from workflow.service.simulated.standing_clock import StandingClock
from workflow.service.views import CaseView, DeadlineView, Receipt

SITE = "main"


class Rehearsal:
    """A house that lives by one definition, in time that passes when it is told to.

    See ``workflow.testing.Simulation``, which tells of the messages too. What is ``furnished`` has
    its site, its definitions and its staff.
    """

    def __init__(
        self,
        definition: Definition | Path | str,
        *,
        now: str | datetime,
        zone: str = "Asia/Shanghai",
        staff: Mapping[str, str | Sequence[str]] | None = None,
        directory: Directory | None = None,
        registry: Registry | None = None,
        others: Sequence[Definition | Path | str] = (),
        furnished: bytes | None = None,
    ) -> None:
        staffing.check_zone(zone)
        self._clock = StandingClock(now, zone)
        self.zone = zone
        read, people = definition_from(definition), roles_from(staff)
        self._definition = read.workflow
        with ExitStack() as stack:
            folder = stack.enter_context(TemporaryDirectory(prefix="complaints-simulation-"))
            self._file = database = Path(folder) / "cases.db"
            database.write_bytes(empty_database() if furnished is None else furnished)
            self.flow = stack.enter_context(
                Workflow(str(database), directory=directory, registry=registry, clock=self._clock)
            )
            if furnished is None:
                self._furnish([read, *map(definition_from, others)], people)
            self._remains = stack.pop_all()

    def _furnish(
        self, definitions: Sequence[Definition], people: Mapping[str, Sequence[str]]
    ) -> None:
        self.flow.add_site(SITE, zone=self.zone)
        for one in definitions:
            self.flow.publish(one, trial=True)  # whether promises are proved is not the matter
        for name, roles in people.items():
            self.flow.add_staff(name, roles=roles)

    def snapshot(self) -> bytes:
        """Return its database as it is now, in which another can be ``furnished``."""
        with closing(sqlite3.connect(self._file)) as connection:
            return connection.serialize()

    def close(self) -> None:
        """End it; nothing is left behind."""
        self._remains.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._definition}, {self.now}>"

    # --- acts ------------------------------------------------------------------------------

    def open(
        self,
        data: Data | None = None,
        *,
        by: str,
        definition: str | None = None,
        site: str | None = None,
        trigger: str | None = None,
        at: When = None,
        performed_by: str | None = None,
        note: str | None = None,
        read_back: bool = False,
    ) -> Receipt:
        """Open a case, as ``Workflow.open`` does: by default of the definition simulated."""
        return self.flow.open(
            definition or self._definition,
            data,
            actor=by,
            site=site,
            trigger=trigger,
            at=at,
            performed_by=performed_by,
            note=note,
            read_back=read_back,
        )

    def do(
        self,
        trigger: str,
        data: Data | None = None,
        *,
        by: str,
        case: CaseName | None = None,
        at: When = None,
        performed_by: str | None = None,
        note: str | None = None,
        read_back: bool = False,
    ) -> Receipt:
        """Take a step, as ``Workflow.trigger`` does: of the one case there is, or of ``case``."""
        return self.flow.trigger(
            self._named(case),
            trigger,
            data,
            actor=by,
            at=at,
            performed_by=performed_by,
            note=note,
            read_back=read_back,
        )

    # --- time ------------------------------------------------------------------------------

    @property
    def now(self) -> str:
        """The present, as local text."""
        return self._clock.shown

    def advance(self, amount: str | timedelta) -> list[Firing]:
        """Let time pass with the daemon awake; return what fired.

        ``3 days``, ``2 weeks`` and ``1 month`` lead to the same time of day; ``36 hours``,
        ``90 minutes`` and a ``timedelta`` are time elapsed. ``1 day 6 hours`` is one after the
        other. Schedules come. Raises ``InputInvalid``, ``FiringFailed`` when a case is set aside,
        and ``RecurringFailed`` when a schedule cannot do what recurs.
        """
        return self._pass_until(self._clock.after(amount))

    def run_until(self, time: str | datetime) -> list[Firing]:
        """Let time pass until a time, with the daemon awake; return what fired.

        What is due at that very instant fires. Raises as ``advance`` does.
        """
        return self._pass_until(self._clock.at(time))

    def run_to_next_due(self) -> list[Firing]:
        """Let time pass until something is due; return what fired: nothing if nothing is due."""
        due = self.flow.next_due()
        return [] if due is None else self._fire_at(due)

    def sleep_through(self, amount: str | timedelta) -> None:
        """Let time pass while the daemon is down: nothing fires, nothing is sent."""
        self._clock.move(self._clock.after(amount))

    def sleep_until(self, time: str | datetime) -> None:
        """Let time pass until a time while the daemon is down: nothing fires, nothing is sent."""
        self._clock.move(self._clock.at(time))

    def fire(self) -> list[Firing]:
        """Fire what is due by now, as a daemon that wakes does; return it."""
        return self._sweep()

    # --- looking ---------------------------------------------------------------------------

    @property
    def fired(self) -> list[Firing]:
        """Everything that fired so far, in the order in which it happened.

        What was due when somebody acted while the daemon slept fired with the act, and is here.
        """
        return firings(self.flow, self._cases())

    @property
    def state(self) -> str:
        """The state of the one case there is."""
        return self.show().state

    @property
    def owner(self) -> str | None:
        """Who owns the one case there is."""
        return self.show().owner

    @property
    def duties(self) -> dict[str, str]:
        """The duties that are open in the one case there is, and who owes each."""
        return {one.name: one.who for one in self.show().duties if one.status == "open"}

    @property
    def running(self) -> dict[str, str]:
        """What is still owed in the one case there is: when each deadline is due, as local text."""
        view = self.show()
        return {one.name: due_text(one, view) for one in view.deadlines if one.running}

    def due(self, deadline: str, *, case: CaseName | None = None) -> str:
        """Return when a deadline is due, as local text; 24:00 is the end of the day.

        Raises as ``deadline`` does.
        """
        view = self.show(case)
        return due_text(last_cycle(self.flow, view, deadline), view)

    def deadline(self, name: str, *, case: CaseName | None = None) -> DeadlineView:
        """Return the last cycle of a deadline.

        Raises ``DeadlineUnknown``, ``DeadlineNotStarted``, and ``CaseMissing`` if there are
        several cases or none.
        """
        return last_cycle(self.flow, self.show(case), name)

    def show(self, case: CaseName | None = None) -> CaseView:
        """Return the one case there is, or the one named, with all that is to be known of it."""
        return self.flow.show(self._named(case))

    # --- how -------------------------------------------------------------------------------

    def _pass_until(self, end: datetime) -> list[Firing]:
        fired = self._sweep()  # what somebody has done since it was last awake
        before = None
        # Whatever there may be: time goes on.
        while (then := self._next()) is not None and then <= end and then != before:
            fired += self._fire_at(then)
            before = then
        self._clock.move(end)
        return fired

    def _next(self) -> datetime | None:
        """Return when something is due, or a message may go out that waits for working time."""
        known = (self.flow.next_due(), forming.next_held(self.flow))
        return min((one for one in known if one is not None), default=None)

    def _fire_at(self, instant: datetime) -> list[Firing]:
        self._clock.move(instant)
        return self._sweep()

    def _sweep(self) -> list[Firing]:
        """Do what the daemon does when it is awake: fire what is due, then send what waits."""
        report = self.flow.fire_due()
        forming.form(self.flow, Routes())
        while claimed := outboxing.claim(self.flow):
            self._sent([letter for one in claimed for letter in one.letters])
            outboxing.settle(self.flow, sent=claimed)
        if report.set_aside:
            # A daemon would say so in its log and go on; a test is to know of it.
            raise FiringFailed(*report.set_aside[0])
        for one in report.recurred:
            if one.outcome == WAITING:
                raise RecurringFailed(one.schedule, one.why)
        return fired_in(self.flow, report)

    def _sent(self, letters: Sequence[Letter]) -> None:
        """Let messages go out: nobody reads them here."""

    def _cases(self) -> list[str]:
        total = self.flow.list(limit=0).total
        return [one.case for one in self.flow.list(limit=total).rows]

    def _named(self, case: CaseName | None) -> CaseName:
        if case is not None:
            return case
        known = self._cases()
        if len(known) != 1:
            raise CaseMissing(tuple(sorted(known)))
        return known[0]
