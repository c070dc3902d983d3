"""Documents: texts with blanks that are printed, or sent, when a rung or a step brings them.

Everything in them is wording: it can be corrected in a published edition. What a blank may name is
checked once all names are known: see ``blanks``.
"""

from collections.abc import Mapping

from workflow.definition.model import Document
from workflow.definition.nodes import Node
from workflow.definition.titles import first_title

KEYS = ("title", "text")
LONGEST_DOCUMENT = 10_000


def read_documents(node: Node) -> dict[str, Document]:
    """Read the documents."""
    return {name: _document(one, name) for name, one in node.declared()}


def _document(node: Node, name: str) -> Document:
    found = node.entries(KEYS, needed=KEYS[1:])
    text: Mapping[str, str] = {}
    if "text" in found:
        text = found["text"].title(LONGEST_DOCUMENT)
        if found["text"].value is None:
            found["text"].words()  # a document without a text is a slip
        found["text"].blanked("document", name)
    title = found["title"].title() if "title" in found else {}
    return Document(name, first_title(title, name), text)
