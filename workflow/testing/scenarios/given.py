"""``given`` as it is written: where and when it begins, and who is who."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workflow.calendars.local import zone
from workflow.definition.announcement import DAYS_KEYS, DAYS_NEEDED, Announcement, announced
from workflow.definition.model import Definition, Role
from workflow.definition.nodes import Node
from workflow.definition.parse import load
from workflow.definition.strict_yaml import shortened
from workflow.errors import DefinitionError
from workflow.service.abilities import asked_for
from workflow.testing.scenarios.model import Given, Person
from workflow.testing.scenarios.names import (
    LONGEST_NAME,
    Names,
    declared,
    nearest_word,
    read_time,
)
from workflow.translation import gettext

KEYS = ("zone", "begins", "staff", "heads", "official_days", "definitions")
PERSON_KEYS = (
    "roles", "superior", "delegate", "department", "away", "skills", "capacity",
)  # fmt: skip
AWAY_KEYS = ("from", "until")
ZONE = "Asia/Shanghai"
MOST_CASES = 10_000
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)  # of a file that is refused, read to its end


class Written(NamedTuple):
    """What ``given`` says, each part where it is written. Nothing of it is read yet."""

    node: Node
    parts: Mapping[str, Node]
    staff: Mapping[str, Node]

    @classmethod
    def of(cls, node: Node | None, root: Node) -> "Written":
        """Take it apart; without one nothing is given."""
        if node is None:
            return cls(root, {}, {})
        parts = node.entries(KEYS)
        return cls(node, parts, parts["staff"].named() if "staff" in parts else {})

    def over(self, general: "Written") -> "Written":
        """Return this with what it leaves out; of the staff each person is one thing."""
        parts = {**general.parts, **self.parts}
        return Written(self.node, parts, {**general.staff, **self.staff})


def read_given(written: Written, place: Node, definition: Definition) -> Given:
    """Read what is given for a scenario that stands at ``place``."""
    parts = written.parts
    where = _read_zone(parts["zone"]) if "zone" in parts else ZoneInfo(ZONE)
    names = Names(definition, where, written.staff)
    for key in ("begins", "staff"):
        if key not in parts:
            wanted = gettext("{key} is given neither here nor at the top of the file.")
            place.note("T003", wanted.format(key=key), key=True)
    begins = read_time(parts["begins"], where) if "begins" in parts else None
    others = _read_others(parts["definitions"]) if "definitions" in parts else {}
    roles = dict(definition.roles)
    for one in others.values():
        roles.update(one.roles)
    staff = {name: _read_person(name, one, names, roles) for name, one in written.staff.items()}
    heads = parts["heads"].named() if "heads" in parts else {}
    headed = {department: names.person(one) for department, one in heads.items()}
    official = _read_official(parts["official_days"]) if "official_days" in parts else None
    return Given(written.node, where, begins or EARLIEST, staff, headed, official, others)


def _read_others(node: Node) -> dict[str, Definition]:
    """Read the definitions that lie beside the file, of which cases are opened too."""
    found: dict[str, Definition] = {}
    for one in node.items():
        name = one.words()
        if not name:
            continue
        try:
            path = Path(one.book.source.file).parent / name
            definition = load(path)
        except DefinitionError as error:
            wanted = gettext("{name} cannot be used: see complaints definition check {path}.")
            if error.problems and error.problems[0].code == "Y001":
                wanted = gettext("There is no definition {name} beside this file.")
            one.note("T012", wanted.format(name=shortened(name), path=path))
        else:
            found[definition.workflow] = definition
    return found


def _read_zone(node: Node) -> ZoneInfo:
    name = node.words()
    try:
        return zone(name or ZONE)
    except ValueError:
        wanted = gettext("{name} is no time zone; write one such as Asia/Shanghai.")
        node.note("T006", wanted.format(name=shortened(name)))
        return ZoneInfo(ZONE)


def _read_person(name: str, node: Node, names: Names, known: Mapping[str, Role]) -> Person:
    found = node.entries(PERSON_KEYS, needed=("roles",))
    roles = found["roles"].items() if "roles" in found else []
    return Person(
        name,
        [declared(one, gettext("role"), known) for one in roles],
        names.person(found["superior"]) if "superior" in found else None,
        names.person(found["delegate"]) if "delegate" in found else None,
        found["department"].words(LONGEST_NAME) if "department" in found else None,
        _read_away(found["away"], names.zone) if "away" in found else None,
        _read_skills(found["skills"], names.definition) if "skills" in found else (),
        found["capacity"].whole(1, MOST_CASES) if "capacity" in found else None,
    )


def _read_skills(node: Node, definition: Definition) -> list[str]:
    known = tuple(asked_for(definition))
    found = []
    for one in node.items():
        skill = one.words(LONGEST_NAME)
        if skill and skill not in known:
            wanted = gettext("There is no {kind} called {name}.")
            text = wanted.format(kind=gettext("skill"), name=shortened(skill))
            one.note("N004", text, suggestion=nearest_word(skill, known))
        found.append(skill)
    return found


def _read_away(node: Node, where: ZoneInfo) -> tuple[datetime, datetime | None] | None:
    found = node.entries(AWAY_KEYS, needed=("from",))
    start = read_time(found["from"], where) if "from" in found else None
    end = read_time(found["until"], where) if "until" in found else None
    if start and end and end <= start:
        found["until"].note("T007", gettext("This time is not later than the one before it."))
    return (start, end) if start else None


def _read_official(node: Node) -> Announcement:
    return announced(node.entries(DAYS_KEYS, needed=DAYS_NEEDED))
