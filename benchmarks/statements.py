"""What a floor is made of: the statements of a real run, and playing them to the driver alone."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Engine, event, make_url

PRAGMAS = ("busy_timeout", "foreign_keys", "synchronous", "secure_delete", "temp_store")

_TABLES = ("cases", "events", "deadlines", "notices", "gaps", "settings")
_OF_CASE = {"cases": "id = {}", "events": "case_id = {} AND seq > 1", "deadlines": "case_id = {}"}
_WRITTEN = {
    "cases": "version, state, owner, next_at, hash, snapshot",
    "events": "seq, type, at, payload, hash",
    "deadlines": "name, cycle, status, started_at, due_at, done_at, next_at",
}


class Statement(NamedTuple):
    """A statement as the driver was given it; ``many`` sets of parameters or one."""

    sql: str
    parameters: Any
    many: bool


class Raw(Protocol):
    """A connection of ``sqlite3`` or of ``psycopg``, in which transactions are begun by hand."""

    def cursor(self) -> Any:
        """Return what executes."""

    def close(self) -> None:
        """Close it."""


def traced(engine: Engine, operation: Callable[[], object]) -> list[Statement]:
    """Return everything the driver is told while ``operation`` runs."""
    told: list[Statement] = []

    def execute(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        # What begins a transaction may say more with it; the floor says it one by one.
        one_by_one = sql.split("; ") if sql.startswith("BEGIN") else [sql]
        told.extend(Statement(one, values, many) for one in one_by_one)

    def ended(word: str) -> Any:
        return lambda _connection: told.append(Statement(word, (), many=False))

    def begun(connection: Any) -> None:
        # To a server it is said by a statement like any other.
        if connection.dialect.name == "sqlite":
            writing = connection.get_execution_options().get("complaints_writing")
            told.append(Statement("BEGIN IMMEDIATE" if writing else "BEGIN", (), many=False))

    listeners = {
        "begin": begun,
        "before_cursor_execute": execute,
        "commit": ended("COMMIT"),
        "rollback": ended("ROLLBACK"),
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        operation()
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
    return told


def replay(connection: Raw, statements: Sequence[Statement]) -> None:
    """Run the statements, and read what they return."""
    cursor = connection.cursor()
    for sql, parameters, many in statements:
        if many:
            cursor.executemany(sql, parameters)
        else:
            cursor.execute(sql, parameters)
            if sql.startswith("SELECT"):
                cursor.fetchall()


def adapted(statements: Sequence[Statement], example: int, other: int) -> list[Statement]:
    """Return the statements about the case ``example`` as they would be about ``other``."""
    return [one._replace(parameters=_put(one.parameters, example, other)) for one in statements]


def _put(given: Any, example: int, other: int) -> Any:
    if isinstance(given, list):
        return [_put(one, example, other) for one in given]
    if isinstance(given, dict):
        return {name: _put(one, example, other) for name, one in given.items()}
    if isinstance(given, tuple):
        return tuple(_put(one, example, other) for one in given)
    return other if given == example and type(given) is int else given


def pragmas(engine: Engine) -> dict[str, int]:
    """Return the settings of the engine's connections."""
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        return {one: cursor.execute(f"PRAGMA {one}").fetchone()[0] for one in PRAGMAS}


def raw_file(file: Path, settings: dict[str, int]) -> sqlite3.Connection:
    """Open a file with nothing in between, and the same settings."""
    connection = sqlite3.connect(file, isolation_level=None)
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name} = {value}")
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    assert mode == "wal", mode
    return connection


def raw_server(url: str) -> Any:
    """Connect to a server with nothing in between."""
    import psycopg

    parsed = make_url(url).set(drivername="postgresql")
    return psycopg.connect(parsed.render_as_string(hide_password=False), autocommit=True)


def contents(connection: Raw) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything a run may have written, by table, in an order that is always the same."""
    tables = {one: f"complaints_{one}" for one in _TABLES}
    return {
        one: sorted(_rows(connection, f"SELECT * FROM {name}"), key=repr)
        for one, name in tables.items()
    }


def written(connection: Raw, serial: int) -> list[list[tuple[Any, ...]]]:
    """Return what a step wrote of a case, without what tells the case from another."""
    return [
        _rows(
            connection,
            f"SELECT {columns} FROM complaints_{table} "
            f"WHERE {_OF_CASE[table].format(serial)} ORDER BY 1, 2",
        )
        for table, columns in _WRITTEN.items()
    ]


def _rows(connection: Raw, query: str) -> list[tuple[Any, ...]]:
    cursor = connection.cursor()
    cursor.execute(query)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    cursor.close()
    return found
