"""Steps that clocks take without telling anybody of the house."""

from collections.abc import Iterator

from workflow.definition.deadline import Rung
from workflow.definition.model import Definition


def tells(rung: Rung) -> bool:
    """Whether somebody of the house is told when a rung comes."""
    return any(one.kind != "party" for one in rung.to)


def going_round(definition: Definition) -> frozenset[str]:
    """Return the steps that clocks may take again and again, and nobody hears of it.

    They lead from state to state and back, or stay where they are.
    """
    found = set(_silent(definition))
    while True:
        sources = {source for _step, source, _target in found}
        targets = {target for _step, _source, target in found}
        going_on = {one for one in found if one[1] in targets and one[2] in sources}
        if going_on == found:
            return frozenset(step for step, _source, _target in found)
        found = going_on


def _silent(definition: Definition) -> Iterator[tuple[str, str, str]]:
    """Yield each step that a clock takes in silence, with a state it leads from, and to."""
    for deadline in definition.deadlines.values():
        for rung in (*deadline.remind, *deadline.missed):
            if rung.does and not tells(rung):
                step = definition.transitions[rung.does]
                for source in step.sources:
                    for branch in step.branches:
                        yield step.name, source, branch.to or source
