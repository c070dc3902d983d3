"""Once it is said what it really was, promises are as if the clock had never been ahead."""

import random
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from house import MONDAY
from test_clocks_put_right import JOB

from workflow import Workflow
from workflow.definition.parse import loads

SLOWLY = JOB.replace("within: 4 hours", "within: 40 hours").replace("within: 2 ", "within: 30 ")
AHEAD = timedelta(hours=7)
MINUTE = timedelta(minutes=1)
NEXT = {"open": ("begin",), "fixing": ("wait", "answered"), "waiting": ("go_on",)}
LEADS = {"begin": "fixing", "wait": "waiting", "go_on": "fixing", "answered": "fixing"}


class Plan(NamedTuple):
    """What is done when, and which of it while the clock is ahead; ``slip`` is said before."""

    steps: list[tuple[datetime, str]]
    first: int
    last: int
    slip: timedelta


def planned(chance: random.Random) -> Plan:
    """Steps some minutes apart, none before its time, and no duty done twice."""
    state, at, steps = "open", MONDAY, list[tuple[datetime, str]]()
    for _step in range(chance.randint(3, 8)):
        at += chance.randint(5, 25) * MINUTE
        step = chance.choice(NEXT[state])
        if step == "answered" and step in [one for _at, one in steps]:
            step = "wait"
        steps.append((at, step))
        state = LEADS[step]
    first = chance.randrange(len(steps))
    last = chance.randrange(first, len(steps))
    return Plan(steps, first, last, chance.choice((-3, 0, 0, 3)) * MINUTE)


def lived(flow: Workflow, clock, plan: Plan, ahead: timedelta) -> str:
    clock.now = MONDAY
    case = flow.open("job", {}, actor="ann").case
    for number, (at, step) in enumerate(plan.steps):
        clock.now = at + ahead if plan.first <= number <= plan.last else at
        flow.trigger(case, step, {}, actor="ann")
    clock.now = plan.steps[-1][0] + 30 * MINUTE
    return case


def promises(flow: Workflow, case: str) -> object:
    view = flow.show(case)
    running = [
        (one.name, one.status, one.started_at, one.due_at, one.paused_at)
        for one in view.deadlines
        if one.over_at is None
    ]
    return sorted(running, key=str), [(one.opened_at, one.settled_at) for one in view.duties]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_was_done_by_a_clock_that_was_ahead(flow: Workflow, clock, seed: int) -> None:
    flow.publish(loads(SLOWLY, "job.yaml"))
    plan = planned(random.Random(seed))
    good, bad = lived(flow, clock, plan, timedelta()), lived(flow, clock, plan, AHEAD)
    first, last = plan.steps[plan.first][0], plan.steps[plan.last][0]
    for really in (first + plan.slip, first):
        report = flow.void_fired(
            first + AHEAD, last + AHEAD, really=really, reason="快了", actor="ann", cases=[bad]
        )
    assert report.refused == ()
    assert promises(flow, bad) == promises(flow, good)
    clock.advance(minutes=10)
    step = NEXT[flow.show(bad).state][0]
    for case in (good, bad):
        flow.trigger(case, step, {}, actor="ann")
    assert promises(flow, bad) == promises(flow, good)
    assert not flow.explain(bad, every=True).findings
    assert flow.verify().findings == flow.rebuild(check=True).findings == ()
