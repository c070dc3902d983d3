"""What would have paused a promise while a wrong clock had it missed counts, once that is void."""

import random
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from house import MONDAY

from workflow import Workflow
from workflow.definition.parse import loads

SEARCH = """
language: 1
workflow: search
edition: "1"
effective: 2026-01-01
roles: {specialist: {title: {en: Specialist, zh: 客服专员}}}
fields: {police: {type: flag, title: {en: Police, zh: 报警}}}
states: {got: {editable: [police]}, asked: {editable: [police]}, over: {final: true}}
duties:
  tell: {title: {en: Tell, zh: 告知}, opens: {act: promise}, who: {role: specialist}}
transitions:
  report: {from: new, to: got, by: [specialist]}
  ask: {from: got, to: asked, by: [specialist]}
  answer: {from: asked, to: got, by: [specialist]}
  promise: {from: any_open, stay: true, by: [specialist]}
  tell: {from: any_open, stay: true, by: [specialist], does: tell}
  finish: {from: got, to: over, by: [specialist], waives: tell}
deadlines:
  by_any:
    starts: {act: report}
    met: {entered: over}
    within: 50 hours
    pauses: [{in: asked}, {when: police}]
    missed: [{to: owner}, {after: 1 calendar day, to: owner}]
  by_state:
    starts: {act: report}
    met: {entered: over}
    within: 70 hours
    pauses: {in: asked}
    remind: [{before: 5 hours, to: owner}]
    missed: [{to: owner}]
  by_condition:
    starts: {act: report}
    met: {entered: over}
    within: 45 hours
    pauses: {when: police}
    missed: [{to: owner}]
  telling:
    starts: {opened: tell}
    met: {settled: tell}
    within: 30 hours
    missed: [{to: owner}]
  by_duty:
    starts: {act: report}
    met: {entered: over}
    within: 60 hours
    pauses: {open: tell}
    missed: [{to: owner}]
  anew:
    starts: {act: report}
    met: {entered: over}
    within: 65 hours
    pauses: {in: asked}
    on_resume: restart
    missed: [{to: owner}]
permissions: {correct: [specialist], set: [specialist]}
"""
AHEAD = timedelta(days=9)
HOUR = timedelta(hours=1)


class Plan(NamedTuple):
    """What is done when. From ``first`` to ``last`` the clock is ahead, and it fires before."""

    acts: list[tuple[datetime, str]]
    first: int
    last: int
    void: int


def planned(chance: random.Random) -> Plan:
    """Acts some hours apart; what is wrong is voided after ``void`` of them."""
    asked = police = owed = False
    at, acts = MONDAY, list[tuple[datetime, str]]()
    for _act in range(chance.randint(3, 9)):
        at += chance.randint(1, 16) * HOUR
        act = chance.choice(("state", "state", "police", "duty"))
        if act == "state":
            acts.append((at, "answer" if asked else "ask"))
            asked = not asked
        elif act == "police":
            police = not police
            acts.append((at, f"police={police}"))
        else:
            acts.append((at, "tell" if owed else "promise"))
            owed = not owed
    first = chance.randrange(len(acts))
    last = chance.randrange(first, len(acts))
    return Plan(acts, first, last, chance.randint(last + 1, len(acts)))


def act(flow: Workflow, case: str, what: str) -> None:
    name, _, value = what.partition("=")
    if value:
        flow.set(case, {name: value == "True"}, actor="ann")
    else:
        flow.trigger(case, what, {}, actor="ann")


def lived(flow: Workflow, clock, plan: Plan, *, ahead: timedelta) -> str:
    """A case with all of the plan done. If the clock was ``ahead``, it is put right."""
    clock.now = MONDAY
    case = flow.open("search", {}, actor="ann").case
    since = plan.acts[plan.first][0] - HOUR / 2
    for number, (at, what) in enumerate((*plan.acts, (plan.acts[-1][0] + HOUR, ""))):
        if number == plan.void:
            clock.now = at - HOUR / 4
            if ahead:
                until = plan.acts[plan.last][0]
                report = flow.void_fired(
                    since + ahead, until + ahead, really=since, reason="快了", actor="ann",
                    cases=[case],
                )  # fmt: skip
                assert report.refused == ()
            flow.fire_due()
        wrong = plan.first <= number <= plan.last
        if number == plan.first:
            clock.now = since + ahead
            flow.fire_due()
        clock.now = at + ahead if wrong else at
        if what:
            act(flow, case, what)
    flow.fire_due()
    return case


def promises(flow: Workflow, case: str) -> object:
    """The last cycle of each promise; of one that is over whether it was kept."""
    last = {one.name: one for one in flow.show(case).deadlines}
    return [
        (name, one.status, one.started_at, one.due_at, one.paused_at)
        if one.over_at is None
        else (name, one.status.replace("voided", "met"))
        for name, one in last.items()
    ]


@pytest.mark.long
@pytest.mark.parametrize("seed", [*range(24), 69, 107, 191, 244])
def test_pauses_are_as_if_the_clock_had_been_right(flow: Workflow, clock, seed: int) -> None:
    flow.publish(loads(SEARCH, "search.yaml"))
    plan = planned(random.Random(seed))
    bad = lived(flow, clock, plan, ahead=AHEAD)
    # Not before: the wrong clock would fire there too.
    good = lived(flow, clock, plan, ahead=timedelta())
    assert promises(flow, bad) == promises(flow, good)
    assert not flow.explain(bad, every=True).findings
    assert flow.verify().findings == flow.rebuild(check=True).findings == ()
