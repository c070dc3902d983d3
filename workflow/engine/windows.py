"""Windows: from when and until when a step can be taken, and in which hours.

What happened is asked of the case's history, its fields and its deadlines when it is needed;
nothing of it is remembered. The instant held against a window is that at which the act happened,
so that what is recorded late is judged by its own time. Both edges are inside.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Literal, NamedTuple

from workflow.calendars.amounts import (
    DAYS,
    ONE_DAY,
    WORKING_UNITS,
    Amount,
    Unit,
    Where,
    add,
    asks_calendar,
)
from workflow.calendars.local import end_of, show_local
from workflow.calendars.local import zone as zone_named
from workflow.calendars.wording import amount
from workflow.calendars.working import WorkingTime
from workflow.definition.deadline import Edge, Moment, Point
from workflow.definition.moments import in_words
from workflow.engine.edition import Step
from workflow.engine.past import Past, came, with_history
from workflow.errors import OutsideHours, TooEarly, TooLate, WindowError
from workflow.errors.base import titled
from workflow.translation import gettext

Side = Literal["since", "until"]
A_MOMENT = timedelta(microseconds=1)
A_MINUTE = timedelta(minutes=1)


class Window(NamedTuple):
    """From when until when a step can be taken, both included; ``None`` where nothing says so.

    ``awaited`` must happen before it can be taken at all: all of it, or ``any_of`` it. ``first``
    and ``last`` are what the two are counted from.
    """

    since: datetime | None = None
    until: datetime | None = None
    awaited: tuple[Moment, ...] = ()
    any_of: bool = False
    first: Edge | None = None
    last: Edge | None = None


def check_window(step: Step, past: Past, at: datetime, *, late: bool) -> None:
    """Raise ``TooEarly``, ``TooLate`` or ``OutsideHours`` unless the step can be taken ``at``.

    ``late``: it is recorded after that, so that nobody need be told that this is possible.
    """
    number, name = past.case.number, step.transition.name
    zone = zone_named(past.case.zone)
    shown = show_local(at, zone)
    window = window_of(step, past)
    if window.awaited:
        definition = past.edition.definition
        words = [in_words(one, definition) for one in window.awaited]
        if window.any_of:
            words = [reduce(_either, words)]
        raise TooEarly(number, name, shown, awaited=tuple(words))
    since, until = window.since, window.until
    if since is not None and at < since:
        # What is shown is the first minute in which it can really be done.
        begins = show_local(since + A_MINUTE - A_MOMENT, zone)
        counted = _counted(window.first, step, past)
        raise TooEarly(number, name, shown, begins, since, counted=counted)
    if until is not None and at > until:
        ended, counted = show_local(until, zone, end=True), _counted(window.last, step, past)
        raise TooLate(number, name, shown, ended, until, counted, late)
    with _computed(step, past):
        hours = hours_of(step, past)
        if hours is None or hours.is_open(at):
            return
    opens = next_opening(hours, at)
    words_of = "" if opens is None else show_local(opens, zone)
    raise OutsideHours(number, name, shown, hours.rules.name, words_of, opens, late)


def window_of(step: Step, past: Past) -> Window:
    """Return when a step can be taken as the case stands, its hours apart."""
    before, after = step.transition.not_before, step.transition.not_after
    past = with_history(step, past)
    window = Window()
    if before is not None:
        window = _beginning(step, before, past)
    if after is not None:
        until, last = _chosen(after, _instants(step, after, past, "until"))
        window = window._replace(until=until, last=last)
    return window


def _counted(edge: Edge | None, step: Step, past: Past) -> str:
    """Return in words what an edge is counted from, and when that was."""
    assert edge is not None  # noqa: S101 - where there is a time there is its edge
    definition, moment = past.edition.definition, edge.moment
    when = came(moment, with_history(step, past))
    told = str(when)
    if isinstance(when, datetime):
        told = show_local(when, zone_named(past.case.zone), end=moment.kind in {"due", "missed"})
    what = in_words(moment, definition)
    if moment.kind == "field":
        what = titled(moment.name, {moment.name: definition.fields[moment.name].title})
    start = gettext("{moment}, {when}").format(moment=what, when=told)
    if edge.plus is None:
        return start
    return gettext("{amount} after: {moment}").format(amount=amount(edge.plus), moment=start)


def hours_of(step: Step, past: Past) -> WorkingTime | None:
    """Return the calendar whose hours a step has to keep to, if it has to."""
    during = step.transition.during
    if during is None or (step.unless is not None and step.unless.test(past.facts)):
        return None
    return _working(during.calendar, past)


def next_opening(hours: WorkingTime, at: datetime) -> datetime | None:
    """Return when a calendar opens next; ``None`` if it does not know, say for another year."""
    try:
        return hours.next_opening(at)
    except (OverflowError, ValueError):
        return None


@contextmanager
def _computed(step: Step, past: Past) -> Iterator[None]:
    try:
        yield
    except (OverflowError, ValueError) as error:
        reason = gettext("its days lie beyond those that the calendar knows.")
        raise WindowError(past.case.number, step.transition.name, reason) from error


# --- edges -------------------------------------------------------------------------------------


def _beginning(step: Step, point: Point, past: Past) -> Window:
    found = _instants(step, point, past, "since")
    since, first = _chosen(point, found)
    own = Moment("act", step.transition.name)
    missing = tuple(
        edge.moment
        for edge, one in zip(point.of, found, strict=True)
        if one is None and edge.moment != own  # the first time there is nothing to wait for
    )
    if point.choose == "later":
        return Window(since, awaited=missing, first=first)
    awaited = missing if since is None else ()
    return Window(since, awaited=awaited, any_of=True, first=first)


def _instants(step: Step, point: Point, past: Past, side: Side) -> list[datetime | None]:
    with _computed(step, past):
        return [_edge(edge, past, side) for edge in point.of]


def _chosen(point: Point, found: Sequence[datetime | None]) -> tuple[datetime | None, Edge | None]:
    """Return the instant that decides, with the edge it is that of."""
    known = [(one, edge) for one, edge in zip(found, point.of, strict=True) if one is not None]
    choose = max if point.choose == "later" else min
    return choose(known, key=lambda one: one[0], default=(None, None))


def _edge(edge: Edge, past: Past, side: Side) -> datetime | None:
    """Return the instant of an edge; ``None`` while what it counts from has not happened."""
    start = came(edge.moment, past)
    if start is None:
        return None
    if not isinstance(start, datetime):
        return _from_day(start, edge, past, side)
    plus = edge.plus
    return start if plus is None else add(start, plus, _where(edge, plus, past), edge.count)


def _from_day(day: date, edge: Edge, past: Past, side: Side) -> datetime:
    """Return the instant of an edge that is counted from a date, which has no time of day.

    Without days to count, a window opens when the day begins and closes when it ends. Days counted
    from it go to their end, even where others go to the same time.
    """
    zone, plus = zone_named(past.case.zone), edge.plus
    if plus is None or plus.unit not in DAYS:
        start = end_of(day if side == "until" else day - ONE_DAY, zone)
        return start if plus is None else add(start, plus, _where(edge, plus, past), edge.count)
    count, where = edge.count, _where(edge, plus, past)
    if count.ends == "same_time":
        count = replace(count, ends="end_of_day")
    return add(_on_day(day, plus.unit, where), plus, where, count)


def _on_day(day: date, unit: Unit, where: Where) -> datetime:
    """Return an instant that counting takes for one on that day.

    A night shift makes its first hours belong to the day before, and its own end to the day after.
    """
    if not isinstance(where, WorkingTime):
        return end_of(day - ONE_DAY, where)
    if unit not in WORKING_UNITS:
        return end_of(day - ONE_DAY, where.zone)
    return where.closing(day) - A_MOMENT


def _where(edge: Edge, plus: Amount, past: Past) -> Where:
    """Return the calendar where an amount asks for one, otherwise the zone of the case."""
    if edge.calendar is not None and asks_calendar(plus, edge.count):
        return _working(edge.calendar, past)
    return zone_named(past.case.zone)


def _working(calendar: str, past: Past) -> WorkingTime:
    rules = past.edition.definition.calendars[calendar]
    calendars = past.context.calendars
    return calendars.working(rules, calendars.newest(rules))


def _either(one: str, other: str) -> str:
    return gettext("{one} or {other}").format(one=one, other=other)
