"""The schema of a definition's file: what it declares, and who may do what."""

from workflow.definition import documents, parse, promises, signing, vocabulary
from workflow.definition.issue import SIGNED
from workflow.definition.model import FIELD_TYPES
from workflow.definition.schema.calendars import NAMED_CALENDAR
from workflow.definition.schema.deadlines import addressee, deadline, ends
from workflow.definition.schema.duties import duty
from workflow.definition.schema.parts import (
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
    one_of,
    referring,
    several,
    title,
    words,
)
from workflow.definition.schema.transitions import SETS, point, transition
from workflow.definition.vocabulary import FIELD_KEYS, OWNER_KEYS, STATE_KEYS


def definition_schema() -> Schema:
    """Return the JSON Schema of a definition's file."""
    owner = _owner()
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
        "roles": declaring(_role()),
        "parties": declaring(_party()),
        "fields": declaring(_field(), BARE),
        "states": declaring(_state(owner)),
        "transitions": declaring(transition(owner)),
        "deadlines": declaring(deadline()),
        "permissions": _permissions(),
        "documents": declaring(_document()),
        "promises": several(_promise()),
        "duties": declaring(duty(owner)),
        **_issue(),
    }
    made = mapping(parse.KEYS, values, needed=parse.NEEDED, told="docs/definitions.md#the-file")
    often = {
        **OFTEN,
        "calendar": NAMED_CALENDAR,
        "owner": owner,
        "sets": SETS,
        "point": point(),
        "ends": ends(),
        "addressee": addressee(),
    }
    return {
        "$schema": DIALECT,
        "title": "complaint-workflow: a definition",
        **referring(made, often),
    }


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
        **dict.fromkeys((*promises.KINDS, "without", "done", "unless"), acts),
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
        "help": title(),
    }
    made = mapping(FIELD_KEYS, values, needed=("type",), told="docs/definitions.md#a-field")
    # A choice says what it is one of, and nothing else does.
    choice = {"properties": {"type": {"const": "choice"}}}
    neither = {"properties": {"of": False}}
    return {**made, "if": choice, "then": {"required": ["of"]}, "else": neither}


def _state(owner: Schema) -> Schema:
    values = {"title": title(), "final": FLAG, "owner": owner, "editable": several(NAMED)}
    return mapping(STATE_KEYS, values, told="docs/definitions.md#a-state")


def _owner() -> Schema:
    values = {"role": NAMED, "choose": one_of(vocabulary.CHOOSE)}
    rule = mapping(OWNER_KEYS, values, needed=OWNER_KEYS[:1], told="docs/definitions.md#owner")
    return any_of({"const": vocabulary.KEEP}, rule)


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
