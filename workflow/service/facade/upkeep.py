"""The façade: what keeps promises alive, and records right."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.clock import in_utc
from workflow.errors import InputInvalid
from workflow.service import gaps, sweeping
from workflow.service.views import (
    FiringReport,
    GapView,
    Rebuilding,
    Recurred,
    Verification,
    VoidingReport,
)
from workflow.service.workplace import CaseName, Workplace
from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.service.views.health import HealthView


class Upkeep(Workplace):
    """Firing what is due, repairing, verifying."""

    def fire_due(self, now: datetime | None = None, *, limit: int | None = None) -> FiringReport:
        """Fire every reminder, miss and escalation that is due by ``now`` (aware; default: now).

        A case that cannot be processed is set aside, reported, and tried again later.
        """
        if now is not None and now.tzinfo is None:
            raise InputInvalid(now.isoformat(), gettext("an instant with a time zone"))
        instant = self.now() if now is None else in_utc(now)
        return sweeping.fire_due(self, instant, limit=limit)

    def next_due(self) -> datetime | None:
        """Return when something is due to fire next, ``None`` if nothing is."""
        return sweeping.next_due(self, self.now())

    def void_fired(
        self,
        since: datetime | str,
        until: datetime | str,
        *,
        reason: str,
        actor: str,
        really: datetime | str | None = None,
        cases: Sequence[CaseName] | None = None,
        dry_run: bool = False,
    ) -> VoidingReport:
        """Void what was recorded as fired from ``since`` until ``until`` by a clock that was ahead.

        Deadlines that run go on as a new cycle, and fire again at their time. In the cases named,
        each a transaction of its own (default: all). Cases that are refused are reported, the
        others done. With ``dry_run`` nothing is written. ``really`` is what it was when the clock
        showed ``since``: what people did by that clock is put right too, so that promises count
        from then, and again if it is given again. Without it, cases in which they did are reported
        as refused. What was done since by a right clock counts from when it was recorded.
        """
        from workflow.service import voiding  # noqa: PLC0415 - voiding is rare, starting is not

        return voiding.void_fired(
            self,
            voiding.Between(since, until, really),
            reason=reason,
            actor=actor,
            cases=cases,
            dry_run=dry_run,
        )

    def gaps(self, *, limit: int = 50) -> tuple[GapView, ...]:
        """Return the times in which nothing ran and something came late by it, the newest first.

        Whatever fires what is due counts as running: a daemon, ``fire_due``.
        """
        return gaps.list_gaps(self, limit=limit)

    def retry_message(self, delivery: str | None = None) -> tuple[str, ...]:
        """Let a message that did not arrive be tried again at once; by default all given up.

        ``delivery`` is its id or the beginning of it. Returns the ids. Raises ``DeliveryUnknown``,
        ``DeliveryAmbiguous``, ``DeliveryEnded``, ``DeliveryUnderWay``, ``DeliveryUntried``.
        """
        from workflow.service import given_up  # noqa: PLC0415 - rare, starting is not

        return given_up.retry(self, delivery)

    def try_messages_now(self) -> tuple[str, ...]:
        """Let everything that failed and waits for its next attempt be tried at once.

        Returns the ids. What was tried stays counted; what was given up is for ``retry_message``.
        """
        from workflow.service import given_up  # noqa: PLC0415 - rare, starting is not

        return given_up.try_now(self)

    def drop_message(self, delivery: str, *, reason: str, actor: str) -> str:
        """End a message that did not arrive and is not wanted any more; return its id.

        The history of each case says so. Whoever may assign the case may do it.
        """
        from workflow.service import given_up  # noqa: PLC0415 - rare, starting is not

        return given_up.drop(self, delivery, reason=reason, actor=actor)

    def redirect_message(
        self,
        delivery: str,
        to: str,
        *,
        reason: str,
        actor: str,
        channels: Collection[str] | None = None,
    ) -> tuple[str, tuple[str, ...]]:
        """Send a message that did not arrive to another person; return its id and the cases.

        Or to the same person, if it is on a channel that is not among the ``channels`` there are,
        or was given up on one where they have no address.
        The history of each case says so. Whoever may assign the case may do it.
        """
        from workflow.service import given_up  # noqa: PLC0415 - rare, starting is not

        return given_up.redirect(self, delivery, to, reason=reason, actor=actor, channels=channels)

    def skip_recurring(
        self,
        schedule: str,
        since: datetime | str,
        until: datetime | str | None = None,
        *,
        site: str | None = None,
        definition: str | None = None,
        reason: str,
        actor: str,
    ) -> tuple[Recurred, ...]:
        """Skip what waits of a schedule and was due in a minute, or from ``since`` to ``until``.

        It is not tried again; who skipped it and why is on record. Times given as text are local to
        the site. Whoever may assign the cases may do it. Raises ``NothingToSkip``,
        ``SkippingNotAuthorised``, ``ReasonMissing``, ``SiteMissing``.
        """
        from workflow.service import skipping  # noqa: PLC0415 - rare, starting is not

        return skipping.skip(
            self,
            schedule,
            since,
            until,
            site=site,
            definition=definition,
            reason=reason,
            actor=actor,
        )

    def health(self, *, max_age: timedelta | None = None) -> "HealthView":
        """Return whether a daemon lives, whether it is late, and what waits for somebody.

        One lives that was seen in the last ``max_age`` (default: 90 seconds), or did a round then
        because a scheduler started it (default: 5 minutes).
        """
        from workflow.service import health  # noqa: PLC0415 - asked for by few programs

        return health.look(self, max_age)

    def verify(self, heads: Path | None = None) -> Verification:
        """Check histories, states and deadlines against each other; see docs/operations.md."""
        from workflow.service import auditing  # noqa: PLC0415 - verifying is rare, starting is not

        return auditing.verify(self, heads)

    def rebuild(self, *, check: bool = False) -> Rebuilding:
        """Make the state and the deadlines of every case again from its events.

        ``check`` only tells what differs. Nothing fires, and what fired stays fired. A case whose
        history is damaged is told and left as it is.
        """
        from workflow.service import rebuilding  # noqa: PLC0415 - rebuilding is rare

        return rebuilding.rebuild(self, check=check)
