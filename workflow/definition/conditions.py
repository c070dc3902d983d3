"""The conditions written under ``when`` and ``if``: checked, typed and compiled, never eval'ed.

A condition is Python's expression syntax cut down to a whitelist: ``and``, ``or``, ``not``,
comparisons, ``in`` with a list written out, fields, constants, and the questions ``done(t)``,
``times(t)``, ``times_here(t)``, ``performer(t)``, ``filled(f)``, ``missed(d)``, ``count(c)``,
``open_children(w)``, ``open(d)`` and ``settled(d)`` of a duty, and ``name()`` for a guard of the
host application. It is typed by the declared fields and becomes a closure. A comparison with an
empty field is false, ``!=`` and ``not in`` too.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from workflow.definition.expressions import Compiler
from workflow.definition.facts import Facts, Names
from workflow.definition.full_width import first_in, said_of
from workflow.definition.operands import Fault
from workflow.definition.spellings import misspelt
from workflow.translation import gettext

__all__ = [
    "LONGEST",
    "Condition",
    "ConditionError",
    "Facts",
    "Names",
    "alternatives",
    "compile_condition",
]

LONGEST = 1000
_IN_QUOTES = re.compile(r'"[^"\\]*"|\'[^\'\\]*\'')
_FOREIGN = re.compile(r"[^A-Za-z0-9_\s()\[\],.<>=!\"'-]")
_GLUED = re.compile(r"(?<![A-Za-z0-9_])[0-9][0-9.]*[A-Za-z_]+|[A-Za-z0-9_]+(?=[\"'])")


class ConditionError(Exception):
    """A condition that cannot be used.

    ``code`` is stable, ``text`` is for people, ``offset`` counts characters of the condition from
    0, ``suggestion`` is a name that may have been meant.
    """

    def __init__(self, code: str, text: str, offset: int = 0, suggestion: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.offset = offset
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition; ``test`` says whether it holds for the facts of a case.

    ``fields`` are those it reads the value of, or asks ``filled`` of, none of them personal;
    ``personal`` are the personal ones it asks ``filled`` of; ``guards`` are those of the host,
    ``counters`` those it asks the ``count`` of.
    """

    text: str
    fields: tuple[str, ...]
    personal: tuple[str, ...]
    guards: tuple[str, ...]
    test: Callable[[Facts], bool] = field(repr=False, compare=False)
    counters: tuple[str, ...] = ()


def compile_condition(text: str, definition_names: Names) -> Condition:
    """Check and compile a condition. Raises ``ConditionError`` for the first thing wrong with it.

    >>> from workflow.definition.model import Field
    >>> number = Field("chosen", "number", {})
    >>> names = Names({"chosen": number}, ("propose",), (), ())
    >>> compile_condition('times("propose") >= 2 and chosen >= 1', names).fields
    ('chosen',)
    """
    compiler = Compiler(definition_names)
    flat = _flat(text)
    lead = len(text) - len(text.lstrip())
    tree = _parsed(text, flat, lead)
    try:
        test = compiler.test(tree)
    except Fault as fault:
        at = lead + _characters(flat, fault.node)
        raise ConditionError(fault.code, fault.text, at, fault.suggestion) from fault
    return Condition(
        text=text,
        fields=tuple(compiler.fields),
        personal=tuple(compiler.personal),
        guards=tuple(compiler.guards),
        test=test,
        counters=tuple(compiler.counters),
    )


def alternatives(condition: Condition, definition_names: Names) -> Iterator[tuple[int, Condition]]:
    """Yield what stands on the sides of each ``or`` of a condition, with its place in the text."""
    flat = _flat(condition.text)
    lead = len(condition.text) - len(condition.text.lstrip())
    for node in ast.walk(ast.parse(flat, mode="eval")):
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            for part in node.values:
                written = ast.get_source_segment(flat, part) or ""
                yield lead + _characters(flat, part), compile_condition(written, definition_names)


def _flat(text: str) -> str:
    return re.sub(r"\s", " ", text).strip()  # one line, so that places are plain offsets


def _characters(flat: str, node: ast.expr) -> int:
    """Return where a node begins: Python counts in bytes of UTF-8, people count characters."""
    return len(flat.encode()[: node.col_offset].decode())


def _parsed(text: str, flat: str, lead: int) -> ast.expr:
    if not flat:
        raise ConditionError("C001", gettext("The condition is empty."))
    if len(text) > LONGEST:
        wanted = gettext("A condition has at most {most} characters; this one has {length}.")
        raise ConditionError("C007", wanted.format(most=LONGEST, length=len(text)))
    _refuse_foreign(text)
    try:
        return ast.parse(flat, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        # Python refuses most texts as its syntax; some signs, and what is nested without end, not.
        if isinstance(error, RecursionError | MemoryError) or "nested" in str(error):
            raise ConditionError("C008", gettext("The condition is nested too deeply.")) from error
        offset = error.offset if isinstance(error, SyntaxError) else None
        raise _unreadable(flat, lead, (offset or len(flat)) - 1) from error


def _refuse_foreign(text: str) -> None:
    """Refuse what is no part of the language before Python sees it: some of it makes it warn."""
    outside = _IN_QUOTES.sub(lambda found: '"' * len(found[0]), text)
    blanked = _IN_QUOTES.sub(lambda found: " " * len(found[0]), text)
    if slip := misspelt(outside):
        raise ConditionError("C001", *slip)
    sign = first_in(outside)
    if sign is not None:
        raise ConditionError("C001", said_of(outside[sign]), sign)
    quote = re.search("[\"']", blanked)
    if quote and "\\" not in text:
        raise ConditionError("C001", gettext("A quotation mark is missing."), quote.start())
    foreign = re.search(r"\\", text) or _FOREIGN.search(outside)
    if foreign:
        wanted = gettext("{character} has no place in a condition.")
        raise ConditionError("C001", wanted.format(character=foreign[0]), foreign.start())
    glued = _GLUED.search(outside)
    if glued:
        wanted = gettext("A blank is missing at: {text}")
        raise ConditionError("C001", wanted.format(text=glued[0]), glued.start())


def _unreadable(flat: str, lead: int, offset: int) -> ConditionError:
    outside = _IN_QUOTES.sub(lambda found: " " * len(found[0]), flat)
    if re.search(r"(?<![=!<>])=(?!=)", outside):
        text = gettext("To compare, write == and not =.")
    elif outside.count("(") != outside.count(")") or outside.count("[") != outside.count("]"):
        text = gettext("A bracket is missing.")
    else:
        text = gettext("The condition cannot be read from here on.")
    return ConditionError("C001", text, lead + min(max(offset, 0), len(flat) - 1))
