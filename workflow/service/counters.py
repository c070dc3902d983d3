"""Looking at what was counted over several cases."""

from typing import NamedTuple

from sqlalchemy import Connection

from workflow.calendars.rules import Text
from workflow.definition.near import nearest
from workflow.definition.resolved import from_json
from workflow.errors import CounterUnknown
from workflow.service.house import House
from workflow.store import counts
from workflow.store.definitions import all_editions


class CountView(NamedTuple):
    """What was counted of one person or thing: ``amount`` as decimal text.

    ``site`` and ``month`` are empty where all of them count together.
    """

    definition: str
    definition_title: Text
    counter: str
    title: Text
    site: str
    key: str
    month: str
    amount: str


def list_counts(
    house: House, counter: str | None = None, *, month: str | None = None
) -> tuple[CountView, ...]:
    """Return what was counted, of one counter, of one month. Raises ``CounterUnknown``."""
    with house.transactions.reading() as connection:
        titles = _titles(connection)
        known = {name for _definition, name in titles}
        if counter is not None and counter not in known:
            raise CounterUnknown(counter, tuple(sorted(known)), nearest(counter, known))
        found = counts.totals(connection, counter=counter, month=month)
    return tuple(
        CountView(
            one.tally.definition,
            *titles[one.tally.definition, one.tally.counter],
            one.tally.site,
            one.tally.key,
            one.tally.month,
            shown,
        )
        for one in found
        if (shown := f"{one.amount:f}") != "0"
    )


def _titles(connection: Connection) -> dict[tuple[str, str], tuple[Text, str, Text]]:
    """Return the titles of definitions, names and titles of counters, of all editions."""
    found: dict[tuple[str, str], tuple[Text, str, Text]] = {}
    for edition in all_editions(connection):
        definition = from_json(edition.resolved)
        for name, counter in definition.counters.items():
            found[definition.workflow, name] = definition.title, name, counter.title
    return found
