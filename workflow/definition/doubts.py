"""What is allowed but rarely meant: small checks, each yielding the warnings it finds."""

from collections.abc import Callable, Iterator

from workflow.definition import (
    closing,
    endings,
    filling,
    forgetting,
    limits,
    nesting,
    outcomes,
    rounds,
    schedule_checks,
    steps_by_clocks,
    stuck,
    telling,
    unused,
    verdicts,
)
from workflow.definition.model import Definition
from workflow.definition.nodes import Book
from workflow.errors import Problem

Check = Callable[[Definition, Book], Iterator[Problem]]


def doubts(definition: Definition, book: Book) -> Iterator[Problem]:
    """Yield what is doubtful about a definition that has no errors."""
    for one in DOUBTS:
        yield from one(definition, book)


DOUBTS: tuple[Check, ...] = (
    *outcomes.DOUBTS,
    *filling.DOUBTS,
    *rounds.DOUBTS,
    *endings.DOUBTS,
    *stuck.DOUBTS,
    *closing.DOUBTS,
    *schedule_checks.DOUBTS,
    *limits.DOUBTS,
    *steps_by_clocks.DOUBTS,
    *nesting.DOUBTS,
    *forgetting.DOUBTS,
    *telling.DOUBTS,
    *verdicts.DOUBTS,
    *unused.DOUBTS,
)
