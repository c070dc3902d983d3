"""Who is who. The host application may answer these questions; our staff tables do by default."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol

from workflow.calendars.rules import Rules
from workflow.calendars.working import WorkingTime
from workflow.definition.kinds import Value
from workflow.engine.case import Case
from workflow.engine.events import Event

if TYPE_CHECKING:
    from workflow.engine.edition import Edition


class Calendars(Protocol):
    """Working calendars with the official days they are counted by, which are numbered."""

    def newest(self, rules: Rules) -> int:
        """The number of the official days in force; 0 for a calendar that keeps none."""

    def working(self, rules: Rules, revision: int) -> WorkingTime:
        """The working time of a calendar by the official days of that number."""


class Directory(Protocol):
    """The people an engine needs to know. Names are unique; ``at`` is an aware instant."""

    def knows(self, name: str) -> bool:
        """Whether there is such a person."""

    def roles(self, name: str, site: str, at: datetime) -> frozenset[str]:
        """The roles a person holds at a site; empty if none or unknown."""

    def holders(self, role: str, site: str, at: datetime) -> tuple[str, ...]:
        """Who holds a role at a site, in a fixed order."""

    def works_at(self, name: str, site: str, at: datetime) -> bool:
        """Whether a person belongs to a site, in whatever role."""

    def department(self, name: str) -> str | None:
        """The department a person belongs to."""

    def head(self, department: str) -> str | None:  # noqa: ARG002 - an answer to inherit
        """Who heads a department.

        Asked of no directory that lacks it: to such a one its departments have no heads.
        """
        return None

    def skills(self, name: str) -> Collection[str]:  # noqa: ARG002 - an answer to inherit
        """What a person can do that not everybody can.

        Asked of no directory that lacks it: to such a one nobody has skills.
        """
        return ()

    def capacity(self, name: str) -> int | None:  # noqa: ARG002 - an answer to inherit
        """How many open cases a person may own at a site; ``None``: any number.

        Asked of no directory that lacks it.
        """
        return None

    def contacts(self, name: str) -> Mapping[str, str]:  # noqa: ARG002 - an answer to inherit
        """How a person is reached: addresses by the channels of the settings.

        Asked of no directory that lacks it: its people are told on the default channels.
        """
        return {}

    def quiet(self, name: str) -> tuple[time, time] | None:  # noqa: ARG002 - an answer to inherit
        """From when until when, by local time, a person is told only what is urgent.

        Asked of no directory that lacks it: nobody has such hours.
        """
        return None

    def superior(self, name: str) -> str | None:
        """Who is above a person."""

    def absent(self, name: str, at: datetime) -> bool:
        """Whether a person is away."""

    def delegate(self, name: str) -> str | None:
        """Who stands in for a person who is away."""

    def fallback(self, site: str) -> str | None:
        """Who hears of what nobody else can be told, at a site."""

    def sites(self) -> tuple[str, ...]:
        """Every site."""

    def zone(self, site: str) -> str | None:
        """The IANA time zone of a site; ``None`` if there is no such site."""

    def names(self) -> tuple[str, ...]:
        """Everybody, to suggest a near name."""


class Relatives(Protocol):
    """Other cases than the one that is decided about. What is read of them is recorded."""

    def newborn(self, workflow: str, day: str) -> "tuple[Edition, str]":
        """The edition a case opened on a day follows, and an identity for it.

        Raises ``DefinitionNotFound``.
        """

    def case(self, uuid: str) -> "tuple[Edition, Case]":
        """A case by its identity, with its edition. Raises ``CaseNotFound``."""

    def named(self, name: str | int) -> "tuple[Edition, Case]":
        """A case by its number or serial, with its edition. Raises ``CaseNotFound``."""

    def personal(self, case: Case) -> Mapping[str, Value]:
        """The personal values that are on file of a case."""


class Tally(NamedTuple):
    """What is counted together: a counter of a definition, for one person or thing.

    ``site`` is empty where all sites count together, ``month`` (``2026-11``) where all months do.
    """

    definition: str
    counter: str
    site: str
    key: str
    month: str


class Context(Protocol):
    """What lies around a case while something is decided about it. Records what is read."""

    @property
    def directory(self) -> Directory:
        """Who is who."""

    @property
    def calendars(self) -> Calendars:
        """When houses work."""

    @property
    def relatives(self) -> Relatives:
        """The other cases."""

    def history(self, case: Case) -> Iterable[Event]:
        """What happened to the case so far, as it is on record."""

    def open_cases(self, site: str, *, binding: bool = False) -> Mapping[str, int]:
        """How many open cases each person owns at a site.

        ``binding``: what is decided holds only as long as that is so.
        """

    def counted(self, tally: Tally) -> Decimal:
        """What was counted so far, as it is on record."""

    def open_duties(self, site: str) -> Mapping[str, int]:
        """How many open duties each person owes at a site."""

    def guard(self, name: str, case: Case, fields: Mapping[str, object]) -> bool:
        """Ask a guard the host application registered. Raises ``NameNotRegistered``."""


def stand_in(directory: Directory, name: str, at: datetime) -> str | None:
    """Return the person, or who stands in if the person is away; ``None`` if nobody does."""
    seen: list[str] = []
    current: str | None = name
    while current is not None and current not in seen:
        if not directory.absent(current, at):
            return current if directory.knows(current) else None
        seen.append(current)
        current = directory.delegate(current)
    return None


def head_of(directory: Directory, department: str | None) -> str | None:
    """Return who heads a department; ``None`` if nobody does, or there is no department."""
    # Directories of hosts that were written before there were heads have no such question.
    ask = getattr(directory, "head", None)
    return None if department is None or ask is None else ask(department)


def skills_of(directory: Directory, name: str) -> Collection[str]:
    """Return the skills of a person."""
    ask = getattr(directory, "skills", None)
    return () if ask is None else ask(name)


def capacity_of(directory: Directory, name: str) -> int | None:
    """Return how many open cases a person may own; ``None``: any number."""
    ask = getattr(directory, "capacity", None)
    return None if ask is None else ask(name)


def contacts_of(directory: Directory, name: str) -> Mapping[str, str]:
    """Return how a person is reached: addresses by channel."""
    ask = getattr(directory, "contacts", None)
    return {} if ask is None else ask(name)


def quiet_of(directory: Directory, name: str) -> tuple[time, time] | None:
    """Return the quiet hours of a person, by local time; ``None`` if there are none."""
    ask = getattr(directory, "quiet", None)
    return None if ask is None else ask(name)


def acts_for(directory: Directory, name: str, other: str, at: datetime) -> bool:
    """Whether ``name`` stands in now for ``other``, who is away."""
    return directory.absent(other, at) and stand_in(directory, other, at) == name


def above(directory: Directory, name: str, at: datetime) -> str | None:
    """Return the nearest person above who can be told, stand-ins included."""
    return next(chain_above(directory, name, at), None)


def chain_above(directory: Directory, name: str, at: datetime) -> Iterator[str]:
    """Yield everybody above who can be told, stand-ins included, the nearest first."""
    seen = {name}
    current = directory.superior(name)
    while current is not None and current not in seen:
        found = stand_in(directory, current, at)
        if found is not None:
            yield found
        seen.add(current)
        current = directory.superior(current)
