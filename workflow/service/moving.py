"""Copying a database into an empty one, of either kind: all of it, compared, or it is not used."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, inspect

from workflow.clock import to_text
from workflow.errors import (
    CopyOfAnother,
    CopyUnfit,
    DaemonLives,
    SourceMissing,
    StoreInUse,
    StoreMissing,
    StoreUnusable,
)
from workflow.service import health
from workflow.service.damage import damaged_histories
from workflow.store import rows, schema, unfinished
from workflow.store.database import Database, open_database
from workflow.store.guards import install_guards
from workflow.store.integrity import broken_references
from workflow.store.json_text import encoded
from workflow.store.rows import Digest, Reader, Unfit
from workflow.store.schema import REVISIONS
from workflow.store.tables import METADATA, PREFIX, VERSION_TABLE, cases, events, people
from workflow.store.unfinished import Mark
from workflow.translation import gettext

Watch = Callable[[str, int, int], None]


class CopiedTable(NamedTuple):
    """A table that was copied: how many rows, their hash in FROM, and whether that in TO is it."""

    name: str
    rows: int
    sha256: str
    equal: bool


class Copied(NamedTuple):
    """What became of a copy. URLs are without a password.

    ``found`` counts the rows that an unfinished copy had already. ``damaged`` are cases whose
    history is not what was recorded, in both.
    """

    source: str
    target: str
    tables: tuple[CopiedTable, ...]
    found: int
    damaged: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        """The tables that are not what was copied; if there are some, the copy cannot be opened."""
        return tuple(one.name for one in self.tables if not one.equal)


def copy(
    source: str,
    target: str,
    *,
    now: datetime,
    busy_seconds: float | None = None,
    watch: Watch | None = None,
) -> Copied:
    """Copy a database into an empty one, or go on with a copy of it that was not finished.

    Nobody can write to ``source`` meanwhile; it is left as it is. ``watch`` is told of each table
    how many rows are there, of how many. Raises ``DaemonLives``
    while a daemon lives on it, ``StoreInUse``, ``CopyOfAnother``, ``CopyUnfit`` and the errors of
    opening a database; then nothing was written.
    """
    try:
        old = open_database(source, busy_seconds=busy_seconds)
    except StoreMissing as error:
        raise SourceMissing(error.url) from error
    new = open_database(target, create=True, busy_seconds=busy_seconds)
    with closing(old), closing(new):
        schema.check(old)
        with old.still() as reading:
            # Asked now: another copy of it may have come to its end while this one waited.
            begun = _begun(target, busy_seconds)
            if health.lives(reading, now):
                raise DaemonLives(old.url, int(health.MAX_AGE.total_seconds()))
            readers = [Reader(one, new.engine.dialect.name) for one in METADATA.sorted_tables]
            held = _looked_at(old, reading, readers)
            _begin(new, begun, Mark(old.url, to_text(now), _state(held)))
            found = sum(_filled(new, reading, one, held, watch) for one in readers)
            done = Copied(old.url, new.url, tuple(_compared(new, held)), found)
            return done if done.differing else done._replace(damaged=_end(new, reading))


def _begun(target: str, busy_seconds: float | None) -> Mark | None:
    """Return the mark of a copy that is there; ``None`` if nothing is."""
    try:
        there = open_database(target, busy_seconds=busy_seconds)
    except StoreMissing:
        return None
    with closing(there), there.reading() as connection:
        return _marked(there.url, connection)


def _marked(url: str, connection: Connection) -> Mark | None:
    names = set(inspect(connection).get_table_names())
    if VERSION_TABLE in names and schema.revision(connection) == unfinished.COPYING:
        return unfinished.mark(connection)
    if any(one.startswith(PREFIX) for one in names):
        raise StoreInUse(url, _told_of(connection, names))
    return None


def _told_of(connection: Connection, names: set[str]) -> list[str]:
    """Return what is in a database that is not empty, for people."""
    known = [one for one in (cases, events, people) if one.name in names]
    counts = [f"{one.name} ({rows.count(connection, one)})" for one in known]
    return counts or sorted(one for one in names if one.startswith(PREFIX))


def _looked_at(old: Database, reading: Connection, readers: Sequence[Reader]) -> dict[str, Digest]:
    """Return what each table holds, if all of it can be copied."""
    broken = broken_references(reading)
    if broken.cases or broken.without_edition or broken.others:
        reason = gettext("rows in it refer to what is not there; look with `complaints verify`.")
        raise StoreUnusable(old.url, reason)
    held = {one.table.name: one.digest(reading) for one in readers}
    unfit = [_place(each) for one in readers for each in one.unfit]
    more = sum(one.left_out for one in readers) - len(unfit)
    if more:
        unfit.append(gettext("{number} more").format(number=more))
    if unfit:
        raise CopyUnfit(old.url, unfit)
    return held


def _place(unfit: Unfit) -> str:
    text = gettext("{column} of {key} in {table} ({reason})")
    return text.format_map({**unfit._asdict(), "reason": gettext(unfit.reason)})


def _state(held: Mapping[str, Digest]) -> str:
    """Return a hash of all that a database holds."""
    return sha256(encoded([REVISIONS[-1], *held.items()])).hexdigest()


def _begin(new: Database, begun: Mark | None, mark: Mark) -> None:
    """Make the tables of a copy, or see that one that was begun is of the same."""
    if begun is None:
        blank = partial(_marked, new.url)  # still, or nothing is changed
        schema.upgrade(new, beforehand=blank, afterwards=partial(unfinished.begin, mark=mark))
    elif begun.state != mark.state:
        raise CopyOfAnother(new.url, begun.source, begun.begun_at, mark.source)


def _filled(
    new: Database,
    reading: Connection,
    reader: Reader,
    held: Mapping[str, Digest],
    watch: Watch | None,
) -> int:
    """Copy what a table lacks; return how many rows it had."""
    table = reader.table
    with new.reading() as connection:
        found = there = rows.count(connection, table)
    for batch in rows.batches(reader.rows(reading, after=found)):
        with new.writing() as connection:
            rows.write(connection, table, batch)
        there += len(batch)
        if watch is not None:
            watch(table.name, there, held[table.name].rows)
    return found


def _compared(new: Database, held: Mapping[str, Digest]) -> Iterator[CopiedTable]:
    with new.reading() as connection:
        for table in METADATA.sorted_tables:
            digest = Reader(table, new.engine.dialect.name).digest(connection)
            wanted = held[table.name]
            yield CopiedTable(table.name, *wanted, equal=digest == wanted)


def _end(new: Database, reading: Connection) -> tuple[str, ...]:
    """Let a copy be a database like any other; return the cases whose history is damaged."""
    with new.writing() as connection:
        damaged = tuple(damaged_histories(connection))
        for table in METADATA.sorted_tables:
            rows.go_on_from(connection, table, rows.last_number(reading, table))
        install_guards(connection)  # if somebody took one away meanwhile
        unfinished.end(connection, REVISIONS[-1])
    return damaged
