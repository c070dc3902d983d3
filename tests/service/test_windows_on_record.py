"""Windows on a real database: what happened is read from the history that is on record."""

from pathlib import Path

import pytest
from appeals import definition
from house import ZONE
from sqlalchemy import create_engine
from sqlmodel import Session

import workflow
from workflow import Workflow
from workflow.calendars.local import read_local, zone
from workflow.errors import OutsideHours, TooEarly, TooLate


def at(text: str):
    return read_local(text, zone(ZONE))


@pytest.fixture
def case(flow: Workflow, clock) -> str:
    """A case that was decided on Monday, 2 November 2026, at eleven o'clock."""
    flow.publish(definition())
    case = flow.open("appeal", {}, actor="rita").case
    clock.advance(hours=1)
    flow.trigger(case, "decide", actor="ann")
    return case


def test_a_window_is_counted_from_the_history(flow: Workflow, case: str, clock):
    clock.advance(hours=1)
    version = flow.show(case).version
    with pytest.raises(TooEarly) as early:
        flow.trigger(case, "appeal", actor="ann")
    assert early.value.begins_at == at("2026-11-02 13:00")
    assert flow.show(case).version == version
    clock.now = at("2026-11-18 00:01")
    with pytest.raises(TooLate) as late:
        flow.trigger(case, "appeal", actor="ann")
    assert late.value.ended_at == at("2026-11-17 24:00")
    flow.set(case, {"notice_received": "2026-11-10"}, actor="ann")
    assert flow.trigger(case, "appeal", actor="ann").state == "appealed"
    assert flow.verify().findings == ()
    assert flow.rebuild(check=True).findings == ()


def test_an_act_in_time_can_be_recorded_after_the_window(flow: Workflow, case: str, clock):
    clock.now = at("2026-11-18 09:00")
    with pytest.raises(TooLate):
        flow.trigger(case, "appeal", actor="ann")
    done = flow.trigger(case, "appeal", actor="ann", at=at("2026-11-17 23:30"))
    assert done.state == "appealed"


def test_a_call_out_of_hours_can_be_recorded_for_when_it_took_place(
    flow: Workflow, case: str, clock
):
    clock.now = at("2026-11-06 19:00")  # a Friday
    with pytest.raises(OutsideHours) as refused:
        flow.trigger(case, "call", actor="ann")
    assert refused.value.opens_at == at("2026-11-09 09:00")
    flow.trigger(case, "call", actor="ann", at=at("2026-11-06 17:30"))
    flow.set(case, {"appointment": "2026-11-07 20:00"}, actor="ann")
    clock.now = at("2026-11-07 20:00")
    flow.trigger(case, "call", actor="ann")


def test_a_window_holds_in_the_hosts_own_transaction(
    flow: Workflow, case: str, database: Path, clock
):
    engine = create_engine(f"sqlite:///{database}")
    workflow.prepare(engine)
    with Session(engine) as session:
        hosted = flow.on(session)
        other = hosted.open("appeal", {}, actor="rita").case
        hosted.trigger(other, "decide", actor="ann")
        # Not committed yet, and on record all the same for who asks in this transaction.
        with pytest.raises(TooEarly):
            hosted.trigger(other, "appeal", actor="ann")
        clock.advance(hours=2)
        hosted.trigger(other, "appeal", actor="ann")
        session.commit()
    assert flow.show(other).final
    engine.dispose()


def test_a_case_says_from_when_and_until_when_a_step_is_possible(flow: Workflow, case: str, clock):
    steps = {one.trigger: one for one in flow.show(case).next}
    assert steps["appeal"].since == at("2026-11-02 13:00")
    assert steps["appeal"].until == at("2026-11-17 24:00")
    assert steps["close"].since is None
    clock.now = at("2026-11-18 09:00")
    assert "appeal" not in {one.trigger for one in flow.show(case).next}
