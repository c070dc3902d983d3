"""A copy that is not finished: a mark in it, so that only whoever goes on with it uses it.

Where the revision stands, a word stands that is none: whoever opens it, also an older version of
this program, refuses it.
"""

from typing import NamedTuple

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, select, text

from workflow.store.tables import METADATA, PREFIX, VERSION_TABLE

COPYING = "copying"
"""What stands where the revision stands."""

# Apart from our tables: it is there only as long as the copy is not finished.
_marks = Table(
    f"{PREFIX}copying",
    MetaData(),
    Column("source", String, nullable=False),
    Column("begun_at", String, nullable=False),
    Column("state", String, nullable=False),
)
SOURCE = str(select(_marks.c.source))
"""Asks of what it is a copy."""
_SET_REVISION = text(f"UPDATE {VERSION_TABLE} SET version_num = :revision")  # noqa: S608 - constant


class Mark(NamedTuple):
    """Of what a copy is, by its URL without a password; since when; a hash of all that held."""

    source: str
    begun_at: str
    state: str


def begin(connection: Connection, mark: Mark) -> None:
    """Mark a database that was just made as an unfinished copy, with nothing in its tables."""
    for table in reversed(METADATA.sorted_tables):
        connection.execute(delete(table))  # what migrations put there
    _marks.create(connection)
    connection.execute(insert(_marks), mark._asdict())
    connection.execute(_SET_REVISION, {"revision": COPYING})


def mark(connection: Connection) -> Mark:
    """Return the mark of an unfinished copy."""
    return Mark._make(connection.execute(select(_marks)).one())


def end(connection: Connection, revision: str) -> None:
    """Let a copy be a database of a revision like any other."""
    _marks.drop(connection)
    connection.execute(_SET_REVISION, {"revision": revision})
