"""One step of a case, through the front door and on disk, against nothing but its SQL.

The floor replays the statements of one real step, with their parameters, on another case that
stands where that one stood: the same rows are written, under the same guarantees.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from shutil import copyfile
from time import perf_counter
from typing import Any, NamedTuple

from sqlalchemy import Engine, event

from benchmarks.house import SetClock, folder, house, open_complaint
from benchmarks.measuring import Contest, Floor, Scale
from workflow import Workflow

ROUNDS = 25
STEPS = 10
"""Steps per round."""
CASES = 1_000
"""Opened before: one step is taken on each."""
PRAGMAS = ("busy_timeout", "foreign_keys", "synchronous", "secure_delete", "temp_store")

_DATA = {"grounds": "sufficient", "demand": "reasonable", "department": "客房部"}
_OF_CASE = {"cases": "id = ?", "events": "case_id = ? AND seq > 1", "deadlines": "case_id = ?"}
_WRITTEN = {
    "cases": "version, state, owner, next_at, hash, snapshot",
    "events": "seq, type, at, payload, hash",
    "deadlines": "name, cycle, status, started_at, due_at, done_at, next_at",
}


class Statement(NamedTuple):
    """A statement as the driver was given it; ``many`` sets of parameters or one."""

    sql: str
    parameters: Any
    many: bool


@contextmanager
def durable_trigger(scale: Scale) -> Iterator[list[Contest]]:  # noqa: ARG001 - needs no scale
    """Prepare two copies of one database: one is acted on, the other replayed on."""
    with folder() as place, house(place / "subject.db", SetClock()) as flow:
        numbers = [open_complaint(flow) for _ in range(CASES)]
        engine = flow.transactions.database.engine
        step(flow, numbers[0])
        engine.raw_connection().cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copyfile(place / "subject.db", place / "floor.db")
        # Its serial must be like no other number among the parameters; ``check`` sees to that.
        *steps, example, spare = numbers[1:]
        statements = traced(engine, partial(step, flow, example))
        with closing(raw(place / "floor.db", pragmas(engine))) as connection:
            check(place / "subject.db", connection, statements, serial(example), serial(spare))
            acted, replayed = iter(steps), iter(steps)
            yield [
                Contest(
                    subject=lambda: timed(partial(step, flow), acted),
                    floors=(
                        Floor(
                            "durable trigger / its SQL alone",
                            lambda: timed(
                                partial(replay, connection, statements, serial(example)),
                                map(serial, replayed),
                            ),
                            bound=3.0,
                        ),
                    ),
                    rounds=ROUNDS,
                    note=f"durable trigger: {len(statements)} statements, "
                    f"{sum(one.sql in ('COMMIT', 'ROLLBACK') for one in statements)} transactions",
                )
            ]


def step(flow: Workflow, case: str) -> None:
    """Take the step: data, a branch, one clock met and the next one armed."""
    flow.trigger(case, "judge", _DATA, actor="ann")


def serial(case: str) -> int:
    """The serial in a full number."""
    return int(case.rpartition("-")[2])


def timed(operation: Any, names: Iterator[Any]) -> float:
    """Return the seconds one operation takes, over a round's cases."""
    chosen = list(islice(names, STEPS))
    assert len(chosen) == STEPS, "more rounds than there are cases"
    began = perf_counter()
    for name in chosen:
        operation(name)
    return (perf_counter() - began) / len(chosen)


def traced(engine: Engine, operation: Any) -> list[Statement]:
    """Return everything the driver is told while ``operation`` runs."""
    told: list[Statement] = []

    def execute(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        told.append(Statement(sql, values, many))

    def ended(word: str) -> Any:
        return lambda _connection: told.append(Statement(word, (), many=False))

    def begun(connection: Any) -> None:
        writing = connection.get_execution_options().get("complaints_writing")
        told.append(Statement("BEGIN IMMEDIATE" if writing else "BEGIN", (), many=False))

    listeners = {
        "begin": begun,
        "before_cursor_execute": execute,
        "commit": ended("COMMIT"),
        "rollback": ended("ROLLBACK"),
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        operation()
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
    return told


def pragmas(engine: Engine) -> dict[str, int]:
    """Return the settings of the engine's connections."""
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        return {one: cursor.execute(f"PRAGMA {one}").fetchone()[0] for one in PRAGMAS}


def raw(file: Path, settings: dict[str, int]) -> sqlite3.Connection:
    """Open a database with nothing in between, and the same settings."""
    connection = sqlite3.connect(file, isolation_level=None)
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name} = {value}")
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    assert mode == "wal", mode
    return connection


def replay(
    connection: sqlite3.Connection, statements: list[Statement], example: int, other: int
) -> None:
    """Run the statements of the case ``example`` on the case ``other``."""
    for sql, parameters, many in statements:
        if many:
            connection.executemany(sql, [adapted(one, example, other) for one in parameters])
        else:
            connection.execute(sql, adapted(parameters, example, other)).fetchall()


def adapted(parameters: Any, example: int, other: int) -> tuple[Any, ...]:
    """Put another case's serial where the example's is."""
    return tuple(other if one == example and type(one) is int else one for one in parameters)


def check(
    file: Path,
    connection: sqlite3.Connection,
    statements: list[Statement],
    example: int,
    other: int,
) -> None:
    """Make sure that the replay writes what the real step wrote, on whatever case it is run."""
    replay(connection, statements, example, example)
    replay(connection, statements, example, other)
    with closing(sqlite3.connect(file)) as real:
        for table, columns in _WRITTEN.items():
            query = (
                f"SELECT {columns} FROM complaints_{table} WHERE {_OF_CASE[table]} ORDER BY 1, 2"
            )
            written = real.execute(query, (example,)).fetchall()
            for replayed in (example, other):
                assert connection.execute(query, (replayed,)).fetchall() == written, table
