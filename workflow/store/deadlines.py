"""Reading the rows of deadlines, to compare them with what the events say."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from workflow.store.tables import deadlines

COLUMNS = (
    "name", "cycle", "status", "started_at", "due_at", "done_at", "agreed", "next_at", "next_rung",
    "paused_at",
)  # fmt: skip
_OF_CASE = select(*(deadlines.c[name] for name in COLUMNS)).where(
    deadlines.c.case_id == bindparam("serial")
)


def stored_deadlines(connection: Connection, serial: int) -> dict[str, dict[str, Any]]:
    """Return the columns of each cycle of a case, by ``name/cycle``."""
    rows = connection.execute(_OF_CASE, {"serial": serial}).mappings()
    return {f"{row['name']}/{row['cycle']}": dict(row) for row in rows}
