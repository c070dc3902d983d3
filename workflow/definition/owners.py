"""Owners as they are written, and who must be another; and whether that can be."""

from collections.abc import Iterator, Mapping

from workflow.definition.model import (
    OWNER,
    SYSTEM,
    Branch,
    Definition,
    Field,
    Transition,
)
from workflow.definition.nodes import Book, Node
from workflow.definition.outcomes import always
from workflow.definition.owner import Choose, OtherThan, OwnerRule
from workflow.definition.owning import owner_rule
from workflow.definition.strict_yaml import Keys
from workflow.errors import Problem
from workflow.translation import gettext

OWNER_KEYS = ("role", "choose", "skill", "department", "named", "other_than")
CHOOSE: tuple[Choose, ...] = ("equal_load", "skill", "named")
OTHER_THAN_KEYS = ("did", "owned", "is")
FIELD_KEYS = ("field",)
KEEP = "keep"
OWN = "own"
LONGEST_SKILL = 100


def read_owner(node: Node) -> OwnerRule | None:
    """Read who owns the case from here on; ``keep`` changes nothing."""
    if node.value == KEEP:
        return None
    found = node.entries(OWNER_KEYS, needed=("role",))
    choose = found["choose"].one_of(CHOOSE) if "choose" in found else CHOOSE[0]
    _check_beside(node, found, choose)
    skill, skill_of = read_text_or_field(found.get("skill"))
    department, department_of = read_text_or_field(found.get("department"))
    return OwnerRule(
        role=found["role"].reference("role") if "role" in found else "",
        choose=next(one for one in CHOOSE if one == choose),
        skill=skill,
        skill_of=skill_of,
        department="" if department == OWN else department,
        department_of=department_of,
        named=found["named"].reference("field") if "named" in found else None,
        other_than=read_other_than(found["other_than"]) if "other_than" in found else None,
    )


def _check_beside(node: Node, found: Mapping[str, Node], choose: str) -> None:
    """Note a way of choosing without what it chooses by, and the other way round."""
    for key in ("skill", "named"):
        if choose == key and key not in found:
            node.note("L003", gettext("{key} is missing.").format(key=key), key=True)
        elif choose != key and key in found:
            wanted = gettext("{key} needs {other} beside it.")
            text = wanted.format(key=key, other=f"choose: {key}")
            found[key].note("L009", text, key=True)


def read_text_or_field(node: Node | None) -> tuple[str | None, str | None]:
    """Read a text, or ``{field: f}`` for what a field says; one of the two is returned."""
    if node is None:
        return None, None
    if isinstance(node.value, dict):
        found = node.entries(FIELD_KEYS, needed=FIELD_KEYS)
        return None, found["field"].reference("field") if "field" in found else ""
    return node.words(LONGEST_SKILL), None


def read_other_than(node: Node) -> OtherThan:
    """Read who must be another; at least one thing must be said."""
    found = node.entries(OTHER_THAN_KEYS)
    if not found and (node.value is None or node.value == {}):
        wanted = gettext("At least one of these must be said: {keys}.")
        node.note("L006", wanted.format(keys=", ".join(OTHER_THAN_KEYS)), key=True)
    return OtherThan(
        did=found["did"].names("transition") if "did" in found else (),
        owned=found["owned"].names("state") if "owned" in found else (),
        named=found["is"].names("field") if "is" in found else (),
    )


# --- whether it can be ---------------------------------------------------------------------------


def _rules(definition: Definition) -> Iterator[tuple[Keys, OwnerRule]]:
    """Yield every rule about an owner, with the place it stands at."""
    for name, state in definition.states.items():
        if state.owner:
            yield ("states", name, "owner"), state.owner
    for one in definition.transitions.values():
        for at, branch in enumerate(one.branches):
            if branch.owner:
                yield branch_place(one, at, "owner"), branch.owner


def branch_place(one: Transition, at: int, key: str) -> Keys:
    """Return where a key of a branch is written: that of a single one stands in the act itself."""
    inside = () if len(one.branches) == 1 else ("first_of", at)
    return ("transitions", one.name, *inside, key)


def check_fields(definition: Definition, book: Book) -> Iterator[Problem]:
    """What an owner is chosen by, or barred by, is in a field that can say it, not personal."""
    choice = gettext("{name} must be a field of type choice that is not personal.")
    person = gettext("{name} must be a field of type person that is not personal.")
    people = gettext(
        "{name} must be a field of type person, or a list of such, that is not personal."
    )
    words = gettext("{name} must be a field of type choice or text that is not personal.")
    for place, rule in _rules(definition):
        barring = rule.other_than.named if rule.other_than else ()
        for key, names, types, text in (
            ("skill", (rule.skill_of,), {"choice"}, choice),
            ("department", (rule.department_of,), {"choice", "text"}, words),
            ("named", (rule.named,), {"person"}, person),
            ("other_than", barring, {"person", "list of person"}, people),
        ):
            yield from _unfit(definition, names, types, text, book.at((*place, key)))
    for one in definition.transitions.values():
        at = book.at(("transitions", one.name, "other_than"))
        yield from _unfit(definition, one.other_named, {"person", "list of person"}, people, at)


def _unfit(
    definition: Definition, names: tuple[str | None, ...], types: set[str], text: str, node: Node
) -> Iterator[Problem]:
    for name in names:
        field = definition.fields.get(name or "")
        if field and (field.personal or _type_of(field) not in types):
            yield node.problem("O001", text.format(name=name), key=True)


def _type_of(field: Field) -> str:
    return field.type if field.item is None else f"{field.type} of {field.item}"


def check_named(definition: Definition, book: Book) -> Iterator[Problem]:
    """Whoever brings a case to an owner who is named has to name somebody, and can."""
    for place, rule in _rules(definition):
        if rule.named and rule.other_than and rule.named in rule.other_than.named:
            wanted = gettext("Whom {field} names cannot own it: other_than bars whom it names.")
            text = wanted.format(field=rule.named)
            yield book.at((*place, "named")).problem("O003", text, key=True)
    for one in definition.transitions.values():
        certain = always(one).union(one.has)
        for at, branch in enumerate(one.branches):
            named = _named(definition, branch)
            copied = {copy.field for copy in branch.copies if copy.source in certain}
            if named and named not in certain.union(branch.sets or (), copied):
                wanted = gettext(
                    "{step} leads to an owner whom {field} names: it must be needed with it, or "
                    "on file by then (has)."
                )
                text = wanted.format(step=one.name, field=named)
                place = branch_place(one, at, "owner" if branch.owner else "to")
                yield book.at(place).problem("O002", text)


def _named(definition: Definition, branch: Branch) -> str | None:
    rule = owner_rule(definition, branch)
    return rule.named if rule else None


def check_somebody(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every act can be done by somebody. Only what is certain is refused."""
    by_clocks = {
        rung.does
        for deadline in definition.deadlines.values()
        for rung in (*deadline.remind, *deadline.missed)
    }
    for one in definition.transitions.values():
        alone = OWNER in one.by and set(one.by) <= {OWNER, SYSTEM}
        if alone and one.name not in by_clocks and set(one.sources) <= set(one.other_owners):
            wanted = gettext(
                "Nobody may do {name}: only the owner, and other_than bars whoever owned it there."
            )
            place = book.at(("transitions", one.name, "by"))
            yield place.problem("S011", wanted.format(name=one.name))


FIELDS = (check_fields, check_named)
SOMEBODY = (check_somebody,)
