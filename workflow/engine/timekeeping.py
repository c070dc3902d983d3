"""Where a clock counts its time: on the wall clock of the site, or by a working calendar.

Working hours and days ask the calendar, and so do days whose counting asks whether the house is
closed; they are counted in the calendar's zone. Everything else is counted in the zone of the case.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from workflow.calendars.amounts import (
    SAME_TIME,
    Amount,
    Count,
    Where,
    add,
    after,
    asks_calendar,
    subtract,
)
from workflow.calendars.days import YearUnknown
from workflow.calendars.local import zone as zone_named
from workflow.calendars.pauses import add_around, after_around, past, share_around
from workflow.calendars.rules import OfficialDays, Rules
from workflow.calendars.working import NoWorkingTime, WorkingTime
from workflow.engine.case import Case, DeadlineState
from workflow.engine.directory import Calendars
from workflow.engine.edition import Clock
from workflow.errors import DeadlineError
from workflow.translation import gettext


class Timekeeping(NamedTuple):
    """What the clocks of one case count by. ``case`` is its number, ``zone`` that of its site."""

    case: str
    zone: ZoneInfo
    calendars: Calendars

    @classmethod
    def of(cls, case: Case, calendars: Calendars) -> "Timekeeping":
        """Return what the clocks of a case count by."""
        return cls(case.number, zone_named(case.zone), calendars)

    def official(self, clock: Clock) -> int:
        """The number of the official days in force for a clock; 0 if it needs none."""
        if clock.rules is None or not clock.asks_calendar:
            return 0
        return self.calendars.newest(clock.rules)

    def where(self, clock: Clock, amount: Amount, official: int, count: Count) -> Where:
        """Where an amount is counted."""
        if clock.rules is not None and asks_calendar(amount, count):
            return self.calendars.working(clock.rules, official)
        return self.zone

    def due(
        self,
        clock: Clock,
        start: datetime,
        amount: Amount,
        official: int,
        state: DeadlineState | None = None,
    ) -> datetime:
        """Return when a limit that began at ``start`` runs out.

        The pauses and extensions of the cycle ``state`` count. Raises ``DeadlineError``.
        """
        count = clock.deadline.count
        try:
            where = self.zone if clock.rules is None else self.where(clock, amount, official, count)
            if state is None:
                return add(start, amount, where, count)
            at = add_around(start, amount, where, count, state.pauses)
        except _OUT_OF_BOUNDS as error:
            raise self.refused(clock, error) from error
        return self.lengthened(clock, at, state)

    def lengthened(self, clock: Clock, at: datetime, state: DeadlineState) -> datetime:
        """Return an end with the extensions of a cycle; in a pause it waits for the end of it."""
        try:
            for one in state.extensions:
                if isinstance(one, Amount):
                    at = after_around(at, one, self._beside(clock, state, one), state.pauses)
                else:
                    at = max(at, one)
        except _OUT_OF_BOUNDS as error:
            raise self.refused(clock, error) from error
        return past(at, state.pauses)

    def before(self, clock: Clock, state: DeadlineState, amount: Amount) -> datetime:
        """Return the instant an amount before a cycle is due, which no pause covers."""
        try:
            where = self.zone if clock.rules is None else self._beside(clock, state, amount)
            at = subtract(state.due_at, amount, where)
        except _OUT_OF_BOUNDS as error:
            raise self.refused(clock, error) from error
        return past(at, state.pauses) if state.pauses else at

    def earlier(self, clock: Clock, end: datetime, amount: Amount) -> datetime:
        """Return the instant an amount before another, by the official days in force."""
        try:
            return subtract(end, amount, self.where(clock, amount, self.official(clock), SAME_TIME))
        except _OUT_OF_BOUNDS as error:
            raise self.refused(clock, error) from error

    def after(
        self, clock: Clock, official: int, end: datetime, amount: Amount, times: int = 1
    ) -> datetime:
        """Return the instant so many amounts after the end of something.

        Beyond the years whose official days are known the week alone counts: what follows a miss
        comes on a holiday rather than not at all.
        """
        try:
            where = self.where(clock, amount, official, SAME_TIME)
            try:
                return after(end, amount, where, times)
            except YearUnknown:
                return after(end, amount, _by_the_week(clock), times)
        except _OUT_OF_BOUNDS as error:
            raise self.refused(clock, error) from error

    def repeated(
        self, clock: Clock, state: DeadlineState, first: datetime, every: Amount, times: int
    ) -> datetime:
        """Return when what came ``first`` comes again after so many amounts, around pauses.

        What lies beyond all that can be counted comes when it is due at the earliest.
        """
        longer = Amount(every.number * times, every.unit)
        try:
            at = after_around(first, longer, self._beside(clock, state, every), state.pauses)
        except _OUT_OF_BOUNDS:
            return state.due_at
        return past(at, state.pauses)

    def share(self, clock: Clock, state: DeadlineState, percent: int) -> datetime:
        """Return when so much of the time is over that a cycle has."""
        limit = clock.limits[state.rule][1] if clock.limits and not state.agreed else _WALL
        try:
            where = self._beside(clock, state, limit)
            return share_around(
                state.started_at,
                state.due_at,
                percent,
                unit=limit.unit,
                where=where,
                pauses=state.pauses,
            )
        except _OUT_OF_BOUNDS as error:
            raise self.refused(clock, error) from error

    def _beside(self, clock: Clock, state: DeadlineState, amount: Amount) -> Where:
        return self.where(clock, amount, state.official, SAME_TIME)

    def refused(self, clock: Clock, error: Exception) -> DeadlineError:
        """Return the error of a deadline that cannot be counted."""
        if isinstance(error, YearUnknown):
            wanted = gettext(
                "the official days of {year} are not known to the calendar {calendar}; "
                "adopt newer ones with complaints calendar revise"
            )
            reason = wanted.format(year=error.year, calendar=error.calendar)
        elif isinstance(error, NoWorkingTime):
            reason = gettext("its calendar has no working time left")
        else:
            reason = gettext("its limit lies beyond the calendar")
        return DeadlineError(self.case, clock.deadline.name, reason)


_OUT_OF_BOUNDS = (OverflowError, ValueError)
_WALL = Amount(1, "minutes")


def _by_the_week(clock: Clock) -> WorkingTime:
    """Return the calendar of a clock without the public holidays it keeps."""
    rules = cast("Rules", clock.rules)  # what has none does not ask for official days
    return WorkingTime(replace(rules, country=None, region=None), OfficialDays())
