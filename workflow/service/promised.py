"""Which promises of an edition may be broken in a case that comes over to it in the middle."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from workflow.definition.migration import Crossing
from workflow.definition.promise import Promise
from workflow.engine.case import Case, DeadlineState
from workflow.engine.events import Event
from workflow.proving import Onward, Past
from workflow.service.simulated.judging import counting


class Promised:
    """Asks of each case on its way between two editions; what is alike is decided once."""

    def __init__(self, crossing: Crossing, left: str) -> None:
        self._crossing = crossing
        self._left = left  # the fingerprint of the edition that is left
        self._onward = Onward(crossing.new)

    def open(self, case: Case, history: Sequence[Event]) -> Iterator[int]:
        """Yield the number of each promise that is not kept for sure on every way of a case.

        The case is as it is in the new edition, and what happened has the names of that.
        """
        return self._onward.open(partial(self._past, case, history))

    def _past(self, case: Case, history: Sequence[Event], promise: Promise) -> Past:
        done: frozenset[str] = frozenset()
        for event in history:
            if event.type in {"opened", "transitioned"}:
                done = counting(promise, done, event)
        clocks = case.deadlines.values()
        return Past(
            state=case.state,
            fields=case.fields,
            personal=frozenset(case.personal),
            counts=case.counts,
            here=case.entry_counts,
            done=done,
            missed=frozenset(one.name for one in clocks if one.status == "missed"),
            performers=case.performers,
            children=_children(case),
            duties={name: one.status == "open" for name, one in case.duties.items()},
            running=frozenset(one.name for one in clocks if one.running and self._as_new(one)),
        )

    def _as_new(self, state: DeadlineState) -> bool:
        """Whether a cycle has the limit and the ladder that the new edition gives it."""
        edition, _, name = state.counted_by.partition("/")
        if not edition:
            return True
        return edition == self._left and self._crossing.unchanged(
            self._crossing.old.deadlines[name]
        )


def _children(case: Case) -> Mapping[str, tuple[int, int]]:
    """Return how many cases it opened by each definition are open, and how many closed."""
    found: dict[str, tuple[int, int]] = {}
    for child in case.kin.children.values():
        is_open, closed = found.get(child.workflow, (0, 0))
        found[child.workflow] = (is_open + child.open, closed + (not child.open))
    return found
