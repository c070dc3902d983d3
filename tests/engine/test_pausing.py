"""Clocks that stand still, and clocks that do not apply. 2 November 2026 is a Monday."""

import pytest
from waiting import claim, moves, statuses
from world import at

from workflow.errors import CaseClosed

TWO_DAYS = "within: 2 calendar days\npauses: [{in: waiting}, {when: hold}]\n"
WITH_RUNGS = (
    TWO_DAYS + "remind: [{before: 1 calendar day, to: owner}, {at: 75%, to: owner}]\n"
    "missed: [{to: owner}, {after: 1 calendar day, to: owner}]\n"
)
APPLIES = (
    "within: 2 calendar days\npauses: {in: waiting}\napplies: 'not filled(\"wanted\") or wanted'\n"
)


def spell(world, start: str, end: str) -> None:
    """Let the case wait from one time to another."""
    world.live_until(start)
    world.do("wait", "ann")
    world.live_until(end)
    world.do("go_on", "ann")


def test_time_in_a_state_that_pauses_does_not_count() -> None:
    world = claim(TWO_DAYS)
    spell(world, "2026-11-03 20:00", "2026-11-05 08:00")
    assert world.due("answer") == "2026-11-06 24:00"
    assert moves(world) == ["armed/1", "paused/1", "resumed/1"]
    state = world.deadline("answer")
    assert state.pauses == ((at("2026-11-03 20:00"), at("2026-11-05 08:00")),)
    assert state.paused_at is None


def test_time_in_which_a_condition_holds_does_not_count_whichever_pauses_first() -> None:
    world = claim(TWO_DAYS)
    world.live_until("2026-11-03 20:00")
    world.enter("ann", {"hold": True})
    world.live_until("2026-11-04 08:00")
    world.do("wait", "ann")
    world.enter("ann", {"hold": False})
    world.live_until("2026-11-05 08:00")
    assert world.deadline("answer").status == "paused"
    world.do("go_on", "ann")
    assert moves(world) == ["armed/1", "paused/1", "resumed/1"]
    assert world.due("answer") == "2026-11-06 24:00"


def test_nothing_fires_while_it_is_paused_and_then_everything_in_its_time() -> None:
    world = claim(WITH_RUNGS)
    world.live_until("2026-11-03 09:00")
    world.do("wait", "ann")
    assert (world.deadline("answer").next_at, world.deadline("answer").status) == (None, "paused")
    world.live_until("2026-11-20 09:00")
    assert world.fired() == []
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-21 24:00"
    world.live_until("2026-12-01 00:00")
    assert [one for one in world.fired() if one.startswith("answer")] == [
        "answer remind.1", "answer remind.2", "answer missed.1", "answer missed.2",
    ]  # fmt: skip
    assert world.fired("deadline_missed") == ["answer"]


def test_a_reminder_that_would_fall_into_a_pause_comes_when_it_is_over() -> None:
    world = claim(
        "within: 10 hours\npauses: {in: waiting}\nremind: [{before: 2 hours, to: owner}]\n"
    )
    spell(world, "2026-11-02 17:30", "2026-11-02 19:00")
    assert world.due("answer") == "2026-11-02 21:30"
    assert world.deadline("answer").next_at == at("2026-11-02 19:30")
    spell(world, "2026-11-02 19:10", "2026-11-02 19:40")
    assert world.due("answer") == "2026-11-02 22:00"
    assert world.deadline("answer").next_at == at("2026-11-02 20:00")


def test_a_case_may_be_opened_paused() -> None:
    world = claim(TWO_DAYS, come="{from: new, to: waiting, by: [specialist], needs: [hold]}",
                  opened=False)  # fmt: skip
    world.open({"hold": False}, "ann")
    assert [one.type for one in world.events] == ["opened", "deadlines_moved"]
    assert world.deadline("answer").paused_at == at("2026-11-02 10:00")
    world.live_until("2026-11-10 10:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-11 24:00"


def test_paused_at_the_due_instant_it_was_not_missed_and_waits() -> None:
    world = claim(TWO_DAYS)
    world.wait_until("2026-11-05 00:00")
    world.do("wait", "ann")
    world.live_until("2026-11-08 09:30")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-08 09:30"
    world.fire()
    assert statuses(world) == ["missed"]


def test_two_pauses_that_touch_at_the_due_instant_are_one() -> None:
    world = claim(TWO_DAYS)
    world.wait_until("2026-11-05 00:00")
    world.do("wait", "ann")
    world.wait_until("2026-11-05 09:00")
    world.do("go_on", "ann")
    world.do("wait", "ann")
    world.wait_until("2026-11-05 11:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-05 11:00"


def test_a_pause_recorded_late_voids_the_miss_and_the_promise_goes_on() -> None:
    world = claim(WITH_RUNGS)
    world.live_until("2026-11-05 08:00")
    assert world.fired() == ["answer remind.1", "answer remind.2", "answer missed.1"]
    decision = world.do("wait", "ann", at="2026-11-04 12:00")
    assert [one.type for one in decision.events] == [
        "transitioned", "miss_voided", "deadlines_moved", "deadlines_moved",
    ]  # fmt: skip
    assert decision.events[1].payload["reason"] == "paused"
    assert decision.voided == (("answer", 1),)
    assert statuses(world) == ["voided", "paused"]
    world.live_until("2026-11-06 10:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-06 24:00"
    seen = len(world.fired())
    world.live_until("2026-12-01 00:00")
    assert world.fired()[seen:] == ["answer missed.1", "answer missed.2"]
    assert [one.payload["cycle"] for one in world.events if one.type == "deadline_missed"] == [1, 2]


def test_what_the_miss_itself_leads_to_does_not_undo_it() -> None:
    """The system lets the case wait, at the due instant: the promise was broken all the same."""
    world = claim(TWO_DAYS + "missed: [{to: owner, does: wait}]")
    world.live_until("2026-11-07 10:00")
    assert world.state == "waiting"
    assert moves(world) == ["armed/1", "missed/1"]


def test_a_promise_that_pauses_when_it_is_missed_is_missed_once() -> None:
    world = claim("within: 2 calendar days\npauses: {when: 'missed(\"answer\")'}")
    world.live_until("2026-11-07 10:00")
    assert moves(world) == ["armed/1", "missed/1"]


def test_a_promise_that_pauses_when_another_is_missed_in_the_same_instant_is_missed_too() -> None:
    other = "other:\n  starts: {act: come}\n  met: {entered: closed}\n  within: 2 calendar days\n"
    world = claim("within: 2 calendar days\npauses: {when: 'missed(\"other\")'}", more=other)
    world.live_until("2026-11-07 10:00")
    assert moves(world) == ["armed/1", "missed/1"]
    assert moves(world, "other") == ["armed/1", "missed/1"]


def test_a_miss_that_pauses_another_clock_is_followed_at_its_instant() -> None:
    other = "other:\n  starts: {act: come}\n  met: {entered: closed}\n  within: 1 calendar day\n"
    world = claim("within: 2 calendar days\npauses: {when: 'missed(\"other\")'}", more=other)
    world.wait_until("2026-11-20 10:00")
    world.fire()
    assert world.deadline("answer").paused_at == at("2026-11-04 00:00")
    assert statuses(world) == ["paused"]
    # An act recorded as earlier than that undoes the other's miss, and with it the pause.
    world.do("close", "ann", at="2026-11-03 12:00")
    assert world.deadline("answer").pauses == ()


def test_met_in_time_and_paused_by_the_same_late_act_it_was_met() -> None:
    world = claim(TWO_DAYS, met="{act: wait}")
    world.live_until("2026-11-06 10:00")
    decision = world.do("wait", "ann", at="2026-11-04 10:00")
    assert [one.type for one in decision.events] == ["transitioned", "miss_voided"]
    assert statuses(world) == ["voided"]


def test_what_the_voided_miss_started_is_released() -> None:
    later = (
        "second:\n  starts: {missed: answer}\n  met: {entered: settled}\n"
        "  cancelled: {entered: closed}\n  within: 1 calendar day\n"
        "third:\n  starts: {missed: second}\n  met: {entered: settled}\n"
        "  cancelled: {entered: closed}\n  within: 5 calendar days\n"
    )
    world = claim(TWO_DAYS, more=later)
    world.live_until("2026-11-07 10:00")
    assert statuses(world, "second") == ["missed"]
    decision = world.do("wait", "ann", at="2026-11-04 10:00")
    assert statuses(world) == ["voided", "paused"]
    assert statuses(world, "second") == ["voided"]
    assert statuses(world, "third") == ["cancelled"]
    assert decision.voided == (("answer", 1), ("second", 1))


def test_a_pause_recorded_late_as_of_the_due_instant_is_in_time() -> None:
    world = claim(TWO_DAYS)
    world.live_until("2026-11-06 10:00")
    world.do("wait", "ann", at="2026-11-05 00:00")
    assert statuses(world) == ["voided", "paused"]


def test_what_something_else_started_is_not_released_with_a_voided_miss() -> None:
    later = (
        "second:\n  starts: [{missed: answer}, {act: come}]\n  met: {entered: settled}\n"
        "  cancelled: {entered: closed}\n  again: keep\n  within: 9 calendar days\n"
    )
    world = claim(TWO_DAYS, more=later)
    world.live_until("2026-11-06 10:00")
    world.do("wait", "ann", at="2026-11-04 10:00")
    assert statuses(world, "second") == ["armed"]


def test_on_resuming_it_may_start_anew() -> None:
    world = claim(TWO_DAYS + "on_resume: restart\nremind: [{at: 50%, to: owner}]")
    spell(world, "2026-11-04 20:00", "2026-11-05 08:00")
    assert moves(world) == ["armed/1", "paused/1", "cancelled/1", "armed/2"]
    assert world.due("answer") == "2026-11-07 24:00"
    ended = world.deadline("answer", 1)
    assert ended.pauses == ((at("2026-11-04 20:00"), at("2026-11-05 08:00")),)


def test_two_cycles_at_once_keep_their_numbers_apart_on_resuming() -> None:
    both = claim(TWO_DAYS + "on_resume: restart\nagain: both", starts="[{act: come}, {act: ask}]")
    both.do("ask", "ann")
    spell(both, "2026-11-03 20:00", "2026-11-05 08:00")
    assert statuses(both) == ["cancelled", "cancelled", "armed", "armed"]


def test_two_missed_cycles_are_both_voided_by_a_pause_recorded_late_and_both_go_on() -> None:
    world = claim(TWO_DAYS + "again: both", starts="[{act: come}, {act: ask}]")
    world.live_until("2026-11-02 11:00")
    world.do("ask", "ann")
    world.live_until("2026-11-06 10:00")
    world.do("wait", "ann", at="2026-11-04 10:00")
    assert statuses(world) == ["voided", "voided", "paused", "paused"]


def test_a_limit_changes_while_it_is_paused_and_may_be_kept() -> None:
    limits = (
        "within:\n  first_of:\n    - {when: 'kind == \"small\"', amount: 8 hours}\n"
        "    - {otherwise: 2 calendar days}\npauses: {in: waiting}\n"
    )
    changed, kept = claim(limits), claim(limits + "on_change: keep")
    for world in (changed, kept):
        world.wait_until("2026-11-02 12:00")
        world.do("wait", "ann")
        world.wait_until("2026-11-03 12:00")
        world.enter("ann", {"kind": "small"})
        assert world.deadline("answer").status == "paused"
        world.wait_until("2026-11-04 12:00")
        world.do("go_on", "ann")
    assert changed.due("answer") == "2026-11-04 18:00"
    assert kept.due("answer") == "2026-11-05 24:00"


def test_a_time_agreed_on_is_kept_through_a_pause_unless_it_falls_into_it() -> None:
    world = claim(TWO_DAYS + "agreed: promised")
    world.enter("ann", {"promised": "2026-11-06 15:00"})
    spell(world, "2026-11-03 10:00", "2026-11-05 10:00")
    assert world.due("answer") == "2026-11-06 15:00"
    spell(world, "2026-11-06 14:00", "2026-11-06 18:00")
    assert world.due("answer") == "2026-11-06 18:00"
    world.enter("ann", {"promised": "refused"})
    assert world.due("answer") == "2026-11-06 24:00"
    assert not world.deadline("answer").agreed


def test_final_it_is_over_even_if_paused() -> None:
    world = claim(TWO_DAYS)
    world.do("wait", "ann")
    world.wait_until("2026-11-03 10:00")
    world.do("close", "ann")
    assert statuses(world) == ["cancelled"]
    state = world.deadline("answer")
    assert (state.paused_at, state.next_at) == (None, None)
    assert state.pauses == ((at("2026-11-02 10:00"), at("2026-11-03 10:00")),)
    with pytest.raises(CaseClosed):
        world.enter("ann", {"hold": True})


def test_a_correction_of_a_final_case_starts_and_moves_nothing() -> None:
    world = claim(TWO_DAYS)
    world.enter("ann", {"hold": False})
    world.do("close", "ann")
    decision = world.correct("ann", {"hold": True})
    assert [one.type for one in decision.events] == ["corrected"]


# --- what does not apply -----------------------------------------------------------------------


def test_what_does_not_apply_any_more_ends_and_counts_from_its_start_when_it_applies_again() -> (
    None
):
    world = claim(APPLIES)
    world.live_until("2026-11-03 10:00")
    world.enter("ann", {"wanted": False})
    assert (statuses(world), world.deadline("answer").next_at) == (["cancelled"], None)
    world.live_until("2026-11-10 10:00")
    world.enter("ann", {"wanted": True})
    assert moves(world) == ["armed/1", "lapsed/1", "cancelled/1", "armed/2"]
    assert world.deadline("answer").started_at == at("2026-11-02 10:00")
    assert world.due("answer") == "2026-11-04 24:00"
    world.fire()
    assert world.events[-1].at == at("2026-11-05 00:00")
    assert statuses(world) == ["cancelled", "missed"]


def test_a_reminder_given_before_it_did_not_apply_is_not_given_again() -> None:
    world = claim(APPLIES + "remind: [{at: 10%, to: owner}, {at: 90%, to: owner}]")
    world.live_until("2026-11-03 10:00")
    world.enter("ann", {"wanted": False})
    world.live_until("2026-11-03 12:00")
    world.enter("ann", {"wanted": True})
    world.live_until("2026-11-06 10:00")
    assert world.fired() == ["answer remind.1", "answer remind.2"]


def test_it_may_not_apply_at_the_start() -> None:
    world = claim(APPLIES, come="{from: new, to: open, by: [specialist], needs: [wanted]}",
                  opened=False)  # fmt: skip
    world.open({"wanted": False}, "ann")
    assert moves(world) == ["armed/1", "lapsed/1"]
    world.live_until("2026-11-03 10:00")
    world.enter("ann", {"wanted": True})
    assert world.due("answer") == "2026-11-04 24:00"


def test_what_is_done_while_it_does_not_apply_gets_no_verdict_and_does_not_come_back() -> None:
    world = claim(APPLIES)
    world.enter("ann", {"wanted": False})
    world.do("finish", "ann")
    assert moves(world) == ["armed/1", "lapsed/1", "cancelled/1"]
    world.do("reopen", "ann")
    world.enter("ann", {"wanted": True})
    assert statuses(world) == ["cancelled"]


def test_a_pause_goes_on_while_it_does_not_apply() -> None:
    world = claim(APPLIES)
    world.live_until("2026-11-03 20:00")
    world.do("wait", "ann")
    world.live_until("2026-11-04 10:00")
    world.enter("ann", {"wanted": False})
    world.live_until("2026-11-05 08:00")
    world.do("go_on", "ann")  # two closes are cut out by then
    world.live_until("2026-11-05 10:00")
    world.enter("ann", {"wanted": True})
    assert world.due("answer") == "2026-11-06 24:00"
    assert moves(world) == [
        "armed/1", "paused/1", "lapsed/1", "resumed/1", "cancelled/1", "armed/2",
    ]  # fmt: skip


def test_a_pause_begun_while_it_did_not_apply_goes_on_when_it_applies() -> None:
    world = claim(APPLIES)
    world.enter("ann", {"wanted": False})
    world.live_until("2026-11-03 20:00")
    world.do("wait", "ann")
    world.live_until("2026-11-05 08:00")
    world.enter("ann", {"wanted": True})
    assert statuses(world) == ["cancelled", "paused"]
    world.live_until("2026-11-06 08:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-07 24:00"


def test_what_changes_while_it_does_not_apply_is_known_when_it_applies_again() -> None:
    world = claim(
        "within:\n  first_of:\n    - {when: 'kind == \"small\"', amount: 4 hours}\n"
        "    - {otherwise: 5 calendar days}\napplies: 'not filled(\"wanted\") or wanted'"
    )
    world.enter("ann", {"wanted": False})
    world.enter("ann", {"kind": "small"})
    world.enter("ann", {"wanted": True})
    assert world.due("answer") == "2026-11-02 14:00"


def test_that_it_did_not_apply_may_be_recorded_after_the_miss_and_undoes_it() -> None:
    world = claim("within: 2 calendar days\napplies: 'times(\"wait\") == 0'")
    world.live_until("2026-11-06 08:00")
    world.do("wait", "ann", at="2026-11-04 12:00")
    assert moves(world) == ["armed/1", "missed/1", "miss_voided/1", "armed/2", "lapsed/2"]
    assert statuses(world) == ["voided", "cancelled"]


def test_a_miss_stays_a_miss_when_it_does_not_apply_any_more() -> None:
    world = claim(APPLIES)
    world.live_until("2026-11-06 08:00")
    world.enter("ann", {"wanted": False})
    assert statuses(world) == ["missed"]


@pytest.mark.parametrize("late", ["all", "latest", "{skip_older_than: 1 calendar day}"])
def test_what_is_due_as_soon_as_it_goes_on_reminds_nobody(late: str) -> None:
    world = claim(
        "within: 2 calendar days\npauses: {in: waiting}\nagreed: promised\nmissed: [{to: owner}]\n"
        "remind: [{before: 1 hour, to: owner, sets: {kind: large}, "
        f"repeat: {{every: 10 minutes, times: 9}}}}]\nlate: {late}\n"
    )
    world.enter("ann", {"promised": "2026-11-03 10:00"})
    world.do("wait", "ann")
    world.wait_until("2026-11-05 10:00")
    world.do("go_on", "ann")
    world.fire()
    assert world.fired() == ["answer remind.1 1", "answer missed.1"]
    assert [one.template for one in world.notices] == ["escalation"]
    assert world.case.fields["kind"] == "large"  # what it does it does all the same
