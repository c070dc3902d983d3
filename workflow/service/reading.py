"""Looking at cases: one, a list, what is due. Nothing is written."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from workflow.definition.resolved import from_json
from workflow.engine.authority import check_known
from workflow.engine.case import Case, is_overdue
from workflow.engine.directory import Directory
from workflow.engine.edition import Edition
from workflow.engine.options import options
from workflow.errors import CaseNotFound, InputInvalid, NotAuthorised, SiteUnknown, StateUnknown
from workflow.service.editions import Editions, edition_of
from workflow.service.estimates import Estimates
from workflow.service.house import House
from workflow.service.naming import check_named, serial_of
from workflow.service.surroundings import Surroundings
from workflow.service.views import (
    AsideView,
    CasePage,
    CaseRow,
    CaseView,
    DeadlineView,
    DueRow,
    FieldView,
    NextView,
)
from workflow.store import cases, queries
from workflow.store.cases import StoredCase
from workflow.store.definitions import all_editions
from workflow.store.events import PersonalValue, personal
from workflow.store.queries import Filter
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
            next=tuple(
                NextView(
                    one.transition.name,
                    one.transition.title,
                    one.transition.by,
                    one.needs,
                    one.needs_if,
                    one.people,
                    one.since,
                    one.until,
                )
                for one in possible
            ),
            aside=_aside(stored),
        )


def list_cases(
    house: House, wanted: Filter, *, actor: str | None, limit: int, offset: int
) -> CasePage:
    """Return a page of cases, the oldest due first; those of the actor's sites if one is given."""
    with house.transactions.reading() as connection:
        check_page(limit, offset)
        check_sites(house, connection, wanted)
        _check_state(connection, wanted)
        asked, wanted = wanted, of_actor(house, connection, wanted, actor)
        rows, total = queries.list_cases(connection, wanted, limit=limit, offset=offset)
        if not total:
            _check_owner(house, connection, asked)
        editions = Editions(connection)
        listed = tuple(
            CaseRow(
                case=row.number,
                serial=row.serial,
                definition=row.definition,
                site=row.site,
                state=row.state,
                state_title=editions[row.edition].definition.states[row.state].title,
                owner=row.owner,
                opened_at=row.opened_at,
                zone=row.zone,
                due_at=row.due_at,
                due=row.due,
                overdue=row.overdue,
                aside=row.aside,
            )
            for row in rows
        )
    return CasePage(listed, total, offset, limit)


def list_due(
    house: House, wanted: Filter, *, actor: str | None, limit: int, offset: int
) -> tuple[DueRow, ...]:
    """Return running deadlines, the earliest due first."""
    with house.transactions.reading() as connection:
        check_page(limit, offset)
        check_sites(house, connection, wanted)
        asked, wanted = wanted, of_actor(house, connection, wanted, actor)
        found = queries.list_due(connection, wanted, limit=limit, offset=offset)
        if not found:
            _check_owner(house, connection, asked)
        editions = Editions(connection)
        estimates, now = Estimates(connection), house.now()
        rows = []
        for one in found:
            edition = editions[one.edition]
            definition = edition.definition
            estimated = estimates.of(edition.clocks[one.name], one.known)
            rows.append(
                DueRow(
                    case=one.number,
                    state_title=definition.states[one.state].title,
                    owner=one.owner,
                    site=one.site,
                    zone=one.zone,
                    deadline=one.name,
                    title=definition.deadlines[one.name].title,
                    cycle=one.cycle,
                    status=one.status,
                    due_at=one.due_at,
                    next_at=one.next_at,
                    aside=one.aside,
                    estimated=estimated.years,
                    paused_at=one.paused_at,
                    overdue=is_overdue(one.status, one.due_at, now),
                    kept=estimated.kept,
                )
            )
    return tuple(rows)


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


def check_page(limit: int, offset: int) -> None:
    """Raise ``InputInvalid`` unless a page is asked for that there can be."""
    if limit < 0 or offset < 0:
        raise InputInvalid(str(min(limit, offset)), gettext("a number that is not negative"))


def check_sites(house: House, connection: Connection, wanted: Filter) -> None:
    """Refuse a mistyped site: it would look as if there were no cases."""
    known = house.directory(connection).sites()
    for site in wanted.sites or ():
        if site not in known:
            raise SiteUnknown(site, known)


def _check_state(connection: Connection, wanted: Filter) -> None:
    """Refuse a mistyped state: it would look as if there were no cases."""
    if wanted.state is None:
        return
    states: dict[str, None] = {}
    for edition in all_editions(connection):
        states.update(dict.fromkeys(from_json(edition.resolved).states))
    if wanted.state not in states:
        raise StateUnknown(wanted.state, tuple(states))


def _check_owner(house: House, connection: Connection, wanted: Filter) -> None:
    """Refuse a mistyped owner: it would look as if there was nothing to do.

    Who is not known any more may still own cases, so it is asked only when none was found.
    """
    if wanted.owner is not None:
        check_known(house.directory(connection), wanted.owner)


def of_actor(house: House, connection: Connection, wanted: Filter, actor: str | None) -> Filter:
    """Return what is wanted of the actor's sites only, if there is an actor."""
    if actor is None:
        return wanted
    directory = house.directory(connection)
    check_known(directory, actor)
    sites = wanted.sites if wanted.sites is not None else tuple(queries.all_sites(connection))
    return wanted._replace(sites=_sites_of(directory, actor, sites, house.now()))


def _sites_of(
    directory: Directory, actor: str, sites: tuple[str, ...], now: datetime
) -> tuple[str, ...]:
    return tuple(one for one in sites if directory.works_at(actor, one, now))


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
            agreed=one.agreed,
            estimated=estimated.years,
            paused_at=one.paused_at if one.status == "paused" else None,
            overdue=one.overdue(now),
            kept=estimated.kept,
        )


def _aside(stored: StoredCase) -> AsideView | None:
    if stored.aside_since is None or stored.retry_at is None:
        return None
    return AsideView(
        stored.aside_since, stored.aside_attempts, stored.aside_error or "", stored.retry_at
    )
