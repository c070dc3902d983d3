"""Looking at what recurs: when each schedule comes next, and what came of it before."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.calendars.rules import Text
from workflow.definition.near import nearest
from workflow.definition.schedule import Schedule
from workflow.engine.directory import Directory
from workflow.errors import ScheduleUnknown, SiteUnknown
from workflow.service.house import House
from workflow.service.scheduling import SKIPPED, WAITING, Schedules
from workflow.service.views import Recurred
from workflow.store import cases, recurred, schedules
from workflow.store.schedules import Planned
from workflow.translation import gettext, mark

MISSED = (SKIPPED, "refused", WAITING)
"""What was not done, or not yet."""


_OUTCOMES = {
    "opened": mark("opened {case}"),
    "done": mark("done in {case}"),
    "refused": mark("refused in {case}: {why}"),
    "nothing": mark("no case to do it in"),
    "waiting": mark("to be done"),
}
_SKIPPED = {
    "superseded": mark("skipped: a later one was due as well"),
    "late": mark("skipped: it was too late"),
    "gone_on": mark("skipped: {case} had gone on"),
}


class ScheduleView(NamedTuple):
    """A schedule at a site, by the edition that decides last.

    ``next_at`` is when it comes next, ``None`` if it does not. ``last`` is what came of it last
    time. ``failing`` of its times could not be done and are tried again. ``error`` is why it is not
    known when it comes.
    """

    definition: str
    definition_title: Text
    schedule: Schedule
    site: str
    zone: str
    next_at: datetime | None
    last: Recurred | None
    failing: int
    error: str = ""


def list_schedules(
    house: House,
    definition: str | None = None,
    *,
    schedule: str | None = None,
    site: str | None = None,
) -> tuple[ScheduleView, ...]:
    """Return what recurs, of some or of all, by definition, schedule and site.

    Raises ``ScheduleUnknown``, ``SiteUnknown``.
    """
    with house.transactions.reading() as connection:
        directory = house.directory(connection)
        check_named(connection, directory, schedule, site)
        known = Schedules(connection, directory)
        last = told(connection, recurred.last_of(connection))
        latest = {(one.definition, one.schedule, one.site): one for one in last}
        failing = recurred.failing(connection)
        wanted, found = (definition, schedule, site), []
        for row in schedules.progress(connection):
            key = row[:3]
            if any(name not in {None, its} for name, its in zip(wanted, key, strict=True)):
                continue
            reigns, zone = known.known(*key).reigns, directory.zone(row.site)
            if not reigns or zone is None:
                continue
            edition, recurring = reigns[-1][0].edition, reigns[-1][1]
            found.append(
                ScheduleView(
                    row.definition,
                    edition.definition.title,
                    recurring.schedule,
                    row.site,
                    zone,
                    None if row.error else row.next_at,
                    latest.get(key),
                    failing.get(key, 0),
                    row.error,
                )
            )
        return tuple(found)


def list_recurred(
    house: House,
    *,
    schedule: str | None = None,
    site: str | None = None,
    missed: bool = False,
    limit: int = 50,
) -> tuple[Recurred, ...]:
    """Return what came of schedules, the newest first; ``missed``: only what was not done.

    Raises ``ScheduleUnknown``, ``SiteUnknown``.
    """
    with house.transactions.reading() as connection:
        check_named(connection, house.directory(connection), schedule, site)
        rows = recurred.listed(
            connection,
            schedule=schedule,
            site=site,
            most=limit,
            outcomes=MISSED if missed else (),
        )
        return told(connection, rows)


def check_named(
    connection: Connection, directory: Directory, schedule: str | None, site: str | None
) -> None:
    """Refuse a mistyped schedule or site: it would look as if nothing recurred."""
    sites = directory.sites()
    # What is gone by now may have come before.
    if site not in {None, *sites} and not recurred.listed(connection, site=site, most=1):
        raise SiteUnknown(str(site), sites)
    if schedule is None:
        return
    known = sorted({one.schedule for one in schedules.progress(connection)})
    if schedule not in known and not recurred.listed(connection, schedule=schedule, most=1):
        raise ScheduleUnknown(schedule, known, nearest(schedule, known))


def any_missed(connection: Connection, schedule: str) -> bool:
    """Whether of the times of a schedule any was not done, or not yet."""
    return bool(recurred.listed(connection, schedule=schedule, most=1, outcomes=MISSED))


def told(connection: Connection, rows: Sequence[Planned]) -> tuple[Recurred, ...]:
    """Return what came of schedules, with the numbers of the cases."""
    serials = {one.case_id for one in rows if one.case_id is not None}
    numbers = cases.numbers_of(connection, serials)
    return tuple(
        Recurred(
            one.definition,
            one.schedule,
            one.site,
            one.named_at,
            one.due_at,
            one.outcome,
            one.why,
            "" if one.case_id is None else numbers[one.case_id],
            one.ended_by or "",
            one.try_at,
        )
        for one in rows
    )


def outcome(one: Recurred) -> str:
    """Return what came of one time, in words."""
    if one.ended_by:
        return gettext("skipped by {person}: {why}").format(person=one.ended_by, why=one.why)
    if one.outcome == SKIPPED:
        return gettext(_SKIPPED[one.why]).format(case=one.case)
    if one.outcome == WAITING and one.why:
        return gettext("failed, is tried again: {why}").format(why=one.why)
    return gettext(_OUTCOMES[one.outcome]).format(case=one.case, why=one.why)
