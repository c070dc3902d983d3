"""What ``verify`` looks at beside the cases.

The file, protection, references, definitions, sites, official days, deliveries.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.calendars.local import zone as zone_named
from workflow.definition.resolved import edition_hash, from_json, wording_hash
from workflow.service.delivery_checks import check_deliveries
from workflow.service.official_day_checks import check_official_days
from workflow.service.views import Finding
from workflow.store.definitions import StoredEdition, all_editions, editions_published
from workflow.store.guards import foreign_triggers, missing_guards
from workflow.store.inspecting import file_faults
from workflow.store.integrity import BrokenReferences
from workflow.store.staff import load_staff
from workflow.store.staff_seals import broken_seals
from workflow.translation import gettext


def check_store(
    connection: Connection, broken: BrokenReferences, now: datetime
) -> Iterator[Finding]:
    """Yield what is wrong with the database apart from any case that is there."""
    yield from _file(connection)
    yield from _protection(connection)
    yield from _references(broken)
    yield from _definitions(connection)
    yield from _sites(connection)
    yield from _sealed(connection)
    yield from check_official_days(connection)
    yield from check_deliveries(connection, now)


def _file(connection: Connection) -> Iterator[Finding]:
    for fault in file_faults(connection):
        text = gettext("SQLite finds the file damaged: {fault}").format(fault=fault)
        yield Finding(None, "file_damaged", text)


def _protection(connection: Connection) -> Iterator[Finding]:
    for name in missing_guards(connection):
        text = gettext("The trigger {name} that protects the history is missing.")
        yield Finding(None, "unprotected", text.format(name=name))
    for name in foreign_triggers(connection):
        text = gettext("The trigger {name} is not one of ours, and can change what is written.")
        yield Finding(None, "foreign_trigger", text.format(name=name))


def _references(broken: BrokenReferences) -> Iterator[Finding]:
    for serial in broken.cases:
        text = gettext("The case is gone, but rows that belong to it are there.")
        yield Finding(str(serial), "case_missing", text)
    for (table, parent), count in sorted(broken.others.items()):
        text = gettext("{count} rows of {table} refer to what is not in {parent}.")
        text = text.format(count=count, table=table, parent=parent)
        yield Finding(None, "broken_reference", text)


def _definitions(connection: Connection) -> Iterator[Finding]:
    editions, published = all_editions(connection), editions_published(connection)
    if len(editions) != published:
        text = gettext("There are {count} editions of definitions, yet {published} were published.")
        text = text.format(count=len(editions), published=published)
        yield Finding(None, "definition_count", text)
    for edition in editions:
        yield from _definition(edition)


def _definition(stored: StoredEdition) -> Iterator[Finding]:
    named = {"edition": stored.edition, "definition": stored.workflow}
    read = _read(stored.resolved)
    if read is None or read.hash != stored.hash:
        text = gettext("Edition {edition} of {definition} is not what was published.")
        yield Finding(None, "definition_changed", text.format(**named))
        return
    if read.wording != stored.wording:
        text = gettext("The wording of edition {edition} of {definition} was changed.")
        yield Finding(None, "wording_changed", text.format(**named))
    for name in ("workflow", "edition", "effective"):
        if getattr(read, name) != getattr(stored, name):
            text = gettext("{name} of edition {edition} of {definition} is not what it says.")
            yield Finding(None, "definition_differs", text.format(name=name, **named))


class _Read(NamedTuple):
    """What a stored text says of itself, and its fingerprints."""

    workflow: str
    edition: str
    effective: str
    hash: str
    wording: str


@lru_cache(maxsize=64)
def _read(resolved: str) -> _Read | None:
    """Read a stored text, ``None`` if it is no definition.

    The same text reads the same every time; whoever verifies often has the same editions.
    """
    try:
        one = from_json(resolved)
        return _Read(one.workflow, one.edition, one.effective, edition_hash(one), wording_hash(one))
    except Exception:
        return None


def _sites(connection: Connection) -> Iterator[Finding]:
    for site in load_staff(connection).sites:
        try:
            zone_named(site.zone)
        except ValueError:
            text = gettext("The time zone {zone} of the site {site} does not exist.")
            text = text.format(zone=site.zone, site=site.name)
            yield Finding(None, "zone_unknown", text)


def _sealed(connection: Connection) -> Iterator[Finding]:
    for table in broken_seals(connection):
        text = gettext(
            "{table} is not what was entered last: it was changed without this program. Look at "
            "`complaints staff list` and `complaints site list`, and enter anew what is wrong."
        )
        yield Finding(None, "staff_differs", text.format(table=table))
