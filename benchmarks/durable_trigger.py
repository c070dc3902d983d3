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
from typing import Any

from benchmarks.house import SetClock, folder, house, open_complaint
from benchmarks.measuring import Contest, Floor, Scale
from benchmarks.statements import (
    Statement,
    adapted,
    pragmas,
    raw_file,
    replay,
    traced,
    written,
)
from workflow import Workflow

ROUNDS = 25
STEPS = 10
"""Steps per round."""
CASES = 1_000
"""Opened before: one step is taken on each."""

_DATA = {"grounds": "sufficient", "demand": "reasonable", "department": "客房部"}


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
        with closing(raw_file(place / "floor.db", pragmas(engine))) as connection:
            check(place / "subject.db", connection, statements, serial(example), serial(spare))
            acted = iter(steps)
            replayed = (adapted(statements, serial(example), serial(one)) for one in steps)
            yield [
                Contest(
                    subject=lambda: timed(partial(step, flow), acted),
                    floors=(
                        Floor(
                            "durable trigger / its SQL alone",
                            lambda: timed(partial(replay, connection), replayed),
                            bound=3.0,
                        ),
                    ),
                    rounds=ROUNDS,
                    note=f"durable trigger: {len(statements)} statements, "
                    f"{sum(one.sql in ('COMMIT', 'ROLLBACK') for one in statements)} transactions",
                )
            ]


def step(flow: Workflow, case: str | int) -> None:
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


def check(
    file: Path,
    connection: sqlite3.Connection,
    statements: list[Statement],
    example: int,
    other: int,
) -> None:
    """Make sure that the replay writes what the real step wrote, on whatever case it is run."""
    replay(connection, statements)
    replay(connection, adapted(statements, example, other))
    with closing(sqlite3.connect(file)) as real:
        step_wrote = written(real, example)
        for replayed in (example, other):
            assert written(connection, replayed) == step_wrote
