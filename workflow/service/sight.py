"""What a reader of cases may see: of one case, and of many at once, as the database is asked."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from workflow.definition.model import ANY_STAFF, OWNER
from workflow.engine.authority import Belonging, check_known
from workflow.engine.directory import Directory, acts_for
from workflow.engine.edition import Edition
from workflow.engine.sight import Anybody, Reader, sees, withheld
from workflow.errors import ActorMissing, NotAuthorised, PersonUnknown
from workflow.service.editions import Editions
from workflow.service.house import House
from workflow.store.cases import owners_of
from workflow.store.definitions import secretive
from workflow.store.hidden import Kept
from workflow.translation import gettext


def check_reader(
    house: House,
    connection: Connection,
    edition: Edition,
    number: str,
    *,
    case: Belonging,
    reader: Reader,
) -> None:
    """Raise ``NotAuthorised`` unless a reader may read a case, ``ActorMissing`` if it is nobody.

    Whoever reads works at its site, and is among those whom its definition keeps it to.
    """
    if reader is None:
        return
    directory, now = house.directory(connection), house.now()
    if isinstance(reader, str):
        check_known(directory, reader)
        if not directory.works_at(reader, case.site, now):
            staff = gettext("staff of the site {site}").format(site=case.site)
            raise NotAuthorised(number, reader, gettext("reading"), (staff,))
    by = edition.definition.sees
    if not sees(by, reader, case=case, directory=directory, at=now):
        if not isinstance(reader, str):
            raise ActorMissing
        raise NotAuthorised(number, reader, gettext("reading"), by)


def may_read(
    house: House, connection: Connection, edition: Edition, *, case: Belonging, reader: Reader
) -> bool:
    """Whether a reader may read a case: the question that ``check_reader`` raises for.

    Who is not known, or not any more, may not.
    """
    try:
        check_reader(house, connection, edition, "", case=case, reader=reader)
    except (ActorMissing, NotAuthorised, PersonUnknown):
        return False
    return True


def kept_from(
    house: House, connection: Connection, edition: Edition, case: Belonging, reader: Reader
) -> frozenset[str]:
    """Return the fields of a case that a reader does not see."""
    if not edition.kept or reader is None:
        return frozenset()
    directory = house.directory(connection)
    return withheld(edition.kept, reader, case=case, directory=directory, at=house.now())


def kept_in_lists(
    directory: Directory, connection: Connection, reader: Reader, now: datetime
) -> tuple[Kept, ...]:
    """Return what is kept to some in whole lists of cases, and where ``reader`` is among them."""
    if reader is None:
        return ()
    editions = Editions(connection)
    found = []
    for fingerprint in secretive(connection):
        edition = editions[fingerprint]
        for field, by in [("", edition.definition.sees), *edition.kept.items()]:
            if by and ANY_STAFF not in by:
                sites = tuple(_sites(directory, by, reader, now))
                owners = tuple(
                    _owners(directory, connection, fingerprint, by, reader=reader, now=now)
                )
                found.append(Kept(fingerprint, field, sites, owners))
    return tuple(found)


def _sites(
    directory: Directory, by: tuple[str, ...], reader: Reader, now: datetime
) -> Iterator[str]:
    """Yield the sites at which a reader holds one of the roles."""
    if isinstance(reader, str):
        for site in directory.sites():
            if not frozenset(by).isdisjoint(directory.roles(reader, site, now)):
                yield site


def _owners(
    directory: Directory,
    connection: Connection,
    fingerprint: str,
    by: tuple[str, ...],
    *,
    reader: Reader,
    now: datetime,
) -> Iterator[str]:
    """Yield the owners for whom a reader counts: the reader, and whom the reader stands in for."""
    if isinstance(reader, Anybody) or reader is None or OWNER not in by:
        return
    for owner in owners_of(connection, fingerprint):
        if owner == reader or acts_for(directory, reader, owner, now):
            yield owner
