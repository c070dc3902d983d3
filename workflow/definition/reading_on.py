"""Reading on after full-width signs that stand for structure, and after blanks that are missing:
each is told and read as what was meant, so that one slip does not hide all else that is wrong.
"""

from bisect import bisect_left, insort
from dataclasses import replace

from workflow.definition.full_width import BLANK, PLAIN, QUOTES, lacks_a_blank
from workflow.definition.strict_yaml import Entry, Place, Tree, compose
from workflow.definition.stumbling import Refused

MOST = 20
"""So many are read over, and the file is read anew for each."""
SLIPS = {"Y015", "Y016"}


class _Mended:
    """A text in which signs are replaced, and where a blank had to be put behind one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._blanks: list[int] = []

    def written(self, at: int) -> int:
        """Return where a place of the text stands in what was written."""
        return at - bisect_left(self._blanks, at)

    def indented_by(self, at: int) -> bool:
        """Whether a wide blank begins a line: how deep it is meant to indent nobody can tell."""
        line = self.text[self.text.rfind("\n", 0, at) + 1 : at]
        return self.text[at] == BLANK and not line.strip()

    def mend(self, at: int) -> None:
        """Write plain what stands there, with the blank behind it and the mark that closes it."""
        sign = self.text[at]
        plain = PLAIN.get(sign, sign)
        self._put(at, plain)
        if sign in QUOTES:
            line = self.text[at:].partition("\n")[0]
            closing = (at + more for more, one in enumerate(line) if one in QUOTES)
            if (end := next(closing, None)) is not None:
                self._put(end, plain)
        if lacks_a_blank(plain, self.text, at):
            self._put_blank(at + 1)

    def _put(self, at: int, plain: str) -> None:
        self.text = f"{self.text[:at]}{plain}{self.text[at + 1 :]}"

    def _put_blank(self, at: int) -> None:
        self._blanks = [one + (one >= at) for one in self._blanks]
        insort(self._blanks, at)
        self.text = f"{self.text[:at]} {self.text[at:]}"


def read_on(text: str) -> tuple[Tree | None, list[Refused]]:
    """Read one YAML document, and return it with all that is wrong with it as YAML.

    There is no tree where it cannot be read even with plain signs.
    """
    mended, found = _Mended(text), list[Refused]()
    while True:
        try:
            tree = compose(mended.text)
        except Refused as fault:
            told = Refused(fault.code, fault.text, mended.written(fault.start))
            if fault.code not in SLIPS:
                return None, [*found, *_new(told, found, text)]
            found.append(told)
            if mended.indented_by(fault.start) or len(found) == MOST:
                return None, found
            mended.mend(fault.start)
        else:
            if not found:
                return tree, tree.faults
            return _as_written(tree, mended), [*found, *_at_written(tree.faults, mended)]


def _new(fault: Refused, found: list[Refused], text: str) -> list[Refused]:
    """Return a fault, unless it stands where a sign was read over: it may come of that."""
    lines = {text.count("\n", 0, one.start) for one in found}
    return [] if text.count("\n", 0, fault.start) in lines else [fault]


def _at_written(faults: list[Refused], mended: _Mended) -> list[Refused]:
    return [Refused(one.code, one.text, mended.written(one.start)) for one in faults]


def _as_written(tree: Tree, mended: _Mended) -> Tree:
    def place(one: Place) -> Place:
        return Place(mended.written(one.start), mended.written(one.end))

    entries = {path: Entry(place(one.key), place(one.value)) for path, one in tree.entries.items()}
    return replace(tree, entries=entries)
