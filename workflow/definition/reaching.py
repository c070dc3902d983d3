"""Which situations a case can come to, as far as some conditions tell them apart.

What is not looked at may turn out either way: so more can be reached than is, and never less. A
move is ``sure`` where nothing that is not looked at stands in its way.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from workflow.definition.conditions import Condition
from workflow.definition.model import NEW, Definition
from workflow.definition.moves import Acts, Change, Told
from workflow.definition.nodes import Book
from workflow.definition.possible import Axis, Imagined, axes, undecidable
from workflow.definition.questions import Questions, asked_by

MOST_TRIED = 10_000
"""Where more steps have to be tried, each with all data that may come with it, nothing is known."""
MOST_FREE = 64
BOTH = frozenset({True, False})


class At(NamedTuple):
    """Where a case is, and what is so of it: an answer for each axis that lasts."""

    state: str
    told: Told


class Move(NamedTuple):
    """What can happen in a situation: ``righted`` is what only correcting or erasing does."""

    to: At
    sure: bool = True
    righted: bool = False


class Sight:
    """What is told apart, and what conditions come to with it.

    Of ``conditions`` those are followed that can be decided. What nobody can tell beforehand, such
    as what the host application answers, is either way at any time.
    """

    def __init__(
        self,
        definition: Definition,
        conditions: Sequence[Condition],
        limits: Mapping[Axis, int],
        on_file: Collection[str],
    ) -> None:
        self._fields = definition.fields
        decided = [one for one in conditions if _decidable(one, definition)]
        questions = Questions()
        questions.ask(decided)
        for name in on_file:
            questions.values.setdefault(name, set())
        for (kind, name), most in limits.items():
            questions.count(name, most, here=kind == "here")
        guards = {name for one in decided for name in one.guards}
        known = dict(axes(questions, definition.fields, guards))
        free = {key: values for key, values in known.items() if _comes_and_goes(key)}
        self.values = {key: values for key, values in known.items() if key not in free}
        self.names = tuple(self.values)
        self.at = {key: number for number, key in enumerate(self.names)}
        followed = prod(map(len, free.values())) <= MOST_FREE
        self.followed = frozenset(one.text for one in decided if followed)
        self._free = [dict(zip(free, one, strict=True)) for one in product(*free.values())]
        self._come_to: dict[tuple[str, Told], frozenset[bool]] = {}

    def start(self) -> At:
        """Return the situation before there is a case."""
        return At(NEW, tuple(_NOTHING[kind] for kind, _name in self.names))

    def come_to(self, condition: Condition, told: Told) -> frozenset[bool]:
        """Return what a condition can come to."""
        if condition.text not in self.followed:
            return BOTH
        key = (condition.text, told)
        if key not in self._come_to:
            self._come_to[key] = frozenset(map(condition.test, self.cases(told)))
        return self._come_to[key]

    def cases(self, told: Told) -> Iterator[Imagined]:
        """Yield what conditions see of a situation, once for each answer that comes and goes."""
        lasting = dict(zip(self.names, told, strict=True))
        for one in self._free:
            yield Imagined({**lasting, **one}, self._fields)

    def changed(self, told: Told, changes: Mapping[Axis, object]) -> Told:
        """Return what is so afterwards; of what is not looked at nothing is kept."""
        found = [*told]
        for key, value in changes.items():
            if key in self.at:
                found[self.at[key]] = value
        return tuple(found)

    def one_more(self, told: Told, key: Axis) -> dict[Axis, object]:
        """Return that something was done once more, as far as that is counted."""
        if key not in self.at:
            return {}
        most = len(self.values[key]) - 1
        return {key: min(int(str(told[self.at[key]])) + 1, most)}

    def fields(self, names: Collection[str]) -> list[Axis]:
        """Return those of some fields that are looked at."""
        return [("field", one) for one in names if ("field", one) in self.at]

    def filled(self, told: Told, name: str) -> bool | None:
        """Whether a field is filled; ``None`` if it is not looked at."""
        at = self.at.get(("field", name))
        return None if at is None else told[at] is not None


def _decidable(condition: Condition, definition: Definition) -> bool:
    questions = Questions()
    questions.ask([condition])
    return not undecidable(questions, definition.fields)


_NOTHING: Mapping[str, object] = {"field": None, "times": 0, "here": 0, "missed": False}


def _comes_and_goes(key: Axis) -> bool:
    return key[0] not in _NOTHING


class Reached(NamedTuple):
    """The situations a case can be in, and what can happen in each."""

    sight: Sight
    moves: Mapping[At, Sequence[Move]]

    def onward(self, *, only_sure: bool = False) -> set[At]:
        """Return the situations that are come to, with nothing corrected."""
        start = self.sight.start()
        found, todo = {start}, [start]
        while todo:
            for one in self.moves[todo.pop()]:
                if one.to not in found and not one.righted and (one.sure or not only_sure):
                    found.add(one.to)
                    todo.append(one.to)
        return found

    def ending(self, final: Collection[str], *, righted: bool) -> set[At]:
        """Return the situations from which a case can be closed; if ``righted``, by that too."""
        back: dict[At, list[At]] = {}
        for source, moves in self.moves.items():
            for one in moves:
                if righted or not one.righted:
                    back.setdefault(one.to, []).append(source)
        todo = [one for one in self.moves if one.state in final]
        found = {*todo}
        while todo:
            new = {*back.get(todo.pop(), ())} - found
            found |= new
            todo += new
        return found


def reached(
    definition: Definition,
    book: Book,
    conditions: Sequence[Condition],
    *,
    acts: Acts | None = None,
    limits: Mapping[Axis, int] | None = None,
    on_file: Collection[str] = (),
    righted: bool = False,
) -> Reached | None:
    """Return what a case can come to; ``None`` if that is more than is looked at.

    ``acts`` are what can happen, if that is known; ``limits`` how often steps are counted beside
    what the conditions ask, and ``on_file`` the fields of which it is told whether they are filled;
    ``righted``: what is recorded can be corrected, and what is personal erased, too.
    """
    if book.tries < 0:
        return None
    acts = acts or Acts(definition, book)
    asked = asked_by(conditions)
    beside = [one for one in acts.conditions if asked_by([one]) <= asked]
    sight = Sight(definition, [*conditions, *beside], limits or {}, on_file)
    start = sight.start()
    found: dict[At, tuple[Move, ...]] = {}
    todo = [start]
    efforts: dict[str, int] = {}
    left = min(MOST_TRIED, book.tries)
    while todo:
        now = todo.pop()
        if now in found:
            continue
        if now.state not in efforts:
            efforts[now.state] = _effort(acts, sight, now.state)
        left -= efforts[now.state]
        book.tries -= efforts[now.state]
        if left < 0:
            return None
        found[now] = tuple(dict.fromkeys(_moves(acts, sight, now, righted=righted)))
        todo += [one.to for one in found[now] if one.to not in found]
    return Reached(sight, found)


def _effort(acts: Acts, sight: Sight, state: str) -> int:
    """Return how much has to be tried in a situation."""
    brought = (sight.fields(one.always | one.optional) for one in acts.changes(state))
    tried = (prod(len(sight.values[key]) for key in keys) for keys in brought)
    return 1 + sum(map(len, sight.values.values())) + sum(tried)


def _moves(acts: Acts, sight: Sight, now: At, *, righted: bool) -> Iterator[Move]:
    if acts.is_final(now.state):
        return
    yield from (Move(At(now.state, one)) for one in _filled(sight, now, acts.editable(now.state)))
    if righted:
        on_file = [name for kind, name in sight.names if kind == "field"]
        recorded = [one for one in on_file if sight.filled(now.told, one)]
        yield from (Move(At(now.state, one), righted=True) for one in _filled(sight, now, recorded))
        for key in sight.fields(acts.erased):
            yield Move(At(now.state, sight.changed(now.told, {key: None})), righted=True)
    by_itself: list[Mapping[Axis, object]] = [
        {key: True} for key in sight.names if key[0] == "missed" and acts.runs(key[1], now.state)
    ]
    by_itself += [
        {key: value}
        for key in sight.fields(acts.filled_by_clocks(now.state))
        for value in sight.values[key]
    ]
    for one in by_itself:
        yield Move(At(now.state, sight.changed(now.told, one)), sure=False)
    for change in acts.changes(now.state):
        yield from _done(sight, now, change)


def _filled(sight: Sight, now: At, names: Collection[str]) -> Iterator[Told]:
    """Yield what is so when one of some fields got a value."""
    for key in sight.fields(names):
        for value in sight.values[key]:
            if value is not None:
                yield sight.changed(now.told, {key: value})


def _done(sight: Sight, now: At, change: Change) -> Iterator[Move]:
    """Yield the ways a step can turn out."""
    for told in with_data(sight, now, change):
        for at, sure in change.outcomes(sight, told):
            for after in change.after(at, sight, told):
                yield Move(At(change.branches[at].to or now.state, after), sure)


def with_data(sight: Sight, now: At, change: Change) -> Iterator[Told]:
    """Yield what is so with the data of a step in, for all data that may come with it."""
    needed, optional = sight.fields(change.always), sight.fields(change.optional)
    keys = (*needed, *optional)
    given = [[one for one in sight.values[key] if one is not None] for key in keys]
    for at, key in enumerate(optional, len(needed)):
        given[at].append(now.told[sight.at[key]])
    for data in product(*map(dict.fromkeys, given)):
        yield sight.changed(now.told, dict(zip(keys, data, strict=True)))
