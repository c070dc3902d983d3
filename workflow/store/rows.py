"""The rows of any of our tables, as values that do not depend on the kind of database.

They are read as the driver gives them, and each value is looked at: SQLite keeps whatever is put
into a column, and what one database holds the other may not be able to.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, String, Table, func, insert, select, type_coerce
from sqlalchemy.types import NULLTYPE

from workflow.store.json_text import encoded
from workflow.store.statements import by_bytes
from workflow.store.tables import METADATA, cases
from workflow.store.values import hashed, kind, of_dialect, takes

Row = tuple[Any, ...]

MOST_ROWS = 500
MOST_CHARACTERS = 4_000_000
"""How much is written in one transaction, and held in memory; one row more if it is large."""
MOST_UNFIT = 20
"""So many values are told of in each table, at most."""
_READ_AHEAD = 100


class Unfit(NamedTuple):
    """A value that cannot be copied: where it is, and why, but not what it is."""

    table: str
    key: str
    column: str
    reason: str


class Digest(NamedTuple):
    """What a table holds: how many rows, and a hash over them in the order of their keys."""

    rows: int
    sha256: str


class Reader:
    """Reads the rows of a table as ``onto`` (the name of a dialect) can hold them.

    A row with a value that cannot be held is ``left_out``; the first ones are in ``unfit``.
    Only rows ``where`` a condition holds, if one is given.
    """

    def __init__(self, table: Table, onto: str, where: ColumnElement[bool] | None = None) -> None:
        self.table = table
        self.unfit: list[Unfit] = []
        self.left_out = 0
        self._takes = [takes(column, onto) for column in table.columns]
        self._names = [column.name for column in table.columns]
        self._key = [table.columns.values().index(one) for one in table.primary_key]
        keys = (
            by_bytes(one) if isinstance(kind(one), String) else one for one in table.primary_key
        )
        raw = (type_coerce(column, NULLTYPE) for column in table.columns)
        self._query = select(*raw).order_by(*keys)
        if where is not None:
            self._query = self._query.where(where)

    def rows(self, connection: Connection, after: int = 0) -> Iterator[Row]:
        """Yield the rows in the order of their keys, ``after`` so many of them."""
        query = self._query.offset(after) if after else self._query
        # Read as they are wanted, wherever the database keeps them until then.
        reading = {"yield_per": _READ_AHEAD}
        for raw in connection.execute(query, execution_options=reading):
            row = self._taken(raw)
            if row is not None:
                yield row

    def digest(self, connection: Connection) -> Digest:
        """Return what the table holds."""
        rows, found = 0, sha256()
        for row in self.rows(connection):
            rows += 1
            found.update(encoded([hashed(value) for value in row]))
        return Digest(rows, found.hexdigest())

    def _taken(self, raw: Sequence[Any]) -> Row | None:
        row: list[Any] = []
        for name, take, value in zip(self._names, self._takes, raw, strict=True):
            try:
                row.append(None if value is None else take(value))
            except ValueError as error:
                self.left_out += 1
                if len(self.unfit) < MOST_UNFIT:
                    key = ", ".join(str(raw[place]) for place in self._key)
                    self.unfit.append(Unfit(self.table.name, key, name, str(error)))
                return None
        return tuple(row)


def unfit_of_case(connection: Connection, serial: int) -> Iterator[Unfit]:
    """Yield what is stored of a case, and no column of ours can hold."""
    for table in METADATA.sorted_tables:
        column = table.c.id if table is cases else table.c.get("case_id")
        if column is not None:
            reader = Reader(table, connection.dialect.name, column == serial)
            for _row in reader.rows(connection):
                pass
            yield from reader.unfit


def count(connection: Connection, table: Table) -> int:
    """Return how many rows a table has."""
    found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield rows by as many as go into one transaction."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(value) for value in row if isinstance(value, str))
        if len(batch) >= MOST_ROWS or size >= MOST_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def write(connection: Connection, table: Table, batch: Sequence[Row]) -> None:
    """Add rows to a table; there must be one."""
    names = [column.name for column in table.columns]
    values = [dict(zip(names, row, strict=True)) for row in batch]
    connection.execute(insert(table), values)


def last_number(connection: Connection, table: Table) -> int:
    """Return the last number that a table gave to a row of its own; 0 if it gave none."""
    column = table.autoincrement_column
    if column is None:
        return 0
    found: int = of_dialect(connection.dialect.name).last_number(connection, column)
    return found


def go_on_from(connection: Connection, table: Table, number: int) -> None:
    """Let a table give the next row a number after this one."""
    column = table.autoincrement_column
    if column is not None and number:
        of_dialect(connection.dialect.name).go_on_from(connection, column, number)
