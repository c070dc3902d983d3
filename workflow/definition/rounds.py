"""Rounds people can go without end: nothing counts them, and no deadline runs through them."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from workflow.definition.clocks import Runs
from workflow.definition.deadline import Deadline, Moment, step_moments
from workflow.definition.model import SYSTEM, Definition, Transition
from workflow.definition.nodes import Book
from workflow.definition.outcomes import cases_of, choices_of, taken
from workflow.errors import Problem
from workflow.translation import gettext

MOST_LEGS = 1_000_000
"""Of a definition with more, as many times as it has states, nothing is said."""


class Leg(NamedTuple):
    """One step of a round, that can be taken as often as one likes."""

    act: str
    source: str
    target: str

    @property
    def moments(self) -> frozenset[Moment]:
        """What it is for deadlines."""
        return step_moments(self.act, self.source, self.target)


def doubt_rounds(definition: Definition, book: Book) -> Iterator[Problem]:
    """Nobody can go round for ever unseen: at most so often, or while a deadline runs."""
    told: list[frozenset[str]] = []
    for one in sorted(_rounds([*_legs(definition, book)]), key=len):
        states = frozenset(leg.source for leg in one)
        if any(known <= states for known in told) or _watched(one, definition, book.runs):
            continue
        if any(set(definition.transitions[leg.act].by) <= {SYSTEM} for leg in one):
            continue  # a clock has to come every time: whether somebody hears is asked elsewhere
        told.append(states)
        yield _told(one, definition, book)


def _legs(definition: Definition, book: Book) -> Iterator[Leg]:
    for one in definition.transitions.values():
        if one.at_most is not None and one.per == "case":
            continue
        for at in sorted(_endless(one, definition, book)):
            target = one.branches[at].to
            if target is not None:
                yield from (Leg(one.name, source, target) for source in one.sources)


def _endless(transition: Transition, definition: Definition, book: Book) -> set[int]:
    """Return the branches that can be taken when everything was done as often as is asked."""
    choices = choices_of(transition, book)
    cases = cases_of(transition, book, definition, choices, often=True) or []
    limited = {at for at, one in enumerate(transition.branches) if _limited(one.at_most, one.per)}
    return {at for case in cases for at in taken(choices, case)} - limited


def _limited(at_most: int | None, per: str) -> bool:
    return at_most is not None and per == "case"


def _rounds(legs: Sequence[Leg]) -> Iterator[tuple[Leg, ...]]:
    """Yield, for each leg, the shortest round that ends with it."""
    onward: dict[str, list[Leg]] = {}
    for leg in legs:
        onward.setdefault(leg.source, []).append(leg)
    if len(onward) * len(legs) > MOST_LEGS:
        return
    for start in onward:
        ways = _ways(start, onward)
        for leg in legs:
            if leg.target == start and leg.source in ways:
                yield (*ways[leg.source], leg)


def _ways(start: str, onward: Mapping[str, Sequence[Leg]]) -> Mapping[str, tuple[Leg, ...]]:
    """Return the shortest way to each state that can be reached."""
    found: dict[str, tuple[Leg, ...]] = {start: ()}
    todo = deque([start])
    while todo:
        state = todo.popleft()
        for leg in onward.get(state, ()):
            if leg.target not in found:
                found[leg.target] = (*found[state], leg)
                todo.append(leg.target)
    return found


def _watched(way: Sequence[Leg], definition: Definition, found: Runs) -> bool:
    """Whether a deadline runs through all of it that no step of it starts anew or ends."""
    states = {one.source for one in way}
    moments = frozenset().union(*(one.moments for one in way))
    return any(
        states <= found[name].states and _untouched(deadline, moments, states)
        for name, deadline in definition.deadlines.items()
    )


def _untouched(deadline: Deadline, moments: frozenset[Moment], states: set[str]) -> bool:
    starts = deadline.starts if deadline.again == "restart" else ()
    touched = not moments.isdisjoint((*starts, *deadline.met, *deadline.cancelled))
    return not touched and not states <= {one.state for one in deadline.pauses}


def _told(way: Sequence[Leg], definition: Definition, book: Book) -> Problem:
    order = [*definition.states]
    back = next(one for one in way if order.index(one.target) <= order.index(one.source))
    at = way.index(back) + 1
    states = [one.source for one in (*way[at:], *way[:at])]
    wanted = gettext(
        "People can go round for ever ({round}): nothing limits how often, and no deadline runs "
        "through it."
    )
    text = wanted.format(round=" → ".join((*states, states[0])))
    return book.at(("transitions", back.act)).problem("S022", text, key=True, severity="warning")


DOUBTS = (doubt_rounds,)
