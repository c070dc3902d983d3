"""What recurs and what came of it: as a table, for programs, and in the history of a case."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workflow.clock import from_text
from workflow.report.data import Data, instant
from workflow.report.recurring import when_in_lines
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, local, titled
from workflow.service.recurring_views import ScheduleView, outcome
from workflow.service.views import Recurred
from workflow.translation import gettext, ngettext


def schedules(found: Sequence[ScheduleView]) -> list[Block]:
    """Return what recurs as a table, and what is wrong with it."""
    if not found:
        return [gettext("Nothing recurs.")]
    headings = (
        gettext("Schedule"),
        gettext("Definition"),
        gettext("Site"),
        gettext("When"),
        gettext("Next"),
        gettext("Last"),
        gettext("What came of it"),
    )
    return [Table(headings, [_row(one) for one in found]), *_wrong(found)]


def _row(one: ScheduleView) -> Sequence[str]:
    last = one.last
    return (
        titled(one.schedule.name, one.schedule.title),
        titled(one.definition, one.definition_title),
        one.site,
        "\n".join(when_in_lines(one.schedule)),
        local(one.next_at, one.zone),
        NOTHING if last is None else local(last.due_at, one.zone),
        NOTHING if last is None else _outcome(last, one.zone),
    )


def _wrong(found: Iterable[ScheduleView]) -> Iterator[str]:
    for one in found:
        name, site = one.schedule.name, one.site
        if one.error:
            text = gettext("{name} at {site} cannot be planned: {error}")
            yield text.format(name=name, site=site, error=one.error)
        if one.failing:
            yield ngettext(
                "{name} at {site} failed {number} time and is tried again: "
                "`complaints schedules {name} --missed`.",
                "{name} at {site} failed {number} times and is tried again: "
                "`complaints schedules {name} --missed`.",
                one.failing,
            ).format(name=name, site=site, number=one.failing)


def recurred(found: Sequence[Recurred], zones: Mapping[str, str]) -> list[Block]:
    """Return what came of schedules as a table."""
    if not found:
        return [gettext("Nothing recurred.")]
    headings = (
        gettext("When"),
        gettext("Schedule"),
        gettext("Site"),
        gettext("What came of it"),
        gettext("Moved from"),
    )
    return [
        Table(
            headings,
            [
                (
                    local(one.due_at, zones.get(one.site, "UTC")),
                    one.schedule,
                    one.site,
                    _outcome(one, zones.get(one.site, "UTC")),
                    _moved(one, zones.get(one.site, "UTC")),
                )
                for one in found
            ],
        )
    ]


def _outcome(one: Recurred, zone: str) -> str:
    """Return what came of one time, and when it is tried again if it failed."""
    if one.again_at is None or not one.why:
        return outcome(one)
    text = gettext("failed, is tried again {when}: {why}")
    return text.format(when=local(one.again_at, zone), why=one.why)


def _moved(one: Recurred, zone: str) -> str:
    return NOTHING if one.named_at == one.due_at else local(one.named_at, zone)


# --- for programs ------------------------------------------------------------------------------


def schedule_data(one: ScheduleView) -> Data:
    """Return a schedule at a site."""
    return {
        "definition": one.definition,
        "schedule": one.schedule.name,
        "site": one.site,
        "next_at": instant(one.next_at),
        "last": None if one.last is None else recurred_data(one.last),
        "failing": one.failing,
        "error": one.error or None,
    }


def recurred_data(one: Recurred) -> Data:
    """Return what came of a schedule at one time."""
    return {
        "definition": one.definition,
        "schedule": one.schedule,
        "site": one.site,
        "named_at": instant(one.named_at),
        "due_at": instant(one.due_at),
        "outcome": one.outcome,
        "why": one.why or None,
        "case": one.case or None,
        "ended_by": one.ended_by or None,
        "again_at": instant(one.again_at),
    }


# --- in the history of a case ------------------------------------------------------------------


def in_history(details: Mapping[str, Any], zone: str) -> Iterator[str]:
    """Yield by which schedule an event came, and for which time."""
    recurs = details.get("recurs")
    if recurs is None:
        return
    named, due = (from_text(recurs[key]) for key in ("at", "due_at"))
    text = gettext("By the schedule {name}, due {due}")
    yield text.format(name=recurs["schedule"], due=local(due, zone))
    if named != due:
        yield gettext("Moved from {named}").format(named=local(named, zone))
