"""Explaining a deadline of a case with a long history, against reading and decoding that history.

The floor is what any answer from the events must do first: one statement in plain ``sqlite3``, and
the JSON of each event. Explaining also checks every hash, makes the case anew, counts each interval
and asks who would be told.
"""

import gc
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks.house import START, SetClock, folder, house
from benchmarks.measuring import Contest, Floor, Scale, repeated
from workflow import Workflow
from workflow.cli.program import BEFORE_COLLECTING

ROUNDS = 25
REPEATED = 20
EVENTS = 200
PAUSES = 12
LETTER = Path(__file__).with_name("letter.yaml")

_READ = """
    SELECT
        seq, type, version, at, recorded_at, performed_by, recorded_by, edition, payload, once, hash
    FROM complaints_events WHERE case_id = ? ORDER BY seq
"""


@contextmanager
def explaining(scale: Scale) -> Iterator[list[Contest]]:  # noqa: ARG001 - needs no scale
    """Prepare a case that was paused again and again, and written about in between."""
    gc.set_threshold(BEFORE_COLLECTING)  # as the command does
    clock = SetClock()
    with folder() as place, house(place / "letters.db", clock) as flow:
        serial = paused_again_and_again(flow, clock)
        with closing(sqlite3.connect(place / "letters.db")) as connection:

            def read() -> int:
                rows = connection.execute(_READ, (serial,)).fetchall()
                return len([json.loads(row[8]) for row in rows])

            assert read() == EVENTS
            found = flow.explain(serial)
            assert not found.findings
            assert len(found.cycles[0].pauses) == PAUSES
            yield [
                Contest(
                    repeated(lambda: flow.explain(serial), REPEATED),
                    (
                        Floor(
                            "explain / reading 200 events",
                            repeated(read, REPEATED),
                            bound=5.0,
                        ),
                    ),
                    ROUNDS,
                )
            ]


def paused_again_and_again(flow: Workflow, clock: SetClock) -> int:
    """Make a history of 200 events and return the serial of its case."""
    flow.publish(LETTER)
    clock.now = START
    case = flow.open("letter", {"subject": "bill"}, actor="ann").case
    for _ in range(PAUSES):
        for step in ("ask_back", "hear"):
            clock.now += timedelta(minutes=40)
            flow.trigger(case, step, actor="ann")
    while flow.show(case).version < EVENTS:
        clock.now += timedelta(minutes=1)
        flow.note(case, "顾客来电询问进度", actor="ann")
    return flow.show(case).serial
