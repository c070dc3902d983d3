"""Which published editions were made with a fragment, or by extending a definition."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from workflow.definition.origin import Origin
from workflow.definition.resolved import from_json
from workflow.service.house import House
from workflow.service.views import OriginUse
from workflow.store.definitions import all_editions, in_effect


def users_of(house: House, origins: Sequence[Origin]) -> tuple[OriginUse, ...]:
    """Return the editions in effect, and those to come, that were made with one of some files."""
    today = house.now().date()
    with house.transactions.reading() as connection:
        return tuple(_made_with(connection, origins, today))


def _made_with(
    connection: Connection, origins: Sequence[Origin], today: date
) -> Iterator[OriginUse]:
    asked = {(one.kind, one.name): one.hash for one in origins}
    day = today.isoformat()
    for stored in all_editions(connection):
        effective = in_effect(connection, stored.workflow, day)
        current = effective is not None and effective.hash == stored.hash
        if not current and stored.effective <= day:
            continue  # no case will be opened by it any more
        definition = from_json(stored.resolved)
        for one in definition.origins:
            if (one.kind, one.name) in asked:
                yield OriginUse(
                    origin=one,
                    definition=stored.workflow,
                    title=definition.title,
                    edition=stored.edition,
                    effective=stored.effective,
                    current=current,
                    same=one.hash == asked[one.kind, one.name],
                )
