"""The schema of a definition's file: what it declares, and who may do what."""

from collections.abc import Mapping

from workflow.definition import (
    counters,
    documents,
    parse,
    promises,
    reuse,
    signing,
    vocabulary,
)
from workflow.definition.issue import SIGNED
from workflow.definition.model import FIELD_TYPES, ITEM_TYPES, MOST_ENTRIES
from workflow.definition.schema.calendars import NAMED_CALENDAR
from workflow.definition.schema.deadlines import deadline, ends, steps_after
from workflow.definition.schema.duties import duty
from workflow.definition.schema.extending import TAKEN_AWAY, or_of_several_files
from workflow.definition.schema.messages import addressee, avoid, script, send
from workflow.definition.schema.parts import (
    AMOUNT,
    BARE,
    CONDITION,
    COUNT,
    DATE,
    DECLARED,
    DIALECT,
    FLAG,
    NAMED,
    OFTEN,
    VERSION,
    Schema,
    any_of,
    declaring,
    mapping,
    matching,
    number,
    one_of,
    referring,
    several,
    title,
    words,
)
from workflow.definition.schema.recurring import schedule
from workflow.definition.schema.transitions import FILLING, SETS, owner_rule, point, transition
from workflow.definition.vocabulary import FIELD_KEYS, STATE_KEYS


def definition_schema() -> Schema:
    """Return the JSON Schema of a definition's file."""
    owner = owner_rule()
    things = _things(owner)
    values = {
        "language": VERSION,
        "workflow": DECLARED,
        "edition": words(parse.LONGEST_EDITION),
        "effective": DATE,
        "title": title(),
        "prefix": matching(parse.PREFIX, "What the numbers of cases begin with."),
        "count": COUNT,
        "calendar": NAMED_CALENDAR,
        "requires": _requires(),
        **_declared(things),
        "permissions": _permissions(),
        "promises": several(_promise()),
        "sees": several(NAMED),
        "same": several(NAMED),
        "counters": declaring(_counter()),
        "script": script(),
        "avoid": avoid(),
        "checks": several(NAMED),
        "uses": several(DECLARED),
        "extends_definition": DECLARED,
        **_issue(),
    }
    made = mapping(parse.KEYS, values, needed=parse.NEEDED, told="docs/definitions.md#the-file")
    often = {
        **{f"one_of_{key}": one for key, one in things.items()},
        "taken_away": TAKEN_AWAY,
        "permissions": _permissions(),
        "promise": _promise(),
        "requires": _requires(),
        "signature": _signature(),
        **OFTEN,
        "calendar": NAMED_CALENDAR,
        "owner": owner,
        "sets": SETS,
        "filling": FILLING,
        "point": point(),
        "ends": ends(),
        "steps_after": steps_after(),
        "addressee": addressee(),
        "message": send(),
        "script": script(),
        "avoid": avoid(),
    }
    return {
        "$schema": DIALECT,
        "title": "complaint-workflow: a definition",
        **referring(or_of_several_files(made), often),
    }


def fragment_schema() -> Schema:
    """Return the JSON Schema of a fragment's file."""
    things = _things(owner_rule())
    values = {
        "language": VERSION,
        "fragment": DECLARED,
        "uses": several(DECLARED),
        "calendar": NAMED_CALENDAR,
        "count": COUNT,
        **{key: one for key, one in _declared(things).items() if key in reuse.PARTS},
        "permissions": _permissions(),
        "script": script(),
        "avoid": avoid(),
        "checks": several(NAMED),
    }
    keys, needed = reuse.FRAGMENT_KEYS, reuse.FRAGMENT_NEEDED
    made = mapping(keys, values, needed=needed, told="docs/definitions.md#re-use")
    often = {**OFTEN, "calendar": NAMED_CALENDAR}
    return {
        "$schema": DIALECT,
        "title": "complaint-workflow: a fragment of definitions",
        **referring(made, often),
    }


def _things(owner: Schema) -> dict[str, Schema]:
    """Return what is declared by name, by the key it is declared under."""
    return {
        "roles": _role(),
        "parties": _party(),
        "fields": _field(),
        "states": _state(owner),
        "transitions": transition(owner),
        "deadlines": deadline(),
        "documents": _document(),
        "counters": _counter(),
        "duties": duty(owner),
        "schedules": schedule(),
    }


def _declared(things: Mapping[str, Schema]) -> dict[str, Schema]:
    names = {"fields": BARE}
    return {key: declaring(one, names.get(key, DECLARED)) for key, one in things.items()}


def _issue() -> dict[str, Schema]:
    return {
        "number": words(signing.LONGEST_NUMBER),
        "revision": words(signing.LONGEST_NUMBER),
        "issued_by": title(),
        **dict.fromkeys(SIGNED, _signature()),
    }


def _signature() -> Schema:
    values = {"by": words(signing.LONGEST_PERSON), "date": DATE}
    keys = signing.SIGNATURE_KEYS
    return mapping(keys, values, needed=keys, told="docs/definitions.md#who-stands-behind-it")


def _promise() -> Schema:
    acts = several(NAMED)
    values: dict[str, Schema] = {
        **dict.fromkeys((*promises.KINDS, "without", "done", "unless", "since"), acts),
        promises.HEARD: AMOUNT,
        "when": CONDITION,
        "assumed": title(),
    }
    kinds = {kind: (kind, *beside) for kind, beside in promises.BESIDE.items()}
    return any_of(*(
        mapping(
            keys,
            {key: values[key] for key in keys},
            needed=promises.NEEDED[kind],
            told="docs/definitions.md#a-promise",
        )
        for kind, keys in kinds.items()
    ))  # fmt: skip


def _role() -> Schema:
    values = {"title": title(), "calendar": NAMED_CALENDAR}
    return mapping(vocabulary.ROLE_KEYS, values, told="docs/definitions.md#a-role-a-party")


def _party() -> Schema:
    told = "docs/definitions.md#a-role-a-party"
    return mapping(vocabulary.PARTY_KEYS, {"title": title()}, told=told)


def _field() -> Schema:
    value = {**NAMED, "not": {"const": "refused"}}
    by_value = {"type": "object", "propertyNames": value, "additionalProperties": title()}
    values = {
        "type": one_of(FIELD_TYPES),
        "title": title(),
        "personal": FLAG,
        "refusable": FLAG,
        "of": any_of(by_value, several(value)),
        "at_most": number(1, MOST_ENTRIES),
        "sees": several(NAMED),
        "secret_from": several(NAMED),
        "help": title(),
    }
    made = mapping(FIELD_KEYS, values, needed=("type",), told="docs/definitions.md#a-field")
    # A choice says what it is one of, a list what it is of and how long, and nothing else does.
    of = {"properties": {"type": {"enum": ["choice", "list"]}}}
    listed: Schema = {"type": ["array", "object"]}
    rules: list[Schema] = [
        {"if": of, "then": {"required": ["of"]}, "else": {"properties": {"of": False}}},
        {
            "if": {"properties": {"type": {"const": "list"}}},
            "then": {"properties": {"of": any_of(listed, one_of(ITEM_TYPES))}},
            "else": {"properties": {"at_most": False}},
        },
    ]
    return {**made, "allOf": rules}


def _state(owner: Schema) -> Schema:
    values = {
        "title": title(),
        "final": FLAG,
        "owner": owner,
        "editable": several(NAMED),
        "script": script(),
        "avoid": avoid(),
    }
    return mapping(STATE_KEYS, values, told="docs/definitions.md#a-state")


def _counter() -> Schema:
    field = mapping(counters.AMOUNT_KEYS, {"field": NAMED}, needed=counters.AMOUNT_KEYS)
    amount = any_of(number(1, counters.MOST), field)
    keys = counters.ADDITION_KEYS
    told = "docs/definitions.md#a-counter"
    values = {
        "title": title(),
        "of": NAMED,
        "adds": several(mapping(keys, {"act": NAMED, "amount": amount}, needed=keys[:1])),
        "takes_back": several(NAMED),
        "per": one_of(counters.PER),
    }
    return mapping(counters.KEYS, values, needed=counters.NEEDED, told=told)


def _permissions() -> Schema:
    keys = vocabulary.PERMISSION_KEYS
    told = "docs/definitions.md#permissions"
    return mapping(keys, dict.fromkeys(keys, several(NAMED)), told=told)


def _requires() -> Schema:
    keys = vocabulary.REQUIRES_KEYS
    told = "docs/definitions.md#names-from-an-application"
    return mapping(keys, dict.fromkeys(keys, several(BARE)), told=told)


def _document() -> Schema:
    values = {"title": title(), "text": title(documents.LONGEST_DOCUMENT, needed=True)}
    told = "docs/definitions.md#a-document"
    return mapping(documents.KEYS, values, needed=documents.KEYS[1:], told=told)
