"""The intervals of a deadline in words: what counts, how much of it, and why."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from workflow.calendars import intervals as kinds
from workflow.calendars.amounts import Amount
from workflow.calendars.intervals import Interval
from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.engine import spans
from workflow.engine.explaining import Cycle
from workflow.engine.traces import Standstill, Why
from workflow.report.duties import condition
from workflow.report.glossary import Glossary
from workflow.report.table import Block, Table
from workflow.report.words import listed
from workflow.translation import chosen, gettext, mark, ngettext

_WEEKDAYS = (
    mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"),
)  # fmt: skip

_WHY: Mapping[str, str] = {
    kinds.ELAPSED: mark("time passes"),
    kinds.OPEN: mark("open"),
    kinds.DAY: mark("counts"),
    kinds.MAKE_UP: mark("worked: {name}"),
    kinds.OWN_HOURS: mark("hours of its own: {name}"),
    kinds.CLOSED: mark("closed"),
    kinds.HOLIDAY: mark("public holiday: {name}"),
    kinds.OWN_DAY_OFF: mark("day off: {name}"),
    kinds.START_DAY: mark("the day it begins does not count"),
    kinds.PAUSED: mark("paused: {why}, event {event}"),
    kinds.PAUSED_AT_CLOSE: mark("paused when the day closed: {why}, event {event}"),
    kinds.MOVED_ON: mark("nobody works on the last day: the next working day"),
    kinds.UNSETTLED: mark("not over: counts if it is not paused when the day closes"),
    spans.NAMED: mark("until the time in {field}"),
    spans.EXTENDED_TO: mark("until the time it was extended to"),
}


def moment(instant: datetime, zone: str, *, end: bool = False) -> str:
    """Return an instant as local time with its day of the week; seconds where there are any."""
    shown = show_local(instant, zone_named(zone), end=end, exactly=True)
    day = datetime.fromisoformat(shown[: len("2026-11-24")])
    return f"{gettext(_WEEKDAYS[day.weekday()])} {shown}"


def length(value: timedelta | int, unit: Amount | None = None) -> str:
    """Return a length of time, or a number of days: ``3 h 15 min``, ``2 days``.

    ``unit`` is what the amount is counted in, to tell working days from others.
    """
    if not isinstance(value, timedelta):
        if unit is not None and unit.unit == "working days":
            text = ngettext("{number} working day", "{number} working days", value)
        else:
            text = ngettext("{number} day", "{number} days", value)
        return text.format(number=value)
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        gettext("{number} h").format(number=hours) if hours else "",
        gettext("{number} min").format(number=minutes) if minutes else "",
        gettext("{number} s").format(number=seconds) if seconds else "",
    ]
    return " ".join(one for one in parts if one) or gettext("{number} min").format(number=0)


def intervals(cycle: Cycle, zone: str, words: Glossary) -> list[Block]:
    """Return the intervals as a table, and what they add up to."""
    rows = [
        (
            moment(one.first, zone),
            moment(one.end, zone, end=True),
            _counts(one),
            _why(one, cycle, words),
        )
        for one in cycle.intervals
    ]
    headings = (gettext("From"), gettext("Until"), gettext("Counts"), gettext("Why"))
    blocks: list[Block] = [Table(headings, rows)]
    of_limit = [one for one in cycle.intervals if not one.extension]
    if isinstance(cycle.wanted, timedelta):
        worked = sum((one.worked for one in of_limit), timedelta())
        blocks.append(_together(of_limit, cycle).format(length=length(worked)))
    elif cycle.wanted is not None:
        days = sum(one.days for one in of_limit)
        blocks.append(_together(of_limit, cycle).format(length=length(days, cycle.rule.counted)))
    if cycle.cut:
        text = ngettext(
            "Nobody works on the last day, so it is due on the working day before: {number} day "
            "that would count is not used.",
            "Nobody works on the last day, so it is due on the working day before: {number} days "
            "that would count are not used.",
            cycle.cut,
        )
        blocks.append(text.format(number=cycle.cut))
    return blocks


def _together(of_limit: list[Interval], cycle: Cycle) -> str:
    if len(of_limit) < len(cycle.intervals):
        return gettext("Together, without what it was extended by: {length}")
    return gettext("Together: {length}")


def _counts(one: Interval) -> str:
    if one.days:
        return length(one.days)
    return length(one.worked) if one.worked else "-"


def _why(one: Interval, cycle: Cycle, words: Glossary) -> str:
    pause = _pause(one, cycle)
    name = chosen(one.name, "")
    if (
        one.reason in {kinds.MAKE_UP, kinds.OWN_HOURS, kinds.HOLIDAY, kinds.OWN_DAY_OFF}
        and not name
    ):
        text = gettext("day off") if not one.counted else gettext("hours of its own")
    else:
        text = gettext(_WHY[one.reason]).format(
            name=name,
            why=paused_by(pause, words) if pause else "",
            event=pause.cause.seq if pause else "",
            field=words.field(cycle.rule.field or ""),
        )
    if not one.extension:
        return text
    change = cycle.grants[one.extension - 1].change
    if change.what == "revoked":
        said = gettext("extension taken back, event {event}: it lasted until then")
        return said.format(event=change.seq)
    return gettext("extension, event {event}: {why}").format(event=change.seq, why=text)


def _pause(one: Interval, cycle: Cycle) -> Standstill | None:
    if one.pause is None:
        return None
    return cycle.pauses[one.pause] if one.pause < len(cycle.pauses) else cycle.standing


def paused_by(pause: Standstill, words: Glossary) -> str:
    """Return why a clock is paused, or was: every reason there was, in order."""
    text = ""
    for one in pause.whys:
        why = _why_paused(one, words)
        text = gettext("{before}, then {then}").format(before=text, then=why) if text else why
    return text


def _why_paused(why: Why, words: Glossary) -> str:
    if why.state is not None:
        return gettext("in the state {state}").format(state=words.state(why.state))
    conditions = [condition(one, words) for one in why.conditions]
    return gettext("because {condition}").format(condition=listed(conditions))
