"""The triggers by which the database itself refuses to change or remove history.

Official days are history too: events name the revision that a deadline was counted by.

A program with a bug, or a person with a database shell, cannot alter an event by accident. What a
person can do on purpose, with the triggers removed, the chain of hashes shows.
"""

from typing import Any

from sqlalchemy import Connection, inspect

from workflow.store.tables import METADATA, events, official_days

REFUSALS = {
    events.name: "events are never changed or removed",
    official_days.name: "official days that were adopted are never changed or removed",
}


def guards(connection: Connection) -> list[str]:
    """Return the names of the triggers there should be."""
    return list(_of(connection).wanted())


def install_guards(connection: Connection) -> None:
    """Create the triggers that are not there. The only place that does."""
    there = inspect(connection).get_table_names()
    missing = set(missing_guards(connection))
    for name, statements in _of(connection).guards().items():
        # An older version of the database, on its way to ours, has not got every table.
        if name in missing and name.rpartition("_no_")[0] in there:
            for statement in statements:
                connection.exec_driver_sql(statement)


def missing_guards(connection: Connection) -> list[str]:
    """Return the names of the triggers that are not there or not as they should be."""
    there = _of(connection).triggers(connection)
    wanted = _of(connection).wanted()
    return [name for name, guard in wanted.items() if there.get(name, ("",))[1:] != guard]


def foreign_triggers(connection: Connection) -> list[str]:
    """Return the names of triggers on our tables that are not ours."""
    ours = _of(connection).wanted()
    return sorted(
        name
        for name, (table, *_guard) in _of(connection).triggers(connection).items()
        if table.lower() in METADATA.tables and name not in ours
    )


def squeezed(sql: str) -> str:
    """Return SQL as it is compared: the white space says nothing."""
    return " ".join(sql.split())


def _of(connection: Connection) -> Any:
    # Imported when it is needed: whoever works on SQLite has no use for the other.
    if connection.dialect.name == "sqlite":
        from workflow.store import sqlite_guards  # noqa: PLC0415

        return sqlite_guards
    from workflow.store import postgresql_guards  # noqa: PLC0415

    return postgresql_guards
