"""The schema of what can be done."""

from workflow.definition import acts, creating, duties, extensions, needs, owners, windows
from workflow.definition.schema.calendars import NAMED_CALENDAR
from workflow.definition.schema.messages import avoid, script, send
from workflow.definition.schema.parts import (
    AMOUNT,
    CONDITION,
    COUNT,
    FLAG,
    NAMED,
    TRUE,
    VALUE,
    Schema,
    any_of,
    mapping,
    number,
    one_of,
    several,
    title,
    words,
)

SETS: Schema = {
    "type": ["object", "null"],
    "propertyNames": NAMED,
    "additionalProperties": any_of(VALUE, {"type": "array", "items": VALUE, "minItems": 1}),
}

FILLING: Schema = {
    **SETS,
    "additionalProperties": any_of(
        SETS["additionalProperties"], mapping(("field",), {"field": NAMED}, needed=("field",))
    ),
}

SETTLING: dict[str, Schema] = dict.fromkeys(duties.SETTLING, several(NAMED))


def transition(owner: Schema) -> Schema:
    """Return the schema of a transition."""
    values = {
        "title": title(),
        "from": several(NAMED),
        "to": NAMED,
        "stay": TRUE,
        "first_of": several(_branch(owner)),
        "by": several(NAMED),
        "needs": several(_need()),
        "takes": several(NAMED),
        "adds": several(NAMED),
        "has": several(_on_file()),
        "reads_back": several(NAMED),
        "when": CONDITION,
        "says": title(),
        "other_than": _other_than(),
        "consents": several(NAMED),
        "at_most": number(1, acts.MOST_TIMES),
        "per": one_of(acts.PER),
        "owner": owner,
        "sets": FILLING,
        **SETTLING,
        "reactions": several(NAMED),
        "extends": {"type": ["object", "null"], "additionalProperties": _extension()},
        "revokes": several(NAMED),
        "not_before": point(),
        "not_after": point(),
        "during": _hours(),
        "creates": several(_creates()),
        "splits": _splits(),
        "merges": FLAG,
        **_words_and_papers(),
        "checks": several(NAMED),
        "happened": NAMED,
    }
    return mapping(
        acts.KEYS,
        values,
        needed=acts.NEEDED,
        exactly_one=acts.OUTCOME_KEYS,
        told="docs/definitions.md#a-transition",
    )


def _branch(owner: Schema) -> Schema:
    values = {
        "when": CONDITION,
        "to": NAMED,
        "stay": TRUE,
        "otherwise": NAMED,
        "at_most": number(1, acts.MOST_TIMES),
        "per": one_of(acts.PER),
        "owner": owner,
        "sets": FILLING,
        "creates": several(_creates()),
        **_words_and_papers(),
        **SETTLING,
    }
    made = mapping(
        acts.BRANCH_KEYS,
        values,
        exactly_one=("to", "stay", "otherwise"),
        told="docs/definitions.md#a-branch",
    )
    return {**made, "anyOf": [{"required": [key]} for key in ("when", "at_most", "otherwise")]}


def _creates() -> Schema:
    values = {"workflow": NAMED, "as": NAMED, "carries": _carries(), "sets": SETS}
    keys = creating.CREATES_KEYS
    told = "docs/definitions.md#another-case"
    return mapping(keys, values, needed=keys[:1], told=told)


def _splits() -> Schema:
    values = {"as": NAMED, "carries": _carries(), "sets": SETS, "needs": several(NAMED)}
    return mapping(creating.SPLITS_KEYS, values, told="docs/definitions.md#a-split")


def _carries() -> Schema:
    theirs = {"type": "object", "propertyNames": NAMED, "additionalProperties": NAMED}
    return any_of(theirs, several(NAMED))


def _words_and_papers() -> dict[str, Schema]:
    return {
        "prints": several(NAMED),
        "sends": several(send()),
        "script": script(),
        "avoid": avoid(),
    }


def _need() -> Schema:
    values = {"field": NAMED, "if": CONDITION, "of": several(NAMED)}
    keys = needs.NEED_KEYS
    return any_of(NAMED, mapping(keys, values, needed=keys[:1], told="docs/definitions.md#needs"))


def _on_file() -> Schema:
    values = {"field": NAMED, "if": CONDITION}
    keys = needs.HAS_KEYS
    return any_of(NAMED, mapping(keys, values, needed=keys[:1], told="docs/definitions.md#needs"))


def _other_than() -> Schema:
    keys = owners.OTHER_THAN_KEYS
    told = "docs/definitions.md#other-than"
    made = mapping(keys, dict.fromkeys(keys, several(NAMED)), told=told)
    return {**made, "type": "object", "minProperties": 1}


def owner_rule() -> Schema:
    """Return the schema of who owns a case."""
    values = {
        "role": NAMED,
        "choose": one_of(owners.CHOOSE),
        "skill": _text_or_field(),
        "department": _text_or_field(),
        "named": NAMED,
        "other_than": _other_than(),
    }
    keys = owners.OWNER_KEYS
    rule = mapping(keys, values, needed=keys[:1], told="docs/definitions.md#owner")
    # What is chosen by is said, and nothing else is.
    chosen = [
        {
            "if": {"properties": {"choose": {"const": key}}, "required": ["choose"]},
            "then": {"required": [key]},
            "else": {"properties": {key: False}},
        }
        for key in ("skill", "named")
    ]
    return any_of({"const": owners.KEEP}, {**rule, "allOf": chosen})


def _text_or_field() -> Schema:
    keys = owners.FIELD_KEYS
    return any_of(words(owners.LONGEST_SKILL), mapping(keys, {"field": NAMED}, needed=keys))


def point() -> Schema:
    """Return the schema of where a window begins or ends."""
    moments = dict.fromkeys(windows.MOMENTS, NAMED)
    values = {**moments, "plus": AMOUNT, "count": COUNT, "calendar": NAMED_CALENDAR}
    needing = {"dependentRequired": {key: ["plus"] for key in windows.COUNTED}}
    edge = {**mapping(windows.EDGE_KEYS, values, exactly_one=windows.MOMENTS), **needing}
    edges = dict.fromkeys(windows.SEVERAL, several(edge))
    made = mapping(
        windows.POINT_KEYS,
        {**edges, **values},
        exactly_one=(*windows.MOMENTS, *windows.SEVERAL),
        told="docs/definitions.md#a-window",
    )
    return {**made, **needing}


def _hours() -> Schema:
    values = {"calendar": NAMED_CALENDAR, "unless": CONDITION}
    keys = windows.HOURS_KEYS
    made = mapping(keys, values, needed=keys[:1], told="docs/definitions.md#hours")
    return any_of(NAMED_CALENDAR, made)


def _extension() -> Schema:
    asked = mapping(extensions.ASKED_KEYS, {"act": NAMED}, needed=extensions.ASKED_KEYS)
    values = {
        "by": AMOUNT,
        "to": NAMED,
        "at_most": AMOUNT,
        "times": number(1, extensions.MOST_TIMES),
        "asked": any_of({"const": extensions.BEFORE_DUE}, asked),
    }
    return mapping(
        extensions.KEYS,
        values,
        exactly_one=("by", "to"),
        told="docs/definitions.md#an-extension",
    )
