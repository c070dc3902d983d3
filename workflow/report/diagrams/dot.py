"""A picture as DOT, for Graphviz."""

from collections.abc import Iterator

from workflow.report.diagrams.picture import Arrow, Picture, Place

SHAPES = {
    "opening": 'shape=circle, style=filled, fillcolor="#334155", width=0.2, fixedsize=true',
    "open": 'shape=box, style="rounded,filled", fillcolor="#f8fafc"',
    "final": 'shape=box, style="rounded,filled", fillcolor="#ecfdf5", peripheries=2',
    "anywhere": 'shape=box, style="rounded,dashed"',
}
SEEN = {
    "": "",
    "passed": ', color="#2563eb", penwidth=2',
    "here": ', color="#1e3a8a", fillcolor="#bfdbfe", penwidth=4',
}


def dot(shown: Picture) -> str:
    """Return the picture as a directed graph in DOT."""
    return "\n".join([*_lines(shown), ""])


def _lines(shown: Picture) -> Iterator[str]:
    yield f"digraph {quoted(shown.title)} {{"
    yield f"    label={quoted(shown.title, shown.about)};"
    yield '    labelloc=t; rankdir=TB; fontname="sans-serif";'
    yield '    node [fontname="sans-serif", color="#64748b"];'
    yield '    edge [fontname="sans-serif", fontsize=11, color="#64748b"];'
    yield from (f"    {_place(one)};" for one in shown.places)
    yield from (f"    {_arrow(one)};" for one in shown.arrows)
    yield "}"


def _place(place: Place) -> str:
    lines = [line for line in (place.title, place.owners, *place.limits) if line]
    look = SHAPES[place.kind] + SEEN[place.seen]
    return f"{quoted(place.name)} [label={quoted(*lines)}, {look}]"


def _arrow(arrow: Arrow) -> str:
    steps = f"({', '.join(map(str, arrow.steps))})" if arrow.steps else ""
    title = " ".join(part for part in (steps, arrow.title) if part)
    lines = [line for line in (title, arrow.who, *arrow.details) if line]
    look = ', color="#2563eb", penwidth=2.5' if arrow.steps else ""
    look += ", style=dashed" if arrow.stays else ""
    return f"{quoted(arrow.source)} -> {quoted(arrow.target)} [label={quoted(*lines)}{look}]"


def quoted(*lines: str) -> str:
    r"""Return lines as one quoted text, in which Graphviz finds no references of its own.

    >>> print(quoted('say "&lt;"', r"\\N"))
    "say \"&amp;lt;\"\n\\\\N"
    """
    return '"' + r"\n".join(map(_escaped, lines)) + '"'


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
