"""A picture as SVG that needs nothing else: no script, no font, no other file."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from workflow.report.diagrams.blocks import (
    BADGE_GAP,
    TYPES,
    Line,
    broken,
    of_act,
    of_place,
    size,
)
from workflow.report.diagrams.layout import Box, Layout, Route, layout
from workflow.report.diagrams.picture import Arrow, Picture, Place
from workflow.report.diagrams.ranks import Link, Size
from workflow.translation import current_language

MARGIN = 28.0
NARROWEST = 420.0
DOT = Size(20, 20)
BOX_PADDING = 12.0
LABEL_PADDING = 5.0
HEAD = 9.0
"""How long the point of an arrow is."""
FONTS = (
    "system-ui, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', "
    "sans-serif"
)
STYLE = f"""\
text {{ font-family: {FONTS}; text-anchor: middle; unicode-bidi: plaintext; fill: #334155 }}
.headline {{ font-size: 19px; font-weight: 600; fill: #0f172a }}
.title {{ font-size: 15px; font-weight: 600; fill: #0f172a }}
.act {{ font-size: 13px; font-weight: 500; fill: #1e293b }}
.text {{ font-size: 12px; fill: #64748b }}
.limit {{ font-size: 12px; fill: #b45309 }}
.badge {{ font-size: 11px; font-weight: 600; fill: #ffffff }}
.box {{ fill: #f8fafc; stroke: #94a3b8; stroke-width: 1.5 }}
.final {{ fill: #ecfdf5; stroke: #059669 }}
.anywhere {{ fill: #ffffff; stroke-dasharray: 6 4 }}
.passed {{ fill: #eff6ff; stroke: #2563eb; stroke-width: 2 }}
.here {{ fill: #bfdbfe; stroke: #1d4ed8; stroke-width: 4 }}
.inner {{ fill: none; stroke: #059669 }}
.rule {{ stroke: #cbd5e1 }}
.label {{ fill: #ffffff; stroke: none }}
.label.taken {{ fill: #eff6ff; stroke: #93c5fd }}
.line {{ fill: none; stroke: #94a3b8; stroke-width: 1.5 }}
.line.taken {{ stroke: #2563eb; stroke-width: 3 }}
.point, .opening {{ fill: #64748b }}
.point.taken, .opening.taken, .pill {{ fill: #2563eb }}"""


class Bundle(NamedTuple):
    """Acts that lead from one place to one other: an arrow with all of them for its label."""

    source: str
    target: str
    acts: tuple[Arrow, ...]

    @property
    def taken(self) -> bool:
        """Whether the case came this way."""
        return any(one.steps for one in self.acts)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What its label says."""
        return tuple(line for one in self.acts for line in of_act(one))


def svg(shown: Picture) -> str:
    """Return the picture as an SVG document."""
    bundles = _bundles(shown.arrows)
    inside = {place.name: _inside(place, shown.arrows) for place in shown.places}
    laid = layout(
        {place.name: _size(place, inside[place.name]) for place in shown.places},
        [Link(one.source, one.target, size(one.lines, LABEL_PADDING)) for one in bundles],
    )
    return "\n".join([*_document(shown, bundles, inside, laid), ""])


def _bundles(arrows: Iterable[Arrow]) -> list[Bundle]:
    found: dict[tuple[str, str], list[Arrow]] = {}
    for one in arrows:
        if one.source != one.target:
            found.setdefault((one.source, one.target), []).append(one)
    return [Bundle(*ends, tuple(acts)) for ends, acts in found.items()]


def _inside(place: Place, arrows: Iterable[Arrow]) -> list[list[Line]]:
    """Return what stands in a box, part by part: what it is, and what is done there."""
    done = [one for one in arrows if one.source == one.target == place.name]
    acts = [list(of_act(one, "↻" if one.stays else "↺")) for one in done]
    return [list(of_place(place)), *acts]


def _size(place: Place, parts: Sequence[Sequence[Line]]) -> Size:
    if place.kind == "opening":
        return DOT
    width, height = size([line for part in parts for line in part], BOX_PADDING)
    return Size(width, height + BOX_PADDING * (len(parts) - 1))


# --- the document ------------------------------------------------------------------------------


def _document(
    shown: Picture, bundles: Sequence[Bundle], inside: dict[str, list[list[Line]]], laid: Layout
) -> Iterator[str]:
    width = max(laid.size.width, NARROWEST)
    head = [
        *broken(shown.title, "headline", int(width / TYPES["headline"].column)),
        *broken(shown.about, "text", int(width / TYPES["text"].column)),
    ]
    above = size(head, 0).height + MARGIN
    whole = Size(width + 2 * MARGIN, laid.size.height + above + 2 * MARGIN)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{current_language()}" '
        f'width="{_n(whole.width)}" height="{_n(whole.height)}" '
        f'viewBox="0 0 {_n(whole.width)} {_n(whole.height)}">'
    )
    yield f"<title>{_t(shown.title)}</title>"
    yield f"<desc>{_t(shown.about)}</desc>"
    yield f"<style>\n{STYLE}\n</style>"
    yield '<rect width="100%" height="100%" fill="#ffffff"/>'
    yield from _lines(head, whole.width / 2, MARGIN)
    left = MARGIN + (width - laid.size.width) / 2
    yield f'<g transform="translate({_n(left)} {_n(above + MARGIN)})">'
    for bundle, route in sorted(
        zip(bundles, laid.routes, strict=True), key=lambda one: one[0].taken
    ):
        yield from _arrow(bundle, route)
    for bundle, route in zip(bundles, laid.routes, strict=True):
        yield from _label(bundle, route.label)
    for place in shown.places:
        yield from _place(place, laid.boxes[place.name], inside[place.name])
    yield "</g>"
    yield "</svg>"


def _place(place: Place, box: Box, parts: Sequence[Sequence[Line]]) -> Iterator[str]:
    if place.kind == "opening":
        look = "opening taken" if place.seen else "opening"
        yield f'<circle class="{look}" cx="{_n(box.middle)}" cy="{_n(box.y + 10)}" r="10"/>'
        return
    looks = " ".join(one for one in ("box", place.kind, place.seen) if one)
    yield f"<g><title>{_t(', '.join([place.title, *place.limits]))}</title>"
    yield _rectangle(box, looks, 10)
    if place.kind == "final":
        yield _rectangle(Box(box.x + 4, box.y + 4, box.width - 8, box.height - 8), "inner", 7)
    top = box.y + BOX_PADDING
    for at, part in enumerate(parts):
        if at:
            rule = _n(top + BOX_PADDING / 2 - 1)
            yield f'<path class="rule" d="M{_n(box.x + 10)} {rule}h{_n(box.width - 20)}"/>'
            top += BOX_PADDING
        yield from _lines(part, box.middle, top)
        top += size(part, 0).height
    yield "</g>"


def _label(bundle: Bundle, box: Box) -> Iterator[str]:
    told = " / ".join(", ".join([one.title, one.who, *one.details]) for one in bundle.acts)
    yield f"<g><title>{_t(told)}</title>"
    yield _rectangle(box, "label taken" if bundle.taken else "label", 6)
    yield from _lines(bundle.lines, box.middle, box.y + LABEL_PADDING)
    yield "</g>"


def _rectangle(box: Box, looks: str, round_by: float) -> str:
    return (
        f'<rect class="{looks}" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" '
        f'height="{_n(box.height)}" rx="{round_by}"/>'
    )


def _lines(lines: Iterable[Line], middle: float, top: float) -> Iterator[str]:
    for line in lines:
        base = top + line.height * 0.72
        start = middle - line.width / 2
        if line.badge:
            pill = Box(start, top + 1.5, line.badged, line.height - 3)
            yield _rectangle(pill, "pill", pill.height / 2)
            yield _text(line.badge, "badge", start + line.badged / 2, base - 0.5)
            start += line.badged + BADGE_GAP
        yield _text(line.text, line.look, start + line.written / 2, base)
        top += line.height


def _text(text: str, look: str, middle: float, base: float) -> str:
    return f'<text class="{look}" x="{_n(middle)}" y="{_n(base)}">{_t(text)}</text>'


def _arrow(bundle: Bundle, route: Route) -> Iterator[str]:
    look = " taken" if bundle.taken else ""
    first, last = route.bends[0], route.bends[-1]
    start, end = (
        (first.top + HEAD, last.bottom) if route.upwards else (first.top, last.bottom - HEAD)
    )
    path = [f"M{_n(first.x)} {_n(start)}"]
    for one, other in pairwise(route.bends):
        half = (one.bottom + other.top) / 2
        path.append(
            f"V{_n(one.bottom)}C{_n(one.x)} {_n(half)} {_n(other.x)} {_n(half)} "
            f"{_n(other.x)} {_n(other.top)}"
        )
    yield f'<path class="line{look}" d="{"".join(path)}V{_n(end)}"/>'
    tip, back = (first.top, HEAD + 1) if route.upwards else (last.bottom, -HEAD - 1)
    at = first.x if route.upwards else last.x
    yield f'<path class="point{look}" d="M{_n(at)} {_n(tip)}l-5 {_n(back)}h10z"/>'


def _n(number: float) -> str:
    """Write a number of pixels.

    >>> _n(12.0), _n(12.34)
    ('12', '12.3')
    """
    return f"{number:.1f}".removesuffix(".0")


def _t(text: str) -> str:
    return escape(text, quote=False)
