"""How a definition calls what a refusal names: for the person who reads it."""

from collections.abc import Mapping
from typing import Any

from workflow.definition.model import OWNER, Definition, Text
from workflow.errors import ActRefused


def entitle(refusal: ActRefused, definition: Definition, owner: str | None = None) -> ActRefused:
    """Return the refusal, knowing the titles of what it names, and who the owner is."""
    states, steps = _titles(definition.states), _titles(definition.transitions)
    fields = _titles(definition.fields)
    people = {**_titles(definition.roles), **_titles(definition.parties)}
    if owner is not None:
        people[OWNER] = {"en": owner, "zh": owner}
    return refusal.entitled(
        {
            "state": states,
            "sources": states,
            "trigger": steps,
            "allowed": {**fields, **steps},
            "did": steps,
            "may": people,
            "field": fields,
        }
    )


def _titles(known: Mapping[str, Any]) -> dict[str, Text]:
    return {name: one.title for name, one in known.items()}
