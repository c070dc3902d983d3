"""After a clock that was ahead: what was done since counts from when it really was done."""

from datetime import datetime, timedelta

import pytest
from house import MONDAY

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.engine.timing import TOLERATED_SKEW
from workflow.errors import InputImpossible
from workflow.report.explanation import explanation
from workflow.report.glossary import told_by
from workflow.service.views import CaseView, DeadlineView, VoidingReport

pytestmark = pytest.mark.both

WRONG = MONDAY + timedelta(days=10)
WHY = {"reason": "时钟快了", "actor": "ann"}
HOUR = timedelta(hours=1)

JOB = """
language: 1
workflow: job
edition: "1"
effective: 2026-01-01
roles: {specialist: {title: {en: Specialist, zh: 客服专员}}}
fields: {seen: {type: moment, title: {en: Seen, zh: 发现}}}
states: {open: {}, fixing: {}, waiting: {}, over: {final: true}}
duties:
  answer:
    title: {en: Answer, zh: 答复}
    opens: {act: begin}
    who: {role: specialist}
transitions:
  report: {from: new, to: open, by: [specialist]}
  begin: {from: open, to: fixing, by: [specialist]}
  wait: {from: fixing, to: waiting, by: [specialist]}
  go_on: {from: waiting, to: fixing, by: [specialist]}
  answered: {from: fixing, to: fixing, by: [specialist], does: answer}
  look: {from: open, stay: true, by: [specialist], needs: [seen]}
  finish:
    from: fixing
    to: over
    by: [specialist]
    waives: answer
    not_before: {act: begin, plus: 1 hour}
deadlines:
  start:
    starts: {act: report}
    met: {entered: fixing}
    within: 2 hours
    missed: [{to: owner}, {after: 1 calendar day, to: owner}]
  visit:
    starts: {field: seen}
    met: [{entered: fixing}, {entered: over}]
    within: 72 hours
    missed: [{to: owner}]
  fix:
    starts: {act: begin}
    met: {entered: over}
    within: 4 hours
    pauses: {in: waiting}
    remind: [{before: 1 hour, to: owner}]
    missed: [{to: owner}]
  back:
    starts: {entered: waiting}
    met: {left: waiting}
    within: 30 calendar days
    missed: [{to: owner}]
  word:
    starts: {opened: answer}
    met: {settled: answer}
    within: 30 calendar days
    missed: [{to: owner}]
permissions: {correct: [specialist]}
"""


@pytest.fixture
def job(flow: Workflow, clock) -> str:
    """A case in which a clock ten days ahead has fired a miss; the clock is right again."""
    flow.publish(loads(JOB, "job.yaml"))
    case = flow.open("job", {}, actor="ann").case
    clock.now = WRONG
    assert flow.fire_due().fired
    clock.now = MONDAY + HOUR
    return case


def do(flow: Workflow, case: str, step: str) -> None:
    flow.trigger(case, step, {}, actor="ann")


def void(flow: Workflow, really: datetime | None = None, **more: object) -> VoidingReport:
    return flow.void_fired(WRONG, WRONG + HOUR, really=really, **WHY, **more)


def last(view: CaseView, name: str) -> DeadlineView:
    return [one for one in view.deadlines if one.name == name][-1]


def in_order(flow: Workflow, case: str) -> None:
    assert flow.verify().findings == ()
    assert flow.rebuild(check=True).findings == ()
    assert not flow.explain(case, every=True).findings


@pytest.mark.parametrize("really", [None, MONDAY + timedelta(minutes=10)])
def test_what_is_begun_after_a_wrong_firing_counts_from_when_it_was_begun(
    flow: Workflow, clock, job: str, really: datetime | None
) -> None:
    do(flow, job, "begin")
    assert last(flow.show(job), "fix").due_at > MONDAY + timedelta(days=1)
    clock.now = MONDAY + 2 * HOUR
    told = void(flow, really, dry_run=True)
    report = void(flow, really)
    assert told == report._replace(dry_run=True)
    assert report.refused == ()
    (right,) = report.put_right
    assert [one.due_at for one in right.deadlines if one.deadline == "fix"] == [MONDAY + 5 * HOUR]
    assert not right.deadlines[0].past
    assert last(flow.show(job), "fix").due_at == MONDAY + 5 * HOUR
    assert last(flow.show(job), "start").status == "voided"
    in_order(flow, job)
    clock.now = MONDAY + 5 * HOUR
    assert [one.rung for one in flow.fire_due().fired] == ["remind.1", "miss", "missed.1"]
    in_order(flow, job)


def test_the_history_and_the_explanation_say_when_it_really_was(
    flow: Workflow, clock, job: str
) -> None:
    do(flow, job, "begin")
    void(flow)
    words = told_by(flow, flow.show(job), flow.history(job))
    said = str(explanation(flow.explain(job, every=True), next(iter(words.values()))))
    assert "It was counted by a clock that was ahead: 时钟快了" in said
    event = flow.history(job)[-1]
    assert event.details["times"] == ["2026-11-02T03:00:00.000000Z"]
    assert event.details["events"] == [5]


def test_a_pause_between_two_acts_that_stand_at_the_same_time_to_come_is_as_long_as_it_was(
    flow: Workflow, clock, job: str
) -> None:
    do(flow, job, "begin")
    for hours, step in ((2, "wait"), (5, "go_on"), (6, "wait")):
        clock.now = MONDAY + hours * HOUR
        do(flow, job, step)
    clock.now = MONDAY + 7 * HOUR
    void(flow)
    assert last(flow.show(job), "fix").paused_at == MONDAY + 6 * HOUR
    in_order(flow, job)
    clock.now = MONDAY + 8 * HOUR
    do(flow, job, "go_on")
    # Of four hours two had passed when it stood still for the second time.
    assert last(flow.show(job), "fix").due_at == MONDAY + 10 * HOUR
    in_order(flow, job)


def test_a_duty_and_a_window_count_from_when_it_really_was(flow: Workflow, clock, job: str) -> None:
    do(flow, job, "begin")
    clock.now = MONDAY + 2 * HOUR
    void(flow)
    (duty,) = flow.show(job).duties
    assert duty.opened_at == MONDAY + HOUR
    do(flow, job, "finish")
    assert last(flow.show(job), "fix").status == "met"
    in_order(flow, job)


def test_what_an_act_at_a_time_to_come_let_fire_too_early_is_void_and_comes_again(
    flow: Workflow, clock
) -> None:
    flow.publish(loads(JOB, "job.yaml"))
    case = flow.open("job", {}, actor="ann").case
    clock.now = WRONG
    flow.note(case, "记", actor="ann")
    clock.now = MONDAY + HOUR
    flow.trigger(case, "look", {"seen": MONDAY}, actor="ann")
    clock.now = MONDAY + timedelta(minutes=65)
    flow.note(case, "记", actor="ann")  # it stands ten days later: the visit was missed by then
    assert last(flow.show(case), "visit").status == "missed"
    clock.now = MONDAY + timedelta(minutes=70)
    void(flow, MONDAY + timedelta(minutes=30))
    state = last(flow.show(case), "visit")
    assert (state.status, state.due_at) == ("armed", MONDAY + 72 * HOUR)
    in_order(flow, case)
    clock.now = MONDAY + 72 * HOUR
    fired = [one.rung for one in flow.fire_due().fired if one.deadline == "visit"]
    assert fired == ["miss", "missed.1"]
    in_order(flow, case)


def test_what_a_clock_that_was_behind_recorded_stays_where_it_is(flow: Workflow, clock) -> None:
    flow.publish(loads(JOB, "job.yaml"))
    clock.now = MONDAY + HOUR
    case = flow.open("job", {}, actor="ann").case
    clock.now = MONDAY
    do(flow, case, "begin")
    clock.now = MONDAY + 2 * HOUR
    report = void(flow, cases=[case])
    assert (report.put_right, report.voided, report.already) == ((), (), ())


def opened_ahead(flow: Workflow, clock) -> str:
    flow.publish(loads(JOB, "job.yaml"))
    flow.open("job", {}, actor="ann")
    clock.now = WRONG
    case = flow.open("job", {}, actor="ann").case
    do(flow, case, "begin")
    clock.now = MONDAY + 2 * HOUR
    return case


def test_a_slip_of_a_year_is_refused(flow: Workflow, clock) -> None:
    case = opened_ahead(flow, clock)
    report = void(flow, MONDAY - timedelta(days=365))
    ((name, why),) = report.refused
    assert name == case
    assert "2025-11-02 10:00" in why
    assert "the case before this one was opened at 2026-11-02 10:00" in why
    assert report.put_right == ()
    assert flow.history(case)[-1].type == "transitioned"


def test_it_cannot_have_been_before_what_came_before_it_nor_after_what_came_after_it(
    flow: Workflow, clock
) -> None:
    flow.publish(loads(JOB, "job.yaml"))
    case = flow.open("job", {}, actor="ann").case
    clock.now = WRONG
    do(flow, case, "begin")
    clock.now = MONDAY + 2 * HOUR
    do(flow, case, "wait")
    clock.now = MONDAY + 6 * HOUR
    early, late = (void(flow, MONDAY + hours * HOUR) for hours in (-1, 3))
    assert "event 1 was recorded before it, at 2026-11-02 10:00" in early.refused[0][1]
    assert "event 6 was recorded after it, at 2026-11-02 12:00" in late.refused[0][1]
    assert early.put_right == late.put_right == ()
    assert void(flow, MONDAY + HOUR).refused == ()
    in_order(flow, case)


def test_a_time_to_come_is_refused_with_words(flow: Workflow, clock) -> None:
    case = opened_ahead(flow, clock)
    with pytest.raises(InputImpossible, match="a time that is not to come"):
        void(flow, clock.now + timedelta(days=1))
    report = void(flow, clock.now + timedelta(minutes=5))
    assert "is not possible: expected a time that is not to come" in report.refused[0][1]
    assert flow.history(case)[-1].type == "transitioned"


def test_what_falls_due_at_once_is_told_before_it_is_done(flow: Workflow, clock) -> None:
    case = opened_ahead(flow, clock)
    clock.now = MONDAY + 8 * HOUR
    told = void(flow, MONDAY + HOUR, dry_run=True)
    (right,) = told.put_right
    assert right.case == case
    falls = [(one.deadline, one.due_at) for one in right.deadlines if one.past]
    assert falls == [("fix", MONDAY + 5 * HOUR)]


@pytest.mark.parametrize(("first", "second"), [(1, 3), (3, 1)])
def test_a_correction_is_corrected_by_another(
    flow: Workflow, clock, first: int, second: int
) -> None:
    case = opened_ahead(flow, clock)
    clock.now = MONDAY + 4 * HOUR
    void(flow, MONDAY + first * HOUR)
    before = flow.history(case)
    clock.advance(minutes=1)
    (right,) = void(flow, MONDAY + second * HOUR).put_right
    assert [one.due_at for one in right.deadlines if one.deadline == "fix"] == [
        MONDAY + (second + 4) * HOUR
    ]
    assert last(flow.show(case), "fix").due_at == MONDAY + (second + 4) * HOUR
    assert flow.history(case)[: len(before)] == before
    in_order(flow, case)
    report = void(flow, MONDAY + second * HOUR)
    assert (report.put_right, report.refused) == ((), ())
    assert [(one.case, one.seq) for one in report.already] == [(case, len(flow.history(case)))]
    assert report.already[0].at == clock.now


def test_a_miss_that_came_of_a_wrong_correction_is_void_once_it_is_corrected(
    flow: Workflow, clock
) -> None:
    case = opened_ahead(flow, clock)
    clock.now = MONDAY + 6 * HOUR
    void(flow, MONDAY)
    assert "miss" in [one.rung for one in flow.fire_due().fired if one.case == case]
    assert last(flow.show(case), "fix").status == "missed"
    report = void(flow, MONDAY + 5 * HOUR)
    assert [one.fired for one in report.voided] == [("remind.1#0", "miss", "missed.1#0")]
    state = last(flow.show(case), "fix")
    assert (state.status, state.due_at) == ("armed", MONDAY + 9 * HOUR)
    in_order(flow, case)
    clock.now = MONDAY + 9 * HOUR
    fired = [one.rung for one in flow.fire_due().fired if one.deadline == "fix"]
    assert fired == ["remind.1", "miss", "missed.1"]
    in_order(flow, case)


def test_what_was_done_late_by_a_wrong_correction_was_in_time_by_the_right_one(
    flow: Workflow, clock
) -> None:
    case = opened_ahead(flow, clock)
    clock.now = MONDAY + 6 * HOUR
    void(flow, MONDAY)
    flow.fire_due()
    do(flow, case, "finish")
    assert last(flow.show(case), "fix").status == "missed"
    clock.advance(hours=1)
    void(flow, MONDAY + 5 * HOUR)
    assert last(flow.show(case), "fix").status == "voided"
    in_order(flow, case)


def test_acts_of_a_time_that_has_come_since_are_still_named(flow: Workflow, clock) -> None:
    flow.publish(loads(JOB, "job.yaml"))
    flow.open("job", {}, actor="ann")
    clock.now = MONDAY + 3 * HOUR  # two hours ahead
    case = flow.open("job", {}, actor="ann").case
    clock.now = MONDAY + 6 * HOUR
    since = MONDAY + 3 * HOUR
    left = flow.void_fired(since, since + HOUR, **WHY)
    assert [name for name, _why in left.refused] == [case]
    report = flow.void_fired(since, since + HOUR, really=MONDAY + HOUR, **WHY)
    assert [one.case for one in report.put_right] == [case]
    assert last(flow.show(case), "start").due_at == MONDAY + 3 * HOUR


def test_what_a_right_clock_showed_when_it_came_to_that_time_is_not_put_right(
    flow: Workflow, clock
) -> None:
    flow.publish(loads(JOB, "job.yaml"))
    flow.open("job", {}, actor="ann")
    clock.now = MONDAY + 3 * HOUR  # two hours ahead
    case = flow.open("job", {}, actor="ann").case
    clock.now = MONDAY + 3 * HOUR - TOLERATED_SKEW * 2
    flow.note(case, "记", actor="ann")
    clock.now = MONDAY + 3 * HOUR + timedelta(minutes=5)
    do(flow, case, "begin")
    clock.now = MONDAY + 4 * HOUR
    since = MONDAY + 3 * HOUR
    report = flow.void_fired(since, since + HOUR, really=MONDAY + HOUR, **WHY)
    assert [one.events for one in report.put_right] == [(1, 2)]
    assert last(flow.show(case), "fix").due_at == since + timedelta(minutes=5) + 4 * HOUR
    in_order(flow, case)


def test_what_was_said_of_a_right_clock_by_a_mistake_is_taken_back(flow: Workflow, clock) -> None:
    flow.publish(loads(JOB, "job.yaml"))
    clock.now = MONDAY + HOUR
    case, other = (flow.open("job", {}, actor="ann").case for _case in range(2))
    before = last(flow.show(case), "start").due_at
    clock.now = MONDAY + 2.5 * HOUR
    since, until = MONDAY + HOUR, MONDAY + 2 * HOUR
    flow.void_fired(since, until, really=MONDAY, cases=[case], **WHY)
    assert {one.deadline for one in flow.fire_due().fired} == {"start"}
    report = flow.void_fired(since, until, really=since, cases=[case], **WHY)
    assert report.refused == ()
    assert [one.deadline for one in report.voided] == ["start"]
    right = last(flow.show(case), "start")
    assert (right.status, right.started_at, right.due_at) == ("armed", since, before)
    again = flow.void_fired(since, until, really=since, cases=[case, other], **WHY)
    assert again.put_right == again.voided == again.refused == ()
    assert len(flow.history(other)) == 1
    in_order(flow, case)
