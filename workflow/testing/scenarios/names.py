"""What a scenario names: times, people, and what its definition declares."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from workflow.calendars.local import LocalTimeError, read_local
from workflow.calendars.rules import Text
from workflow.definition.kinds import ValueInvalid
from workflow.definition.model import REFUSED, Definition, Field
from workflow.definition.naming import with_brackets
from workflow.definition.near import nearest, nearest_titled
from workflow.definition.nodes import Node
from workflow.definition.strict_yaml import shortened
from workflow.definition.values import read_value
from workflow.translation import gettext

NOBODY = "nobody"
NOTHING = "nothing"
LONGEST_NAME = 100
DAYS = (
    ("Mon", "周一"),
    ("Tue", "周二"),
    ("Wed", "周三"),
    ("Thu", "周四"),
    ("Fri", "周五"),
    ("Sat", "周六"),
    ("Sun", "周日"),
)
_TIME = re.compile(r"(?:(?P<day>[^\W\d]+) )?(?P<time>[0-9]{4}-.*)")


class Titled(Protocol):
    """Something declared, with the words people read."""

    @property
    def title(self) -> Text:
        """What it is called, by language."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a scenario can name: what its definition declares, and its own people."""

    definition: Definition
    zone: ZoneInfo
    people: Collection[str]

    def person(self, node: Node) -> str:
        """Read the name of somebody of the staff."""
        name = node.words(LONGEST_NAME)
        if name and name not in self.people:
            wanted = gettext("Nobody called {name} is among the staff given: {known}.")
            known = gettext(", ").join(self.people) or gettext("nobody")
            text = wanted.format(name=shortened(name), known=known)
            several = node.bracketed()
            near = "" if several else nearest_word(name, self.people)
            node.note("T004", with_brackets(text, several), suggestion=near)
        return name

    def performer(self, node: Node) -> str:
        """Read who does something: somebody of the staff, or a party."""
        name = node.words(LONGEST_NAME)
        known = [*self.people, *self.definition.parties]
        if name and name not in known:
            wanted = gettext(
                "Nobody called {name} is among the staff given and the parties: {known}."
            )
            listed = gettext(", ").join(known) or gettext("nobody")
            text = wanted.format(name=shortened(name), known=listed)
            node.note("T004", text, suggestion=nearest_word(name, known))
        return name

    def people_in(self, node: Node, also: Collection[str] = ()) -> tuple[str, ...]:
        """Read one name or several, people and what else can be told; ``nobody`` is none."""
        if node.value == NOBODY:
            return ()
        return tuple(
            one.words(LONGEST_NAME) if one.value in [*also] else self.person(one)
            for one in node.items()
        )


def nearest_word(name: str, known: Collection[str]) -> str:
    """Return the nearest of some words, whatever their capitals."""
    small = {one.lower(): one for one in known}
    return small.get(nearest(name, small), "")


def declared(node: Node, kind: str, known: Mapping[str, Titled], *, name: str | None = None) -> str:
    """Read the name of something declared; with ``name``, it is the key that names it."""
    said = node.words(LONGEST_NAME) if name is None else name
    if said and said not in known:
        wanted = gettext("There is no {kind} called {name}.")
        suggestion = nearest_titled(said, {key: one.title for key, one in known.items()})
        text = wanted.format(kind=kind, name=shortened(said))
        several = "" if name else node.bracketed()
        if several:
            text, suggestion = with_brackets(text, several), ""
        node.note("N004", text, key=name is not None, suggestion=suggestion)
    return said


def read_time(node: Node, zone: ZoneInfo) -> datetime | None:
    """Read a local time, with its day of the week or without; the day must be the right one."""
    found = _TIME.fullmatch(node.value) if isinstance(node.value, str) else None
    if not found:
        node.note("T001", gettext("Expected here: a time such as Mon 2026-11-02 10:00."))
        return None
    try:
        instant = read_local(found["time"], zone)
    except LocalTimeError as error:
        texts = {
            "unreadable": gettext("Expected here: a time such as Mon 2026-11-02 10:00."),
            "no_such_day": gettext("There is no such day; name another."),
            "nonexistent": gettext("The clocks are put forward over this time; name another."),
            "ambiguous": gettext(
                "The clocks show this time twice; give its offset: 2026-10-25 02:30+01:00."
            ),
        }
        node.note("T001", texts[error.reason])
        return None
    _check_day(node, found["day"], found["time"])
    return instant


def _check_day(node: Node, day: str | None, time: str) -> None:
    if day is None:
        return
    right = DAYS[datetime.fromisoformat(time[: len("2026-11-02")]).weekday()]
    if day not in right:
        chinese = any(day == one for _english, one in DAYS)
        meant = right[chinese]
        wanted = gettext("This day is a {right}, not a {day}.")
        text = wanted.format(day=shortened(day), right=gettext(right[0]))
        node.note("T002", text, suggestion=f"{meant} {time}")


def read_data(node: Node, names: Names, *, doubtful: bool = False) -> dict[str, object]:
    """Read fields with their values, as a person types them; ``doubtful`` ones need not fit."""
    data: dict[str, object] = {}
    known = names.definition.fields
    for name, one in node.named().items():
        declared(one, gettext("field"), known, name=name)
        if name in known:
            data[name] = _read_value(one, known[name], names.zone, doubtful=doubtful)
    return data


def _read_value(node: Node, field: Field, zone: ZoneInfo, *, doubtful: bool) -> object:
    value: object = node.value
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if "attachment" in (field.type, field.item):
        value = _named_files(value)
    if doubtful:
        return value
    if field.type == "moment" and not (field.refusable and value == REFUSED):
        return read_time(node, zone)
    try:
        read_value(field, value, zone)
    except ValueInvalid as error:
        wanted = gettext("The value does not fit {name}: expected {expected}.")
        node.note("V001", wanted.format(name=field.name, expected=error.expected))
    return value


def _named_files(value: object) -> object:
    """Return references to files that are named only: of a file that holds its own name."""
    if isinstance(value, list):
        return [_named_files(one) for one in value]
    if not isinstance(value, str) or value == REFUSED:
        return value
    text = value.encode()
    digest = hashlib.sha256(text).hexdigest()
    return {"name": value, "size": len(text), "sha256": digest, "type": "text/plain"}
