"""Firing what is due in batches, against the same statements in the driver alone; and by several.

One run is recorded: every statement that the driver is told, with its values. Each round then
begins with two copies of the database as it was before. One is swept; on the other the statements
are played, batch by batch, in the same transactions. What they leave is the same in every row.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.crew import Work, crew
from benchmarks.house import START, SetClock, armed, folder, house, promise
from benchmarks.measuring import Contest, Floor, Sample, Scale
from benchmarks.server import database, databases
from benchmarks.statements import (
    Raw,
    Statement,
    contents,
    pragmas,
    raw_file,
    raw_server,
    replay,
    traced,
)
from workflow import Workflow
from workflow.cli.program import BEFORE_COLLECTING
from workflow.service.batches import BATCH

ROUNDS = 5
DUE_SINCE = timedelta(days=5)
BOUND = 4.0


class Ground(NamedTuple):
    """Where it is measured: how a copy is made, and how one is opened with nothing in between."""

    copied: Callable[[], AbstractContextManager[str]]
    opened: Callable[[str], Raw]


@contextmanager
def sweeping(scale: Scale) -> Iterator[list[Contest]]:
    """Prepare a file and a database on a server, with as many deadlines due."""
    gc.set_threshold(BEFORE_COLLECTING)  # as the daemon does
    with folder() as place, databases(scale.server) as made, database(made) as template:
        fill(str(place / "template.db"), scale.fired)
        fill(template, scale.fired)

        @contextmanager
        def copied_file() -> Iterator[str]:
            with folder() as own:
                copyfile(place / "template.db", own / "copy.db")
                yield str(own / "copy.db")

        on_file = Ground(copied_file, _opened_file)
        on_server = Ground(lambda: database(made, template), raw_server)
        many = f"fire {scale.fired:,} due"
        yield [
            against(on_file, f"{many} / its SQL alone, sqlite3", scale.fired),
            against(on_server, f"{many} / its SQL alone, psycopg", scale.fired),
            together(on_server, 2, f"{many}, two daemons / one, PostgreSQL", 1.25, scale.fired),
            together(on_server, 4, f"{many}, four daemons / one, PostgreSQL", 1.0, scale.fired),
        ]


def fill(url: str, due: int) -> None:
    """Make a database in which so many promises are broken by ``START``."""
    clock = SetClock()
    with house(url, clock) as flow:
        promise(flow, clock, START - DUE_SINCE, due)
        assert armed(flow) == due


def _opened_file(url: str) -> Raw:
    with Workflow(url) as flow:
        settings = pragmas(flow.transactions.database.engine)
    return raw_file(Path(url), settings)


def against(ground: Ground, row: str, due: int) -> Contest:
    """Sweeping against the statements of one sweep that was recorded."""
    statements = recorded(ground, due)

    def played() -> float:
        with ground.copied() as url, closing(ground.opened(url)) as connection:
            return _timed(lambda: replay(connection, statements), due)

    def swept() -> float:
        with ground.copied() as url, Workflow(url, clock=SetClock()) as flow:
            assert armed(flow) == due
            took = _timed(flow.fire_due, due)
            assert armed(flow) == 0
            return took

    transactions = sum(one.sql == "COMMIT" for one in statements)
    note = f"{row}: {len(statements)} statements, {transactions} writing transactions"
    return Contest(swept, (Floor(row, played, BOUND),), ROUNDS, note=note)


def _timed(operation: Callable[[], Any], many: int) -> float:
    began = perf_counter()
    operation()
    return (perf_counter() - began) / many


def recorded(ground: Ground, due: int) -> Sequence[Statement]:
    """Return the statements of a sweep, after seeing that they write what the sweep wrote."""
    with ground.copied() as url, Workflow(url, clock=SetClock()) as flow:
        told = traced(flow.transactions.database.engine, flow.fire_due)
        assert armed(flow) == 0
        with closing(ground.opened(url)) as connection:
            swept = contents(connection)
    assert len(swept["notices"]) == due
    with ground.copied() as url, closing(ground.opened(url)) as connection:
        replay(connection, told)
        assert contents(connection) == swept
    return told


def together(ground: Ground, daemons: int, row: str, bound: float, due: int) -> Contest:
    """Several processes that sweep the same database, against one."""

    def sample(number: int) -> Sample:
        def swept() -> float:
            with ground.copied() as url, crew(sweeper, [(url,)] * number) as sweepers:
                took, done = sweepers.work()
                assert sum(done) == due - number, done
                return took / sum(done)

        return swept

    floor = Floor(row, sample(1), bound, at_least=True)
    return Contest(sample(daemons), (floor,), ROUNDS)


def sweeper(url: str) -> Work:
    """Sweep as a round of the daemon does, until nothing is due; it has done so before."""
    flow = Workflow(url, clock=SetClock())
    assert flow.fire_due(limit=1).cases == 1

    def work() -> int:
        swept = 0
        while True:
            report = flow.fire_due(limit=BATCH)
            assert not report.set_aside
            swept += report.cases
            if report.cases < BATCH:
                return swept

    return work
