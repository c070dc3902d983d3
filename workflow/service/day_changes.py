"""Which official days a newer source says otherwise than the revision in force."""

from datetime import date
from typing import Literal, NamedTuple

from workflow.calendars.rules import OfficialDay, OfficialDays, Text

Kind = Literal["off", "working", "ordinary"]
Arrangement = Literal["announced", "estimated"]


class DayChange(NamedTuple):
    """A date that becomes another kind of day. ``ordinary``: it is no official day."""

    date: date
    was: Kind
    becomes: Kind
    name: Text


class YearChange(NamedTuple):
    """A year whose arrangement becomes known, or that was not covered (``was`` is ``None``)."""

    year: int
    was: Arrangement | None
    becomes: Arrangement


def merged(old: OfficialDays, source: OfficialDays) -> OfficialDays:
    """Return what a source says, and of the years it says nothing about what was in force.

    A year that was announced is not given up for an estimate of it: what somebody entered from the
    announcement may be ahead of the library.
    """
    taken = {
        year: estimated
        for year, estimated in source.years.items()
        if not (estimated and old.years.get(year) is False)
    }
    days = {day: one for day, one in old.days.items() if day.year not in taken}
    days |= {
        day: one
        for day, one in source.days.items()
        if day.year in taken or day.year not in {*old.years, *source.years}
    }
    return OfficialDays(
        years=dict(sorted({**old.years, **taken}.items())),
        days={day: days[day] for day in sorted(days)},
    )


def changed_years(old: OfficialDays, new: OfficialDays) -> tuple[YearChange, ...]:
    """Return the years that are covered, or known, otherwise than before."""
    return tuple(
        YearChange(year, _arrangement(old.years.get(year)), _known(new.years[year]))
        for year in sorted(new.years)
        if old.years.get(year) != new.years[year]
    )


def changed_days(old: OfficialDays, new: OfficialDays) -> tuple[DayChange, ...]:
    """Return the days that are worked otherwise, of the years that were covered before.

    A name alone is no change: it is wording, and comes with the next revision.
    """
    changes = []
    for day in sorted({*old.days, *new.days}):
        was, becomes = old.days.get(day), new.days.get(day)
        if day.year in old.years and _kind(was) != _kind(becomes):
            named = becomes or was
            name = named.name if named is not None else {}
            changes.append(DayChange(day, _kind(was), _kind(becomes), name))
    return tuple(changes)


def _kind(day: OfficialDay | None) -> Kind:
    if day is None:
        return "ordinary"
    return "working" if day.working else "off"


def _arrangement(estimated: bool | None) -> Arrangement | None:
    return None if estimated is None else _known(estimated)


def _known(estimated: bool) -> Arrangement:
    return "estimated" if estimated else "announced"
