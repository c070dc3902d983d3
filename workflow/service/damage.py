"""Which histories are not what was recorded, whatever else may be so."""

from collections.abc import Iterator

from sqlalchemy import Connection

from workflow.service.case_checks import broken_chain
from workflow.store import cases, queries
from workflow.store.events import history
from workflow.store.integrity import number_of

_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)


def damaged_histories(connection: Connection) -> Iterator[str]:
    """Yield the numbers of cases whose chain of hashes is broken or cannot be read."""
    for serial in queries.all_serials(connection):
        try:
            stored = cases.load(connection, serial)
            if stored is None:  # pragma: no cover - one transaction sees one state
                continue
            case, chain = stored.case, list(history(connection, serial))
            broken = broken_chain(case.number, case.uuid, stored.hash, chain)
        except _UNREADABLE:
            yield number_of(connection, serial)
        else:
            if broken is not None:
                yield case.number
