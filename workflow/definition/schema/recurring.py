"""The schema of what recurs by the calendar."""

from workflow.definition import schedules
from workflow.definition.hours import DAYS, EVERY_DAY
from workflow.definition.schema.calendars import NAMED_CALENDAR
from workflow.definition.schema.parts import (
    AMOUNT,
    NAMED,
    Schema,
    any_of,
    mapping,
    matching,
    number,
    one_of,
    several,
    title,
    words,
)
from workflow.definition.schema.transitions import SETS

TOLD = "docs/definitions.md#a-schedule"


def schedule() -> Schema:
    """Return the schema of a schedule."""
    values = {
        "title": title(),
        "every": AMOUNT,
        "on": any_of(_days_of_the_month(), several(_weekdays())),
        "at": several(matching(schedules.TIME, "A time of day, local to the site.")),
        "calendar": NAMED_CALENDAR,
        "closed_day": one_of(schedules.CLOSED_DAYS),
        "opens": NAMED,
        "does": NAMED,
        "in": several(NAMED),
        "sets": SETS,
        "late": one_of(schedules.LATE),
        "sites": several(words()),
    }
    made = mapping(schedules.KEYS, values, told=TOLD)
    rules = [{"oneOf": [{"required": [key]} for key in keys]} for keys in schedules.ALONE]
    return {**made, "type": "object", "allOf": rules, "dependentRequired": {"on": ["at"]}}


def _weekdays() -> Schema:
    day = "|".join(DAYS)
    return {"type": "string", "pattern": f"^({EVERY_DAY}|({day})(-({day}))?)$"}


def _days_of_the_month() -> Schema:
    which, day = "|".join(schedules.WHICH), "|".join(DAYS)
    named = {"type": "string", "pattern": f"^({schedules.LAST}|({which}) ({day}))$"}
    values = {
        "day": several(any_of(number(1, schedules.LAST_DAY), named)),
        "month": several(one_of(schedules.MONTHS)),
    }
    return mapping(schedules.ON_KEYS, values, needed=schedules.ON_KEYS[:1], told=TOLD)
