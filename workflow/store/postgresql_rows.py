"""What only PostgreSQL says of rows: which values it cannot hold, and where their numbers go on."""

from typing import Any

from sqlalchemy import Column, Connection, Integer, String, text

from workflow.translation import mark

_MOST = 2**31
_SEQUENCE = text("SELECT pg_get_serial_sequence(:table, :column)")
_GO_ON = text("SELECT setval(CAST(:sequence AS regclass), :number)")


def _without_nul(value: str) -> None:
    if "\0" in value:
        raise ValueError(mark("PostgreSQL holds no text with the character NUL"))


def _in_range(value: int) -> None:
    if not -_MOST <= value < _MOST:
        raise ValueError(mark("the number is too large for PostgreSQL"))


CHECKS = {Integer: _in_range, String: _without_nul}
"""By the type of a column: what raises ``ValueError`` for a value that cannot be held."""


def last_number(connection: Connection, column: Column[Any]) -> int:
    """Return the last number that was given; 0 if none was."""
    asked = f"SELECT last_value, is_called FROM {_sequence(connection, column)}"  # noqa: S608
    last, given = connection.exec_driver_sql(asked).one()
    return int(last) if given else 0


def go_on_from(connection: Connection, column: Column[Any], number: int) -> None:
    """Have numbers given after this one."""
    connection.execute(_GO_ON, {"sequence": _sequence(connection, column), "number": number})


def _sequence(connection: Connection, column: Column[Any]) -> str:
    # The server quotes it where that is needed.
    found: str = connection.execute(
        _SEQUENCE, {"table": column.table.name, "column": column.name}
    ).scalar_one()
    return found
