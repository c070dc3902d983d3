"""Calendars for programs: plain data with stable keys, hours as pairs of local times."""

from collections.abc import Iterable, Sequence

from workflow.calendars.days import Day
from workflow.calendars.rules import Hours, OfficialDays, Rules
from workflow.definition.hours import DAYS, written
from workflow.definition.model import Definition
from workflow.report.data import Data
from workflow.translation import chosen


def calendars(known: Iterable[Rules]) -> Data:
    """Return what calendars there are."""
    return {
        "calendars": [
            {"name": one.name, "title": dict(one.title), "zone": one.zone} for one in known
        ]
    }


def calendar(rules: Rules, pinned: Definition | None = None) -> Data:
    """Return the rules of a calendar; ``holidays`` is ``null`` where nobody's are kept.

    ``pinned`` is the edition it belongs to, if it is that of one.
    """
    return {
        **_pinned(pinned),
        "name": rules.name,
        "title": dict(rules.title),
        "zone": rules.zone,
        "week": _week(rules.week),
        "seasons": [
            {"from": _day(one.first), "to": _day(one.last), "week": _week(one.week)}
            for one in rules.seasons
        ],
        "holidays": _holidays(rules),
        "own_days": [
            {"date": day.isoformat(), "title": dict(one.name), "hours": _hours(one.hours)}
            for day, one in sorted(rules.own.items())
        ],
    }


def _pinned(edition: Definition | None) -> Data:
    return {"definition": edition.workflow, "edition": edition.edition} if edition else {}


def _holidays(rules: Rules) -> Data | None:
    if rules.country is None:
        return None
    return {
        "country": rules.country,
        "region": rules.region,
        "adjoining_weekends": "closed" if rules.bridged else "as_usual",
        "make_up_like": DAYS[rules.make_up],
    }


def _week(week: Sequence[Hours]) -> dict[str, list[list[str]]]:
    return {name: _hours(hours) for name, hours in zip(DAYS, week, strict=True)}


def _hours(hours: Hours) -> list[list[str]]:
    return [[written(start), written(end)] for start, end in hours]


def _day(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"


def days(
    found: Iterable[Day],
    rules: Rules,
    *,
    pinned: Definition | None = None,
    adopted: OfficialDays | None = None,
) -> Data:
    """Return days one by one; ``name`` is in the language of the reader.

    ``revision`` is that of the official days, ``null`` if no adopted ones were counted by.
    """
    return {
        **_pinned(pinned),
        "calendar": rules.name,
        "zone": rules.zone,
        "revision": adopted and adopted.revision,
        "days": [
            {
                "date": one.date.isoformat(),
                "working": one.working,
                "hours": _hours(one.hours),
                "name": chosen(one.name, "") or None,
                "estimated": one.estimated,
            }
            for one in found
        ],
    }
