"""The words of a definition: roles, parties, fields, states, permissions, names of the host."""

from collections.abc import Mapping
from dataclasses import fields as members

from workflow.definition.calendar_names import named
from workflow.definition.model import (
    FIELD_TYPES,
    ITEM_TYPES,
    MOST_ENTRIES,
    PERSONAL_BY_DEFAULT,
    Choice,
    Field,
    FieldType,
    Party,
    Permissions,
    Role,
    State,
)
from workflow.definition.naming import check_name
from workflow.definition.nodes import MOST_DECLARED, Node
from workflow.definition.owners import read_owner
from workflow.definition.scripts import read_avoid, read_script
from workflow.definition.titles import first_title
from workflow.translation import gettext

FIELD_KEYS = (
    "type", "title", "personal", "refusable", "of", "at_most", "sees", "secret_from", "help",
)  # fmt: skip
FIELD_LATER = ("urgent",)
STATE_KEYS = ("title", "final", "owner", "editable", "script", "avoid")
STATE_LATER = ("sees",)
ROLE_KEYS = ("title", "calendar")
PARTY_KEYS = ("title",)
REQUIRES_KEYS = ("guards", "reactions")
PERMISSION_KEYS = tuple(one.name for one in members(Permissions))


def read_roles(node: Node) -> dict[str, Role]:
    """Read the roles that staff hold."""
    return {name: _role(one, name) for name, one in node.declared()}


def _role(node: Node, name: str) -> Role:
    found = node.entries(ROLE_KEYS, later=("sees",))
    return Role(
        name,
        first_title(found["title"].title() if "title" in found else {}, name),
        named(found["calendar"]) if "calendar" in found else None,
    )


def read_parties(node: Node, roles: Mapping[str, Role]) -> dict[str, Party]:
    """Read the parties outside the house; they share the names of ``by`` with the roles."""
    parties = {}
    for name, one in node.declared():
        if name in roles:
            wanted = gettext("{name} is a role already; a party needs a name of its own.")
            one.note("N003", wanted.format(name=name), key=True)
        parties[name] = Party(name, _title(one, name))
    return parties


def _title(node: Node, name: str) -> dict[str, str]:
    found = node.entries(PARTY_KEYS, later=("sees",))
    return first_title(found["title"].title() if "title" in found else {}, name)


# --- fields ------------------------------------------------------------------------------------


TYPES_MEANT = {
    "datetime": "moment", "timestamp": "moment", "string": "text", "str": "text",
    "int": "number", "integer": "number", "decimal": "number", "float": "number",
    "bool": "flag", "boolean": "flag", "enum": "choice",
}  # fmt: skip


def read_fields(node: Node) -> dict[str, Field]:
    """Read the data a case can hold."""
    return {name: _field(one, name) for name, one in node.declared(bare=True)}


def _field(node: Node, name: str) -> Field:
    found = node.entries(FIELD_KEYS, FIELD_LATER, needed=("type",))
    word = _type(found["type"]) if "type" in found else FIELD_TYPES[0]
    kind = next(one for one in FIELD_TYPES if one == word)
    if "type" not in found or found["type"].value != word:
        node.book.untyped.add(name)
    item, choices = _of(node, found, kind)
    if "at_most" in found and kind != "list":
        text = gettext("Only a list says how many entries it has at most.")
        found["at_most"].note("L009", text, key=True)
    by_default = (item or kind) in PERSONAL_BY_DEFAULT
    return Field(
        name=name,
        type=kind,
        title=first_title(found["title"].title() if "title" in found else {}, name),
        personal=found["personal"].flag() if "personal" in found else by_default,
        refusable="refusable" in found and found["refusable"].flag(),
        of=choices,
        help=found["help"].title() if "help" in found else None,
        item=item,
        sees=found["sees"].names("permitted") if "sees" in found else (),
        secret_from=found["secret_from"].names("party") if "secret_from" in found else (),
        at_most=found["at_most"].whole(1, MOST_ENTRIES) if "at_most" in found else None,
    )


def _type(node: Node) -> str:
    """Read the type of a field; of one that is known elsewhere it is told what it is here."""
    meant = TYPES_MEANT.get(node.value) if isinstance(node.value, str) else None
    if meant is None:
        return node.one_of(FIELD_TYPES)
    what = gettext("one of: {known}").format(known=", ".join(FIELD_TYPES))
    wanted = gettext("Expected here: {what}.")
    node.note("L004", wanted.format(what=what), suggestion=meant)
    return FIELD_TYPES[0]


def _of(
    node: Node, found: Mapping[str, Node], kind: FieldType
) -> tuple[FieldType | None, tuple[Choice, ...]]:
    """Read what a choice is one of, or what a list is of: a type, or values."""
    if kind not in {"choice", "list"}:
        if "of" in found:
            text = gettext("Only a field of type choice or list says what it is of.")
            found["of"].note("L009", text, key=True)
        return None, ()
    if "of" not in found:
        node.note("L003", gettext("{key} is missing.").format(key="of"), key=True)
        return None, ()
    if kind == "choice":
        return None, _choices(found["of"])
    if isinstance(found["of"].value, list | dict):
        return "choice", _choices(found["of"])
    word = found["of"].one_of(ITEM_TYPES)
    return next(one for one in FIELD_TYPES if one == word), ()


def _choices(node: Node) -> tuple[Choice, ...]:
    by_value = isinstance(node.value, dict)
    if by_value:
        pairs = [(value, one.title(), one) for value, one in node.named().items()]
    else:
        pairs = [(one.words(), {}, one) for one in node.items()]
    if len(pairs) > MOST_DECLARED:
        wanted = gettext("At most {most} names can be declared here.")
        node.note("L015", wanted.format(most=MOST_DECLARED), key=True)
    choices: dict[str, Choice] = {}
    for value, title, one in pairs:
        if value and check_name(one, value, key=by_value, values=True) and value in choices:
            one.note("L010", gettext("{name} stands here twice.").format(name=value))
        choices[value] = Choice(value, first_title(title, value))
    return tuple(choices.values())


# --- states ------------------------------------------------------------------------------------


def read_states(node: Node) -> dict[str, State]:
    """Read the states."""
    return {name: _state(one, name) for name, one in node.declared()}


def _state(node: Node, name: str) -> State:
    found = node.entries(STATE_KEYS, STATE_LATER)
    return State(
        name=name,
        title=first_title(found["title"].title() if "title" in found else {}, name),
        final="final" in found and found["final"].flag(),
        owner=read_owner(found["owner"]) if "owner" in found else None,
        editable=found["editable"].names("field") if "editable" in found else (),
        script=read_script(found.get("script")),
        avoid=read_avoid(found.get("avoid")),
    )


# --- permissions, and what the host supplies -----------------------------------------------------


def read_permissions(node: Node) -> Permissions:
    """Read who may do what is not a transition."""
    found = node.entries(PERMISSION_KEYS)
    named = {key: one for key, one in found.items() if not _nobody(one, key)}
    return Permissions(**{key: one.names("permitted") for key, one in named.items()})


def _nobody(node: Node, key: str) -> bool:
    """Note that an empty list is no way to say that nobody may."""
    usual = ", ".join(getattr(Permissions(), key, ()))
    if node.value == []:
        wanted = gettext("Leave {key} out: nobody may do it then.")
        if usual:
            wanted = gettext(
                "That nobody may do it cannot be said: name a role that nobody holds. Without "
                "{key} here it is: {usual}."
            )
        node.note("L004", wanted.format(key=key, usual=usual))
    return node.value == []


def read_requires(node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the names of guards and reactions that the host application registers."""
    found = node.entries(REQUIRES_KEYS)
    return _host_names(found.get("guards")), _host_names(found.get("reactions"))


def _host_names(node: Node | None) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for one in node.items() if node else ():
        name = one.words()
        if name and check_name(one, name, bare=True):
            names[name] = None
    return tuple(names)
