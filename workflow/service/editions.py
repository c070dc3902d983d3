"""Editions ready to run, compiled once per process however many cases there are."""

from sqlalchemy import Connection

from workflow.definition.resolved import from_json
from workflow.engine.edition import Edition
from workflow.errors import DefinitionNotFound
from workflow.service.working_calendars import StoredCalendars
from workflow.store.definitions import resolved_json, wording_of

# By the hashes of what it does and of its wording, so that a key stands for one content for ever,
# whether it is committed or not; bounded, for a process that runs years.
_KEPT = 128
_compiled: dict[tuple[str, str], Edition] = {}


def edition_of(connection: Connection, fingerprint: str, wording: str | None = None) -> Edition:
    """Return an edition by its hash. Raises ``DefinitionNotFound``.

    ``wording`` is the hash of its wording, if it was read in the same transaction.
    """
    if wording is None:
        wording = wording_of(connection, fingerprint)
    if wording is None:
        raise DefinitionNotFound(fingerprint)
    found = _compiled.get((fingerprint, wording))
    if found is None:
        text = resolved_json(connection, fingerprint)
        if text is None:
            raise DefinitionNotFound(fingerprint)
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        found = _compiled[fingerprint, wording] = Edition(from_json(text), fingerprint)
    return found


class Editions(dict[str, Edition]):
    """The editions one transaction sees, by hash, each looked up once, and its calendars.

    Looking one up may raise as ``edition_of`` does.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.calendars = StoredCalendars(connection)
        self._connection = connection

    def __missing__(self, fingerprint: str) -> Edition:
        found = self[fingerprint] = edition_of(self._connection, fingerprint)
        return found
