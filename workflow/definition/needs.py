"""The data of a step as it is written: what it needs, and what may come with it."""

from collections.abc import Iterator, Mapping

from workflow.definition.model import Field, Need
from workflow.definition.near import nearest
from workflow.definition.nodes import Node
from workflow.definition.strict_yaml import shortened
from workflow.translation import gettext

NEED_KEYS = ("field", "if", "of")
HAS_KEYS = ("field", "if")


def read_needs(
    node: Node, fields: Mapping[str, Field] | None = None, *, keys: tuple[str, ...] = NEED_KEYS
) -> Iterator[Need]:
    """Read fields, each of which may be asked for under a condition only."""
    seen = set()
    for one in node.items():
        need = _need(one, fields or {}, keys)
        if need.field in seen:
            one.note("L010", gettext("{name} stands here twice.").format(name=need.field))
        elif need.field:
            seen.add(need.field)
            yield need


def _need(node: Node, fields: Mapping[str, Field], keys: tuple[str, ...]) -> Need:
    if not isinstance(node.value, dict):
        return Need(node.reference("field"))
    found = node.entries(keys, needed=keys[:1])
    name = found["field"].reference("field") if "field" in found else ""
    return Need(
        field=name,
        condition=found["if"].condition() if "if" in found else None,
        of=tuple(_some_of(found["of"], fields.get(name))) if "of" in found else (),
    )


def read_takes(node: Node, needs: tuple[Need, ...]) -> tuple[str, ...]:
    """Read which fields may come with a step; what it needs may come anyway."""
    needed = [one.field for one in needs]
    for one in node.items():
        if one.value in needed:
            wanted = gettext("{name} is among what the step needs already.")
            one.note("L010", wanted.format(name=one.value))
    return node.names("field")


def read_adds(node: Node, takes: Node | None, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Read to which lists is added what is given for them; such a list may come anyway."""
    taken = [one.value for one in takes.items()] if takes else []
    for one in node.items():
        field = fields.get(str(one.value))
        if one.value in taken:
            wanted = gettext("{name} is among what the step takes already.")
            one.note("L010", wanted.format(name=one.value))
        elif field is not None and (field.type != "list" or field.refusable):
            wanted = gettext("{name} must be a list that cannot be refused, to be added to.")
            one.note("L009", wanted.format(name=field.name))
    return node.names("field")


def _some_of(node: Node, field: Field | None) -> Iterator[str]:
    """Read which values of a field are accepted."""
    if field is None:
        return  # which is noted where all names are known
    if not field.of:
        wanted = gettext("{name} has no listed values of which some could be named.")
        node.note("L009", wanted.format(name=field.name), key=True)
        return
    known = [one.value for one in field.of]
    seen: set[str] = set()
    for one in node.items():
        value = one.words()
        if value in seen:
            one.note("L010", gettext("{name} stands here twice.").format(name=value))
        elif value not in known:
            wanted = gettext("{name} is never {value}; it is one of: {known}.")
            text = wanted.format(name=field.name, value=shortened(value), known=", ".join(known))
            one.note("V003", text, suggestion=nearest(value, known))
        else:
            seen.add(value)
            yield value
