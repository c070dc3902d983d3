"""Which promises of an edition may be broken in a case that comes over to it in the middle."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from workflow.definition.clocks import runs
from workflow.definition.migration import Crossing, Plan
from workflow.definition.promise import Promise
from workflow.engine.case import Case, DeadlineState
from workflow.engine.edition import Edition
from workflow.engine.events import STEPS, Event
from workflow.proving import Onward, Past
from workflow.proving.aspects import hanging_on
from workflow.service.acts_counted import counting


class Promised:
    """Asks of each case on its way between two editions; what is alike is decided once."""

    def __init__(self, crossing: Crossing, left: str) -> None:
        self._crossing = crossing
        self._left = left  # the fingerprint of the edition that is left
        self._onward = Onward(crossing.new)
        self._runs = runs(crossing.new)

    def open(self, edition: Edition, case: Case, history: Sequence[Event]) -> Iterable[int]:
        """Return the number of each promise that is not kept for sure on every way of a case.

        The case is as it is in the new ``edition``, which knows the earlier ones, and what happened
        has the names of that.
        """
        clocks = [one for one in case.deadlines.values() if one.done_at is None]
        if any(self._may_do_more(edition, case, one) for one in clocks):
            return self._onward.promised
        return self._onward.open(partial(self._past, edition, case, history))

    def _past(
        self, edition: Edition, case: Case, history: Sequence[Event], promise: Promise
    ) -> Past:
        done: frozenset[str] = frozenset()
        for event in history:
            if event.type in STEPS:
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
            running=frozenset(
                one.name for one in clocks if one.running and self._as_new(edition, one)
            ),
        )

    def _as_new(self, edition: Edition, state: DeadlineState) -> bool:
        """Whether a cycle has the limit and the ladder that the new edition gives it."""
        began, _, name = state.counted_by.partition("/")
        if not began:
            return True
        before = edition.earlier[began].definition
        plan = self._crossing.plan if began == self._left else Plan()
        return Crossing(before, self._crossing.new, plan).unchanged(before.deadlines[name])

    def _may_do_more(self, edition: Edition, case: Case, state: DeadlineState) -> bool:
        """Whether a clock may do what none does on the ways of the new edition."""
        own = edition.clock_of(state).deadline
        if not any(one.does or one.sets or one.copies for one in (*own.remind, *own.missed)):
            return False
        if not self._as_new(edition, state) or case.state not in self._runs[state.name].states:
            return True
        duties = hanging_on(self._crossing.new.deadlines[state.name])
        return bool(duties) and not any(map(case.owes, duties))


def _children(case: Case) -> Mapping[str, tuple[int, int]]:
    """Return how many cases it opened by each definition are open, and how many closed."""
    found: dict[str, tuple[int, int]] = {}
    for child in case.kin.children.values():
        is_open, closed = found.get(child.workflow, (0, 0))
        found[child.workflow] = (is_open + child.open, closed + (not child.open))
    return found
