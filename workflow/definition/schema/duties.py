"""The schema of what is owed beside the state."""

from workflow.definition import duties
from workflow.definition.schema.parts import (
    CONDITION,
    NAMED,
    Schema,
    any_of,
    mapping,
    several,
    single,
    title,
)


def duty(owner: Schema) -> Schema:
    """Return the schema of a duty."""
    keys = tuple(duties.OPENS)
    moment = single(keys, dict.fromkeys(keys, NAMED), told="docs/definitions.md#a-duty")
    rule = next(one for one in owner["anyOf"] if "properties" in one)
    known = {**rule["properties"], **dict.fromkeys(duties.NOT_OF_DUTIES, False)}
    values = {
        "title": title(),
        "opens": several(moment),
        "who": any_of(NAMED, {**rule, "properties": known}),
        "when": CONDITION,
    }
    return mapping(duties.KEYS, values, needed=duties.NEEDED, told="docs/definitions.md#a-duty")
