"""Whether one length of time is never longer than another, whatever instant both begin at.

Where calendars differ, or only their data could tell, the answer is no: it is not known.
"""

from dataclasses import dataclass

from workflow.calendars.amounts import DAYS, MINUTES, WORKING_UNITS, Amount, Count
from workflow.calendars.rules import Rules
from workflow.definition.lengths import DAY, HOUR, least_minutes

_PER_UNIT = {"calendar days": (1, 1), "working days": (1, 0), "weeks": (7, 7), "months": (28, 31)}
"""The fewest and the most days; of working days there is no most."""
_ROLLS = {"previous_open": 0, "stays": 1, "next_open": 2}
UNSURE = DAY
"""Clocks are put forward and back; no more than a day is made of it."""
CLOCKS_ARE_CHANGED = 4 * HOUR
"""Before that time of the night."""
OF_ONE_HOUSE, OF_OTHER_HOURS = 2, 3
"""So many days earlier is earlier, at whatever hour: in one house; in another, in any zone."""


@dataclass(frozen=True, slots=True)
class Length:
    """An amount, how its days are counted, and by which calendar."""

    amount: Amount
    count: Count
    calendar: Rules | None

    @property
    def is_days(self) -> bool:
        """Whether it consists of whole days."""
        return self.amount.unit in DAYS

    @property
    def rolls(self) -> int:
        """Where the end goes if nobody works on the last day, the later the greater.

        The last of working days is one on which somebody works.
        """
        return _ROLLS["stays" if self.amount.unit == "working days" else self.count.last_closed]

    @property
    def minutes(self) -> int:
        """How many minutes it has, if it consists of them."""
        return self.amount.number * MINUTES[self.amount.unit]


def never_longer(one: Length, other: Length) -> bool:
    """Whether ``one`` is over when ``other`` is, or before, if both begin at the same instant."""
    if one.is_days and other.is_days:
        return _days(one, other)
    if one.is_days:
        return _days_within_hours(one, other)
    if other.is_days:
        return _hours_within_days(one, other)
    if one.amount.unit in WORKING_UNITS and (
        other.amount.unit not in WORKING_UNITS or one.calendar != other.calendar
    ):
        return False
    return one.minutes <= other.minutes


def _hours_within_days(one: Length, other: Length) -> bool:
    if one.amount.unit in WORKING_UNITS:
        return _working_hours_within_days(one, other)
    if other.count.last_closed == "previous_open":
        return False
    before_closing = DAY if other.count.ends == "close" else 0
    return one.minutes <= least_minutes(other.amount, other.count) - before_closing - UNSURE


def _working_hours_within_days(one: Length, other: Length) -> bool:
    """Whether so many working days have as many working hours, even if they are the shortest."""
    if other.amount.unit != "working days" or one.calendar != other.calendar:
        return False
    whole = other.amount.number
    whole -= (other.count.first_day == "counted") + (other.count.ends == "same_time")
    shortest = 0 if one.calendar is None else shortest_day(one.calendar)
    return one.minutes <= whole * shortest


def shortest_day(rules: Rules) -> int:
    """Return the fewest minutes that are worked on a working day; 0 if it goes on after 24:00."""
    days = _days_of_work(rules)
    if not days or _at_night(rules):
        return 0
    at_night = any(start < CLOCKS_ARE_CHANGED for hours in days for start, _end in hours)
    least = min(sum(end - start for start, end in hours) for hours in days)
    return max(0, least - (2 * HOUR if at_night else 0))


def _days_of_work(rules: Rules) -> list[tuple[tuple[int, int], ...]]:
    weeks = (rules.week, *(season.week for season in rules.seasons))
    days = [hours for week in weeks for hours in week if hours]
    return days + [one.hours for one in rules.own.values() if one.hours]


def _at_night(rules: Rules | None) -> bool:
    """Whether what begins on one day is worked after midnight."""
    days = [] if rules is None else _days_of_work(rules)
    return any(end > DAY for hours in days for _start, end in hours)


def _days_within_hours(one: Length, other: Length) -> bool:
    _fewest, most = _PER_UNIT[one.amount.unit]
    if not most or not _is_plain(one.count):
        return False
    # The day it starts on, and one over: closing may be after midnight.
    longest = (one.amount.number * most + 2) * DAY
    return longest + UNSURE <= other.minutes


def _days(one: Length, other: Length) -> bool:
    spare = _spare(one, other)
    if spare is None:
        return False
    first, second = one.count, other.count
    if first.first_day == "excluded" and second.first_day == "counted":
        spare -= 1
    if one.calendar == other.calendar:
        return _begins_no_later(first, second) and _ends_no_later(one, other, spare)
    return spare >= OF_OTHER_HOURS and _is_plain(first) and second.last_closed != "previous_open"


def _begins_no_later(first: Count, second: Count) -> bool:
    return first.start_closed == "as_is" or second.start_closed == "next_opening"


def _ends_no_later(one: Length, other: Length, spare: int) -> bool:
    """Whether the end comes no later, the last day being so many days earlier."""
    first, second = one.count, other.count
    if one.rolls > other.rolls:
        return False
    if first.ends == second.ends:
        return spare >= 0
    if one.rolls > _ROLLS["stays"] or other.rolls < _ROLLS["stays"]:
        return False  # what there is to spare may be lost by it
    if (first.ends, second.ends) == ("same_time", "end_of_day"):
        return spare >= (1 if _at_night(other.calendar) else 0)
    return spare >= OF_ONE_HOUSE


def _spare(one: Length, other: Length) -> int | None:
    """Return how many days the last day of one is at least before that of the other."""
    if one.amount.unit == other.amount.unit:
        if one.amount.unit == "working days" and one.calendar != other.calendar:
            return None
        return other.amount.number - one.amount.number
    _fewest, most = _PER_UNIT[one.amount.unit]
    fewest, _most = _PER_UNIT[other.amount.unit]
    if not most:
        return None
    # What is worked after midnight belongs to the day before: a working day begins earlier there.
    before = 1 if other.amount.unit == "working days" and _at_night(other.calendar) else 0
    return other.amount.number * fewest - one.amount.number * most - before


def _is_plain(count: Count) -> bool:
    """Whether no calendar moves its beginning or puts off its end."""
    return count.start_closed == "as_is" and count.last_closed != "next_open"
