"""What duties must not contradict: they open, are settled, hold nothing up, and are seen."""

from collections.abc import Iterator
from typing import NamedTuple

from workflow.definition.clocks import Runs, runs
from workflow.definition.deadline import about
from workflow.definition.model import NEW, OWES, Branch, Definition, Duty, Transition
from workflow.definition.nodes import Book, Node
from workflow.definition.shape import Ways, entangled, ways
from workflow.definition.strict_yaml import Keys
from workflow.errors import Problem
from workflow.translation import gettext


class Walk(NamedTuple):
    """Where a duty can be open and where not, found by walking every way a case can take.

    ``opened`` and ``settled``: it can be. ``leaving`` are the acts that lead to a state where it is
    open, with that state.
    """

    open: frozenset[str]
    free: frozenset[str]
    opened: bool
    settled: bool
    leaving: frozenset[tuple[str, str]]


def check_duties(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every duty opens, is settled, and does not outlive its case; every act on it is possible."""
    if not definition.duties:
        yield from _check_who(definition, book)
        return
    known = ways(definition)
    walks = {name: walk(known, name) for name in definition.duties}
    for name, found in walks.items():
        yield from _check_life(definition, book, name, found)
    for transition, branch, place in _branches(definition, book):
        yield from _check_act(transition, branch, walks, place)
    yield from _check_who(definition, book)


def walk(known: Ways, duty: str) -> Walk:
    """Walk every way with a duty open and not."""
    among = entangled(known, {duty})
    seen: set[tuple[str, frozenset[str]]] = {(NEW, frozenset())}
    todo = list(seen)
    opened = settled = False
    leaving: set[tuple[str, str]] = set()
    while todo:
        state, owed = todo.pop()
        for step in known[state]:
            for turn in step.handling.turns(owed, among):
                opened, settled = opened or duty in turn.opened, settled or duty in turn.settled
                if duty in turn.after:
                    leaving |= {
                        (one.name, step.target) for one in step.moments if one.kind == "act"
                    }
                if (follows := (step.target, turn.after)) not in seen:
                    seen.add(follows)
                    todo.append(follows)
    return Walk(
        frozenset(state for state, owed in seen if duty in owed),
        frozenset(state for state, owed in seen if duty not in owed),
        opened,
        settled,
        frozenset(leaving),
    )


def _check_life(definition: Definition, book: Book, name: str, found: Walk) -> Iterator[Problem]:
    place = book.at(("duties", name))
    if not found.opened:
        wanted = gettext("The duty {name} can never open.")
        yield place.problem("U001", wanted.format(name=name), key=True)
        return
    if not found.settled:
        wanted = gettext(
            "Nothing settles the duty {name} while it is open: no act does or waives it."
        )
        yield place.problem("U002", wanted.format(name=name), key=True)
        return
    for act, state in sorted(found.leaving):
        if definition.states[state].final:
            wanted = gettext(
                "{name} ends the case although the duty {duty} can be open: say that it joins, "
                "does or waives it."
            )
            text = wanted.format(name=act, duty=name)
            yield book.at(("transitions", act)).problem("U005", text, key=True)


def _check_act(
    transition: Transition,
    branch: Branch,
    walks: dict[str, Walk],
    place: Node,
) -> Iterator[Problem]:
    """No act settles what is never open there, or waits for what always is."""
    sources = set(transition.sources)
    does = [walks[name] for name in branch.does]
    if any(one.opened for one in does) and all(sources.isdisjoint(one.open) for one in does):
        wanted = gettext("{name} can never be done: {duties} cannot be open there.")
        text = wanted.format(name=transition.name, duties=", ".join(branch.does))
        yield place.child("does", None).problem("U003", text, key=True)
    for name in branch.joins:
        settled_with_it = name in (*branch.does, *branch.waives)
        found = walks[name]
        if found.settled and not settled_with_it and sources.isdisjoint(found.free):
            wanted = gettext("{name} can never be done: the duty {duty} is always open there.")
            text = wanted.format(name=transition.name, duty=name)
            yield place.child("joins", None).problem("U004", text, key=True)


def _check_who(definition: Definition, book: Book) -> Iterator[Problem]:
    """Whoever owes a duty may do an act that does one."""
    for one in definition.transitions.values():
        if OWES in one.by and not any(branch.does for branch in one.branches):
            wanted = gettext("{name} does no duty, so nobody is {word}.")
            text = wanted.format(name=one.name, word=OWES)
            yield book.at(("transitions", one.name, "by")).problem("U007", text)


def _branches(definition: Definition, book: Book) -> Iterator[tuple[Transition, Branch, Node]]:
    for one in definition.transitions.values():
        keys: Keys = ("transitions", one.name)
        several = (*keys, "first_of") in book.source.entries
        for at, branch in enumerate(one.branches):
            yield one, branch, book.at((*keys, "first_of", at) if several else keys)


# --- clocks ------------------------------------------------------------------------------------


def check_seen(definition: Definition, book: Book) -> Iterator[Problem]:
    """Wherever a duty can be open a deadline of its own can run: none is forgotten."""
    if not definition.duties:
        return
    known = ways(definition)
    found = runs(definition, known)
    for name, duty in definition.duties.items():
        unseen = sorted(walk(known, name).open - _covered(definition, found, duty))
        if unseen:
            wanted = gettext(
                "No deadline runs on the duty {name} in the state {state}: it could be forgotten. "
                "One starts when it is opened, or is met when it is settled."
            )
            text = wanted.format(name=name, state=", ".join(unseen))
            yield book.at(("duties", name)).problem("U006", text, key=True)


def _covered(definition: Definition, found: Runs, duty: Duty) -> set[str]:
    covered: set[str] = set()
    for name, one in definition.deadlines.items():
        stands = any(pause.duty == duty.name for pause in one.pauses)
        if duty.name in about(one) and not stands:
            covered |= found[name].states - {pause.state for pause in one.pauses}
    return covered


WAYS = (check_duties,)
CLOCKS = (check_seen,)
