"""Whether a deadline runs wherever a case waits, on every way it can have come there."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from workflow.definition.deadline import Deadline, Moment
from workflow.definition.model import NEW, Definition
from workflow.definition.outcomes import always
from workflow.definition.shape import Step, Ways, entangled

OF_DUTIES = frozenset({"opened", "settled"})
MOST_SITUATIONS = 20_000
"""So many are looked at; what lies beyond is taken to be like them."""


class Situation(NamedTuple):
    """Where a case is, what runs, and which duties are owed."""

    state: str
    running: frozenset[str]
    owed: frozenset[str]


class Clock(NamedTuple):
    """A deadline, as far as steps start and end it: ``fields`` start it when they are filled in."""

    name: str
    starting: frozenset[Moment]
    fields: frozenset[str]
    ending: frozenset[Moment]


def situations(
    definition: Definition, known: Ways, duties: Collection[str]
) -> frozenset[Situation]:
    """Return the situations an open case can be in, with what runs, and which duties are owed.

    ``duties`` are those to be followed beside those that start or end what runs. A deadline that a
    field starts runs after every step that needs the field; one that only the miss of another one
    starts is not relied on. Those that only duties start are left out where none is followed.
    """
    clocks = [
        _clock(one) for one in definition.deadlines.values() if duties or not only_by_duties(one)
    ]
    moments = frozenset[Moment]().union(*(one.starting | one.ending for one in clocks))
    among = entangled(known, {one.name for one in moments if one.kind in OF_DUTIES}.union(duties))
    given = {step: _needed(definition, step) for steps in known.values() for step in steps}
    none = frozenset[str]()
    seen = {Situation(NEW, none, none)}
    todo, found = list(seen), set[Situation]()
    while todo and len(seen) < MOST_SITUATIONS:
        now = todo.pop()
        for step in known[now.state]:
            for after in _after(now, step, clocks, among, given[step]):
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
                if not step.ends:
                    found.add(after)
    return frozenset(found)


def only_by_duties(deadline: Deadline) -> bool:
    """Whether nothing but duties starts it: it is over when they are settled, and the case stays.

    The miss of another deadline is not counted.
    """
    return all(one.kind in OF_DUTIES for one in deadline.starts if one.kind != "missed")


def _clock(deadline: Deadline) -> Clock:
    starts = [one for one in deadline.starts if one.kind != "missed"]
    return Clock(
        deadline.name,
        frozenset(one for one in starts if one.kind != "field"),
        frozenset(one.name for one in starts if one.kind == "field"),
        frozenset((*deadline.met, *deadline.cancelled)),
    )


def _needed(definition: Definition, step: Step) -> frozenset[str]:
    """Return the fields that are always given with a step."""
    acts = [one.name for one in step.moments if one.kind == "act"]
    return frozenset[str]().union(*(always(definition.transitions[name]) for name in acts))


def _after(
    now: Situation, step: Step, clocks: list[Clock], among: frozenset[str], given: frozenset[str]
) -> Iterator[Situation]:
    for turn in step.handling.turns(now.owed, among):
        moments = step.moments.union(turn.moments)
        running = set[str]()
        for one in clocks if not step.ends else ():
            begins = not (one.starting.isdisjoint(moments) and one.fields.isdisjoint(given))
            ends = not one.ending.isdisjoint(moments)  # what merges ends the case, or is refused
            if begins or (one.name in now.running and not ends):
                running.add(one.name)
        yield Situation(step.target, frozenset(running), turn.after)
