"""Blanks in scripts and documents: what they may name, and how they are filled in.

A blank is a name in braces, or what it is about after a colon: ``{due: callback}``, and in a
document ``{sign: customer}``, a line to sign on.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from workflow.definition.brought import papers_and_messages
from workflow.definition.model import OWNER, Definition
from workflow.definition.near import nearest
from workflow.definition.speech import said_in, sought
from workflow.errors import Problem
from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.definition.gathered import Blanked
    from workflow.definition.nodes import Book

EVERYWHERE = ("case", "definition", "state", "owner", "site", "today")
OF_A_RUNG = ("deadline", "due")
OF_A_SCRIPT = ("me",)
OF_A_DOCUMENT = (*OF_A_RUNG, "number")
DUE, SIGN = "due", "sign"
_BRACES = re.compile(r"\{([^{}]*)\}|[{}｛｝]")
_ABOUT = re.compile(r"(due|sign): *(.*)")


class Blank(NamedTuple):
    """A blank: a ``name``, or a ``kind`` of thing about a name."""

    name: str
    kind: str = ""


class Papers(NamedTuple):
    """Which documents steps bring, and which go with messages or are brought by rungs."""

    of_steps: frozenset[str]
    of_messages: frozenset[str]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its blanks filled in.

    >>> filled("{case} was due {due}.", {"case": "C-2026-000017", "due": "2026-11-24 24:00"})
    'C-2026-000017 was due 2026-11-24 24:00.'
    """
    return _BRACES.sub(lambda found: values[found[1]], text)


def blanks(text: str) -> dict[str, Blank]:
    """Return the blanks of a text by what stands in their braces.

    >>> blanks("{owner}: {due: callback}")
    {'owner': Blank(name='owner', kind=''), 'due: callback': Blank(name='callback', kind='due')}
    """
    return {found[1]: _blank(found[1]) for found in _BRACES.finditer(text)}


def named_in(text: str) -> set[str]:
    """Return what the blanks of a text name by itself: fields, and the words of the language.

    >>> sorted(named_in("{owner}, {thing}: {due: callback}"))
    ['owner', 'thing']
    """
    return {one.name for one in blanks(text).values() if not one.kind}


def _blank(written: str) -> Blank:
    about = _ABOUT.fullmatch(written)
    return Blank(about[2], about[1]) if about else Blank(written)


def check_blanks(definition: Definition, book: "Book") -> Iterator[Problem]:
    """Every blank names something that is known where its text is used, and not more."""
    papers = _papers(definition)
    phrases = sought(definition.avoid)
    for one in book.blanked:
        if isinstance(one.node.value, str):
            for found in _BRACES.finditer(one.node.value):
                yield from _wrong(one, found, definition, papers)
            for phrase in said_in(_BRACES.sub("{}", one.node.value), phrases):
                wanted = gettext("This says {phrase}, which is to be avoided.")
                yield one.node.problem("B005", wanted.format(phrase=phrase.written))


def _wrong(
    text: "Blanked", found: re.Match[str], definition: Definition, papers: Papers
) -> Iterator[Problem]:
    node, offset = text.node, found.start()
    if found[1] is None:
        wanted = gettext("A brace stands only around the name of a blank: {example}.")
        yield node.problem("B003", wanted.format(example="{case}"), offset=offset)
        return
    blank, of_document = _blank(found[1]), text.kind == "document"
    field = definition.fields.get(blank.name)
    alone = (*EVERYWHERE, *(OF_A_DOCUMENT if of_document else OF_A_SCRIPT))
    if blank.kind:
        if blank.name not in _named_by(blank.kind, definition, of_document=of_document):
            yield _unknown(text, found, definition, alone)
    elif blank.name in alone:
        if blank.name in OF_A_RUNG and text.name in papers.of_steps:
            wanted = gettext(
                "{name} is that of a rung, and a step brings this too: name a deadline, {example}."
            )
            example = f"{{due: {next(iter(definition.deadlines), '…')}}}"
            told = wanted.format(name=found[0], example=example)
            yield node.problem("B004", told, offset=offset)
    elif field is None:
        yield _unknown(text, found, definition, alone)
    elif field.personal and of_document and not _on_paper_only(text.name, papers):
        wanted = gettext(
            "{name} is personal: only a document that nothing but steps print may name it."
        )
        yield node.problem("B002", wanted.format(name=blank.name), offset=offset)


def _named_by(kind: str, definition: Definition, *, of_document: bool) -> list[str]:
    """Return what a blank about something may name."""
    if kind == DUE:
        return list(definition.deadlines)
    return [*definition.parties, *definition.roles, OWNER] if of_document else []


def _unknown(
    text: "Blanked", found: re.Match[str], definition: Definition, alone: tuple[str, ...]
) -> Problem:
    # Texts are filled in where no definition is read: YAML need not be loaded for that.
    from workflow.definition.strict_yaml import shortened  # noqa: PLC0415

    of_document = text.kind == "document"
    about = [
        f"{kind}: {name}"
        for kind in (DUE, SIGN)
        for name in _named_by(kind, definition, of_document=of_document)
    ]
    fields = [one.name for one in definition.fields.values() if not (one.personal and of_document)]
    near = nearest(found[1].strip().replace("：", ": "), [*alone, *fields, *about])
    wanted = gettext("There is no blank {name}: it is a field, or one of {known}.")
    kinds = [f"{DUE}: …", f"{SIGN}: …"] if of_document else [f"{DUE}: …"]
    told = wanted.format(name=f"{{{shortened(found[1])}}}", known=", ".join([*alone, *kinds]))
    return text.node.problem("B001", told, offset=found.start(), suggestion=near and f"{{{near}}}")


def _papers(definition: Definition) -> Papers:
    printed, sent, brought = set[str](), set[str](), set[str]()
    for step in definition.transitions.values():
        for prints, sends in papers_and_messages(step):
            printed.update(prints)
            sent.update(each.document for each in sends)
    for deadline in definition.deadlines.values():
        for rung in (*deadline.remind, *deadline.missed):
            brought.update(rung.prints, (each.document for each in rung.sends))
    return Papers(frozenset(printed | sent), frozenset(sent | brought))


def _on_paper_only(name: str, papers: Papers) -> bool:
    return name in papers.of_steps and name not in papers.of_messages
