"""One round: fire what is due, then send what waits. It never raises: trouble is reported."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from workflow.daemon.record import Record
from workflow.errors import SentUnrecorded, StoreError
from workflow.service import forming, health, outboxing, recurring, sweeping
from workflow.service.batches import BATCH
from workflow.service.delivery import Routes
from workflow.service.facade import Workflow
from workflow.service.recurring_views import outcome
from workflow.service.scheduling import WAITING
from workflow.service.views import Fired, FiringReport, Recurred
from workflow.store.schedules import DONE
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")


class Round(NamedTuple):
    """What a round did, and when the next is needed if that is known.

    ``aside`` are cases set aside in it, ``unsent`` messages that failed, in it or before, and wait
    to be tried again. ``recurred`` counts what recurs and was done, ``failing`` what failed, in it
    or before, and waits likewise. ``troubles`` are what kept it from being whole; the counts then
    are of what was done before.
    """

    fired: int
    sent: int
    aside: int
    unsent: int
    next_at: datetime | None
    troubles: tuple[Exception, ...]
    recurred: int = 0
    failing: int = 0

    def telling_of(self, unwritten: int) -> "Round":
        """Return it with a trouble that says how many were sent without that being written down."""
        if not unwritten or not self.troubles:
            return self
        first, *others = self.troubles
        if not isinstance(first, StoreError):
            return self
        told = SentUnrecorded(first.url, unwritten, first.without_advice())
        return self._replace(troubles=(told, *others))


class Relays(Protocol):
    """Who sends what was formed."""

    def send(self) -> int:
        """Send it, or see to it that it is sent; return how many deliveries went out by now."""


class Rounds:
    """Rounds on one database. ``stopping`` is asked between batches; ``record`` counts."""

    def __init__(
        self,
        workflow: Workflow,
        relays: Relays,
        routes: Routes,
        stopping: Callable[[], bool],
        record: Record,
    ) -> None:
        self._workflow = workflow
        self._relays = relays
        self._routes = routes
        self._stopping = stopping
        self._record = record
        self._looked_elsewhere = False

    def once(self, *, counting: bool = True) -> Round:
        """Do one round; without ``counting`` it is not asked how much is unsent and failing."""
        work = _Work()
        troubles: list[Exception] = []
        parts = [self._fire, self._relay, self._finish_erasing]
        if counting:
            parts.append(self._count)
        # What cannot be fired is no reason not to send what has fired before.
        for part in parts:
            try:
                part(work)
            except Exception as error:
                troubles.append(error)
        return Round(
            work.fired,
            work.sent,
            work.aside,
            work.unsent,
            work.next_at,
            tuple(troubles),
            work.recurred,
            work.failing,
        )

    def _fire(self, work: "_Work") -> None:
        while True:
            now, cases = self._workflow.now(), 0
            coming = sweeping.look(self._workflow, now)
            if not coming.is_due(now):
                self._record.swept(now, ())
                work.next_at = coming.first()
                return
            for part in sweeping.sweep(self._workflow, now, coming, limit=BATCH):
                cases += part.cases
                self._tell(part, work)
            if cases < BATCH or self._stopping():
                work.next_at = sweeping.next_due(self._workflow, now)
                return

    def _tell(self, part: FiringReport, work: "_Work") -> None:
        self._record.swept(self._workflow.now(), part.fired)
        work.fired += len(part.fired)
        work.aside += len(part.set_aside)
        for one in part.fired:
            log.info(
                gettext("%s: %s (cycle %s) %s fired, due %s"),
                one.case, one.deadline, one.cycle, one.rung, one.due_at.isoformat(),
                extra={"event": "fired", **_about(one)},
            )  # fmt: skip
        for case, why in part.set_aside:
            about = {"event": "set_aside", "case": case}
            log.error(gettext("%s is set aside: %s"), case, why, extra=about)
        for what in part.recurred:
            work.recurred += what.outcome in DONE
            _log_recurred(what)

    def _relay(self, work: "_Work") -> None:
        self._look_elsewhere()
        formed = forming.form(self._workflow, self._routes)
        held = forming.next_held(self._workflow)
        work.next_at = min((one for one in (work.next_at, held) if one is not None), default=None)
        if formed or outboxing.waiting(self._workflow):
            work.sent = self._relays.send()

    def _look_elsewhere(self) -> None:
        """Tell once of what waits on channels that these settings do not have."""
        if self._looked_elsewhere:
            return
        found = outboxing.waits_elsewhere(self._workflow, self._routes.channels)
        self._looked_elsewhere = True
        for channel, number in found.items():
            log.warning(
                gettext("the settings have no channel %s, on which messages wait: %s"),
                channel, number,
                extra={"event": "unserved", "channel": channel},
            )  # fmt: skip

    def _finish_erasing(self, _work: "_Work") -> None:
        # Another program that was reading may have kept erased values from being overwritten.
        self._workflow.finish_erasing()

    def _count(self, work: "_Work") -> None:
        work.unsent = health.count_unsent(self._workflow)
        work.failing = recurring.count_failing(self._workflow)


def _about(one: Fired) -> dict[str, object]:
    return {
        "case": one.case,
        "deadline": one.deadline,
        "cycle": one.cycle,
        "rung": one.rung,
        "due": one.due_at,
    }


def _log_recurred(one: Recurred) -> None:
    about: dict[str, object] = {
        "event": "recurred",
        "schedule": one.schedule,
        "site": one.site,
        "due": one.due_at,
        "outcome": one.outcome,
    }
    if one.case:
        about["case"] = one.case
    level = logging.INFO
    if one.outcome == WAITING:
        about |= {"event": "recurring_failed", "error": one.why}
        level = logging.ERROR
    log.log(
        level,
        gettext("the schedule %s at %s, due %s: %s"),
        one.schedule, one.site, one.due_at.isoformat(), outcome(one),
        extra=about,
    )  # fmt: skip


class _Work:
    """What a round has done so far."""

    def __init__(self) -> None:
        self.fired = self.sent = self.aside = self.unsent = 0
        self.recurred = self.failing = 0
        self.next_at: datetime | None = None
