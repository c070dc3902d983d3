"""Where a case can come and never be closed: what leads on is used up, or cannot hold there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from workflow.definition.model import NEW, SYSTEM, Branch, Definition, Transition
from workflow.definition.moves import Acts, Change, Told, branch_key, conditions_of
from workflow.definition.nodes import Book
from workflow.definition.possible import Axis
from workflow.definition.reaching import At, Reached, reached, with_data
from workflow.definition.strict_yaml import Keys
from workflow.errors import Problem
from workflow.translation import gettext


class Stuck(NamedTuple):
    """The situations of one state from which a case can never be closed.

    ``surely``: cases do come to some of them, and nothing that is on file matters there.
    """

    state: str
    situations: tuple[At, ...]
    surely: bool


def check_stuck(definition: Definition, book: Book) -> Iterator[Problem]:
    """No case comes to where it can never be closed, whatever is on file."""
    for text, place in _told(definition, book, surely=True):
        yield book.at(place).problem("S006", text, key=True)


def doubt_stuck(definition: Definition, book: Book) -> Iterator[Problem]:
    """No case comes to where it can never be closed because of what is on file."""
    for text, place in _told(definition, book, surely=False):
        yield book.at(place).problem("S025", text, key=True, severity="warning")


def _told(definition: Definition, book: Book, *, surely: bool) -> Iterator[tuple[str, Keys]]:
    acts = Acts(definition, book)
    found = _reached(definition, book, acts)
    if found is None:
        return
    wanted = gettext(
        "A case can come to the state “{name}” and never be closed: what leads on from there is "
        "not possible any more ({steps})."
    )
    if not surely:
        wanted = gettext(
            "A case can come to the state “{name}” and perhaps never be closed: what leads on from "
            "there may not be possible, and nothing that is done changes it ({steps})."
        )
    final = {name for name, one in definition.states.items() if one.final}
    for one in _stuck(found, final, [*definition.states]):
        steps = _in_the_way(found, acts, one)
        if one.surely == surely and steps:
            said = gettext(", ").join(f"{name}: {key}" for name, key in steps.items())
            yield wanted.format(name=one.state, steps=said), ("states", one.state)


def _reached(definition: Definition, book: Book, acts: Acts) -> Reached | None:
    """Return the situations a case can be in, if there are states from which no way is free."""
    doubted = _doubted(definition, acts)
    if not doubted:
        return None
    changes = [one for state in doubted for one in acts.changes(state)]
    conditions = {each.text: each for one in changes for each in conditions_of(one)}
    return reached(
        definition,
        book,
        [*conditions.values()],
        acts=acts,
        limits=_limits(definition),
        on_file={name for one in changes for name in one.step.has},
        righted=True,
    )


def _doubted(definition: Definition, acts: Acts) -> set[str]:
    """Return the states from which nothing leads to an end whatever happened before."""
    free = {name for name, one in definition.states.items() if one.final}
    rest = {*definition.states} - free
    while more := {name for name in rest if _leads_on(acts.changes(name), free)}:
        free |= more
        rest -= more
    return rest


def _leads_on(changes: Sequence[Change], free: set[str]) -> bool:
    return any(_is_free(one) and _leads_to(one, free) for one in changes)


def _is_free(change: Change) -> bool:
    step = change.step
    asks = (step.has, step.has_if, step.at_most, set(step.by) <= {SYSTEM})
    return not any(asks) and not any(one.joins or one.does for one in step.branches)


def _leads_to(change: Change, free: set[str]) -> bool:
    branches = change.branches
    if change.own is not None:
        return any(
            branches[at].to in free and branches[at].at_most is None for at in change.own.sure
        )
    last = branches[-1]
    certain = change.when is None and last.when is None and last.at_most is None
    return certain and all(one.to in free for one in branches)


def _limits(definition: Definition) -> Mapping[Axis, int]:
    """Return how often steps and their branches can be taken at most, where that is limited."""
    limited: list[tuple[str, Transition | Branch]] = []
    for name, one in definition.transitions.items():
        if NEW not in one.sources:
            limited.append((name, one))
            limited += [(branch_key(name, at), each) for at, each in enumerate(one.branches)]
    return {
        ("times" if one.per == "case" else "here", name): one.at_most
        for name, one in limited
        if one.at_most is not None
    }


def _stuck(found: Reached, final: set[str], states: Sequence[str]) -> Iterator[Stuck]:
    """Yield where a case can be and never be closed, by states, what is certain first."""
    possible, certain = found.onward(), found.onward(only_sure=True)
    righted, ending = found.ending(final, righted=True), found.ending(final, righted=False)
    alike: dict[At, list[At]] = {}
    for one in possible:
        alike.setdefault(_without_data(found, one), []).append(one)
    hopeless = [
        each
        for members in alike.values()
        if righted.isdisjoint(members) and not certain.isdisjoint(members)
        for each in members
    ]
    for state in states:
        there = tuple(one for one in hopeless if one.state == state)
        dead = tuple(one for one in possible - ending if one.state == state)
        if there:
            yield Stuck(state, there, surely=True)
        elif dead:
            yield Stuck(state, dead, surely=False)


def _without_data(found: Reached, one: At) -> At:
    kinds = (kind for kind, _name in found.sight.names)
    told = zip(kinds, one.told, strict=True)
    return At(one.state, tuple(answer for kind, answer in told if kind != "field"))


def _in_the_way(found: Reached, acts: Acts, stuck: Stuck) -> Mapping[str, str]:
    """Return the steps that are not possible there, each with the key that says why."""
    steps: dict[str, str] = {}
    for change in acts.changes(stuck.state):
        for one in stuck.situations:
            told = [*with_data(found.sight, one, change)]
            if not any(any(change.outcomes(found.sight, each)) for each in told):
                steps.setdefault(change.step.name, _key(found, change, told))
    return steps


def _key(found: Reached, change: Change, told: Sequence[Told]) -> str:
    """Return what stands in the way of a step."""
    step, sight = change.step, found.sight
    when = change.when
    if when is not None and not any(True in sight.come_to(when, one) for one in told):
        return "when"
    if any(sight.filled(told[0], name) is False for name in step.has):
        return "has"
    return "at_most" if step.at_most is not None else "first_of"


CHECKS = (check_stuck,)
DOUBTS = (doubt_stuck,)
