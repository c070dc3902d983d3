"""Ladders as they are written: the rungs before and after, who hears of each, what it does."""

import re
from collections.abc import Mapping
from dataclasses import replace

from workflow.definition.acts import Words
from workflow.definition.addressing import read_addressees, read_sends
from workflow.definition.deadline import Repeat, Rung
from workflow.definition.lengths import STAND_IN, read_amount
from workflow.definition.nodes import Node
from workflow.definition.sets import Sets, read_filling
from workflow.translation import gettext

ANY_RUNG = ("to", "when", "prints", "sends", "sets", "does")
REMINDER_KEYS = ("before", "at", "repeat", *ANY_RUNG)
ESCALATION_KEYS = ("after", "repeat", *ANY_RUNG)
SOMETHING = ("to", "sends", "sets", "does")
REPEAT_KEYS = ("every", "times")
MOST_REPEATS = 100
SHARE = re.compile(r"([0-9]{1,3})\s*%")


def read_rungs(node: Node | None, words: Words, *, before: bool) -> tuple[Rung, ...]:
    """Read the rungs before a deadline is due, or those after its time is over."""
    read = _reminder if before else _escalation
    return tuple(read(one, words) for one in node.items()) if node else ()


def _reminder(node: Node, words: Words) -> Rung:
    found = node.entries(REMINDER_KEYS)
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
    found = node.entries(ESCALATION_KEYS)
    return replace(
        _rung(node, found, words),
        after=read_amount(found["after"]) if "after" in found else None,
        repeat=_repeat(found["repeat"]) if "repeat" in found else None,
    )


def _rung(node: Node, found: Mapping[str, Node], words: Words) -> Rung:
    """Read what rungs before and after have in common."""
    if isinstance(node.value, dict) and found.keys().isdisjoint(SOMETHING):
        wanted = gettext(
            "Say who hears of it (to, sends), what happens (does) or what is filled in (sets)."
        )
        node.note("L011", wanted)
    elif "prints" in found and "to" not in found:
        wanted = gettext("{key} needs {other} beside it.")
        found["prints"].note("L009", wanted.format(key="prints", other="to"), key=True)
    sets = read_filling(found["sets"], words.fields) if "sets" in found else Sets(None, ())
    return Rung(
        to=read_addressees(found.get("to"), words.parties),
        does=found["does"].reference("transition") if "does" in found else None,
        when=found["when"].condition() if "when" in found else None,
        prints=found["prints"].names("document") if "prints" in found else (),
        sets=sets.values,
        copies=sets.copies,
        sends=read_sends(found.get("sends"), words.parties),
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
