"""By which rungs somebody of the house hears of a case, and under which conditions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from workflow.definition.conditions import Condition
from workflow.definition.deadline import Addressee, Deadline, Rung, Send, ladders
from workflow.definition.model import Definition, Transition
from workflow.definition.nodes import Book

PARTY = "party"


class Voice(NamedTuple):
    """One rung by which somebody hears of a case, or that ``moves`` it on, while ``holding``."""

    holding: tuple[Condition, ...]
    moves: str = ""


def voices(definition: Definition, book: Book) -> Mapping[str, tuple[Voice, ...]]:
    """Return the voices of each deadline, and of those that its miss starts."""
    own = {name: [*_own(one, definition, book)] for name, one in definition.deadlines.items()}
    after: dict[str, list[str]] = {}
    for name, one in definition.deadlines.items():
        for moment in one.starts:
            if moment.kind == "missed":
                after.setdefault(moment.name, []).append(name)

    def of(name: str, seen: frozenset[str]) -> Iterator[Voice]:
        yield from own[name]
        for one in after.get(name, ()):
            applies = book.compiled.get(("deadlines", one, "applies"))
            for voice in of(one, seen | {one}) if one not in seen else ():
                yield voice._replace(holding=_all(applies, *voice.holding))

    return {name: tuple(dict.fromkeys(of(name, frozenset({name})))) for name in own}


def _own(deadline: Deadline, definition: Definition, book: Book) -> Iterator[Voice]:
    for key, rungs in ladders(deadline):
        for at, rung in enumerate(rungs):
            when = book.compiled.get(("deadlines", deadline.name, key, at, "when"))
            if tells(rung):
                yield Voice(_all(when))
            elif rung.does:
                step = definition.transitions[rung.does]
                asked = book.compiled.get(("transitions", step.name, "when"))
                yield Voice(_all(when, asked), "" if _is_heard(step, definition) else step.name)


def _all(*conditions: Condition | None) -> tuple[Condition, ...]:
    return tuple(one for one in conditions if one is not None)


def tells(rung: Rung) -> bool:
    """Whether somebody of the house hears of it: to a party nothing is sent yet."""
    return of_the_house(rung.to) or _sent(rung.sends)


def of_the_house(addressees: Iterable[Addressee]) -> bool:
    """Whether somebody of the house is among some addressees, and not parties alone."""
    return any(one.kind != PARTY for one in addressees)


def _sent(sends: Iterable[Send]) -> bool:
    return any(of_the_house(one.to) for one in sends)


def _is_heard(step: Transition, definition: Definition) -> bool:
    """Whether a step is heard of wherever it leads: it is told, or something begins with it."""
    begins = step.opens or step.reactions
    opening = {moment.name for one in definition.duties.values() for moment in one.opens}
    ends = all(one.to and definition.states[one.to].final for one in step.branches)
    return bool(
        ends
        or begins
        or step.name in opening
        or _sent(step.sends)
        or any(_sent(one.sends) for one in step.branches)
    )


def speaks_to_parties(definition: Definition, names: Iterable[str]) -> bool:
    """Whether one of some deadlines tells a party."""
    rungs = [
        rung
        for name in names
        for _key, found in ladders(definition.deadlines[name])
        for rung in found
    ]
    return any(rung.to or rung.sends for rung in rungs)
