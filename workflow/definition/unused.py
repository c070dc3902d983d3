"""What is declared and named nowhere: most often a slip where the name should stand."""

from collections.abc import Collection, Iterator

from workflow.definition.blanks import named_in
from workflow.definition.copied import filled
from workflow.definition.model import Definition
from workflow.definition.nodes import Book
from workflow.definition.strict_yaml import Keys
from workflow.errors import Problem
from workflow.translation import gettext


def doubt_unused(definition: Definition, book: Book) -> Iterator[Problem]:
    """Roles, parties, fields, documents and names of the host are used."""
    named = {one.name for one in book.references}
    fields = named | _fields(definition, book)
    guards = {name for one in book.compiled.values() for name in one.guards}
    wanted = gettext("{name} is declared, and named nowhere.")
    for part, declared, used in (
        ("roles", definition.roles, named),
        ("parties", definition.parties, named),
        ("fields", _written(book), fields),
        ("documents", definition.documents, named),
    ):
        for name in declared:
            if name not in used and not _is_shared(book, (part, name)):
                place = book.at((part, name))
                yield place.problem("N005", wanted.format(name=name), key=True, severity="warning")
    for key, listed, asked in (
        ("guards", definition.guards, guards),
        ("reactions", definition.reactions, named),
    ):
        for name in listed:
            if name not in asked:
                place = book.at(("requires", key))
                yield place.problem("N005", wanted.format(name=name), key=True, severity="warning")


def _is_shared(book: Book, keys: Keys) -> bool:
    """Whether it is declared for several definitions, not all of which need it."""
    return book.source.lines_of(keys) is not book.source.lines


def _written(book: Book) -> Collection[str]:
    """Return the fields of the file; those that consents make are not declared in it."""
    fields = book.root.named().get("fields")
    return fields.named() if fields else ()


def _fields(definition: Definition, book: Book) -> set[str]:
    """Return the fields that conditions ask, that are filled in, and that texts name."""
    found = {name for one in book.compiled.values() for name in (*one.fields, *one.personal)}
    texts = (one.node.value for one in book.blanked)
    found |= set().union(*(named_in(one) for one in texts if isinstance(one, str)))
    for transition in definition.transitions.values():
        found |= {name for branch in transition.branches for name in filled(branch)}
        found |= set(transition.splits.filled if transition.splits else ())
    for deadline in definition.deadlines.values():
        for rung in (*deadline.remind, *deadline.missed):
            found |= filled(rung)
    for schedule in definition.schedules.values():
        found |= set(schedule.sets or ())
    return found


DOUBTS = (doubt_unused,)
