"""Moving open cases to another edition of their definition, and back: case by case.

What is asked is checked here, and decided of each case; ``migrating_each`` goes through them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection

from workflow.definition.migration import Crossing, Plan, offered, wrong
from workflow.definition.model import SYSTEM
from workflow.engine.authority import check_known
from workflow.engine.case import Case, standing
from workflow.engine.decide import Situation, caught_up
from workflow.engine.decide_migration import decide_migration, decide_taking_back
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.fitting import Refusal
from workflow.engine.migrating import ClockMove, Outcome, Target
from workflow.errors import (
    DefinitionNotFound,
    InputInvalid,
    MigrationStands,
    PersonUnknown,
    PlanUnfit,
    ReasonMissing,
)
from workflow.service.editions import beside, edition_of, edition_of_case, published
from workflow.service.house import House
from workflow.service.migrating_each import Decided, Run, each
from workflow.service.migration_views import DoneThen, MigratedCase, MigratedClock, Migrating
from workflow.service.naming import check_named, serial_of
from workflow.service.promised import Promised
from workflow.service.surroundings import Surroundings
from workflow.service.titles import who_did_what
from workflow.store import cases, queries
from workflow.store.cases import StoredCase
from workflow.store.events import history
from workflow.translation import gettext

Name = str | int


class Editions(NamedTuple):
    """The two editions that a migration is between."""

    old: Edition
    new: Edition


def plan_offered(house: House, definition: str, old: str, new: str) -> tuple[Plan, Crossing]:
    """Return the plan to begin with, and what it is between. Raises ``DefinitionNotFound``."""
    with house.transactions.reading() as connection:
        found = _editions(connection, definition, old, new)
        plan = offered(found.old.definition, found.new.definition)
        return plan, Crossing(found.old.definition, found.new.definition, plan)


def migrate(house: House, run: Run, plan: Plan) -> Migrating:
    """Move open cases from one edition to another; see ``Workflow.migrate``."""
    with house.transactions.reading() as connection:
        editions = _editions(connection, run.definition, run.old, run.new)
        crossing = Crossing(editions.old.definition, editions.new.definition, plan)
        for one in wrong(crossing):
            raise PlanUnfit(one.part, one.text, one.suggestion)
        _check_asked(house, connection, run, plan.reason)
        serials = _wanted(connection, run.cases, editions.old.fingerprint)
    promised = Promised(crossing, editions.old.fingerprint)
    way = _There(house, editions, crossing, run.who, promised)
    return each(house, serials, way.decide, editions.old.fingerprint, run)


def take_back(house: House, run: Run, reason: str) -> Migrating:
    """Move cases back to the edition they came from; see ``Workflow.undo_migration``."""
    with house.transactions.reading() as connection:
        editions = _editions(connection, run.definition, run.old, run.new)
        _check_asked(house, connection, run, reason)
        serials = _wanted(connection, run.cases, editions.new.fingerprint)
        if run.cases is None:
            moved, old = {*queries.migrated_serials(connection)}, editions.old.fingerprint
            serials = [one for one in serials if one in moved and _came_from(connection, one, old)]
    way = _Back(house, editions, reason, run.who)
    view = each(house, serials, way.decide, editions.new.fingerprint, run)
    return view._replace(undone=True)


def _editions(connection: Connection, definition: str, old: str, new: str) -> Editions:
    known = {one.edition: one.hash for one in published(connection, definition)}
    for edition in (old, new):
        if edition not in known:
            raise DefinitionNotFound(f"{definition} ({edition})", tuple(known))
    if old == new:
        raise InputInvalid(f"{definition}@{new}", gettext("another edition of the definition"))
    return Editions(*(edition_of(connection, known[one]) for one in (old, new)))


def _check_asked(house: House, connection: Connection, run: Run, reason: str) -> None:
    if run.dry_run:
        return
    if run.actor == SYSTEM:
        raise PersonUnknown(run.actor)
    check_known(house.directory(connection), run.actor)
    if not reason.strip():
        raise ReasonMissing


def _wanted(connection: Connection, named: Sequence[Name] | None, edition: str) -> list[int]:
    if named is None:
        return queries.open_serials(connection, [edition])
    for name in named:
        stored = cases.load(connection, serial_of(name))
        if stored is not None:
            check_named(name, stored.case)
        if stored is None or stored.case.final or stored.case.edition != edition:
            raise InputInvalid(str(name), gettext("an open case that follows the edition named"))
    return list(dict.fromkeys(serial_of(one) for one in named))


def _came_from(connection: Connection, serial: int, fingerprint: str) -> bool:
    """Whether the last that was done about the edition of a case is that it left another."""
    last = None
    for one in history(connection, serial):
        if one.type in {"migrated", "migration_undone"}:
            last = one.event()
    return last is not None and (last.type, last.payload["from_edition"]) == (
        "migrated",
        fingerprint,
    )


# --- deciding ----------------------------------------------------------------------------------


class _There(NamedTuple):
    """The way to another edition."""

    house: House
    editions: Editions
    crossing: Crossing
    actor: str
    promised: Promised

    def decide(self, connection: Connection, stored: StoredCase) -> Decided:
        """Decide about a case, on one connection."""
        old, new = self.editions
        found, read = _found(self.house, connection, stored)
        own = found.edition
        edition = beside(new, dict.fromkeys((*_followed(own, stored.case), old)))
        target = Target(edition, self.crossing, partial(self.promised.open, edition))
        decision, outcome = decide_migration(found, target, actor=self.actor)
        view = _view(self.editions, found, outcome, edition)
        if outcome.refusals:
            return Decided(view, None, read)
        if any(one.at_once for one in view.clocks):
            after = found._replace(edition=edition, case=decision.case)
            view = view._replace(then=tuple(_done_by_itself(after)))
        return Decided(view, decision, read)


class _Back(NamedTuple):
    """The way back to the edition a case came from."""

    house: House
    editions: Editions
    reason: str
    actor: str

    def decide(self, connection: Connection, stored: StoredCase) -> Decided:
        """Decide about a case, on one connection."""
        old, new = self.editions
        case = stored.case
        found, read = _found(self.house, connection, stored)
        own = found.edition
        edition = beside(old, dict.fromkeys((*_followed(own, case), new)))
        view = _before(new, case)
        try:
            decision = decide_taking_back(found, edition, actor=self.actor, reason=self.reason)
        except MigrationStands as stands:
            refusal = Refusal("stands", str(stands.seq), _since(connection, own, case, stands.seq))
            return Decided(view._replace(refusals=(refusal,)), None, read)
        after = decision.case
        title = old.definition.states[after.state].title
        view = view._replace(
            new_state=after.state,
            new_state_title=title,
            clocks=_going_on(edition, after, found.now),
        )
        return Decided(view, decision, read)


def _found(
    house: House, connection: Connection, stored: StoredCase
) -> tuple[Situation, Surroundings]:
    """Return what is to be decided about, and what was read of it."""
    directory = house.directory(connection, stored.staff_revision)
    read = Surroundings(connection, directory, house.registry)
    own = edition_of_case(connection, stored.case, stored.wording)
    return Situation(own, stored.case, read, house.now()), read


def _followed(edition: Edition, case: Case) -> Iterator[Edition]:
    return (edition.earlier[one] for one in case.followed)


def _since(connection: Connection, edition: Edition, case: Case, seq: int) -> str:
    """Return who did what with an event; nothing of what only fires now."""
    for one in history(connection, case.serial, after=seq - 1):
        return who_did_what(one.event(), edition.definition)
    return ""


def _going_on(edition: Edition, case: Case, now: datetime) -> tuple[MigratedClock, ...]:
    return tuple(
        MigratedClock(
            one.name,
            edition.titled(one),
            one.cycle,
            "kept",
            one.due_at,
            one.due_at,
            one.standing(now).status,
        )
        for one in case.deadlines.values()
        if one.done_at is None
    )


def _before(edition: Edition, case: Case) -> MigratedCase:
    title = edition.definition.states[case.state].title
    return MigratedCase(case.number, case.zone, case.state, title, case.state, title, case.owner)


def _view(
    editions: Editions, situation: Situation, outcome: Outcome, edition: Edition
) -> MigratedCase:
    state = editions.new.definition.states.get(outcome.state)
    view = _before(editions.old, situation.case)
    clocks = []
    for one in outcome.clocks:
        known = [edition.definition.deadlines, editions.old.definition.deadlines]
        if one.result == "kept":  # as it was promised
            known.reverse()
        deadline = known[0].get(one.name) or known[1][one.name]
        over = one.due_at is not None and one.due_at <= situation.now and one.status == "armed"
        clocks.append(
            MigratedClock(
                one.name, deadline.title, one.cycle, one.result, one.was, one.due_at,
                _told(one, situation.now),
                at_once=over and one.result != "kept",
            )
        )  # fmt: skip
    return view._replace(
        new_state=outcome.state,
        new_state_title={} if state is None else state.title,
        clocks=tuple(clocks),
        refusals=outcome.refusals,
        promises=outcome.promises,
    )


def _told(one: ClockMove, now: datetime) -> str:
    """Return how a cycle stands, as it is told; of one that is not due any more, as it was."""
    if one.due_at is None:
        return one.status
    return standing(one.status, one.due_at, now, owed=one.owed).status


def _done_by_itself(situation: Situation) -> Iterator[DoneThen]:
    """Yield the steps that what is due by now does to a case."""
    definition = situation.edition.definition
    draft = Draft(*situation)
    caught_up(draft)
    for event in draft.events:
        if event.type == "transitioned":
            payload: Any = event.payload
            step, state = (
                definition.transitions[payload["trigger"]],
                definition.states[payload["to"]],
            )
            yield DoneThen(step.name, step.title, state.name, state.title, final=state.final)
