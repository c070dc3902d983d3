"""Reading cases by sets, with all that is kept of them, in the form in which the driver gives it.

Most cases are as they should be, and to find that out their rows need not be understood, only
compared with those that would be written. Whoever finds a difference reads the case on its own.
A set is read with three statements; of its events only those of one case are held at a time.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from workflow.clock import from_text
from workflow.store.events import StoredEvent
from workflow.store.prepared import Prepared
from workflow.store.rebuilding import WRITTEN
from workflow.store.tables import cases, deadlines, events

# A row that somebody put there may have any serial.
BEFORE_ALL = -(2**63)

_CASES = Prepared(
    select(*(cases.c[name] for name in WRITTEN), cases.c.id, cases.c.uuid, cases.c.hash)
    .where(cases.c.id > bindparam("after"))
    .order_by(cases.c.id)
    .limit(bindparam("most"))
)
_EVENTS = Prepared(
    select(events.c.case_id, *(events.c[name] for name in StoredEvent._fields))
    .where(events.c.case_id.between(bindparam("first"), bindparam("last")), events.c.seq > 0)
    .order_by(events.c.case_id, events.c.seq)
)
_DEADLINES = Prepared(
    select(deadlines)
    .where(deadlines.c.case_id.between(bindparam("first"), bindparam("last")))
    .order_by(deadlines.c.case_id, deadlines.c.name, deadlines.c.cycle)
)
_NO_MORE: tuple[None, tuple[Any, ...]] = (None, ())
_SERIAL, _UUID, _HASH = range(len(WRITTEN), len(WRITTEN) + 3)


class KeptCase(NamedTuple):
    """What is kept of a case: ``row`` and ``deadlines`` are as ``rebuilding`` would write them."""

    serial: int
    uuid: str
    hash: str
    row: tuple[Any, ...]
    deadlines: list[tuple[Any, ...]]
    events: list[Sequence[Any]]

    def chain(self) -> list[StoredEvent]:
        """Return the events as they are stored. Raises ``ValueError`` for an instant that is none.

        It may also raise ``TypeError`` where a value is of another type than it should be.
        """
        return [_event(row) for row in self.events]


def read(connection: Connection, after: int, most: int) -> Iterator[KeptCase]:
    """Yield the cases whose serials follow ``after``, in order, at most ``most``."""
    rows: Any = _CASES.run(connection, {"after": after, "most": most}).all()
    if not rows:
        return
    serials = [row[_SERIAL] for row in rows]
    between = {"first": serials[0], "last": serials[-1]}
    chains = _of_each(serials, _EVENTS.run(connection, between))
    cycles = _of_each(serials, _DEADLINES.run(connection, between))
    for row, chain, running in zip(rows, chains, cycles, strict=True):
        written = tuple(row[:_UUID])
        yield KeptCase(row[_SERIAL], row[_UUID], row[_HASH], written, running, chain)


def _of_each(serials: list[int], rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the rows of each case in turn; those that belong to no case are passed over."""
    groups = groupby(rows, itemgetter(0))
    owner, group = next(groups, _NO_MORE)
    for serial in serials:
        while owner is not None and owner < serial:
            owner, group = next(groups, _NO_MORE)
        yield list(group) if owner == serial else []


def _event(row: Sequence[Any]) -> StoredEvent:
    _serial, seq, kind, version, at, recorded_at, *rest = row
    return StoredEvent(seq, kind, version, _instant(at), _instant(recorded_at), *rest)


@lru_cache(maxsize=1024)  # an event mostly happens when it is recorded
def _instant(text: str) -> datetime:
    return from_text(f"{text}Z")  # kept in UTC, which the text does not say
