"""YAML read strictly: plain data and the place of every value, nothing that surprises.

PyYAML's pure reader with less in it: ``true`` and ``false`` are the only flags and whole numbers
the only numbers, so that ``no``, ``12:30``, ``1.0`` and ``2024-01-01`` stay the texts they look
like. Anchors, tags, duplicate keys and deep nesting are refused; the C reader is not used because
deep nesting makes it crash.
"""

import re
from dataclasses import dataclass, field

import yaml
from yaml.events import AliasEvent, Event
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from workflow.definition.full_width import first_in, said_at
from workflow.definition.missing_blanks import after_a_name, of_a_line, said_of
from workflow.definition.stumbling import Refused, reason, stumbled
from workflow.translation import gettext

DEEPEST = 40
MOST_NODES = 20_000
LONGEST_QUOTED = 60
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]
Keys = tuple[str | int, ...]

UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: ``start`` and ``end`` count characters of the file from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an entry stands; items of a list have the same place for key and value."""

    key: Place
    value: Place


@dataclass
class Tree:
    """What was read: data, the place of everything in it, and keys that are wrong."""

    data: Plain = None
    entries: dict[Keys, Entry] = field(default_factory=dict)
    faults: list[Refused] = field(default_factory=list)


class _Loader(yaml.SafeLoader):
    """PyYAML's reader without anchors, tags and bottomless nesting."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._text = text
        self._depth = 0
        self._nodes = 0
        self.plain_text = Place(0, 0)
        self.blank_missing: int | None = None

    def fetch_plain(self) -> None:
        """Read a text without quotation marks, and note where one is what a slip made of a line."""
        super().fetch_plain()
        token = self.tokens[-1]
        self.plain_text = Place(token.start_mark.index, token.end_mark.index)
        if self.blank_missing is None:
            self.blank_missing = of_a_line(self._text, self.plain_text.start, self.plain_text.end)

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        """Read one node and what is in it. Raises ``Refused``."""
        event: Event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's own gap
        start = event.start_mark.index if event.start_mark else 0
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise Refused(
                "Y011", gettext("Anchors and aliases (& and *) are not used here."), start
            )
        if getattr(event, "tag", None) is not None:
            raise Refused("Y012", gettext("Tags (!) are not used here."), start)
        self._depth += 1
        self._nodes += 1
        if self._depth > DEEPEST:
            raise Refused("Y013", gettext("This is nested too deeply."), start)
        if self._nodes > MOST_NODES:
            raise Refused("Y004", gettext("The file is too large."), start)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def compose(text: str) -> Tree:
    """Read one YAML document. Raises ``Refused``."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        if loader.blank_missing is not None:
            raise _missing(text, loader.blank_missing) from error
        raise stumbled(text, error, loader.plain_text.start) from error
    except (yaml.YAMLError, ValueError, OverflowError, IndexError) as error:
        raise Refused("Y009", reason(""), loader.index) from error
    finally:
        loader.dispose()
    if node is None:
        raise Refused("Y008", gettext("The file is empty."), 0)
    if loader.blank_missing is not None:
        raise _missing(text, loader.blank_missing)
    tree = Tree()
    tree.data = _plain(tree, node, (), _place(node))
    return tree


def _plain(tree: Tree, node: Node, path: Keys, key: Place) -> Plain:
    tree.entries[path] = Entry(key, _place(node))
    if isinstance(node, MappingNode):
        return _mapping(tree, node, path)
    if isinstance(node, SequenceNode):
        return [_plain(tree, one, (*path, at), _place(one)) for at, one in enumerate(node.value)]
    return _scalar(tree, node)


def _mapping(tree: Tree, node: MappingNode, path: Keys) -> dict[str, Plain]:
    mapping: dict[str, Plain] = {}
    for key, value in node.value:
        place = _place(key)
        if not isinstance(key, ScalarNode) or not key.value:
            wanted = gettext("A name is expected here, then a colon.")
            tree.faults.append(Refused("Y014", wanted, place.start))
        elif getattr(key, "style", None) is None and (sign := first_in(key.value)) is not None:
            # What the rest of it was meant to be nobody can tell.
            raise Refused("Y015", said_at(key.value, sign), place.start + sign)
        elif (colon := _glued(key, value)) is not None:
            raise _missing(key.value, colon, place.start)
        elif key.value in mapping:
            wanted = gettext("{name} stands here a second time.")
            text = wanted.format(name=shortened(key.value))
            tree.faults.append(Refused("Y010", text, place.start))
        else:
            _scalar(tree, key)
            mapping[key.value] = _plain(tree, value, (*path, key.value), place)
    return mapping


def _glued(key: ScalarNode, value: Node) -> int | None:
    """Return where the colon of a key stands that YAML takes for a part of it."""
    if key.style is not None or value.start_mark.index != value.end_mark.index:
        return None
    return after_a_name(key.value)


def _missing(text: str, at: int, start: int = 0) -> Refused:
    return Refused("Y016", said_of(text[at]), start + at)


def _scalar(tree: Tree, node: Node) -> Plain:
    value: str = node.value
    if UNPRINTABLE.search(value):  # possible in double quotes: "\\0"
        text = gettext("There is a control character here.")
        tree.faults.append(Refused("Y006", text, node.start_mark.index))
        value = UNPRINTABLE.sub("\ufffd", value)
    if getattr(node, "style", None) is not None:
        return value
    if value in _NOTHING:
        return None
    if value in _FLAGS:
        return value.lower() == "true"
    return int(value) if _WHOLE.fullmatch(value) else value


def _place(node: Node) -> Place:
    return Place(node.start_mark.index, node.end_mark.index)


def shortened(text: str) -> str:
    """Return a text fit to be quoted in a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_QUOTED else flat[: LONGEST_QUOTED - 1] + "…"
