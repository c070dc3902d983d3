"""What is said in other words to SQLite and to PostgreSQL, as parts of one statement for both."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, String, Table, TypeDecorator, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import Insert
from sqlalchemy.sql.functions import FunctionElement

from workflow.store.json_text import encode


class Upsert(Insert):
    """Insert a row or, if one with its key is there, change it.

    ``changes`` gives SQL for columns to change: nothing is changed without them.
    """

    inherit_cache = False

    def __init__(self, table: Table, key: Sequence[str], changes: Mapping[str, str]) -> None:
        super().__init__(table)
        target = f" ON CONFLICT ({', '.join(key)}) DO "
        settings = ", ".join(f"{name} = {value}" for name, value in changes.items())
        self.on_conflict = target + (f"UPDATE SET {settings}" if settings else "NOTHING")


def upsert(table: Table, key: Sequence[str], columns: Sequence[str] = ()) -> Upsert:
    """Return what inserts a row or gives ``columns`` of the one that is there the new values."""
    return Upsert(table, key, {name: f"excluded.{name}" for name in columns})


@compiles(Upsert)
def _upsert(element: Upsert, compiler: Any, **options: Any) -> str:
    return str(compiler.visit_insert(element, **options)) + element.on_conflict


class _OfJson(FunctionElement[Any]):
    """A JSON text and a place in it, as either database names places."""

    inherit_cache = True

    def __init__(self, document: ColumnElement[Any], *path: str | int) -> None:
        # Written out, not given as values: the same place may be named twice in a statement.
        dots = "".join(f"[{one}]" if isinstance(one, int) else f'."{one}"' for one in path)
        names = ",".join(f'"{one}"' for one in path)
        super().__init__(document, literal_column(f"'${dots}'"), literal_column(f"'{{{names}}}'"))


class json_at(_OfJson):  # noqa: N801 - named as functions are
    """What stands at a place, as text; a list or a mapping as JSON text."""

    type = String()
    inherit_cache = True


class json_elements(_OfJson):  # noqa: N801
    """A row for each element of a list: ``value``, as ``json_at`` would give it."""

    inherit_cache = True


class json_members(_OfJson):  # noqa: N801
    """A row for each member of a mapping: ``key`` and ``value``."""

    inherit_cache = True


_ON_SQLITE = {json_at: "json_extract", json_elements: "json_each", json_members: "json_each"}
_ON_POSTGRESQL = {
    json_at: "(CAST({} AS JSON) #>> {})",
    json_elements: "json_array_elements_text(CAST({} AS JSON) #> {})",
    json_members: "json_each_text(CAST({} AS JSON) #> {})",
}


@compiles(_OfJson)
def _on_sqlite(element: _OfJson, compiler: Any, **options: Any) -> str:
    document, dots, _names = (compiler.process(one, **options) for one in element.clauses)
    return f"{_ON_SQLITE[type(element)]}({document}, {dots})"


@compiles(_OfJson, "postgresql")
def _on_postgresql(element: _OfJson, compiler: Any, **options: Any) -> str:
    document, _dots, names = (compiler.process(one, **options) for one in element.clauses)
    return _ON_POSTGRESQL[type(element)].format(document, names)


class JsonScalar(TypeDecorator[Any]):
    """A value as ``json_at`` would give it, to compare with."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return the value as the database has it."""
        if isinstance(value, str):
            return value
        if dialect.name != "sqlite" or isinstance(value, list | Mapping):
            return encode(value)
        return value


class by_bytes(FunctionElement[str]):  # noqa: N801
    """A text to order by, by its bytes: on a server texts are in the order of some language."""

    type = String()
    inherit_cache = True


@compiles(by_bytes)
def _by_bytes_on_sqlite(element: by_bytes, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(by_bytes, "postgresql")
def _by_bytes_on_postgresql(element: by_bytes, compiler: Any, **options: Any) -> str:
    return f'{compiler.process(element.clauses, **options)} COLLATE "C"'


class server_clock(FunctionElement[Any]):  # noqa: N801
    """The present instant by the clock of the server; nothing where there is no server."""

    inherit_cache = True


@compiles(server_clock)
def _no_server(_element: server_clock, _compiler: Any, **_options: Any) -> str:
    return "NULL"


@compiles(server_clock, "postgresql")
def _server_clock(_element: server_clock, _compiler: Any, **_options: Any) -> str:
    return "clock_timestamp()"


class full_number(FunctionElement[str]):  # noqa: N801
    """The full number of a case, of its prefix, its year and its serial."""

    type = String()
    inherit_cache = True


@compiles(full_number)
def _number_on_sqlite(element: full_number, compiler: Any, **options: Any) -> str:
    return f"printf('%s-%d-%06d', {compiler.process(element.clauses, **options)})"


@compiles(full_number, "postgresql")
def _number_on_postgresql(element: full_number, compiler: Any, **options: Any) -> str:
    prefix, year, serial = (compiler.process(one, **options) for one in element.clauses)
    digits = f"CAST({serial} AS TEXT)"
    return (
        f"({prefix} || '-' || {year} || '-' || lpad({digits}, greatest(6, length({digits})), '0'))"
    )
