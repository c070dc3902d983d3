"""Why a deadline is due when it is: computed from edition, official days, events and now.

The case is made from its events and each cycle is counted once more, interval by interval. What
that comes to is compared with what was recorded; the caller compares it with what is stored.
Reasons are codes with values; ``report`` has the words.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from workflow.calendars.amounts import Amount
from workflow.calendars.factors import scaled
from workflow.calendars.intervals import Interval
from workflow.calendars.local import zone as zone_named
from workflow.definition.deadline import Deadline, Place
from workflow.engine.addressees import settle
from workflow.engine.case import Case, DeadlineState
from workflow.engine.directory import Context
from workflow.engine.due import by_calendar, estimated_years
from workflow.engine.edition import Clock, Edition
from workflow.engine.events import Event
from workflow.engine.ladder import Planned, upcoming
from workflow.engine.outcomes import was_done
from workflow.engine.spans import Counter, Length
from workflow.engine.timekeeping import Timekeeping
from workflow.engine.traces import Change, Firing, Standstill
from workflow.engine.tracing import Traced, traced
from workflow.engine.voided import voided_by

CLOSED = frozenset({"met", "missed", "voided", "cancelled"})


class Passed(NamedTuple):
    """A limit that was not taken, for its condition did not hold."""

    place: Place
    amount: Amount
    when: str


class Rule(NamedTuple):
    """Where the limit comes from: written at ``place``, the first whose condition held.

    ``amount`` is what stands there, ``counted`` the ``factor`` (percent) of it. Of a named time
    ``field`` is the field that holds it; then there is no amount.
    """

    place: Place = Place("")
    amount: Amount | None = None
    counted: Amount | None = None
    factor: int = 100
    when: str | None = None
    passed: tuple[Passed, ...] = ()
    field: str | None = None


class Calendar(NamedTuple):
    """The calendar a cycle is counted by, and the revision of the official days (0: none).

    ``estimated`` are the years it runs in whose official arrangement was not known when the
    revision was adopted.
    """

    name: str
    zone: str
    country: str | None = None
    region: str | None = None
    revision: int = 0
    estimated: tuple[int, ...] = ()


class Coming(NamedTuple):
    """A rung that may still fire, and whom it would be told to if it fired now.

    Nothing comes of it unless ``when`` holds at its instant.
    """

    instant: datetime
    rung: str
    occurrence: int
    to: tuple[str, ...] = ()
    alarm: bool = False
    does: str | None = None
    when: str | None = None


class Margin(NamedTuple):
    """How much time lies between when it was done, or now, and when it is due; negative if after.

    ``working`` says whether it is working time, ``estimated`` which years it lies in whose official
    days were only estimated.
    """

    time: timedelta
    working: bool
    estimated: tuple[int, ...] = ()


class Grant(NamedTuple):
    """An extension: the change that gave it, and how much there may be in all, if it is said."""

    change: Change
    at_most: Amount | None = None


class Cycle(NamedTuple):
    """One cycle explained. ``computed`` is when it is due by its intervals.

    ``state`` is what the events say of it. ``standing`` is the pause it is in, or was in when it
    ended; ``left`` is what is left of it then. ``applies`` is the condition under which it applies.
    ``edition`` is the earlier one of the case that it is counted by, if it began under one.
    ``done``: what was promised was done, which is why it is over.
    """

    state: DeadlineState
    deadline: Deadline
    start: Change
    continues: int | None
    rule: Rule
    calendar: Calendar | None
    intervals: tuple[Interval, ...]
    wanted: Length | None
    left: Length | None
    cut: int
    computed: datetime
    pauses: tuple[Standstill, ...]
    standing: Standstill | None
    grants: tuple[Grant, ...]
    changes: tuple[Change, ...]
    fired: tuple[Firing, ...]
    coming: tuple[Coming, ...]
    ended: Change | None
    reason: str
    applies: str | None
    margin: Margin | None
    edition: str | None = None
    done: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether the intervals come to what the events say."""
        return self.computed == self.state.due_at


class Explainer:
    """Explains the cycles of a case as its events have it, at an instant."""

    def __init__(
        self,
        edition: Edition,
        context: Context,
        events: Iterable[Event],
        now: datetime,
        *,
        serial: int,
        uuid: str,
        number: str,
    ) -> None:
        events = tuple(events)
        self._voided = voided_by(events)
        found: Traced = traced(events, edition, context, serial=serial, uuid=uuid, number=number)
        self.case: Case = found.case
        self._traces = found.traces
        self._edition = edition
        self._context = context
        self._now = now
        self._times = Timekeeping(number, zone_named(self.case.zone), context.calendars)
        self._counter = Counter(self._times)

    def cycle(self, key: str) -> Cycle:
        """Explain one cycle, ``name/number``. Raises ``DeadlineError``."""
        state, trace = self.case.deadlines[key], self._traces[key]
        clock = self._edition.clock_of(state)
        applying = self._edition.clocks.get(state.name, clock).applies
        still = state.done_at if state.done_at is not None else self._now
        counted = self._counter.counted(clock, state, trace, still)
        return Cycle(
            state=state,
            deadline=clock.deadline,
            start=trace.start,
            continues=trace.continues,
            rule=_rule(clock, state),
            calendar=self._calendar(clock, state),
            intervals=counted.intervals,
            wanted=counted.wanted,
            left=counted.left,
            cut=counted.cut,
            computed=counted.due_at,
            pauses=tuple(trace.pauses),
            standing=trace.standing,
            grants=tuple(self._grant(state, one) for one in trace.grants),
            changes=tuple(trace.changes),
            fired=tuple(one._replace(voided_by=self._voided.get(one.seq)) for one in trace.fired),
            coming=tuple(self._coming(one) for one in upcoming(clock, state, self._times)),
            ended=trace.ended,
            reason=trace.reason,
            applies=None if applying is None else applying.text,
            margin=self._margin(clock, state),
            edition=self._earlier(state),
            done=was_done(self._edition, self.case, state),
        )

    def _earlier(self, state: DeadlineState) -> str | None:
        fingerprint = state.counted_by.partition("/")[0]
        if fingerprint in {"", self._edition.fingerprint}:
            return None
        return self._edition.earlier[fingerprint].definition.edition

    def _grant(self, state: DeadlineState, change: Change) -> Grant:
        step = self._edition.steps.get(change.cause.trigger)
        extends = () if step is None else step.transition.extends
        found = [one.at_most for one in extends if one.deadline == state.name]
        return Grant(change, found[0] if found else None)

    def _calendar(self, clock: Clock, state: DeadlineState) -> Calendar | None:
        rules = clock.rules
        if rules is None or not by_calendar(clock, state):
            return None
        years = self._context.calendars.working(rules, state.official).official.years
        estimated = estimated_years(clock, state, years)
        return Calendar(
            rules.name, rules.zone, rules.country, rules.region, state.official, estimated
        )

    def _coming(self, planned: Planned) -> Coming:
        rung = planned.rung
        if rung is None:
            return Coming(planned.instant, planned.name, planned.occurrence)
        found = settle(rung.to, self.case, self._context, self._now)
        names, alarm = (*found.names, *found.parties), found.alarm
        return Coming(
            planned.instant, planned.name, planned.occurrence, names, alarm, rung.does, rung.when
        )

    def _margin(self, clock: Clock, state: DeadlineState) -> Margin | None:
        if state.status in {"paused", "cancelled"}:
            return None
        if state.done_at is not None and not was_done(self._edition, self.case, state):
            return None
        at = self._now if state.done_at is None else state.done_at
        if clock.rules is not None and by_calendar(clock, state):
            working = self._context.calendars.working(clock.rules, state.official)
            between = state._replace(started_at=min(at, state.due_at), due_at=max(at, state.due_at))
            estimated = estimated_years(clock, between, working.official.years)
            try:
                return Margin(working.measure(at, state.due_at), working=True, estimated=estimated)
            except (OverflowError, ValueError):  # beyond the years whose official days are known
                pass
        return Margin(state.due_at - at, working=False)


def _rule(clock: Clock, state: DeadlineState) -> Rule:
    deadline = clock.deadline
    if state.agreed:
        return Rule(field=deadline.due or deadline.agreed)
    limits, number = deadline.within, state.rule
    taken = limits[number]
    return Rule(
        place=taken.place,
        amount=taken.amount,
        counted=scaled(taken.amount, state.factor),
        factor=state.factor,
        when=taken.when,
        passed=tuple(Passed(one.place, one.amount, one.when or "") for one in limits[:number]),
    )
