"""Deadlines as they are written: when they run, how long, who hears of it before and after."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workflow.definition.acts import Words
from workflow.definition.calendar_names import named
from workflow.definition.deadline import Deadline, Factor, Late, Limit, Moment, Pause
from workflow.definition.gathered import NameKind
from workflow.definition.ladders import read_rungs
from workflow.definition.lengths import STAND_IN, read_amount, read_count
from workflow.definition.near import nearest
from workflow.definition.nodes import FLAG_WORDS, Node
from workflow.definition.titles import first_title
from workflow.translation import gettext

KEYS = (
    "title", "starts", "met", "cancelled", "within", "due", "count", "agreed", "again", "remind",
    "missed", "over", "urgent", "calendar", "factor", "applies", "pauses", "on_resume", "on_change",
    "on_transfer", "on_revision", "late",
)  # fmt: skip
NEEDED = ("starts", "met")
DUE_KEYS = ("field",)
FACTOR_KEYS = ("by", "when")
PAUSE_KEYS = ("in", "when", "open")
LIMITS_KEYS = ("first_of",)
LIMIT_KEYS = ("when", "amount")
LAST_LIMIT_KEYS = ("otherwise",)
LATE = ("all", "latest")
AGE = "skip_older_than"
STARTS: Mapping[str, NameKind] = {
    "entered": "state", "left": "state", "act": "transition", "field": "field",
    "missed": "deadline", "opened": "duty", "settled": "duty", "closed": "child",
}  # fmt: skip
ENDS: Mapping[str, NameKind] = {
    "entered": "state", "left": "state", "act": "transition", "opened": "duty", "settled": "duty",
    "closed": "child",
}  # fmt: skip
DUE_LATER = ("entered", "act", "due", "missed")
MOMENTS_LATER = ("due",)
MOST_PERCENT = 1000
PERCENT = re.compile(r"([0-9]{1,4})\s*%")


def read_deadlines(node: Node, words: Words) -> dict[str, Deadline]:
    """Read the deadlines; ``words`` are declared above, with how the file counts."""
    return {name: _deadline(one, name, words) for name, one in node.declared()}


def _deadline(node: Node, name: str, words: Words) -> Deadline:
    found = node.entries(KEYS, needed=NEEDED)
    if isinstance(node.value, dict) and ("within" in found) == ("due" in found):
        wanted = gettext("Exactly one of these must be said: {keys}.")
        node.note("L006", wanted.format(keys="within, due"), key=True)
    _check_beside(found)
    return Deadline(
        name=name,
        title=first_title(found["title"].title() if "title" in found else {}, name),
        starts=_moments(found.get("starts"), STARTS),
        met=_moments(found.get("met"), ENDS),
        cancelled=_moments(found.get("cancelled"), ENDS),
        within=tuple(_limits(found["within"])) if "within" in found else (),
        count=read_count(found["count"], words.count) if "count" in found else words.count,
        agreed=found["agreed"].reference("field") if "agreed" in found else None,
        remind=read_rungs(found.get("remind"), words, before=True),
        missed=read_rungs(found.get("missed", found.get("over")), words, before=False),
        owed="over" not in found,
        urgent="urgent" in found and _urgent(found["urgent"]),
        urgent_when=_urgent_when(found.get("urgent")),
        calendar=named(found["calendar"]) if "calendar" in found else words.calendar,
        due=_due(found["due"]) if "due" in found else None,
        factors=tuple(_factor(one) for one in found["factor"].items()) if "factor" in found else (),
        applies=found["applies"].condition(clock=True) if "applies" in found else None,
        pauses=tuple(_pauses(found["pauses"])) if "pauses" in found else (),
        **_words(found),
        late=_late(found["late"]) if "late" in found else Late(),
    )


def _check_beside(found: Mapping[str, Node]) -> None:
    """Nothing stands there that could not have an effect."""
    for key in ("agreed", "factor"):
        if key in found and "due" in found:
            wanted = gettext("{key} changes a limit; beside due there is none.")
            found[key].note("L009", wanted.format(key=key), key=True)
    if "missed" in found and "over" in found:
        wanted = gettext("{key} cannot stand beside {other}.")
        found["over"].note("L009", wanted.format(key="over", other="missed"), key=True)
    if "on_resume" in found and "pauses" not in found:
        wanted = gettext("{key} needs {other} beside it.")
        text = wanted.format(key="on_resume", other="pauses")
        found["on_resume"].note("L009", text, key=True)


def _due(node: Node) -> str | None:
    if not isinstance(node.value, dict):
        what = gettext("keys with values, such as {example}").format(example="field: visit")
        node.note("L004", gettext("Expected here: {what}.").format(what=what))
        return None
    later = not node.value.keys().isdisjoint(DUE_LATER)
    found = node.entries(DUE_KEYS, DUE_LATER, needed=() if later else DUE_KEYS)
    return found["field"].reference("field") if "field" in found else None


def _late(node: Node) -> Late:
    """Read ``all``, ``latest``, or an age: ``{skip_older_than: 1 calendar day}``."""
    if isinstance(node.value, dict):
        found = node.entries((AGE,), needed=(AGE,))
        return Late("recent", read_amount(found[AGE])) if found else Late()
    if node.value not in LATE:
        wanted = gettext("Expected here: {what}.")
        known = gettext("one of: {known}").format(known=", ".join((*LATE, f"{{{AGE}: …}}")))
        near = nearest(str(node.value), LATE)
        node.note("L004", wanted.format(what=known), suggestion=near)
        return Late()
    return Late("all" if node.one_of(LATE) == "all" else "latest")


def _urgent(node: Node) -> bool:
    return not _is_condition(node) and node.flag()


def _urgent_when(node: Node | None) -> str | None:
    return node.condition() if node and _is_condition(node) else None


def _is_condition(node: Node) -> bool:
    # "yes" is no field but a slip, and answered as one.
    return isinstance(node.value, str) and node.value.lower() not in FLAG_WORDS


WORDS = {
    "again": ("restart", "keep", "both"),
    "on_resume": ("carry", "restart"),
    "on_change": ("recompute", "keep"),
    "on_transfer": ("carry", "restart"),
    "on_revision": ("recompute", "keep"),
}


def _words(found: Mapping[str, Node]) -> dict[str, Any]:
    return {key: found[key].one_of(known) for key, known in WORDS.items() if key in found}


def _moments(node: Node | None, kinds: Mapping[str, NameKind]) -> tuple[Moment, ...]:
    moments = [_moment(one, kinds) for one in node.items()] if node else []
    return tuple(one for one in moments if one)


def _moment(node: Node, kinds: Mapping[str, NameKind]) -> Moment | None:
    """Read ``{entered: state}``, ``{act: transition}`` and the like."""
    found = node.entries(tuple(kinds), MOMENTS_LATER)
    if len(found) != 1:
        if isinstance(node.value, dict) and node.value.keys() <= kinds.keys():
            wanted = gettext("Exactly one of these must be said: {keys}.")
            node.note("L006", wanted.format(keys=", ".join(kinds)))
        return None
    kind: Any
    kind, one = next(iter(found.items()))
    return Moment(kind, one.reference(kinds[kind]))


# --- what changes it ---------------------------------------------------------------------------


def _factor(node: Node) -> Factor:
    found = node.entries(FACTOR_KEYS, needed=FACTOR_KEYS[:1])
    when = found["when"].condition(limit=True) if "when" in found else None
    return Factor(_percent(found["by"]) if "by" in found else 100, when)


def _percent(node: Node) -> int:
    found = PERCENT.fullmatch(node.value) if isinstance(node.value, str) else None
    if not found or not 1 <= int(found[1]) <= MOST_PERCENT:
        what = gettext("1% to {most}%").format(most=MOST_PERCENT)
        node.note("D009", gettext("Expected here: {what}.").format(what=what))
        return 100
    return int(found[1])


def _pauses(node: Node) -> Iterator[Pause]:
    for one in node.items():
        found = one.entries(PAUSE_KEYS)
        if isinstance(one.value, dict) and len(found) != 1:
            wanted = gettext("Exactly one of these must be said: {keys}.")
            one.note("L006", wanted.format(keys=", ".join(PAUSE_KEYS)))
        for name in found["in"].names("state") if "in" in found else ():
            yield Pause(state=name)
        if "when" in found:
            yield Pause(when=found["when"].condition(clock=True))
        for name in found["open"].names("duty") if "open" in found else ():
            yield Pause(duty=name)


# --- how long ----------------------------------------------------------------------------------


def _limits(node: Node) -> Iterator[Limit]:
    if not isinstance(node.value, dict):
        yield Limit(read_amount(node), place=node.place)
        return
    found = node.entries(LIMITS_KEYS, needed=LIMITS_KEYS)
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
    keys = LAST_LIMIT_KEYS if otherwise else LIMIT_KEYS
    found = node.entries(keys, needed=keys)
    amount = found.get(keys[-1])
    condition = found.get("when")
    return Limit(
        read_amount(amount) if amount else STAND_IN,
        condition.condition(limit=True) if condition else None,
        node.place,
    )
