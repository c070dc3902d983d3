"""Values as columns of either kind of database hold them, and why one cannot be held.

SQLite keeps whatever is put into a column, and what one kind holds the other may be unable to.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Float, Integer, String
from sqlalchemy.types import TypeEngine

from workflow.clock import in_utc
from workflow.store.chain import microseconds
from workflow.translation import mark

Take = Callable[[Any], Any]
_NO_INSTANT = mark("it is not an instant")


def kind(column: Column[Any]) -> TypeEngine[Any]:
    """Return the type of a column as SQLAlchemy itself has it."""
    found: TypeEngine[Any] = getattr(column.type, "impl_instance", column.type)
    return found


def takes(column: Column[Any], onto: str) -> Take:
    """Return what makes a value of what a driver gives, for ``onto`` (the name of a dialect).

    It raises ``ValueError`` with the reason if that cannot hold it.
    """
    of = type(kind(column))
    take, check = _TAKES[of], of_dialect(onto).CHECKS.get(of)
    if check is None:
        return take

    def checked(value: Any) -> Any:
        taken = take(value)
        check(taken)
        return taken

    return checked


def hashed(value: Any) -> Any:
    """Return a value as it goes into a hash: the same of either database."""
    if isinstance(value, datetime):
        return microseconds(value)
    return repr(value) if isinstance(value, float) else value


def of_dialect(name: str) -> ModuleType:
    """Return the module of what only one kind of database says and refuses."""
    if name == "sqlite":
        from workflow.store import sqlite_rows  # noqa: PLC0415 - only one is needed

        return sqlite_rows
    from workflow.store import postgresql_rows  # noqa: PLC0415

    return postgresql_rows


def _instant(value: Any) -> datetime:
    try:
        if isinstance(value, datetime):
            return in_utc(value)
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(_NO_INSTANT) from None
    if found.tzinfo is not None:
        raise ValueError(_NO_INSTANT)
    return found.replace(tzinfo=UTC)


def _flag(value: Any) -> bool:
    if value not in {0, 1}:
        raise ValueError(mark("it is neither true nor false"))
    return bool(value)


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise ValueError(mark("it is not a whole number"))  # noqa: TRY004 - of what is read
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float):
        raise ValueError(mark("it is not a number"))  # noqa: TRY004
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(mark("it is not text"))  # noqa: TRY004
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(mark("it is not text in UTF-8")) from None
    return value


_TAKES: Mapping[type, Take] = {
    BigInteger: _whole,
    Boolean: _flag,
    DateTime: _instant,
    Float: _number,
    Integer: _whole,
    String: _text,
}
