"""Firing what is due among very many deadlines, against one scheduler job per deadline.

Both run in this process, which looks for garbage as seldom as the daemon does.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter

from benchmarks.house import START, SetClock, armed, folder, house, promise
from benchmarks.measuring import Contest, Floor, Scale
from benchmarks.peers import Peer, lapse_in_session, lapse_in_sql
from workflow import Workflow
from workflow.cli.program import BEFORE_COLLECTING

ROUNDS = 7


@contextmanager
def firing(scale: Scale) -> Iterator[list[Contest]]:
    """Prepare ours and both peers, each with as many deadlines armed."""
    gc.set_threshold(BEFORE_COLLECTING)
    clock = SetClock()
    with folder() as place, house(place / "cases.db", clock) as flow:
        waiting = scale.armed - scale.due
        promise(flow, clock, START, waiting)
        peers = {}
        for name, job in (("sqlite3", lapse_in_sql), ("SQLModel", lapse_in_session)):
            (place / name).mkdir()
            peers[name] = Peer(place / name, job, waiting, tuned=scale.tuned)
        yield [
            Contest(
                subject=lambda: fire(flow, clock, scale),
                floors=(
                    _floor("sqlite3", peers["sqlite3"], scale, bound=4.0),
                    _floor("SQLModel", peers["SQLModel"], scale, bound=10.0),
                ),
                rounds=ROUNDS,
                note=f"firing: {scale.due:,} due of {scale.armed:,} armed, time per deadline",
            )
        ]
        for peer in peers.values():
            peer.close()


def _floor(name: str, peer: Peer, scale: Scale, *, bound: float) -> Floor:
    def sample() -> float:
        took = peer.fire(scale.due)
        assert peer.armed() == scale.armed - scale.due
        return took / scale.due

    peer_name = f"{name}, tuned" if scale.tuned else name
    return Floor(f"fire due / one APScheduler job each, {peer_name}", sample, bound, at_least=True)


def fire(flow: Workflow, clock: SetClock, scale: Scale) -> float:
    """Let some of all that are armed fall due, and fire them; return the seconds for each."""
    promise(flow, clock, START - timedelta(days=5), scale.due)
    assert armed(flow) == scale.armed
    clock.now = START
    began = perf_counter()
    report = flow.fire_due()
    took = perf_counter() - began
    assert report.cases == scale.due
    assert not report.set_aside
    assert armed(flow) == scale.armed - scale.due
    return took / scale.due
