"""What else people may do on a way so that it can be gone: a clock comes sooner, or came too soon.

All of it is only tried: the engine says whether it can be done, and what comes of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from workflow.definition.conditions import Names, compile_condition
from workflow.definition.deadline import Deadline
from workflow.definition.domains import domain
from workflow.definition.model import Definition
from workflow.definition.questions import Questions
from workflow.proving.step import Step
from workflow.service.simulated.made_up import LATE, SOON

Way = tuple[Step, ...]


def put_off(definition: Definition, path: Sequence[Step], heard: Iterable[str]) -> Iterator[Way]:
    """Yield the same way with something done after it by which nobody hears of the case so soon.

    That is, by the deadlines by which somebody ``heard`` of it.
    """
    for name in heard:
        deadline = definition.deadlines[name]
        given = [
            {field: one}
            for field, many in _read(definition, deadline, LATE).items()
            for one in many
        ]
        yield from ((*path, one) for one in _acts(definition, deadline, given))
        yield from (
            (*path, Step("do", one.name, {more.to: LATE}))
            for one in definition.transitions.values()
            for more in one.extends
            if more.deadline == name and more.to is not None
        )
        if deadline.on_transfer == "restart":
            yield (*path, Step("assign", name, {}))


def further(definition: Definition, path: Sequence[Step]) -> Iterator[Way]:
    """Yield ways like one that was found, each with one thing more that is done on it.

    Before a clock fires that is waited for, it is extended, or that is revoked, or something is
    given that its due time depends on. A miss turns out to be none by what is recorded late, or by
    more time. Last, somebody lets the next clock fire before a step, where that has no effect yet.
    """
    for at, step in enumerate(path):
        if step.clock is not None:
            yield from _sooner(definition, (*path,), at)
        elif step.kind == "unmiss":
            yield from _taken_back(definition, (*path,), at)
    yield from _in_time((*path,))
    for at in range(len(path) - 1, 0, -1):
        yield _with((*path,), at, Step("wait", "", {}))


def _in_time(path: Way) -> Iterator[Way]:
    """Yield the ways on which a step that came after a clock was done as it was due."""
    for at, step in enumerate(path):
        if step.kind == "do" and step.clock is None and not step.in_time:
            clocks = dict.fromkeys(one.clock for one in path[:at] if one.clock is not None)
            yield from ((*path[:at], step._replace(in_time=one), *path[at + 1 :]) for one in clocks)


def _sooner(definition: Definition, path: Way, at: int) -> Iterator[Way]:
    deadline = definition.deadlines[path[at].clock or ""]
    read = _read(definition, deadline)
    given = [{field: value} for field, values in read.items() for value in values]
    for one in given:
        yield from _brought(definition, path, at, one)
    acts = [*_acts(definition, deadline, given)]
    for place in range(at, 0, -1):
        yield from (_with(path, place, one) for one in acts)


def _acts(
    definition: Definition, deadline: Deadline, given: Sequence[Mapping[str, object]]
) -> Iterator[Step]:
    """Yield what moves a deadline: more time, less, and what it reads set, told or corrected."""
    steps = definition.transitions.values()
    for one in steps:
        if deadline.name in (*one.revokes, *(more.deadline for more in one.extends)):
            yield Step("do", one.name, {})
    for data in given:
        (field,) = data
        if any(field in one.editable for one in definition.states.values()):
            yield Step("set", field, data)
        for one in steps:
            if field in one.brings and any(branch.to is None for branch in one.branches):
                yield Step("do", one.name, data)
        if definition.permissions.correct:
            yield Step("correct", field, data)


def _read(
    definition: Definition, deadline: Deadline, time: str = SOON
) -> Mapping[str, tuple[object, ...]]:
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
    } | {name: (time,) for name in times if name is not None}


def _brought(
    definition: Definition, path: Way, at: int, data: Mapping[str, object]
) -> Iterator[Way]:
    """Yield the ways on which a step before a place brings some data."""
    for place, step in enumerate(path[:at]):
        known = definition.transitions[step.name].brings if step.kind == "do" else frozenset()
        given = {**step.given, **data}
        if known.issuperset(data) and given != step.given:
            yield (*path[:place], step._replace(given=given), *path[place + 1 :])


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
