"""From YAML to official days that somebody announced, before the library knows them.

A file says all official days of the years it names; of other years it says nothing.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from workflow.calendars.rules import OfficialDay, OfficialDays
from workflow.definition.calendar_file import read_country, read_dates, read_region, read_title
from workflow.definition.nodes import Node
from workflow.definition.source import read, read_text
from workflow.definition.strict_yaml import shortened
from workflow.definition.whole import refused_as, whole
from workflow.errors import AnnouncementInvalid
from workflow.translation import gettext

DAYS_KEYS = ("country", "region", "years", "days")
DAYS_NEEDED = ("country", "years", "days")
KEYS = ("language", *DAYS_KEYS)
NEEDED = ("language", *DAYS_NEEDED)
DAY_KEYS = ("title", "working")
ARRANGEMENTS = ("announced", "estimated")
FIRST_YEAR, LAST_YEAR = 2000, 2200


class Announcement(NamedTuple):
    """Official days of a country, or of a region of it (``None``: of the whole)."""

    country: str
    region: str | None
    official: OfficialDays


def load(path: Path) -> Announcement:
    """Read and check a file. Raises ``AnnouncementInvalid`` with all problems."""
    with refused_as(AnnouncementInvalid):
        return whole(read(path), _read)


def loads(text: str, name: str) -> Announcement:
    """Read and check a text as if it stood in the file ``name``.

    Raises ``AnnouncementInvalid`` with all problems, in the order they stand.
    """
    with refused_as(AnnouncementInvalid):
        return whole(read_text(text, name), _read)


def _read(root: Node) -> Announcement:
    return announced(root.entries(KEYS, needed=NEEDED))


def announced(found: Mapping[str, Node]) -> Announcement:
    """Read official days from their keys, those of a file or of a part of one."""
    country = read_country(found["country"]) if "country" in found else None
    region = found.get("region")
    years = _years(found)
    days = _days(found.get("days"), years)
    return Announcement(
        country or "",
        read_region(region, country) if region and country else None,
        OfficialDays(
            years={year: estimated for year, (estimated, _node) in sorted(years.items())},
            days=dict(sorted(days.items())),
        ),
    )


def _years(found: Mapping[str, Node]) -> dict[int, tuple[bool, Node]]:
    """Return the years with whether each is estimated."""
    years: dict[int, tuple[bool, Node]] = {}
    for key, node in found["years"].named().items() if "years" in found else ():
        if key.isdecimal() and FIRST_YEAR <= int(key) <= LAST_YEAR:
            years[int(key)] = node.one_of(ARRANGEMENTS) == "estimated", node
        else:
            text = gettext("Expected here: a year, such as 2027.")
            node.note("K023", text, key=True)
    if "years" in found and not found["years"].value:
        found["years"].note("K023", gettext("Expected here: a year, such as 2027."), key=True)
    return years


def _days(node: Node | None, years: Mapping[int, tuple[bool, Node]]) -> dict[date, OfficialDay]:
    days: dict[date, OfficialDay] = {}
    for day, one in read_dates(node):
        found = one.entries(DAY_KEYS, needed=("title",))
        title = read_title(found["title"]) if "title" in found else {}
        days[day] = OfficialDay(title, working="working" in found and found["working"].flag())
        if years and day.year not in years:
            wanted = gettext("{day} lies in none of the years named under years.")
            one.note("K024", wanted.format(day=shortened(day.isoformat())), key=True)
    for year, (_estimated, place) in years.items():
        # Named and left empty, a year would lose all of its public holidays.
        if node is not None and not any(day.year == year for day in days):
            wanted = gettext("{year} has no day here; list all of its official days.")
            place.note("K025", wanted.format(year=year), key=True)
    return days
