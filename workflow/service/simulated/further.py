"""What else people may do on a way so that it can be gone: a clock comes sooner, or came too soon.

All of it is only tried: the engine says whether it can be done, and what comes of it.
"""

from collections.abc import Iterator, Mapping, Sequence

from workflow.definition.conditions import Names, compile_condition
from workflow.definition.deadline import Deadline
from workflow.definition.domains import domain
from workflow.definition.model import Definition
from workflow.definition.questions import Questions
from workflow.proving.step import Step
from workflow.service.simulated.made_up import SOON

Way = tuple[Step, ...]


def further(definition: Definition, path: Sequence[Step]) -> Iterator[Way]:
    """Yield ways like one that was found, each with one thing more that is done on it.

    Before a clock fires that is waited for, it is extended, or that is revoked, or something is
    given that its due time depends on. A miss turns out to be none by what is recorded late, or by
    more time.
    """
    for at, step in enumerate(path):
        if step.clock is not None:
            yield from _sooner(definition, (*path,), at)
        elif step.kind == "unmiss":
            yield from _taken_back(definition, (*path,), at)


def _sooner(definition: Definition, path: Way, at: int) -> Iterator[Way]:
    deadline = definition.deadlines[path[at].clock or ""]
    for one in definition.transitions.values():
        if deadline.name in (*one.revokes, *(more.deadline for more in one.extends)):
            yield _with(path, at, Step("do", one.name, {}))
    for field, values in _read(definition, deadline).items():
        for value in values:
            yield from _given(definition, path, at, field, value)


def _read(definition: Definition, deadline: Deadline) -> Mapping[str, tuple[object, ...]]:
    """Return the fields that the due time of a deadline depends on, with values told apart."""
    texts = [deadline.applies]
    texts += [one.when for one in deadline.within]
    texts += [one.when for one in deadline.factors]
    texts += [one.when for one in deadline.pauses]
    names, asked = Names.of(definition), Questions()
    asked.ask(compile_condition(one, names) for one in texts if one is not None)
    times = [deadline.agreed, deadline.due]
    times += [one.name for one in deadline.starts if one.kind == "field"]
    return {
        name: domain(definition.fields[name], known, asked.lengths.get(name, 0))
        for name, known in asked.values.items()
    } | {name: (SOON,) for name in times if name is not None}


def _given(definition: Definition, path: Way, at: int, field: str, value: object) -> Iterator[Way]:
    """Yield the ways on which a value is given before a place: with a step, set, or corrected."""
    given = {field: value}
    bringing = [one for one in definition.transitions.values() if field in one.brings]
    names = {one.name for one in bringing}
    for place, step in enumerate(path[:at]):
        if step.name in names and step.kind == "do" and step.given.get(field) != value:
            brought = step._replace(given={**step.given, **given})
            yield (*path[:place], brought, *path[place + 1 :])
    if any(field in one.editable for one in definition.states.values()):
        yield _with(path, at, Step("set", field, given))
    for one in bringing:
        if any(branch.to is None for branch in one.branches):
            yield _with(path, at, Step("do", one.name, given))
    if definition.permissions.correct:
        yield _with(path, at, Step("correct", field, given))


def _taken_back(definition: Definition, path: Way, at: int) -> Iterator[Way]:
    """Yield the ways on which a miss turns out to be none: for what was done, or more time."""
    name = path[at].name
    before, after = path[:at], path[at + 1 :]
    if after and after[0].kind == "do" and after[0].clock is None:
        yield (*before, after[0]._replace(in_time=name), *after[1:])
    missed = next((place for place, one in enumerate(path) if one.clock == name), at)
    for step in definition.transitions.values():
        granted = Step("do", step.name, {})
        for one in step.extends:
            for rest in ((), after) if one.deadline == name else ():
                if one.asked is None:
                    yield (*before, granted._replace(in_time=name), *rest)
                else:
                    yield _with((*before, granted, *rest), missed, Step("do", one.asked, {}))


def _with(path: Way, at: int, step: Step) -> Way:
    return (*path[:at], step, *path[at:])
