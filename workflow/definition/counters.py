"""Counters as they are written: what is counted over several cases, of whom or what."""

from collections.abc import Iterator, Mapping

from workflow.definition.counter import SITE, Addition, Counter, Per
from workflow.definition.model import Definition, Field
from workflow.definition.nodes import Book, Node
from workflow.definition.titles import first_title
from workflow.errors import Problem
from workflow.translation import gettext

KEYS = ("title", "of", "adds", "takes_back", "per")
NEEDED = ("of", "adds")
ADDITION_KEYS = ("act", "amount")
AMOUNT_KEYS = ("field",)
PER: tuple[Per, ...] = ("always", "calendar month")
MOST = 1000
NAMING = frozenset({"person", "text", "choice", "number"})
ADDED = frozenset({"number", "money"})


def read_counters(node: Node, fields: Mapping[str, Field]) -> dict[str, Counter]:
    """Read what is counted."""
    return {name: _counter(one, name, fields) for name, one in node.declared()}


def _counter(node: Node, name: str, fields: Mapping[str, Field]) -> Counter:
    found = node.entries(KEYS, needed=NEEDED)
    of = _of(found["of"]) if "of" in found else ""
    per = found["per"].one_of(PER) if "per" in found else PER[0]
    return Counter(
        name=name,
        title=first_title(found["title"].title() if "title" in found else {}, name),
        of=of,
        adds=tuple(_additions(found["adds"])) if "adds" in found else (),
        takes_back=found["takes_back"].names("transition") if "takes_back" in found else (),
        per=next(one for one in PER if one == per),
        person=of in fields and fields[of].type == "person",
    )


def _of(node: Node) -> str:
    return SITE if node.value == SITE else node.reference("field")


def _additions(node: Node) -> Iterator[Addition]:
    seen: set[str] = set()
    for one in node.items():
        found = one.entries(ADDITION_KEYS, needed=ADDITION_KEYS[:1])
        act = found["act"].reference("transition") if "act" in found else ""
        if act in seen:
            one.note("L010", gettext("{name} stands here twice.").format(name=act))
        seen.add(act)
        amount, amount_of = _amount(found.get("amount"))
        yield Addition(act, amount, amount_of)


def _amount(node: Node | None) -> tuple[int, str | None]:
    if node is None:
        return 1, None
    if isinstance(node.value, dict):
        found = node.entries(AMOUNT_KEYS, needed=AMOUNT_KEYS)
        return 1, found["field"].reference("field") if "field" in found else ""
    return node.whole(1, MOST), None


def check_counters(definition: Definition, book: Book) -> Iterator[Problem]:
    """Fields that say of whom or what, and how much, can say it, and are not personal."""
    for counter in definition.counters.values():
        place = book.at(("counters", counter.name, "of"))
        field = definition.fields.get(counter.of)
        if field and (field.personal or field.type not in NAMING) and counter.of != SITE:
            wanted = gettext(
                "{name} must be a field of type person, text, choice or number, not personal."
            )
            yield place.problem("Q001", wanted.format(name=field.name))
        for one in counter.adds:
            field = definition.fields.get(one.amount_of or "")
            if field and (field.personal or field.type not in ADDED):
                wanted = gettext("{name} must be a field of type number or money, not personal.")
                at = book.at(("counters", counter.name, "adds"))
                yield at.problem("Q002", wanted.format(name=field.name), key=True)
