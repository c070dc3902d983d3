"""The list for the morning: what each person has to see to by the end of a day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from workflow.calendars.local import end_of
from workflow.calendars.local import zone as zone_named
from workflow.engine.case import RAN_OUT
from workflow.engine.sight import Reader
from workflow.service import listing
from workflow.service.delivery import Letter, Routes
from workflow.service.house import House
from workflow.service.letters import with_fields
from workflow.service.views import DueRow
from workflow.store.queries import Filter

MOST = 10_000


class Morning(NamedTuple):
    """What one person has to see to, the earliest first."""

    person: str
    rows: tuple[DueRow, ...]


def mornings(
    house: House, *, person: str | None, site: str | None, days: int, actor: Reader
) -> tuple[Morning, ...]:
    """Return what is overdue or due by the end of the day so many ``days`` from today, by person.

    What is about duties is for those who owe them, the rest for the owner of the case. Days are
    those of the site. Raises ``SiteUnknown``, ``PersonUnknown``.
    """
    found: dict[str, list[DueRow]] = defaultdict(list)
    now = house.now()
    for row in _all(house, site, actor):
        if row.due_at > _end(row, now, days) or row.status == RAN_OUT:
            continue
        for name in _people(row):
            if person in (None, name):
                found[name].append(row)
    if person is not None and not found:
        listing.list_due(house, Filter(owner=person), actor=actor, limit=1, offset=0)  # is there?
    return tuple(Morning(name, tuple(found[name])) for name in sorted(found))


def letters(house: House, morning: Morning, routes: Routes) -> tuple[Letter, ...]:
    """Return it as what a message carries: overdue first, as everywhere the earliest first."""
    found = tuple(_letter(morning.person, one, house.now()) for one in morning.rows)
    if not routes.fields:
        return found
    with house.transactions.reading() as connection:
        return with_fields(house, connection, found, reader=morning.person)


def _letter(person: str, row: DueRow, now: datetime) -> Letter:
    return Letter(
        recipient=person,
        kind="escalation" if row.due_at <= now else "reminder",
        case=row.case,
        definition=row.definition_title,
        state=row.state_title,
        owner=row.owner or "",
        site=row.site,
        zone=row.zone,
        deadline=row.title,
        due_at=row.due_at,
        urgent=False,
        deadline_name=row.deadline,
        owed=row.owed,
    )


def _all(house: House, site: str | None, actor: Reader) -> Iterator[DueRow]:
    wanted = Filter(None if site is None else (site,))
    offset = 0
    while rows := listing.list_due(house, wanted, actor=actor, limit=MOST, offset=offset):
        yield from rows
        offset += MOST


def _end(row: DueRow, now: datetime, days: int) -> datetime:
    zone = zone_named(row.zone)
    return end_of(now.astimezone(zone).date() + timedelta(days=days), zone)


def _people(row: DueRow) -> tuple[str, ...]:
    owing = tuple(dict.fromkeys(one.who for one in row.duties if one.who))
    return owing or ((row.owner,) if row.owner else ())
