"""Reading cases by sets, each with everything that is made from its events.

A set is read with four statements, and of its events only those of one case are held at a time.
Values are first taken as the driver gives them: one that cannot be read is the trouble of its case
and not of the whole set, and is met when the case is asked for it, as a ``ValueError``,
``LookupError``, ``TypeError`` or ``AttributeError``.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from workflow.engine.counting import Contribution, Contributions
from workflow.store.deadlines import COLUMNS, Cycle
from workflow.store.events import StoredEvent
from workflow.store.prepared import Prepared, instant
from workflow.store.snapshot import CaseColumns, number
from workflow.store.tables import cases, counts, deadlines, events

# A row that somebody put there may have any serial.
BEFORE_ALL = -(2**63)

_COLUMNS = (*CaseColumns._fields, "hash", "next_at")
_CASES = Prepared(
    select(*(cases.c[name] for name in _COLUMNS))
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
    select(deadlines.c.case_id, *(deadlines.c[name] for name in COLUMNS))
    .where(deadlines.c.case_id.between(bindparam("first"), bindparam("last")))
    .order_by(deadlines.c.case_id)
)
_COUNTS = Prepared(
    select(counts.c.case_id, *(counts.c[name] for name in Contribution._fields))
    .where(counts.c.case_id.between(bindparam("first"), bindparam("last")))
    .order_by(counts.c.case_id)
)
_FINAL, _OPENED_AT, _HASH, _NEXT_AT = (
    _COLUMNS.index(name) for name in ("final", "opened_at", "hash", "next_at")
)
_NO_MORE: tuple[None, tuple[Any, ...]] = (None, ())


class KeptCase(NamedTuple):
    """What is kept of a case: its row, those of its events, its deadlines, and what it adds.

    The first three and its number can always be read, the rest is read when asked for.
    """

    serial: int
    uuid: str
    hash: str
    row: Sequence[Any]
    events: Sequence[Any]
    cycles: Sequence[Any]
    counts: Sequence[Any]

    @property
    def number(self) -> str:
        """Its full number."""
        serial, _uuid, prefix, year, *_rest = self.row
        return number(prefix, year, serial)

    @property
    def columns(self) -> CaseColumns:
        """The columns that a case is made from."""
        values = list(self.row[:_HASH])
        values[_FINAL] = bool(values[_FINAL])
        values[_OPENED_AT] = instant(values[_OPENED_AT])
        return CaseColumns._make(values)

    @property
    def next_at(self) -> datetime | None:
        """When the case is due next as its row says it, which is what the sweep goes by."""
        due = self.row[_NEXT_AT]
        return None if due is None else instant(due)

    @property
    def chain(self) -> list[StoredEvent]:
        """The events as they are stored."""
        return [
            StoredEvent(seq, kind, version, instant(at), instant(recorded_at), *rest)
            for _serial, seq, kind, version, at, recorded_at, *rest in self.events
        ]

    @property
    def added(self) -> Contributions:
        """What its acts add to counters."""
        found = [Contribution._make(rest) for _serial, *rest in self.counts]
        return {(one.counter, one.seq): one for one in found}

    @property
    def deadlines(self) -> dict[str, Cycle]:
        """The rows of its deadlines, by ``name/cycle``."""
        return {f"{one.name}/{one.cycle}": one for one in map(_cycle, self.cycles)}


def load(connection: Connection, serial: int) -> KeptCase | None:
    """Return one case by its serial, or ``None``."""
    rows: Any = _CASES.run(connection, {"after": serial - 1, "most": 1}).all()
    if not rows or rows[0].id != serial:
        return None
    (row,), of_case = rows, {"first": serial, "last": serial}
    chain = _EVENTS.run(connection, of_case).all()
    cycles = _DEADLINES.run(connection, of_case).all()
    added = _COUNTS.run(connection, of_case).all()
    return KeptCase(row[0], row[1], row[_HASH], row, chain, cycles, added)


def load_after(connection: Connection, after: int, most: int) -> Iterator[KeptCase]:
    """Yield the cases whose serials follow ``after``, in order, at most ``most``."""
    rows: Any = _CASES.run(connection, {"after": after, "most": most}).all()
    if not rows:
        return
    serials = [row.id for row in rows]
    between = {"first": serials[0], "last": serials[-1]}
    chains = _of_each(serials, _EVENTS.run(connection, between))
    cycles = _of_each(serials, _DEADLINES.run(connection, between))
    added = _of_each(serials, _COUNTS.run(connection, between))
    for row, *rest in zip(rows, chains, cycles, added, strict=True):
        yield KeptCase(row[0], row[1], row[_HASH], row, *rest)


def _of_each(serials: list[int], rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the rows of each case in turn; those that belong to no case are passed over."""
    groups = groupby(rows, itemgetter(0))
    owner, group = next(groups, _NO_MORE)
    for serial in serials:
        while owner is not None and owner < serial:
            owner, group = next(groups, _NO_MORE)
        yield list(group) if owner == serial else []


def _cycle(row: Any) -> Cycle:
    _serial, name, cycle, status, started, due, done, agreed, following, rung, paused, owed = row
    return Cycle(
        name,
        cycle,
        status,
        instant(started),
        instant(due),
        None if done is None else instant(done),
        bool(agreed),
        None if following is None else instant(following),
        rung,
        None if paused is None else instant(paused),
        bool(owed),
    )
