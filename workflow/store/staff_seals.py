"""Seals over the tables of sites and people: what was changed without the program is found.

No event says who entered what about people, so there is no history to compare them with. With each
change the table it changes is sealed: a number made from all its rows is kept among the settings.
Whoever knows how to can seal what they changed by hand; who only changes it is found.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from sqlalchemy import Connection, Table, bindparam, select

from workflow.store.json_text import encode
from workflow.store.statements import upsert
from workflow.store.tables import contacts, departments, people, posts, settings, sites, skills

_SEALED: Mapping[str, Table] = {
    one.name: one for one in (sites, people, posts, departments, skills, contacts)
}
_PUT = upsert(settings, ["name"], ["number"])
_KEPT = select(settings.c.number).where(settings.c.name == bindparam("called"))
# What a column of the settings holds on every database, and never less than nothing.
_LARGEST = 2**31 - 1


def seal(connection: Connection, names: Iterable[str] = _SEALED) -> None:
    """Seal what tables hold now; ``names`` are those that were changed."""
    for name in names:
        connection.execute(_PUT, {"name": _called(name), "number": _number(connection, name)})


def seal_what_is_not(connection: Connection) -> None:
    """Seal the tables that never were, as those of a database from before there were seals."""
    for name in _SEALED:
        if _kept(connection, name) is None:
            seal(connection, (name,))


def broken_seals(connection: Connection) -> Iterator[str]:
    """Yield the tables that hold something else than what was sealed."""
    for name in _SEALED:
        try:
            there = _number(connection, name)
        except ValueError:  # what no column of ours can hold
            there = None
        if there is None or there != _kept(connection, name):
            yield name


def _called(name: str) -> str:
    return f"seal_of_{name}"


def _kept(connection: Connection, name: str) -> int | None:
    found: int | None = connection.execute(_KEPT, {"called": _called(name)}).scalar()
    return found


def _number(connection: Connection, name: str) -> int:
    """Return a number made from all rows of a table, whatever their order, and on any database."""
    columns = [one for one in _SEALED[name].c if one.name != "id"]
    rows = sorted(encode(list(row)) for row in connection.execute(select(*columns)))
    digest = sha256("\n".join(rows).encode()).digest()
    return int.from_bytes(digest[:4]) & _LARGEST
