"""The people around the pure engine, and what lies around a case; everything in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from workflow.calendars.rules import OfficialDays, Rules
from workflow.calendars.working import WorkingTime
from workflow.engine.case import Case
from workflow.engine.counting import contributions
from workflow.engine.directory import Tally
from workflow.engine.events import Event
from workflow.errors import NameNotRegistered

SHANGHAI = "Asia/Shanghai"


@dataclass
class Person:
    roles: frozenset[str] = frozenset()
    superior: str | None = None
    delegate: str | None = None
    away: bool = False
    site: str = "main"
    skills: frozenset[str] = frozenset()
    capacity: int | None = None
    department: str | None = None


class House:
    """A directory: the same five people as everywhere in these tests."""

    def __init__(self) -> None:
        self.people = {
            "ann": Person(frozenset({"specialist"}), "sue"),
            "ben": Person(frozenset({"specialist"}), "sue"),
            "max": Person(frozenset({"manager"})),
            "rita": Person(frozenset({"receptionist"}), "sue"),
            "sue": Person(frozenset({"supervisor"}), "max"),
        }
        self.last_resort: str | None = None
        self.heads: dict[str, str] = {}

    def change(self, name: str, **changes: Any) -> None:
        self.people[name] = replace(self.people.get(name, Person()), **changes)

    def knows(self, name: str) -> bool:
        return name in self.people

    def roles(self, name: str, site: str, at: datetime) -> frozenset[str]:
        return self.people[name].roles if self.works_at(name, site, at) else frozenset()

    def holders(self, role: str, site: str, at: datetime) -> tuple[str, ...]:
        return tuple(
            name
            for name, one in sorted(self.people.items())
            if role in one.roles and one.site == site
        )

    def works_at(self, name: str, site: str, at: datetime) -> bool:
        return name in self.people and self.people[name].site == site

    def department(self, name: str) -> str | None:
        return self.people[name].department

    def skills(self, name: str) -> frozenset[str]:
        return self.people[name].skills

    def capacity(self, name: str) -> int | None:
        return self.people[name].capacity

    def head(self, department: str) -> str | None:
        return self.heads.get(department)

    def superior(self, name: str) -> str | None:
        return self.people[name].superior if name in self.people else None

    def absent(self, name: str, at: datetime) -> bool:
        return name in self.people and self.people[name].away

    def delegate(self, name: str) -> str | None:
        return self.people[name].delegate

    def fallback(self, site: str) -> str | None:
        return self.last_resort

    def sites(self) -> tuple[str, ...]:
        return ("main",)

    def zone(self, site: str) -> str | None:
        return SHANGHAI

    def names(self) -> tuple[str, ...]:
        return tuple(self.people)


_NONE = OfficialDays()


@dataclass
class OfficialYears:
    """Calendars by official days that are typed into a test, one revision after the other."""

    revisions: list[OfficialDays] = field(default_factory=list)
    made: dict[tuple[int, int], WorkingTime] = field(default_factory=dict)

    def newest(self, rules: Rules) -> int:
        return len(self.revisions) if rules.country else 0

    def working(self, rules: Rules, revision: int) -> WorkingTime:
        official = self.revisions[revision - 1] if rules.country else _NONE
        # What is made keeps both alive, so that nothing else gets their identity.
        key = id(rules), id(official)
        if key not in self.made:
            self.made[key] = WorkingTime(rules, official)
        return self.made[key]


@dataclass
class Around:
    """A context. ``guards`` answers for the host; ``load`` is who owns how many open cases."""

    directory: House
    calendars: OfficialYears = field(default_factory=OfficialYears)
    events: list[Event] = field(default_factory=list)
    load: dict[str, int] = field(default_factory=dict)
    duties: dict[str, int] = field(default_factory=dict)
    guards: dict[str, bool] = field(default_factory=dict)
    relatives: Any = None
    counts: dict[Tally, Decimal] = field(default_factory=dict)

    def history(self, case: Case) -> list[Event]:
        return self.events

    def open_cases(self, site: str, *, binding: bool = False) -> Mapping[str, int]:
        return self.load

    def open_duties(self, site: str) -> Mapping[str, int]:
        return self.duties

    def counted(self, tally: Tally) -> Decimal:
        """What other cases of the test counted, and this one by the events on record."""
        own = contributions(self.events).values()
        mine = (Decimal(one.amount) for one in own if one.tally(tally.definition) == tally)
        return sum(mine, self.counts.get(tally, Decimal(0)))

    def guard(self, name: str, case: Case, fields: Mapping[str, object]) -> bool:
        if name not in self.guards:
            raise NameNotRegistered("guard", name)
        return self.guards[name]
