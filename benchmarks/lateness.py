"""How late a daemon is while a thousand promises a minute are broken and others write.

The daemon is a process of its own, and so are the writers; each writes as fast as it can. A promise
is late from when it was due until the daemon's log says that it has fired, which is after the
commit. The times in which a small commit is durable are taken before and after on the same disk, or
on the same server, with nobody at work: what is late is told in so many of them.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from time import perf_counter
from typing import NamedTuple, Self

from benchmarks.crew import Work, crew
from benchmarks.house import SetClock, folder, house
from benchmarks.measuring import Contest, Floor, Sample, Scale
from benchmarks.server import database, databases
from benchmarks.starting import PROGRAM, environment
from benchmarks.statements import Raw, raw_server
from benchmarks.table import seconds
from workflow import Workflow
from workflow.engine.ladder import MISS

BETWEEN = timedelta(minutes=1) / 1_000
WARMING = 100
"""So many come first and are not counted."""
PROMISED = timedelta(days=3)
LEAD = timedelta(seconds=15)
OPENING = timedelta(milliseconds=15)
"""Time to start everything, and to open a case: more than it takes."""
PATIENCE = 100.0
WRITERS = 2
PRIVATE = 100
"""Cases that each writer writes on, in turn."""
COMMITS = 200
BOUNDS = (("median", 50, 50.0), ("99th percentile", 99, 1_000.0))

Opened = Callable[[], Raw]


class Run(NamedTuple):
    """How late each was, in seconds; how long a durable commit took; acts of writers a second."""

    late: list[float]
    commit: float
    acts: float


@contextmanager
def lateness(scale: Scale) -> Iterator[list[Contest]]:
    """Let them fall due, first on a file and then on a server; the contests tell of it."""
    with folder() as place, databases(scale.server) as made, database(made) as url:
        yield [
            *told("SQLite", run(str(place / "cases.db"), lambda: _file(place), scale.late)),
            *told("PostgreSQL", run(url, lambda: raw_server(url), scale.late)),
        ]


def told(where: str, found: Run) -> Iterator[Contest]:
    """Tell the median and the tail, and in the note how they are distributed."""
    steps = quantiles(found.late, n=100, method="inclusive")
    percents = ", ".join(f"{one} % {seconds(steps[one - 1])}" for one in (10, 25, 50, 75, 90, 99))
    note = (
        f"lateness on {where}: {len(found.late):,} promises, {percents}, "
        f"at most {seconds(max(found.late))}; {WRITERS} writers, {found.acts:.0f} acts a second"
    )
    for name, percent, bound in BOUNDS:
        row = f"late, {name} / a durable commit, {where}"
        floor = Floor(row, _known(found.commit), bound)
        yield Contest(_known(steps[percent - 1]), (floor,), rounds=1, note=note)
        note = ""


def _known(value: float) -> Sample:
    return lambda: value


def run(url: str, opened: Opened, many: int) -> Run:
    """Let so many promises be broken, one after the other, and see when each is."""
    many += WARMING
    first = datetime.now(UTC) + LEAD + OPENING * many
    until = first + BETWEEN * many
    with house(url, SetClock()):
        pass
    private = promises(url, datetime.now(UTC) + PROMISED, WRITERS * PRIVATE)
    promises(url, first, many)
    commits = durable(opened)
    shares = [(url, private[number::WRITERS], until) for number in range(WRITERS)]
    with crew(writing, shares) as writers, Watched(url, many) as daemon:
        assert datetime.now(UTC) < first, "the machine is too slow to make it ready in time"
        took, acts = writers.work()
        late = daemon.late()
    commits += durable(opened)
    return Run(late[WARMING:], median(commits), sum(acts) / took)


def promises(url: str, first: datetime, many: int) -> list[int]:
    """Open cases whose promises fall due one after the other; return their serials."""
    clock = SetClock()
    serials = []
    with Workflow(url, clock=clock) as flow:
        for number in range(many):
            clock.now = first + number * BETWEEN - PROMISED
            case = flow.open("overdue", {"subject": "修理阳台门"}, actor="ann").case
            serials.append(int(case.rpartition("-")[2]))
    return serials


def durable(opened: Opened) -> list[float]:
    """Return how long each of some small commits takes, one after the other."""
    times = []
    with closing(opened()) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_commits (number INTEGER)")
        for number in range(COMMITS):
            began = perf_counter()
            cursor.execute(f"INSERT INTO benchmark_commits VALUES ({number})")
            times.append(perf_counter() - began)
    return times


def _file(place: Path) -> Raw:
    connection = sqlite3.connect(place / "commits.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def writing(url: str, cases: list[int], until: datetime) -> Work:
    """Write as fast as it goes, on one case after the other."""
    flow = Workflow(url)
    flow.next_due()

    def work() -> int:
        for acts, case in enumerate(cycle(cases)):
            if datetime.now(UTC) >= until:
                return acts
            flow.note(case, "顾客来电询问进度", actor="ann")
        raise AssertionError

    return work


class Watched:
    """A daemon, and how late it says that each of so many promises was broken."""

    def __init__(self, url: str, many: int) -> None:
        self._many = many
        self._late: list[float] = []
        self._all = Event()
        self._process = subprocess.Popen(
            [sys.executable, PROGRAM, "--db", url, "daemon", "--log-format", "json"],
            stderr=subprocess.PIPE,
            env=environment(),
            encoding="utf-8",
        )
        self._reader = Thread(target=self._read)

    def __enter__(self) -> Self:
        self._reader.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._reader.join()

    def late(self) -> list[float]:
        """Wait until all were broken; return the seconds each was late."""
        assert self._all.wait(PATIENCE), f"{len(self._late)} of {self._many} were broken"
        return self._late

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            now = datetime.now(UTC)
            about = json.loads(line)
            if about.get("event") == "fired" and about["rung"] == MISS:
                self._late.append((now - datetime.fromisoformat(about["due"])).total_seconds())
                if len(self._late) == self._many:
                    self._all.set()
