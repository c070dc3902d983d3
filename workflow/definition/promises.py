"""Promises as they are written: what no case may come to, whoever does what."""

from collections.abc import Mapping

from workflow.calendars.amounts import Count
from workflow.definition.gathered import NameKind
from workflow.definition.lengths import read_amount
from workflow.definition.nodes import FLAG_WORDS, Node
from workflow.definition.promise import Promise, PromiseKind
from workflow.translation import gettext

KINDS: dict[PromiseKind, NameKind] = {
    "never": "state",
    "always_before": "transition",
    "different_people": "transition",
}
HEARD: PromiseKind = "heard_within"
BESIDE: dict[PromiseKind, tuple[str, ...]] = {
    "never": ("without", "unless", "since", "when", "assumed"),
    "always_before": ("done", "unless", "since", "assumed"),
    "different_people": ("assumed",),
    HEARD: ("assumed",),
}
NEEDED: dict[PromiseKind, tuple[str, ...]] = {
    "never": ("never",),
    "always_before": ("always_before", "done"),
    "different_people": ("different_people",),
    HEARD: (HEARD,),
}


def read_promises(node: Node, count: Count, calendar: str | None) -> tuple[Promise, ...]:
    """Read the list of promises; days are counted as the file says."""
    nodes = node.items() if node.value is not None else []
    found = [_promise(one, count, calendar) for one in nodes]
    return tuple(one for one in found if one is not None)


def _promise(node: Node, count: Count, calendar: str | None) -> Promise | None:
    said = node.value if isinstance(node.value, dict) else {}
    kinds = [one for one in BESIDE if one in said]
    if len(kinds) != 1:
        found = node.entries((*BESIDE, *BESIDE["never"], "done"))
        if isinstance(node.value, dict) and found:
            wanted = gettext("Exactly one of these must be said: {keys}.")
            node.note("L006", wanted.format(keys=", ".join(BESIDE)))
        return None
    kind = kinds[0]
    found = node.entries((kind, *BESIDE[kind]), needed=NEEDED[kind])
    if kind == HEARD:
        return _heard(node, found, count, calendar)
    of = found[kind].names(KINDS[kind])
    key = "done" if kind == "always_before" else "without"
    promise = Promise(
        kind=kind,
        of=of,
        without=found[key].names("transition") if key in found else (),
        unless=found["unless"].names("transition") if "unless" in found else (),
        when=found["when"].condition(promise=True) if "when" in found else None,
        assumed=_reason(found["assumed"]) if "assumed" in found else None,
        place=node.place,
        since=found["since"].names("state") if "since" in found else (),
    )
    _check(node, promise)
    return promise


def _heard(node: Node, found: Mapping[str, Node], count: Count, calendar: str | None) -> Promise:
    return Promise(
        kind=HEARD,
        of=(),
        assumed=_reason(found["assumed"]) if "assumed" in found else None,
        place=node.place,
        within=read_amount(found[HEARD]),
        count=count,
        calendar=calendar,
    )


def _reason(node: Node) -> dict[str, str]:
    """Read why it can be relied on although it cannot be decided."""
    if str(node.value).lower() in {*FLAG_WORDS, *FLAG_WORDS.values()}:
        what = gettext("the reason in words why it can be relied on")
        node.note("L004", gettext("Expected here: {what}.").format(what=what))
        return {}
    return node.title()


def _check(node: Node, promise: Promise) -> None:
    """Note what leaves nothing to be decided."""
    if promise.kind == "different_people" and len(promise.of) == 1:
        text = gettext("Name at least two acts that different people do.")
        node.child("different_people", None).note("P001", text)
    if promise.since and not promise.acts:
        wanted = gettext("{key} needs {other} beside it.")
        node.child("since", None).note(
            "L009", wanted.format(key="since", other="without"), key=True
        )
