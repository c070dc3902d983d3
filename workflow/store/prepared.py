"""Statements compiled once, for what is written again and again.

``connection.execute`` of a Core statement looks up its compiled form and handles every value by its
name and type, each time: more work than the database has with the row. What is prepared here is
executed with values already in the order and the form the driver takes. Everything else about it
is as with Core: the transaction, the events of the engine, the errors.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql.dml import UpdateBase

Convert = Callable[[Any], Any]
Row = Mapping[str, Any]


class _Compiled(NamedTuple):
    """SQL text, its parameters by name with what converts each, and those that have a value."""

    sql: str
    parameters: tuple[tuple[str, Convert | None], ...]
    fixed: Row
    positional: bool

    def values(self, row: Row) -> Any:
        """Return the values of a row as the driver takes them."""
        if self.fixed:
            row = {**self.fixed, **row}
        values = [
            row[name] if convert is None else convert(row[name])
            for name, convert in self.parameters
        ]
        if self.positional:
            return tuple(values)
        return {name: value for (name, _), value in zip(self.parameters, values, strict=True)}


class Prepared:
    """A statement that writes; ``columns`` are those an INSERT is given, by name.

    >>> from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert
    >>> numbers = Table("numbers", MetaData(), Column("number", Integer))
    >>> add = Prepared(insert(numbers), ("number",))
    >>> with create_engine("sqlite://").begin() as connection:
    ...     numbers.create(connection)
    ...     add.run_many(connection, [{"number": 1}, {"number": 2}]).rowcount
    2
    """

    def __init__(self, statement: UpdateBase, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[tuple[str, str], _Compiled] = {}

    def run(self, connection: Connection, row: Row) -> CursorResult[Any]:
        """Execute it with the values of one row."""
        compiled = self._for(connection.dialect)
        return connection.exec_driver_sql(compiled.sql, compiled.values(row))

    def run_many(self, connection: Connection, rows: Sequence[Row]) -> CursorResult[Any]:
        """Execute it with the values of each row; there must be one."""
        compiled = self._for(connection.dialect)
        return connection.exec_driver_sql(compiled.sql, [compiled.values(row) for row in rows])

    def _for(self, dialect: Dialect) -> _Compiled:
        key = (dialect.name, dialect.driver)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        binds = {name: compiled.binds[name] for name in compiled.positiontup or compiled.binds}
        return _Compiled(
            sql=str(compiled),
            parameters=tuple(
                (name, _converting(one.type.dialect_impl(dialect).bind_processor(dialect)))
                for name, one in binds.items()
            ),
            fixed={name: one.value for name, one in binds.items() if not one.required},
            positional=bool(compiled.positional),
        )


def _converting(convert: Convert | None) -> Convert | None:
    """Return what converts a value, and remembers it: one instant stands in many rows of an act."""
    return None if convert is None else lru_cache(maxsize=1024)(convert)
