"""A cursor over what a definition's file says; everything wrong is noted, nothing is raised.

Reading a value that is wrong notes the problem where it stands and returns something of the right
type, so that reading goes on and all problems are found at once.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Literal

from workflow.calendars.rules import Rules
from workflow.definition.deadline import Place
from workflow.definition.gathered import Blanked, NameKind, Reference, Written, kind_in_words
from workflow.definition.missing_blanks import slip_in
from workflow.definition.naming import LONGEST_NAME, check_name
from workflow.definition.near import nearest
from workflow.definition.source import Source
from workflow.definition.strict_yaml import Keys, Plain, shortened
from workflow.definition.titles import by_language
from workflow.errors import Problem, Severity
from workflow.translation import LANGUAGES, gettext

if TYPE_CHECKING:
    from workflow.definition.clocks import Runs
    from workflow.definition.conditions import Condition
    from workflow.definition.standing import Waiting

LONGEST_TEXT = 1000
LONGEST_WORD = 200
"""What is longer is a text for people, not a name or an amount."""
MOST_DECLARED = 200
FLAG_WORDS = dict.fromkeys(("yes", "on", "是"), "true") | dict.fromkeys(
    ("no", "off", "否"), "false"
)


@dataclass
class Book:
    """What is gathered while a file is read, and found once for all who look at it afterwards.

    ``compiled`` are the conditions by their places, ``runs`` where each deadline can run,
    ``waiting`` the situations in which a case can be left lying, ``alone`` the places of what
    stands where a list could, ``misnamed`` what names were meant to be that cannot be one,
    ``untyped`` the fields whose type is not known; ``tries`` how much may still be tried to find
    out what cases can come to.
    """

    source: Source
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    conditions: list[Written] = field(default_factory=list)
    blanked: list[Blanked] = field(default_factory=list)
    compiled: dict[Keys, "Condition"] = field(default_factory=dict)
    runs: "Runs" = field(default_factory=dict)
    waiting: "Sequence[Waiting]" = ()
    calendars: dict[str, Rules] = field(default_factory=dict)
    alone: set[Keys] = field(default_factory=set)
    misnamed: set[str] = field(default_factory=set)
    untyped: set[str] = field(default_factory=set)
    tries: int = 60_000

    @property
    def root(self) -> "Node":
        """The whole file."""
        return self.at(())

    def at(self, keys: Keys, value: Plain = None) -> "Node":
        """Return the place the keys lead to."""
        return Node(self, keys, self.source.data if not keys else value)


class Node:
    """A value of the file, and where it stands."""

    __slots__ = ("book", "keys", "value")

    def __init__(self, book: Book, keys: Keys, value: Plain) -> None:
        self.book = book
        self.keys = keys
        self.value = value

    def problem(
        self,
        code: str,
        text: str,
        *,
        key: bool = False,
        offset: int = 0,
        suggestion: str = "",
        severity: Severity = "error",
    ) -> Problem:
        """Return a problem at this value, or at its key.

        Where a slip in writing is what is wrong with it, that is said instead.
        """
        if not key and not self._is_prose(code):
            slip = slip_in(str(self.value), plain=self.book.source.is_plain(self.keys))
            code, text, offset, suggestion = slip or (code, text, offset, suggestion)
        return self.book.source.problem(
            code,
            text,
            self.keys,
            key=key,
            offset=offset,
            suggestion=suggestion,
            severity=severity,
        )

    def note(
        self, code: str, text: str, *, key: bool = False, offset: int = 0, suggestion: str = ""
    ) -> None:
        """Note a problem at this value, or at its key."""
        found = self.problem(code, text, key=key, offset=offset, suggestion=suggestion)
        self.book.problems.append(found)

    def _is_prose(self, code: str) -> bool:
        """Whether a value has a right to full-width signs: conditions say it themselves."""
        value = self.value
        return not isinstance(value, str) or code[:1] in "BC" or len(value) > LONGEST_WORD

    @property
    def place(self) -> Place:
        """The file and the line it stands in."""
        return Place(self.book.source.spot(self.keys))

    def child(self, key: str | int, value: Plain) -> "Node":
        """Return a value inside this one."""
        return Node(self.book, (*self.keys, key), value)

    # --- mappings and lists --------------------------------------------------------------------

    def named(self) -> dict[str, "Node"]:
        """Read a mapping with any keys; an empty value counts as an empty mapping."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            self._expected(gettext("keys with values, such as {example}").format(example="a: b"))
            return {}
        return {key: self.child(key, value) for key, value in self.value.items()}

    def declared(self, *, bare: bool = False) -> Iterator[tuple[str, "Node"]]:
        """Read a mapping whose keys declare names, and check the names.

        ``bare``: conditions name them without quotation marks.
        """
        found = self._listed() or self.named()
        if len(found) > MOST_DECLARED:
            wanted = gettext("At most {most} names can be declared here.")
            self.note("L015", wanted.format(most=MOST_DECLARED), key=True)
        for name, node in islice(found.items(), MOST_DECLARED):
            check_name(node, name, key=True, bare=bare)
            yield name, node

    def _listed(self) -> dict[str, "Node"]:
        """Read names that stand in a list: it is told once, and they count as declared."""
        listed = self.value if isinstance(self.value, list) else []
        names = [one for one in listed if isinstance(one, str) and one]
        if names:
            wanted = gettext("Names with a colon each, and no list: write `{name}:`.")
            self.note("L004", wanted.format(name=shortened(names[0])))
        return {one: self.child(at, None) for at, one in enumerate(names)}

    def entries(
        self, known: Collection[str], later: Collection[str] = (), needed: Sequence[str] = ()
    ) -> dict[str, "Node"]:
        """Read a mapping with known keys; those in ``later`` belong to the language, not to us."""
        found = self.named()
        for key, node in found.items():
            if key in later:
                text = gettext("{key}: not supported by this version yet.").format(key=key)
                node.note("L002", text, key=True)
            elif key not in known:
                near = nearest(key, known)
                wanted = gettext("{key} is not known here. Known: {known}.")
                if near:  # before what may be a long list
                    wanted = gettext(
                        "{key} is not known here. Did you mean {suggestion}? Known: {known}."
                    )
                text = wanted.format(key=shortened(key), suggestion=near, known=", ".join(known))
                node.note("L001", text, key=True, suggestion=near)
        if isinstance(self.value, dict) or self.value is None:
            for key in needed:
                if key not in found:
                    self.note("L003", gettext("{key} is missing.").format(key=key), key=True)
        return {key: node for key, node in found.items() if key in known}

    def items(self) -> list["Node"]:
        """Read a list, or one thing that stands for a list of one."""
        if isinstance(self.value, list):
            if not self.value:
                self._expected(gettext("at least one thing in the list"))
            return [self.child(at, value) for at, value in enumerate(self.value)]
        self.book.alone.add(self.keys)
        return [self]

    def bracketed(self) -> str:
        """Return the list that was meant by several names without brackets; otherwise nothing."""
        if self.keys not in self.book.alone or not isinstance(self.value, str):
            return ""
        names = [one.strip() for one in self.value.split(",")]
        return f"[{', '.join(names)}]" if len(names) > 1 and all(names) else ""

    def names(self, kind: NameKind) -> tuple[str, ...]:
        """Read a name or a list of names of things declared elsewhere."""
        return self.each_once(lambda node: node.reference(kind))

    def each_once(self, read: "Callable[[Node], str]") -> tuple[str, ...]:
        """Read a value or a list of values, of which none stands there twice."""
        names: list[str] = []
        for node in self.items():
            name = read(node)
            if name in names:
                node.note("L010", gettext("{name} stands here twice.").format(name=name))
            elif name:
                names.append(name)
        return tuple(names)

    def reference(self, kind: NameKind) -> str:
        """Read the name of something declared elsewhere."""
        if self.value is None:
            wanted = gettext("the name of a {kind}")
            self._expected(wanted.format(kind=kind_in_words(kind)))
            return ""
        name = self.words(LONGEST_NAME)
        if name:
            self.book.references.append(Reference(kind, name, self))
        return name

    # --- single values -------------------------------------------------------------------------

    def words(self, most: int = LONGEST_TEXT) -> str:
        """Read a text; a whole number is one too."""
        value = self.value
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            self._expected(gettext("a text"))
            return ""
        if len(value) > most:
            self._expected(gettext("a text of at most {most} characters").format(most=most))
            return ""
        return value.strip()

    def flag(self) -> bool:
        """Read ``true`` or ``false``."""
        if not isinstance(self.value, bool):
            word = str(self.value).lower()
            self._expected(gettext("true or false"), FLAG_WORDS.get(word, ""))
        return self.value is True

    def whole(self, least: int, most: int) -> int:
        """Read a whole number within bounds."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            text = gettext("a whole number from {least} to {most}")
            self._expected(text.format(least=least, most=most))
            return least
        return value

    def one_of(self, known: Sequence[str]) -> str:
        """Read one of some words; the first of them stands in for a wrong one."""
        word = self.value
        if isinstance(word, str) and word in known:
            return word
        near = nearest(word, known) if isinstance(word, str) else ""
        expected = gettext("one of: {known}").format(known=", ".join(known))
        self._expected(expected, near)
        return known[0]

    def title(self, most: int = LONGEST_TEXT) -> dict[str, str]:
        """Read a text for people: words, or words by language; nothing said is no text."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            words = self.words(most)
            return {LANGUAGES[0]: words} if words else {}
        texts = {tag: node.words(most) for tag, node in by_language(self).items()}
        return {tag: words for tag, words in texts.items() if words}

    def blanked(self, kind: Literal["script", "document"], name: str = "") -> None:
        """Have the blanks of a text, or of one by language, checked when all names are known."""
        by_language = self.named().values() if isinstance(self.value, dict) else (self,)
        self.book.blanked += [Blanked(one, kind, name) for one in by_language]

    def condition(self, *, limit: bool = False, clock: bool = False, promise: bool = False) -> str:
        """Read a condition; it is compiled later, when all names are known."""
        if not isinstance(self.value, str | bool):
            self._expected(gettext("a condition in quotation marks"))
            return ""
        # "when: true" is read as a flag although it is a condition.
        text = self.value if isinstance(self.value, str) else str(self.value).lower()
        self.book.conditions.append(Written(text, self, limit, clock, promise))
        return text

    def _expected(self, what: str, suggestion: str = "") -> None:
        wanted = gettext("Expected here: {what}.")
        self.note("L004", wanted.format(what=what), suggestion=suggestion)
