"""Statements compiled once, for what is written again and again, or read in great numbers.

``connection.execute`` of a Core statement looks up its compiled form and handles every value by its
name and type, each time: more work than the database has with the row. What is prepared here is
executed with values already in the order and the form the driver takes. It is executed through the
connection: in its transaction, with its errors, and with the events about the driver's cursor.
What is read so comes in the form the driver gives.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, Dialect, Select
from sqlalchemy.sql.dml import UpdateBase

from workflow.clock import from_text, in_utc

Convert = Callable[[Any], Any]
Row = Mapping[str, Any]


class _Compiled(NamedTuple):
    """SQL text, the names of its parameters, what converts some of them, those with a value."""

    sql: str
    names: tuple[str, ...]
    pick: Callable[[Row], Sequence[Any]]
    convert: tuple[tuple[int, Convert], ...]
    fixed: Row
    positional: bool

    def values(self, row: Row) -> Any:
        """Return the values of a row as the driver takes them."""
        values = list(self.pick({**self.fixed, **row} if self.fixed else row))
        for place, convert in self.convert:
            value = values[place]
            if value is not None:
                values[place] = convert(value)
        return tuple(values) if self.positional else dict(zip(self.names, values, strict=True))


class Prepared:
    """A statement with a parameter or more.

    ``columns`` are those an INSERT or the SET of an UPDATE is given, by name.

    >>> from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert
    >>> rooms = Table("rooms", MetaData(), Column("number", Integer), Column("guest", String))
    >>> add = Prepared(insert(rooms), ("number", "guest"))
    >>> with create_engine("sqlite://").begin() as connection:
    ...     rooms.create(connection)
    ...     guests = [{"number": 1, "guest": "李"}, {"number": 2, "guest": "Ann"}]
    ...     add.run_many(connection, guests).rowcount
    2
    """

    def __init__(
        self, statement: UpdateBase | Select[Any], columns: Sequence[str] | None = None
    ) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[tuple[str, str], _Compiled] = {}

    def run(self, connection: Connection, row: Row) -> CursorResult[Any]:
        """Execute it with the values of one row."""
        compiled = self._for(connection.dialect)
        return connection.exec_driver_sql(compiled.sql, compiled.values(row))

    def run_many(self, connection: Connection, rows: Sequence[Row]) -> CursorResult[Any]:
        """Execute it with the values of each row; there must be one."""
        if len(rows) == 1:
            # Some drivers take twice as long for many that are one.
            return self.run(connection, rows[0])
        compiled = self._for(connection.dialect)
        return connection.exec_driver_sql(compiled.sql, [compiled.values(row) for row in rows])

    def values(self, connection: Connection, row: Row) -> Any:
        """Return the values of a row as the driver takes them, in the order of the statement."""
        return self._for(connection.dialect).values(row)

    def _for(self, dialect: Dialect) -> _Compiled:
        key = (dialect.name, dialect.driver)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        # A value that stands in several places is given in each of them.
        names = tuple(compiled.positiontup or compiled.binds)
        binds = [compiled.binds[name] for name in names]
        converts = (one.type.dialect_impl(dialect).bind_processor(dialect) for one in binds)
        return _Compiled(
            sql=str(compiled),
            names=names,
            pick=_picking(names),
            convert=tuple(
                (place, _remembering(convert))
                for place, convert in enumerate(converts)
                if convert is not None
            ),
            fixed={
                name: one.value for name, one in zip(names, binds, strict=True) if not one.required
            },
            positional=bool(compiled.positional),
        )


def _picking(names: Sequence[str]) -> Callable[[Row], Sequence[Any]]:
    """Return what picks the values of some names, in order, from a row."""
    pick = itemgetter(*names)
    return pick if len(names) > 1 else lambda row: (pick(row),)


def _remembering(convert: Convert) -> Convert:
    """Return what converts a value and remembers it: one instant stands in many rows of an act."""
    remembered = lru_cache(maxsize=1024)(convert)

    def converted(value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is not UTC:
            return convert(value)  # such values may be equal without being the same instant
        return remembered(value)

    return converted


@lru_cache(maxsize=1024)  # one instant stands in many rows of a case
def instant(kept: str | datetime) -> datetime:
    """Return an instant that a driver gave, aware and in UTC.

    >>> instant("2019-12-31 23:30:00.000000").isoformat()
    '2019-12-31T23:30:00+00:00'
    """
    if isinstance(kept, datetime):
        return in_utc(kept)
    return from_text(f"{kept}Z")  # kept in UTC, which the text does not say
