"""Duties as they are written: what is owed beside the state, by whom; and acts that settle them."""

from collections.abc import Mapping
from typing import Any

from workflow.definition.deadline import Moment
from workflow.definition.gathered import NameKind
from workflow.definition.model import ALL_OPEN, OWNER, Duty
from workflow.definition.nodes import Node
from workflow.definition.owner import OwnerRule
from workflow.definition.owners import read_owner
from workflow.definition.titles import first_title
from workflow.translation import gettext

KEYS = ("title", "opens", "who", "when")
LATER = ("many", "applies")
NEEDED = ("opens", "who")
OPENS: Mapping[str, NameKind] = {"entered": "state", "left": "state", "act": "transition"}
OPENS_LATER = ("field", "missed", "due", "opened", "settled", "closed")
NOT_OF_DUTIES = ("named", "other_than")
"""Ways to choose an owner, but not who owes a duty."""
SETTLING = ("does", "waives", "joins")
"""What a branch does to duties; those of ``waives`` and ``joins`` can be all there are."""


def read_duties(node: Node) -> dict[str, Duty]:
    """Read the duties."""
    return {name: _duty(one, name) for name, one in node.declared()}


def _duty(node: Node, name: str) -> Duty:
    found = node.entries(KEYS, LATER, needed=NEEDED)
    moments = [_moment(one) for one in found["opens"].items()] if "opens" in found else []
    return Duty(
        name=name,
        title=first_title(found["title"].title() if "title" in found else {}, name),
        opens=tuple(one for one in moments if one),
        who=_who(found["who"]) if "who" in found else None,
        when=found["when"].condition() if "when" in found else None,
    )


def _moment(node: Node) -> Moment | None:
    found = node.entries(tuple(OPENS), OPENS_LATER)
    if len(found) != 1:
        if isinstance(node.value, dict) and node.value.keys() <= OPENS.keys():
            wanted = gettext("Exactly one of these must be said: {keys}.")
            node.note("L006", wanted.format(keys=", ".join(OPENS)))
        return None
    kind: Any
    kind, one = next(iter(found.items()))
    return Moment(kind, one.reference(OPENS[kind]))


def _who(node: Node) -> OwnerRule | None:
    """Read who owes it: ``owner``, a role, or a role with how to choose as for an owner."""
    if node.value == OWNER:
        return None
    if isinstance(node.value, dict):
        for key in NOT_OF_DUTIES:
            if key in node.value:
                text = gettext("{key}: not supported by this version yet.").format(key=key)
                node.child(key, node.value[key]).note("L002", text, key=True)
        return read_owner(node)
    return OwnerRule(node.reference("role"))


def read_settling(found: Mapping[str, Node], every: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Read which duties an act does, waives or joins; ``every`` duty there is, is ``all_open``."""
    return {key: _named(found.get(key), () if key == "does" else every) for key in SETTLING}


def _named(node: Node | None, every: tuple[str, ...]) -> tuple[str, ...]:
    if node is None:
        return ()
    return every if every and node.value == ALL_OPEN else node.names("duty")
