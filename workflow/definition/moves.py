"""What can happen to a case in a state: its steps, and how each can turn out."""

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from typing import NamedTuple, Protocol

from workflow.definition.conditions import Condition
from workflow.definition.copied import filled
from workflow.definition.given import brings
from workflow.definition.model import SYSTEM, Branch, Definition, Transition
from workflow.definition.nodes import Book
from workflow.definition.outcomes import Choice, always, cases_of, choices_of, taken
from workflow.definition.possible import Axis
from workflow.definition.questions import asked_by

Told = tuple[object, ...]
"""An answer for each axis that is followed."""


class Seen(Protocol):
    """What is told apart; see ``reaching.Sight``."""

    values: dict[Axis, tuple[object, ...]]
    names: tuple[Axis, ...]
    at: dict[Axis, int]
    followed: frozenset[str]

    def come_to(self, condition: Condition, told: Told, /) -> frozenset[bool]:
        """Return what a condition can come to."""

    def changed(self, told: Told, changes: Mapping[Axis, object], /) -> Told:
        """Return what is so afterwards."""

    def one_more(self, told: Told, key: Axis, /) -> dict[Axis, object]:
        """Return that something was done once more."""


class Own(NamedTuple):
    """The branches of a step whose data alone decide: what whoever takes it can choose."""

    sure: frozenset[int]
    possible: frozenset[int]


class Change(NamedTuple):
    """A step as far as the definition alone says how it can turn out.

    ``doubtful``: something may stand in its way that is not looked at.
    """

    step: Transition
    when: Condition | None
    choices: tuple[Choice, ...]
    own: Own | None
    doubtful: bool
    optional: frozenset[str]

    @property
    def always(self) -> frozenset[str]:
        """The fields that it always brings."""
        return always(self.step)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The ways it can end."""
        return self.step.branches

    def outcomes(self, seen: Seen, told: Told) -> Iterator[tuple[int, bool]]:
        """Yield the branches that can be taken with its data in, and whether for sure."""
        step, sure = self.step, not self.doubtful
        for key in (("field", name) for name in step.has):
            if key in seen.at and told[seen.at[key]] is None:
                return
            sure = sure and key in seen.at
        own = None if self._followed(seen) else self.own
        came = _come_to(seen, self.when, told) if own is None else {True}
        left = _left(seen, told, step.name, step)
        if True not in came or left is False:
            return
        sure = sure and left is True and False not in came
        for at, one in enumerate(self.branches):
            could, certain = self._could(seen, told, at, own)
            left = _left(seen, told, branch_key(step.name, at), one)
            if could and left is not False:
                yield at, sure and certain and left is True
                if certain and left is True and own is None:
                    return
            if could and not (own or left is False):
                sure = False

    def _followed(self, seen: Seen) -> bool:
        return all(one.text in seen.followed for one in conditions_of(self))

    def _could(self, seen: Seen, told: Told, at: int, own: Own | None) -> tuple[bool, bool]:
        """Return whether a branch can be taken, and for sure unless one before it is."""
        if own is not None:
            return at in own.possible, at in own.sure
        came = _come_to(seen, self.choices[at].condition, told)
        return True in came, False not in came

    def after(self, at: int, seen: Seen, told: Told) -> Iterator[Told]:
        """Yield what is so when a branch was taken."""
        branch, name = self.branches[at], self.step.name
        fields = [("field", one) for one in filled(branch) if ("field", one) in seen.at]
        given = [_set(branch, key, seen) for key in fields]
        for values in product(*given):
            found = seen.changed(told, dict(zip(fields, values, strict=True)))
            for key in (name, branch_key(name, at)):
                found = seen.changed(found, seen.one_more(found, ("times", key)))
                if branch.to is None:
                    found = seen.changed(found, seen.one_more(found, ("here", key)))
            if branch.to is not None:
                found = seen.changed(found, {key: 0 for key in seen.names if key[0] == "here"})
            yield found


def branch_key(step: str, at: int) -> str:
    """Return what a branch is counted as."""
    return f"{step}#{at}"


def _come_to(seen: Seen, condition: Condition | None, told: Told) -> Collection[bool]:
    return {True} if condition is None else seen.come_to(condition, told)


def _left(seen: Seen, told: Told, name: str, limited: Transition | Branch) -> bool | None:
    """Whether something can be done once more; ``None`` if that is not looked at."""
    if limited.at_most is None:
        return True
    at = seen.at.get(("times" if limited.per == "case" else "here", name))
    return None if at is None else int(str(told[at])) < limited.at_most


def _set(branch: Branch, key: Axis, seen: Seen) -> tuple[object, ...]:
    """Return what a field may hold when a branch fills it in."""
    value = (branch.sets or {}).get(key[1])
    return (value,) if value in seen.values[key][1:] else seen.values[key]


class Acts:
    """What can happen in each state of a definition."""

    def __init__(self, definition: Definition, book: Book) -> None:
        self._definition = definition
        self._runs = book.runs
        self.all = [_change(one, definition, book) for one in definition.transitions.values()]
        self._changes: dict[str, list[Change]] = {}
        for one in self.all:
            for source in one.step.sources:
                self._changes.setdefault(source, []).append(one)
        self.conditions = [each for one in self.all for each in conditions_of(one)]

    def is_final(self, state: str) -> bool:
        """Whether a case is over there."""
        return state in self._definition.states and self._definition.states[state].final

    def editable(self, state: str) -> tuple[str, ...]:
        """Return the fields that can be set in a state."""
        known = self._definition.states
        return known[state].editable if state in known else ()

    @property
    def erased(self) -> frozenset[str]:
        """The fields that somebody may erase."""
        known = self._definition.fields.values() if self._definition.permissions.erase else ()
        return frozenset(one.name for one in known if one.personal)

    def runs(self, deadline: str, state: str) -> bool:
        """Whether a deadline can run, and be missed, in a state."""
        return state in self._runs[deadline].states

    def changes(self, state: str) -> list[Change]:
        """Return the steps that lead from a state."""
        return self._changes.get(state, [])

    def filled_by_clocks(self, state: str) -> frozenset[str]:
        """Return the fields that rungs may fill in there by themselves."""
        running = (one for one in self._definition.deadlines.values() if self.runs(one.name, state))
        rungs = (rung for one in running for rung in (*one.remind, *one.missed))
        return frozenset(name for rung in rungs for name in filled(rung))


def conditions_of(change: Change) -> list[Condition]:
    """Return what a step asks before it is taken, and to choose how it ends."""
    asked = (change.when, *(one.condition for one in change.choices))
    return [one for one in asked if one is not None]


def _change(step: Transition, definition: Definition, book: Book) -> Change:
    choices = choices_of(step, book)
    fields = {name for name in definition.fields if brings(definition, step, name)}
    return Change(
        step,
        book.compiled.get(("transitions", step.name, "when")),
        tuple(choices),
        _own(step, choices, definition, book),
        _doubtful(step),
        frozenset(fields - always(step)),
    )


def _own(step: Transition, choices: list[Choice], definition: Definition, book: Book) -> Own | None:
    when = book.compiled.get(("transitions", step.name, "when"))
    asked = [one for one in (when, *(each.condition for each in choices)) if one is not None]
    chosen = {("field", name) for name in always(step)}
    if not asked or not asked_by(asked) <= chosen:
        return None
    cases = cases_of(step, book, definition, choices)
    if cases is None:
        return None
    ways = [[*taken(choices, one)] for one in cases]
    return Own(
        frozenset(one[0] for one in ways if one), frozenset(at for one in ways for at in one)
    )


def _doubtful(step: Transition) -> bool:
    asks = (
        step.has_if, step.not_before, step.not_after, step.during, step.splits, step.merges,
        step.extends, step.revokes, step.opens, set(step.by) <= {SYSTEM},
    )  # fmt: skip
    narrowed = any(one.of for one in step.needs)
    return any(asks) or narrowed or any(one.joins or one.does for one in step.branches)
