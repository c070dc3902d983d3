"""Which rank everything of a graph stands in: boxes in the even ones, labels of arrows in the odd.

An arrow runs through a slot of every rank between its boxes, one of which holds its label. So what
comes later need only look at one rank and the next, and nothing can lie upon anything else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple


class Size(NamedTuple):
    """A width and a height."""

    width: float
    height: float


class Link(NamedTuple):
    """An arrow between two different boxes, and how large its label is."""

    source: str
    target: str
    label: Size


@dataclass
class Ranks:
    """Slots by number: their sizes, in which rank each stands, and what is linked to what.

    ``paths`` are the slots each arrow runs through, downwards, from box to box; ``turned`` are the
    arrows that run upwards. ``labels`` are the slots of their labels.
    """

    boxes: dict[str, int] = field(default_factory=dict)
    sizes: list[Size] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)
    paths: list[list[int]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    turned: set[int] = field(default_factory=set)

    def add(self, size: Size, row: int) -> int:
        """Add a slot to a rank and return its number."""
        while len(self.rows) <= row:
            self.rows.append([])
        self.sizes.append(size)
        self.rows[row].append(len(self.sizes) - 1)
        return len(self.sizes) - 1

    def links(self) -> Iterator[tuple[int, int]]:
        """Yield every pair of slots that an arrow joins, the upper first."""
        for path in self.paths:
            yield from pairwise(path)


NOTHING = Size(0, 0)


def ranked(boxes: Mapping[str, Size], links: Sequence[Link]) -> Ranks:
    """Return where everything stands; the first box is the beginning."""
    order, turned = _walked(list(boxes), links)
    layers = _layers(order, links, turned)
    found = Ranks(turned=turned)
    for name in order:
        found.boxes[name] = found.add(boxes[name], 2 * layers[name])
    for at, link in enumerate(links):
        ends = (link.source, link.target)
        upper, lower = reversed(ends) if at in turned else ends
        first, last = 2 * layers[upper] + 1, 2 * layers[lower]
        # Near where the arrow begins one looks for what it is called.
        labelled = last - 1 if at in turned else first
        path = [
            found.add(link.label if row == labelled else NOTHING, row) for row in range(first, last)
        ]
        found.labels.append(path[labelled - first])
        found.paths.append([found.boxes[upper], *path, found.boxes[lower]])
    return found


def _walked(names: Sequence[str], links: Sequence[Link]) -> tuple[list[str], set[int]]:
    """Return the boxes, each before what it leads to, and the arrows that lead back."""
    leaving: dict[str, list[int]] = {name: [] for name in names}
    for at, link in enumerate(links):
        leaving[link.source].append(at)
    seen: set[str] = set()
    done: list[str] = []
    back: set[int] = set()
    for start in names:
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(leaving[start]))]
        while path:
            name, rest = path[-1]
            for at in rest:
                target = links[at].target
                if target not in seen:
                    seen.add(target)
                    path.append((target, iter(leaving[target])))
                    break
                if any(target == one for one, _rest in path):
                    back.add(at)
            else:
                done.append(name)
                path.pop()
    return done[::-1], back


def _layers(order: Sequence[str], links: Sequence[Link], turned: set[int]) -> dict[str, int]:
    """Return the layer of each box: as far down as its longest way from the beginning."""
    leaving: dict[str, list[str]] = {name: [] for name in order}
    for at, link in enumerate(links):
        upper, lower = (link.target, link.source) if at in turned else (link.source, link.target)
        leaving[upper].append(lower)
    layers = dict.fromkeys(order, 0)
    for name in order:
        for target in leaving[name]:
            layers[target] = max(layers[target], layers[name] + 1)
    entered = {target for targets in leaving.values() for target in targets}
    for name in order:
        if name not in entered and leaving[name]:  # it stands near what it leads to
            layers[name] = min(layers[target] for target in leaving[name]) - 1
    return layers
