"""What deadlines promise: they can start, they can end, and one runs wherever a case waits."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.definition.lengths import least_minutes, most_minutes
from workflow.definition.model import NEW, SYSTEM, Deadline, Definition, Rung, Transition
from workflow.definition.nodes import Book
from workflow.definition.shape import Ways, ways
from workflow.errors import Problem
from workflow.translation import gettext


@dataclass(frozen=True, slots=True)
class Run:
    """Where a deadline can run, found by walking every way a case can take."""

    states: frozenset[str]
    stopped: bool


def run(known: Ways, deadline: Deadline) -> Run:
    """Return the states ``deadline`` can run in, and whether something can stop it."""
    seen = {(NEW, False)}
    todo = list(seen)
    stopped = False
    while todo:
        state, running = todo.pop()
        for step in known[state]:
            ends = not step.moments.isdisjoint((*deadline.met, *deadline.cancelled))
            begins = not step.moments.isdisjoint(deadline.starts)
            stopped = stopped or (running and ends)
            follows = (step.target, begins or (running and not ends))
            if follows not in seen:
                seen.add(follows)
                todo.append(follows)
    return Run(frozenset(state for state, running in seen if running), stopped)


def runs(definition: Definition) -> dict[str, Run]:
    """Return where each deadline can run."""
    known = ways(definition)
    return {name: run(known, one) for name, one in definition.deadlines.items()}


def check_running(definition: Definition, book: Book) -> Iterator[Problem]:
    """In every open state a deadline can run: no case is forgotten."""
    covered = {state for one in runs(definition).values() for state in one.states}
    for name, state in definition.states.items():
        if not state.final and name not in covered:
            wanted = gettext(
                "No deadline runs in the state {name}: a case could be forgotten there."
            )
            yield book.at(("states", name)).problem("S009", wanted.format(name=name), key=True)


def check_ends(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every deadline can start, can stop, and does not outlive its case."""
    final = {name for name, state in definition.states.items() if state.final}
    for name, found in runs(definition).items():
        place = book.at(("deadlines", name))
        if not found.states:
            wanted = gettext("The deadline {name} can never start.")
            yield place.problem("D006", wanted.format(name=name), key=True)
        elif not found.stopped:
            wanted = gettext("Nothing can stop the deadline {name}.")
            yield place.problem("D005", wanted.format(name=name), key=True)
        elif final & found.states:
            wanted = gettext("The deadline {name} can still run when the case is {state}.")
            text = wanted.format(name=name, state=", ".join(sorted(final & found.states)))
            yield place.problem("D010", text, key=True)


def check_does(definition: Definition, book: Book) -> Iterator[Problem]:
    """What a rung does by itself can be done by nobody, without data, where the deadline runs."""
    for name, found in runs(definition).items():
        for at, rung in enumerate(definition.deadlines[name].missed):
            if rung.does:
                place = book.at(("deadlines", name, "missed", at, "does"))
                for code, text in _cannot(definition.transitions[rung.does], found):
                    yield place.problem(code, text.format(name=rung.does, deadline=name))


def _cannot(transition: Transition, found: Run) -> Iterator[tuple[str, str]]:
    if SYSTEM not in transition.by:
        yield (
            "D001",
            gettext("{name} does not list system under by, so it cannot happen by itself."),
        )
    if transition.needs:
        yield "D003", gettext("{name} needs data, which nobody gives when it happens by itself.")
    if found.states.isdisjoint(transition.sources):
        yield "D002", gettext("{name} is not possible in any state where {deadline} runs.")


def check_reminders(definition: Definition, book: Book) -> Iterator[Problem]:
    """No reminder comes before its deadline has begun."""
    for name, deadline in definition.deadlines.items():
        shortest = min(least_minutes(one.amount, deadline.count) for one in deadline.within)
        for at, rung in enumerate(deadline.remind):
            if _too_early(rung, shortest):
                text = gettext("The reminder comes earlier than the shortest limit is long.")
                keys = ("deadlines", name, "remind", at, "before")
                yield book.at(keys).problem("D004", text)


def _too_early(rung: Rung, shortest: int) -> bool:
    return rung.before is not None and most_minutes(rung.before) > shortest


CHECKS = (check_running, check_ends, check_does, check_reminders)
