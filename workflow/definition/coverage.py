"""Whether a deadline runs wherever a case waits, on every way it can have come there."""

from collections.abc import Iterator
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
    paused: frozenset[str | None]


def uncovered(definition: Definition, known: Ways) -> frozenset[str]:
    """Return the open states in which nothing may run, or all stands still.

    A deadline that a field starts runs after every step that needs the field. One that only
    duties start, or the miss of another one, is not relied on.
    """
    clocks = [one for one in map(_clock, definition.deadlines.values()) if one is not None]
    among = entangled(
        known,
        {
            moment.name
            for one in clocks
            for moment in one.starting | one.ending
            if moment.kind in OF_DUTIES
        },
    )
    given = {step: _needed(definition, step) for steps in known.values() for step in steps}
    none = frozenset[str]()
    seen = {Situation(NEW, none, none)}
    todo, found = list(seen), set[str]()
    while todo and len(seen) < MOST_SITUATIONS:
        now = todo.pop()
        for step in known[now.state]:
            for after in _after(now, step, clocks, among, given[step]):
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
                    moving = [one for one in clocks if one.name in after.running]
                    if not step.ends and all(after.state in one.paused for one in moving):
                        found.add(after.state)
    return frozenset(found)


def _clock(deadline: Deadline) -> Clock | None:
    starts = [one for one in deadline.starts if one.kind != "missed"]
    if all(one.kind in OF_DUTIES for one in starts):
        return None
    return Clock(
        deadline.name,
        frozenset(one for one in starts if one.kind != "field"),
        frozenset(one.name for one in starts if one.kind == "field"),
        frozenset((*deadline.met, *deadline.cancelled)),
        frozenset(one.state for one in deadline.pauses if one.state is not None),
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
