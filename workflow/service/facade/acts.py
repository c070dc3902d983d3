"""The façade: what is done with a case."""

from functools import partial

from workflow.engine import decide
from workflow.engine.decide import Request, Situation
from workflow.engine.events import Decision
from workflow.service.acting import act, open_new
from workflow.service.naming import serial_of
from workflow.service.opening import local_instant, prepare_opening
from workflow.service.repeating import Asked
from workflow.service.views import (
    Receipt,
)
from workflow.service.workplace import CaseName, Data, When, Workplace
from workflow.store.events import personal


class Acts(Workplace):
    """Opening a case, and everything done with one."""

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
        read_back: bool = False,
        key: str | None = None,
    ) -> Receipt:
        """Open a case of a definition, at a site (default: the actor's, if there is one).

        ``trigger`` names the opening step if the definition has several. ``read_back``: what the
        step is to read back was. ``key`` makes it repeatable: the same key gives the same answer.
        Raises ``DefinitionNotFound``,
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
            read_back=read_back,
        )
        given = [data or {}, site, trigger, at, performed_by, note, *([True] * read_back)]
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
        read_back: bool = False,
        expected_version: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Take a step of the lifecycle.

        ``at`` records it late; ``performed_by`` is who did it if not the actor, who types;
        ``read_back``: what the step is to read back was.
        ``expected_version`` refuses if the case changed since it was looked at. Raises
        ``TriggerUnknown``, ``TriggerNotAllowed``, ``TriggerUsedUp``, ``DataMissing``,
        ``DataInvalid``, ``GuardRejected``, ``NotReadBack``, ``NotAuthorised``,
        ``AnotherPersonNeeded``, ``RecordedTooLate``, ``TooEarly``, ``TooLate``, ``OutsideHours``,
        ``DutiesOpen``, ``DutyNotOpen``, ``StaleCase``, ``KeyReused``, ``CaseNotFound``,
        ``CaseClosed``.
        """

        def step(situation: Situation) -> Decision:
            instant = local_instant(at, situation.case.zone)
            request = Request(trigger, data or {}, actor, performed_by, instant, note, read_back)
            return decide.decide_step(situation, request)

        given = [data or {}, at, performed_by, note, *([True] * read_back)]
        return act(self, case, Asked(trigger, actor, expected_version, key, given), step)

    def merge(
        self,
        case: CaseName,
        into: CaseName,
        data: Data | None = None,
        *,
        actor: str,
        trigger: str | None = None,
        at: When = None,
        performed_by: str | None = None,
        note: str | None = None,
        read_back: bool = False,
        expected_version: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Merge a duplicate into the case that goes on in its place.

        By the step ``trigger``, or the first that merges. Raises as ``trigger`` does, and
        ``MergeRefused``.
        """

        def step(situation: Situation) -> Decision:
            name = trigger or decide.merging_step(situation)
            instant = local_instant(at, situation.case.zone)
            request = Request(name, data or {}, actor, performed_by, instant, note, read_back, into)
            return decide.decide_step(situation, request)

        given = [data or {}, at, performed_by, note, *([True] * read_back)]
        what = f"{trigger or 'merge'} into {serial_of(into)}"
        return act(self, case, Asked(what, actor, expected_version, key, given), step)

    def assign(
        self,
        case: CaseName,
        owner: str,
        *,
        actor: str,
        duty: str | None = None,
        note: str | None = None,
        expected_version: int | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Give a case to another owner, or an open ``duty`` of it to somebody else.

        Raises as ``trigger`` does, ``PersonUnknown``, ``DutyUnknown`` and ``DutyNotOpen``.
        """
        what = f"assign {owner}" if duty is None else f"assign {duty} {owner}"
        asked = Asked(what, actor, expected_version, key, note)
        return act(
            self,
            case,
            asked,
            partial(decide.decide_assignment, owner=owner, actor=actor, note=note, duty=duty),
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
