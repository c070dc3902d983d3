"""What there is to see: the part of the façade that reads, and needs none of the others."""

from typing import TYPE_CHECKING

from workflow.definition.model import Definition
from workflow.engine.sight import Reader
from workflow.service import editions, reading
from workflow.service.views import (
    AttachmentView,
    CasePage,
    CaseView,
    DocumentView,
    DueRow,
    EventView,
    Recurred,
    ScriptView,
    SiteView,
)
from workflow.service.workplace import CaseName, Workplace

if TYPE_CHECKING:
    from workflow.service.counters import CountView
    from workflow.service.explaining import Explanation
    from workflow.service.message_views import WaitingView
    from workflow.service.morning import Morning
    from workflow.service.recurring_views import ScheduleView


class Looking(Workplace):
    """Cases, lists, what is due, and why.

    ``actor`` is for whom it is read: a member of staff by name, ``ANYBODY`` for what everyone of
    the house may see, or ``None`` for the host application, which sees all and decides itself.
    """

    def show(self, case: CaseName, *, actor: Reader = None) -> CaseView:
        """Return a case as it is now, with what can be done next and by whom."""
        return reading.show(self, case, actor=actor)

    def list(
        self,
        *,
        actor: Reader = None,
        state: str | None = None,
        definition: str | None = None,
        site: str | None = None,
        owner: str | None = None,
        overdue: bool = False,
        aside: bool = False,
        text: str | None = None,
        parent: CaseName | None = None,
        owes: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> CasePage:
        """Return a page of cases, the oldest due first. With an actor, those of their sites.

        ``parent`` names the case they were opened from; ``owes``: those of which somebody owes a
        duty.
        """
        from workflow.service import listing
        from workflow.store.queries import Filter

        sites = None if site is None else (site,)
        among = None if parent is None else listing.children_of(self, parent, actor)
        wanted = Filter(
            sites, state, definition, owner, overdue, aside, text, now=self.now(), owes=owes
        )
        wanted = wanted._replace(among=among)
        return listing.list_cases(self, wanted, actor=actor, limit=limit, offset=offset)

    def due(
        self,
        *,
        actor: Reader = None,
        site: str | None = None,
        owner: str | None = None,
        owes: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[DueRow, ...]:
        """Return running deadlines, the earliest due first, of cases as ``list`` finds them."""
        from workflow.service import listing
        from workflow.store.queries import Filter

        wanted = Filter(None if site is None else (site,), owner=owner, owes=owes)
        return listing.list_due(self, wanted, actor=actor, limit=limit, offset=offset)

    def mornings(
        self,
        *,
        person: str | None = None,
        site: str | None = None,
        days: int = 0,
        actor: Reader = None,
    ) -> tuple["Morning", ...]:
        """Return what each person has to see to by the end of the day so many days from today.

        Overdue or due by then: of duties for those who owe them, of the rest for the owner.
        """
        from workflow.service import morning

        return morning.mornings(self, person=person, site=site, days=days, actor=actor)

    def messages(
        self,
        *,
        actor: Reader = None,
        site: str | None = None,
        recipient: str | None = None,
        given_up: bool | None = None,
        ended: bool = False,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple["WaitingView", ...]:
        """Return messages that did not go out yet, the oldest first; those to ``recipient``.

        ``given_up``: only those that are tried no more, or only others. ``ended``: instead, those
        that somebody dropped or sent elsewhere.
        """
        from workflow.service import messages
        from workflow.store.queries import Filter

        wanted = Filter(None if site is None else (site,))
        return messages.list_waiting(
            self,
            wanted,
            actor=actor,
            recipient=recipient,
            given_up=given_up,
            ended=ended,
            limit=limit,
            offset=offset,
        )

    def history(self, case: CaseName, *, actor: Reader = None) -> tuple[EventView, ...]:
        """Return everything that happened to a case, in order."""
        from workflow.service import histories

        return histories.show_history(self, case, actor=actor)

    def explain(
        self,
        case: CaseName,
        deadline: str | None = None,
        *,
        every: bool = False,
        actor: Reader = None,
    ) -> "Explanation":
        """Explain why the deadlines of a case are due when they are, interval by interval.

        Those that run; with ``every`` all there were, with ``deadline`` every cycle of that one.
        Computed from the history; where something else is stored, ``findings`` say so. Raises
        ``DeadlineUnknown``.
        """
        from workflow.service import explaining

        return explaining.explain(self, case, deadline, every=every, actor=actor)

    def attachments(self, case: CaseName, *, actor: Reader = None) -> tuple[AttachmentView, ...]:
        """Return the files a case names, now or before, in the order they were recorded.

        Whether a file is one of them: compare ``workflow.attachment(path)["sha256"]``.
        """
        from workflow.service import files_of_a_case

        return files_of_a_case.attachments(self, case, reader=actor)

    def counters(
        self, counter: str | None = None, *, month: str | None = None
    ) -> tuple["CountView", ...]:
        """Return what was counted over all cases, of one ``counter``, of one ``month`` (2026-11).

        Raises ``CounterUnknown``.
        """
        from workflow.service import counters

        return counters.list_counts(self, counter, month=month)

    def script(
        self, case: CaseName, trigger: str | None = None, *, actor: Reader = None
    ) -> ScriptView:
        """Return what to say in a case now, or with one of its steps, and what not to.

        Personal values stand in it: show it to whoever has the case in front, and keep it nowhere.
        Raises ``CaseNotFound``, ``NotAuthorised``, ``TriggerUnknown``.
        """
        from workflow.service import scripts

        return scripts.script(self, case, trigger=trigger, actor=actor)

    def opening_script(self, definition: str, *, actor: Reader = None) -> ScriptView:
        """Return what to say before there is a case. Raises ``DefinitionNotFound``."""
        from workflow.service import scripts

        return scripts.opening_script(self, definition, actor=actor)

    def documents(
        self, case: CaseName, document: str | None = None, *, actor: Reader = None
    ) -> tuple[DocumentView, ...]:
        """Return the documents that rungs and steps of a case brought, in order.

        ``document`` is the name of those wanted, or the number of one.

        They are filled in as of now, in the language of the reader. Raises
        ``DocumentNotBrought``.
        """
        from workflow.service import bringing

        return bringing.documents(self, case, document=document, actor=actor)

    def definition(self, name: str, *, edition: str | None = None) -> Definition:
        """Return an edition of a definition, the one in effect today unless one is named.

        Raises ``DefinitionNotFound``.
        """
        return editions.definition_of(self, name, edition)

    def sites(self) -> tuple[SiteView, ...]:
        """Return every site."""
        from workflow.service import staffing

        return staffing.list_sites(self)

    def aside(self) -> int:
        """Return how many cases are set aside because they could not be processed."""
        from workflow.store.queries import count_aside

        with self.transactions.reading() as connection:
            return count_aside(connection)

    def channels_waited_for(self) -> tuple[str, ...]:
        """Return the channels on which messages are still to be sent."""
        from workflow.store import outbox

        with self.transactions.reading() as connection:
            return outbox.channels(connection)

    def given_up(self) -> int:
        """Return how many messages are tried no more, and wait for somebody."""
        from workflow.store import given_up

        with self.transactions.reading() as connection:
            return given_up.count(connection)

    def schedules(
        self,
        definition: str | None = None,
        *,
        schedule: str | None = None,
        site: str | None = None,
    ) -> "tuple[ScheduleView, ...]":
        """Return what recurs at each site, when it comes next, and what came of it last.

        Raises ``ScheduleUnknown``, ``SiteUnknown``.
        """
        from workflow.service import recurring_views

        return recurring_views.list_schedules(self, definition, schedule=schedule, site=site)

    def recurred(
        self,
        schedule: str | None = None,
        *,
        site: str | None = None,
        missed: bool = False,
        limit: int = 50,
    ) -> tuple[Recurred, ...]:
        """Return what came of schedules, the newest first; ``missed``: what was not done.

        Raises ``ScheduleUnknown``, ``SiteUnknown``.
        """
        from workflow.service import recurring_views

        return recurring_views.list_recurred(
            self, schedule=schedule, site=site, missed=missed, limit=limit
        )
