"""Official days, settled once from the library ``holidays``: what it said is kept, not asked again.

Where weekends are swapped for days before or after a holiday, the government announces each year's
arrangement late in the year before. A year whose arrangement the library does not have yet is
*estimated*: its holidays are known, its swaps are not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from workflow.calendars.days import Day, YearUnknown, day_of
from workflow.calendars.rules import OfficialDay, OfficialDays, Rules
from workflow.definition.model import SYSTEM
from workflow.errors import HolidaysUnknown
from workflow.store.official_days import add, newest

if TYPE_CHECKING:
    from holidays import HolidayBase

FIRST_YEAR = 2000
MOST_YEARS_ESTIMATED = 5
YEARS_BACK = 5
MOST_YEARS_AHEAD = 20
BESIDE = timedelta(days=2)
"""A weekend at the turn of the year may touch a holiday of the year beside it."""
MAKE_UP = {"en": "Make-up working day", "zh": "调休上班"}
_AMERICAN = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_NAMED_ESTIMATED = "estimated"


class Known(NamedTuple):
    """Which years the library can say something about, and which of them were announced.

    ``announced`` is nothing where nobody swaps days: then the law alone says what is a holiday.
    """

    first: int
    last: int
    announced: range | None


def settle(country: str, region: str | None, years: Iterable[int]) -> OfficialDays:
    """Return the official days of the years that are known; others are left out of ``years``.

    >>> settle("CN", None, [2026]).days[date(2026, 10, 1)].name["zh"]
    '国庆节'
    """
    known = known_years(country, region)
    wanted = sorted({year for year in years if known.first <= year <= known.last})
    return _settled(country, region, tuple(wanted), known) if wanted else OfficialDays()


@lru_cache(maxsize=32)  # the same years are asked for by every database that a process makes
def _settled(
    country: str, region: str | None, wanted: tuple[int, ...], known: Known
) -> OfficialDays:
    around = sorted({year + step for year in wanted for step in (-1, 0, 1)})
    named = _named(country, region, around)
    swapped = _library(country, region, around).weekend_workdays
    days = {day: OfficialDay(name) for day, name in named.items()}
    days |= {day: OfficialDay(MAKE_UP, working=True) for day in swapped}
    return OfficialDays(
        years={year: _estimated(known, named, year) for year in wanted},
        days={day: days[day] for day in sorted(days) if _belongs(day, wanted)},
    )


def adopt_missing(connection: Connection, calendars: Iterable[Rules], now: datetime) -> None:
    """Adopt the official days of the countries of which this database has none yet."""
    for rules in calendars:
        if rules.country is not None and not newest(connection, rules.country, rules.region):
            official = known_days(rules.country, rules.region, now)
            add(connection, rules.country, rules.region, official, at=now, by=SYSTEM)


def known_days(country: str, region: str | None, now: datetime) -> OfficialDays:
    """Return the official days of the years around now that are known, some of them estimated."""
    known = known_years(country, region)
    last = min(known.last, now.year + MOST_YEARS_AHEAD)
    return settle(country, region, range(now.year - YEARS_BACK, last + 1))


def days_between(
    rules: Rules, first: date, last: date, adopted: OfficialDays | None = None
) -> list[Day]:
    """Return the days of a calendar from one to another, both included.

    They are counted by the official days that were ``adopted``, or by those of the library.
    Raises ``HolidaysUnknown`` for a year whose public holidays are not known.
    """
    official = adopted or OfficialDays()
    if rules.country is not None and adopted is None:
        official = settle(rules.country, rules.region, range(first.year, last.year + 1))
    count = (last - first).days + 1
    try:
        return [day_of(rules, official, first + timedelta(days=step)) for step in range(count)]
    except YearUnknown as error:
        if adopted is not None:
            years = adopted.years
            raise HolidaysUnknown(rules.name, error.year, min(years), max(years)) from error
        known = known_years(rules.country or "", rules.region)
        raise HolidaysUnknown(rules.name, error.year, known.first, known.last) from error


def known_years(country: str, region: str | None) -> Known:
    """Return which years can be settled."""
    source = _library(country, region, ())
    first = max(FIRST_YEAR, source.start_year)
    special: Mapping[int, object] = getattr(source, "special_public_holidays", {})
    if not source.has_substituted_holidays or not special:
        return Known(first, source.end_year, None)
    announced = range(min(special), max(special) + 1)
    return Known(first, max(special) + MOST_YEARS_ESTIMATED, announced)


def regions_apart(country: str, years: Iterable[int]) -> tuple[str, ...]:
    """Return the regions of a country that in some years have other public holidays than it has."""
    from holidays import list_supported_countries  # noqa: PLC0415 - as below

    wanted = list(years)
    whole = set(_library(country, None, wanted))
    known = list_supported_countries(include_aliases=False)[country]
    return tuple(one for one in known if set(_library(country, one, wanted)) != whole)


def swaps_days(country: str, region: str | None) -> bool:
    """Whether days are made free there, and others worked for them."""
    return bool(_library(country, region, ()).has_substituted_holidays)


def _estimated(known: Known, named: Mapping[date, Mapping[str, str]], year: int) -> bool:
    if known.announced is not None and year not in known.announced:
        return True
    return any(_NAMED_ESTIMATED in name["en"] for day, name in named.items() if day.year == year)


def _belongs(day: date, years: Iterable[int]) -> bool:
    return any((day + step).year in years for step in (-BESIDE, BESIDE))


def _named(country: str, region: str | None, years: list[int]) -> dict[date, dict[str, str]]:
    """Return the names of the holidays, by language where the library has it."""
    spoken = _library(country, region, ()).supported_languages
    names: dict[date, dict[str, str]] = {}
    for tag, language in _languages(spoken):
        for day, name in _library(country, region, years, language).items():
            names.setdefault(day, {})[tag] = _AMERICAN.sub(r"\3-\1-\2", name)
    return names


def _languages(spoken: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """Yield our languages with what the library calls them; its own name stands for English."""
    yield "en", next((one for one in ("en_US", *spoken) if one in spoken and one[:2] == "en"), None)
    chinese = next((one for one in ("zh_CN", *spoken) if one in spoken and one[:2] == "zh"), None)
    if chinese:
        yield "zh", chinese


def _library(
    country: str, region: str | None, years: Iterable[int], language: str | None = None
) -> "HolidayBase":
    from holidays import country_holidays  # noqa: PLC0415 - slow, and few cases need it

    return country_holidays(country, subdiv=region, years=years, expand=False, language=language)
