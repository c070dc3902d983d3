"""The triggers that guard history, as SQLite has them.

INSERT OR REPLACE deletes without firing a DELETE trigger, so inserting an existing key is refused
before the conflict clause is looked at.
"""

from functools import cache

from sqlalchemy import Connection

from workflow.store.guards import REFUSALS, squeezed
from workflow.store.tables import events, official_days

# Only constants are put together here.
# ruff: noqa: S608
_THERE = {
    events.name: f"""EXISTS (
            SELECT 1 FROM {events.name} WHERE case_id = NEW.case_id AND seq = NEW.seq
        ) OR (
            NEW.once IS NOT NULL AND EXISTS (
                SELECT 1 FROM {events.name} WHERE case_id = NEW.case_id AND once = NEW.once
            )
        )""",
    official_days.name: f"""EXISTS (
            SELECT 1 FROM {official_days.name} WHERE country = NEW.country AND region = NEW.region
            AND revision = NEW.revision
        )""",
}


@cache
def guards() -> dict[str, list[str]]:
    """Return what makes each trigger, by its name."""
    found = {}
    for table, refusal in REFUSALS.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        for what in ("update", "delete"):
            head = f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table}"
            found[f"{table}_no_{what}"] = [f"{head}\n        {refuse}"]
        head = f"CREATE TRIGGER {table}_no_overwrite BEFORE INSERT ON {table}"
        found[f"{table}_no_overwrite"] = [f"{head}\n        WHEN {_THERE[table]}\n        {refuse}"]
    # One that is not as it should be is put in place of the other.
    return {name: [f"DROP TRIGGER IF EXISTS {name}", *made] for name, made in found.items()}


def wanted() -> dict[str, tuple[str]]:
    """Return by what each trigger is known, by its name."""
    return {name: (squeezed(made[-1]),) for name, made in guards().items()}


def triggers(connection: Connection) -> dict[str, tuple[str, str]]:
    """Return the table of every trigger, and by what it is known."""
    rows = connection.exec_driver_sql(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    )
    return {name: (table, squeezed(sql)) for name, table, sql in rows}
