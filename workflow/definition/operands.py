"""The two sides of a comparison: what is asked of a case, and constants of a fitting type."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

from workflow import clock
from workflow.definition.facts import Facts
from workflow.definition.model import REFUSED, Field
from workflow.definition.near import nearest
from workflow.translation import gettext

Read = Callable[[Facts], Any]
Kind = Literal[
    "number", "text", "choice", "flag", "date", "time", "moment", "person", "list", "attachment"
]
KINDS: dict[str, Kind] = {
    "text": "text", "phone": "text", "number": "number", "money": "number", "flag": "flag",
    "choice": "choice", "date": "date", "time": "time", "moment": "moment", "person": "person",
    "list": "list", "attachment": "attachment",
}  # fmt: skip
ORDERED = frozenset({"number", "date", "time", "moment"})
WRITTEN = frozenset({"text", "choice", "person"})
"""Kinds whose value is compared exactly as it is on file."""


class Fault(Exception):
    """Something wrong at a node of the condition's syntax tree."""

    def __init__(self, code: str, node: ast.expr, text: str, suggestion: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.node = node
        self.text = text
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Operand:
    """Something that can be compared: a field, ``times(…)``, ``performer(…)`` or ``count(…)``.

    ``counted`` is the transition of ``times(…)``.
    """

    node: ast.expr
    kind: Kind
    read: Read
    name: str
    field: Field | None = None
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written out; what it means depends on what it is compared with."""

    node: ast.expr
    value: str | int | bool | Decimal


def reader(field: Field) -> Read:
    """Return what reads a field for comparing: ``None`` when it is empty."""
    name = field.name
    if KINDS[field.type] == "number":

        def number(facts: Facts) -> object:
            value = facts.fields.get(name)
            if isinstance(value, str):
                return None if value == REFUSED else Decimal(value)
            return value

        return number
    if field.refusable and KINDS[field.type] in ("date", "time", "moment", "flag"):

        def unless_refused(facts: Facts) -> object:
            value = facts.fields.get(name)
            return None if value == REFUSED else value

        return unless_refused
    return lambda facts: facts.fields.get(name)


def length_of(name: str) -> Read:
    """Return what reads how many entries a list has; nothing on file is none."""

    def length(facts: Facts) -> int:
        value = facts.fields.get(name)
        return 0 if value is None or value == REFUSED else len(value)  # type: ignore[arg-type]

    return length


def entries_of(field: Field) -> Read:
    """Return what reads the entries of a list for comparing: ``None`` when there is none."""
    name, numbers = field.name, KINDS[field.item or "text"] == "number"

    def entries(facts: Facts) -> object:
        value: Any = facts.fields.get(name)
        if value is None or value == REFUSED:
            return None
        return [Decimal(one) for one in value] if numbers else value

    return entries


def times_of(transition: str) -> Read:
    """Return what reads how often a transition was done."""
    return lambda facts: facts.counts.get(transition, 0)


def times_here(transition: str) -> Read:
    """Return what reads how often a transition was done since the present state was entered."""
    return lambda facts: facts.entry_counts.get(transition, 0)


def last_of(transition: str) -> Read:
    """Return what reads who did a transition last."""

    def performer(facts: Facts) -> str | None:
        people = facts.performers.get(transition)
        return people[-1] if people else None

    return performer


def sum_of(counter: str) -> Read:
    """Return what reads what a counter counted before."""
    return lambda facts: facts.count(counter)


def constant(node: ast.expr) -> Constant:
    """Read a constant. Raises ``Fault`` when the node is none."""
    match node:
        case ast.Name(id="true" | "false" as word):
            return Constant(node, word == "true")
        case ast.Constant(value=str() | int() as value):
            return Constant(node, value)
        case ast.Constant(value=float() as value) if abs(value) != float("inf"):
            return Constant(node, Decimal(repr(value)))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as inner):
            positive = constant(inner).value
            if not isinstance(positive, str | bool):
                return Constant(node, -positive)
    raise Fault("C005", node, gettext("Expected here: a word in quotation marks or a number."))


def fit(given: Constant, side: Operand) -> str | int | bool | Decimal:
    """Return a constant in the JSON form of what it is compared with. Raises ``Fault``."""
    value = given.value
    if isinstance(value, bool):
        if side.kind == "flag":
            return value
    elif isinstance(value, int | Decimal):
        if side.kind == "number":
            return value
    elif side.kind not in ("flag", "number"):
        return _fit_words(given.node, value, side)
    wanted = {
        "flag": gettext("{name} is compared with true or false."),
        "number": gettext("{name} is compared with a number, without quotation marks."),
    }.get(side.kind, gettext("{name} is compared with a word in quotation marks."))
    raise Fault("C003", given.node, wanted.format(name=side.name))


def _fit_words(node: ast.expr, value: str, side: Operand) -> str:
    if side.kind == "choice" and side.field:
        return _fit_choice(node, value, side.field)
    if side.kind == "time":
        return _fit_time(node, value, side)
    if side.kind == "date" and not is_date(value):
        wanted = gettext("{name} is compared with a date such as 2026-11-21, in quotation marks.")
        raise Fault("C003", node, wanted.format(name=side.name))
    if side.kind == "moment":
        return _fit_moment(node, value, side)
    return value


def _fit_choice(node: ast.expr, value: str, field: Field) -> str:
    known = [one.value for one in field.of] + ([REFUSED] if field.refusable else [])
    if value in known:
        return value
    titled = [one.value for one in field.of if value in one.title.values()]
    wanted = gettext("{name} is never {value}; it is one of: {known}.")
    text = wanted.format(name=field.name, value=value, known=", ".join(known))
    raise Fault("C004", node, text, titled[0] if titled else nearest(value, known))


def _fit_time(node: ast.expr, value: str, side: Operand) -> str:
    try:
        if time.fromisoformat(value).isoformat("minutes") == value:
            return value
    except ValueError:
        pass
    wanted = gettext("{name} is compared with a time of day such as 09:30, in quotation marks.")
    raise Fault("C003", node, wanted.format(name=side.name))


def _fit_moment(node: ast.expr, value: str, side: Operand) -> str:
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is not None:
            return clock.to_text(instant)
    except (ValueError, OverflowError):
        pass
    wanted = gettext(
        "{name} is compared with a time such as 2026-11-21T10:00+08:00, in quotation marks."
    )
    raise Fault("C003", node, wanted.format(name=side.name))


def is_date(text: str) -> bool:
    """Whether a text is a date, written as 2026-12-01."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
