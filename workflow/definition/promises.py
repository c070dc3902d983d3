"""Promises as they are written: what no case may come to, whoever does what."""

from workflow.definition.nodes import NameKind, Node
from workflow.definition.promise import Promise, PromiseKind
from workflow.translation import gettext

KINDS: dict[PromiseKind, NameKind] = {
    "never": "state",
    "always_before": "transition",
    "different_people": "transition",
}
BESIDE: dict[PromiseKind, tuple[str, ...]] = {
    "never": ("without", "unless", "when", "assumed"),
    "always_before": ("done", "unless", "assumed"),
    "different_people": ("assumed",),
}
NEEDED: dict[PromiseKind, tuple[str, ...]] = {
    "never": ("never",),
    "always_before": ("always_before", "done"),
    "different_people": ("different_people",),
}
LATER = ("heard_within",)


def read_promises(node: Node) -> tuple[Promise, ...]:
    """Read the list of promises."""
    found = [_promise(one) for one in node.items()] if node.value is not None else []
    return tuple(one for one in found if one is not None)


def _promise(node: Node) -> Promise | None:
    said = node.value if isinstance(node.value, dict) else {}
    kinds = [one for one in KINDS if one in said]
    if len(kinds) != 1:
        found = node.entries((*KINDS, *BESIDE["never"], "done"), LATER)
        if isinstance(node.value, dict) and not set(said) & set(LATER) and found:
            wanted = gettext("Exactly one of these must be said: {keys}.")
            node.note("L006", wanted.format(keys=", ".join(KINDS)))
        return None
    kind = kinds[0]
    found = node.entries((kind, *BESIDE[kind]), LATER, needed=NEEDED[kind])
    of = found[kind].names(KINDS[kind])
    key = "done" if kind == "always_before" else "without"
    promise = Promise(
        kind=kind,
        of=of,
        without=found[key].names("transition") if key in found else (),
        unless=found["unless"].names("transition") if "unless" in found else (),
        when=found["when"].condition(promise=True) if "when" in found else None,
        assumed=found["assumed"].title() if "assumed" in found else None,
        place=node.place,
    )
    _check(node, promise)
    return promise


def _check(node: Node, promise: Promise) -> None:
    """Note what leaves nothing to be decided."""
    if promise.kind == "different_people" and len(promise.of) == 1:
        text = gettext("Name at least two acts that different people do.")
        node.child("different_people", None).note("P001", text)
