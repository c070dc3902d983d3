"""Whether a night shift lasts into the hours of the day after it, on any day that can come."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from workflow.calendars.rules import SUNDAY_AND_SATURDAY, Season
from workflow.definition.hours import DAYS, Spans, Week, check_night

ONE_DAY = timedelta(days=1)
LEAP_YEAR = 2000
NO_SEASON = -1


class Written(NamedTuple):
    """All the hours of a file where they are written; ``seasons`` and ``weeks`` go together.

    ``make_up`` is the weekday whose hours a make-up working day has, if there are such days.
    """

    week: Week
    seasons: Sequence[Season]
    weeks: Sequence[Week]
    own: Mapping[date, Spans]
    make_up: int | None

    def number(self, day: date) -> int:
        """Return which season a day lies in, ``NO_SEASON`` if in none."""
        numbered = enumerate(self.seasons)
        return next((at for at, one in numbered if one.includes(day)), NO_SEASON)

    def week_of(self, number: int) -> Week:
        """Return the week of a season."""
        return self.week if number == NO_SEASON else self.weeks[number]

    def possible(self, number: int, day: int) -> Iterator[Spans]:
        """Yield the hours a weekday can have in a season: make-up working days have others."""
        week = self.week_of(number)
        yield week[day]
        if self.make_up is not None and day in SUNDAY_AND_SATURDAY and not week[day]:
            yield week[self.make_up]


def check_nights(written: Written) -> None:
    """Note every night shift that lasts into the hours of the next day."""
    for number, following in sorted(_neighbours(written)):
        for day in range(len(DAYS)):
            for before in written.possible(number, day):
                for after in written.possible(following, (day + 1) % len(DAYS)):
                    check_night(before, after)
    for own, spans in written.own.items():
        if own > date.min:
            for before in _on(written, own - ONE_DAY):
                check_night(before, spans)
        if own < date.max:
            for after in _on(written, own + ONE_DAY):
                check_night(spans, after)


def _neighbours(written: Written) -> set[tuple[int, int]]:
    """Return which seasons follow each other; over the years each weekday comes at each date."""
    days = [date(LEAP_YEAR, 1, 1) + step * ONE_DAY for step in range(366)]
    found = [written.number(day) for day in days]
    pairs = set(zip(found, [*found[1:], found[0]], strict=True))
    february = date(LEAP_YEAR, 2, 28)
    return pairs | {(written.number(february), written.number(february + 2 * ONE_DAY))}


def _on(written: Written, day: date) -> Iterator[Spans]:
    if day in written.own:
        yield written.own[day]
    else:
        yield from written.possible(written.number(day), day.weekday())
