"""Explaining through the façade: who may ask, and what a changed database is told to be."""

from dataclasses import replace
from pathlib import Path

import pytest
from house import DEFINITIONS
from stories import RECEIVED, opened, resolved
from tampering import opened_by_hand, tamper

from workflow import Workflow
from workflow.definition.deadline import Place
from workflow.definition.parse import load
from workflow.errors import DeadlineUnknown, NotAuthorised
from workflow.report.explanation import explanation
from workflow.report.glossary import glossary


def test_what_the_intervals_come_to_is_what_everybody_else_is_shown(flow: Workflow, clock) -> None:
    case = resolved(flow)
    found = flow.explain(case)
    shown = {(one.name, one.cycle): one.due_at for one in flow.show(case).deadlines}
    assert [one.state.name for one in found.cycles] == ["callback"]
    assert not found.findings
    for one in flow.explain(case, every=True).cycles:
        assert one.computed == shown[one.state.name, one.state.cycle]


def test_a_person_of_another_site_is_told_nothing(flow: Workflow) -> None:
    case = opened(flow)
    flow.add_site("garden", zone="Asia/Shanghai")
    flow.add_staff("gus", site="garden", roles=["specialist"])
    with pytest.raises(NotAuthorised):
        flow.explain(case, actor="gus")
    assert flow.explain(case, actor="ann").cycles


def test_an_unknown_deadline_is_refused_with_a_suggestion(flow: Workflow) -> None:
    with pytest.raises(DeadlineUnknown) as raised:
        flow.explain(opened(flow), "calback")
    assert raised.value.suggestion == "callback"


def test_a_deadline_that_waits_for_its_start_is_named(flow: Workflow) -> None:
    found = flow.explain(opened(flow), "callback")
    assert (found.cycles, found.waiting) == ((), "callback")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (
            "UPDATE complaints_deadlines SET due_at = '2027-01-01 00:00:00.000000'",
            "deadline_differs",
        ),
        ("UPDATE complaints_deadlines SET status = 'met'", "deadline_differs"),
        ("UPDATE complaints_deadlines SET due_at = 'tomorrow'", "unreadable"),
        ("DELETE FROM complaints_deadlines", "deadline_differs"),
        ("UPDATE complaints_events SET performed_by = 'max' WHERE seq = 1", "event_changed"),
        ("UPDATE complaints_events SET at = 'yesterday' WHERE seq = 1", "unreadable"),
    ],
)
def test_a_changed_database_is_told(
    flow: Workflow, database: Path, statement: str, code: str
) -> None:
    case = opened(flow)
    flow.close()
    tamper(database, statement)
    with Workflow(str(database)) as again:
        assert [one.code for one in again.explain(case).findings] == [code]


def test_a_case_whose_history_was_changed_is_not_explained_by_it(
    flow: Workflow, database: Path
) -> None:
    case = opened(flow)
    flow.close()
    with opened_by_hand(database) as connection:
        connection.exec_driver_sql("UPDATE complaints_events SET recorded_by = 'max'")
    with Workflow(str(database)) as again:
        found = again.explain(case)
    assert (found.cycles, found.waiting) == ((), None)


def test_what_a_wrong_clock_fired_is_explained_as_it_was_put_right(flow: Workflow, clock) -> None:
    case = resolved(flow)
    began = clock.now
    ahead = clock.advance(days=5)
    flow.fire_due()
    clock.now = began
    clock.advance(hours=1)
    flow.void_fired(began, ahead, reason="the clock was ahead", actor="max")
    found = flow.explain(case, "callback")
    assert not found.findings
    assert [one.state.status for one in found.cycles] == ["voided", "armed"]
    assert [one.adds_up for one in found.cycles] == [True, True]
    assert [one.continues for one in found.cycles] == [None, 1]
    assert found.cycles[0].reason == "the clock was ahead"


def test_of_what_0_1_0_published_no_line_of_the_file_is_named(flow: Workflow) -> None:
    whole = load(DEFINITIONS / "complaint.yaml")
    limits = [replace(one, place=Place("")) for one in whole.deadlines["judgement"].within]
    judgement = replace(whole.deadlines["judgement"], within=tuple(limits))
    edition = replace(whole, edition="0", deadlines={**whole.deadlines, "judgement": judgement})
    flow.publish(replace(edition, workflow="older"))
    case = flow.open("older", RECEIVED, actor="rita").case
    words = glossary(flow, flow.show(case))
    lines = [str(one) for one in explanation(flow.explain(case), words)]
    assert '    not 4 hours: this did not hold: kind == "safety"' in lines
