"""What schemas are made of: texts, names, amounts, and mappings with known keys."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workflow.calendars.amounts import UNITS
from workflow.definition.lengths import COUNTS
from workflow.definition.model import LANGUAGE_VERSION
from workflow.definition.naming import IN_CONDITIONS, LONGEST_NAME, NAME, RESERVED
from workflow.definition.nodes import LONGEST_TEXT, MOST_DECLARED
from workflow.translation import LANGUAGES

Schema = Mapping[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FLAG: Schema = {"type": "boolean"}
TRUE: Schema = {"const": True}
VERSION: Schema = {"const": LANGUAGE_VERSION}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
CONDITION: Schema = {
    "type": ["string", "boolean"],
    "description": "A condition in quotation marks.",
}
VALUE: Schema = {"type": ["string", "number", "boolean"]}
NAMED: Schema = {"type": "string", "pattern": f"^{NAME.pattern}$", "maxLength": LONGEST_NAME}
"""The name of something that is declared elsewhere, or a word that stands for one."""
DECLARED: Schema = {**NAMED, "not": {"enum": sorted(RESERVED)}}
BARE: Schema = {**NAMED, "not": {"enum": sorted(IN_CONDITIONS)}}
"""A new name that conditions use without quotation marks."""
AMOUNT: Schema = {
    "type": "string",
    "pattern": r"^\s*\+?0*[1-9]\d*\s+("
    + "|".join(rf"{unit.removesuffix('s')}s?".replace(" ", r"\s+") for unit in UNITS)
    + r")\s*$",
    "description": "A length of time, such as 3 working days.",
}


def words(most: int = LONGEST_TEXT) -> Schema:
    """Return what a text may be; a whole number is one too."""
    return {"type": ["string", "integer"], "pattern": r"\S", "maxLength": most}


def title(most: int = LONGEST_TEXT, *, needed: bool = False) -> Schema:
    """Return what a text for people may be: words, or words by language."""
    by_language = mapping(LANGUAGES, dict.fromkeys(LANGUAGES, words(most)))
    return any_of(words(most), {**by_language, "type": "object"}, *([] if needed else [NULL]))


NULL: Schema = {"type": "null"}


def matching(pattern: re.Pattern[str], told: str) -> Schema:
    """Return a text of which all matches a pattern of the reader."""
    return {"type": "string", "pattern": f"^(?:{pattern.pattern})$", "description": told}


def one_of(known: Iterable[str]) -> Schema:
    """Return that it is one of some words."""
    return {"enum": list(known)}


def any_of(*known: Schema) -> Schema:
    """Return that it is one of several things."""
    return {"anyOf": list(known)}


def number(least: int, most: int) -> Schema:
    """Return that it is a whole number within bounds."""
    return {"type": "integer", "minimum": least, "maximum": most}


def several(one: Schema) -> Schema:
    """Return that it is a thing, or a list of such things."""
    return any_of(one, {"type": "array", "items": one, "minItems": 1})


def mapping(
    keys: Sequence[str],
    values: Mapping[str, Schema],
    needed: Sequence[str] = (),
    *,
    exactly_one: Sequence[str] = (),
    not_both: Sequence[str] = (),
    told: str = "",
) -> Schema:
    """Return a mapping with the keys the reader knows, and what each may hold.

    ``told`` is the heading of the page that explains it. Raises ``ValueError`` when keys and values
    are not about the same: the reader has learned a key, or forgotten one.
    """
    if set(keys) != set(values):
        differing = ", ".join(sorted(set(keys) ^ set(values)))
        raise ValueError(f"not both known to the reader and described: {differing}")
    found: dict[str, Any] = {
        "type": "object" if needed or exactly_one else ["object", "null"],
        "properties": {key: values[key] for key in keys},
        "additionalProperties": False,
    }
    if told:
        found["description"] = told
    if needed:
        found["required"] = list(needed)
    if exactly_one:
        found["oneOf"] = [{"required": [key]} for key in exactly_one]
    if not_both:
        found["not"] = {"required": list(not_both)}
    return found


def declaring(one: Schema, names: Schema = DECLARED) -> Schema:
    """Return a mapping that declares names."""
    return {
        "type": ["object", "null"],
        "propertyNames": names,
        "additionalProperties": one,
        "maxProperties": MOST_DECLARED,
    }


def single(keys: Sequence[str], values: Mapping[str, Schema], *, told: str) -> Schema:
    """Return a mapping of which exactly one key is there."""
    return mapping(keys, values, exactly_one=keys, told=told)


COUNT: Schema = mapping(
    tuple(COUNTS),
    {key: one_of(known) for key, known in COUNTS.items()},
    told="How days are counted.",
)

OFTEN: Mapping[str, Schema] = {
    "words": title(),
    "name": NAMED,
    "new_name": DECLARED,
    "new_bare_name": BARE,
    "names": several(NAMED),
    "condition": CONDITION,
    "amount": AMOUNT,
    "count": COUNT,
}


# --- what comes often --------------------------------------------------------------------------


def referring(made: Schema, names: Mapping[str, Schema]) -> Schema:
    """Return a schema in which what comes often stands once, under its name."""
    known = list(names.items())
    defined = {name: _referred(one, known, itself=True) for name, one in known}
    return {**_referred(made, known), "$defs": defined}


def _referred(part: Any, known: Sequence[tuple[str, Schema]], *, itself: bool = False) -> Any:
    if isinstance(part, list):
        return [_referred(one, known) for one in part]
    if not isinstance(part, dict):
        return part
    name = next((name for name, one in known if one == part), None)
    if name is not None and not itself:
        return {"$ref": f"#/$defs/{name}"}
    return {key: _referred(one, known) for key, one in part.items()}
