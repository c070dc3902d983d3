"""How the states hang together: a case can begin, go on from everywhere, and end."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from workflow.definition.deadline import Moment, step_moments
from workflow.definition.handling import NOTHING, Handling, handling
from workflow.definition.model import NEW, OWES, OWNER, Branch, Definition, Transition
from workflow.definition.nodes import Book
from workflow.errors import Problem
from workflow.translation import gettext


class Step(NamedTuple):
    """One way an act can go: where it leads, the moments it is for deadlines, and for duties.

    ``ends``: the case is over then, and no clock starts any more. Merging a case ``releases`` every
    deadline.
    """

    target: str
    moments: frozenset[Moment]
    handling: Handling = NOTHING
    ends: bool = False
    releases: bool = False


Ways = Mapping[str, Sequence[Step]]


def ways(definition: Definition) -> Ways:
    """Return what can be done in each state, and before there is a case."""
    found: dict[str, list[Step]] = {NEW: [], **{name: [] for name in definition.states}}
    for one in definition.transitions.values():
        for source in one.sources:
            steps = (_step(definition, one, source, branch) for branch in one.branches)
            found[source] += dict.fromkeys(steps)
    for name in definition.children:  # once they were opened, and while the case is open
        opening = creators(definition, name)
        targets = [one.target for steps in found.values() for one in steps if one.moments & opening]
        closed = frozenset({Moment("closed", name)})
        for state in set[str]().union(*(reached_from(found, one) for one in targets)):
            if not definition.states[state].final:
                found[state].append(Step(state, closed))
    return found


def creators(definition: Definition, workflow: str) -> frozenset[Moment]:
    """Return the acts that can open cases of a definition."""
    return frozenset(
        Moment("act", one.name) for one in definition.transitions.values() if workflow in one.opens
    )


def _step(definition: Definition, act: Transition, source: str, branch: Branch) -> Step:
    moments = step_moments(act.name, source, branch.to)
    handled = handling(definition, branch, moments)
    target = branch.to or source
    after = definition.states.get(target)
    ends = after is not None and after.final
    return Step(target, moments, handled, ends, act.merges)


def reached_from(known: Ways, start: str) -> set[str]:
    """Return the states a case can come to from ``start``, and ``start`` itself."""
    return _spread(
        {state: {one.target for one in steps} for state, steps in known.items()}, {start}
    )


def leading_to(known: Ways, ends: set[str]) -> set[str]:
    """Return the states from which a case can come to one of ``ends``, and these."""
    back: dict[str, set[str]] = {}
    for state, steps in known.items():
        for one in steps:
            back.setdefault(one.target, set()).add(state)
    return _spread(back, ends)


def _spread(edges: Mapping[str, set[str]], start: set[str]) -> set[str]:
    reached = set(start)
    todo = list(start)
    while todo:
        new = edges.get(todo.pop(), set()) - reached
        reached |= new
        todo.extend(new)
    return reached


def entangled(known: Ways, duties: Collection[str]) -> frozenset[str]:
    """Return the duties that have to be looked at to know where some of them can be open.

    An act that opens one of them, or ends the case, may be possible only while another is open.
    """
    found = frozenset(duties)
    if not found:
        return found
    handled = {(one.handling, one.ends) for steps in known.values() for one in steps}
    done = (one.does for one, ends in handled if ends or not one.opens.isdisjoint(found))
    more = found.union(*done)
    return found if more == found else entangled(known, more)


def check_opening(definition: Definition, book: Book) -> Iterator[Problem]:
    """A case can be opened, by somebody, into a state, with nothing yet on file."""
    if not definition.opening:
        text = gettext("No transition opens a case: one must say from: new.")
        yield book.at(("transitions",)).problem("S001", text, key=True)
    for one in definition.opening:
        keys = ("transitions", one.name)
        if any(branch.to is None for branch in one.branches):
            wanted = gettext("{name} opens a case and must lead to a state.")
            yield book.at((*keys, "stay")).problem("S002", wanted.format(name=one.name), key=True)
        if set(one.by) <= {OWNER, OWES}:  # what the system opens, a step of another case does
            wanted = gettext("Nobody may do {name}: a case that is not yet open has no owner.")
            yield book.at((*keys, "by")).problem("S007", wanted.format(name=one.name))
        if one.has or one.has_if:
            wanted = gettext("{name} opens a case, so nothing can be on file: use needs.")
            yield book.at((*keys, "has")).problem("S008", wanted.format(name=one.name), key=True)
        if len(one.sources) > 1:
            wanted = gettext("{name} opens a case and can do nothing else.")
            yield book.at((*keys, "from")).problem("S010", wanted.format(name=one.name))


def check_final(definition: Definition, book: Book) -> Iterator[Problem]:
    """There is an end, and nobody owns what is over."""
    if not any(state.final for state in definition.states.values()):
        text = gettext("No state is final: a case could never be closed.")
        yield book.at(("states",)).problem("S003", text, key=True)
    for name, state in definition.states.items():
        if state.final and state.owner:
            wanted = gettext("{name} is final: a case that is closed needs no new owner.")
            keys = ("states", name, "owner")
            yield book.at(keys).problem("S004", wanted.format(name=name), key=True)


def check_reachable(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every state can be reached, and from every one an end."""
    known = ways(definition)
    reached = reached_from(known, NEW)
    ending = leading_to(known, {name for name, state in definition.states.items() if state.final})
    for name in definition.states:
        place = book.at(("states", name))
        if name not in reached:
            wanted = gettext("No case can ever come to the state {name}.")
            yield place.problem("S005", wanted.format(name=name), key=True)
        elif name not in ending:
            wanted = gettext("From the state {name} a case can never be closed.")
            yield place.problem("S006", wanted.format(name=name), key=True)


ENDS = (check_opening, check_final)
WAYS = (check_reachable,)
