"""What people did while a clock was ahead: promises count from the time it really was."""

from datetime import UTC, datetime, timedelta

import pytest
from house import MONDAY
from stories import opened

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.doctor.patient import Patient
from workflow.doctor.storage import clock as looked_at
from workflow.errors import InputInvalid
from workflow.report.explanation import explanation
from workflow.report.glossary import told_by
from workflow.service.views import CaseView, DeadlineView

YEAR = timedelta(days=365)
FROM, UNTIL = MONDAY + YEAR, MONDAY + YEAR + timedelta(hours=3)
WHY = {"reason": "时钟快了一年", "actor": "sue"}

PAUSING = """
language: 1
workflow: errand
edition: "1"
effective: 2026-01-01
roles: {specialist: {title: {en: Specialist, zh: 客服专员}}}
states: {open: {}, waiting: {}, over: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist]}
  wait: {from: open, to: waiting, by: [specialist]}
  go_on: {from: waiting, to: open, by: [specialist]}
  finish: {from: open, to: over, by: [specialist]}
deadlines:
  answer:
    starts: {act: report}
    met: {entered: over}
    within: 8 hours
    pauses: {in: waiting}
    missed: [{to: owner}]
  word:
    starts: {entered: waiting}
    met: {left: waiting}
    within: 90 calendar days
    missed: [{to: owner}]
permissions: {correct: [specialist]}
"""


def running(view: CaseView) -> DeadlineView:
    (found,) = [
        one for one in view.deadlines if one.name != "word" and one.status in {"armed", "paused"}
    ]
    return found


def in_order(flow: Workflow, case: str) -> None:
    assert flow.verify().findings == ()
    assert flow.rebuild(check=True).findings == ()
    assert not flow.explain(case, every=True).findings


def examined(flow: Workflow) -> tuple[str, str, str]:
    (found,) = looked_at(Patient("cases.db", flow.now(), flow))
    return found.state, found.text, found.cure


@pytest.mark.both
def test_a_case_opened_by_a_clock_that_was_ahead_is_due_when_it_really_should_be(
    flow: Workflow, clock
) -> None:
    right = flow.show(opened(flow)).deadlines[0].due_at
    clock.now = FROM + timedelta(hours=1)
    case = opened(flow)
    clock.now = MONDAY + timedelta(hours=2)
    state, text, cure = examined(flow)
    assert state == "wrong"
    assert case in text
    assert "2027-11-02T03:00:00+00:00" in cure

    left = flow.void_fired(FROM, UNTIL, **WHY)
    assert [name for name, _why in left.refused] == [case]
    assert "--really" in left.refused[0][1]
    assert examined(flow)[0] == "wrong"

    told = flow.void_fired(FROM, UNTIL, really=MONDAY, dry_run=True, **WHY)
    report = flow.void_fired(FROM, UNTIL, really=MONDAY, **WHY)
    assert report.put_right == told.put_right
    assert (report.refused, [one.case for one in report.put_right]) == ((), [case])
    due = running(flow.show(case)).due_at
    assert due == right
    assert report.put_right[0].deadlines[0].due_at == due
    assert flow.history(case)[-1].type == "clock_corrected"
    assert flow.show(case).opened_at == FROM + timedelta(hours=1)
    assert examined(flow)[0] == "note"
    in_order(flow, case)
    assert flow.void_fired(FROM, UNTIL, really=MONDAY, **WHY).put_right == ()
    note = flow.note(case, "已核对", actor="sue")
    assert (note.clock_behind, flow.history(case)[-1].at) == (None, clock.now)


def test_a_pause_that_a_clock_made_a_year_long_is_as_long_as_it_was(flow: Workflow, clock) -> None:
    flow.publish(loads(PAUSING, "errand.yaml"))
    case = flow.open("errand", {}, actor="ann").case
    clock.advance(hours=1)
    flow.trigger(case, "wait", {}, actor="ann")
    clock.now = FROM + timedelta(hours=2)
    flow.trigger(case, "go_on", {}, actor="ann")
    clock.now = FROM + timedelta(hours=2, minutes=30)
    flow.trigger(case, "wait", {}, actor="ann")
    clock.now = MONDAY + timedelta(hours=3)
    flow.void_fired(FROM, UNTIL, really=MONDAY, reason="时钟快了", actor="ann")
    state = running(flow.show(case))
    assert (state.status, state.due_at) == ("paused", MONDAY + timedelta(hours=9))
    in_order(flow, case)
    clock.now = MONDAY + timedelta(hours=4)
    flow.trigger(case, "go_on", {}, actor="ann")
    assert running(flow.show(case)).due_at == MONDAY + timedelta(hours=10, minutes=30)
    in_order(flow, case)


def test_what_was_done_after_it_by_the_right_clock_counts_from_when_it_was_recorded(
    flow: Workflow, clock
) -> None:
    flow.publish(loads(PAUSING, "errand.yaml"))
    clock.now = FROM
    case = flow.open("errand", {}, actor="ann").case
    clock.now = MONDAY + timedelta(hours=2)
    flow.trigger(case, "wait", {}, actor="ann")
    flow.void_fired(FROM, UNTIL, really=MONDAY, reason="时钟快了", actor="ann")
    explained = {one.state.name: one.state for one in flow.explain(case).cycles}
    assert explained["answer"].started_at == MONDAY
    assert explained["word"].started_at == MONDAY + timedelta(hours=2)
    in_order(flow, case)


def test_what_was_done_in_time_by_a_clock_that_was_ahead_counts_as_kept(
    flow: Workflow, clock
) -> None:
    flow.publish(loads(PAUSING, "errand.yaml"))
    case = flow.open("errand", {}, actor="ann").case
    clock.now = FROM + timedelta(hours=1)
    flow.trigger(case, "finish", {}, actor="ann")
    assert flow.show(case).deadlines[0].status == "missed"
    clock.now = MONDAY + timedelta(hours=20)
    flow.void_fired(FROM, UNTIL, really=MONDAY, reason="时钟快了", actor="ann")
    assert flow.show(case).deadlines[0].status == "voided"
    assert examined(flow)[0] == "note"
    in_order(flow, case)


def test_an_explanation_says_by_what_it_was_counted(flow: Workflow, clock) -> None:
    clock.now = FROM
    case = opened(flow)
    clock.now = MONDAY
    flow.void_fired(FROM, UNTIL, really=MONDAY - timedelta(hours=1), **WHY)
    words = told_by(flow, flow.show(case), flow.history(case))
    said = str(explanation(flow.explain(case, every=True), next(iter(words.values()))))
    assert "It was counted by a clock that was ahead: 时钟快了一年" in said


def test_it_cannot_really_have_been_later_than_the_clock_showed(flow: Workflow, clock) -> None:
    opened(flow)
    with pytest.raises(InputInvalid):
        flow.void_fired(FROM, UNTIL, really=FROM + timedelta(minutes=1), **WHY)
    assert datetime.now(UTC) != FROM
