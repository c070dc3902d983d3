"""Values that a transition sets by itself."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from workflow.definition.kinds import Value, ValueInvalid
from workflow.definition.model import Field
from workflow.definition.near import nearest
from workflow.definition.nodes import Node
from workflow.definition.values import read_value
from workflow.translation import gettext

UTC = ZoneInfo("UTC")


def read_sets(node: Node, fields: Mapping[str, Field]) -> dict[str, Value]:
    """Read field names with the values they get, in JSON form."""
    values: dict[str, Value] = {}
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
            _read(one, field, values)
    return values


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
