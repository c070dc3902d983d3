"""Windows as they are written: not before, not after, and the hours in which something is done."""

from collections.abc import Iterator, Mapping
from typing import Literal

from workflow.calendars.amounts import Count, asks_calendar
from workflow.definition.calendar_names import named
from workflow.definition.clocks import runs
from workflow.definition.deadline import Contact, Edge, Moment, Point
from workflow.definition.gathered import NameKind
from workflow.definition.lengths import read_amount, read_count
from workflow.definition.model import NEW, Definition, Transition
from workflow.definition.nodes import Book, Node
from workflow.definition.shape import Ways, creators, reached_from, ways
from workflow.errors import Problem
from workflow.translation import gettext

SIDES = ("not_before", "not_after")
SEVERAL = ("later_of", "earlier_of")
OF_DEADLINES = frozenset({"due", "missed"})
_Kind = Literal["entered", "left", "act", "field", "due", "missed", "opened", "settled", "closed"]
_NAMED: Mapping[_Kind, NameKind] = {
    "entered": "state",
    "left": "state",
    "act": "transition",
    "field": "field",
    "due": "deadline",
    "missed": "deadline",
    "opened": "duty",
    "settled": "duty",
    "closed": "child",
}
MOMENTS: tuple[str, ...] = tuple(_NAMED)
COUNTED = ("count", "calendar")
EDGE_KEYS = (*MOMENTS, "plus", *COUNTED)
POINT_KEYS = (*SEVERAL, *EDGE_KEYS)
HOURS_KEYS = ("calendar", "unless")


def read_point(node: Node, count: Count, calendar: str | None) -> Point | None:
    """Read where a window begins or ends; ``count`` and ``calendar`` are those of the file.

    Each of its edges may have its own.
    """
    found = node.entries(POINT_KEYS)
    several = [key for key in SEVERAL if key in found]
    if not several:
        edge = _edge(node, found, count, calendar, choice=(*MOMENTS, *SEVERAL))
        return Point((edge,)) if edge else None
    for key, one in found.items():
        if key != several[0]:
            wanted = gettext("{key} cannot stand beside {other}.")
            one.note("L009", wanted.format(key=key, other=several[0]), key=True)
    inner = found[several[0]].items()
    edges = [_edge(one, one.entries(EDGE_KEYS), count, calendar) for one in inner]
    choose: Literal["later", "earlier"] = "later" if several[0] == "later_of" else "earlier"
    return Point(tuple(one for one in edges if one), choose)


def _edge(
    node: Node,
    found: dict[str, Node],
    count: Count,
    calendar: str | None,
    choice: tuple[str, ...] = MOMENTS,
) -> Edge | None:
    said = [kind for kind in _NAMED if kind in found]
    if len(said) != 1:
        # Anything else, and a mistyped key, was noted already.
        if isinstance(node.value, dict) and (said or found.keys() == node.value.keys()):
            wanted = gettext("Exactly one of these must be said: {keys}.")
            place = found[said[1]] if said else node
            place.note("L006", wanted.format(keys=", ".join(choice)), key=True)
        return None
    kind = said[0]
    moment = Moment(kind, found[kind].reference(_NAMED[kind]))
    plus = read_amount(found["plus"]) if "plus" in found else None
    for key in COUNTED:
        if key in found and "plus" not in found:
            wanted = gettext("{key} needs {other} beside it.")
            found[key].note("L009", wanted.format(key=key, other="plus"), key=True)
    count = read_count(found["count"], count) if "count" in found else count
    calendar = named(found["calendar"]) if "calendar" in found else calendar
    # A calendar is part of it only where its amount asks for one.
    asks = plus is not None and asks_calendar(plus, count)
    return Edge(moment, plus, count, calendar if asks else None)


def read_contact(node: Node) -> Contact:
    """Read the hours in which something is done: a calendar, and when it need not be kept to."""
    if not isinstance(node.value, dict):
        return Contact(named(node) or "")
    found = node.entries(HOURS_KEYS, needed=HOURS_KEYS[:1])
    return Contact(
        calendar=(named(found["calendar"]) or "") if "calendar" in found else "",
        unless=found["unless"].condition() if "unless" in found else None,
    )


# --- what they must not contradict -------------------------------------------------------------


def check_windows(definition: Definition, book: Book) -> Iterator[Problem]:
    """A field in a window holds a time that is not personal; an opening brings it itself."""
    for one, side, point in _points(definition):
        place = book.at(("transitions", one.name, side))
        for edge in point.of:
            if NEW in one.sources and (wanted := _before_opening(definition, one, edge.moment)):
                text = wanted.format(name=one.name, field=edge.moment.name)
                yield place.problem("W003", text, key=True)
            field = definition.fields.get(edge.moment.name)
            if edge.moment.kind != "field" or field is None:
                continue
            if field.type not in ("date", "moment") or field.personal:
                wanted = gettext("{name} must be a field of type date or moment, not personal.")
                yield place.problem("W001", wanted.format(name=field.name), key=True)


def _before_opening(definition: Definition, opening: Transition, moment: Moment) -> str:
    """Return why a case cannot be opened by a moment; nothing if the opening brings it."""
    if moment.kind != "field":
        return gettext("{name} opens a case: nothing has happened before that.")
    targets = [definition.states.get(one.to or "") for one in opening.branches]
    editable = (name for one in targets if one is not None for name in one.editable)
    brought = {*editable, *(one.field for one in opening.needs)}
    if moment.name in brought:
        return ""
    return gettext("{name} opens a case and does not bring {field}: let it be needed.")


def check_calendars(definition: Definition, book: Book) -> Iterator[Problem]:
    """Where a window is counted in working time, a calendar says when it is."""
    for one, side, point in _points(definition):
        for edge in point.of:
            plus = edge.plus
            if plus is not None and edge.calendar is None and asks_calendar(plus, edge.count):
                wanted = gettext(
                    "{amount} cannot be counted without a calendar: name one here or at the top."
                )
                place = book.at(("transitions", one.name, side))
                yield place.problem("W004", wanted.format(amount=plus), key=True)


def check_beginnings(definition: Definition, book: Book) -> Iterator[Problem]:
    """What a step waits for can happen before it."""
    known = ways(definition)
    for one, side, point in _points(definition):
        if side == "not_before":
            never = [edge for edge in point.of if not _can_come(definition, known, one, edge)]
            if point.choose == "earlier" and len(never) < len(point.of):
                continue  # any one of them is enough
            for edge in never:
                wanted = gettext("What {name} waits for can never happen before it: {moment}.")
                text = wanted.format(name=one.name, moment=_as_written(edge.moment))
                yield book.at(("transitions", one.name, side)).problem("W002", text, key=True)


def _points(definition: Definition) -> Iterator[tuple[Transition, str, Point]]:
    for one in definition.transitions.values():
        for side, point in zip(SIDES, (one.not_before, one.not_after), strict=True):
            if point is not None:
                yield one, side, point


def _as_written(moment: Moment) -> str:
    return f"{moment.kind}: {moment.name}"


def _can_come(definition: Definition, known: Ways, step: Transition, edge: Edge) -> bool:
    """Whether a case can come to ``step`` for the first time after the moment of ``edge``."""
    moment, own = edge.moment, Moment("act", step.name)
    if moment.kind == "field" or moment == own:  # the first time nothing is waited for
        return True
    before = {
        state: [one for one in steps if own not in one.moments] for state, steps in known.items()
    }
    if moment.kind in OF_DEADLINES:
        after = set(runs(definition, before)[moment.name].states)
    else:
        happens = frozenset({moment})
        if moment.kind == "closed":  # which it can once it was opened, by another act
            happens = creators(definition, moment.name) - {own}
        reached = reached_from(before, NEW)
        steps = [one for name in reached for one in before[name]]
        after = {
            one.target
            for one in steps
            if not one.moments.isdisjoint(happens) or moment in one.handling.moments
        }
    return any(not reached_from(before, name).isdisjoint(step.sources) for name in after)


NAMES = (check_windows,)
CALENDARS = (check_calendars,)
WAYS = (check_beginnings,)
