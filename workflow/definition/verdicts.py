"""Deadlines that nobody can keep: whatever would meet them cancels them as well."""

from collections.abc import Iterator

from workflow.definition.deadline import Moment
from workflow.definition.model import Definition
from workflow.definition.nodes import Book
from workflow.errors import Problem
from workflow.translation import gettext

OF_STEPS = frozenset({"act", "entered", "left"})


def doubt_verdicts(definition: Definition, book: Book) -> Iterator[Problem]:
    """Something meets every deadline without cancelling it."""
    every = [frozenset(one) for one in _steps(definition)]
    for name, deadline in definition.deadlines.items():
        met, cancelled = frozenset(deadline.met), frozenset(deadline.cancelled)
        if any(one.kind not in OF_STEPS for one in met):
            continue
        meeting = [one for one in every if one & met]
        if meeting and all(one & cancelled for one in meeting):
            text = gettext("Whatever would meet {name} cancels it as well: it is never met.")
            place = book.at(("deadlines", name, "cancelled"))
            yield place.problem("D027", text.format(name=name), key=True, severity="warning")


def _steps(definition: Definition) -> Iterator[set[Moment]]:
    """Yield what happens with each step from each of its states, on each of its ways."""
    for one in definition.transitions.values():
        for source in one.sources:
            for branch in one.branches:
                happened = {Moment("act", one.name)}
                if branch.to is not None:
                    happened |= {Moment("left", source), Moment("entered", branch.to)}
                yield happened


DOUBTS = (doubt_verdicts,)
