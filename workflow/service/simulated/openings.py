"""How a case comes to be that only a step of another case of the same kind opens."""

from collections.abc import Sequence

from workflow.definition.creating import created
from workflow.definition.fitting import opening_of
from workflow.definition.model import Definition
from workflow.definition.promise import Promise
from workflow.proving import decide
from workflow.proving.step import Step

MOST = 20_000
"""So many situations are looked at for a way there."""


def way_to_opening(definition: Definition, opening: str) -> Sequence[Step]:
    """Return the shortest way to a step that opens another case by ``opening``.

    Empty if no step of the definition does, or none was found.
    """
    wanted = definition.transitions[opening]
    acts = tuple(
        step.name
        for step in definition.transitions.values()
        for one, _place in created(step)
        if one.workflow == definition.workflow and opening_of(one, definition) == wanted
    )
    if not acts:
        return ()
    # What must never be done is done at the end of the way by which that is broken.
    return decide(definition, Promise("always_before", acts), most=MOST).path
