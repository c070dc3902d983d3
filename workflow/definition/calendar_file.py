"""From YAML to the ``Rules`` of a calendar: everything wrong with a file is found in one go."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from workflow.calendars.local import zone
from workflow.calendars.rules import OwnDay, Rules, Season
from workflow.definition.hours import (
    MINUTES_OF_A_DAY,
    NO_WEEK,
    Span,
    Spans,
    Week,
    hours_of,
    read_day_name,
    read_hours,
    read_week,
)
from workflow.definition.naming import LONGEST_NAME
from workflow.definition.near import nearest
from workflow.definition.nights import Written, check_nights
from workflow.definition.nodes import MOST_DECLARED, Book, Node
from workflow.definition.source import read, read_text
from workflow.definition.strict_yaml import shortened
from workflow.definition.whole import refused_as, whole
from workflow.errors import CalendarInvalid
from workflow.translation import gettext

KEYS = (
    "language", "calendar", "title", "zone", "week", "always_open", "holidays", "seasons",
    "days_off", "working_days",
)  # fmt: skip
NEEDED = ("language", "calendar", "title", "zone")
HOLIDAY_KEYS = ("country", "region", "adjoining_weekends", "make_up_like")
SEASON_KEYS = ("from", "to", "week")
DAY_OFF_KEYS = ("title",)
WORKING_DAY_KEYS = ("title", "hours")
ADJOINING = ("as_usual", "closed")
LEAP_YEAR = 2000
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DAY_OF_YEAR = re.compile(r"([0-9]{2})-([0-9]{2})")


class Kept(NamedTuple):
    """What a file says of public holidays; ``make_up`` is nothing where it says nothing."""

    country: str | None = None
    region: str | None = None
    bridged: bool = False
    make_up: int | None = None


def load(path: Path) -> Rules:
    """Read and check a calendar's file. Raises ``CalendarInvalid`` with all problems."""
    return inspect(path)[0]


def loads(text: str, name: str) -> Rules:
    """Read and check a calendar's text as if it stood in the file ``name``.

    Raises ``CalendarInvalid`` with all problems, in the order they stand.
    """
    with refused_as(CalendarInvalid):
        return whole(read_text(text, name), _read)


def inspect(path: Path) -> tuple[Rules, Book]:
    """Return a calendar, and where its file says what. Raises as ``load``."""
    with refused_as(CalendarInvalid):
        return whole(read(path), lambda root: (_read(root), root.book))


def _read(root: Node) -> Rules:
    found = root.entries(KEYS, needed=NEEDED)
    week, seasons = _worked(root, found)
    kept = _holidays(found["holidays"]) if "holidays" in found else Kept()
    own = _own(found)
    make_up = _make_up(found, kept, week)
    check_nights(
        Written(
            week,
            [one for one, _week in seasons],
            [each for _season, each in seasons],
            {day: spans for day, (_own_day, spans) in own.items()},
            make_up if kept.country else None,
        )
    )
    return Rules(
        name=_name(found["calendar"]) if "calendar" in found else "",
        title=read_title(found["title"]) if "title" in found else {},
        zone=_zone(found["zone"]) if "zone" in found else "",
        week=tuple(map(hours_of, week)),
        seasons=tuple(one for one, _week in seasons),
        country=kept.country,
        region=kept.region,
        bridged=kept.bridged,
        make_up=make_up,
        own={day: one for day, (one, _spans) in own.items()},
    )


def _name(node: Node) -> str:
    name = node.words(LONGEST_NAME)
    if name and not NAME.fullmatch(name):
        wanted = gettext(
            "{name} cannot name a calendar: small letters a to z, digits and single hyphens "
            "between them."
        )
        meant = re.sub(r"[\s_.-]+", "-", name.lower()).strip("-")
        suggestion = meant if NAME.fullmatch(meant) else ""
        node.note("K017", wanted.format(name=shortened(name)), suggestion=suggestion)
    return name


def read_title(node: Node) -> dict[str, str]:
    """Read what people read, by language; it may not be missing."""
    if not node.value:
        node.words()  # notes that a text is missing
    return node.title()


def _zone(node: Node) -> str:
    name = node.words()
    try:
        return zone(name).key if name else ""
    except ValueError:
        wanted = gettext("{name} is no time zone; write one such as Asia/Shanghai.")
        known = {one.lower(): one for one in available_timezones()}
        suggestion = known.get(nearest(name, known), "")
        node.note("K009", wanted.format(name=shortened(name)), suggestion=suggestion)
        return ""


# --- the week and the seasons ------------------------------------------------------------------


def _worked(root: Node, found: Mapping[str, Node]) -> tuple[Week, list[tuple[Season, Week]]]:
    problems = len(root.book.problems)
    week = _week(root, found)
    seasons = [_season(one) for one in found["seasons"].items()] if "seasons" in found else []
    worked = any(any(one) for one in (week, *(each for _season, each in seasons)))
    if not worked and problems == len(root.book.problems):
        text = gettext(
            "No day of the week has hours; give at least one its hours. Dates under working_days "
            "alone make no calendar."
        )
        found["week"].note("K016", text, key=True)
    return week, seasons


def _week(root: Node, found: Mapping[str, Node]) -> Week:
    always = found.get("always_open")
    if always is not None and always.flag():
        if "week" in found:
            text = gettext("always_open leaves nothing for week to say; keep one of the two.")
            always.note("K013", text, key=True)
        return ((Span(0, MINUTES_OF_A_DAY, always),),) * len(NO_WEEK)
    if "week" not in found:
        if always is None or always.value is False:
            text = gettext("week is missing; or write always_open: true.")
            root.note("K018", text, key=True)
        return NO_WEEK
    return read_week(found["week"])


def _season(node: Node) -> tuple[Season, Week]:
    found = node.entries(SEASON_KEYS, needed=SEASON_KEYS)
    first = _day_of_year(found["from"]) if "from" in found else (1, 1)
    last = _day_of_year(found["to"]) if "to" in found else (12, 31)
    week = read_week(found["week"]) if "week" in found else NO_WEEK
    return Season(first, last, tuple(map(hours_of, week))), week


def _day_of_year(node: Node) -> tuple[int, int]:
    found = DAY_OF_YEAR.fullmatch(node.value) if isinstance(node.value, str) else None
    if found:
        try:
            day = date(LEAP_YEAR, int(found[1]), int(found[2]))
        except ValueError:
            pass
        else:
            return (day.month, day.day)
    text = gettext('Expected here: a day of the year that exists, month and day: "06-01".')
    node.note("K012", text)
    return (1, 1)


# --- public holidays ---------------------------------------------------------------------------


def _holidays(node: Node) -> Kept:
    found = node.entries(HOLIDAY_KEYS, needed=HOLIDAY_KEYS[:1])
    country = read_country(found["country"]) if "country" in found else None
    region = found.get("region")
    adjoining = found.get("adjoining_weekends")
    make_up = found.get("make_up_like")
    return Kept(
        country,
        read_region(region, country) if region and country else None,
        adjoining is not None and adjoining.one_of(ADJOINING) == "closed",
        read_day_name(make_up) if make_up else None,
    )


def read_country(node: Node) -> str | None:
    """Read the two letters of a country whose public holidays are known."""
    from holidays import list_supported_countries  # noqa: PLC0415 - slow, and few files need it

    name = node.words()
    known = list_supported_countries(include_aliases=False)
    if name in known or not name:
        return name or None
    wanted = gettext(
        "The public holidays of {name} are not known; write the two letters of a country, "
        "such as CN."
    )
    suggestion = name.upper() if name.upper() in known else ""
    node.note("K010", wanted.format(name=shortened(name)), suggestion=suggestion)
    return None


def read_region(node: Node, country: str) -> str | None:
    """Read a region of a country that has public holidays of its own."""
    from holidays import list_supported_countries  # noqa: PLC0415 - slow, and few files need it

    name = node.words()
    known = list_supported_countries(include_aliases=False)[country]
    if name in known or not name:
        return name or None
    if known:
        wanted = gettext("{name} is no region of {country}. Known: {known}.")
    else:
        wanted = gettext("No holidays of regions are known for {country}; leave region out.")
    text = wanted.format(name=shortened(name), country=country, known=", ".join(known))
    lower = {one.lower(): one for one in known}
    node.note("K011", text, suggestion=lower.get(nearest(name, lower), ""))
    return None


def _make_up(found: Mapping[str, Node], kept: Kept, week: Week) -> int:
    """Return whose hours make-up days have: unless it is said, those of the first worked day."""
    if kept.make_up is None:
        return next((day for day, spans in enumerate(week) if spans), 0)
    if any(week) and not week[kept.make_up]:
        place = found["holidays"].named()["make_up_like"]
        text = gettext("Nobody works on this day of the week; name one that has hours.")
        place.note("K019", text)
    return kept.make_up


# --- days of its own ---------------------------------------------------------------------------


def _own(found: Mapping[str, Node]) -> dict[date, tuple[OwnDay, Spans]]:
    own: dict[date, tuple[OwnDay, Spans]] = {}
    for day, node in read_dates(found.get("days_off")):
        title = node.entries(DAY_OFF_KEYS, needed=DAY_OFF_KEYS).get("title")
        own[day] = OwnDay(read_title(title) if title else {}), ()
    for day, node in read_dates(found.get("working_days")):
        if day in own:
            wanted = gettext("{day} is among the days off too; keep it in one of the two.")
            node.note("K015", wanted.format(day=day), key=True)
        parts = node.entries(WORKING_DAY_KEYS, needed=WORKING_DAY_KEYS)
        spans = read_hours(parts["hours"]) if "hours" in parts else ()
        own[day] = (
            OwnDay(read_title(parts["title"]) if "title" in parts else {}, hours_of(spans)),
            spans,
        )
    return own


def read_dates(node: Node | None) -> Iterable[tuple[date, Node]]:
    """Yield what is said of each date; what is no date is noted."""
    named = node.named() if node else {}
    if node and len(named) > MOST_DECLARED:
        wanted = gettext("At most {most} names can be declared here.")
        node.note("L015", wanted.format(most=MOST_DECLARED), key=True)
    for key, one in named.items():
        try:
            day = date.fromisoformat(key)
        except ValueError:
            day = None
        if day is not None and day.isoformat() == key:
            yield day, one
        else:
            text = gettext("Expected here: a date that exists, such as 2026-12-24.")
            one.note("K014", text, key=True)
