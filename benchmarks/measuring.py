"""Measuring side by side: subject and floors in turn, round by round, and the median of the ratios.

Absolute times belong to a machine and a minute; a ratio of two things measured within the same
second holds. What disturbs a round disturbs both sides of it, and the median forgets it.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter
from typing import NamedTuple, Protocol

Sample = Callable[[], float]
"""Runs once and returns the seconds one operation took; what it prepares is not timed.

Where the unit says so, it returns the bytes it held at most instead.
"""

SECONDS = "s"
BYTES = "B"
PROBES = 15
QUIET = 0.10


class Floor(NamedTuple):
    """What the subject is compared with.

    ``bound`` limits the subject's time over the floor's; with ``at_least`` it is the rate of the
    subject over the floor's that must not fall below it.
    """

    row: str
    sample: Sample
    bound: float
    at_least: bool = False
    unit: str = SECONDS


class Contest(NamedTuple):
    """A subject and its floors, ready to be measured. ``note`` is printed below the table."""

    subject: Sample
    floors: tuple[Floor, ...]
    rounds: int
    note: str = ""


class Scale(NamedTuple):
    """How many deadlines are armed, how many fall due at once, and whether peers are tuned.

    ``rebuilt`` is how many cases are compared with their history, ``fired`` how many deadlines are
    fired in batches, ``late`` how many fall due one by one. ``server`` is the URL of a PostgreSQL
    server; without it one is started.
    """

    armed: int
    due: int
    tuned: bool = False
    rebuilt: int = 10_000
    fired: int = 10_000
    late: int = 1_000
    server: str | None = None


class Benchmark(Protocol):
    """Prepares contests in a context that cleans up after them."""

    def __call__(self, scale: Scale) -> AbstractContextManager[list[Contest]]:
        """Prepare the contests."""


class Row(NamedTuple):
    """One line of the result: medians, in ``unit``."""

    name: str
    subject: float
    floor: float
    ratio: float
    bound: float
    at_least: bool
    rounds: int
    unit: str = SECONDS

    @property
    def ok(self) -> bool:
        """Whether the bound is kept."""
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound


def measure(contest: Contest, rounds: int | None = None) -> list[Row]:
    """Measure subject and floors in turn; one more round comes first and is thrown away."""
    samples = (contest.subject, *(floor.sample for floor in contest.floors))
    counted = rounds or contest.rounds
    times = [[sample() for sample in samples] for _round in range(counted + 1)][1:]
    return [
        _row(floor, [(one[0], one[place]) for one in times])
        for place, floor in enumerate(contest.floors, start=1)
    ]


def _row(floor: Floor, pairs: list[tuple[float, float]]) -> Row:
    if floor.at_least:
        ratios = [other / subject for subject, other in pairs]
    else:
        ratios = [subject / other for subject, other in pairs]
    return Row(
        floor.row,
        median(subject for subject, _ in pairs),
        median(other for _, other in pairs),
        median(ratios),
        floor.bound,
        floor.at_least,
        len(pairs),
        floor.unit,
    )


def repeated(operation: Callable[[], object], times: int) -> Sample:
    """Return a sample of ``operation`` repeated so often that the clock's grain does not matter."""

    def sample() -> float:
        began = perf_counter()
        for _ in range(times):
            operation()
        return (perf_counter() - began) / times

    return sample


class Quietness(NamedTuple):
    """How long the same work took again and again: the median, and how far the times spread.

    ``sync`` is the median time in which the disk made a small write durable.
    """

    median: float
    spread: float
    sync: float

    @property
    def quiet(self) -> bool:
        """Whether the machine did little else."""
        return self.spread <= QUIET


def all_quiet(probes: Sequence[Quietness]) -> bool:
    """Whether every probe was quiet, and none much slower than another."""
    loops, syncs = [one.median for one in probes], [one.sync for one in probes]
    steady = max(loops) <= min(loops) * (1 + QUIET) and max(syncs) <= 2 * min(syncs)
    return steady and all(one.quiet for one in probes)


def probe() -> Quietness:
    """Time a fixed loop several times; on a quiet machine it always takes as long.

    The spread is between the tenth and the ninetieth percentile: one hiccup is not a busy machine.
    """
    times = sorted(_fixed_work() for _ in range(PROBES))
    cut = PROBES // 10
    typical = median(times)
    return Quietness(typical, (times[-1 - cut] - times[cut]) / typical, _sync())


def _sync() -> float:
    times = []
    with TemporaryFile() as file:
        for _ in range(PROBES):
            began = perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            times.append(perf_counter() - began)
    return median(times)


def _fixed_work() -> float:
    began = perf_counter()
    total = 0
    for number in range(400_000):
        total += number & 7
    return perf_counter() - began
