"""Deadlines as they are written: when they run, how long, who hears of it before and after."""

from collections.abc import Iterator

from workflow.calendars.amounts import Count
from workflow.definition.acts import Words
from workflow.definition.deadline import Deadline, Limit, Moment
from workflow.definition.ladders import read_rungs
from workflow.definition.lengths import STAND_IN, read_amount, read_count
from workflow.definition.nodes import FLAG_WORDS, Node, first_title
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


def read_deadlines(node: Node, count: Count, words: Words) -> dict[str, Deadline]:
    """Read the deadlines; ``count`` is how the file counts days."""
    return {name: _deadline(one, name, count, words) for name, one in node.declared()}


def _deadline(node: Node, name: str, count: Count, words: Words) -> Deadline:
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
        remind=read_rungs(found.get("remind"), words, before=True),
        missed=read_rungs(found.get("missed"), words, before=False),
        urgent="urgent" in found and _urgent(found["urgent"]),
        urgent_when=_urgent_when(found.get("urgent")),
    )


def _urgent(node: Node) -> bool:
    return not _is_condition(node) and node.flag()


def _urgent_when(node: Node | None) -> str | None:
    return node.condition() if node and _is_condition(node) else None


def _is_condition(node: Node) -> bool:
    # "yes" is no field but a slip, and answered as one.
    return isinstance(node.value, str) and node.value.lower() not in FLAG_WORDS


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
