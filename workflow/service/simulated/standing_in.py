"""Definitions that stand in for those of which a definition opens cases, where they are not known.

Cases of them can be opened with what is carried to them, and closed; nothing else is known of them.
"""

from collections.abc import Iterator
from dataclasses import replace

from workflow.calendars.amounts import Count
from workflow.definition.creating import created
from workflow.definition.creation import Creation
from workflow.definition.deadline import Deadline, Limit, Moment
from workflow.definition.lengths import STAND_IN
from workflow.definition.model import (
    ANY_STAFF,
    NEW,
    SYSTEM,
    Branch,
    Definition,
    Field,
    FieldType,
    Permissions,
    State,
    Transition,
)

OPENING = "open_it"
CLOSING = "close_it"


def stand_ins(definition: Definition) -> tuple[Definition, ...]:
    """Return a definition for each of the others of which a definition opens cases."""
    others = [name for name in definition.children if name != definition.workflow]
    return tuple(_stand_in(definition, name) for name in others)


def _stand_in(definition: Definition, workflow: str) -> Definition:
    made = [
        one
        for step in definition.transitions.values()
        for one, _place in created(step)
        if one.workflow == workflow
    ]
    fields: dict[str, Field] = {}
    openings: dict[str, Transition] = {}
    for one in made:
        filled = dict(_fields(definition, one))
        fields.update(filled)
        name = one.opening or OPENING
        known = openings[name].takes if name in openings else ()
        openings[name] = Transition(
            name,
            {},
            (NEW,),
            (Branch("open"),),
            (ANY_STAFF, SYSTEM),
            takes=tuple(dict.fromkeys((*known, *filled))),
        )
    closing = Transition(CLOSING, {}, ("open",), (Branch("closed"),), (ANY_STAFF,))
    moments = (Moment("entered", "open"),), (Moment("left", "open"),)
    deadline = Deadline("ending", {}, *moments, (), (Limit(STAND_IN),), Count())
    return Definition(
        language=definition.language,
        workflow=workflow,
        edition="stand-in",
        effective="2026-01-01",
        title={},
        prefix="X",
        roles=definition.roles,
        parties={},
        fields=fields,
        states={"open": State("open", {}), "closed": State("closed", {}, final=True)},
        transitions={**openings, CLOSING: closing},
        deadlines={"ending": deadline},
        permissions=Permissions(),
    )


def _fields(definition: Definition, creation: Creation) -> Iterator[tuple[str, Field]]:
    for theirs, ours in creation.carries.items():
        yield theirs, replace(definition.fields[ours], name=theirs)
    for name, value in (creation.sets or {}).items():
        if isinstance(value, list):
            yield name, Field(name, "list", {}, item=_type(value[0]))
        else:
            yield name, Field(name, _type(value), {})


def _type(value: object) -> FieldType:
    if isinstance(value, bool):
        return "flag"
    return "number" if isinstance(value, int) else "text"
