from dataclasses import replace
from functools import partial

import pytest
from world import RECEIVED, UPHELD, World, definition, with_transition

from workflow.engine.edition import Edition
from workflow.errors import (
    CaseClosed,
    DataMissing,
    GuardRejected,
    NameNotRegistered,
    TriggerNotAllowed,
    TriggerUnknown,
)
from workflow.translation import language

CHOSEN = {"chosen": 1, "review": "可行"}


# --- which step is possible --------------------------------------------------------------------


def test_a_misspelt_step_is_refused_with_a_suggestion(world: World) -> None:
    world.open()
    with pytest.raises(TriggerUnknown) as refusal:
        world.do("jugde", "ann")
    assert (refusal.value.suggestion, refusal.value.allowed) == ("judge", ("judge", "withdraw"))


def test_a_misspelt_step_of_another_state_is_suggested_too(world: World) -> None:
    world.open()
    with pytest.raises(TriggerUnknown) as refusal:
        world.do("aprove", "ann")
    assert refusal.value.suggestion == "approve"


def test_a_step_of_another_state_is_refused_saying_from_where(world: World) -> None:
    world.open()
    with pytest.raises(TriggerNotAllowed) as refusal:
        world.do("approve", "sue", CHOSEN)
    assert (refusal.value.state, refusal.value.sources) == ("received", ("investigated",))


def test_a_case_is_opened_by_an_opening_step_only(world: World) -> None:
    with pytest.raises(TriggerUnknown):
        world.open(trigger="judge")
    world.open()
    with pytest.raises(TriggerNotAllowed):
        world.do("receive", "rita", RECEIVED)


def test_a_final_case_is_closed_for_every_step(world: World) -> None:
    world.bring_to("called_back")
    world.do("close", "sue", {"summary": "完"})
    for trigger in ("judge", "withdraw", "close"):
        with pytest.raises(CaseClosed) as refusal:
            world.do(trigger, "sue", {"reason": "x"})
        assert refusal.value.state == "Closed"


# --- conditions --------------------------------------------------------------------------------


def test_a_condition_refuses_with_its_reason_in_either_language(world: World) -> None:
    world.bring_to("investigated")
    world.do("propose", "owner", {"proposal": "换房"})
    with pytest.raises(GuardRejected) as refusal:
        world.do("approve", "sue", CHOSEN)
    assert refusal.value.reason.startswith("there must be several proposals")
    with language("zh"), pytest.raises(GuardRejected) as refusal:
        world.do("approve", "sue", CHOSEN)
    assert refusal.value.reason == "必须有多个方案，并选定其中一个的序号。"


def test_a_refusal_shows_the_values_the_condition_read(world: World) -> None:
    world.bring_to("investigated")
    world.do("propose", "owner", {"proposal": "换房"})
    world.do("propose", "owner", {"proposal": "修理"})
    with pytest.raises(GuardRejected) as refusal:
        world.do("approve", "sue", {"chosen": 7, "review": "可行"})
    assert refusal.value.values == ("chosen=7",)
    assert refusal.value.guard == world.edition.steps["approve"].when.text
    assert "可行" not in str(refusal.value)


def test_a_refusal_shows_no_personal_value() -> None:
    condition = 'filled("cause") and department == "工程部"'
    world = World(with_transition("complaint", "propose", when=condition))
    world.bring_to("investigated")
    with pytest.raises(GuardRejected) as refusal:
        world.do("propose", "owner", {"proposal": "换房"})
    assert refusal.value.values == ("department=客房部",)
    assert refusal.value.reason == "its condition does not hold."
    assert "阀门" not in str(refusal.value)


def test_a_guard_of_the_host_is_asked() -> None:
    whole = replace(definition("complaint"), guards=("budget_left",))
    transition = replace(whole.transitions["propose"], when="budget_left()")
    whole = replace(whole, transitions={**whole.transitions, "propose": transition})
    world = World(Edition(whole, "changed"))
    world.bring_to("investigated")
    with pytest.raises(NameNotRegistered):
        world.do("propose", "owner", {"proposal": "换房"})
    world.around.guards["budget_left"] = False
    with pytest.raises(GuardRejected):
        world.do("propose", "owner", {"proposal": "换房"})
    world.around.guards["budget_left"] = True
    world.do("propose", "owner", {"proposal": "换房"})


def test_what_must_be_on_file_by_now_is_asked_for() -> None:
    world = World(with_transition("complaint", "close", has=("cause",)))
    world.bring_to("called_back")
    with pytest.raises(DataMissing) as refusal:
        world.do("close", "sue", {"summary": "完"})
    assert refusal.value.missing == ["cause"]


def test_a_condition_knows_which_deadline_was_missed() -> None:
    world = World(with_transition("complaint", "close", when='missed("callback")'))
    world.bring_to("resolved")
    world.live_until("2026-11-06 09:00")
    world.do("record_callback", "owner", {"outcome": "satisfied"})
    world.do("close", "sue", {"summary": "完"})
    assert world.state == "closed"


def test_a_condition_knows_that_no_deadline_was_missed() -> None:
    world = World(with_transition("complaint", "close", when='missed("callback")'))
    world.bring_to("called_back")
    with pytest.raises(GuardRejected):
        world.do("close", "sue", {"summary": "完"})


def test_what_was_done_in_time_and_recorded_late_sees_no_miss() -> None:
    when = 'not missed("callback")'
    for happened, refused in (("2026-11-05 16:00", False), ("2026-11-06 00:00", False),
                              ("2026-11-06 08:00", True)):  # fmt: skip
        world = World(with_transition("complaint", "record_callback", when=when))
        world.bring_to("resolved")
        world.live_until("2026-11-06 09:00")
        assert world.deadline("callback").status == "missed"
        record = partial(world.do, "record_callback", "sue", {"outcome": "satisfied"}, at=happened)
        if refused:
            with pytest.raises(GuardRejected):
                record()
        else:
            record()
            assert world.deadline("callback").status == "voided"


def test_a_condition_may_ask_who_did_a_step_last() -> None:
    changed = with_transition("complaint", "investigate", when='performer("judge") == "sue"')
    for judge, state in (("sue", "investigated"), ("ann", "judged")):
        world = World(changed)
        world.open()
        world.do("judge", judge, {**UPHELD})
        try:
            world.do("investigate", world.owner, {"cause": "原因", "responsible": "ann"})
        except GuardRejected:
            assert judge == "ann"
        assert world.state == state
