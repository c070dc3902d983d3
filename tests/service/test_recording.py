"""Notes, values set, corrections and assignments: events like any other."""

from datetime import timedelta

import pytest
from stories import MARKER, opened, resolved

from workflow import Workflow
from workflow.errors import (
    CaseClosed,
    DataInvalid,
    DataMissing,
    FieldNotEditable,
    FieldUnknown,
    NotAuthorised,
    PersonUnknown,
)

pytestmark = pytest.mark.both


def values(flow: Workflow, case: str) -> dict[str, object]:
    return {one.name: one.value for one in flow.show(case).fields}


def test_a_note_is_kept_in_the_history(flow: Workflow):
    case = opened(flow)
    flow.note(case, "  顾客在 “大堂” 等 \n 五点以后  ", actor="rita")
    last = flow.history(case)[-1]
    assert (last.type, last.performed_by) == ("noted", "rita")
    assert last.details["personal"] == {"@note": "顾客在 “大堂” 等 \n 五点以后"}
    with pytest.raises(DataMissing):
        flow.note(case, " \n ", actor="rita")


def test_a_closed_case_still_takes_a_note_but_nothing_else(flow: Workflow):
    case = opened(flow)
    flow.trigger(case, "withdraw", {"reason": "不想等"}, actor="rita")
    flow.note(case, "顾客又来电话", actor="rita")
    with pytest.raises(CaseClosed):
        flow.set(case, {"phone": "555 0100"}, actor="ann")
    with pytest.raises(CaseClosed):
        flow.assign(case, "ben", actor="sue")
    with pytest.raises(CaseClosed):
        flow.trigger(case, "withdraw", {"reason": "又来"}, actor="rita")


def test_a_correction_keeps_what_was_recorded(flow: Workflow):
    case = opened(flow)
    flow.correct(case, {"complainant": "李磊", "kind": "safety"}, actor="ann", reason="听错了")
    assert values(flow, case)["complainant"] == "李磊"
    assert values(flow, case)["kind"] == "safety"
    first, last = flow.history(case)
    assert first.details["personal"]["complainant"] == "李雷"
    assert first.details["fields"]["kind"] == "service"
    assert last.type == "corrected"
    assert last.details["personal"] == {"complainant": "李磊", "@reason": "听错了"}
    assert flow.verify().findings == ()


def test_a_correction_recomputes_the_deadline_and_a_miss_stays_a_miss(flow: Workflow, clock):
    case = opened(flow)
    (before,) = flow.show(case).deadlines
    flow.correct(case, {"kind": "safety"}, actor="ann", reason="听错了")
    (after,) = flow.show(case).deadlines
    assert after.due_at < before.due_at
    clock.advance(hours=5)
    assert "missed" in [one.rung for one in flow.fire_due().fired] or flow.history(case)
    (missed,) = flow.show(case).deadlines
    assert missed.status == "missed"
    flow.correct(case, {"kind": "service"}, actor="ann", reason="没听错")
    (still,) = flow.show(case).deadlines
    assert (still.status, still.due_at) == ("missed", missed.due_at)
    assert flow.verify().findings == ()


def test_only_what_is_on_record_is_corrected_and_why(flow: Workflow):
    case = opened(flow)
    with pytest.raises(FieldNotEditable):
        flow.correct(case, {"cause": "x"}, actor="ann", reason="听错了")
    with pytest.raises(FieldUnknown) as unknown:
        flow.correct(case, {"compleinant": "x"}, actor="ann", reason="听错了")
    assert unknown.value.suggestion == "complainant"
    with pytest.raises(DataMissing):
        flow.correct(case, {"kind": "safety"}, actor="ann", reason=" ")
    with pytest.raises(DataMissing):
        flow.correct(case, {}, actor="ann", reason="听错了")
    with pytest.raises(DataInvalid) as invalid:
        flow.correct(case, {"kind": MARKER}, actor="ann", reason="听错了")
    assert MARKER not in str(invalid.value)
    with pytest.raises(NotAuthorised):
        flow.correct(case, {"kind": "safety"}, actor="rita", reason="听错了")
    assert len(flow.history(case)) == 1


def test_a_field_is_set_where_the_state_lets_it_be(flow: Workflow):
    case = resolved(flow)
    flow.set(case, {"appointment": "2026-11-04 15:00"}, actor="ann")
    callback = next(one for one in flow.show(case).deadlines if one.name == "callback")
    assert callback.agreed
    assert callback.due_at.isoformat() == "2026-11-04T07:00:00+00:00"
    with pytest.raises(FieldNotEditable) as refused:
        flow.set(case, {"cause": "x"}, actor="ann")
    assert refused.value.allowed == ("phone", "appointment")


def test_an_owner_hands_on_to_a_colleague_of_the_site(flow: Workflow):
    case = opened(flow)
    assert flow.assign(case, "ben", actor="ann", note="休假").owner == "ben"
    flow.add_site("east")
    flow.add_staff("olga", site="east", roles=["specialist"])
    with pytest.raises(NotAuthorised):
        flow.assign(case, "olga", actor="ben")
    with pytest.raises(PersonUnknown):
        flow.assign(case, "nobody", actor="ben")
    with pytest.raises(NotAuthorised):
        flow.assign(case, "ann", actor="rita")
    assert flow.show(case).owner == "ben"
    assert flow.history(case)[-1].details["personal"] == {"@note": "休假"}


def test_a_clock_that_is_behind_is_reported_with_whatever_is_recorded(flow: Workflow, clock):
    case = opened(flow)
    clock.now -= timedelta(seconds=5)
    assert flow.note(case, "准时", actor="rita").clock_behind is None
    clock.now -= timedelta(minutes=2)
    behind = timedelta(minutes=2, seconds=5)
    assert flow.note(case, "钟慢了", actor="rita").clock_behind == behind
    assert flow.trigger(case, "withdraw", {"reason": "不等"}, actor="rita").clock_behind == behind
