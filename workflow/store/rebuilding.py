"""Writing again what is stored of a case beside its events."""

from sqlalchemy import Connection, bindparam, delete, insert, update

from workflow.engine.case import Case
from workflow.store.deadlines import COLUMNS
from workflow.store.snapshot import columns
from workflow.store.tables import cases, deadlines

_CASE = update(cases).where(cases.c.id == bindparam("serial"))
_DROP = delete(deadlines).where(deadlines.c.case_id == bindparam("serial"))


def write(connection: Connection, case: Case, *, prefix: str, year: int) -> None:
    """Write a case as its events make it: its row, and all of its deadlines anew."""
    row = columns(case, prefix=prefix, year=year)
    connection.execute(_CASE.values(**row._asdict(), next_at=case.next_at), {"serial": case.serial})
    connection.execute(_DROP, {"serial": case.serial})
    rows = [
        {"case_id": case.serial, **{name: getattr(one, name) for name in COLUMNS}}
        for one in case.deadlines.values()
    ]
    if rows:
        connection.execute(insert(deadlines), rows)
