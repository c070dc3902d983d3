"""A hint to whoever keeps deadlines that there is something to do sooner than they know.

It comes with the commit, and may get lost: whoever listens looks every now and then all the same.
"""

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.engine.events import Decision

CHANNEL = "complaints_due"


def hint(connection: Connection, before: Case | None, decision: Decision) -> None:
    """Say so if a decision makes something due earlier, or a message wait."""
    if connection.dialect.name == "sqlite":
        return
    known = None if before is None else before.next_at
    due = decision.case.next_at
    if decision.notices or (due is not None and (known is None or due < known)):
        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
