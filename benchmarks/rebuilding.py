"""Comparing every case with its history, against merely reading the same events and their JSON.

The cases are complaints that wait for the call back, with seven events each. It looks for garbage
as seldom as the command does.
"""

import gc
import json
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks.decision import UNTIL_RESOLVED
from benchmarks.house import PATTERNS, START, SetClock, copy_of, folder, house, open_complaint
from benchmarks.measuring import BYTES, Contest, Floor, Sample, Scale, repeated
from workflow import Workflow
from workflow.cli.program import BEFORE_COLLECTING

ROUNDS = 9
FEW = 1_000
_PAYLOAD = 9
_EVENTS = (
    "SELECT case_id, seq, type, version, at, recorded_at, performed_by, recorded_by, edition, "
    "payload, once, hash FROM complaints_events ORDER BY case_id, seq"
)


@contextmanager
def rebuilding(scale: Scale) -> Iterator[list[Contest]]:
    """Prepare a database with few cases and one with many, each as its events say."""
    gc.set_threshold(BEFORE_COLLECTING)
    clock = SetClock()
    with (
        folder() as place,
        house(place / "few.db", clock) as few,
        house(place / "many.db", clock) as many,
    ):
        resolve(few, clock, FEW)
        resolve(many, clock, scale.rebuilt)
        row = f"rebuild --check, {scale.rebuilt:,} cases / raw sqlite3 + json"
        memory = f"rebuild --check, memory, {scale.rebuilt:,} cases / {FEW:,} cases"
        yield [
            Contest(
                subject=repeated(lambda: check(many, scale.rebuilt), 1),
                floors=(Floor(row, repeated(lambda: read(place / "many.db"), 1), 5.0),),
                rounds=ROUNDS,
            ),
            Contest(
                subject=_peak(many, scale.rebuilt),
                floors=(Floor(memory, _peak(few, FEW), 1.2, unit=BYTES),),
                rounds=1,
            ),
        ]


def resolve(flow: Workflow, clock: SetClock, many: int) -> None:
    """Make ``many`` complaints that were resolved and are to be called back."""
    patterns = []
    for number in range(PATTERNS):
        clock.now = START + timedelta(minutes=number)
        case = open_complaint(flow)
        clock.now += timedelta(hours=1)
        for trigger, actor, data in UNTIL_RESOLVED:
            flow.trigger(case, trigger, data, actor=actor)
        patterns.append(case)
    copy_of(flow, patterns, many)


def check(flow: Workflow, cases: int) -> None:
    """Compare every case with its history."""
    assert flow.rebuild(check=True) == (cases, 0, ())


def read(file: Path) -> None:
    """Read every event and the JSON in it, and do nothing with it."""
    with closing(sqlite3.connect(file)) as connection:
        for row in connection.execute(_EVENTS):
            json.loads(row[_PAYLOAD])


def _peak(flow: Workflow, cases: int) -> Sample:
    def sample() -> float:
        gc.collect()
        tracemalloc.start()
        try:
            check(flow, cases)
            return float(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()

    return sample
