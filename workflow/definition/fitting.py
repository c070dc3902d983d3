"""Whether a case can be opened with an act on another: what the two definitions say together."""

from collections.abc import Collection, Iterator
from zoneinfo import ZoneInfo

from workflow.definition.creation import Creation
from workflow.definition.kinds import Value, ValueInvalid
from workflow.definition.model import ANY_STAFF, SYSTEM, Definition, Field, Transition
from workflow.definition.owning import doers
from workflow.definition.values import read_value
from workflow.translation import gettext

AS_TEXT = frozenset({"text", "phone", "choice", "person"})
"""What can be carried into a text: its value is one."""
_ANYWHERE = ZoneInfo("UTC")


def opening_of(creation: Creation, child: Definition) -> Transition | None:
    """Return the step that opens the new case, ``None`` if its definition has none like it."""
    if creation.opening is None:
        return child.opening[0] if child.opening else None
    return next((one for one in child.opening if one.name == creation.opening), None)


def misfits(
    parent: Definition, step: Transition, creation: Creation, child: Definition
) -> Iterator[str]:
    """Yield, for people, why ``step`` could not open a case of the definition ``child``."""
    opening = opening_of(creation, child)
    if opening is None:
        wanted = gettext("{workflow} has no step {name} that opens a case.")
        yield wanted.format(workflow=child.workflow, name=creation.opening)
        return
    yield from _fields(parent, creation, child, opening)
    yield from _who(parent, step, child, opening)


def _fields(
    parent: Definition, creation: Creation, child: Definition, opening: Transition
) -> Iterator[str]:
    takes = opening.brings
    only = {need.field: need.of for need in opening.needs if need.of}
    takes |= {name for one in opening.branches if one.to for name in child.states[one.to].editable}
    for name in creation.filled:
        theirs = child.fields.get(name)
        if theirs is None:
            wanted = gettext("{workflow} has no field {name}.")
            yield wanted.format(workflow=child.workflow, name=name)
        elif name not in takes:
            wanted = gettext("{opening} of {workflow} does not take {name}.")
            yield wanted.format(opening=opening.name, workflow=child.workflow, name=name)
        elif name in creation.carries:
            ours = parent.fields[creation.carries[name]]
            yield from unlike(ours, theirs, only.get(name))
            yield from seen_by_more(ours.name, ours.sees, child, theirs)
        elif creation.sets and name in creation.sets:
            yield from _constant(theirs, creation.sets[name], only.get(name))
    for need in opening.needs:
        if need.condition is None and need.field not in creation.filled:
            wanted = gettext("{opening} of {workflow} needs {name}: it must be carried or set.")
            text = wanted.format(opening=opening.name, workflow=child.workflow, name=need.field)
            yield text


def seen_by_more(ours: str, by: Collection[str], child: Definition, theirs: Field) -> Iterator[str]:
    """Yield, for people, that what only ``by`` see here would be seen by others there."""
    if not by or ANY_STAFF in by:
        return
    there = theirs.sees or child.sees
    if not there or not frozenset(there) <= frozenset(by):
        wanted = gettext("{ours} is not seen by everybody, and {theirs} would be seen by others.")
        yield wanted.format(ours=ours, theirs=theirs.name)


def unlike(ours: Field, theirs: Field, only: Collection[str] | None = None) -> Iterator[str]:
    """Yield, for people, why a field cannot hold all that another holds, or must not.

    Of listed values it takes ``only`` some.
    """
    if ours.personal and not theirs.personal:
        wanted = gettext("{ours} is personal and {theirs} is not: nobody could erase it there.")
        yield wanted.format(ours=ours.name, theirs=theirs.name)
    if ours.refusable and not theirs.refusable:
        wanted = gettext("{ours} can be refused and {theirs} cannot.")
        yield wanted.format(ours=ours.name, theirs=theirs.name)
    if ours.type != theirs.type and not (theirs.type == "text" and ours.type in AS_TEXT):
        wanted = gettext("{ours} is of type {type} and {theirs} of type {other}.")
        yield wanted.format(ours=ours.name, type=ours.type, theirs=theirs.name, other=theirs.type)
    elif ours.item != theirs.item:
        wanted = gettext("{ours} is a list of {type} and {theirs} one of {other}.")
        yield wanted.format(ours=ours.name, type=ours.item, theirs=theirs.name, other=theirs.item)
    elif "choice" in (theirs.type, theirs.item):
        known = {one.value for one in theirs.of} if only is None else only
        if strange := [one.value for one in ours.of if one.value not in known]:
            wanted = gettext("{ours} can be {value}, which {theirs} cannot.")
            yield wanted.format(ours=ours.name, value=strange[0], theirs=theirs.name)
    if theirs.type == ours.type == "list" and ours.most > theirs.most:
        wanted = gettext("{ours} can hold {many} entries and {theirs} only {few}.")
        yield wanted.format(ours=ours.name, many=ours.most, theirs=theirs.name, few=theirs.most)


def _constant(theirs: Field, value: Value, only: Collection[str] | None) -> Iterator[str]:
    wanted = gettext("The value for {name} does not fit: expected {expected}.")
    try:
        found = read_value(theirs, value, _ANYWHERE)
    except ValueInvalid as error:
        yield wanted.format(name=theirs.name, expected=error.expected)
        return
    if only is not None and found not in only:
        expected = gettext("one of: {known}").format(known=", ".join(only))
        yield wanted.format(name=theirs.name, expected=expected)


def _who(
    parent: Definition, step: Transition, child: Definition, opening: Transition
) -> Iterator[str]:
    """Yield who could do the step but not open the case, as far as roles can be compared."""
    if opening.reads_back and SYSTEM in step.by:
        wanted = gettext(
            "{opening} of {workflow} is read back, which nobody does when {step} happens by itself."
        )
        yield wanted.format(opening=opening.name, workflow=child.workflow, step=step.name)
    if SYSTEM in opening.by:
        return
    wanted = gettext(
        "{who} may do {step} but not {opening} of {workflow}; system may be listed under `by` of "
        "{opening}."
    )
    for who in step.by:
        alone = who == SYSTEM or (who in parent.roles and ANY_STAFF not in opening.by)
        if alone and who not in opening.by:
            yield wanted.format(
                who=who, step=step.name, opening=opening.name, workflow=child.workflow
            )
    wanted = gettext(
        "{who} may do {step} once the case or its duty is theirs, but not {opening} of {workflow}; "
        "system may be listed under `by` of {opening}."
    )
    for who in dict.fromkeys(doers(parent, step)):
        if who not in step.by and who not in opening.by and ANY_STAFF not in opening.by:
            yield wanted.format(
                who=who, step=step.name, opening=opening.name, workflow=child.workflow
            )
