"""Documents: texts with blanks that are printed when a rung brings them.

Everything in them is wording: it can be corrected in a published edition. What a blank may name is
checked where it is written. Personal fields are left out: an erasure does not reach what lies on
paper.
"""

import re
from collections.abc import Iterator, Mapping

from workflow.definition.model import Document, Field
from workflow.definition.near import nearest
from workflow.definition.nodes import Node, first_title
from workflow.definition.strict_yaml import shortened
from workflow.translation import gettext

KEYS = ("title", "text")
LONGEST_DOCUMENT = 10_000
BLANKS = ("case", "definition", "state", "owner", "site", "deadline", "due", "today")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}｛｝]")


def read_documents(node: Node, fields: Mapping[str, Field] | None) -> dict[str, Document]:
    """Read the documents; their blanks name what every case has, or fields.

    Without ``fields`` these are not known yet.
    """
    return {name: _document(one, name, fields) for name, one in node.declared()}


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its blanks filled in.

    >>> filled("{case} was due {due}.", {"case": "C-2026-000017", "due": "2026-11-24 24:00"})
    'C-2026-000017 was due 2026-11-24 24:00.'
    """
    return _BRACES.sub(lambda found: values[found[1]], text)


def blanks(text: str) -> set[str]:
    """Return the names of the blanks of a text."""
    return {found[1] for found in _BRACES.finditer(text)}


def _document(node: Node, name: str, fields: Mapping[str, Field] | None) -> Document:
    found = node.entries(KEYS, needed=KEYS[1:])
    text: Mapping[str, str] = {}
    if "text" in found:
        text = found["text"].title(LONGEST_DOCUMENT)
        if found["text"].value is None:
            found["text"].words()  # a document without a text is a slip
        for one in _by_language(found["text"]):
            _check_blanks(one, fields)
    title = found["title"].title() if "title" in found else {}
    return Document(name, first_title(title, name), text)


def _by_language(node: Node) -> Iterator[Node]:
    if isinstance(node.value, dict):
        yield from node.named().values()
    else:
        yield node


def _check_blanks(node: Node, fields: Mapping[str, Field] | None) -> None:
    for found in _BRACES.finditer(node.value) if isinstance(node.value, str) else ():
        name, offset = found[1], found.start()
        if name is None:
            text = gettext("A brace stands only around the name of a blank: {example}.")
            node.note("B003", text.format(example="{case}"), offset=offset)
        elif name in BLANKS or fields is None:
            continue
        elif name not in fields:
            known = [*BLANKS, *(one.name for one in fields.values() if not one.personal)]
            wanted = gettext("There is no blank {name}: it is a field, or one of {known}.")
            text = wanted.format(name=f"{{{shortened(name)}}}", known=", ".join(BLANKS))
            near = nearest(name.strip(), known)
            node.note("B001", text, offset=offset, suggestion=near and f"{{{near}}}")
        elif fields[name].personal:
            wanted = gettext(
                "{name} is personal: no document prints it, for erasing does not reach paper."
            )
            node.note("B002", wanted.format(name=name), offset=offset)
