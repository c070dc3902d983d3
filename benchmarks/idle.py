"""What the number of cases must not change: looking when nothing is due, starting, and memory.

The cases are open and each has a deadline armed that falls due in three days of real time.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.house import SetClock, armed, folder, house, promise
from benchmarks.measuring import BYTES, Contest, Floor, Sample, Scale, repeated
from benchmarks.starting import PROGRAM, environment, process
from workflow import Workflow
from workflow.bootstrap import run_round
from workflow.notify.settings import standard

ROUNDS = 25
STARTS = 15
REPEATED = 100
FEW = 1_000
# A process has its own peak from when it is made: a small one in between is no part of it.
_PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(peak if sys.platform == "darwin" else 1024 * peak)
"""


@contextmanager
def idle(scale: Scale) -> Iterator[list[Contest]]:
    """Prepare a database with few cases and one with many, nothing due in either."""
    clock = SetClock(datetime.now(UTC))
    with (
        folder() as place,
        house(place / "few.db", clock) as few,
        house(place / "many.db", clock) as many,
    ):
        now = clock.now
        promise(few, clock, now, FEW)
        promise(many, clock, now, scale.armed)
        clock.now = now
        assert (armed(few), armed(many)) == (FEW, scale.armed)
        assert many.fire_due().cases == few.fire_due().cases == 0
        label = f"{scale.armed:,} armed / {FEW:,} armed"
        yield [*looking(few, many, label), *starting(place, label)]


def looking(few: Workflow, many: Workflow, label: str) -> Iterator[Contest]:
    """Looking for what is due, asking when that will be, and a whole round of a daemon."""
    settings = standard()
    for name, operation in (
        ("fire_due", Workflow.fire_due),
        ("next_due", Workflow.next_due),
        ("round", partial(run_round, messages=settings)),
    ):
        floor = Floor(f"idle {name}, {label}", repeated(partial(operation, few), REPEATED), 1.3)
        subject = repeated(partial(operation, many), REPEATED)
        yield Contest(subject, (floor,), rounds=ROUNDS)


def starting(place: Path, label: str) -> Iterator[Contest]:
    """Whole processes: a command about one case, and a daemon that does one round."""
    few, many = str(place / "few.db"), str(place / "many.db")
    for name, words, says in (("show", ("show", "17"), "000017"), ("daemon", _ONCE, "Fired: 0")):
        floor = Floor(f"start {name}, {label}", started(few, words, says), 2.0)
        yield Contest(started(many, words, says), (floor,), rounds=STARTS)
    if os.name == "posix":  # elsewhere nobody tells the peak of another process
        floor = Floor(f"daemon's memory, {label}", _peak(few), 1.2, unit=BYTES)
        yield Contest(_peak(many), (floor,), rounds=5)


_ONCE = ("daemon", "--once")


def started(database: str, words: tuple[str, ...], says: str) -> Sample:
    """A process of the command line."""
    return process("-X", "utf8", PROGRAM, "--lang", "en", "--db", database, *words, says=says)


def _peak(database: str) -> Sample:
    def sample() -> float:
        words = [sys.executable, "-c", _PEAK, PROGRAM, "--db", database, *_ONCE]
        told = subprocess.run(words, env=environment(), stdout=subprocess.PIPE, check=True)
        return float(told.stdout)

    return sample
