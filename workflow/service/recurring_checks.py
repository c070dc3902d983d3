"""Whether what recurs is planned as it is defined, and was done as it is recorded."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.clock import from_text
from workflow.engine.case import Case
from workflow.engine.directory import Directory
from workflow.errors import WorkflowError
from workflow.service.editions import edition_of
from workflow.service.scheduling import Schedules
from workflow.service.views import Finding
from workflow.store import odd_occurrences, schedules
from workflow.store.events import StoredEvent
from workflow.store.json_text import decode
from workflow.store.odd_occurrences import DoneOccurrence
from workflow.store.schedules import Progress
from workflow.translation import gettext, mark

# The clock of whoever planned may have been set back a little since.
_AHEAD = timedelta(minutes=5)
_UNREADABLE = (WorkflowError, ValueError, LookupError, TypeError, AttributeError)
"""What keeps schedules from being read; definitions, zones and official days have their own."""
_WRONG = (
    (
        "contradictory",
        "occurrence_contradicts",
        mark("What is said of {schedule} of {definition} at {site}, due {due}, cannot be."),
    ),
    (
        "incomplete",
        "occurrence_incomplete",
        mark(
            "The rows of single cases do not fit: {schedule} of {definition} at {site}, due {due}."
        ),
    ),
)


def check_schedules(
    connection: Connection, directory: Directory, now: datetime
) -> Iterator[Finding]:
    """Yield what is wrong with how far schedules are, and with what came of them."""
    yield from _planned(connection, directory, now)
    yield from _planners(connection)
    for one in odd_occurrences.odd(connection, now):
        for way, code, text in _WRONG:
            if getattr(one, way):
                due = _local(one.due_at, directory.zone(one[2]))
                told = _told(text, *one[:3], due=due)
                yield Finding(None, code, told)


def _told(text: str, definition: str, schedule: str, site: str, **words: object) -> str:
    return gettext(text).format(definition=definition, schedule=schedule, site=site, **words)


def _planned(connection: Connection, directory: Directory, now: datetime) -> Iterator[Finding]:
    """Yield schedules of which no row says when they come next, or one says it wrong."""
    found = Schedules(connection, directory)
    rows = {one[:3]: one for one in schedules.progress(connection)}
    try:
        keys = list(found.keys())
    except _UNREADABLE:
        keys = []
    for key in keys:
        if key not in rows:
            text = mark("{schedule} of {definition} is not planned at {site}: it will not come.")
            yield Finding(None, "schedule_missing", _told(text, *key))
    for key, row in rows.items():
        if row.planned_until > now + _AHEAD:
            text = mark("{schedule} of {definition} at {site} is planned until {until} already.")
            until = _local(row.planned_until, directory.zone(row.site))
            told = _told(text, *key, until=until)
            yield Finding(None, "schedule_ahead", told)
        else:
            yield from _next(found, row, directory.zone(row.site))


def _next(found: Schedules, row: Progress, zone: str | None) -> Iterator[Finding]:
    if row.error:  # it is told, and tried again
        return
    try:
        due = found.known(*row[:3]).next_after(row.planned_until)
    except _UNREADABLE:
        return
    if due != row.next_at:
        text = mark("{schedule} of {definition} at {site} comes next {due}, not {stored}.")
        words = {"due": _local(due, zone), "stored": _local(row.next_at, zone)}
        yield Finding(None, "schedule_differs", _told(text, *row[:3], **words))


def _local(at: datetime | None, zone: str | None) -> str:
    """Return a time as the site shows it; of a site that is gone, or has no zone, in UTC."""
    if at is None:
        return gettext("never")
    try:
        return show_local(at, zone_named(zone or "UTC"))
    except ValueError:
        return show_local(at, zone_named("UTC"))


def _planners(connection: Connection) -> Iterator[Finding]:
    """Yield what is said to have come by an edition that does not say so."""
    for one in odd_occurrences.planners(connection):
        try:
            definition = edition_of(connection, one.edition).definition
        except _UNREADABLE:
            continue
        if definition.workflow != one.definition or one.schedule not in definition.schedules:
            text = mark("{schedule} of {definition} came by an edition that does not have it.")
            told = gettext(text).format(schedule=one.schedule, definition=one.definition)
            yield Finding(None, "occurrence_unknown", told)


class _Said(NamedTuple):
    """What the history of a case says was done by a schedule."""

    definition: str
    site: str
    due_at: datetime
    outcome: str


class RecurringCheck:
    """Gathers what histories say was done by schedules, and compares it with the rows."""

    def __init__(self) -> None:
        self._numbers: dict[int, str] = {}
        self._zones: dict[int, str] = {}
        self._said: dict[tuple[int, str, datetime], _Said] = {}

    def take(self, case: Case, chain: Iterable[StoredEvent]) -> None:
        """Take note of what schedules did in a case."""
        self._numbers[case.serial], self._zones[case.serial] = case.number, case.zone
        for event in chain:
            # Most events are none of these, and decoding takes its time.
            recurs = decode(event.payload).get("recurs") if '"recurs"' in event.payload else None
            if recurs is not None:
                named, due = (from_text(recurs[name]) for name in ("at", "due_at"))
                outcome = "opened" if event.type == "opened" else "done"
                said = _Said(case.definition, case.site, due, outcome)
                self._said[case.serial, recurs["schedule"], named] = said

    def findings(self, connection: Connection) -> Iterator[Finding]:
        """Yield where rows and histories differ; what else is wrong with a case is said of it."""
        left = dict(self._said)
        for row in odd_occurrences.done(connection):
            said = left.pop((row.case_id, row.schedule, row.named_at), None)
            if row.case_id in self._numbers and said != _said(row):
                text = gettext("Its history does not say what {schedule} did in it, due {due}.")
                due = _local(row.due_at, self._zones[row.case_id])
                text = text.format(schedule=row.schedule, due=due)
                yield Finding(self._numbers[row.case_id], "occurrence_differs", text)
        for (serial, schedule, _named), said in left.items():
            text = gettext("That {schedule} did something in it, due {due}, is not on record.")
            text = text.format(schedule=schedule, due=_local(said.due_at, self._zones[serial]))
            yield Finding(self._numbers[serial], "occurrence_missing", text)


def _said(row: DoneOccurrence) -> _Said:
    return _Said(row.definition, row.site, row.due_at, row.outcome)
