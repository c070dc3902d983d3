"""What the files of the language have in common: their version, and all problems at once."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from workflow.definition.model import LANGUAGE_VERSION
from workflow.definition.nodes import Book, Node
from workflow.definition.source import Source
from workflow.errors import DefinitionError, Problem
from workflow.translation import gettext

Found = TypeVar("Found")


def whole(source: Source, make: Callable[[Node], Found | None]) -> Found:
    """Return what ``make`` finds in a source that nothing is wrong with.

    Raises ``DefinitionError`` with all problems, in the order they stand.
    """
    book = Book(source, list(source.problems))
    found = make(book.root) if right_version(book.root) else None
    if book.problems or found is None:
        raise DefinitionError(source.file, in_order(book.problems, book))
    return found


@contextmanager
def refused_as(refusal: type[DefinitionError]) -> Iterator[None]:
    """Say of what cannot be read or used which kind of file it should have been."""
    try:
        yield
    except DefinitionError as error:
        raise refusal(error.file, error.problems) from error


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
    if version == str(LANGUAGE_VERSION):
        wanted = gettext("Write language: {version}, without quotation marks.")
    root.child("language", version).note("L005", wanted.format(version=LANGUAGE_VERSION))
    return False


def in_order(problems: Iterable[Problem], book: Book) -> list[Problem]:
    """Return every problem once, in the order they stand; those of other files come last."""
    own = book.source.file
    ordered = sorted(problems, key=lambda one: (one.file != own, one.file, one.line, one.column))
    return list(dict.fromkeys(ordered))
