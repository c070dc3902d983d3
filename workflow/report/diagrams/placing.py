"""How far to the right the slots of each rank stand, so that arrows are short and straight."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from workflow.report.diagrams.ranks import Ranks

APART = 26.0
"""Between two boxes or labels of a rank."""
BESIDE = 14.0
"""Between two of which one at least is nothing but an arrow that passes."""
PORTS = 44.0
"""Between the ends of two arrows at one box, if there is room for so much."""
MOST_SWEEPS = 60
STRAIGHT = 6.0
"""How much more it matters that an arrow is straight where it passes than where it ends."""

Ports = Mapping[tuple[int, int], float]
"""By arrow and box: how far from the middle of the box the arrow ends."""


class Pull(NamedTuple):
    """A slot is drawn to where another is, so much beside it, with so much weight."""

    slot: int
    shift: float
    weight: float


def ports(ranks: Ranks) -> Ports:
    """Return where on a box each arrow ends: side by side, in the order of where they come from."""
    places = {slot: place for row in ranks.rows for place, slot in enumerate(row)}
    ends: dict[tuple[int, bool], list[tuple[int, int]]] = {}
    for at, path in enumerate(ranks.paths):
        ends.setdefault((path[0], True), []).append((places[path[1]], at))
        ends.setdefault((path[-1], False), []).append((places[path[-2]], at))
    found = {}
    for (slot, _below), arrows in ends.items():
        apart = min(PORTS, ranks.sizes[slot].width * 0.8 / len(arrows))
        for place, (_from, at) in enumerate(sorted(arrows)):
            found[at, slot] = apart * (place - (len(arrows) - 1) / 2)
    return found


def middles(ranks: Ranks, ends: Ports) -> list[float]:
    """Return where the middle of each slot is; none of a rank lies on another."""
    pulls = _pulls(ranks, ends)
    rows = [(row, _distances(row, ranks)) for row in ranks.rows]
    found = [0.0] * len(ranks.sizes)
    for row, apart in rows:
        _settle(row, found, dict.fromkeys(row, 1.0), apart)
    for sweep in range(MOST_SWEEPS):
        for row, apart in rows if sweep % 2 == 0 else rows[::-1]:
            weights = {}
            for slot in row:
                weights[slot] = sum(one.weight for one in pulls[slot]) or 1.0
                drawn = sum((found[one.slot] + one.shift) * one.weight for one in pulls[slot])
                found[slot] = drawn / weights[slot] if pulls[slot] else found[slot]
            _settle(row, found, weights, apart)
    _straighten(ranks, ends, found)
    return found


def _pulls(ranks: Ranks, ends: Ports) -> list[list[Pull]]:
    found: list[list[Pull]] = [[] for _one in ranks.sizes]
    boxes = set(ranks.boxes.values())
    for at, path in enumerate(ranks.paths):
        for upper, lower in pairwise(path):
            shift = ends.get((at, upper), 0.0) - ends.get((at, lower), 0.0)
            weight = 1.0 if boxes & {upper, lower} else STRAIGHT
            found[lower].append(Pull(upper, shift, weight))
            found[upper].append(Pull(lower, -shift, weight))
    return found


def _distances(row: Sequence[int], ranks: Ranks) -> list[float]:
    """Return how far apart the middles of neighbours in a rank must be."""
    widths = [ranks.sizes[slot].width for slot in row]
    return [
        (one + other) / 2 + (APART if one and other else BESIDE) for one, other in pairwise(widths)
    ]


def _settle(
    row: Sequence[int],
    found: list[float],
    weights: Mapping[int, float],
    distances: Sequence[float],
) -> None:
    """Move the slots of a rank apart, as little as possible: a regression that keeps their order.

    Slots that would come too near each other are joined and move together, to where all of them
    together are least displaced.
    """
    offsets = [0.0]
    for distance in distances:
        offsets.append(offsets[-1] + distance)
    joined: list[tuple[float, float, int]] = []
    for slot, offset in zip(row, offsets, strict=False):
        at, weight, count = found[slot] - offset, weights[slot], 1
        while joined and joined[-1][0] > at:
            before, heavy, several = joined.pop()
            at = (before * heavy + at * weight) / (heavy + weight)
            weight, count = heavy + weight, several + count
        joined.append((at, weight, count))
    starts = [at for at, _weight, count in joined for _one in range(count)]
    for slot, start, offset in zip(row, starts, offsets, strict=False):
        found[slot] = start + offset


# --- straight where there is room --------------------------------------------------------------


def _straighten(ranks: Ranks, ends: Ports, found: list[float]) -> None:
    """Put the slots of an arrow below each other, as far as their neighbours leave room."""
    room = _Room(ranks, found)
    longest = sorted(range(len(ranks.paths)), key=lambda at: -len(ranks.paths[at]))
    for at in longest:
        path = ranks.paths[at]
        start, end = (found[slot] + ends[at, slot] for slot in (path[0], path[-1]))
        for run, left, right in room.runs(path[1:-1]):
            wanted = next((one for one in (start, end) if left <= one <= right), None)
            if wanted is None:
                wanted = min(max(sum(found[slot] for slot in run) / len(run), left), right)
            for slot in run:
                found[slot] = wanted


class _Room:
    """How far slots can move between their neighbours."""

    def __init__(self, ranks: Ranks, found: list[float]) -> None:
        self.found = found
        self.left: dict[int, tuple[int, float]] = {}
        self.right: dict[int, tuple[int, float]] = {}
        for row in ranks.rows:
            for (one, other), apart in zip(pairwise(row), _distances(row, ranks), strict=True):
                self.right[one] = (other, apart)
                self.left[other] = (one, apart)

    def runs(self, slots: Sequence[int]) -> Iterator[tuple[list[int], float, float]]:
        """Yield as many slots at a time as can stand below each other, and where they can."""
        run: list[int] = []
        left, right = float("-inf"), float("inf")
        for slot in slots:
            least, most = self._between(slot)
            if run and (least > right or most < left):
                yield run, left, right
                run, left, right = [], least, most
            run.append(slot)
            left, right = max(left, least), min(right, most)
        yield run, left, right

    def _between(self, slot: int) -> tuple[float, float]:
        least, most = float("-inf"), float("inf")
        if slot in self.left:
            other, apart = self.left[slot]
            least = self.found[other] + apart
        if slot in self.right:
            other, apart = self.right[slot]
            most = self.found[other] - apart
        return least, most
