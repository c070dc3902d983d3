"""The time of one cycle in its intervals: from its start to when it is due, or stands still.

What is recorded of it is counted once more: the limit around its pauses, or the time it names, then
each extension. The last interval ends when it is due.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from workflow.calendars.amounts import DAYS, SAME_TIME, Amount, Where
from workflow.calendars.day_intervals import days_walked, days_walked_after
from workflow.calendars.factors import scaled
from workflow.calendars.intervals import PAUSED, Interval, Walked, time_walked
from workflow.calendars.pauses import Pauses
from workflow.engine.case import DeadlineState
from workflow.engine.edition import Clock
from workflow.engine.timekeeping import Timekeeping
from workflow.engine.traces import Trace

NAMED = "named"
EXTENDED_TO = "extended_to"

Length = timedelta | int
"""An amount of time, or a number of days."""


class Counted(NamedTuple):
    """The intervals of a cycle, and when it is due by them, or would be if it did not stand still.

    ``wanted`` is what those of the limit add up to, nothing for a named time; ``left`` is what is
    left of it while the clock stands still, and ``cut`` as in ``Walked``.
    """

    intervals: tuple[Interval, ...]
    due_at: datetime
    wanted: Length | None = None
    left: Length | None = None
    cut: int = 0


class Counter:
    """Counts the cycles of one case."""

    def __init__(self, times: Timekeeping) -> None:
        self._times = times

    def counted(self, clock: Clock, state: DeadlineState, trace: Trace, still: datetime) -> Counted:
        """Return the intervals of a cycle. Raises ``DeadlineError``.

        ``still`` is until when it stands still, for one that is paused, or was when it ended.
        """
        try:
            return self._counted(clock, state, trace, still)
        except (OverflowError, ValueError) as error:
            raise self._times.refused(clock, error) from error

    def _counted(
        self, clock: Clock, state: DeadlineState, trace: Trace, still: datetime
    ) -> Counted:
        over = pauses = _over(state, trace)
        if trace.provisional is not None:
            pauses = [*over, trace.provisional]
        base = self._base(clock, state, trace, pauses)
        intervals, due_at = [*base.intervals], base.end
        for number, one in enumerate(state.extensions, start=1):
            more, due_at = self._extended(clock, state, due_at, one, pauses)
            intervals += [each._replace(extension=number) for each in more]
        for place, (first, end) in enumerate(pauses):
            if first <= due_at < end:  # in a pause it is not due: it waits for the end of it
                intervals.append(Interval(due_at, end, PAUSED, pause=place))
                due_at = end
        found = Counted(tuple(intervals), due_at, cut=base.cut)
        if not state.agreed:
            found = found._replace(wanted=base.wanted)
        if trace.standing is None:
            return found
        return self._standing(clock, state, found, over, (trace.standing.first, still))

    def _base(self, clock: Clock, state: DeadlineState, trace: Trace, pauses: Pauses) -> Walked:
        if state.agreed:
            return self._named(state, trace)
        amount = scaled(clock.limits[state.rule][1], state.factor)
        where = self._where(clock, state, amount)
        if amount.unit in DAYS:
            return days_walked(state.started_at, amount, where, clock.deadline.count, pauses)
        return time_walked(state.started_at, amount, where, pauses)

    def _where(self, clock: Clock, state: DeadlineState, amount: Amount) -> Where:
        return self._times.where(clock, amount, state.official, clock.deadline.count)

    def _named(self, state: DeadlineState, trace: Trace) -> Walked:
        """Return the interval up to the time a field names."""
        at = trace.named or state.due_at
        found = [Interval(state.started_at, at, NAMED)] if at > state.started_at else []
        return Walked(found, timedelta(), at)

    def _extended(
        self,
        clock: Clock,
        state: DeadlineState,
        at: datetime,
        by: Amount | datetime,
        pauses: Pauses,
    ) -> tuple[list[Interval], datetime]:
        if not isinstance(by, Amount):
            return [Interval(at, by, EXTENDED_TO)] if by > at else [], max(by, at)
        where = self._times.where(clock, by, state.official, SAME_TIME)
        more = _more(at, by, where, pauses)
        return more.intervals, more.end

    def _standing(
        self,
        clock: Clock,
        state: DeadlineState,
        found: Counted,
        over: Pauses,
        pause: tuple[datetime, datetime],
    ) -> Counted:
        """Return a cycle as far as it is counted while it stands still, and what is left.

        ``over`` are the pauses before this one.
        """
        began, until = pause
        if found.due_at < began:  # what was corrected meanwhile made it due before the pause
            return found
        limit = [one for one in found.intervals if not one.extension]
        if state.agreed or not limit or limit[-1].end <= began:
            return found._replace(intervals=_up_to(found.intervals, pause, len(over)))
        amount = scaled(clock.limits[state.rule][1], state.factor)
        if amount.unit in DAYS:
            where, count = self._where(clock, state, amount), clock.deadline.count
            start, pauses = state.started_at, [*over, pause]
            walked = days_walked(start, amount, where, count, pauses, until=max(until, start))
            intervals = tuple(walked.intervals)
        else:
            intervals = _up_to(found.intervals, pause, len(over))
        return found._replace(intervals=intervals, left=_left(found.wanted, intervals))


def _over(state: DeadlineState, trace: Trace) -> Pauses:
    """Return the pauses that were over when it was last settled when a cycle is due.

    One in which it ended is among its pauses, yet has moved nothing.
    """
    if trace.standing is not None and state.pauses:
        first, end = state.pauses[-1]
        if first >= trace.standing.first and end == state.done_at:
            return state.pauses[:-1]
    return state.pauses


def _more(at: datetime, by: Amount, where: Where, pauses: Pauses) -> Walked:
    if by.unit in DAYS:
        return days_walked_after(at, by, where, pauses)
    return time_walked(at, by, where, pauses)


def _left(wanted: Length | None, intervals: tuple[Interval, ...]) -> Length | None:
    if isinstance(wanted, timedelta):
        return wanted - sum((one.worked for one in intervals), timedelta())
    return None if wanted is None else wanted - sum(one.days for one in intervals)


def _up_to(
    intervals: tuple[Interval, ...], pause: tuple[datetime, datetime], place: int
) -> tuple[Interval, ...]:
    """Return intervals as far as a pause that is not over, and the pause."""
    began, until = pause
    found = []
    for one in intervals:
        if one.first < began:
            end = min(one.end, began)
            worked = end - one.first if one.worked else timedelta()
            found.append(one._replace(end=end, worked=worked))
    if began < until:
        found.append(Interval(began, until, PAUSED, pause=place))
    return tuple(found)
