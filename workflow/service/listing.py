"""Looking at many cases: a list, and what is due. Nothing is written."""

from datetime import datetime

from sqlalchemy import Connection

from workflow.definition.resolved import from_json
from workflow.engine.authority import check_known
from workflow.engine.case import standing
from workflow.engine.directory import Directory
from workflow.engine.sight import Reader
from workflow.errors import InputInvalid, SiteUnknown, StateUnknown
from workflow.service.duty_views import shown, shown_about
from workflow.service.editions import Editions
from workflow.service.estimates import Estimates
from workflow.service.house import House
from workflow.service.reading import readable
from workflow.service.sight import kept_in_lists
from workflow.service.views import CasePage, CaseRow, DueRow
from workflow.store import queries
from workflow.store.definitions import all_editions
from workflow.store.queries import Filter
from workflow.translation import gettext


def list_cases(house: House, wanted: Filter, *, actor: Reader, limit: int, offset: int) -> CasePage:
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
                duties=shown(editions[row.edition].definition, row.duties),
                final=editions[row.edition].definition.states[row.state].final,
            )
            for row in rows
        )
    return CasePage(listed, total, offset, limit)


def children_of(house: House, name: str | int, actor: Reader) -> tuple[str, ...]:
    """Return the identities of the cases that were opened from one that an actor may read."""
    with house.transactions.reading() as connection:
        stored, _edition, _hidden = readable(house, connection, name, actor)
        return tuple(stored.case.kin.children)


def list_due(
    house: House, wanted: Filter, *, actor: Reader, limit: int, offset: int
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
            stands = standing(one.status, one.due_at, now, owed=one.owed)
            estimated = estimates.of(editions.clock_of(one.edition, one.name, one.known), one.known)
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
                    status=stands.status,
                    due_at=one.due_at,
                    next_at=one.next_at,
                    aside=one.aside,
                    estimated=estimated.years,
                    paused_at=one.paused_at,
                    overdue=stands.overdue,
                    kept=estimated.kept,
                    duties=shown_about(definition, one.name, one.duties),
                    definition_title=definition.title,
                    owed=one.owed,
                )
            )
    return tuple(rows)


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
    for name in (wanted.owner, wanted.owes):
        if name is not None:
            check_known(house.directory(connection), name)


def of_actor(house: House, connection: Connection, wanted: Filter, actor: Reader) -> Filter:
    """Return what is wanted as far as whoever reads may see it; a person only of the own sites."""
    if actor is None:
        return wanted
    directory = house.directory(connection)
    wanted = wanted._replace(kept=kept_in_lists(directory, connection, actor, house.now()))
    if not isinstance(actor, str):
        return wanted
    check_known(directory, actor)
    sites = wanted.sites if wanted.sites is not None else tuple(queries.all_sites(connection))
    return wanted._replace(sites=_sites_of(directory, actor, sites, house.now()))


def _sites_of(
    directory: Directory, actor: str, sites: tuple[str, ...], now: datetime
) -> tuple[str, ...]:
    return tuple(one for one in sites if directory.works_at(actor, one, now))
