"""What schedules there are, by which edition they come when, and what has to be done by now.

An edition decides from the later of its effective date and its publication, until another takes
over. A schedule begins at a site when it is first known there.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from workflow.calendars.days import YearUnknown
from workflow.calendars.local import to_instant
from workflow.calendars.local import zone as zone_named
from workflow.definition.schedule import Schedule
from workflow.engine.directory import Directory
from workflow.engine.edition import Edition
from workflow.errors import OfficialDaysMissing
from workflow.service.describing import described
from workflow.service.editions import edition_of
from workflow.service.occurring import Occurrence, Recurring
from workflow.service.working_calendars import StoredCalendars
from workflow.store import schedules
from workflow.store.definitions import StoredEdition, all_editions
from workflow.store.pauses import OF_WORK
from workflow.store.schedules import Planned, Progress
from workflow.translation import gettext

GRACE = timedelta(minutes=5)
"""What is later counts as missed where nothing that was missed is done."""
BATCH = 500
WAITING = "waiting"
SKIPPED = "skipped"
_MOMENT = timedelta(microseconds=1)


class Reign(NamedTuple):
    """From when until when an edition decides at a site; ``until`` ``None``: for good."""

    edition: Edition
    since: datetime
    until: datetime | None


class Known(NamedTuple):
    """What one transaction knows of a schedule at a site: where each edition has it, in order."""

    reigns: tuple[tuple[Reign, Recurring], ...]

    def coming(self, after: datetime, until: datetime) -> Iterator[tuple[Edition, Occurrence]]:
        """Yield what comes after an instant until another, by the edition of its time."""
        for reign, recurring in self.reigns:
            end = until if reign.until is None else min(until, reign.until - _MOMENT)
            for one in recurring.between(max(after, reign.since - _MOMENT), end):
                yield reign.edition, one

    def next_after(self, after: datetime) -> datetime | None:
        """Return when it comes next."""
        for reign, recurring in self.reigns:
            found = recurring.next_after(max(after, reign.since - _MOMENT), reign.until)
            if found is not None:
                return found.due_at
        return None


class Schedules:
    """The schedules of a database, as one transaction sees them."""

    def __init__(self, connection: Connection, directory: Directory) -> None:
        self._connection = connection
        self._directory = directory
        self._calendars = StoredCalendars(connection)
        recurring = {workflow for _, workflow in schedules.recurring_editions(connection)}
        every = all_editions(connection) if recurring else []
        self._editions: dict[str, list[StoredEdition]] = {name: [] for name in sorted(recurring)}
        for one in every:
            if one.workflow in recurring:
                self._editions[one.workflow].append(one)

    def keys(self) -> Iterator[tuple[str, str, str]]:
        """Yield every schedule of any edition, with the sites where it comes."""
        for workflow, editions in self._editions.items():
            found: dict[str, None] = {}
            for one in editions:
                found.update(dict.fromkeys(self._compiled(one).definition.schedules))
            for name in found:
                for site in self._directory.sites():
                    if self.known(workflow, name, site).reigns:
                        yield workflow, name, site

    def known(self, workflow: str, name: str, site: str) -> Known:
        """Return what is known of a schedule at a site; nothing if it does not come there."""
        zone = self._directory.zone(site)
        if zone is None:
            return Known(())
        where, found = zone_named(zone), []
        for reign in reigns(self._begun(workflow, where)):
            schedule = reign.edition.definition.schedules.get(name)
            if schedule is not None and (not schedule.sites or site in schedule.sites):
                found.append((reign, self._recurring(reign.edition, schedule, where)))
        return Known(tuple(found))

    def _begun(self, workflow: str, zone: ZoneInfo) -> Iterator[tuple[StoredEdition, Reign]]:
        for one in self._editions.get(workflow, ()):
            day = date.fromisoformat(one.effective)
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local
            since = max(to_instant(midnight, zone), one.published_at)
            yield one, Reign(self._compiled(one), since, None)

    def _compiled(self, stored: StoredEdition) -> Edition:
        return edition_of(self._connection, stored.hash, stored.wording)

    def _recurring(self, edition: Edition, schedule: Schedule, zone: ZoneInfo) -> Recurring:
        if schedule.calendar is None:
            return Recurring(schedule, zone)
        rules = edition.definition.calendars[schedule.calendar]
        working = self._calendars.working(rules, self._calendars.newest(rules))
        return Recurring(schedule, zone, working)


def reigns(begun: Iterator[tuple[StoredEdition, Reign]]) -> Iterator[Reign]:
    """Yield which edition decides when, of those that begin at some time, in order.

    As for a case that is opened, the one with the latest effective date does, then the one that was
    published last.
    """
    by_time = sorted(begun, key=lambda one: one[1].since)
    ruling: tuple[StoredEdition, Reign] | None = None
    for stored, reign in by_time:
        if ruling is not None and _rank(stored) < _rank(ruling[0]):
            continue  # it begins when a later one decides already
        if ruling is not None and ruling[1].since < reign.since:
            yield ruling[1]._replace(until=reign.since)
        ruling = stored, reign
    if ruling is not None:
        yield ruling[1]


def _rank(stored: StoredEdition) -> tuple[str, datetime]:
    return stored.effective, stored.published_at


# --- planning ------------------------------------------------------------------------------------


def look_again(connection: Connection, directory: Directory, now: datetime) -> None:
    """Find anew when each schedule comes: definitions, sites or official days are others.

    What comes for the first time at a site begins now. What a clock that was ahead made of times
    that are still to come is forgotten, unless it was done in a case.
    """
    found = Schedules(connection, directory)
    before = {one[:3]: one for one in schedules.progress(connection)}
    if before:
        schedules.forget_future(connection, now)
    keys = [*found.keys(), *before]
    rows = []
    for key in dict.fromkeys(keys):
        row = before.get(key, Progress(*key, planned_until=now))
        row = row._replace(planned_until=min(row.planned_until, now))
        rows.append(foreseen(found.known(*key), row, now))
    schedules.put(connection, rows)


def foreseen(known: Known, row: Progress, now: datetime) -> Progress:
    """Return the row with when it comes next, or why that is not known."""
    try:
        next_at = known.next_after(row.planned_until)
    except (YearUnknown, OfficialDaysMissing) as error:
        return failed(row, error, now)
    return row._replace(next_at=next_at, error="", attempts=0)


def failed(row: Progress, error: Exception, now: datetime) -> Progress:
    """Return the row of a schedule that cannot be planned: it is tried again after a pause."""
    why = described(error)
    if isinstance(error, YearUnknown):
        wanted = gettext("The calendar {calendar} does not know the official days of {year} yet.")
        why = wanted.format(calendar=error.calendar, year=error.year)
    attempts = row.attempts + 1
    again_at = now + OF_WORK.after(attempts)
    return row._replace(next_at=again_at, error=why, attempts=attempts)


def plan(connection: Connection, found: Schedules, row: Progress, now: datetime) -> list[Planned]:
    """Write what came of a schedule by ``now``, and when it comes next; return what was written."""
    known = found.known(*row[:3])
    due = list(islice(known.coming(row.planned_until, now), BATCH + 1))
    more, due = len(due) > BATCH, due[:BATCH]
    rows: list[Planned] = []
    for number, (edition, one) in enumerate(due, start=1):
        latest = number == len(due) and not more
        rows.append(_planned(row, edition, one, latest=latest, now=now))
    schedules.plan(connection, rows)
    until = due[-1][1].due_at if more else max(row.planned_until, now)
    schedules.put(connection, [foreseen(known, row._replace(planned_until=until), now)])
    return rows


def _planned(
    row: Progress, edition: Edition, one: Occurrence, *, latest: bool, now: datetime
) -> Planned:
    schedule = edition.definition.schedules[row.schedule]
    plain = Planned(
        *row[:3], one.named_at, 0, one.due_at, edition.fingerprint, SKIPPED, "", None, now
    )
    if schedule.late == "latest" and not latest:
        return plain._replace(why="superseded")
    if schedule.late == "none" and now - one.due_at > GRACE:
        return plain._replace(why="late")
    return plain._replace(outcome=WAITING, try_at=now)
