from dataclasses import replace
from datetime import timedelta

import pytest
from world import DISSATISFIED, NOT_UPHELD, UPHELD, World, at, definition

from workflow.engine.edition import Edition
from workflow.engine.timing import clock_behind, skew
from workflow.errors import NotAuthorised, RecordedTooLate, TriggerNotAllowed

SATISFIED = {"outcome": "satisfied"}
BURST = {
    "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "水管爆裂",
    "kind": "repair", "urgent": True,
}  # fmt: skip


def test_an_act_may_be_recorded_as_having_happened_before(world: World) -> None:
    world.open()
    world.wait_until("2026-11-02 18:00")
    world.do("judge", "owner", NOT_UPHELD, at="2026-11-02 11:30")
    last = world.events[-1]
    assert (last.at, last.recorded_at) == (at("2026-11-02 11:30"), at("2026-11-02 18:00"))
    assert world.deadline("explanation").started_at == at("2026-11-02 11:30")


def test_never_in_the_future(world: World) -> None:
    world.open()
    with pytest.raises(RecordedTooLate) as refusal:
        world.do("judge", "owner", NOT_UPHELD, at="2026-11-02 10:01")
    assert "future" in refusal.value.reason
    assert refusal.value.at == "2026-11-02 10:01"
    assert world.do("judge", "owner", NOT_UPHELD, at="2026-11-02 10:00")


def test_far_in_the_future_nothing_is_fired_to_find_out(world: World) -> None:
    world.open()
    with pytest.raises(RecordedTooLate):
        world.do("judge", "owner", NOT_UPHELD, at="2999-01-01 10:00")
    assert len(world.events) == 1


def test_never_before_what_a_person_recorded(world: World) -> None:
    world.open()
    world.wait_until("2026-11-02 12:00")
    world.note("rita", "顾客来电催促")
    world.wait_until("2026-11-02 15:00")
    with pytest.raises(RecordedTooLate) as refusal:
        world.do("judge", "owner", NOT_UPHELD, at="2026-11-02 11:59")
    assert "2026-11-02 12:00" in refusal.value.reason
    world.do("judge", "owner", NOT_UPHELD, at="2026-11-02 12:00")


def test_never_before_the_case_was_opened(world: World) -> None:
    world.open()
    world.wait_until("2026-11-02 12:00")
    with pytest.raises(RecordedTooLate):
        world.do("judge", "owner", NOT_UPHELD, at="2026-11-02 09:59")


def test_reminders_and_misses_do_not_count_as_acts(world: World) -> None:
    world.open()
    world.live_until("2026-11-04 08:00")
    assert world.case.last_at == at("2026-11-04 00:00")
    world.do("judge", "owner", NOT_UPHELD, at="2026-11-03 12:00")
    assert world.state == "declined"


def test_more_than_a_day_back_needs_a_role_the_definition_names(world: World) -> None:
    world.open()
    world.wait_until("2026-11-03 12:00")
    with pytest.raises(NotAuthorised) as refusal:
        world.do("judge", "ann", NOT_UPHELD, at="2026-11-02 11:59")
    assert refusal.value.may == ("supervisor", "manager")
    world.do("judge", "ann", NOT_UPHELD, at="2026-11-02 12:00")


def test_with_that_role_it_goes_further_back(world: World) -> None:
    world.open()
    world.wait_until("2026-11-03 12:00")
    world.do("judge", "sue", NOT_UPHELD, at="2026-11-02 10:30", performed_by="ann")
    assert world.case.entered_at == at("2026-11-02 10:30")


@pytest.mark.parametrize("listed", ["owner", "any_staff"])
def test_the_definition_may_name_the_owner_or_any_staff_for_it(listed: str) -> None:
    whole = definition("complaint")
    permissions = replace(whole.permissions, record_late=(listed,))
    world = World(Edition(replace(whole, permissions=permissions), "changed"))
    world.open()
    world.wait_until("2026-11-04 12:00")
    world.do("judge", "owner", NOT_UPHELD, at="2026-11-02 11:00")
    assert world.state == "declined"


# --- the miss that was none --------------------------------------------------------------------


def test_done_in_time_but_recorded_after_the_miss_voids_the_miss(world: World) -> None:
    world.bring_to("resolved")
    world.live_until("2026-11-06 09:00")
    assert world.deadline("callback").status == "missed"
    decision = world.do("record_callback", "owner", SATISFIED, at="2026-11-05 17:00")
    assert [one.type for one in decision.events] == ["transitioned", "miss_voided"]
    assert decision.voided == (("callback", 1),)
    voided = decision.events[1]
    assert voided.payload["reason"] == "recorded late"
    assert (voided.performed_by, voided.at) == ("system", at("2026-11-05 17:00"))
    callback = world.deadline("callback")
    assert (callback.status, callback.next_at) == ("voided", None)
    assert callback.done_at == at("2026-11-05 17:00")


def test_at_the_due_instant_it_was_in_time(world: World) -> None:
    world.bring_to("resolved")
    world.live_until("2026-11-06 09:00")
    world.do("record_callback", "owner", SATISFIED, at="2026-11-06 00:00")
    assert world.deadline("callback").status == "voided"


def test_after_the_due_instant_the_miss_stands(world: World) -> None:
    world.bring_to("resolved")
    world.live_until("2026-11-06 09:00")
    world.do("record_callback", "owner", SATISFIED, at="2026-11-06 00:01")
    assert world.deadline("callback").status == "missed"


def test_what_the_voided_cycle_would_still_have_sent_never_fires(world: World) -> None:
    world.bring_to("resolved")
    world.live_until("2026-11-06 09:00")
    world.do("record_callback", "owner", SATISFIED, at="2026-11-05 17:00")
    before = [one for one in world.fired() if one.startswith("callback")]
    world.live_until("2026-11-30 09:00")
    assert [one for one in world.fired() if one.startswith("callback")] == before


def test_a_withdrawal_in_time_but_recorded_after_the_miss_voids_it_too(world: World) -> None:
    world.open()
    world.live_until("2026-11-04 09:00")
    decision = world.do("withdraw", "rita", {"reason": "撤诉"}, at="2026-11-03 20:00")
    assert [one.type for one in decision.events] == ["transitioned", "miss_voided"]
    assert world.deadline("judgement").status == "voided"
    assert world.case.next_at is None


def test_the_next_clock_starts_when_it_happened(world: World) -> None:
    world.bring_to("declined")
    world.wait_until("2026-11-03 09:00")
    world.do("explain", "owner", {"explanation": "已说明"}, at="2026-11-02 20:00")
    assert world.due("callback") == "2026-11-05 24:00"


def test_a_clock_that_starts_in_the_past_records_its_miss_at_the_due_instant(
    world: World,
) -> None:
    world.bring_to("declined")
    world.wait_until("2026-11-09 09:00")
    world.fire()
    world.do("explain", "sue", {"explanation": "已说明"}, at="2026-11-02 20:00")
    seen = len(world.events), len(world.notices)
    world.fire()
    fresh = world.events[seen[0] :]
    assert [(one.type, one.at) for one in fresh] == [
        ("rung_fired", at("2026-11-04 10:00")),
        ("rung_fired", at("2026-11-05 10:00")),
        ("deadline_missed", at("2026-11-06 00:00")),
        ("rung_fired", at("2026-11-06 00:00")),
        ("rung_fired", at("2026-11-07 00:00")),
        ("rung_fired", at("2026-11-08 00:00")),
        ("rung_fired", at("2026-11-09 00:00")),
    ]
    assert [one.recipient for one in world.notices[seen[1] :]] == ["max"]


def test_what_was_due_before_the_act_fires_before_it(world: World) -> None:
    """The engine slept; the act is recorded as later than a miss nobody has seen yet."""
    world.open()
    world.wait_until("2026-11-04 12:00")
    decision = world.do("judge", "owner", NOT_UPHELD, at="2026-11-04 11:00")
    assert [one.type for one in decision.events] == [
        "rung_fired", "deadline_missed", "rung_fired", "transitioned",
    ]  # fmt: skip
    assert world.deadline("judgement").status == "missed"


def test_a_timed_transition_that_moved_the_case_meanwhile_refuses_it(repair: World) -> None:
    called_back(repair)
    repair.live_until("2026-11-04 09:00")
    assert repair.state == "closed"
    with pytest.raises(RecordedTooLate) as refusal:
        repair.do("withdraw", "rita", {"reason": "撤诉"}, at="2026-11-03 12:00")
    assert "2026-11-04 00:00" in refusal.value.reason


def called_back(repair: World) -> None:
    repair.open({
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
        "kind": "inquiry", "urgent": False,
    })  # fmt: skip
    repair.do("answer", "rita", {"work": "已答复"})
    repair.do("record_callback", "rita", {"outcome": "satisfied"})


def test_a_case_may_be_opened_late(world: World) -> None:
    world.open(at="2026-11-01 18:00")
    assert world.case.opened_at == at("2026-11-01 18:00")
    assert world.due("judgement") == "2026-11-02 24:00"


def test_a_case_is_not_opened_in_the_future(world: World) -> None:
    with pytest.raises(RecordedTooLate):
        world.open(at="2026-11-02 10:01")


def test_a_case_opened_more_than_a_day_late_needs_the_role(world: World) -> None:
    with pytest.raises(NotAuthorised):
        world.open(at="2026-11-01 09:59")
    world.open(at="2026-11-01 09:59", actor="sue")


# --- now ---------------------------------------------------------------------------------------


def test_an_act_now_never_happens_before_what_is_on_record(world: World) -> None:
    world.open()
    world.wait_until("2026-11-02 09:00")
    world.do("judge", "owner", UPHELD)
    last = world.events[-1]
    assert (last.at, last.recorded_at) == (at("2026-11-02 10:00"), at("2026-11-02 09:00"))
    assert last.payload["clock_behind_seconds"] == 3600


def test_a_clock_that_is_hardly_behind_is_not_reported(world: World) -> None:
    world.open()
    case = world.case
    assert skew(case, case.last_at - timedelta(seconds=5)) is None
    assert skew(case, case.last_at - timedelta(seconds=6)) == 6
    world.now -= timedelta(seconds=5)
    world.do("judge", "owner", UPHELD)
    assert "clock_behind_seconds" not in world.events[-1].payload


def test_a_person_and_a_clock_in_the_same_instant_the_person_comes_first(repair: World) -> None:
    called_back(repair)
    repair.wait_until("2026-11-04 00:00")
    repair.do("close", "rita")
    assert repair.fired("deadline_missed") == []
    assert repair.deadline("closing").status == "met"


def test_a_person_an_instant_later_finds_what_the_clock_did(repair: World) -> None:
    called_back(repair)
    repair.wait_until("2026-11-04 00:01")
    with pytest.raises(Exception, match="final"):
        repair.do("close", "rita")


def test_a_step_that_became_impossible_by_then_is_refused(world: World) -> None:
    world.bring_to("resolved")
    world.do("record_callback", "owner", DISSATISFIED)
    with pytest.raises(TriggerNotAllowed):
        world.do("record_callback", "owner", SATISFIED)


def test_a_time_to_the_minute_is_in_order_with_what_was_recorded_within_it(world: World) -> None:
    world.now += timedelta(seconds=42)
    world.open()
    world.now += timedelta(minutes=1)
    world.do("judge", "owner", UPHELD, at="2026-11-02 10:00")
    assert world.events[-1].at == at("2026-11-02 10:00") + timedelta(seconds=42)


def test_with_its_seconds_a_time_of_the_same_minute_has_to_be_in_order(world: World) -> None:
    world.now += timedelta(seconds=42)
    world.open()
    world.now += timedelta(minutes=1)
    with pytest.raises(RecordedTooLate) as refusal:
        world.do("judge", "owner", UPHELD, at="2026-11-02 10:00:41")
    assert refusal.value.at == "2026-11-02 10:00:41"
    assert "at 2026-11-02 10:00:42, after that" in refusal.value.reason
    assert str(refusal.value).endswith("Without a time it is recorded as done now.")


def test_a_time_an_instant_in_the_future_is_told_so_that_it_can_be_seen(world: World) -> None:
    world.open()
    with pytest.raises(RecordedTooLate) as refusal:
        world.do("judge", "owner", UPHELD, at="2026-11-02 10:00:00.5")
    assert refusal.value.at == "2026-11-02 10:00:00.500000"


@pytest.mark.parametrize(("noted", "status"), [(10, "voided"), (20, "voided"), (30, "missed")])
def test_no_deadline_ends_otherwise_for_a_minute_somebody_else_acted_in(
    repair: World, noted: int, status: str
) -> None:
    """Due at 10:30:20, and missed by then: only what was done after that came too late."""
    repair.now += timedelta(seconds=20)
    repair.open(BURST)
    repair.live_until("2026-11-02 10:30")
    repair.now += timedelta(seconds=noted)
    repair.note("rita", "业主来电催促")
    repair.live_until("2026-11-02 10:40")
    assert repair.deadline("dispatching").status == "missed"
    repair.do("dispatch", "rita", {"team": "maintenance"}, at="2026-11-02 10:30")
    assert repair.events[-1].at <= at("2026-11-02 10:30") + timedelta(seconds=noted)
    assert repair.deadline("dispatching").status == status


def test_only_what_helps_is_said_with_a_time_that_cannot_be_recorded(world: World) -> None:
    world.bring_to("judged")
    with pytest.raises(RecordedTooLate) as refusal:
        world.do("judge", "owner", UPHELD, at="2026-11-02 09:00")
    assert str(refusal.value).endswith("after that.")  # by now it cannot be done at all


def test_how_far_the_clock_is_behind_is_known_from_the_events(world: World) -> None:
    world.open()
    world.now -= timedelta(hours=1)
    assert clock_behind(world.note("rita", "慢").events) == timedelta(hours=1)
    world.now += timedelta(hours=1)
    assert clock_behind(world.note("rita", "准").events) is None
    assert clock_behind(()) is None
