"""Joining what several files say into one, each value with the file and the line it stands in.

Two ways: a fragment adds, and what is there already is noted; a definition that extends another is
laid on top of it, two levels deep, and ``none`` takes away.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import cast

from workflow.definition.near import nearest
from workflow.definition.nodes import Node
from workflow.definition.origin import Origin
from workflow.definition.source import Lines, Source, spot
from workflow.definition.strict_yaml import Entry, Keys, Plain
from workflow.translation import gettext

DECLARING = (
    "roles", "parties", "fields", "states", "transitions", "deadlines", "documents",
    "counters",
    "duties", "schedules",
)  # fmt: skip
"""What is declared by name, each with keys of its own."""
BY_NAME = (*DECLARING, "permissions", "count", "requires")
"""What consists of names or words, each with a value."""
NONE = "none"


class Joined:
    """What several files say together, as it grows. ``folder`` is that of the definition."""

    def __init__(self, folder: Path) -> None:
        self.data: dict[str, Plain] = {}
        self._folder = folder
        self._entries: dict[Keys, Entry] = {}
        self._lines: dict[Keys, Lines] = {}
        self._taken_away: dict[str, str] = {}

    def source(self, own: Source, origins: Collection[Origin]) -> Source:
        """Return it as the source of a definition whose own file is ``own``."""
        elsewhere = {path: one for path, one in self._lines.items() if one is not own.lines}
        entries = {**self._entries, (): own.entries[()]}
        gone = self._taken_away
        return Source(own.lines, self.data, entries, (), elsewhere, tuple(origins), gone)

    def paths(self) -> set[Keys]:
        """Return where something is said."""
        return set(self._entries)

    def leave_out(self, keys: Collection[str]) -> None:
        """Forget what of a definition is not for those that extend it."""
        for key in keys:
            self._drop((key,))

    # --- a fragment adds -----------------------------------------------------------------------

    def add(self, said: Mapping[str, Node]) -> None:
        """Add what a file says; what is there already is noted and left."""
        for key, node in said.items():
            if key not in BY_NAME:
                self._add(node)
                continue
            self._speak(node)
            for one in node.named().values():
                self._add(one)

    def _add(self, node: Node) -> None:
        if node.keys in self._entries:
            start = self._entries[node.keys].key.start
            place = spot(self._lines[node.keys].problem("", "", start), self._folder)
            wanted = gettext("{name} is said already, in {place}.")
            node.note("R004", wanted.format(name=node.keys[-1], place=place), key=True)
        else:
            self._take(node)

    # --- what extends is laid on top -----------------------------------------------------------

    def lay_over(self, said: Mapping[str, Node], fixed: Collection[Keys]) -> None:
        """Let a file change what is there, but for what is ``fixed``: its fragments said it."""
        for key, node in said.items():
            if key not in BY_NAME or node.value == NONE:
                self._lay_unless(fixed, node, deeper=False)
                continue
            self._speak(node)
            for one in node.named().values():
                self._lay_unless(fixed, one, deeper=key in DECLARING)

    def _lay_unless(self, fixed: Collection[Keys], node: Node, *, deeper: bool) -> None:
        if node.keys in fixed:
            self._add(node)
        else:
            self._lay(node, deeper=deeper)

    def _lay(self, node: Node, *, deeper: bool) -> None:
        if node.value == NONE:
            self._take_away(node)
        elif deeper and isinstance(node.value, dict) and node.keys in self._entries:
            self._speak(node)
            for one in node.named().values():
                self._lay(one, deeper=False)
        elif node.value is not None or node.keys not in self._entries:
            self._take(node)

    def _take_away(self, node: Node) -> None:
        name, around = str(node.keys[-1]), self._at(node.keys[:-1])
        if node.keys in self._entries:
            self._drop(node.keys)
            if node.keys[0] in DECLARING and node.keys[1:] == (name,):
                self._taken_away[name] = spot(node.problem("", "", key=True), self._folder)
            return
        text = gettext("There is no {name} that could be taken away.").format(name=name)
        near = nearest(name, around) if isinstance(around, dict) else ""
        node.note("R005", text, key=True, suggestion=near)

    # --- the tree ------------------------------------------------------------------------------

    def _speak(self, node: Node) -> None:
        """Note that a file speaks of something: what turns out to be missing is missing there."""
        if not isinstance(self._at(node.keys), dict):
            self._put(node.keys, {})
        self._mark(node, node.keys)

    def _take(self, node: Node) -> None:
        """Put a value where it stands in its file, with all that is in it."""
        self._forget(node.keys)
        self._put(node.keys, _copied(node.value))
        for path in _walked(node.keys, node.value):
            self._mark(node, path)

    def _mark(self, node: Node, path: Keys) -> None:
        source = node.book.source
        self._entries[path] = source.entries[path]
        self._lines[path] = source.lines

    def _drop(self, path: Keys) -> None:
        self._forget(path)
        self._around(path).pop(str(path[-1]), None)

    def _forget(self, path: Keys) -> None:
        for each in _walked(path, self._at(path)):
            self._entries.pop(each, None)
            self._lines.pop(each, None)

    def _put(self, path: Keys, value: Plain) -> None:
        self._around(path)[str(path[-1])] = value

    def _around(self, path: Keys) -> dict[str, Plain]:
        return cast(dict[str, Plain], self._at(path[:-1]))

    def _at(self, path: Keys) -> Plain:
        found: Plain = self.data
        for key in path:
            found = found.get(str(key)) if isinstance(found, dict) else None
        return found


def _copied(value: Plain) -> Plain:
    """Return a value that can be changed without changing what was read."""
    return {key: _copied(one) for key, one in value.items()} if isinstance(value, dict) else value


def _walked(path: Keys, value: Plain) -> Iterator[Keys]:
    """Yield the way to a value and to all that is in it."""
    yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _walked((*path, key), one)
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _walked((*path, at), one)
