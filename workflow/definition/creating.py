"""``creates``, ``splits`` and ``merges`` as they are written, and what one file says of them."""

from collections.abc import Iterator, Mapping

from workflow.definition.creation import Creation
from workflow.definition.fitting import misfits
from workflow.definition.kinds import Scalar, Value
from workflow.definition.model import NEW, Definition, Field, Transition
from workflow.definition.naming import check_name
from workflow.definition.nodes import Book, Node
from workflow.definition.owners import branch_place
from workflow.definition.sets import read_sets
from workflow.definition.strict_yaml import Keys
from workflow.errors import Problem
from workflow.translation import gettext

CREATES_KEYS = ("workflow", "as", "carries", "sets")
SPLITS_KEYS = ("as", "carries", "sets", "needs")
LATER = ("each",)


def read_creates(node: Node) -> tuple[Creation, ...]:
    """Read one case that is opened, or a list of them."""
    return tuple(_creates(one) for one in node.items())


def _creates(node: Node) -> Creation:
    found = node.entries(CREATES_KEYS, LATER, needed=CREATES_KEYS[:1])
    return Creation(
        workflow=_name(found["workflow"]) if "workflow" in found else "",
        carries=_carries(found.get("carries")),
        opening=_name(found["as"]) if "as" in found else None,
        sets=_constants(found["sets"]) if "sets" in found else None,
    )


def read_splits(node: Node, workflow: str, fields: Mapping[str, Field]) -> Creation:
    """Read what a second case of the same definition is opened with."""
    found = node.entries(SPLITS_KEYS)
    return Creation(
        workflow=workflow,
        carries=_carries(found.get("carries")),
        opening=found["as"].reference("transition") if "as" in found else None,
        sets=read_sets(found["sets"], fields) if "sets" in found else None,
        needs=found["needs"].names("field") if "needs" in found else (),
    )


def _name(node: Node) -> str:
    name = node.words()
    return name if name and check_name(node, name) else ""


def _carries(node: Node | None) -> dict[str, str]:
    """Read ``{theirs: ours}``, or the names of fields that are called the same in both."""
    if node is None:
        return {}
    if not isinstance(node.value, dict):
        return {name: name for name in node.names("field")}
    found = node.named().items()
    return {name: one.reference("field") for name, one in found if check_name(one, name, key=True)}


def _constants(node: Node) -> dict[str, Value]:
    """Read values for fields whose types only the other definition knows."""
    values: dict[str, Value] = {}
    for name, one in node.named().items():
        if not check_name(one, name, key=True):
            continue
        entries = [each.value for each in one.items()]
        plain = [each for each in entries if isinstance(each, Scalar)]
        if plain and len(plain) == len(entries):
            values[name] = [*plain] if isinstance(one.value, list) else plain[0]
        elif entries:
            wanted = gettext("Expected here: {what}.")
            one.note("L004", wanted.format(what=gettext("a value")))
    return values


# --- what they must not contradict -------------------------------------------------------------


def check_related(definition: Definition, book: Book) -> Iterator[Problem]:
    """What one file alone says of related cases holds together."""
    for one in definition.transitions.values():
        if one.merges:
            yield from _merging(definition, one, book)
        if one.splits is not None:
            yield from _twice(one, book)
        for creation, keys in created(one):
            if creation.workflow == definition.workflow:
                yield from _of_the_same(definition, one, creation, book, keys)


def _merging(definition: Definition, one: Transition, book: Book) -> Iterator[Problem]:
    place = book.at(("transitions", one.name, "merges"))
    targets = [branch.to for branch in one.branches]
    if NEW in one.sources:
        wanted = gettext("{name} opens a case, which has nothing to merge yet.")
        yield place.problem("J002", wanted.format(name=one.name), key=True)
        return
    if not all(to is not None and definition.states[to].final for to in targets):
        wanted = gettext("{name} merges a case into another and must lead to a final state.")
        yield place.problem("J001", wanted.format(name=one.name), key=True)
        return
    for other in definition.transitions.values():
        if not set(targets).isdisjoint(other.sources):
            wanted = gettext("{name} leaves a state of merged cases, which others go on for.")
            left = book.at(("transitions", other.name, "from"))
            yield left.problem("J006", wanted.format(name=other.name), key=True)


def _twice(one: Transition, book: Book) -> Iterator[Problem]:
    """Yield what is given with a split though it could be meant for either case."""
    for name in one.splits.needs if one.splits is not None else ():
        if name in one.brings:
            wanted = gettext("Whether {name} is for this case or for the new one cannot be told.")
            place = book.at(("transitions", one.name, "splits", "needs"))
            yield place.problem("J003", wanted.format(name=name), key=True)


def _of_the_same(
    definition: Definition, one: Transition, creation: Creation, book: Book, keys: Keys
) -> Iterator[Problem]:
    place = book.at(keys)
    if NEW in one.sources:
        wanted = gettext("{name} opens a case, and with it others of its kind without end.")
        yield place.problem("J004", wanted.format(name=one.name), key=True)
    for text in misfits(definition, one, creation, definition):
        yield place.problem("J005", text, key=True)


def created(one: Transition) -> Iterator[tuple[Creation, Keys]]:
    """Yield what a step opens, with the place where it is written."""
    if one.splits is not None:
        yield one.splits, ("transitions", one.name, "splits")
    for number, branch in enumerate(one.branches):
        for creation in branch.creates:
            yield creation, branch_place(one, number, "creates")


CHECKS = (check_related,)
