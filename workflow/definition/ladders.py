"""Ladders as they are written: the rungs before and after, who hears of each, what it does."""

import re

from workflow.definition.deadline import Addressee, Repeat, Rung
from workflow.definition.lengths import STAND_IN, read_amount
from workflow.definition.model import OWNER
from workflow.definition.nodes import Node
from workflow.translation import gettext

RUNG_LATER = ("when", "sends", "prints", "sets")
ADDRESSEE_LATER = ("head_of", "party")
MOST_REPEATS = 100
_SHARE = re.compile(r"([0-9]{1,3})\s*%")


def read_rungs(node: Node | None, *, before: bool) -> tuple[Rung, ...]:
    """Read the rungs before a deadline is due, or those after it was missed."""
    read = _reminder if before else _escalation
    return tuple(read(one) for one in node.items()) if node else ()


def _reminder(node: Node) -> Rung:
    found = node.entries(("before", "at", "to"), (*RUNG_LATER, "repeat", "does"), needed=("to",))
    if isinstance(node.value, dict) and ("before" in found) == ("at" in found):
        wanted = gettext("Exactly one of these must be said: {keys}.")
        node.note("L006", wanted.format(keys="before, at"))
    return Rung(
        to=_addressees(found.get("to")),
        before=read_amount(found["before"]) if "before" in found else None,
        share=_share(found["at"]) if "at" in found else None,
    )


def _escalation(node: Node) -> Rung:
    found = node.entries(("after", "to", "does", "repeat"), RUNG_LATER)
    if isinstance(node.value, dict) and "to" not in found and "does" not in found:
        node.note("L011", gettext("Say who hears of it (to) or what happens (does)."))
    return Rung(
        to=_addressees(found.get("to")),
        after=read_amount(found["after"]) if "after" in found else None,
        does=found["does"].reference("transition") if "does" in found else None,
        repeat=_repeat(found["repeat"]) if "repeat" in found else None,
    )


def _share(node: Node) -> int:
    found = _SHARE.fullmatch(node.value) if isinstance(node.value, str) else None
    if not found or not 1 <= int(found[1]) <= 99:  # noqa: PLR2004 - percent of a whole
        node.note("D009", gettext("Expected here: {what}.").format(what=gettext("1% to 99%")))
        return 50
    return int(found[1])


def _repeat(node: Node) -> Repeat:
    found = node.entries(("every", "times"), needed=("every", "times"))
    every = read_amount(found["every"]) if "every" in found else STAND_IN
    return Repeat(every, found["times"].whole(1, MOST_REPEATS) if "times" in found else 1)


def _addressees(node: Node | None) -> tuple[Addressee, ...]:
    people = [_addressee(one) for one in node.items()] if node else []
    return tuple(one for one in people if one)


def _addressee(node: Node) -> Addressee | None:
    if node.value == OWNER:
        return Addressee("owner")
    if not isinstance(node.value, dict):
        name = node.value if isinstance(node.value, str) else ""
        wanted = gettext("Expected here: owner, {examples}.")
        examples = "{role: …}, {above: owner}, {person: …}"
        suggestion = f"{{role: {name}}}" if name.isidentifier() else ""
        node.note("L012", wanted.format(examples=examples), suggestion=suggestion)
        return None
    found = node.entries(("role", "above", "person"), ADDRESSEE_LATER)
    if len(found) != 1:
        if not any(key in node.value for key in ADDRESSEE_LATER):
            wanted = gettext("Exactly one of these must be said: {keys}.")
            node.note("L006", wanted.format(keys="role, above, person"))
        return None
    kind, one = next(iter(found.items()))
    return _addressed(kind, one)


def _addressed(kind: str, node: Node) -> Addressee:
    if kind == "role":
        return Addressee("role", node.reference("role"))
    if kind == "above":
        return Addressee("above", node.one_of((OWNER,)))
    return Addressee("person", node.words(100))
