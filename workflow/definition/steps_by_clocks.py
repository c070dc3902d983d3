"""What rungs do by themselves, and may not be able to: it is refused then, and not tried again."""

from collections.abc import Iterator, Sequence

from workflow.definition.clocks import owing
from workflow.definition.conditions import Condition
from workflow.definition.deadline import Deadline, Rung, ladders
from workflow.definition.model import NEW, SYSTEM, Definition, Transition
from workflow.definition.nodes import Book, Node
from workflow.definition.possible import Imagined, fits, imagined
from workflow.definition.questions import Questions
from workflow.errors import Problem
from workflow.translation import gettext, ngettext


def doubt_does(definition: Definition, book: Book) -> Iterator[Problem]:
    """What a rung does is possible wherever, whenever and as often as the rung comes."""
    found = book.runs
    for name, deadline in definition.deadlines.items():
        for key, rungs in ladders(deadline):
            for at, rung in enumerate(rungs):
                if rung.does:
                    place = book.at(("deadlines", name, key, at, "does"))
                    step = definition.transitions[rung.does]
                    # What comes some time after the miss comes while the clock stands, too.
                    later = key != "remind" and (rung.after or rung.repeat)
                    comes = found[name].states if later else _counting(definition, book, deadline)
                    yield from _where(place, rung, step, name, sorted(comes - set(step.sources)))
                    yield from _when(place, step)
                    yield from _how_often(place, rung, step)


def _counting(definition: Definition, book: Book, deadline: Deadline) -> set[str]:
    """Return the states in which a deadline can run without standing still for sure."""
    paused = {one.state for one in deadline.pauses if one.state}
    states = {*book.runs[deadline.name].states} - paused
    duties = {one.duty for one in deadline.pauses if one.duty}
    place = ("deadlines", deadline.name, "pauses")
    conditions = [one for keys, one in book.compiled.items() if keys[: len(place)] == place]
    if not (duties or conditions):
        return states
    questions = Questions()
    questions.ask(conditions)
    cases = imagined(conditions, definition.fields) or []
    return {
        state
        for state, owed in owing(definition, deadline, book.runs, duties | questions.duties)
        if state in states
        and duties.isdisjoint(owed)
        and not _stands(conditions, [one for one in cases if fits(one, questions.duties, owed)])
    }


def _stands(conditions: Sequence[Condition], cases: Sequence[Imagined]) -> bool:
    """Whether one of the conditions holds in every case; of no cases nothing is known."""
    return bool(cases) and all(any(one.test(case) for one in conditions) for case in cases)


def _where(
    place: Node, rung: Rung, step: Transition, deadline: str, states: list[str]
) -> Iterator[Problem]:
    if states and rung.when is None:
        wanted = gettext(
            "{name} is not possible in every state where {deadline} can run: not in {states}. It "
            "would be refused there."
        )
        text = wanted.format(name=step.name, deadline=deadline, states=", ".join(states))
        yield place.problem("D022", text, severity="warning")


def _when(place: Node, step: Transition) -> Iterator[Problem]:
    said = {"not_before": step.not_before, "not_after": step.not_after, "during": step.during}
    keys = [key for key, one in said.items() if one is not None]
    if keys:
        wanted = gettext("{name} has its time ({keys}): out of it, it would be refused here.")
        text = wanted.format(name=step.name, keys=", ".join(keys))
        yield place.problem("D023", text, severity="warning")


def _how_often(place: Node, rung: Rung, step: Transition) -> Iterator[Problem]:
    times = rung.repeat.times + 1 if rung.repeat else 1
    if step.at_most is not None and times > step.at_most:
        wanted = ngettext(
            "This comes {times} times, and {name} can be done once at most.",
            "This comes {times} times, and {name} can be done {most} times at most.",
            step.at_most,
        )
        text = wanted.format(times=times, name=step.name, most=step.at_most)
        yield place.problem("D025", text, severity="warning")


def doubt_system(definition: Definition, book: Book) -> Iterator[Problem]:
    """What only the system may do, some clock or schedule does; or another case opens it."""
    done = {
        rung.does
        for deadline in definition.deadlines.values()
        for rung in (*deadline.remind, *deadline.missed)
    } | {one.does for one in definition.schedules.values()}
    for name, step in definition.transitions.items():
        if step.by == (SYSTEM,) and name not in done and NEW not in step.sources:
            wanted = gettext(
                "Only the system may do {name}, and no deadline and no schedule does it."
            )
            place = book.at(("transitions", name, "by"))
            yield place.problem("D026", wanted.format(name=name), key=True, severity="warning")


DOUBTS = (doubt_does, doubt_system)
