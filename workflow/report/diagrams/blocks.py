"""Texts as they are set in a drawing: lines of a width that is known before any font is."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from workflow.report.diagrams.picture import Arrow, Place
from workflow.report.diagrams.ranks import Size
from workflow.wide import display_width, wrapped

Look = Literal["headline", "title", "act", "text", "limit"]


class Type(NamedTuple):
    """How large a text is, and how wide a column of it: half of a wide character, with room."""

    size: int
    column: float


TYPES: dict[Look, Type] = {
    "headline": Type(19, 12.4),
    "title": Type(15, 9.6),
    "act": Type(13, 7.6),
    "text": Type(12, 6.9),
    "limit": Type(12, 6.9),
}
LEADING = 1.45
WIDEST = 34
"""Columns of a line of a label; longer texts are broken."""
WIDEST_IN_BOXES = 40
MOST_LINES = 4
"""What is longer still is cut short; all of it stands in the tooltip."""
BADGE = 7.2
BADGE_PADDING = 12.0
BADGE_GAP = 6.0


class Line(NamedTuple):
    """A line of a text, after a ``badge`` with numbers if there is one."""

    text: str
    look: Look
    badge: str = ""

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return TYPES[self.look].size * LEADING

    @property
    def written(self) -> float:
        """The width of the text, in pixels."""
        return display_width(self.text) * TYPES[self.look].column

    @property
    def badged(self) -> float:
        """The width of the badge, in pixels."""
        return len(self.badge) * BADGE + BADGE_PADDING if self.badge else 0.0

    @property
    def width(self) -> float:
        """Its width in pixels."""
        return self.written + (self.badged + BADGE_GAP if self.badge else 0.0)


def size(lines: Iterable[Line], padding: float) -> Size:
    """Return the room that lines need, with so much around them."""
    known = list(lines)
    width = max((one.width for one in known), default=0.0)
    return Size(width + 2 * padding, sum(one.height for one in known) + 2 * padding)


def of_place(place: Place) -> Iterator[Line]:
    """Yield what stands in a box, without what is done there."""
    yield from broken(place.title, "title", WIDEST_IN_BOXES)
    yield from broken(place.owners, "text", WIDEST_IN_BOXES)
    for limit in place.limits:
        yield from broken(limit, "limit", WIDEST_IN_BOXES)


def of_act(arrow: Arrow, sign: str = "") -> Iterator[Line]:
    """Yield what an act is called, who may do it and when; the ``sign`` comes first."""
    first, *rest = broken(f"{sign} {arrow.title}".strip(), "act")
    yield first._replace(badge=numbers(arrow.steps))
    yield from rest
    yield from broken(arrow.who, "text")
    for detail in arrow.details:
        yield from broken(detail, "limit")


def numbers(steps: tuple[int, ...]) -> str:
    """Return the numbers of steps, the first and the last of many.

    >>> numbers((1, 4)), numbers(tuple(range(2, 40)))
    ('1, 4', '2, 3, 4, …, 39')
    """
    if len(steps) > MOST_LINES + 1:
        return f"{', '.join(map(str, steps[: MOST_LINES - 1]))}, …, {steps[-1]}"
    return ", ".join(map(str, steps))


def broken(text: str, look: Look, widest: int = WIDEST) -> list[Line]:
    """Break a text into lines, in the middle of a word if it must be, and cut it short."""
    pieces = [piece for line in wrapped(text, widest) for piece in _torn(line, widest) if text]
    if len(pieces) > MOST_LINES:
        pieces = [*pieces[: MOST_LINES - 1], f"{pieces[MOST_LINES - 1]}…"]
    return [Line(piece, look) for piece in pieces]


def _torn(line: str, widest: int) -> Iterator[str]:
    piece = ""
    for sign in line:
        if piece and display_width(piece + sign) > widest:
            yield piece
            piece = ""
        piece += sign
    yield piece
