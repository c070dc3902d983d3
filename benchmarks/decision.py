"""Deciding in memory, against a bare state machine that only knows whether it may move.

What is decided: who may, what was brought, which branch, which clock stops, which one starts and
when it is due, and what the case is afterwards.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from transitions import Machine

from benchmarks.house import START, SetClock, folder, house, open_complaint
from benchmarks.measuring import Contest, Floor, Scale, repeated
from workflow import Workflow
from workflow.engine.decide import Request, Situation, decide_step
from workflow.engine.directory import Directory
from workflow.service.editions import edition_of
from workflow.service.surroundings import Surroundings
from workflow.store.cases import load

ROUNDS = 25
REPEATED = 500

_JUDGE = {"grounds": "sufficient", "demand": "reasonable", "department": "客房部"}
UNTIL_RESOLVED: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    ("judge", "ann", _JUDGE),
    ("investigate", "ann", {"cause": "滤网堵塞", "responsible": "ann"}),
    ("propose", "ann", {"proposal": "清洗滤网"}),
    ("propose", "ann", {"proposal": "换房"}),
    ("approve", "max", {"chosen": 2, "review": "可行"}),
    ("carry_out", "ann", {"compensation": "none", "consent_customer": "2026-11-02 10:00"}),
)


class Moving:
    """What the bare machine moves."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


@contextmanager
def decision(scale: Scale) -> Iterator[list[Contest]]:  # noqa: ARG001 - needs no scale
    """Prepare two cases, one to be judged and one to be called back."""
    clock = SetClock()
    with folder() as place, house(place / "cases.db", clock) as flow:
        case = open_complaint(flow)
        clock.now = START + timedelta(hours=1)
        judged = situation(flow, case)
        for trigger, actor, data in UNTIL_RESOLVED:
            flow.trigger(case, trigger, data, actor=actor)
        called = situation(flow, case)
        floor = bare_transition()
        yield [
            contest("judge", judged, Request("judge", _JUDGE, "ann"), floor),
            contest(
                "record_callback",
                called,
                Request("record_callback", {"outcome": "satisfied"}, "ann"),
                floor,
            ),
        ]


def contest(name: str, about: Situation, request: Request, floor: "Bare") -> Contest:
    """A decision against the bare machine."""
    deadlines = about.case.deadlines
    after = decide_step(about, request).case.deadlines
    assert len(after) == len(deadlines) + 1, "one clock is armed"
    assert [one.done_at for one in deadlines.values()].count(None) == 1, "one clock runs"
    assert [one.done_at for one in after.values()].count(None) == 1, "and one is met"
    return Contest(
        subject=repeated(lambda: decide_step(about, request), REPEATED),
        floors=(
            Floor(
                f"decide {name} / bare transitions trigger",
                repeated(floor.move, REPEATED),
                bound=3.0,
            ),
        ),
        rounds=ROUNDS,
    )


def situation(flow: Workflow, case: str) -> Situation:
    """What the engine is given to decide about a case now."""
    with flow.transactions.reading() as connection:
        stored = load(connection, int(case.rpartition("-")[2]))
        assert stored is not None
        directory: Directory = flow.directory(connection)
        return Situation(
            edition_of(connection, stored.case.edition),
            stored.case,
            Surroundings(connection, directory, flow.registry),
            flow.now(),
        )


class Bare(NamedTuple):
    """A machine shared by every case, as ours is, with one condition and nothing else."""

    machine: Machine

    def move(self) -> None:
        """Move something from one state to the next."""
        assert self.machine.events["judge"].trigger(Moving("received"), allowed=True)


def bare_transition() -> Bare:
    """Make the machine."""
    machine = Machine(
        model=None,
        states=["received", "judged"],
        initial="received",
        auto_transitions=False,
        send_event=True,
    )
    machine.add_transition(
        "judge", "received", "judged", conditions=[lambda event: event.kwargs["allowed"]]
    )
    return Bare(machine)
