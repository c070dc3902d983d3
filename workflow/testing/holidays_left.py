"""Whether the public holidays a definition counts by are known for as long as it may count."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from workflow.calendars.amounts import asks_calendar
from workflow.calendars.rules import Rules
from workflow.definition.accepted import left
from workflow.definition.deadline import Deadline, amounts
from workflow.definition.lengths import most_minutes
from workflow.definition.model import Definition
from workflow.definition.parse import Inspected
from workflow.errors import Problem
from workflow.service.official_days import known_years
from workflow.translation import gettext

MINUTES_OF_A_DAY = 1440
ALL_DAYS, WORKING_DAYS = 7, 5
HOURS_WORKED = 8
_WORKING_HOURS = {"working hours": HOURS_WORKED, "working minutes": HOURS_WORKED * 60}


def holidays_left(inspected: Inspected, today: date) -> list[Problem]:
    """Return a warning for each calendar whose holidays run out within its longest limit."""
    found = [
        inspected.book.at(("calendar",)).problem(
            "K026", _told(rules, year), key=True, severity="warning"
        )
        for rules, year in _running_out(inspected.definition, today)
    ]
    return left(found, inspected.book.source)


def _running_out(definition: Definition, today: date) -> Iterator[tuple[Rules, int]]:
    begins = max(today, date.fromisoformat(definition.effective))
    for name, days in _longest(definition).items():
        rules = definition.calendars[name]
        if rules.country is None:
            continue
        known = known_years(rules.country, rules.region)
        last = known.last if known.announced is None else known.announced[-1]
        year = (begins + timedelta(days=days)).year
        if year > last:
            yield rules, last + 1


def _longest(definition: Definition) -> Mapping[str, int]:
    """Return how many days the longest limit counted by each calendar may last."""
    days: dict[str, int] = {}
    for one in definition.deadlines.values():
        if one.calendar is not None and any(asks_calendar(*each) for each in amounts(one)):
            days[one.calendar] = max(_days(one), days.get(one.calendar, 0))
    return days


def _days(deadline: Deadline) -> int:
    found = [0]
    for limit in deadline.within:
        amount = limit.amount
        if amount.unit in _WORKING_HOURS:
            worked = -(-amount.number // _WORKING_HOURS[amount.unit])
            found.append(worked * ALL_DAYS // WORKING_DAYS)
        elif amount.unit == "working days":
            found.append(amount.number * ALL_DAYS // WORKING_DAYS)
        else:
            found.append(most_minutes(amount) // MINUTES_OF_A_DAY)
    return max(found)


def _told(rules: Rules, year: int) -> str:
    wanted = gettext(
        "The official days of {year} are not announced for {calendar}, and the longest limit can "
        "reach them: until they are, what is due then is estimated. `complaints calendar revise "
        "{country}` asks for newer ones."
    )
    return wanted.format(year=year, calendar=rules.name, country=rules.country)
