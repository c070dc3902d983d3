"""What rungs do by themselves, and may not be able to: it is refused then, and not tried again."""

from collections.abc import Iterator

from workflow.definition.deadline import Rung
from workflow.definition.model import NEW, SYSTEM, Definition, Transition
from workflow.definition.nodes import Book, Node
from workflow.errors import Problem
from workflow.translation import gettext, ngettext


def doubt_does(definition: Definition, book: Book) -> Iterator[Problem]:
    """What a rung does is possible wherever, whenever and as often as the rung comes."""
    found = book.runs
    for name, deadline in definition.deadlines.items():
        for key, rungs in (("remind", deadline.remind), ("missed", deadline.missed)):
            for at, rung in enumerate(rungs):
                if rung.does:
                    place = book.at(("deadlines", name, key, at, "does"))
                    step = definition.transitions[rung.does]
                    comes = found[name].states
                    if not (key == "missed" and (rung.after or rung.repeat)):
                        # What comes some time after the miss comes while the clock stands, too.
                        comes -= {one.state for one in deadline.pauses if one.state}
                    yield from _where(place, rung, step, name, sorted(comes - set(step.sources)))
                    yield from _when(place, step)
                    yield from _how_often(place, rung, step)


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
