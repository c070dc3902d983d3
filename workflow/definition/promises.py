"""Deadlines as they are written: when they run, how long, who hears of it before and after."""

import re
from collections.abc import Iterator

from workflow.calendars.amounts import Count
from workflow.definition.lengths import STAND_IN, read_amount, read_count
from workflow.definition.model import OWNER, Addressee, Deadline, Limit, Moment, Repeat, Rung
from workflow.definition.nodes import Node, first_title
from workflow.translation import gettext

KEYS = (
    "title", "starts", "met", "cancelled", "within", "count", "agreed", "again", "remind",
    "missed", "urgent",
)  # fmt: skip
LATER = (
    "calendar", "due", "applies", "factor", "pauses", "on_transfer", "on_revision", "late",
    "not_before", "not_after", "during", "extends",
)  # fmt: skip
MOMENTS_LATER = ("settled", "field", "due", "missed", "closed")
RUNG_LATER = ("when", "sends", "prints", "sets")
ADDRESSEE_LATER = ("head_of", "party")
MOST_REPEATS = 100
_SHARE = re.compile(r"([0-9]{1,3})\s*%")


def read_deadlines(node: Node, count: Count) -> dict[str, Deadline]:
    """Read the deadlines; ``count`` is how the file counts days."""
    return {name: _deadline(one, name, count) for name, one in node.declared()}


def _deadline(node: Node, name: str, count: Count) -> Deadline:
    found = node.entries(KEYS, LATER, needed=("starts", "met", "within"))
    restart = "again" not in found or _again(found["again"])
    return Deadline(
        name=name,
        title=first_title(found["title"].title() if "title" in found else {}, name),
        starts=_moments(found.get("starts")),
        met=_moments(found.get("met")),
        cancelled=_moments(found.get("cancelled")),
        within=tuple(_limits(found["within"])) if "within" in found else (Limit(STAND_IN),),
        count=read_count(found["count"], count) if "count" in found else count,
        agreed=found["agreed"].reference("field") if "agreed" in found else None,
        again="restart" if restart else "keep",
        remind=_rungs(found.get("remind"), before=True),
        missed=_rungs(found.get("missed"), before=False),
        urgent="urgent" in found and found["urgent"].flag(),
    )


def _again(node: Node) -> bool:
    return node.one_of(("restart", "keep"), later=("both",)) == "restart"


def _moments(node: Node | None) -> tuple[Moment, ...]:
    moments = [_moment(one) for one in node.items()] if node else []
    return tuple(one for one in moments if one)


def _moment(node: Node) -> Moment | None:
    """Read ``{entered: state}``, ``{left: state}`` or ``{act: transition}``."""
    found = node.entries(("entered", "left", "act"), MOMENTS_LATER)
    if len(found) != 1:
        if isinstance(node.value, dict) and not any(key in node.value for key in MOMENTS_LATER):
            wanted = gettext("Exactly one of these must be said: {keys}.")
            node.note("L006", wanted.format(keys="entered, left, act"))
        return None
    kind, one = next(iter(found.items()))
    if kind == "act":
        return Moment("act", one.reference("transition"))
    return Moment("entered" if kind == "entered" else "left", one.reference("state"))


# --- how long ----------------------------------------------------------------------------------


def _limits(node: Node) -> Iterator[Limit]:
    if not isinstance(node.value, dict):
        yield Limit(read_amount(node))
        return
    found = node.entries(("first_of",), needed=("first_of",))
    if "first_of" not in found:
        yield Limit(STAND_IN)
        return
    limits = found["first_of"].items()
    closed = False
    for at, one in enumerate(limits, start=1):
        if closed:
            one.note("L008", gettext("Nothing may follow otherwise."))
        otherwise = isinstance(one.value, dict) and "otherwise" in one.value
        closed = closed or otherwise
        if at == len(limits) and not closed:
            one.note("L007", gettext("The last of first_of must be otherwise."))
        yield _limit(one, otherwise=otherwise)


def _limit(node: Node, *, otherwise: bool) -> Limit:
    keys = ("otherwise",) if otherwise else ("when", "amount")
    found = node.entries(keys, needed=keys)
    amount = found.get(keys[-1])
    condition = found.get("when")
    return Limit(
        read_amount(amount) if amount else STAND_IN,
        condition.condition(limit=True) if condition else None,
    )


# --- who hears of it ---------------------------------------------------------------------------


def _rungs(node: Node | None, *, before: bool) -> tuple[Rung, ...]:
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
