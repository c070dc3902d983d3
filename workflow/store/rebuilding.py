"""Writing again what is stored of a case beside its events."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from workflow.engine.case import Case
from workflow.store.deadlines import COLUMNS
from workflow.store.prepared import Prepared
from workflow.store.snapshot import number, snapshot
from workflow.store.tables import cases, deadlines

_ROW = select(cases.c.id, cases.c.uuid, cases.c.prefix, cases.c.year, cases.c.hash).where(
    cases.c.id == bindparam("serial")
)
# In the order of the table, which is the order of the statement.
WRITTEN = (
    "prefix", "year", "definition", "edition", "site", "department", "state", "final", "owner",
    "opened_at", "version", "next_at", "snapshot",
)  # fmt: skip
_CASE = Prepared(update(cases).where(cases.c.id == bindparam("serial")), WRITTEN)
_DEADLINES = Prepared(insert(deadlines), deadlines.c.keys())
_DROP = delete(deadlines).where(deadlines.c.case_id == bindparam("serial"))


class Row(NamedTuple):
    """What the row of a case says that its events do not: who it is, and its last hash."""

    serial: int
    uuid: str
    number: str
    hash: str


def load(connection: Connection, serial: int) -> Row | None:
    """Return who a case is, without reading what is made from its events."""
    row: Any = connection.execute(_ROW, {"serial": serial}).first()
    if row is None:
        return None
    return Row(row.id, row.uuid, number(row.prefix, row.year, row.id), row.hash)


def write(connection: Connection, case: Case, *, prefix: str, year: int) -> None:
    """Write a case as its events make it: its row, and all of its deadlines anew."""
    _CASE.run(connection, _row(case, prefix, year))
    connection.execute(_DROP, {"serial": case.serial})
    if case.deadlines:
        _DEADLINES.run_many(connection, _deadline_rows(case))


def written(
    connection: Connection, case: Case, *, prefix: str, year: int
) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """Return the row of a case and those of its deadlines as ``write`` gives them to the driver."""
    row = _CASE.values(connection, _row(case, prefix, year))
    return row, sorted(_DEADLINES.values(connection, one) for one in _deadline_rows(case))


def _row(case: Case, prefix: str, year: int) -> dict[str, Any]:
    return {
        "prefix": prefix,
        "year": year,
        "definition": case.definition,
        "edition": case.edition,
        "site": case.site,
        "department": case.department,
        "state": case.state,
        "final": case.final,
        "owner": case.owner,
        "opened_at": case.opened_at,
        "version": case.version,
        "next_at": case.next_at,
        "snapshot": snapshot(case),
        "serial": case.serial,
    }


def _deadline_rows(case: Case) -> list[dict[str, Any]]:
    return [
        {"case_id": case.serial, **{name: getattr(one, name) for name in COLUMNS}}
        for one in case.deadlines.values()
    ]
