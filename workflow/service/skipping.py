"""What recurs, failed and is not wanted any more: somebody skips it, and it is not tried again."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.definition.model import SYSTEM
from workflow.engine.authority import check_known, permitted
from workflow.engine.directory import Directory
from workflow.errors import (
    InputInvalid,
    NothingToSkip,
    ReasonMissing,
    SiteMissing,
    SkippingNotAuthorised,
)
from workflow.service.editions import edition_of
from workflow.service.house import House
from workflow.service.opening import local_instant
from workflow.service.recurring_views import any_missed, check_named, told
from workflow.service.scheduling import SKIPPED
from workflow.service.views import Recurred
from workflow.store import cases, schedules
from workflow.store.schedules import Planned
from workflow.translation import gettext

When = datetime | str
# Times are typed, and shown, to the minute.
_MINUTE = timedelta(minutes=1)


class _Place(NamedTuple):
    """Where something recurs, and whose it is: asked about permissions like a case."""

    site: str
    owner: str


def skip(
    house: House,
    schedule: str,
    since: When,
    until: When | None,
    *,
    site: str | None,
    definition: str | None,
    reason: str,
    actor: str,
) -> tuple[Recurred, ...]:
    """Skip what waits of a schedule; see ``Workflow.skip_recurring``."""
    if not reason.strip():
        raise ReasonMissing
    with house.transactions.writing() as connection:
        directory, now = house.directory(connection), house.now()
        check_known(directory, actor)
        check_named(connection, directory, schedule, site)
        waiting = [
            one
            for one in schedules.undone(connection, schedule)
            if site in {None, one.site} and definition in {None, one.definition}
        ]
        found = list(_between(waiting, directory, since, until or since))
        if not found:
            raise NothingToSkip(schedule, str(since), any_missed(connection, schedule))
        _check_one(schedule, found)
        _check_permission(connection, found, directory, actor, now)
        skipped = [
            one._replace(
                outcome=SKIPPED, why=reason.strip(), ended_by=actor, recorded_at=now, try_at=None
            )
            for one in found
        ]
        for one in skipped:
            schedules.settle(connection, one)
        return told(connection, skipped)


def _between(
    waiting: Sequence[Planned], directory: Directory, since: When, until: When
) -> Iterator[Planned]:
    """Yield what was due from one minute to another, by the time of its site."""
    for one in waiting:
        # What a site that is gone left behind is shown, and named, in UTC.
        zone = directory.zone(one.site) or "UTC"
        first, last = local_instant(since, zone), local_instant(until, zone)
        assert first is not None  # noqa: S101 - both were given
        assert last is not None  # noqa: S101
        if last < first:
            raise InputInvalid(str(until), gettext("a time that is not before the first"))
        if first <= one.due_at < last + _MINUTE:
            yield one


def _check_one(schedule: str, found: Sequence[Planned]) -> None:
    """Raise unless all of it is of one definition at one site."""
    if len(sites := sorted({one.site for one in found})) > 1:
        raise SiteMissing(sites)
    if len(definitions := sorted({one.definition for one in found})) > 1:
        expected = gettext("a schedule of one definition, named with --definition: {known}")
        known = gettext(", ").join(definitions)
        raise InputInvalid(schedule, expected.format(known=known))


def _check_permission(
    connection: Connection,
    found: Sequence[Planned],
    directory: Directory,
    actor: str,
    now: datetime,
) -> None:
    """Raise unless somebody may hand out every case that it is about, or would have been.

    A case that is not there yet has no owner: whom the site falls back to counts as that.
    """
    for one in found:
        by = edition_of(connection, one.edition).definition.permissions.assign
        place = _Place(one.site, _owner(connection, one, directory))
        if not permitted(by, actor, case=place, directory=directory, at=now):
            raise SkippingNotAuthorised(one.schedule, one.site, actor, by)


def _owner(connection: Connection, one: Planned, directory: Directory) -> str:
    if not one.target:
        return directory.fallback(one.site) or SYSTEM
    stored = cases.load(connection, one.target)
    assert stored is not None  # noqa: S101 - cases are never deleted
    return stored.case.owner
