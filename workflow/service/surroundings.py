"""What lies around a case while something is decided about it, read from the database.

Everything a host's guard reads of other cases is remembered with its version, so that the write
can check that nothing of it changed in between.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.engine.directory import Calendars, Directory, Tally
from workflow.engine.events import Event
from workflow.errors import CaseNotFound
from workflow.service.naming import serial_of
from workflow.service.registry import Registry
from workflow.service.relatives import StoredRelatives
from workflow.service.working_calendars import StoredCalendars
from workflow.store import cases, counts
from workflow.store.events import history
from workflow.store.locking import hold_sums
from workflow.store.open_duties import owed_by_person


class Surroundings:
    """The context of one decision, on one connection.

    ``read`` maps serials to versions read, ``loads`` the sites asked about to what was answered,
    ``counts`` what counters were asked about to what was answered. ``holding``: the transaction is
    the one that writes; what is read is kept from changing until it ends.
    """

    def __init__(
        self,
        connection: Connection,
        directory: Directory,
        registry: Registry,
        calendars: Calendars | None = None,
        *,
        holding: bool = False,
    ) -> None:
        self.directory = directory
        self._holding = holding
        self._own_calendars = StoredCalendars(connection)
        self.calendars: Calendars = calendars or self._own_calendars
        self.read: dict[int, int] = {}
        self.relatives = StoredRelatives(connection, self.read, holding=holding)
        self.loads: dict[str, Mapping[str, int]] = {}
        self._owed: dict[str, Mapping[str, int]] = {}
        self.counts: dict[Tally, Decimal] = {}
        self._bound: set[str] = set()
        self._connection = connection
        self._registry = registry

    def history(self, case: Case) -> Iterator[Event]:
        """What happened to the case, as it is on record."""
        return (one.event() for one in history(self._connection, case.serial))

    def open_cases(self, site: str, *, binding: bool = False) -> Mapping[str, int]:
        """How many open cases each person owns at a site."""
        if binding:
            if self._holding and site not in self._bound:
                hold_sums(self._connection)
            self._bound.add(site)
        if site not in self.loads:
            self.loads[site] = cases.open_by_owner(self._connection, site)
        return self.loads[site]

    def open_duties(self, site: str) -> Mapping[str, int]:
        """How many open duties each person owes at a site."""
        if site not in self._owed:
            self._owed[site] = owed_by_person(self._connection, site)
        return self._owed[site]

    def counted(self, tally: Tally) -> Decimal:
        """What was counted so far."""
        if tally not in self.counts:
            if self._holding and not self.counts:
                hold_sums(self._connection)
            self.counts[tally] = counts.total(self._connection, tally)
        return self.counts[tally]

    def guard(self, name: str, case: Case, fields: Mapping[str, object]) -> bool:
        """Ask a guard of the host. Raises ``NameNotRegistered``."""
        guard = self._registry.guard_named(name)
        return bool(guard(_Looking(case, fields, self._other)))

    def _other(self, name: str | int) -> Case:
        stored = cases.load(self._connection, serial_of(name))
        if stored is None or (isinstance(name, str) and not _names(name, stored.case)):
            raise CaseNotFound(str(name))
        self.relatives.note(stored)
        return stored.case

    def unchanged(self, connection: Connection, serial: int = 0) -> bool:
        """Whether every case that was read still has the version it was read at.

        They and the case ``serial`` are kept from changing until the transaction ends. And whether
        the official days that were in force still are, everything that was counted is as it was,
        and so is who owns how much where that was binding.
        """
        if self.read or self.counts or self._bound:
            now = cases.lock(connection, {serial, *self.read})
            if any(now.get(one) != version for one, version in self.read.items()):
                return False
        if not self._own_calendars.unchanged(connection):
            return False
        if self.counts or self._bound:
            hold_sums(connection)
        if any(counts.total(connection, one) != n for one, n in self.counts.items()):
            return False
        return all(cases.open_by_owner(connection, one) == self.loads[one] for one in self._bound)


class _Looking:
    """What one guard is given."""

    def __init__(
        self, case: Case, fields: Mapping[str, Any], other: Callable[[str | int], Case]
    ) -> None:
        self.case = case
        self.fields = fields
        self.other = other


def _names(name: str, case: Case) -> bool:
    return name in {case.number, str(case.serial)}
