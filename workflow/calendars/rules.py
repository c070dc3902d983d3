"""When a house works: the rules somebody wrote down, and the official days of a country.

The rules belong to the definition that names them. Official days are a list that was settled once:
nothing here asks a library what it thinks of a day today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

Text = Mapping[str, str]
Hours = tuple[tuple[int, int], ...]
"""Pairs of minutes since the midnight a day begins with; an end after 1440 lies on the next day."""

SUNDAY_AND_SATURDAY = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours from one day of the year to another (month, day), both included.

    A season may run over the end of the year.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    week: tuple[Hours, ...]

    def includes(self, day: date) -> bool:
        """Whether a day lies in it."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day with hours of its own; without any, a day off."""

    name: Text
    hours: Hours = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """A calendar as it is written. ``week`` has seven days, Monday first.

    ``country`` and ``region`` name whose public holidays are kept (``None``: nobody's). On an
    official working day at a weekend the hours of the weekday ``make_up`` (0 is Monday) apply.
    ``bridged``: weekends that touch a public holiday are part of it. Seasons that come first win.
    """

    name: str
    title: Text
    zone: str
    week: tuple[Hours, ...]
    seasons: tuple[Season, ...] = ()
    country: str | None = None
    region: str | None = None
    bridged: bool = False
    make_up: int = 0
    own: Mapping[date, OwnDay] = field(default_factory=dict)


class OfficialDay(NamedTuple):
    """A public holiday, or a day at a weekend on which everybody works."""

    name: Text
    working: bool = False


class OfficialDays(NamedTuple):
    """The official days of a country or region, as they were settled in one revision.

    ``years`` are those it covers; ``True`` means that the official arrangement was not known yet.
    """

    revision: int = 0
    years: Mapping[int, bool] = {}
    days: Mapping[date, OfficialDay] = {}
