"""Editions ready to run, compiled once per process however many cases there are."""

from sqlalchemy import Connection

from workflow.definition.resolved import from_json
from workflow.engine.edition import Edition
from workflow.errors import DefinitionNotFound
from workflow.store.definitions import resolved_json

# By hash, so that a key stands for one edition for ever; bounded, for a process that runs years.
_KEPT = 128
_compiled: dict[str, Edition] = {}


def edition_of(connection: Connection, fingerprint: str) -> Edition:
    """Return an edition by its hash. Raises ``DefinitionNotFound``."""
    found = _compiled.get(fingerprint)
    if found is None:
        text = resolved_json(connection, fingerprint)
        if text is None:
            raise DefinitionNotFound(fingerprint)
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        found = _compiled[fingerprint] = Edition(from_json(text), fingerprint)
    return found


def forget(fingerprint: str) -> None:
    """Compile an edition anew when it is needed next: its wording was changed."""
    _compiled.pop(fingerprint, None)
