"""What conditions come to: those that never or always hold, and branches that are never taken."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from workflow.definition.conditions import Condition, alternatives
from workflow.definition.facts import Names
from workflow.definition.model import Definition, Transition
from workflow.definition.nodes import Book
from workflow.definition.possible import Imagined, imagined
from workflow.definition.strict_yaml import Keys
from workflow.errors import Problem
from workflow.translation import gettext


class Choice(NamedTuple):
    """One of several in the order they are tried. It may be used up, and passed over then."""

    condition: Condition | None
    limited: bool = False


def check_conditions(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every condition can hold, together with what the act it belongs to always brings."""
    for keys, condition, cases in _decidable(definition, book):
        if not any(map(condition.test, cases)):
            text = gettext("This can never hold, whatever is on file.")
            yield book.at(keys).problem("C011", text)


def doubt_conditions(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every condition can also not hold."""
    for keys, condition, cases in _decidable(definition, book):
        if all(map(condition.test, cases)):
            text = gettext("This always holds, whatever is on file.")
            yield book.at(keys).problem("C012", text, severity="warning")


def doubt_alternatives(definition: Definition, book: Book) -> Iterator[Problem]:
    """What stands on either side of an ``or`` can hold; of what always holds that is told."""
    names = Names.of(definition)
    text = gettext("This side of “or” can never hold, whatever is on file.")
    for keys, condition, cases in _decidable(definition, book):
        sides = () if all(map(condition.test, cases)) else alternatives(condition, names)
        for offset, side in sides:
            if not any(map(side.test, cases)):
                place = book.at(keys)
                yield place.problem("C013", text, offset=offset, severity="warning")


def doubt_branches(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every branch can be taken, and every limit."""
    text = gettext("This is never taken: what stands before it takes all there is.")
    for name, transition in definition.transitions.items():
        place: Keys = ("transitions", name)
        choices = choices_of(transition, book)
        cases = cases_of(transition, book, definition, choices)
        for at in _never(choices, cases):
            yield book.at((*place, "first_of", at)).problem("S021", text, severity="warning")
    for name, deadline in definition.deadlines.items():
        place = ("deadlines", name, "within", "first_of")
        choices = [
            Choice(book.compiled.get((*place, at, "when"))) for at in range(len(deadline.within))
        ]
        for at in _never(choices, imagined(_conditions(choices), definition.fields)):
            yield book.at((*place, at)).problem("S021", text, severity="warning")


def cases_of(
    transition: Transition,
    book: Book,
    definition: Definition,
    choices: Sequence[Choice],
    *,
    often: bool = False,
) -> list[Imagined] | None:
    """Return the cases in which an act is possible, with its data in; see ``imagined``."""
    when = book.compiled.get(("transitions", transition.name, "when"))
    conditions = _conditions(choices) + ([when] if when else [])
    found = imagined(conditions, definition.fields, filled=always(transition), often=often)
    if found is None or when is None:
        return found
    return [one for one in found if when.test(one)]


def always(transition: Transition) -> frozenset[str]:
    """Return the fields that an act always brings."""
    return frozenset(one.field for one in transition.needs if one.condition is None)


def taken(choices: Sequence[Choice], case: Imagined) -> Iterator[int]:
    """Yield which of several can be taken in a case, each that comes first or is used up."""
    for at, one in enumerate(choices):
        if one.condition is None or one.condition.test(case):
            yield at
            if not one.limited:
                return


def choices_of(transition: Transition, book: Book) -> list[Choice]:
    """Return the branches of a transition as choices."""
    place = ("transitions", transition.name, "first_of")
    return [
        Choice(book.compiled.get((*place, at, "when")), one.at_most is not None)
        for at, one in enumerate(transition.branches)
    ]


def _never(choices: Sequence[Choice], cases: Sequence[Imagined] | None) -> list[int]:
    if not cases:
        return []
    reached = {at for case in cases for at in taken(choices, case)}
    return [at for at in range(len(choices)) if at not in reached]


def _conditions(choices: Sequence[Choice]) -> list[Condition]:
    return [one.condition for one in choices if one.condition]


def _decidable(
    definition: Definition, book: Book
) -> Iterator[tuple[Keys, Condition, Sequence[Imagined]]]:
    """Yield each condition with all cases it can tell apart; those of promises are the prover's."""
    for keys, condition in book.compiled.items():
        if keys[0] != "promises" and condition.text.strip() not in {"true", "false"}:
            brought = _brought(definition, keys)
            cases = imagined([condition], definition.fields, filled=brought)
            if cases:
                yield keys, condition, cases


def _brought(definition: Definition, keys: Keys) -> frozenset[str]:
    if keys[0] != "transitions" or "if" in keys:
        return frozenset()  # what is needed under a condition is asked before all is there
    return always(definition.transitions[str(keys[1])])


CHECKS = (check_conditions,)
DOUBTS = (doubt_conditions, doubt_alternatives, doubt_branches)
