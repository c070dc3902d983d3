"""The façade: everything a program can ask of the workflow, on one object."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

from workflow import clock as system_clock
from workflow.engine.directory import Directory
from workflow.service import gaps, publishing, staffing
from workflow.service.facade.acts import Acts
from workflow.service.facade.administration import Administration
from workflow.service.facade.migrations import Migrations
from workflow.service.facade.upkeep import Upkeep
from workflow.service.looking import Looking
from workflow.service.registry import Registry
from workflow.service.transactions import HostTransactions
from workflow.service.workplace import CaseName, Data, When
from workflow.store import schema
from workflow.store.database import open_database

__all__ = ["CaseName", "Data", "When", "Workflow"]


class Workflow(Acts, Looking, Upkeep, Administration, Migrations):
    """Cases, their steps and deadlines, in one database.

    ``url`` names a database made by ``create``: a path, ``sqlite:///path``, or
    ``postgresql://user@host/name``. ``directory`` says who is who (default: our own staff tables),
    ``registry`` holds the guards and reactions of the application, ``clock`` tells the time (aware,
    UTC). ``busy_seconds`` is how long to wait for another program that holds a lock (default: 10).

    Every method is one transaction: all of it is written or nothing. Instants are aware UTC; an
    ``at`` given as text is local time at the case's site. Every error is a ``WorkflowError``.

    Safe to share between threads.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> flow = Workflow.create(f"{folder.name}/cases.db", zone="Asia/Shanghai")
    >>> _ = flow.add_staff("ann", roles=["specialist"])
    >>> case = flow.open("complaint", {"complainant": "Li", "phone": "555 0100",
    ...     "content": "Cold room", "kind": "service"}, actor="ann")
    >>> case.state
    'received'
    >>> flow.trigger(case.case, "judge", {"grounds": "insufficient", "demand": "reasonable"},
    ...     actor="ann").state
    'declined'
    >>> flow.close(); folder.cleanup()
    """

    @classmethod
    def create(
        cls,
        url: str,
        *,
        zone: str | None = None,
        site: str = "main",
        directory: Directory | None = None,
        registry: Registry | None = None,
        clock: Callable[[], datetime] = system_clock.now,
        busy_seconds: float | None = None,
    ) -> Self:
        """Create a database, or upgrade one, and open it.

        A new one gets a first site, in ``zone`` (IANA name; default: that of this machine), and
        the definitions that come with this package; those that are new are published in an older
        one too. Raises ``StoreTooNew`` for a database of a newer version.
        """
        if zone is not None:
            staffing.check_zone(zone)
        database = open_database(url, create=True, busy_seconds=busy_seconds)
        with closing(database):
            schema.upgrade(database)
        flow = cls(
            url, directory=directory, registry=registry, clock=clock, busy_seconds=busy_seconds
        )
        with ExitStack() as on_failure:
            on_failure.callback(flow.close)
            publishing.publish_shipped(flow)
            if not staffing.list_sites(flow):
                staffing.add_site(flow, site, zone=zone or staffing.local_zone(), fallback=None)
                gaps.begin(flow)
            on_failure.pop_all()
        return flow

    def on(self, session: Session, *, directory: Directory | None = None) -> "Workflow":
        """Return the same façade inside a host's transaction.

        Nothing is committed and nothing is tried twice: the host's commit keeps it all, the
        host's rollback takes it all. The session's database must have our tables (see
        ``create``), its engine must be prepared (``workflow.prepare``). ``directory`` replaces the
        one this was made with: it can know people added in the same transaction.
        """
        hosted = object.__new__(Workflow)
        known = directory if directory is not None else self._directory
        hosted._set_up(HostTransactions(session), known, self.registry, self._clock)
        hosted._staff = self._staff
        return hosted
