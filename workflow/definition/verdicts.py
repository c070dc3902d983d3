"""Deadlines that nobody can keep: whatever would meet them cancels them as well."""

from collections.abc import Iterator

from workflow.definition.model import Definition
from workflow.definition.nodes import Book
from workflow.definition.shape import ways
from workflow.errors import Problem
from workflow.translation import gettext

OF_STEPS = frozenset({"act", "entered", "left"})


def doubt_verdicts(definition: Definition, book: Book) -> Iterator[Problem]:
    """Something meets every deadline without cancelling it."""
    steps = [one for known in ways(definition).values() for one in known]
    for name, deadline in definition.deadlines.items():
        met, cancelled = frozenset(deadline.met), frozenset(deadline.cancelled)
        if any(one.kind not in OF_STEPS for one in met):
            continue
        meeting = [one.moments for one in steps if one.moments & met]
        if meeting and all(one & cancelled for one in meeting):
            text = gettext("Whatever would meet {name} cancels it as well: it is never met.")
            place = book.at(("deadlines", name, "cancelled"))
            yield place.problem("D027", text.format(name=name), key=True, severity="warning")


DOUBTS = (doubt_verdicts,)
