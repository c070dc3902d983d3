"""What only SQLite says of rows: which values it cannot hold, and where their numbers go on."""

from math import isnan
from typing import Any

from sqlalchemy import Column, Connection, Float, func, select, text

from workflow.translation import mark

_LAST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_GO_ON = text("UPDATE sqlite_sequence SET seq = max(seq, :number) WHERE name = :name")
_BEGIN = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)")


def _no_number(value: float) -> None:
    if isnan(value):  # it would be kept as nothing at all
        raise ValueError(mark("it is no number at all (NaN)"))


CHECKS = {Float: _no_number}
"""By the type of a column: what raises ``ValueError`` for a value that cannot be held."""


def last_number(connection: Connection, column: Column[Any]) -> int:
    """Return the last number that was given; 0 if none was."""
    if _remembers(column):
        return connection.execute(_LAST, {"name": column.table.name}).scalar() or 0
    return connection.execute(select(func.max(column))).scalar() or 0


def go_on_from(connection: Connection, column: Column[Any], number: int) -> None:
    """Have numbers given after this one, where they are remembered."""
    if _remembers(column):
        values = {"name": column.table.name, "number": number}
        if not connection.execute(_GO_ON, values).rowcount:
            connection.execute(_BEGIN, values)


def _remembers(column: Column[Any]) -> bool:
    return bool(column.table.dialect_options["sqlite"]["autoincrement"])
