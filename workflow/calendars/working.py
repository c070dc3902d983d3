"""Working time: how much of it lies between two instants, and when so much of it is over.

All intervals of the years asked about stand in one sorted list with the sum of what lies before
each, so that any question is two searches by halving, however far apart the instants are. Years
are added when they are first needed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from workflow.calendars.days import ONE_DAY, Day, days
from workflow.calendars.local import end_of, to_instant, zone
from workflow.calendars.rules import OfficialDays, Rules

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1) // _MICROSECOND
FARTHEST_YEARS = 100
"""So far ahead or back working time is looked for."""


class NoWorkingTime(ValueError):
    """So much working time is not found within a hundred years."""


class _Years(NamedTuple):
    """The intervals of some years, in microseconds since 1970.

    ``over`` is the working time that is over at the end of each, counted from the first; ``day_of``
    the day each belongs to. ``working`` are the days worked on, with when each closes.
    """

    first: int
    last: int
    starts: list[int]
    ends: list[int]
    over: list[int]
    day_of: list[int]
    working: list[int]
    closings: list[int]

    def followed_by(self, later: "_Years") -> "_Years":
        """Return these years and those right after them."""
        before = self.over[-1] if self.over else 0
        return _Years(
            self.first,
            later.last,
            self.starts + later.starts,
            self.ends + later.ends,
            self.over + [before + one for one in later.over],
            self.day_of + later.day_of,
            self.working + later.working,
            self.closings + later.closings,
        )

    def worked(self, at: int) -> int:
        """Return the working time that is over at an instant, counted from the first interval."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        return self.over[place] - max(self.ends[place] - at, 0)


class WorkingTime:
    """A calendar ready to be asked. Instants are aware; what is returned is in UTC.

    Safe to share between threads: a year is added to new lists, which then take the place of the
    old ones.
    """

    def __init__(self, rules: Rules, official: OfficialDays) -> None:
        self.rules = rules
        self.official = official
        self.zone = zone(rules.zone)
        self._years = _Years(0, -1, [], [], [], [], [], [])

    # --- to the second -----------------------------------------------------------------------

    def measure(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two instants; negative if the second is earlier."""
        known = self._covering(start, end)
        return (known.worked(_count(end)) - known.worked(_count(start))) * _MICROSECOND

    def add(self, start: datetime, length: timedelta) -> datetime:
        """Return the first instant at which ``length`` (positive) of working time is over.

        What is over when the house closes is over then, not when it opens again.
        Raises ``NoWorkingTime``, ``YearUnknown``.
        """
        at, known = _count(start), self._covering(start, start)
        while True:
            wanted = known.worked(at) + length // _MICROSECOND
            place = bisect_left(known.over, wanted)
            if place < len(known.over):
                return _instant(known.ends[place] - (known.over[place] - wanted))
            known = self._later(known, start)

    def subtract(self, end: datetime, length: timedelta) -> datetime:
        """Return the last instant from which ``length`` (positive) of working time is left.

        What is left when the house opens is left then, not when it closed.
        Raises ``NoWorkingTime``, ``YearUnknown``.
        """
        at, known = _count(end), self._covering(end, end)
        while True:
            wanted = known.worked(at) - length // _MICROSECOND
            if wanted >= 0:
                place = bisect_right(known.over, wanted)
                return _instant(known.ends[place] - (known.over[place] - wanted))
            known = self._earlier(known, end)

    def is_open(self, instant: datetime) -> bool:
        """Whether the house works at an instant; no more at the one at which it closes."""
        known, at = self._covering(instant, instant), _count(instant)
        place = bisect_right(known.starts, at) - 1
        return place >= 0 and at < known.ends[place]

    def next_opening(self, instant: datetime) -> datetime:
        """Return the instant itself if the house works then, otherwise when it opens next.

        Raises ``NoWorkingTime``, ``YearUnknown``.
        """
        known, at = self._covering(instant, instant), _count(instant)
        while True:
            place = bisect_right(known.starts, at)
            if place and at < known.ends[place - 1]:
                return instant.astimezone(UTC)
            if place < len(known.starts):
                return _instant(known.starts[place])
            known = self._later(known, instant)

    def intervals(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[datetime, datetime, date]]:
        """Yield what is worked between two instants, and the day each interval belongs to."""
        known, at, until = self._covering(start, end), _count(start), _count(end)
        place = max(bisect_right(known.starts, at) - 1, 0)
        while place < len(known.starts) and known.starts[place] < until:
            first, last = max(known.starts[place], at), min(known.ends[place], until)
            if first < last:
                yield _instant(first), _instant(last), date.fromordinal(known.day_of[place])
            place += 1

    # --- by days -----------------------------------------------------------------------------

    def day_at(self, instant: datetime) -> date:
        """Return the day an instant belongs to: a night shift belongs to the day it began on."""
        known, at = self._covering(instant, instant), _count(instant)
        place = bisect_right(known.starts, at) - 1
        if place >= 0 and at < known.ends[place]:
            return date.fromordinal(known.day_of[place])
        return instant.astimezone(self.zone).date()

    def is_working(self, day: date) -> bool:
        """Whether anybody works on a day."""
        known, number = self._years_of(day.year, day.year), day.toordinal()
        place = bisect_left(known.working, number)
        return place < len(known.working) and known.working[place] == number

    def nth_after(self, day: date, number: int) -> date:
        """Return the ``number``-th working day after a day, counted from 1.

        Raises ``NoWorkingTime``, ``YearUnknown``.
        """
        known = self._years_of(day.year, day.year)
        while True:
            place = bisect_right(known.working, day.toordinal()) + number - 1
            if place < len(known.working):
                return date.fromordinal(known.working[place])
            known = self._later(known, _noon(day))

    def nth_before(self, day: date, number: int) -> date:
        """Return the ``number``-th working day before a day, counted from 1.

        Raises ``NoWorkingTime``, ``YearUnknown``.
        """
        known = self._years_of(day.year, day.year)
        while True:
            place = bisect_left(known.working, day.toordinal()) - number
            if place >= 0:
                return date.fromordinal(known.working[place])
            known = self._earlier(known, _noon(day))

    def working_days(self, after: date, until: date) -> int:
        """Return how many working days come after one day, up to another that is included."""
        known = self._years_of(after.year, until.year)
        first = bisect_right(known.working, after.toordinal())
        return bisect_right(known.working, until.toordinal()) - first

    def closing(self, day: date) -> datetime:
        """Return when a day closes; its end (24:00) if nobody works on it."""
        known, number = self._years_of(day.year, day.year), day.toordinal()
        place = bisect_left(known.working, number)
        if place < len(known.working) and known.working[place] == number:
            return _instant(known.closings[place])
        return end_of(day, self.zone)

    # --- years -------------------------------------------------------------------------------

    def _covering(self, start: datetime, end: datetime) -> _Years:
        """Return the intervals between two instants, and that of a night shift at the first."""
        known = self._years
        if start > end:
            start, end = end, start
        # A day to either side for what the zone makes of it, one more for the night before.
        first, last = (start - 2 * ONE_DAY).year, (end + ONE_DAY).year
        if known.first <= first and last <= known.last:
            return known
        first = (start.astimezone(self.zone) - ONE_DAY).year
        return self._years_of(first, end.astimezone(self.zone).year)

    def _years_of(self, first: int, last: int) -> _Years:
        known = self._years
        if first > last:
            first, last = last, first
        if known.first <= first and last <= known.last:
            return known
        if known.first > known.last:
            known = self._built(first, last)
        else:
            if first < known.first:
                known = self._built(first, known.first - 1).followed_by(known)
            if last > known.last:
                known = known.followed_by(self._built(known.last + 1, last))
        self._years = known
        return known

    def _later(self, known: _Years, start: datetime) -> _Years:
        if known.last - start.year >= FARTHEST_YEARS:
            raise NoWorkingTime(self.rules.name)
        return self._years_of(known.first, known.last + 1)

    def _earlier(self, known: _Years, end: datetime) -> _Years:
        if end.year - known.first >= FARTHEST_YEARS:
            raise NoWorkingTime(self.rules.name)
        return self._years_of(known.first - 1, known.last)

    def _built(self, first: int, last: int) -> _Years:
        starts, ends, day_of, working, closings = [], [], [], [], []
        for day in days(self.rules, self.official, date(first, 1, 1), date(last, 12, 31)):
            if not day.hours:
                continue
            number = day.date.toordinal()
            for first_at, last_at in self._edges(day):
                if first_at < last_at:  # clocks put forward can leave nothing of it
                    starts.append(first_at)
                    ends.append(last_at)
                    day_of.append(number)
            if day_of and day_of[-1] == number:
                working.append(number)
                closings.append(ends[-1])
        over = [*accumulate(end - start for start, end in zip(starts, ends, strict=True))]
        return _Years(first, last, starts, ends, over, day_of, working, closings)

    def _edges(self, day: Day) -> Iterator[tuple[int, int]]:
        """Yield when a day's hours begin and end.

        They end on the next day at the latest, and no zone changes its clocks and changes them back
        within two days: on almost every day minutes are counted from its midnight.
        """
        midnight = datetime(day.date.year, day.date.month, day.date.day, tzinfo=self.zone)
        offset = midnight.utcoffset()
        if all((midnight + ahead).utcoffset() == offset for ahead in (ONE_DAY, 2 * ONE_DAY)):
            begun = _count(midnight)
            for start, end in day.hours:
                yield begun + start * _MINUTE, begun + end * _MINUTE
            return
        local = midnight.replace(tzinfo=None)
        for start, end in day.hours:
            yield self._at(local, start), self._at(local, end)

    def _at(self, midnight: datetime, minutes: int) -> int:
        return _count(to_instant(midnight + timedelta(minutes=minutes), self.zone))


def _count(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _instant(count: int) -> datetime:
    return _EPOCH + count * _MICROSECOND


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
