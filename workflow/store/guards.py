"""The triggers by which the database itself refuses to change or remove history.

A program with a bug, or a person with a database shell, cannot alter an event by accident. What a
person can do on purpose, with the triggers removed, the chain of hashes shows.
"""

from sqlalchemy import Connection, text

from workflow.store.tables import METADATA, PREFIX

_EVENTS = f"{PREFIX}events"
_REFUSAL = "events are never changed or removed"

# Only constants are put together here.
# ruff: noqa: S608
# INSERT OR REPLACE deletes without firing a DELETE trigger, so inserting an existing key is
# refused before the conflict clause is looked at.
SQLITE_GUARDS = {
    f"{_EVENTS}_no_update": f"""
        CREATE TRIGGER IF NOT EXISTS {_EVENTS}_no_update BEFORE UPDATE ON {_EVENTS}
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"{_EVENTS}_no_delete": f"""
        CREATE TRIGGER IF NOT EXISTS {_EVENTS}_no_delete BEFORE DELETE ON {_EVENTS}
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"{_EVENTS}_no_overwrite": f"""
        CREATE TRIGGER IF NOT EXISTS {_EVENTS}_no_overwrite BEFORE INSERT ON {_EVENTS}
        WHEN EXISTS (
            SELECT 1 FROM {_EVENTS} WHERE case_id = NEW.case_id AND seq = NEW.seq
        ) OR (
            NEW.once IS NOT NULL AND EXISTS (
                SELECT 1 FROM {_EVENTS} WHERE case_id = NEW.case_id AND once = NEW.once
            )
        )
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
}


def install_guards(connection: Connection) -> None:
    """Create the triggers that are not there. The only place that does."""
    for statement in SQLITE_GUARDS.values():
        connection.execute(text(statement))


def missing_guards(connection: Connection) -> list[str]:
    """Return the names of the triggers that are not there or not as they should be."""
    rows = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {"table": _EVENTS},
    )
    there = {name: _squeezed(sql) for name, sql in rows}
    return [
        name
        for name, statement in SQLITE_GUARDS.items()
        if there.get(name) != _squeezed(statement.replace("IF NOT EXISTS ", ""))
    ]


def foreign_triggers(connection: Connection) -> list[str]:
    """Return the names of triggers on our tables that are not ours."""
    rows = connection.execute(
        text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    )
    return [
        name
        for name, table in rows
        if table.lower() in METADATA.tables and name not in SQLITE_GUARDS
    ]


def _squeezed(sql: str) -> str:
    return " ".join(sql.split())
