"""Where a field can be filled in, and whether a case always has it."""

from collections.abc import Callable, Collection, Iterator

from workflow.definition.copied import filled
from workflow.definition.model import NEW, Definition, Transition
from workflow.definition.outcomes import always


def from_the_opening(definition: Definition, field: str) -> bool:
    """Whether every case has a value in a field from the time it is opened."""
    refusable = definition.fields[field].refusable
    return not refusable and all(field in always(one) for one in definition.opening)


def brings(definition: Definition, transition: Transition, field: str) -> bool:
    """Whether a field can come with a step: it takes it, or it can be set where it leads."""
    states = [*transition.sources, *(one.to for one in transition.branches if one.to)]
    editable = (definition.states[one].editable for one in states if one != NEW)
    return field in transition.brings or any(field in one for one in editable)


def given_in(
    definition: Definition, field: str, running: Callable[[str], Collection[str]]
) -> Iterator[str]:
    """Yield the states in which a case can be right after a field was filled in.

    ``running`` says in which a deadline, by its name, can run.
    """
    for name, state in definition.states.items():
        if field in state.editable:
            yield name
    for one in definition.transitions.values():
        brought = brings(definition, one, field)
        for branch in one.branches:
            if brought or field in filled(branch):
                yield from (one.sources if branch.to is None else (branch.to,))
    for name, deadline in definition.deadlines.items():
        if any(field in filled(one) for one in (*deadline.remind, *deadline.missed)):
            yield from running(name)
