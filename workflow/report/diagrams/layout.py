"""Where everything of a graph is drawn: boxes, labels, and the arrows between them, in pixels.

Boxes and labels of a rank stand side by side with room between; arrows bend only between ranks.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from workflow.report.diagrams.ordering import order
from workflow.report.diagrams.placing import Ports, middles, ports
from workflow.report.diagrams.ranks import Link, Ranks, Size, ranked

BETWEEN = 32.0
"""Between two ranks, where arrows bend."""


class Box(NamedTuple):
    """A rectangle; ``x`` and ``y`` are its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Half-way between its left and its right."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


class Bend(NamedTuple):
    """An arrow comes to ``x`` at ``top`` and goes straight down to ``bottom``."""

    x: float
    top: float
    bottom: float


class Route(NamedTuple):
    """An arrow: bends from top to bottom, with its label. ``upwards``: its point is at the top."""

    bends: tuple[Bend, ...]
    label: Box
    upwards: bool


class Layout(NamedTuple):
    """Everything, in a frame that begins at 0, 0; routes in the order of their links."""

    size: Size
    boxes: Mapping[str, Box]
    routes: tuple[Route, ...]


def layout(boxes: Mapping[str, Size], links: Sequence[Link]) -> Layout:
    """Return where to draw boxes and the arrows between them; the first box is the beginning.

    Every link joins two different boxes.
    """
    ranks = ranked(boxes, links)
    order(ranks)
    ends = ports(ranks)
    bands = _bands(ranks)
    placed = _placed(ranks, middles(ranks, ends), bands)
    return Layout(
        Size(
            max((box.x + box.width for box in placed), default=0.0),
            bands[-1].bottom if bands else 0.0,
        ),
        {name: placed[slot] for name, slot in ranks.boxes.items()},
        tuple(_routes(ranks, placed, bands, ends)),
    )


class Band(NamedTuple):
    """From where to where a rank reaches."""

    top: float
    bottom: float


def _bands(ranks: Ranks) -> list[Band]:
    bands, top = [], 0.0
    for row in ranks.rows:
        height = max((ranks.sizes[slot].height for slot in row), default=0.0)
        bands.append(Band(top, top + height))
        top += height + BETWEEN
    return bands


def _placed(ranks: Ranks, found: Sequence[float], bands: Sequence[Band]) -> list[Box]:
    """Return the box of every slot, in the middle of the height of its rank."""
    left = min(
        (at - size.width / 2 for at, size in zip(found, ranks.sizes, strict=True)), default=0
    )
    centres = {
        slot: (band.top + band.bottom) / 2
        for row, band in zip(ranks.rows, bands, strict=True)
        for slot in row
    }
    return [
        Box(at - size.width / 2 - left, centres[slot] - size.height / 2, size.width, size.height)
        for slot, (at, size) in enumerate(zip(found, ranks.sizes, strict=True))
    ]


def _routes(
    ranks: Ranks, placed: Sequence[Box], bands: Sequence[Band], ends: Ports
) -> Iterator[Route]:
    rows = {slot: band for slots, band in zip(ranks.rows, bands, strict=True) for slot in slots}
    for at, path in enumerate(ranks.paths):
        (first, above), (last, below) = ((placed[slot], rows[slot]) for slot in (path[0], path[-1]))
        bends = [Bend(first.middle + ends[at, path[0]], first.bottom, above.bottom)]
        bends += [Bend(placed[slot].middle, *rows[slot]) for slot in path[1:-1]]
        bends.append(Bend(last.middle + ends[at, path[-1]], below.top, last.y))
        yield Route(tuple(bends), placed[ranks.labels[at]], at in ranks.turned)
