"""Ladders as they are written: the rungs before and after, who hears of each, what it does."""

import re
from collections.abc import Mapping
from dataclasses import replace

from workflow.definition.acts import Words
from workflow.definition.deadline import Addressee, Repeat, Rung
from workflow.definition.lengths import STAND_IN, read_amount
from workflow.definition.model import OWNER
from workflow.definition.nodes import Node
from workflow.definition.sets import read_sets
from workflow.translation import gettext

ANY_RUNG = ("to", "when", "prints", "sets", "does")
REMINDER_KEYS = ("before", "at", "repeat", *ANY_RUNG)
ESCALATION_KEYS = ("after", "repeat", *ANY_RUNG)
REPEAT_KEYS = ("every", "times")
RUNG_LATER = ("sends",)
ADDRESSEES = ("role", "above", "head_of", "person", "party", "duty")
EXAMPLES = "{role: …}, {above: owner}, {head_of: department}, {person: …}, {party: …}, {duty: …}"
OF_THE_CASE = "department"
MOST_REPEATS = 100
SHARE = re.compile(r"([0-9]{1,3})\s*%")


def read_rungs(node: Node | None, words: Words, *, before: bool) -> tuple[Rung, ...]:
    """Read the rungs before a deadline is due, or those after it was missed."""
    read = _reminder if before else _escalation
    return tuple(read(one, words) for one in node.items()) if node else ()


def _reminder(node: Node, words: Words) -> Rung:
    found = node.entries(REMINDER_KEYS, RUNG_LATER)
    if isinstance(node.value, dict) and ("before" in found) == ("at" in found):
        wanted = gettext("Exactly one of these must be said: {keys}.")
        node.note("L006", wanted.format(keys="before, at"))
    return replace(
        _rung(node, found, words),
        before=read_amount(found["before"]) if "before" in found else None,
        share=_share(found["at"]) if "at" in found else None,
        repeat=_repeat(found["repeat"]) if "repeat" in found else None,
    )


def _escalation(node: Node, words: Words) -> Rung:
    found = node.entries(ESCALATION_KEYS, RUNG_LATER)
    return replace(
        _rung(node, found, words),
        after=read_amount(found["after"]) if "after" in found else None,
        repeat=_repeat(found["repeat"]) if "repeat" in found else None,
    )


def _rung(node: Node, found: Mapping[str, Node], words: Words) -> Rung:
    """Read what rungs before and after have in common."""
    if isinstance(node.value, dict) and found.keys().isdisjoint(("to", "sets", "does")):
        wanted = gettext(
            "Say who hears of it (to), what happens (does) or what is filled in (sets)."
        )
        node.note("L011", wanted)
    elif "prints" in found and "to" not in found:
        wanted = gettext("{key} needs {other} beside it.")
        found["prints"].note("L009", wanted.format(key="prints", other="to"), key=True)
    return Rung(
        to=_addressees(found.get("to"), words),
        does=found["does"].reference("transition") if "does" in found else None,
        when=found["when"].condition() if "when" in found else None,
        prints=found["prints"].names("document") if "prints" in found else (),
        sets=read_sets(found["sets"], words.fields) if "sets" in found else None,
    )


def _share(node: Node) -> int:
    found = SHARE.fullmatch(node.value) if isinstance(node.value, str) else None
    if not found or not 1 <= int(found[1]) <= 99:  # noqa: PLR2004 - percent of a whole
        node.note("D009", gettext("Expected here: {what}.").format(what=gettext("1% to 99%")))
        return 50
    return int(found[1])


def _repeat(node: Node) -> Repeat:
    found = node.entries(REPEAT_KEYS, needed=REPEAT_KEYS)
    every = read_amount(found["every"]) if "every" in found else STAND_IN
    return Repeat(every, found["times"].whole(1, MOST_REPEATS) if "times" in found else 1)


def _addressees(node: Node | None, words: Words) -> tuple[Addressee, ...]:
    people = [_addressee(one, words) for one in node.items()] if node else []
    return tuple(one for one in people if one)


def _addressee(node: Node, words: Words) -> Addressee | None:
    if node.value == OWNER:
        return Addressee("owner")
    if not isinstance(node.value, dict):
        name = node.value if isinstance(node.value, str) else ""
        wanted = gettext("Expected here: owner, {examples}.")
        kind = "party" if name in words.parties else "role"
        suggestion = f"{{{kind}: {name}}}" if name.isidentifier() else ""
        node.note("L012", wanted.format(examples=EXAMPLES), suggestion=suggestion)
        return None
    found = node.entries(ADDRESSEES)
    if len(found) != 1:
        wanted = gettext("Exactly one of these must be said: {keys}.")
        node.note("L006", wanted.format(keys=", ".join(ADDRESSEES)))
        return None
    kind, one = next(iter(found.items()))
    return _addressed(kind, one)


def _addressed(kind: str, node: Node) -> Addressee:
    if kind == "role":
        return Addressee("role", node.reference("role"))
    if kind == "above":
        return Addressee("above", node.one_of((OWNER,)))
    if kind == "party":
        return Addressee("party", node.reference("party"))
    if kind == "duty":
        return Addressee("duty", node.reference("duty"))
    if kind == "head_of":
        name = node.words(100)
        return Addressee("head_of", "" if name == OF_THE_CASE else name, node.place)
    return Addressee("person", node.words(100), node.place)
