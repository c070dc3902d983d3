"""The schema of who is told, what is said, and what is not."""

from workflow.definition import addressing, scripts
from workflow.definition.model import OWNER
from workflow.definition.schema.parts import (
    FLAG,
    NAMED,
    Schema,
    any_of,
    mapping,
    one_of,
    several,
    single,
    title,
    words,
)
from workflow.definition.speech import OCCASIONS

LONGEST_PERSON = 100


def addressee() -> Schema:
    """Return the schema of who hears of it."""
    values = {
        "role": NAMED,
        "above": {"const": OWNER},
        "head_of": words(LONGEST_PERSON),
        "person": words(LONGEST_PERSON),
        "party": NAMED,
        "duty": NAMED,
    }
    one = single(addressing.ADDRESSEES, values, told="docs/definitions.md#an-addressee")
    return any_of({"const": OWNER}, one)


def send() -> Schema:
    """Return the schema of a message that is sent."""
    values = {"to": several(addressee()), "document": NAMED, "urgent": FLAG}
    keys = addressing.SEND_KEYS
    return mapping(keys, values, needed=keys[:2], told="docs/definitions.md#a-message")


def script() -> Schema:
    """Return the schema of what to say: words, or words by occasion."""
    said = title(scripts.LONGEST_SCRIPT, needed=True)
    told = "docs/definitions.md#a-script"
    return any_of(said, mapping(OCCASIONS, dict.fromkeys(OCCASIONS, said), told=told))


def avoid() -> Schema:
    """Return the schema of phrases to avoid."""
    values = {
        "phrase": several(words(scripts.LONGEST_PHRASE)),
        "instead": title(needed=True),
        "only": one_of((scripts.WARN,)),
    }
    keys = scripts.AVOID_KEYS
    told = "docs/definitions.md#phrases-to-avoid"
    return several(mapping(keys, values, needed=keys[:2], told=told))
