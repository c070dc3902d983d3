"""The triggers that guard history, as PostgreSQL has them.

UPDATE, DELETE and TRUNCATE are refused as statements, so INSERT that would update in a conflict is
too; INSERT of an existing key row by row. They fire always: for replication as well.
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
    ) OR NEW.once IS NOT NULL AND EXISTS (
        SELECT 1 FROM {events.name} WHERE case_id = NEW.case_id AND once = NEW.once
    )""",
    official_days.name: f"""EXISTS (
        SELECT 1 FROM {official_days.name} WHERE country = NEW.country
        AND region = NEW.region AND revision = NEW.revision
    )""",
}
# How the server writes down when a trigger fires: before, each row, and what.
_TYPES = {"update": 18, "delete": 10, "truncate": 34, "overwrite": 7}
_ALWAYS = "A"


@cache
def guards() -> dict[str, list[str]]:
    """Return what makes each trigger, by its name."""
    return {f"{table}_no_{what}": _made(table, what) for table in REFUSALS for what in _TYPES}


def wanted() -> dict[str, tuple[int, str, bool, str]]:
    """Return by what each trigger is known, by its name."""
    return {
        f"{table}_no_{what}": (kind, _ALWAYS, True, squeezed(_body(table, what)))
        for table in REFUSALS
        for what, kind in _TYPES.items()
    }


def triggers(connection: Connection) -> dict[str, tuple[str, int, str, bool, str]]:
    """Return the table of every trigger, and by what it is known."""
    rows = connection.exec_driver_sql(
        "SELECT tgname, relname, tgtype, tgenabled, tgqual IS NULL AND tgattr::text = '', prosrc "
        "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)"
    )
    return {
        name: (table, kind, _text(enabled), plain, squeezed(body))
        for name, table, kind, enabled, plain, body in rows
    }


def _made(table: str, what: str) -> list[str]:
    name = f"{table}_no_{what}"
    when = "INSERT" if what == "overwrite" else what.upper()
    each = "ROW" if what == "overwrite" else "STATEMENT"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$guard${_body(table, what)}$guard$",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {when} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION {name}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def _body(table: str, what: str) -> str:
    refuse = f"RAISE EXCEPTION '{REFUSALS[table]}' USING ERRCODE = 'integrity_constraint_violation'"
    if what != "overwrite":
        return f"BEGIN {refuse}; END"
    return f"BEGIN IF {_THERE[table]} THEN {refuse}; END IF; RETURN NEW; END"


def _text(kept: str | bytes) -> str:
    return kept.decode() if isinstance(kept, bytes) else kept
