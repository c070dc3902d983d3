"""What a definition keeps from some must not come out another way, nor be printed for them."""

from collections.abc import Iterable, Iterator

from workflow.definition.blanks import named_in
from workflow.definition.brought import papers_and_messages
from workflow.definition.deadline import Addressee, Deadline, Send, ladders
from workflow.definition.model import ANY_STAFF, Definition, Transition
from workflow.definition.nodes import Book, Node
from workflow.errors import Problem
from workflow.translation import gettext


def kept(definition: Definition, name: str | None) -> bool:
    """Whether a field is there and not everybody sees it."""
    field = definition.fields.get(name or "")
    return field is not None and bool(field.sees) and ANY_STAFF not in field.sees


def check_secrets(definition: Definition, book: Book) -> Iterator[Problem]:
    """No time that everybody sees is the value of a field that not everybody sees."""
    for name, deadline in definition.deadlines.items():
        for key, field in _times_of(deadline):
            if kept(definition, field):
                yield follows(book.at(("deadlines", name, key)), field)
    for name, transition in definition.transitions.items():
        place = ("transitions", name)
        for extension in transition.extends:
            if kept(definition, extension.to):
                node = book.at((*place, "extends", extension.deadline))
                yield follows(node, extension.to or "")
        for side, field in _windows_of(transition):
            if kept(definition, field):
                wanted = gettext(
                    "{name} is not seen by everybody: a refusal would tell the time it holds."
                )
                node = book.at((*place, side))
                yield node.problem("W006", wanted.format(name=field), key=True)


def follows(node: Node, name: str) -> Problem:
    """Return that something everybody sees follows from a field that not everybody sees."""
    wanted = gettext("{name} is not seen by everybody: a deadline would tell what it holds.")
    return node.problem("D016", wanted.format(name=name))


def _times_of(deadline: Deadline) -> Iterator[tuple[str, str]]:
    yield from (("starts", one.name) for one in deadline.starts if one.kind == "field")
    yield from (("agreed", name) for name in (deadline.agreed,) if name)
    yield from (("due", name) for name in (deadline.due,) if name)


def _windows_of(transition: Transition) -> Iterator[tuple[str, str]]:
    points = {"not_before": transition.not_before, "not_after": transition.not_after}
    for side, point in points.items():
        for edge in point.of if point else ():
            if edge.moment.kind == "field":
                yield side, edge.moment.name


# --- what is printed for a party ---------------------------------------------------------------


def check_letters(definition: Definition, book: Book) -> Iterator[Problem]:
    """No document that goes to a party holds what is secret from it."""
    for name, deadline in definition.deadlines.items():
        for key, rungs in ladders(deadline):
            for at, rung in enumerate(rungs):
                place = ("deadlines", name, key, at)
                parties = _parties(rung.to)
                yield from told_to(definition, parties, rung.prints, book.at((*place, "prints")))
                yield from _sent(definition, rung.sends, book.at((*place, "sends")))
    for name, step in definition.transitions.items():
        for _prints, sends in papers_and_messages(step):
            yield from _sent(definition, sends, book.at(("transitions", name)))


def _sent(definition: Definition, sends: Iterable[Send], place: Node) -> Iterator[Problem]:
    for one in sends:
        yield from told_to(definition, _parties(one.to), [one.document], place)


def _parties(addressees: Iterable[Addressee]) -> list[str]:
    return [one.name or "" for one in addressees if one.kind == "party"]


def told_to(
    definition: Definition, parties: Iterable[str], documents: Iterable[str], place: Node
) -> Iterator[Problem]:
    """Yield what is secret from ``parties`` in documents that go to them."""
    for party in parties:
        for document in documents:
            for name in sorted(_printed(definition, document)):
                if party in definition.fields[name].secret_from:
                    wanted = gettext("{document} goes to {party}, and {name} is secret from it.")
                    text = wanted.format(document=document, party=party, name=name)
                    yield place.problem("B007", text, key=True)


def _printed(definition: Definition, document: str) -> set[str]:
    texts = definition.documents[document].text.values()
    return {name for text in texts for name in named_in(text)} & definition.fields.keys()


NAMES = (check_secrets, check_letters)
