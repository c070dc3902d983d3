"""What kind of day a date is: worked or not, when, and why.

A house's own days win over official ones, official ones over the week. A public holiday on which
nobody would have worked anyway is still named.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from workflow.calendars.rules import (
    SUNDAY_AND_SATURDAY,
    Hours,
    OfficialDay,
    OfficialDays,
    Rules,
)

ONE_DAY = timedelta(days=1)


class YearUnknown(ValueError):
    """The official days of a year are not in the revision that is used."""

    def __init__(self, calendar: str, year: int) -> None:
        super().__init__(f"{calendar}: {year}")
        self.calendar = calendar
        self.year = year


class Day(NamedTuple):
    """A date of a calendar. ``name`` says what is special about it, ``{}`` if nothing is.

    ``estimated``: the official arrangement of its year was not known when it was settled.
    """

    date: date
    hours: Hours
    name: Mapping[str, str] = {}
    estimated: bool = False

    @property
    def working(self) -> bool:
        """Whether anybody works on it."""
        return bool(self.hours)


def day_of(rules: Rules, official: OfficialDays, day: date) -> Day:
    """Return what kind of day a date is. Raises ``YearUnknown``.

    >>> nine_to_five = ((9 * 60, 17 * 60),)
    >>> rules = Rules("office", {"en": "Office"}, "UTC", (nine_to_five,) * 5 + ((),) * 2)
    >>> day_of(rules, OfficialDays(), date(2026, 11, 28)).working     # a Saturday
    False
    """
    estimated = _estimated(rules, official, day)
    own = rules.own.get(day)
    if own is not None:
        return Day(day, own.hours, own.name, estimated)
    week = next((one.week for one in rules.seasons if one.includes(day)), rules.week)
    hours = week[day.weekday()]
    found = official.days.get(day) if rules.country is not None else None
    if found is None and rules.bridged:
        found = _bridged(official, day)
    if found is None:
        return Day(day, hours, {}, estimated)
    if found.working:
        return Day(day, hours or week[rules.make_up], found.name, estimated)
    return Day(day, (), found.name, estimated)


def days(rules: Rules, official: OfficialDays, first: date, last: date) -> Iterator[Day]:
    """Yield the days from one date to another, both included."""
    day = first
    while day <= last:
        yield day_of(rules, official, day)
        day += ONE_DAY


def _estimated(rules: Rules, official: OfficialDays, day: date) -> bool:
    if rules.country is None:
        return False
    try:
        return official.years[day.year]
    except KeyError:
        raise YearUnknown(rules.name, day.year) from None


def _bridged(official: OfficialDays, day: date) -> OfficialDay | None:
    """Return the holiday that a day of a weekend touches, the other day of the weekend included."""
    if day.weekday() not in SUNDAY_AND_SATURDAY:
        return None
    for step in (-ONE_DAY, ONE_DAY):
        beside = day + step
        while beside not in official.days and beside.weekday() in SUNDAY_AND_SATURDAY:
            beside += step
        found = official.days.get(beside)
        if found is not None and not found.working:
            return found
    return None
