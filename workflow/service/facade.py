"""The façade: everything a program can ask of the workflow, on one object."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from workflow import clock as system_clock
from workflow.calendars.rules import OfficialDays
from workflow.clock import in_utc
from workflow.definition.model import Definition
from workflow.engine import decide
from workflow.engine.decide import Request, Situation
from workflow.engine.directory import Directory
from workflow.engine.events import Decision
from workflow.errors import InputInvalid
from workflow.service import bringing, gaps, publishing, reading, staffing, sweeping
from workflow.service.acting import act, open_new
from workflow.service.opening import local_instant, prepare_opening
from workflow.service.registry import Registry
from workflow.service.repeating import Asked
from workflow.service.revision_views import Revising, RevisionView
from workflow.service.staff_directory import StaffDirectory
from workflow.service.transactions import HostTransactions, OwnTransactions, Transactions
from workflow.service.views import (
    CasePage,
    CaseView,
    DepartmentView,
    DocumentView,
    DueRow,
    EditionView,
    EventView,
    FiringReport,
    GapView,
    PersonView,
    Rebuilding,
    Receipt,
    SiteView,
    Verification,
    VoidingReport,
)
from workflow.store import schema
from workflow.store.database import Database
from workflow.store.events import personal
from workflow.store.queries import Filter, count_aside
from workflow.store.staff import load_staff, staff_revision
from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.service.explaining import Explanation

When = datetime | str | None
Data = Mapping[str, object]
CaseName = str | int


class Workflow:
    """Cases, their steps and deadlines, in one database.

    ``url`` names a database made by ``create``: a path or ``sqlite:///path``. ``directory`` says
    who is who (default: our own staff tables), ``registry`` holds the guards and reactions of the
    application, ``clock`` tells the time (aware, UTC). ``busy_seconds`` is how long to wait for
    another program that holds the database's lock (default: 10).

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

    def __init__(
        self,
        url: str,
        *,
        directory: Directory | None = None,
        registry: Registry | None = None,
        clock: Callable[[], datetime] = system_clock.now,
        busy_seconds: float | None = None,
        protected: bool = True,
    ) -> None:
        database = Database(url, busy_seconds=busy_seconds)
        with ExitStack() as on_failure:
            on_failure.callback(database.close)
            schema.check(database, protected=protected)
            on_failure.pop_all()
        self._set_up(OwnTransactions(database), directory, registry, clock)
        self._database: Database | None = database

    def _set_up(
        self,
        transactions: Transactions,
        directory: Directory | None,
        registry: Registry | None,
        clock: Callable[[], datetime],
    ) -> None:
        self.transactions = transactions
        self.registry = registry if registry is not None else Registry()
        self._directory = directory
        self._clock = clock
        self._staff: StaffDirectory | None = None
        self._database = None

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
        database = Database(url, create=True, busy_seconds=busy_seconds)
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

    def close(self) -> None:
        """Close every connection."""
        # Before the next one is opened a backup may be put in place, of the same revision.
        self._staff = None
        if self._database is not None:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def now(self) -> datetime:
        """The present instant, by the clock this was made with."""
        return in_utc(self._clock())

    def directory(self, connection: Connection, revision: int | None = None) -> Directory:
        """Who is who, as of a transaction: the host's answer, or our staff tables.

        ``revision`` is that of the staff, if it was read in the same transaction.
        """
        if self._directory is not None:
            return self._directory
        staff = self._staff
        if revision is None:
            revision = staff_revision(connection)
        if staff is None or staff.revision != revision:
            staff = StaffDirectory(load_staff(connection))
            if self._database is not None:
                # Not in a host's transaction: it may be rolled back, and the revision used again.
                self._staff = staff
        return staff

    # --- acts ------------------------------------------------------------------------------

    def open(
        self,
        definition: str,
        data: Data | None = None,
        *,
        actor: str,
        site: str | None = None,
        trigger: str | None = None,
        at: When = None,
        performed_by: str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Open a case of a definition, at a site (default: the actor's, if there is one).

        ``trigger`` names the opening step if the definition has several. ``key`` makes it
        repeatable: the same key gives the same answer. Raises ``DefinitionNotFound``,
        ``SiteUnknown``, ``SiteMissing`` and the refusals of ``trigger``.
        """
        prepare = partial(
            prepare_opening,
            self,
            definition,
            data or {},
            actor=actor,
            site=site,
            trigger=trigger,
            at=at,
            performed_by=performed_by,
            note=note,
        )
        given = [data or {}, site, trigger, at, performed_by, note]
        return open_new(self, Asked(f"open {definition}", actor, None, key, given), prepare)

    def trigger(
        self,
        case: CaseName,
        trigger: str,
        data: Data | None = None,
        *,
        actor: str,
        at: When = None,
        performed_by: str | None = None,
        note: str | None = None,
        expected_version: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Take a step of the lifecycle.

        ``at`` records it late; ``performed_by`` is who did it if not the actor, who types.
        ``expected_version`` refuses if the case changed since it was looked at. Raises
        ``TriggerUnknown``, ``TriggerNotAllowed``, ``TriggerUsedUp``, ``DataMissing``,
        ``DataInvalid``, ``GuardRejected``, ``NotAuthorised``, ``AnotherPersonNeeded``,
        ``RecordedTooLate``, ``TooEarly``, ``TooLate``, ``OutsideHours``, ``StaleCase``,
        ``KeyReused``, ``CaseNotFound``, ``CaseClosed``.
        """

        def step(situation: Situation) -> Decision:
            instant = local_instant(at, situation.case.zone)
            request = Request(trigger, data or {}, actor, performed_by, instant, note)
            return decide.decide_step(situation, request)

        given = [data or {}, at, performed_by, note]
        return act(self, case, Asked(trigger, actor, expected_version, key, given), step)

    def assign(
        self,
        case: CaseName,
        owner: str,
        *,
        actor: str,
        note: str | None = None,
        expected_version: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Give a case to another owner. Raises as ``trigger`` does, and ``PersonUnknown``."""
        asked = Asked(f"assign {owner}", actor, expected_version, key, note)
        return act(
            self,
            case,
            asked,
            partial(decide.decide_assignment, owner=owner, actor=actor, note=note),
        )

    def note(
        self,
        case: CaseName,
        text: str,
        *,
        actor: str,
        expected_version: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Add a note to a case; its text is kept as a personal value."""
        asked = Asked("note", actor, expected_version, key, text)
        return act(self, case, asked, partial(decide.decide_note, text=text, actor=actor))

    def set(
        self,
        case: CaseName,
        data: Data,
        *,
        actor: str,
        expected_version: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Set fields the definition lets be set in the present state, such as an appointment."""
        asked = Asked("set", actor, expected_version, key, data)
        return act(self, case, asked, partial(decide.decide_values, data=data, actor=actor))

    def correct(
        self,
        case: CaseName,
        data: Data,
        *,
        actor: str,
        reason: str,
        expected_version: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Correct recorded values. Open deadlines are computed anew; misses stay misses."""
        asked = Asked("correct", actor, expected_version, key, [data, reason])
        correction = partial(decide.decide_correction, data=data, actor=actor, reason=reason)
        return act(self, case, asked, correction)

    def erase(self, case: CaseName, *, actor: str, reason: str) -> Receipt:
        """Erase the personal values of a case for good, notes included.

        The history stays and still verifies. The reason is kept: it must hold nothing personal.
        """

        def erasure(situation: Situation) -> Decision:
            with self.transactions.reading() as connection:
                values = personal(connection, situation.case.serial)
            recorded = tuple(dict.fromkeys(one.field for one in values))
            return decide.decide_erasure(situation, recorded, actor=actor, reason=reason)

        receipt = act(self, case, Asked("erase", actor), erasure)
        self.finish_erasing()
        return receipt

    def finish_erasing(self) -> bool:
        """Take what was erased out of the database's files; whether nothing remains in them.

        It cannot be done while somebody reads the database, nor in a host's transaction: it is to
        be tried again until it is done.
        """
        return self.transactions.finish_erasing()

    # --- looking ---------------------------------------------------------------------------

    def show(self, case: CaseName, *, actor: str | None = None) -> CaseView:
        """Return a case as it is now, with what can be done next and by whom."""
        return reading.show(self, case, actor=actor)

    def list(
        self,
        *,
        actor: str | None = None,
        state: str | None = None,
        definition: str | None = None,
        site: str | None = None,
        owner: str | None = None,
        overdue: bool = False,
        aside: bool = False,
        text: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> CasePage:
        """Return a page of cases, the oldest due first. With an actor, those of their sites."""
        sites = None if site is None else (site,)
        wanted = Filter(sites, state, definition, owner, overdue, aside, text, now=self.now())
        return reading.list_cases(self, wanted, actor=actor, limit=limit, offset=offset)

    def due(
        self,
        *,
        actor: str | None = None,
        site: str | None = None,
        owner: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[DueRow, ...]:
        """Return running deadlines, the earliest due first."""
        wanted = Filter(None if site is None else (site,), owner=owner)
        return reading.list_due(self, wanted, actor=actor, limit=limit, offset=offset)

    def history(self, case: CaseName, *, actor: str | None = None) -> tuple[EventView, ...]:
        """Return everything that happened to a case, in order."""
        return reading.show_history(self, case, actor=actor)

    def explain(
        self,
        case: CaseName,
        deadline: str | None = None,
        *,
        every: bool = False,
        actor: str | None = None,
    ) -> "Explanation":
        """Explain why the deadlines of a case are due when they are, interval by interval.

        Those that run; with ``every`` all there were, with ``deadline`` every cycle of that one.
        Computed from the history; where something else is stored, ``findings`` say so. Raises
        ``DeadlineUnknown``.
        """
        from workflow.service import explaining  # noqa: PLC0415 - few commands explain

        return explaining.explain(self, case, deadline, every=every, actor=actor)

    def documents(
        self, case: CaseName, document: str | None = None, *, actor: str | None = None
    ) -> tuple[DocumentView, ...]:
        """Return the documents that rungs of a case brought, in order; ``document`` names one.

        They are filled in as of now, in the language of the reader. Raises
        ``DocumentNotBrought``.
        """
        return bringing.documents(self, case, document=document, actor=actor)

    # --- time ------------------------------------------------------------------------------

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
        with self.transactions.reading() as connection:
            return sweeping.upcoming(connection, self.now())

    def void_fired(
        self,
        since: datetime | str,
        until: datetime | str,
        *,
        reason: str,
        actor: str,
        cases: Sequence[CaseName] | None = None,
        dry_run: bool = False,
    ) -> VoidingReport:
        """Void what was recorded as fired from ``since`` until ``until`` by a clock that was ahead.

        Deadlines that run go on as a new cycle, and fire again at their time. In the cases named,
        each a transaction of its own (default: all). Cases that are refused are reported, the
        others done. With ``dry_run`` nothing is written.
        """
        from workflow.service import voiding  # noqa: PLC0415 - voiding is rare, starting is not

        return voiding.void_fired(
            self, since, until, reason=reason, actor=actor, cases=cases, dry_run=dry_run
        )

    def gaps(self, *, limit: int = 50) -> tuple[GapView, ...]:
        """Return the times in which nothing ran and something came late by it, the newest first.

        Whatever fires what is due counts as running: a daemon, ``fire_due``.
        """
        return gaps.list_gaps(self, limit=limit)

    def aside(self) -> int:
        """Return how many cases are set aside because they could not be processed."""
        with self.transactions.reading() as connection:
            return count_aside(connection)

    # --- definitions, staff, verification ----------------------------------------------------

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

    def publish(self, source: Path | Definition) -> EditionView:
        """Publish a definition. Raises ``DefinitionError``, ``EditionTaken``."""
        return publishing.publish(self, source)

    def definitions(self) -> tuple[EditionView, ...]:
        """Return every published edition."""
        return publishing.list_editions(self)

    def definition(self, name: str, *, edition: str | None = None) -> Definition:
        """Return an edition of a definition, the one in effect today unless one is named.

        Raises ``DefinitionNotFound``.
        """
        return publishing.definition_of(self, name, edition)

    def revisions(self) -> tuple[RevisionView, ...]:
        """Return the official days that were adopted: every revision, the oldest first."""
        from workflow.service import revising  # noqa: PLC0415 - once a year, starting is often

        return revising.revisions(self)

    def preview_revision(
        self, country: str, region: str | None = None, *, announced: OfficialDays | None = None
    ) -> Revising:
        """Return what newer official days would change: days, and due times of open cases.

        They are those of the library ``holidays``, or ``announced`` ones for the years these name.
        Nothing is written. Raises ``InputInvalid`` unless days of the place were adopted before.
        """
        from workflow.service import revising  # noqa: PLC0415 - once a year, starting is often

        return revising.preview(self, country, region, announced)

    def adopt_revision(
        self,
        country: str,
        region: str | None = None,
        *,
        announced: OfficialDays | None = None,
        actor: str,
    ) -> Revising:
        """Adopt newer official days as the next revision, and count open cases by it.

        The revision is one transaction, each batch of cases another: interrupted, the same call
        again goes on. What could not be counted is in ``failed``. Raises as ``preview_revision``
        does, and ``PersonUnknown``.
        """
        from workflow.service import revising  # noqa: PLC0415 - once a year, starting is often

        return revising.adopt(self, country, region, announced, actor=actor)

    def add_staff(
        self,
        name: str,
        *,
        site: str | None = None,
        roles: Sequence[str] = (),
        department: str | None = None,
        superior: str | None = None,
        delegate: str | None = None,
        contact: str | None = None,
    ) -> PersonView:
        """Add a person to our staff tables, or add to what they say."""
        return staffing.add_person(
            self,
            name,
            site=site,
            roles=roles,
            department=department,
            superior=superior,
            delegate=delegate,
            contact=contact,
        )

    def end_roles(
        self, name: str, *, site: str | None = None, roles: Sequence[str] = ()
    ) -> PersonView:
        """End roles a person holds: those named, at one site or all; every role if none is."""
        return staffing.end_roles(self, name, site=site, roles=roles)

    def set_away(
        self, name: str, *, start: datetime | None, end: datetime | None = None
    ) -> PersonView:
        """Record when a person is away; ``start`` ``None`` means no longer."""
        return staffing.set_away(self, name, start=start and in_utc(start), end=end and in_utc(end))

    def staff(self, *, site: str | None = None) -> tuple[PersonView, ...]:
        """Return the people in our staff tables."""
        return staffing.list_people(self, site=site)

    def set_head(self, department: str, head: str) -> DepartmentView:
        """Record who heads a department. Raises ``PersonUnknown``."""
        return staffing.set_head(self, department, head=head)

    def departments(self) -> tuple[DepartmentView, ...]:
        """Return every department that has a head or people, by name."""
        return staffing.list_departments(self)

    def add_site(
        self, name: str, *, zone: str | None = None, fallback: str | None = None
    ) -> SiteView:
        """Add a site, or change its zone (for cases opened from now on) or its fallback."""
        return staffing.add_site(self, name, zone=zone, fallback=fallback)

    def sites(self) -> tuple[SiteView, ...]:
        """Return every site."""
        return staffing.list_sites(self)
