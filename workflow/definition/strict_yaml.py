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

from workflow.definition.full_width import first_in, in_structure, said_of
from workflow.translation import gettext

DEEPEST = 40
MOST_NODES = 20_000
LONGEST_QUOTED = 60
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})
_NAMED = re.compile(r"( *)([\w-]+)")
_HOLDS = re.compile(r"( *)([\w-]+): +[^\s#]")
_BEFORE_A_COLON = re.compile(r"[{,] *[\w-]+: +[^\s:,{}\[\]\"'][^:,{}\[\]]*$")
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


class Refused(Exception):
    """The text cannot be used; ``start`` counts characters from 0."""

    def __init__(self, code: str, text: str, start: int) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.start = start


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
        self._depth = 0
        self._nodes = 0

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
        slip = _slip(text, error)
        if slip is not None:
            raise Refused("Y015", said_of(text[slip]), slip) from error
        spot = _spot(error)
        at = spot.index if spot else 0
        if further := _further_in(text, at) or _second_colon(text, at):
            raise further from error
        raise Refused("Y009", _reason(error.problem or error.context or ""), at) from error
    except (yaml.YAMLError, ValueError, OverflowError, IndexError) as error:
        raise Refused("Y009", _reason(""), loader.index) from error
    finally:
        loader.dispose()
    if node is None:
        raise Refused("Y008", gettext("The file is empty."), 0)
    tree = Tree()
    tree.data = _plain(tree, node, (), _place(node))
    return tree


def _spot(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Return where to look: what was left open far above is to be closed there."""
    opened, found = error.context_mark, error.problem_mark
    left_open = any(words in (error.problem or "") for words in ("',' or", "end of stream"))
    if opened and found and left_open and opened.line != found.line:
        return opened
    return found or opened


def _further_in(text: str, at: int) -> Refused | None:
    """Return that a line stands further in than the one above, if YAML stumbled over its name.

    The line above has a value already; either of them stands at the wrong place.
    """
    *before, here = text[:at].split("\n")
    above = next((one for one in reversed(before) if one.strip() and one.lstrip()[0] != "#"), "")
    name = _NAMED.fullmatch(here)
    holds = _HOLDS.match(above)
    if text[at : at + 1] != ":" or not (name and holds) or len(name[1]) <= len(holds[1]):
        return None
    wanted = gettext(
        "“{name}” stands further in than “{above}” above it, which has a value already; "
        "indent both alike."
    )
    reason = wanted.format(name=name[2], above=holds[2])
    return Refused("Y009", reason, at - len(name[2]))


def _second_colon(text: str, at: int) -> Refused | None:
    """Return that a text has a colon in it, if YAML stumbled over the second one in brackets."""
    if text[at : at + 1] != ":" or not _BEFORE_A_COLON.search(text[:at].rpartition("\n")[2]):
        return None
    reason = gettext(
        "A comma or a closing bracket is missing, or quotation marks around a text with a colon "
        "in it."
    )
    return Refused("Y009", reason, at)


def _slip(text: str, error: yaml.MarkedYAMLError) -> int | None:
    """Return where a full-width sign stands that YAML stumbled over: there, or a line above."""
    mark = error.problem_mark
    read = text[: mark.index + 1 if mark else 0]
    *before, _here = read.split("\n")
    while before and before[-1].lstrip()[:1] in {"", "#"}:
        before.pop()
    return in_structure(read, sum(len(line) + 1 for line in before[:-1]))


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
            raise Refused("Y015", said_of(key.value[sign]), place.start + sign)
        elif key.value in mapping:
            wanted = gettext("{name} stands here a second time.")
            text = wanted.format(name=shortened(key.value))
            tree.faults.append(Refused("Y010", text, place.start))
        else:
            _scalar(tree, key)
            mapping[key.value] = _plain(tree, value, (*path, key.value), place)
    return mapping


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


def _reason(problem: str) -> str:
    """Say in plain words what PyYAML found; its own words where there are no better."""
    for words, text in _reasons().items():
        if words in problem:
            return text
    return gettext("This is not valid YAML.")


def _reasons() -> dict[str, str]:
    return {
        "mapping values are not allowed": gettext(
            "A colon stands where none may stand; put the text in quotation marks."
        ),
        "could not find expected ':'": gettext("A colon is missing after this name."),
        "<block end>": gettext("The indentation does not fit the lines above."),
        "',' or": gettext("A comma or a closing bracket is missing."),
        "unexpected end of stream": gettext("The closing quotation mark is missing."),
        "cannot start any token": gettext(
            "A text cannot begin with this character; put it in quotation marks."
        ),
        "another document": gettext("A file holds one definition; --- and ... are not used."),
        "escape": gettext("In double quotation marks, \\ has a meaning; use single ones."),
    }
