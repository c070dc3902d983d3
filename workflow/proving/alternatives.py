"""All ways that break a promise, the shortest first, for where the first turns out not to."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from itertools import count, islice
from typing import NamedTuple

from workflow.proving.deciding import gone
from workflow.proving.orders import as_given
from workflow.proving.rules import Book
from workflow.proving.search import Verdict, broken_by
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope
from workflow.proving.step import Step
from workflow.proving.steps import Ways

MOST_LOOKED_AT = 400
"""So many ways are looked at more closely; of most of them something stops them that is seen so."""
MOST_BEGUN = 20_000
"""So many beginnings of ways are followed."""
MOST_HELD_BACK = 3
"""By so many steps, and no more, a way is tried later for a step that was refused on others."""


class Edge(NamedTuple):
    """A step between two situations, and whether it breaks the promise."""

    before: Situation
    step: Step
    after: Situation
    breaks: bool


class Visit:
    """A step as it is taken on ways that begin alike; it is ``closed`` if it cannot be taken."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.closed = False

    @property
    def kind(self) -> tuple[Situation, str, str]:
        """What is tried later on other ways if it is refused on one."""
        return self.edge.before, self.edge.step.kind, self.edge.step.name


Way = tuple[Visit, ...]


class Alternatives:
    """Yields the ways that break a promise; whoever goes them tells how far each could be gone.

    What begins like a way that could not be gone is left out, and what was refused is tried later
    on ways that come to it otherwise.
    """

    def __init__(self, book: Book, verdict: Verdict, most: int) -> None:
        self._book = book
        self._verdict = verdict
        self._scope = Scope(book, verdict.looked_at)
        self._edges = _explored(self._scope, most)
        self._far = _distances(self._edges)
        self._refused = Counter[tuple[Situation, str, str]]()
        self._last: Way = ()

    def __iter__(self) -> Iterator[Verdict]:
        """Yield ways, each with all that its steps depend on."""
        for way in islice(self._breaking(), MOST_LOOKED_AT):
            self._last = way
            path = self._with_all(tuple(one.edge.step for one in way))
            guarded = (at for at, one in enumerate(path) if one.guards)
            went = next(guarded, len(path))
            if went < len(way):
                self.stopped(went)
            else:
                yield self._verdict._replace(path=path, state=way[-1].edge.after.state)

    def stopped(self, went: int) -> None:
        """Leave out all that begins as the last way does and goes further than it ``went``."""
        for one in self._last[went : went + 1]:
            one.closed = True
            self._refused[one.kind] += 1

    def _with_all(self, path: tuple[Step, ...]) -> tuple[Step, ...]:
        """Go a way with all that its steps depend on, as far as it can be gone then."""
        scope, looked_at = self._scope, self._verdict.looked_at
        if looked_at is not None and (whole := self._book.of_path(path, looked_at)) != looked_at:
            scope = Scope(self._book, whole)
            path = gone(scope, path)
        return as_given(self._book.orders, scope.fields, path)

    def _breaking(self) -> Iterator[Way]:
        # Of ways that are as long, one is gone to its end before the next.
        ties = count(0, -1)
        starts = [one for one in self._scope.starts() or () if one in self._far]
        todo: list[tuple[int, int, Situation | None, Way]]
        todo = [(self._far[one], next(ties), one, ()) for one in starts]
        for _begun in range(MOST_BEGUN):
            if not todo:
                return
            cost, _, here, way = heappop(todo)
            if any(one.closed for one in way):
                continue
            if (now := self._cost(here, way)) > cost:
                heappush(todo, (now, next(ties), here, way))
            elif here is None:
                yield way
            else:
                for then, longer in self._onward(here, way):
                    heappush(todo, (self._cost(then, longer), next(ties), then, longer))

    def _onward(self, here: Situation, way: Way) -> Iterator[tuple[Situation | None, Way]]:
        """Yield the same ways with one step more, and where they lead to (``None``: to the end)."""
        for edge in reversed(self._edges.get(here, ())):
            if edge.after in self._far:
                yield edge.after, (*way, Visit(edge))
            if edge.breaks:
                yield None, (*way, Visit(edge))

    def _cost(self, here: Situation | None, way: Way) -> int:
        left = 0 if here is None else self._far[here]
        held_back = max((self._refused[one.kind] for one in way), default=0)
        return len(way) + left + min(held_back, MOST_HELD_BACK)


def _explored(scope: Scope, most: int) -> Mapping[Situation, tuple[Edge, ...]]:
    """Return what can happen in each situation that a case can come to, as far as is looked."""
    ways, broken = Ways(scope), broken_by(scope)
    known: dict[Situation, tuple[Edge, ...]] = {}
    todo = deque(scope.starts() or ())
    seen = set(todo)
    while todo and len(known) < most:
        before = todo.popleft()
        known[before] = tuple(
            Edge(before, step, after, broken(before, step, after))
            for step, after in ways.following(before)
        )
        more = dict.fromkeys(one.after for one in known[before] if one.after not in seen)
        seen.update(more)
        todo.extend(more)
    return known


def _distances(edges: Mapping[Situation, tuple[Edge, ...]]) -> Mapping[Situation, int]:
    """Return from where a promise can be broken, and by how many steps."""
    came: dict[Situation, list[Situation]] = {}
    for one in (edge for known in edges.values() for edge in known):
        came.setdefault(one.after, []).append(one.before)
    far = {here: 1 for here, known in edges.items() if any(one.breaks for one in known)}
    todo = deque(far)
    while todo:
        after = todo.popleft()
        for before in came.get(after, ()):
            if before not in far:
                far[before] = far[after] + 1
                todo.append(before)
    return far
