"""Limits that limit nothing: most often meant for another step."""

from collections.abc import Iterator

from workflow.definition.model import NEW, Definition
from workflow.definition.nodes import Book
from workflow.definition.strict_yaml import Keys
from workflow.errors import Problem
from workflow.translation import gettext


def doubt_openings(definition: Definition, book: Book) -> Iterator[Problem]:
    """A case is opened once: to limit how often it is opens no case less."""
    wanted = gettext(
        "A case is opened once, so `at_most` limits nothing here; it does not count over several "
        "cases."
    )
    for name, transition in definition.transitions.items():
        if NEW not in transition.sources:
            continue
        place: Keys = ("transitions", name)
        limited: list[Keys] = [place] if transition.at_most is not None else []
        limited += [
            (*place, "first_of", at)
            for at, one in enumerate(transition.branches)
            if one.at_most is not None
        ]
        for keys in limited:
            node = book.at((*keys, "at_most"))
            yield node.problem("S023", wanted, key=True, severity="warning")


DOUBTS = (doubt_openings,)
