"""What the files of the language have in common: their version, and all problems at once."""

from workflow.definition.model import LANGUAGE_VERSION
from workflow.definition.nodes import Book, Node
from workflow.errors import Problem
from workflow.translation import gettext


def right_version(root: Node) -> bool:
    """Refuse what another version of the language says before reading it as this one."""
    if not isinstance(root.value, dict):
        wanted = gettext("Expected here: {what}.")
        root.note("L004", wanted.format(what=gettext("keys with values, such as language: 1")))
        return False
    version = root.value.get("language")
    if version is None or version == LANGUAGE_VERSION:
        return True
    wanted = gettext("This program reads language: {version}.")
    root.child("language", version).note("L005", wanted.format(version=LANGUAGE_VERSION))
    return False


def by_place(book: Book) -> list[Problem]:
    """Return every problem once, in the order they stand; those of other files come last."""
    own = book.source.file
    ordered = sorted(
        book.problems, key=lambda one: (one.file != own, one.file, one.line, one.column)
    )
    return list(dict.fromkeys(ordered))
