"""A picture as Mermaid, for pages that draw it: a ``stateDiagram-v2``."""

import json
from collections.abc import Iterator

from workflow.definition.model import NEW
from workflow.report.diagrams.picture import Arrow, Picture, Place

BREAK = "<br/>"
CLASSES = (
    "classDef passed stroke:#2563eb,stroke-width:2px",
    "classDef here fill:#2563eb,stroke:#1e3a8a,stroke-width:3px,color:#ffffff",
    "classDef anywhere stroke-dasharray:5 4",
)


def mermaid(shown: Picture) -> str:
    """Return the picture as Mermaid."""
    return "\n".join([*_lines(shown), ""])


def _lines(shown: Picture) -> Iterator[str]:
    yield "---"
    yield f"title: {json.dumps(shown.title, ensure_ascii=False)}"  # read as YAML
    yield "---"
    yield "stateDiagram-v2"
    yield f"    %% {quoted(shown.about)}"
    yield "    direction TB"
    for place in shown.places:
        yield from (f"    {line}" for line in _place(place))
    for arrow in shown.arrows:
        yield f"    {_name(arrow.source)} --> {_name(arrow.target)} : {_label(arrow)}"
    for place in shown.places:
        if place.kind == "final":
            yield f"    {_name(place.name)} --> [*]"
    yield from (f"    {line}" for line in CLASSES)
    for place in shown.places:
        look = "anywhere" if place.kind == "anywhere" else place.seen
        if look and place.kind != "opening":
            yield f"    class {_name(place.name)} {look}"


def _place(place: Place) -> Iterator[str]:
    """Yield its title and what stands below; the opening has neither."""
    if place.kind != "opening":
        name = _name(place.name)
        yield f'state "{quoted(place.title)}" as {name}'
        yield from (f"{name} : {quoted(line)}" for line in (place.owners, *place.limits) if line)


def _label(arrow: Arrow) -> str:
    steps = f"({', '.join(map(str, arrow.steps))})" if arrow.steps else ""
    title = " ".join(part for part in (steps, arrow.title) if part)
    return BREAK.join(quoted(line) for line in (title, arrow.who, *arrow.details) if line)


def _name(name: str) -> str:
    """Return a name that is no word of Mermaid's, such as ``end``."""
    return "[*]" if name == NEW else f"at_{name}"


def quoted(text: str) -> str:
    """Return a text in which Mermaid and YAML find nothing of their own: other signs by number.

    >>> quoted("50 % <b>: 已受理")
    '50 #37; #60;b#62;#58; 已受理'
    """
    return "".join(one if _is_harmless(one) else f"#{ord(one)};" for one in text)


def _is_harmless(one: str) -> bool:
    return not one.isascii() or one.isalnum() or one in " ,./()-"
