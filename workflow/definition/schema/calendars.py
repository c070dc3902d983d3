"""The schema of a calendar's file."""

from workflow.definition.calendar_file import (
    ADJOINING,
    DAY_OF_YEAR,
    DAY_OFF_KEYS,
    HOLIDAY_KEYS,
    KEYS,
    NAME,
    NEEDED,
    SEASON_KEYS,
    WORKING_DAY_KEYS,
)
from workflow.definition.hours import DAYS, END, EVERY_DAY, START
from workflow.definition.naming import LONGEST_NAME
from workflow.definition.schema.parts import (
    DATE,
    DIALECT,
    FLAG,
    VERSION,
    Schema,
    mapping,
    matching,
    one_of,
    referring,
    several,
    title,
    words,
)

NAMED_CALENDAR: Schema = {
    **matching(NAME, "The name of a calendar: docs/calendars.md"),
    "maxLength": LONGEST_NAME,
}


def calendar_schema() -> Schema:
    """Return the JSON Schema of a calendar's file."""
    values = {
        "language": VERSION,
        "calendar": NAMED_CALENDAR,
        "title": title(needed=True),
        "zone": words(),
        "week": _week(),
        "always_open": FLAG,
        "holidays": _holidays(),
        "seasons": several(_season()),
        "days_off": _dates(
            mapping(DAY_OFF_KEYS, {"title": title(needed=True)}, needed=DAY_OFF_KEYS)
        ),
        "working_days": _dates(
            mapping(
                WORKING_DAY_KEYS,
                {"title": title(needed=True), "hours": _hours()},
                needed=WORKING_DAY_KEYS,
            )
        ),
    }
    made = mapping(KEYS, values, needed=NEEDED, told="A calendar: docs/calendars.md")
    often = {"title": title(needed=True), "week": _week(), "hours": _hours()}
    return {
        "$schema": DIALECT,
        "title": "complaint-workflow: a calendar",
        **referring(made, often),
    }


def _week() -> Schema:
    day = "|".join(DAYS)
    return {
        "type": ["object", "null"],
        "properties": dict.fromkeys((*DAYS, "monday-friday", EVERY_DAY), _hours()),
        "patternProperties": {f"^({day})-({day})$": _hours()},
        "additionalProperties": False,
        "description": "Days that are not named are days off.",
    }


def _hours() -> Schema:
    pair = {
        "type": "array",
        "prefixItems": [
            matching(START, "When work begins."),
            matching(END, 'When it ends: "18:00", or "06:00+1" on the next day.'),
        ],
        "items": False,
        "minItems": 2,
    }
    return {"type": "array", "items": pair, "minItems": 1}


def _season() -> Schema:
    day = matching(DAY_OF_YEAR, 'Month and day: "06-01".')
    values = {"from": day, "to": day, "week": _week()}
    return mapping(SEASON_KEYS, values, needed=SEASON_KEYS)


def _holidays() -> Schema:
    values = {
        "country": words(),
        "region": words(),
        "adjoining_weekends": one_of(ADJOINING),
        "make_up_like": one_of(DAYS),
    }
    return mapping(HOLIDAY_KEYS, values, needed=HOLIDAY_KEYS[:1])


def _dates(one: Schema) -> Schema:
    return {"type": ["object", "null"], "propertyNames": DATE, "additionalProperties": one}
