"""More time for deadlines, as transitions give it: how much, how often, until when at most."""

from workflow.definition.deadline import Extension
from workflow.definition.lengths import STAND_IN, read_amount
from workflow.definition.nodes import Node
from workflow.translation import gettext

KEYS = ("by", "to", "at_most", "times", "asked")
ASKED_KEYS = ("act",)
MOST_TIMES = 100
BEFORE_DUE = "before_due"


def read_extensions(node: Node) -> tuple[Extension, ...]:
    """Read ``{answer: {by: 5 working days, times: 2, at_most: 10 working days}}``."""
    return tuple(_extension(one, name) for name, one in node.named().items())


def _extension(node: Node, name: str) -> Extension:
    Node(node.book, node.keys, name).reference("deadline")
    found = node.entries(KEYS)
    if isinstance(node.value, dict) and ("by" in found) == ("to" in found):
        wanted = gettext("Exactly one of these must be said: {keys}.")
        node.note("L006", wanted.format(keys="by, to"), key=True)
    by = read_amount(found["by"]) if "by" in found else None
    return Extension(
        deadline=name,
        by=STAND_IN if by is None and "to" not in found else by,
        to=found["to"].reference("field") if "to" in found else None,
        at_most=read_amount(found["at_most"]) if "at_most" in found else None,
        times=found["times"].whole(1, MOST_TIMES) if "times" in found else None,
        asked=_asked(found["asked"]) if "asked" in found else None,
    )


def _asked(node: Node) -> str | None:
    """Read by when it is asked: with the act itself, or with an earlier one."""
    if node.value == BEFORE_DUE:
        return None
    if not isinstance(node.value, dict):
        what = gettext("before_due, or act: and the transition it is asked with")
        node.note("L004", gettext("Expected here: {what}.").format(what=what))
        return None
    found = node.entries(ASKED_KEYS, needed=ASKED_KEYS)
    return found["act"].reference("transition") if "act" in found else None
