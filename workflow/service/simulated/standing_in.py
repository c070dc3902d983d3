"""Definitions that stand in for those of which a definition opens cases, where they are not known.

Cases of them can be opened with what is carried to them, and closed; nothing else is known of them.
Another stands in for those by which its own cases are opened.
"""

from collections.abc import Iterator, Mapping, Sequence
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
    """Return a definition for each of the others of which a definition opens cases.

    And one more if there is a step by which only the system opens a case of its own.
    """
    others = [name for name in definition.children if name != definition.workflow]
    opener = opener_of(definition)
    return (*(_stand_in(definition, name) for name in others), *([opener] if opener else ()))


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
    return _made(definition, workflow, fields, openings)


def opener_of(definition: Definition) -> Definition | None:
    """Return a definition with a step for each by which only the system opens a case of another.

    It has the same name, and opens that case with what is given. ``None`` if there is no such step.
    """
    workflow = f"{definition.workflow}_opener"
    own = [one for one in definition.opening if one.by == (SYSTEM,)]
    if not own:
        return None
    brought = {one.name: sorted(one.brings) for one in own}
    steps = {
        name: Transition(
            name,
            {},
            (NEW,),
            (Branch("open", creates=(_carrying(definition, name, fields),)),),
            (ANY_STAFF,),
            takes=tuple(fields),
        )
        for name, fields in brought.items()
    }
    fields = {name: definition.fields[name] for known in brought.values() for name in known}
    return _made(definition, workflow, fields, steps)


def _carrying(definition: Definition, opening: str, fields: Sequence[str]) -> Creation:
    return Creation(definition.workflow, dict(zip(fields, fields, strict=True)), opening)


def _made(
    definition: Definition,
    workflow: str,
    fields: Mapping[str, Field],
    openings: Mapping[str, Transition],
) -> Definition:
    """Return a definition whose cases are opened and closed."""
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
