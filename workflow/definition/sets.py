"""Values that a transition or a rung sets by itself, and whether they fit."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workflow.definition.copied import Copy, Filling
from workflow.definition.deadline import ladders
from workflow.definition.fitting import seen_by_more, unlike
from workflow.definition.kinds import Value, ValueInvalid
from workflow.definition.model import Definition, Field
from workflow.definition.near import nearest
from workflow.definition.nodes import Book, Node
from workflow.definition.owners import FIELD_KEYS, branch_place
from workflow.definition.strict_yaml import Keys
from workflow.definition.values import read_value
from workflow.errors import Problem
from workflow.translation import gettext

UTC = ZoneInfo("UTC")


class Sets(NamedTuple):
    """What is filled in: values in JSON form, and those taken over from other fields."""

    values: dict[str, Value] | None
    copies: tuple[Copy, ...]


def read_sets(node: Node, fields: Mapping[str, Field]) -> dict[str, Value]:
    """Read field names with the values they get, in JSON form."""
    values: dict[str, Value] = {}
    for field, one in _targets(node, fields):
        _read(one, field, values)
    return values


def read_filling(node: Node, fields: Mapping[str, Field]) -> Sets:
    """Read field names, each with a value or with the field whose value it takes over."""
    values: dict[str, Value] = {}
    copies = []
    for field, one in _targets(node, fields):
        if not isinstance(one.value, dict):
            _read(one, field, values)
        elif "field" in (found := one.entries(FIELD_KEYS, needed=FIELD_KEYS)):
            copies.append(Copy(field.name, found["field"].reference("field")))
    return Sets(values, tuple(copies))


def _targets(node: Node, fields: Mapping[str, Field]) -> Iterator[tuple[Field, Node]]:
    for name, one in node.named().items():
        field = fields.get(name)
        if field is None:
            wanted = gettext("There is no {kind} called {name}.")
            text = wanted.format(kind=gettext("field"), name=name)
            one.note("N004", text, key=True, suggestion=nearest(name, fields))
        elif field.personal:
            wanted = gettext("{name} is personal and cannot be set by a definition.")
            one.note("V002", wanted.format(name=name), key=True)
        else:
            yield field, one


def _read(node: Node, field: Field, values: dict[str, Value]) -> None:
    try:
        values[field.name] = read_value(field, _timed(field, node.value), UTC)
    except ValueInvalid as error:
        wanted = gettext("The value does not fit {name}: expected {expected}.")
        node.note("V001", wanted.format(name=field.name, expected=error.expected))


def _timed(field: Field, value: object) -> object:
    """Return the value; a moment must say its offset, for a definition knows no local time."""
    if "attachment" in (field.type, field.item):
        raise ValueInvalid(gettext("no value: only people give files"))
    if field.type != "moment":
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueInvalid(gettext("a time with its offset from UTC")) from error


# --- what is taken over ------------------------------------------------------------------------


def fillings(definition: Definition) -> Iterator[tuple[Keys, Filling]]:
    """Yield what fills fields in by itself, with the place where that is written."""
    for transition in definition.transitions.values():
        for at, branch in enumerate(transition.branches):
            yield branch_place(transition, at, "sets"), branch
    for name, deadline in definition.deadlines.items():
        for key, rungs in ladders(deadline):
            for at, rung in enumerate(rungs):
                yield ("deadlines", name, key, at, "sets"), rung


def check_copies(definition: Definition, book: Book) -> Iterator[Problem]:
    """A field can hold, and is kept from the same people as, what it takes over."""
    for place, filling in fillings(definition):
        for one in filling.copies:
            ours, theirs = definition.fields[one.source], definition.fields[one.field]
            for text in _misfits(definition, ours, theirs):
                yield book.at((*place, one.field)).problem("V004", text)


def _misfits(definition: Definition, ours: Field, theirs: Field) -> Iterator[str]:
    if ours is theirs:
        yield gettext("{name} would take over its own value.").format(name=ours.name)
    yield from unlike(ours, theirs)
    yield from seen_by_more(ours.name, ours.sees, definition, theirs)
    for party in ours.secret_from:
        if party not in theirs.secret_from:
            wanted = gettext("{ours} is secret from {party}, and {theirs} is not.")
            yield wanted.format(ours=ours.name, party=party, theirs=theirs.name)


CHECKS = (check_copies,)
