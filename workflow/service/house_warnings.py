"""What a definition asks of the people and sites of a house, and does not find at present."""

from collections.abc import Iterator

from sqlalchemy import Connection

from workflow.definition.model import Definition
from workflow.definition.resolved import from_json
from workflow.service.addressee_checks import followed, unreached
from workflow.service.house import House
from workflow.service.names_in_definitions import people_called_like_parties
from workflow.service.unknown_sites import unknown_sites
from workflow.service.vacant_roles import vacant_roles
from workflow.service.warning_views import Unreached
from workflow.store.queries import sites_using


def warned(house: House, connection: Connection, definition: Definition) -> Iterator[Unreached]:
    """Yield who and what a definition names and the house has not, or has as somebody else."""
    directory, used = house.directory(connection), sites_using(connection, definition.workflow)
    yield from unreached(definition, directory)
    yield from unknown_sites(definition, directory)
    yield from people_called_like_parties(definition, directory)
    yield from vacant_roles(definition, directory, house.now(), used)


def warned_now(house: House, connection: Connection) -> Iterator[Unreached]:
    """Yield them for every edition that cases follow, or new ones will.

    Roles are looked at where there are cases: those who use a definition have read it.
    """
    for edition in followed(connection, house.now()):
        try:
            definition = from_json(edition.resolved)
        except ValueError:  # that it cannot be read is found elsewhere
            continue
        directory = house.directory(connection)
        yield from unreached(definition, directory)
        yield from unknown_sites(definition, directory)
        yield from people_called_like_parties(definition, directory)
        if used := sites_using(connection, definition.workflow):
            yield from vacant_roles(definition, directory, house.now(), used)
