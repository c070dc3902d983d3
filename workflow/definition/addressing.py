"""Who hears of something, and messages that are sent, as they are written."""

from collections.abc import Collection

from workflow.definition.deadline import Addressee, Send
from workflow.definition.model import OWNER
from workflow.definition.nodes import Node
from workflow.translation import gettext

ADDRESSEES = ("role", "above", "head_of", "person", "party", "duty")
EXAMPLES = "{role: …}, {above: owner}, {head_of: department}, {person: …}, {party: …}, {duty: …}"
OF_THE_CASE = "department"
SEND_KEYS = ("to", "document", "urgent")


def read_sends(
    node: Node | None, parties: Collection[str], calendar: str | None = None
) -> tuple[Send, ...]:
    """Read messages; those of a step wait for working time by ``calendar``."""
    return tuple(_send(one, parties, calendar) for one in node.items()) if node else ()


def _send(node: Node, parties: Collection[str], calendar: str | None) -> Send:
    found = node.entries(SEND_KEYS, needed=SEND_KEYS[:2])
    return Send(
        to=read_addressees(found.get("to"), parties),
        document=found["document"].reference("document") if "document" in found else "",
        urgent="urgent" in found and found["urgent"].flag(),
        calendar=calendar,
    )


def read_addressees(node: Node | None, parties: Collection[str]) -> tuple[Addressee, ...]:
    """Read an addressee, or a list of them."""
    people = [_addressee(one, parties) for one in node.items()] if node else []
    return tuple(one for one in people if one)


def _addressee(node: Node, parties: Collection[str]) -> Addressee | None:
    if node.value == OWNER:
        return Addressee("owner")
    if not isinstance(node.value, dict):
        name = node.value if isinstance(node.value, str) else ""
        wanted = gettext("Expected here: owner, {examples}.")
        kind = "party" if name in parties else "role"
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
