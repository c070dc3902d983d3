"""When a cycle is due: a function of its start, its limit, its pauses and its extensions."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from workflow.calendars.amounts import SAME_TIME, Amount, asks_calendar, midnight
from workflow.calendars.factors import WHOLE, product, scaled
from workflow.calendars.local import to_instant
from workflow.calendars.local import zone as zone_named
from workflow.calendars.pauses import past
from workflow.clock import from_text
from workflow.definition.model import REFUSED
from workflow.engine.agreed import end_named
from workflow.engine.case import Case, DeadlineState
from workflow.engine.data import Facts
from workflow.engine.edition import Clock, Edition
from workflow.engine.timekeeping import Timekeeping
from workflow.errors import DataMissing, DeadlineError
from workflow.translation import gettext


class Due(NamedTuple):
    """A due instant and how it came about: agreed on, or the limit numbered ``rule``.

    ``factor`` is a percentage of the limit, ``official`` numbers the official days.
    """

    instant: datetime
    agreed: bool
    rule: int
    factor: int = WHOLE
    official: int = 0


def due_instant(
    clock: Clock,
    case: Case,
    *,
    facts: Facts,
    started_at: datetime,
    times: Timekeeping,
    state: DeadlineState | None = None,
    agreed_before: bool = False,
) -> Due:
    """Return when a cycle that started at ``started_at`` is due, all conditions asked anew.

    A time agreed on wins, if it lies after the start and was agreed for this cycle; otherwise the
    first limit whose condition holds is added to the start. ``state`` is the cycle, if it runs
    already: its pauses and extensions count, and its official days stay. ``agreed_before`` says
    that the time agreed on is that of a cycle in whose place this one comes.
    """
    official = 0
    if clock.rules is not None:
        official = times.official(clock) if state is None else state.official
    if clock.named:
        before = agreed_before or (state is not None and state.agreed)
        named = _named(clock, case, facts, agreed_before=before)
        if named is not None and (clock.deadline.due is not None or named > started_at):
            if state is not None:
                named = times.lengthened(clock, named, state)
            return Due(named, agreed=True, rule=0, official=official)
    for rule, (condition, amount) in enumerate(clock.limits):
        if condition is None or condition.test(facts):
            factor, length = WHOLE, amount
            if clock.factors:
                factor = _factor(clock, facts)
                length = scaled(amount, factor)
            instant = times.due(clock, started_at, length, official, state)
            return Due(instant, False, rule, factor, official)
    raise DeadlineError(case.number, clock.deadline.name, gettext("no limit applies"))


def _factor(clock: Clock, facts: Facts) -> int:
    return product(
        percent
        for condition, percent in clock.factors
        if condition is None or condition.test(facts)
    )


def due_again(clock: Clock, case: Case, state: DeadlineState, times: Timekeeping) -> datetime:
    """Return when a cycle is due by what is recorded of it: no condition is asked."""
    if is_withdrawn(clock, case, state):  # all that was given is in when it is due
        return past(state.due_at, state.pauses)
    if state.agreed:
        named = case.fields[clock.deadline.due or clock.deadline.agreed or ""]
        return times.lengthened(clock, end_named(str(named), case.zone), state)
    amount = scaled(clock.limits[state.rule][1], state.factor)
    return times.due(clock, state.started_at, amount, state.official, state)


def by_calendar(clock: Clock, state: DeadlineState) -> bool:
    """Whether the limit of a cycle is counted by its calendar."""
    if clock.rules is None:
        return False
    longer = [(one, SAME_TIME) for one in state.extensions if isinstance(one, Amount)]
    limit = [] if state.agreed else [(clock.limits[state.rule][1], clock.deadline.count)]
    return any(asks_calendar(*one) for one in (*limit, *longer))


def estimated_years(
    clock: Clock, state: DeadlineState, estimated: Mapping[int, bool]
) -> tuple[int, ...]:
    """Return which years a cycle is counted in are ``estimated``, by its calendar."""
    if clock.rules is None or not by_calendar(clock, state):
        return ()
    local, last = zone_named(clock.rules.zone), state.due_at
    if clock.deadline.count.last_closed != "previous_open":
        # What is due at 24:00 touches nothing of the day that begins then.
        last = max(state.started_at, last - timedelta.resolution)
    years = range(state.started_at.astimezone(local).year, last.astimezone(local).year + 1)
    return tuple(year for year in years if estimated.get(year))


def is_withdrawn(clock: Clock, case: Case, state: DeadlineState) -> bool:
    """Whether a cycle is due at a time that was agreed on and is not on file any more."""
    field = clock.deadline.due or clock.deadline.agreed or ""
    return state.agreed and case.fields.get(field, REFUSED) == REFUSED


def named_instant(case: Case, field: str, facts: Facts) -> datetime | None:
    """Return the instant a field names as an end, ``None`` if it is empty: a date is its 24:00."""
    value = facts.fields.get(field)
    return None if value in (None, REFUSED) else end_named(str(value), case.zone)


def start_of(edition: Edition, case: Case, field: str, facts: Facts) -> datetime | None:
    """Return the instant a field gives as a start: a date is its midnight."""
    value = facts.fields.get(field, REFUSED)
    if value == REFUSED:
        return None
    if edition.definition.fields[field].type == "moment":
        return from_text(str(value))
    return to_instant(midnight(date.fromisoformat(str(value))), zone_named(case.zone))


def _named(clock: Clock, case: Case, facts: Facts, *, agreed_before: bool) -> datetime | None:
    """Return the instant a field names: what is followed, or what was agreed for this cycle."""
    deadline = clock.deadline
    if deadline.due is not None:
        followed = named_instant(case, deadline.due, facts)
        if followed is None:
            raise DataMissing(case.number, deadline.name, (deadline.due,))
        return followed
    name = deadline.agreed
    if name is None or facts.fields.get(name) in (None, REFUSED):
        return None
    if name not in facts.data.plain and not agreed_before:
        ended = [one.ended_by for one in case.deadlines.values() if one.name == deadline.name]
        if case.recorded.get(name, 0) <= max(ended, default=0):
            return None
    return from_text(str(facts.fields[name]))
