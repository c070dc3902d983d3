"""Steps that clocks take without telling anybody of the house."""

from collections.abc import Iterator
from itertools import takewhile

from workflow.definition.deadline import Deadline, Rung
from workflow.definition.model import Definition
from workflow.definition.voices import of_the_house


def tells(rung: Rung) -> bool:
    """Whether somebody of the house is told when a rung comes."""
    return of_the_house(rung.to)


def before_it_tells(definition: Definition, deadline: Deadline) -> frozenset[str]:
    """Return the steps that clocks may take in silence before a deadline has told anybody.

    Not those that end the case: nobody has to hear of it any more.
    """
    others = [
        rung
        for one in definition.deadlines.values()
        for rung in (*one.remind, *(() if one is deadline else one.missed))
    ]
    own = takewhile(lambda rung: not tells_at_once(rung), deadline.missed)
    silent = (rung.does for rung in (*others, *own) if rung.does and not tells(rung))
    return frozenset(name for name in silent if _leads_on(definition, name))


def tells_at_once(rung: Rung) -> bool:
    """Whether somebody of the house is told for sure as soon as a time is over."""
    return tells(rung) and rung.after is None and rung.when is None


def _leads_on(definition: Definition, step: str) -> bool:
    targets = [one.to for one in definition.transitions[step].branches]
    return any(one is None or not definition.states[one].final for one in targets)


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
