"""Reading what ``verify`` compares: rows that refer to nothing, and the messages of a case."""

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKeyConstraint,
    Select,
    bindparam,
    exists,
    select,
)

from workflow.store.snapshot import number
from workflow.store.tables import (
    METADATA,
    cases,
    deadlines,
    deliveries,
    delivery_notices,
    events,
    notices,
    occurrences,
    personal_values,
    requests,
)


class BrokenReferences(NamedTuple):
    """Rows that refer to a row that is not there.

    ``cases`` are the serials cases should have, ``without_edition`` the serials of cases whose
    edition is gone, ``others`` counts the rest by table and by the table they refer to.
    """

    cases: tuple[int, ...]
    without_edition: frozenset[int]
    others: dict[tuple[str, str], int]


class StoredNotice(NamedTuple):
    """A message as it is stored, and what became of it.

    ``carried``: a delivery carries it; ``astray``: one to somebody else; ``stopped``: one that is
    not sent any more; ``ended``: one that somebody dropped or sent to somebody else.
    """

    seq: int
    position: int
    recipient: str | None
    template: str
    deadline: str
    cycle: int
    urgent: bool
    created_at: datetime
    party: str | None
    documents: str | None
    hold_until: datetime | None
    formed_at: datetime | None
    dropped_at: datetime | None
    carried: bool
    astray: bool
    stopped: bool
    ended: bool


_OF_CASES = (events, personal_values, deadlines, notices, requests, occurrences)
_ORPHANS = tuple(
    select(one.c.case_id)
    .distinct()
    .where(one.c.case_id.is_not(None), one.c.case_id.not_in(select(cases.c.id)))
    for one in _OF_CASES
)


def _referring(constraint: ForeignKeyConstraint) -> Select[Any]:
    table, parent = constraint.table, constraint.referred_table
    (one,) = constraint.elements
    other = parent.alias()  # a table may refer to itself
    there = exists().where(other.c[one.column.name] == one.parent)
    return select(*table.primary_key.columns).where(one.parent.is_not(None), ~there)


_BROKEN = tuple(
    (table.name, one.referred_table.name, _referring(one))
    for table in METADATA.sorted_tables
    for one in sorted(table.foreign_key_constraints, key=lambda one: str(one.name))
)
_NUMBER = select(cases.c.prefix, cases.c.year).where(cases.c.id == bindparam("serial"))


def _delivery(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        delivery_notices.c.notice_id == notices.c.id,
        deliveries.c.id == delivery_notices.c.delivery_id,
        condition,
    )


_NOTICES = (
    select(
        *(notices.c[name] for name in StoredNotice._fields[:13]),
        _delivery(deliveries.c.id.is_not(None)),
        # What is for a party goes to whoever owned the case then, to tell them.
        _delivery(
            notices.c.party.is_(None) & deliveries.c.recipient.is_distinct_from(notices.c.recipient)
        ),
        _delivery(deliveries.c.given_up_at.is_not(None) & deliveries.c.ended_by.is_(None)),
        _delivery(deliveries.c.ended_by.is_not(None)),
    )
    .where(notices.c.case_id == bindparam("serial"))
    .order_by(notices.c.seq, notices.c.position)
)


def broken_references(connection: Connection) -> BrokenReferences:
    """Return what refers to nothing, in our tables only."""
    orphans = {row.case_id for query in _ORPHANS for row in connection.execute(query)}
    without_edition: set[int] = set()
    others: Counter[tuple[str, str]] = Counter()
    for table, parent, query in _BROKEN:
        found = connection.execute(query).all()
        if table == cases.name:
            without_edition |= {row.id for row in found}
        elif parent != cases.name:
            others[table, parent] += len(found)
    return BrokenReferences(tuple(sorted(orphans)), frozenset(without_edition), dict(+others))


def number_of(connection: Connection, serial: int) -> str:
    """Return the number of a case of which perhaps nothing else can be read."""
    row = connection.execute(_NUMBER, {"serial": serial}).one()
    return number(row.prefix, row.year, serial)


def stored_notices(connection: Connection, serial: int) -> list[StoredNotice]:
    """Return the messages of a case in order."""
    rows: Any = connection.execute(_NOTICES, {"serial": serial})
    return [StoredNotice._make(row) for row in rows]
