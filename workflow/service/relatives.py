"""Other cases than the one that is decided about, read from the database."""

from collections.abc import Mapping

from sqlalchemy import Connection

from workflow.definition.kinds import Value
from workflow.engine.case import Case
from workflow.engine.edition import Edition
from workflow.errors import CaseNotFound
from workflow.service.editions import edition_in_effect, edition_of, edition_of_case
from workflow.service.naming import check_named, new_identity, serial_of
from workflow.store import cases
from workflow.store.cases import StoredCase
from workflow.store.events import personal


class HeldElsewhere(Exception):
    """Another is writing on a case that has to be read: this is decided later."""


class StoredRelatives:
    """Reads other cases; ``read`` is where their versions are noted, by serial."""

    def __init__(
        self, connection: Connection, read: dict[int, int], *, holding: bool = False
    ) -> None:
        self._connection = connection
        self._holding = holding
        self._read = read
        self._stored: dict[str, StoredCase] = {}

    def newborn(self, workflow: str, day: str) -> tuple[Edition, str]:
        """Return the edition a case opened on a day follows, and an identity for it."""
        stored = edition_in_effect(self._connection, workflow, day)
        return edition_of(self._connection, stored.hash, stored.wording), new_identity()

    def case(self, uuid: str) -> tuple[Edition, Case]:
        """Return a case by its identity, with its edition. Raises ``CaseNotFound``."""
        return self._noted(cases.load_by_identity(self._connection, uuid), uuid)

    def named(self, name: str | int) -> tuple[Edition, Case]:
        """Return a case by its number or serial, with its edition. Raises ``CaseNotFound``."""
        edition, case = self._noted(cases.load(self._connection, serial_of(name)), str(name))
        check_named(name, case)
        return edition, case

    def personal(self, case: Case) -> Mapping[str, Value]:
        """Return the personal values that are on file of a case."""
        values = personal(self._connection, case.serial)
        return {one.field: one.value for one in values if case.personal.get(one.field)}

    def as_read(self, uuid: str) -> StoredCase:
        """Return a case as it was read."""
        return self._stored[uuid]

    def _noted(self, stored: StoredCase | None, name: str) -> tuple[Edition, Case]:
        if stored is None:
            raise CaseNotFound(name)
        case = self.note(stored)
        return edition_of_case(self._connection, case, stored.wording), case

    def note(self, stored: StoredCase) -> Case:
        """Note that a case was read. Raises ``HeldElsewhere`` if another is writing on it."""
        serial = stored.case.serial
        if self._holding and serial not in self._read:
            # Whoever holds many cases must not wait for one: others may wait for those.
            if not cases.locked_at_once(self._connection, serial):
                raise HeldElsewhere(serial)
            again = cases.load(self._connection, serial)
            if again is None or again.case.version != stored.case.version:
                raise HeldElsewhere(serial)
        self._stored[stored.case.uuid] = stored
        self._read[serial] = stored.case.version
        return stored.case
