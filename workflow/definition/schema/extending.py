"""The schema of a definition of several files: parts of things, and what is taken away."""

from workflow.definition.joining import BY_NAME, DECLARING, NONE
from workflow.definition.reuse import EXTENDS, HEAD, PARTS, USES
from workflow.definition.schema.parts import Schema, any_of

TAKEN_AWAY: Schema = {
    "const": NONE,
    "description": "What the other definition says here is taken away.",
}


def or_of_several_files(whole: Schema) -> Schema:
    """Return that a file is a whole definition or, where it says so, one of several files."""
    values, needed = whole["properties"], whole["required"]
    changed = {
        **whole,
        "properties": {key: _changed(key, one) for key, one in values.items()},
        "required": [key for key in needed if key in HEAD],
    }
    using = {**whole, "required": [key for key in needed if key not in PARTS]}
    either = {"if": {"required": [USES]}, "then": using, "else": whole}
    return {"if": {"required": [EXTENDS]}, "then": changed, "else": either}


def _changed(key: str, one: Schema) -> Schema:
    if key in HEAD:
        return one
    if key in DECLARING:
        named = any_of(TAKEN_AWAY, _part_of(key, one["additionalProperties"]))
        one = {**one, "additionalProperties": named}
    elif key in BY_NAME:
        said = {word: any_of(TAKEN_AWAY, value) for word, value in one["properties"].items()}
        one = {**one, "properties": said}
    return any_of(TAKEN_AWAY, one)


def _part_of(key: str, thing: Schema) -> Schema:
    """Return some keys of a thing: the others are as the other definition says."""
    written = f"#/$defs/one_of_{key}/properties"
    return {
        "type": ["object", "null"],
        "properties": {
            word: any_of(TAKEN_AWAY, {"$ref": f"{written}/{word}"}) for word in thing["properties"]
        },
        "additionalProperties": False,
        "description": thing["description"],
    }
