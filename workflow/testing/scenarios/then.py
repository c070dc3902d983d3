"""``then`` as it is written: what is to be seen after a step."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import get_args

from workflow.definition.nodes import Node
from workflow.definition.strict_yaml import shortened
from workflow.testing.scenarios.expectations import (
    PAUSED,
    Expectation,
    HasStatus,
    Holds,
    InState,
    Opened,
    Owed,
    OwedBy,
    OwnedBy,
    Status,
    WholeOf,
)
from workflow.testing.scenarios.names import (
    NOBODY,
    NOTHING,
    Names,
    declared,
    nearest_word,
    read_data,
    read_time,
)
from workflow.testing.scenarios.seen import Brought, Came, Fired, Told
from workflow.translation import gettext

KEYS = (
    "refused", "state", "owner", "duties", "data", "due", "met", "missed", "ran_out", "cancelled",
    "done_late", "released", "fired", "told", "opened", "brought",
)  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)
FIRED_KINDS = ("reminder", "missed", "escalation", "ran_out", "follow_up")
FIRED_KEYS = ("at", *FIRED_KINDS, "to", "does", "refused", "skipped")
TOLD_KEYS = ("at", "about", "sends", "to")
TOLD_KINDS = ("about", "sends")
SKIPPED = ("superseded", "done", "too_old", "condition")
# What an act can be refused with that a scenario can bring about: a name that does not exist is
# refused when the file is read, and in simulated time nobody acts in between.
REFUSALS = (
    "TriggerNotAllowed", "TriggerUsedUp", "DataMissing", "WordsMissing", "DataInvalid",
    "FieldNotEditable", "GuardRejected", "NotReadBack", "NotAuthorised", "AnotherPersonNeeded",
    "CaseClosed", "ConflictOfInterest", "OwnerUnfit", "PhraseAvoided",
    "ExtensionRefused", "RecordedTooLate", "TooEarly", "TooLate", "OutsideHours",
    "DutiesOpen", "DutyNotOpen", "ChildRefused", "MergeRefused",
)  # fmt: skip


def read_refusal(node: Node | None) -> str:
    """Read the name of the error an act is refused with; nothing if it is not refused."""
    if node is None:
        return ""
    name = node.words()
    if name and name not in REFUSALS:
        wanted = gettext("{name} is no error an act is refused with. Known: {known}.")
        text = wanted.format(name=shortened(name), known=", ".join(REFUSALS))
        node.note("T005", text, suggestion=nearest_word(name, REFUSALS))
    return name


def read_then(found: Mapping[str, Node], names: Names) -> Iterator[Expectation]:
    """Yield what is to be seen; whether the act is refused is not among it."""
    definition = names.definition
    if "state" in found:
        state = declared(found["state"], gettext("state"), definition.states)
        yield InState(found["state"], state)
    if "owner" in found:
        nobody = found["owner"].value == NOBODY
        yield OwnedBy(found["owner"], "" if nobody else names.person(found["owner"]))
    if "duties" in found:
        yield _read_duties(found["duties"], names)
    if "data" in found:
        yield from _read_held(found["data"], names)
    for status in STATUSES:
        if status in found:
            yield from _read_ended(found[status], status, names)
    if "due" in found:
        yield _read_due(found["due"], names)
    if "opened" in found:
        place = found["opened"]
        opened = [] if place.value == NOTHING else [one.words() for one in place.items()]
        yield Opened(found["opened"], tuple(sorted(opened)))
    if "fired" in found:
        fired = [(one, _read_fired(one, names)) for one in _several(found["fired"])]
        yield WholeOf(found["fired"], "fired", _whole(fired))
    if "told" in found:
        told = [(one, _read_told(one, names)) for one in _several(found["told"])]
        yield WholeOf(found["told"], "told", _whole(told))
    if "brought" in found:
        node = found["brought"]
        ones = [] if node.value == NOTHING else node.items()
        yield WholeOf(node, "brought", _whole([(one, _read_brought(one, names)) for one in ones]))


def _read_ended(node: Node, status: Status, names: Names) -> Iterator[Expectation]:
    if node.value == NOTHING:
        yield HasStatus(node, "", status)
        return
    for one in node.items():
        name = declared(one, gettext("deadline"), names.definition.deadlines)
        yield HasStatus(one, name, status)


def _several(node: Node) -> list[Node]:
    return [] if _is_nothing(node) else node.items()


def _is_nothing(node: Node) -> bool:
    """Whether it is said that there is nothing; another word was meant so."""
    if isinstance(node.value, str) and node.value != NOTHING:
        text = gettext("Expected here: {what}.").format(what=gettext("a list, or the word nothing"))
        node.note("L004", text, suggestion=NOTHING)
        return True
    return node.value == NOTHING


def _whole(
    read: Sequence[tuple[Node, Came | None]],
) -> list[tuple[Node, Came]]:
    return [(node, one) for node, one in read if one is not None]


def _read_held(node: Node, names: Names) -> Iterator[Expectation]:
    fields = names.definition.fields
    told = node.named()
    nothing = {name for name, one in told.items() if one.value == NOTHING and name in fields}
    rest = {name: one.value for name, one in told.items() if name not in nothing}
    values: dict[str, object] = dict.fromkeys(nothing)
    values.update(read_data(Node(node.book, node.keys, rest), names))
    for name, value in values.items():
        yield Holds(told[name], fields[name], value)


def _read_duties(node: Node, names: Names) -> OwedBy:
    owed: dict[str, tuple[Node, str]] = {}
    for name, one in {} if _is_nothing(node) else node.named().items():
        declared(one, gettext("duty"), names.definition.duties, name=name)
        owed[name] = one, names.person(one)
    return OwedBy(node, owed)


def _read_due(node: Node, names: Names) -> Owed:
    due: dict[str, tuple[Node, datetime | None]] = {}
    for name, one in {} if _is_nothing(node) else node.named().items():
        declared(one, gettext("deadline"), names.definition.deadlines, name=name)
        paused = one.value == PAUSED
        due[name] = one, None if paused else read_time(one, names.zone)
    return Owed(node, due)


def _read_fired(node: Node, names: Names) -> Fired | None:
    found = node.entries(FIRED_KEYS, needed=("at",))
    kind = one_key(node, found, FIRED_KINDS)
    at = read_time(found["at"], names.zone) if "at" in found else None
    to = _told_to(found["to"], names) if "to" in found else ()
    does = ""
    if "does" in found:
        does = declared(found["does"], gettext("step"), names.definition.transitions)
    skipped = found["skipped"].one_of(SKIPPED) if "skipped" in found else ""
    refused = read_refusal(found.get("refused"))
    if not kind or at is None:
        return None
    name = declared(found[kind], gettext("deadline"), names.definition.deadlines)
    return Fired(at, kind, name, to, does, refused, skipped)


def _read_told(node: Node, names: Names) -> Told | None:
    found = node.entries(TOLD_KEYS, needed=("at", "to"))
    at = read_time(found["at"], names.zone) if "at" in found else None
    to = _told_to(found["to"], names) if "to" in found else ()
    kind = one_key(node, found, TOLD_KINDS)
    if not kind or at is None:
        return None
    if kind == "sends":
        document = declared(found[kind], gettext("document"), names.definition.documents)
        return Told(at, "", to, document)
    return Told(at, declared(found[kind], gettext("deadline"), names.definition.deadlines), to)


def _read_brought(node: Node, names: Names) -> Brought | None:
    name = declared(node, gettext("document"), names.definition.documents)
    return Brought(name) if name else None


def _told_to(node: Node, names: Names) -> tuple[str, ...]:
    return tuple(sorted(names.people_in(node, names.definition.parties)))


def one_key(node: Node, found: Mapping[str, Node], keys: tuple[str, ...]) -> str:
    """Return which of some keys is said; it must be exactly one."""
    said = [key for key in keys if key in found]
    if len(said) == 1:
        return said[0]
    if isinstance(node.value, dict) and (said or found.keys() == node.value.keys()):
        wanted = gettext("Exactly one of these must be said: {keys}.")
        place = found[said[1]] if said else node
        place.note("L006", wanted.format(keys=", ".join(keys)), key=True)
    return ""
