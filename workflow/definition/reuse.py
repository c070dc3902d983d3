"""What a definition is made of: the fragments it uses, and the definition it extends.

They are named, not pathed: fragments are looked for in the folder ``fragments`` beside the
definition, definitions beside it, then among those that come with the program.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from workflow.definition import shipped
from workflow.definition.fragment_parts import read_parts
from workflow.definition.joining import DECLARING, Joined
from workflow.definition.naming import LONGEST_NAME, check_name
from workflow.definition.near import nearest
from workflow.definition.nodes import Book, Node
from workflow.definition.origin import Origin, OriginKind
from workflow.definition.signing import ISSUE_KEYS
from workflow.definition.source import FRAGMENT, FRAGMENTS, WORKFLOW, Source, read
from workflow.definition.strict_yaml import Plain, shortened
from workflow.definition.whole import right_version
from workflow.errors import DefinitionError, Problem
from workflow.translation import gettext

USES = "uses"
EXTENDS = "extends_definition"
HEAD = ("language", WORKFLOW, "edition", "effective", USES, EXTENDS, *ISSUE_KEYS)
"""What is a definition's own, and never that of one that extends it."""
OF_A_WAY = ("states", "transitions", "deadlines", "counters", "duties", "schedules")
PARTS = (
    "calendar", "count", *(one for one in DECLARING if one not in OF_A_WAY), "permissions",
    "script", "avoid", "checks",
)  # fmt: skip
"""What a fragment can hold: nothing of the way a case takes."""
FRAGMENT_KEYS = ("language", FRAGMENT, USES, *PARTS)
FRAGMENT_NEEDED = ("language", FRAGMENT)
MOST_FILES = 20
MOST_SHOWN = 20

Chain = tuple[tuple[str, Path], ...]
"""What is being read because of what: names, with the files."""


def assembled(source: Source) -> Source:
    """Return what a file says with all that it uses and extends put in.

    Raises ``DefinitionError`` when one of these is not there, or cannot be read.
    """
    reuses = isinstance(source.data, dict) and {USES, EXTENDS} & set(source.data)
    if not (reuses or source.is_fragment) or not right_version(Book(source).root):
        return source
    return _Assembly(source).done()


def origin_of(source: Source) -> Origin:
    """Return what is kept of a file that others use or extend.

    Comments and layout say nothing; the order does.
    """
    text = json.dumps(source.data, ensure_ascii=False, separators=(",", ":"))
    kind: OriginKind = "fragment" if source.is_fragment else "definition"
    return Origin(kind, Path(source.file).stem, hashlib.sha256(text.encode()).hexdigest())


class _Assembly:
    """Putting one definition together. What cannot be read ends it: much would follow from it."""

    def __init__(self, source: Source) -> None:
        self._own = source
        self._joined = Joined(source.folder)
        self._problems: list[Problem] = []
        self._unusable = False
        self._origins: dict[Path, Origin] = {}
        self._fragments: list[Source] = []

    def done(self) -> Source:
        """Return the whole. Raises ``DefinitionError`` unless every file could be read."""
        file = Path(self._own.file)
        self._join(self._own, ((file.stem, file.resolve()),))
        if self._unusable:
            raise DefinitionError(self._own.file, [*self._problems, *self._of_fragments()])
        whole = self._joined.source(self._own, self._origins.values())
        return replace(whole, problems=self._problems)

    def _of_fragments(self) -> Iterator[Problem]:
        """Yield what is wrong with each fragment that could be read, read by itself."""
        for source in self._fragments:
            book = Book(source)
            read_parts(book.root)
            yield from book.problems

    def _join(self, source: Source, chain: Chain) -> None:
        """Join what a file extends, then the fragments it uses, then what it says itself."""
        book = Book(source, list(source.problems))
        said = _fragment(book.root) if source.is_fragment else book.root.named()
        extends = said.get(EXTENDS)
        if extends is not None:
            self._put_in(extends, "definition", chain)
            self._joined.leave_out(HEAD)
        before = self._joined.paths()
        for one in _once(said[USES].items()) if USES in said else ():
            self._put_in(one, "fragment", chain)
        if source.is_fragment and source is not self._own:
            said = {key: said[key] for key in PARTS if key in said}
        if extends is None:
            self._joined.add(said)
        elif not self._unusable:
            self._joined.lay_over(said, self._joined.paths() - before)
        self._problems += book.problems

    def _put_in(self, node: Node, kind: OriginKind, chain: Chain) -> None:
        """Put in what is named; once is enough, if it comes by several ways."""
        name = node.words(LONGEST_NAME)
        path = _found(node, name, kind, chain[-1][1]) if name else None
        if path is None or self._is_too_much(node, (*chain, (name, path.resolve()))):
            self._unusable = True
        elif path.resolve() not in self._origins:
            self._read(node, kind, path, (*chain, (name, path.resolve())))

    def _is_too_much(self, node: Node, chain: Chain) -> bool:
        """Whether what would be read is being read already, or there are too many files."""
        names = [name for name, _file in chain]
        files = [file for _name, file in chain]
        if files.index(files[-1]) < len(files) - 1:
            way = " → ".join(names[files.index(files[-1]) :])
            node.note("R002", gettext("This goes round in a circle: {way}.").format(way=way))
            return True
        if len(self._origins) + len(chain) > MOST_FILES:
            wanted = gettext("At most {most} files can be put together.")
            node.note("R006", wanted.format(most=MOST_FILES))
            return True
        return False

    def _read(self, node: Node, kind: OriginKind, path: Path, chain: Chain) -> None:
        try:
            source = read(path)
        except DefinitionError as error:
            self._problems += error.problems
            self._unusable = True
            return
        book = Book(source)
        if right_version(book.root) and _is(source, kind, node):
            self._join(source, chain)
            self._origins[chain[-1][1]] = origin_of(source)
            self._fragments += [source] if source.is_fragment else []
        else:
            self._unusable = True
        self._problems += book.problems


def _once(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield names, and note what stands there twice."""
    known: list[Plain] = []
    for one in nodes:
        if one.value in known:
            text = gettext("{name} stands here twice.").format(name=shortened(str(one.value)))
            one.note("L010", text)
        else:
            known.append(one.value)
            yield one


def _found(node: Node, name: str, kind: OriginKind, asking: Path) -> Path | None:
    """Return the file that is named; a file never means itself."""
    coming = _shipped(kind)
    known = {**coming, **_beside(kind, node.book.source.folder)}
    path = known.get(name)
    if path is not None and path.resolve() == asking:
        path = coming.get(name, path)
    if path is None:
        wanted = gettext("There is no definition called {name}. Known: {known}.")
        if kind == "fragment":
            wanted = gettext("There is no fragment called {name}. Known: {known}.")
        shown = [*known][:MOST_SHOWN] + ["…"] * (len(known) > MOST_SHOWN)
        text = wanted.format(name=shortened(name), known=", ".join(shown))
        node.note("R001", text, suggestion=nearest(Path(name).stem, known))
    return path


def _beside(kind: OriginKind, folder: Path) -> dict[str, Path]:
    """Return files by the names they are called by; with a point in it, it is something else."""
    inside = folder / FRAGMENTS if kind == "fragment" else folder
    return {one.stem: one for one in sorted(inside.glob("*.yaml")) if "." not in one.stem}


def _shipped(kind: OriginKind) -> dict[str, Path]:
    if kind == "fragment":
        return shipped.fragments()
    return {name: shipped.path(name) for name in shipped.names()}


def _is(source: Source, kind: OriginKind, node: Node) -> bool:
    """Whether a file is what it is named as."""
    if source.is_fragment if kind == "fragment" else source.is_definition:
        return True
    wanted = gettext("{file} is no definition: it does not say workflow.")
    if kind == "fragment":
        wanted = gettext("{file} is no fragment: those say fragment, and not workflow.")
    node.note("R003", wanted.format(file=Path(source.file).name))
    return False


def _fragment(root: Node) -> Mapping[str, Node]:
    """Read the keys of a fragment, which is called as its file is."""
    found = root.entries(FRAGMENT_KEYS, needed=FRAGMENT_NEEDED)
    name, stem = found[FRAGMENT].words(LONGEST_NAME), Path(root.book.source.file).stem
    if name and check_name(found[FRAGMENT], name) and name != stem:
        wanted = gettext("A fragment is called as its file is: {name}.")
        found[FRAGMENT].note("R007", wanted.format(name=stem))
    return found
