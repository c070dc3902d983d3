"""The triggers by which the database itself refuses to change or remove history.

Official days are history too: events name the revision that a deadline was counted by.

A program with a bug, or a person with a database shell, cannot alter an event by accident. What a
person can do on purpose, with the triggers removed, the chain of hashes shows.
"""

from sqlalchemy import Connection, inspect, text

from workflow.store.tables import METADATA, PREFIX

_EVENTS = f"{PREFIX}events"
_DAYS = f"{PREFIX}official_days"
_REFUSAL = "events are never changed or removed"
_DAYS_REFUSAL = "official days that were adopted are never changed or removed"

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
    f"{_DAYS}_no_update": f"""
        CREATE TRIGGER IF NOT EXISTS {_DAYS}_no_update BEFORE UPDATE ON {_DAYS}
        BEGIN SELECT RAISE(ABORT, '{_DAYS_REFUSAL}'); END""",
    f"{_DAYS}_no_delete": f"""
        CREATE TRIGGER IF NOT EXISTS {_DAYS}_no_delete BEFORE DELETE ON {_DAYS}
        BEGIN SELECT RAISE(ABORT, '{_DAYS_REFUSAL}'); END""",
    f"{_DAYS}_no_overwrite": f"""
        CREATE TRIGGER IF NOT EXISTS {_DAYS}_no_overwrite BEFORE INSERT ON {_DAYS}
        WHEN EXISTS (
            SELECT 1 FROM {_DAYS} WHERE country = NEW.country AND region = NEW.region
            AND revision = NEW.revision
        )
        BEGIN SELECT RAISE(ABORT, '{_DAYS_REFUSAL}'); END""",
}


def install_guards(connection: Connection) -> None:
    """Create the triggers that are not there. The only place that does."""
    there = inspect(connection).get_table_names()
    for name, statement in SQLITE_GUARDS.items():
        # An older version of the database, on its way to ours, has not got every table.
        if name.rpartition("_no_")[0] in there:
            connection.execute(text(statement))


def missing_guards(connection: Connection) -> list[str]:
    """Return the names of the triggers that are not there or not as they should be."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
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
