"""Where a case may be forgotten: no deadline runs, or all may stand still."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from workflow.definition.coverage import OF_DUTIES
from workflow.definition.deadline import Deadline
from workflow.definition.hindrances import hindrances
from workflow.definition.model import Definition, Transition
from workflow.definition.nodes import Book
from workflow.definition.standing import Clock, moving
from workflow.errors import Problem
from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.definition.clocks import Runs


def check_running(definition: Definition, found: "Runs", book: Book) -> Iterator[Problem]:
    """In every open state a deadline runs, whatever the way there: no case is forgotten.

    One that stands still there is not enough.
    """
    covered: set[str] = set()
    for name, one in found.items():
        deadline = definition.deadlines[name]
        # A clock that only duties start is over when they are settled, and the case stays.
        if any(moment.kind not in OF_DUTIES for moment in deadline.starts):
            covered |= _where_it_sees_to_it(deadline, one.states, definition)
    on_some_way = {one.situation.state for one in book.waiting if one.uncovered}
    for name, state in definition.states.items():
        place = book.at(("states", name))
        if state.final:
            continue
        if name not in covered:
            yield place.problem("S009", _uncovered(name, found, definition), key=True)
        elif name in on_some_way:
            wanted = gettext(
                "On some way no deadline runs any more in the state “{name}”: a case could be "
                "forgotten there. Start one with the state, or do not end it by what stays."
            )
            yield place.problem("S009", wanted.format(name=name), key=True)
        elif still := _still(definition, book, name):
            wanted = gettext(
                "On some way all that runs in the state “{name}” stands still ({deadlines}): a "
                "case could be forgotten there. Let one of them go on."
            )
            text = wanted.format(name=name, deadlines=", ".join(still))
            yield place.problem("S009", text, key=True)


def _where_it_sees_to_it(
    deadline: Deadline, states: Collection[str], definition: Definition
) -> set[str]:
    """Return the states in which a case is not forgotten because a deadline runs.

    One that nobody owes leaves nothing behind when its time is over: there it has to move the case,
    whatever was done before, and the state to which it does needs another.
    """
    running = {*states} - {pause.state for pause in deadline.pauses}
    if deadline.owed:
        return running
    steps = [one for one in _taken(deadline, definition) if not hindrances(one, definition)]
    left = {source for step in steps for source in step.sources}
    come_to = {branch.to for step in steps for branch in step.branches}
    stays = {source for step in steps for source in step.sources if None in come_to}
    begun = {one.name for one in deadline.starts if one.kind == "entered"}
    return (running & left) - ((come_to | stays) - begun)


def _taken(deadline: Deadline, definition: Definition) -> list[Transition]:
    """Return the steps that are tried when the time of a deadline is over, without a condition."""
    names = dict.fromkeys(one.does for one in deadline.missed if one.does and one.when is None)
    return [definition.transitions[name] for name in names]


def _uncovered(state: str, found: "Runs", definition: Definition) -> str:
    """Say that a case could be forgotten in a state, and what would help."""
    starts = f"starts: {{entered: {state}}}"
    running = [
        name
        for name, one in definition.deadlines.items()
        if not one.owed and state in found[name].states
    ]
    paused = _paused(state, found, definition)
    if not running and paused:
        return gettext(
            "All that runs in the state “{name}” stands still there ({deadlines}): a case could be "
            "forgotten there. Let one of them go on: without `{pause}`."
        ).format(name=state, deadlines=", ".join(paused), pause=f"pauses: {{in: {state}}}")
    if not running:
        return gettext(
            "No deadline runs in the state “{name}”: a case could be forgotten there. Let one "
            "begin with it: `{starts}`."
        ).format(name=state, starts=starts)
    text = gettext(
        "What runs in the state “{name}” is owed by nobody ({deadlines}), and when its time is "
        "over the case may stay there: it could be forgotten. Let `over` do a step that leads from "
        "it to another state whatever was done before, without `when`, `at_most`, `during` and the "
        "like, or let a deadline with `missed` begin with it: `{starts}`."
    ).format(name=state, deadlines=gettext(", ").join(running), starts=starts)
    return _with_hindrances(text, state, running, definition)


def _with_hindrances(
    text: str, state: str, deadlines: Collection[str], definition: Definition
) -> str:
    """Add why the steps that some deadlines take in a state are not enough."""
    taken = [one for name in deadlines for one in _taken(definition.deadlines[name], definition)]
    for step in {one.name: one for one in taken if state in one.sources}.values():
        if keys := hindrances(step, definition):
            wanted = gettext("{text} {step} may be refused there ({keys}).")
            text = wanted.format(text=text, step=step.name, keys=", ".join(keys))
    return text


def _paused(state: str, found: "Runs", definition: Definition) -> list[str]:
    """Return the deadlines that run in a state and stand still there, but for those of duties."""
    return [
        name
        for name, one in definition.deadlines.items()
        if any(moment.kind not in OF_DUTIES for moment in one.starts)
        and state in found[name].states & {pause.state for pause in one.pauses}
    ]


def _still(definition: Definition, book: Book, state: str) -> list[str]:
    """Return the deadlines that all stand still at once in a state, if that can be."""
    for situation, running, free in book.waiting:
        if situation.state == state and not moving(free, situation.owed, definition).ever:
            return [one.name for one in running]
    return []


def doubt_moving(definition: Definition, book: Book) -> Iterator[Problem]:
    """In every open state some deadline surely moves, and for every duty one that is about it."""
    states: dict[str, str] = {}
    duties: dict[str, str] = {}
    for situation, _running, free in book.waiting:
        owed = situation.owed
        if situation.state not in states and not moving(free, owed, definition).always:
            states[situation.state] = _wanted(free)
        for duty in owed - duties.keys():
            about = [one for one in free if duty in one.duties]
            if about and not moving(about, owed, definition).always:
                duties[duty] = _wanted(about)
    for name, conditions in states.items():
        wanted = gettext(
            "In the state “{name}” a deadline runs only if {conditions}: where that is not so, a "
            "case could be forgotten there."
        )
        text = wanted.format(name=name, conditions=conditions)
        place = book.at(("states", name))
        yield place.problem("D028", text, key=True, severity="warning")
    for name, conditions in duties.items():
        if conditions not in states.values():  # where nothing else runs that is told of the state
            wanted = gettext(
                "On the duty {name} a deadline runs only if {conditions}: where that is not so, it "
                "could be forgotten."
            )
            text = wanted.format(name=name, conditions=conditions)
            place = book.at(("duties", name))
            yield place.problem("D028", text, key=True, severity="warning")


def _wanted(clocks: list[Clock] | tuple[Clock, ...]) -> str:
    return gettext(" or ").join(one.wanted for one in clocks)


DOUBTS = (doubt_moving,)
