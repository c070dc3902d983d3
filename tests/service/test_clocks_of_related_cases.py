"""After a clock that was ahead: what it did to one case is put right in those related to it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from house import MONDAY, Clock
from letters_and_repairs import ordered, sent

from workflow import Workflow
from workflow.doctor.patient import Patient
from workflow.doctor.storage import clock as looked_at
from workflow.service.views import DeadlineView, VoidingReport

HOUR = timedelta(hours=1)


@pytest.fixture
def flow(letters: Path, clock: Clock) -> Iterator[Workflow]:
    with Workflow(str(letters), clock=clock) as opened:
        yield opened
        assert opened.verify().findings == ()
        assert opened.rebuild(check=True).findings == ()
        for case in (1, 2):
            assert not opened.explain(case, every=True).findings


def jumped(flow: Workflow, clock: Clock, **ahead: float) -> None:
    """A clock is ahead, everything fires, and an hour later it is right again."""
    before = clock.now
    clock.advance(**ahead)
    assert flow.fire_due().fired
    clock.now = before + HOUR


def void(flow: Workflow, clock: Clock, actor: str, **more: object) -> VoidingReport:
    since, until = clock.now + timedelta(days=1), clock.now + timedelta(days=30)
    return flow.void_fired(since, until, reason="时钟快了", actor=actor, **more)


def last(flow: Workflow, case: str, name: str) -> DeadlineView:
    return [one for one in flow.show(case).deadlines if one.name == name][-1]


def test_a_case_that_was_opened_by_an_act_at_a_time_to_come_counts_from_when_it_was_opened(
    flow: Workflow, clock: Clock
) -> None:
    letter = sent(flow)
    jumped(flow, clock, days=12)
    child = ordered(flow, letter)
    right = MONDAY + timedelta(days=2, hours=14)
    assert last(flow, child, "doing").due_at > right
    (found,) = looked_at(Patient("letters.db", flow.now(), flow))
    assert found.state == "wrong"
    assert letter in found.text
    assert child in found.text
    told = void(flow, clock, "mei", cases=[letter], dry_run=True)
    report = void(flow, clock, "mei", cases=[letter])
    assert (told.put_right, told.voided) == (report.put_right, report.voided)
    assert {one.case for one in report.put_right} == {letter, child}
    assert last(flow, child, "doing").due_at == right
    (found,) = looked_at(Patient("letters.db", flow.now(), flow))
    assert found.state == "note"


def test_a_case_that_learns_that_another_was_closed_counts_from_when_it_was_closed(
    flow: Workflow, clock: Clock
) -> None:
    letter = sent(flow)
    child = ordered(flow, letter)
    jumped(flow, clock, days=2, hours=20)
    assert last(flow, child, "doing").status == "missed"
    flow.trigger(child, "mend_it", {}, actor="wu")
    report = void(flow, clock, "wu", cases=[child])
    assert report.refused == ()
    assert last(flow, letter, "telling").due_at == MONDAY + timedelta(days=1, hours=14)
    assert last(flow, child, "doing").status == "voided"
