"""When a schedule comes: the same between two instants, however often somebody looks.

APScheduler's triggers say on which days and at which minutes. Days are those of a wall calendar,
and become instants by the rule that holds everywhere here: a time shown twice is the first of the
two, one never shown is the next instant there is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workflow.calendars.local import end_of, to_instant
from workflow.calendars.working import NoWorkingTime, WorkingTime
from workflow.definition.schedule import Days, Schedule

FARTHEST_MOVED = timedelta(days=100)
"""What would be moved by more because a house is closed for so long does not come at all."""
_WINDOWS = (timedelta(days=2), timedelta(days=40), timedelta(days=400), timedelta(days=366 * 9))
_ONE_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_CRON_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CRON_WHICH = {"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "last": "last"}


class Occurrence(NamedTuple):
    """One time that a schedule comes, aware UTC.

    ``named_at`` is when it would if every day were open: it stays the same when the day it is moved
    to becomes another. ``due_at`` is when it does come.
    """

    named_at: datetime
    due_at: datetime


class Recurring(NamedTuple):
    """A schedule at a site: the time zone there, and when its calendar is open, if it has one."""

    schedule: Schedule
    zone: ZoneInfo
    working: WorkingTime | None = None

    def between(self, after: datetime, until: datetime) -> Iterator[Occurrence]:
        """Yield what comes after an instant, and until another that is included, in order.

        Raises ``YearUnknown`` where official days are not known.

        >>> from workflow.calendars.amounts import Amount
        >>> hourly = Schedule("round", {}, every=Amount(1, "hours"), opens="go")
        >>> noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
        >>> found = Recurring(hourly, ZoneInfo("UTC")).between(noon, noon + timedelta(hours=2))
        >>> [one.due_at.hour for one in found]
        [13, 14]
        """
        if after >= until:
            return
        found = self._every(after, until) if self.schedule.every else self._on_days(after, until)
        for one in found:
            if after < one.due_at <= until:
                yield one

    def next_after(self, after: datetime, until: datetime | None = None) -> Occurrence | None:
        """Return what comes next, ``None`` if nothing does (before ``until``, if that is said)."""
        for window in _WINDOWS:
            end = after + window if until is None else min(after + window, until - _MOMENT)
            found = next(self.between(after, end), None)
            if found is not None:
                return found
        return None

    # --- every so many minutes ---------------------------------------------------------------

    def _every(self, after: datetime, until: datetime) -> Iterator[Occurrence]:
        from apscheduler.triggers.interval import (  # noqa: PLC0415 - slow, and few need it
            IntervalTrigger,
        )

        amount = self.schedule.every
        assert amount is not None  # noqa: S101 - asked by the caller
        for first, last in self._open(after, until):
            begin = max(first, after + _MOMENT)
            trigger = IntervalTrigger(
                **{amount.unit: amount.number},
                start_date=first,
                end_date=min(last - _MOMENT, until),
                timezone=UTC,
            )
            found = trigger.get_next_fire_time(None, begin)
            while found is not None:
                yield Occurrence(found, found)
                found = trigger.get_next_fire_time(found, found)

    def _open(self, after: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield from when until when it is open, from the beginning; without a calendar days."""
        early = after - 2 * _ONE_DAY  # no interval is longer, so none of them begins before that
        if self.working is not None:
            for first, last, _day in self.working.intervals(early, until + 2 * _ONE_DAY):
                yield first, last
            return
        day = early.astimezone(self.zone).date()
        while (first := end_of(day, self.zone)) <= until:
            day += _ONE_DAY
            yield first, end_of(day, self.zone)

    # --- on days, at times -------------------------------------------------------------------

    def _on_days(self, after: datetime, until: datetime) -> Iterator[Occurrence]:
        back = FARTHEST_MOVED if self.schedule.closed_day == "next_open" else timedelta()
        ahead = FARTHEST_MOVED if self.schedule.closed_day == "previous_open" else timedelta()
        # A day to either side for what the zone makes of it.
        first = after.astimezone(self.zone).date() - back - _ONE_DAY
        last = until.astimezone(self.zone).date() + ahead + _ONE_DAY
        found: dict[datetime, Occurrence] = {}
        for day in _days(self.schedule.on or Days(), first, last):
            moved = self._moved(day)
            if moved is None:
                continue
            for minutes in self.schedule.at:
                due = self._at(moved, minutes)
                # What comes together comes once, by the name of the first.
                found.setdefault(due, Occurrence(self._at(day, minutes), due))
        yield from (found[due] for due in sorted(found))

    def _moved(self, day: date) -> date | None:
        """Return the day on which it comes, ``None`` if it does not."""
        closed_day, working = self.schedule.closed_day, self.working
        if working is None or closed_day == "stays" or working.is_working(day):
            return day
        if closed_day == "left_out":
            return None
        step = working.nth_after if closed_day == "next_open" else working.nth_before
        try:
            moved = step(day, 1)
        except NoWorkingTime:
            return None
        return moved if abs(moved - day) <= FARTHEST_MOVED else None

    def _at(self, day: date, minutes: int) -> datetime:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local
        return to_instant(midnight + timedelta(minutes=minutes), self.zone)


def _days(on: Days, first: date, last: date) -> Iterator[date]:
    """Yield the days from one to another, both included, that are meant."""
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - slow, and few need it

    trigger = CronTrigger(
        month=",".join(map(str, on.months)) or None,
        day=",".join(map(_cron_day, on.days)) or None,
        day_of_week=",".join(_CRON_DAYS[one] for one in on.weekdays) or None,
        hour=0,
        minute=0,
        second=0,
        end_date=datetime(last.year, last.month, last.day, tzinfo=UTC),
        timezone=UTC,
    )
    at = datetime(first.year, first.month, first.day, tzinfo=UTC)
    while (found := trigger.get_next_fire_time(None, at)) is not None:
        yield found.date()
        at = found + _ONE_DAY


def _cron_day(word: str) -> str:
    which, _, weekday = word.partition(" ")
    return f"{_CRON_WHICH[which]} {weekday[:3]}" if weekday else word
