"""Looking at one case, as it is. Nothing is written."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from workflow.engine.authority import check_known
from workflow.engine.case import Case
from workflow.engine.edition import Edition
from workflow.engine.options import Option, options
from workflow.engine.outcomes import as_agreed, was_done
from workflow.errors import CaseNotFound, NotAuthorised
from workflow.service.duty_views import shown
from workflow.service.editions import edition_of
from workflow.service.estimates import Estimates
from workflow.service.house import House
from workflow.service.naming import check_named, serial_of
from workflow.service.surroundings import Surroundings
from workflow.service.views import (
    AsideView,
    CaseView,
    DeadlineView,
    FieldView,
    NextView,
)
from workflow.store import cases
from workflow.store.cases import StoredCase
from workflow.store.events import PersonalValue, personal
from workflow.translation import gettext


def show(house: House, name: str | int, *, actor: str | None) -> CaseView:
    """Return a case as it is now. Raises ``CaseNotFound``, ``NotAuthorised``."""
    with house.transactions.reading() as connection:
        stored = readable(house, connection, name, actor)
        case = stored.case
        edition = edition_of(connection, case.edition, stored.wording)
        definition = edition.definition
        surroundings = Surroundings(connection, house.directory(connection), house.registry)
        now = house.now()
        possible = () if case.final else options(edition, case, surroundings, now)
        return CaseView(
            case=case.number,
            serial=case.serial,
            version=case.version,
            definition=case.definition,
            title=definition.title,
            edition=definition.edition,
            site=case.site,
            zone=case.zone,
            department=case.department,
            state=case.state,
            state_title=definition.states[case.state].title,
            final=case.final,
            owner=case.owner,
            opened_at=case.opened_at,
            fields=tuple(_fields(edition, case, personal(connection, case.serial))),
            deadlines=tuple(_deadlines(edition, case, Estimates(connection), now)),
            next=tuple(_next(one) for one in possible),
            aside=_aside(stored),
            duties=shown(definition, case.duties.values()),
        )


def readable(
    house: House, connection: Connection, name: str | int, actor: str | None
) -> StoredCase:
    """Return a case that an actor may read: one of the actor's sites, any if no actor is given."""
    stored = cases.load(connection, serial_of(name))
    if stored is None:
        raise CaseNotFound(str(name))
    check_named(name, stored.case)
    check_reader(house, connection, stored.case.number, stored.case.site, actor)
    return stored


def check_reader(
    house: House, connection: Connection, case: str, site: str, actor: str | None
) -> None:
    """Raise ``NotAuthorised`` unless an actor may read the cases of a site."""
    if actor is None:
        return
    directory = house.directory(connection)
    check_known(directory, actor)
    if not directory.works_at(actor, site, house.now()):
        staff = gettext("staff of the site {site}").format(site=site)
        raise NotAuthorised(case, actor, gettext("reading"), (staff,))


def _fields(edition: Edition, case: Case, values: list[PersonalValue]) -> Iterator[FieldView]:
    known = {(one.field, one.revision): one.value for one in values}
    for field in edition.definition.fields.values():
        if field.name in case.fields:
            yield FieldView(field.name, field.title, case.fields[field.name], field.personal)
        elif field.name in case.personal:
            value = known.get((field.name, case.personal[field.name]))
            yield FieldView(field.name, field.title, value, personal=True)
        elif field.name in case.erased:
            yield FieldView(field.name, field.title, None, personal=True, erased=True)


def _deadlines(
    edition: Edition, case: Case, estimates: Estimates, now: datetime
) -> Iterator[DeadlineView]:
    for one in case.deadlines.values():
        estimated = estimates.of(edition.clocks[one.name], one)
        yield DeadlineView(
            name=one.name,
            title=edition.definition.deadlines[one.name].title,
            cycle=one.cycle,
            status=one.status,
            started_at=one.started_at,
            due_at=one.due_at,
            done_at=one.done_at,
            next_at=one.next_at,
            agreed=as_agreed(one),
            estimated=estimated.years,
            paused_at=one.paused_at if one.status == "paused" else None,
            overdue=one.overdue(now),
            kept=estimated.kept,
            done=was_done(edition, case, one),
        )


def _next(option: Option) -> NextView:
    return NextView(
        option.transition.name,
        option.transition.title,
        option.transition.by,
        option.needs,
        option.needs_if,
        option.people,
        option.since,
        option.until,
        option.waits_for,
    )


def _aside(stored: StoredCase) -> AsideView | None:
    if stored.aside_since is None or stored.retry_at is None:
        return None
    return AsideView(
        stored.aside_since, stored.aside_attempts, stored.aside_error or "", stored.retry_at
    )
