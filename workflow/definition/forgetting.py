"""Where a case may be forgotten although a deadline runs: it may stand still, or tell nobody."""

from collections.abc import Iterator

from workflow.definition.deadline import Deadline
from workflow.definition.model import Definition
from workflow.definition.nodes import Book
from workflow.definition.standing import Clock, moving
from workflow.errors import Problem
from workflow.translation import gettext


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


def doubt_telling(definition: Definition, book: Book) -> Iterator[Problem]:
    """In every open state some deadline that runs tells somebody, or does something."""
    telling = {name for name, one in definition.deadlines.items() if _tells(one)}
    while (
        more := {
            moment.name
            for name in telling
            for moment in definition.deadlines[name].starts
            if moment.kind in {"missed", "due"}
        }
        - telling
    ):
        telling |= more
    heard = {state for one in definition.schedules.values() for state in one.states}
    for name in telling:
        heard |= book.runs[name].states
    for name, state in definition.states.items():
        if not state.final and name not in heard:
            wanted = gettext(
                "No deadline that runs in the state “{name}” tells anybody or does anything: of a "
                "case that lies there nobody ever hears."
            )
            place = book.at(("states", name))
            yield place.problem("D029", wanted.format(name=name), key=True, severity="warning")


def _tells(deadline: Deadline) -> bool:
    return any(one.to or one.sends or one.does for one in (*deadline.remind, *deadline.missed))


DOUBTS = (doubt_moving, doubt_telling)
