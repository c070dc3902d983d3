"""Read a definition's file or text: plain data, and the place of every value for messages."""

import re
import stat
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workflow.definition.near import nearest
from workflow.definition.origin import Origin
from workflow.definition.reading_on import read_on
from workflow.definition.strict_yaml import UNPRINTABLE, Entry, Keys, Plain
from workflow.definition.stumbling import Refused
from workflow.errors import DefinitionError, Problem, Severity
from workflow.translation import gettext

LARGEST = 1_000_000
LONGEST_LINE_SHOWN = 2_000
FRAGMENT = "fragment"
WORKFLOW = "workflow"
FRAGMENTS = "fragments"
SCENARIOS = "scenarios"
SCENARIOS_ENDING = ".scenarios.yaml"


def definition_beside(scenarios: Path) -> Path:
    """Return where the definition of a file of scenarios is, or ought to be.

    >>> definition_beside(Path("complaint.holidays.scenarios.yaml")).name
    'complaint.yaml'
    """
    name = scenarios.name.removesuffix(SCENARIOS_ENDING)
    whole = scenarios.with_name(f"{name}.yaml")
    return whole if whole.is_file() else scenarios.with_name(f"{name.partition('.')[0]}.yaml")


@dataclass(frozen=True)
class Lines:
    """The text of a file, by lines."""

    file: str
    text: str
    starts: Sequence[int]

    @classmethod
    def of(cls, text: str, file: str) -> "Lines":
        """Split a text that has only ``\\n`` between its lines."""
        return cls(file, text, [0, *(found.end() for found in re.finditer("\n", text))])

    def problem(
        self,
        code: str,
        text: str,
        start: int,
        suggestion: str = "",
        *,
        end: int = 0,
        severity: Severity = "error",
    ) -> Problem:
        """Return a problem at the characters from ``start`` to before ``end``, counted from 0."""
        line = bisect_right(self.starts, start)
        first = self.starts[line - 1]
        last = self.text.find("\n", first)
        last = last if last >= 0 else len(self.text)
        shown = self.text[first:last][:LONGEST_LINE_SHOWN]
        until = min(end, last) - first + 1 if end > start else 0
        return Problem(
            code, self.file, line, start - first + 1, text, suggestion, shown, until, severity
        )


@dataclass(frozen=True)
class Source:
    """What a file says and where. ``problems`` are those that did not keep it from being read.

    A path is a tuple of keys and positions: ``("states", "received", "owner")``. Where files were
    put together, ``elsewhere`` has the text of those paths that stand in another one, ``origins``
    says which these are, and ``taken_away`` where a name that one of them declares was taken away.
    """

    lines: Lines
    data: Plain
    entries: Mapping[Keys, Entry]
    problems: Sequence[Problem] = ()
    elsewhere: Mapping[Keys, Lines] = field(default_factory=dict)
    origins: Sequence[Origin] = ()
    taken_away: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of the file, as it was given."""
        return self.lines.file

    @property
    def folder(self) -> Path:
        """Where definitions lie, beside which are the calendars and fragments they name."""
        beside = Path(self.file).parent
        return beside.parent if self.is_fragment and beside.name == FRAGMENTS else beside

    @property
    def is_fragment(self) -> bool:
        """Whether it is a part of definitions, and none itself."""
        said = self.data if isinstance(self.data, dict) else {}
        return FRAGMENT in said and WORKFLOW not in said

    @property
    def is_definition(self) -> bool:
        """Whether it is meant to be the whole of a workflow."""
        return isinstance(self.data, dict) and WORKFLOW in self.data

    @property
    def texts(self) -> Iterator[Lines]:
        """The text of every file something of it stands in, perhaps more than once."""
        yield self.lines
        yield from self.elsewhere.values()

    def is_plain(self, path: Keys) -> bool:
        """Whether a value is written in this file without quotation marks."""
        place = self.entries.get(path)
        return place is not None and self.lines_of(path).text[place.value.start] not in "\"'|>"

    def lines_of(self, path: Keys) -> Lines:
        """Return the text of the file that a value stands in."""
        return self.elsewhere.get(path, self.lines)

    def problem(
        self,
        code: str,
        text: str,
        path: Keys,
        *,
        key: bool = False,
        offset: int = 0,
        suggestion: str = "",
        severity: Severity = "error",
    ) -> Problem:
        """Return a problem at a value, or at its key, ``offset`` characters into its text.

        Where the path leads nowhere (a key is missing), what it would be in is named.
        """
        while path not in self.entries:
            path, key = path[:-1], True
        entry = self.entries[path]
        at = entry.key if key else entry.value
        start = at.start if key else at.start + self._skipped(path, offset)
        end = 0 if offset else at.end
        lines = self.lines_of(path)
        return lines.problem(code, text, start, suggestion, end=end, severity=severity)

    def spot(self, path: Keys, *, key: bool = False) -> str:
        """Return file and line of a value or of its key, the file as seen from the definition."""
        return spot(self.problem("", "", path, key=key), self.folder)

    def _skipped(self, path: Keys, offset: int) -> int:
        """Return how far into the written value the character at ``offset`` of its text stands."""
        if not offset:
            return 0
        place = self.entries[path].value
        value: Any = self.data  # whose paths lead to a text: nothing else has an offset
        for step in path:
            value = value[step]
        written = self.lines_of(path).text[place.start : place.end]
        # Folded and escaped texts differ from what is written: then the start has to do.
        found = written.find(value)
        return found + offset if found >= 0 else _skipped_in_block(written, value, offset)


def spot(found: Problem, folder: Path) -> str:
    """Return file and line of something, the file as seen from a folder if it is in there."""
    file = Path(found.file)
    seen = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name
    return f"{seen}:{found.line}"


def _skipped_in_block(written: str, value: str, offset: int) -> int:
    """Return how far into a text written below ``|`` the character at ``offset`` stands."""
    number = value.count("\n", 0, offset)
    before = value.rfind("\n", 0, offset) + 1
    line = value[before:].partition("\n")[0]
    lines = written.split("\n")  # the first is the sign itself
    if number + 1 >= len(lines) or lines[number + 1].lstrip(" ") != line.lstrip(" "):
        return 0
    start = sum(len(one) + 1 for one in lines[: number + 1])
    return start + len(lines[number + 1]) - len(line) + offset - before


def read(path: Path) -> Source:
    """Read a file. Raises ``DefinitionError`` when it cannot be read as YAML."""
    file = str(path)
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise _whole(file, "Y002", gettext("This is a folder, not a file."))
        if not stat.S_ISREG(kind):
            raise _whole(file, "Y002", gettext("This is not a file."))
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError as error:
        text = gettext("There is no such file.")
        raise _whole(file, "Y001", text, _meant(path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        wanted = gettext("The file cannot be read: {reason}.")
        raise _whole(file, "Y003", wanted.format(reason=reason)) from error
    return read_text(_decoded(file, raw), file)


def read_text(text: str, file: str) -> Source:
    """Read a text as if it were in ``file``. Raises ``DefinitionError``."""
    if len(text) > LARGEST:
        raise _too_large(file)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = Lines.of(text, file)
    try:
        _refuse_characters(text)
    except Refused as fault:
        problem = lines.problem(fault.code, fault.text, fault.start)
        raise DefinitionError(file, [problem]) from fault
    tree, faults = read_on(text)
    faults.sort(key=lambda fault: fault.start)
    problems = [lines.problem(fault.code, fault.text, fault.start) for fault in faults]
    if tree is None:
        raise DefinitionError(file, problems)
    return Source(lines, tree.data, tree.entries, problems)


def _decoded(file: str, raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise _too_large(file)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        text = gettext("This is not text in UTF-8: save the file with the encoding UTF-8.")
        raise DefinitionError(file, [Problem("Y005", file, line, column, text)]) from error


def _refuse_characters(text: str) -> None:
    found = UNPRINTABLE.search(text)
    if found:
        raise Refused("Y006", gettext("There is a control character here."), found.start())
    tab = text.find("\t")
    if tab >= 0:
        raise Refused("Y007", gettext("There is a tab here; use blanks."), tab)


def _whole(file: str, code: str, text: str, suggestion: str = "") -> DefinitionError:
    return DefinitionError(file, [Problem(code, file, 0, 0, text, suggestion)])


def _meant(path: Path) -> str:
    """Return the YAML file beside a path that is most like its name; nothing if none is."""
    beside = [*path.parent.glob("*.yaml")] if path.parent.is_dir() else []
    stems = {one.stem: one for one in beside}  # the ending makes every short name alike
    found = nearest(path.stem, stems)
    return str(stems[found]) if found else ""


def _too_large(file: str) -> DefinitionError:
    wanted = gettext("The file is larger than {most} bytes.")
    return _whole(file, "Y004", wanted.format(most=LARGEST))
