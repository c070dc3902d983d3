"""More time: granted, capped, asked in time, and taken back. 2 November 2026 is a Monday."""

import pytest
from waiting import claim, moves, statuses
from world import at

from workflow.errors import ExtensionRefused

TWO_DAYS = "within: 2 calendar days\npauses: {in: waiting}\nagreed: promised\n"
RUNGS = (
    "remind: [{before: 1 calendar day, to: owner}]\n"
    "missed: [{to: owner}, {after: 1 calendar day, to: owner}]\n"
)
BY = "{answer: {by: 2 calendar days}}"
TAKEN = "[answer]"


def refused(world, act: str = "give", **words) -> str:
    before = len(world.events)
    with pytest.raises(ExtensionRefused) as refusal:
        world.do(act, "sue", **words)
    assert len(world.events) == before
    assert refusal.value.deadline == "answer"
    return refusal.value.reason


def test_it_is_extended_by_so_much() -> None:
    world = claim(TWO_DAYS, extends=BY)
    world.do("give", "sue")
    assert world.due("answer") == "2026-11-06 24:00"
    world.do("give", "sue")
    assert world.due("answer") == "2026-11-08 24:00"
    assert moves(world) == ["armed/1", "extended/1", "extended/1"]


def test_reminders_come_again_for_the_time_it_was_extended_to() -> None:
    world = claim(TWO_DAYS + RUNGS, extends=BY)
    world.live_until("2026-11-04 10:00")
    world.do("give", "sue")
    world.live_until("2026-11-06 10:00")
    assert world.fired() == ["answer remind.1", "answer remind.1 1"]


def test_it_is_extended_to_the_time_of_a_field() -> None:
    world = claim(TWO_DAYS, extends="{answer: {to: until}}")
    assert "until must hold a time after 2026-11-04 24:00" in refused(world)
    world.enter("ann", {"until": "2026-11-04"})
    assert "until must hold" in refused(world)
    world.enter("ann", {"until": "2026-11-09"})
    world.do("give", "sue")
    assert world.due("answer") == "2026-11-09 24:00"
    assert world.deadline("answer").extensions == (at("2026-11-10 00:00"),)


def test_only_so_often() -> None:
    world = claim(TWO_DAYS, extends="{answer: {by: 2 calendar days, times: 1}}")
    world.do("give", "sue")
    assert refused(world) == "it was extended once already"
    world = claim(TWO_DAYS, extends="{answer: {by: 2 calendar days, times: 2}}")
    world.do("give", "sue")
    world.do("give", "sue")
    assert refused(world) == "it was extended 2 times already"


def test_only_so_far() -> None:
    world = claim(TWO_DAYS, extends="{answer: {by: 2 calendar days, at_most: 5 calendar days}}")
    world.do("give", "sue")
    world.do("give", "sue")
    assert refused(world) == "it can be extended until 2026-11-09 24:00 at most"


def test_the_utmost_is_counted_without_pauses_too() -> None:
    world = claim(TWO_DAYS, extends="{answer: {by: 2 calendar days, at_most: 2 calendar days}}")
    world.do("wait", "ann")
    world.wait_until("2026-11-04 10:00")
    world.do("give", "sue")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-07 24:00"


def test_only_what_runs() -> None:
    world = claim(TWO_DAYS, extends=BY, revokes=TAKEN)
    world.do("finish", "ann")
    assert refused(world) == "it is not running"
    assert refused(world, "take") == "it is not running"


def test_what_does_not_apply_is_not_running() -> None:
    world = claim("within: 2 calendar days\napplies: 'not filled(\"hold\") or hold'", extends=BY)
    world.enter("ann", {"hold": False})
    assert refused(world) == "it is not running"


def test_it_must_be_asked_before_it_is_due() -> None:
    world = claim(TWO_DAYS, extends=BY)
    world.wait_until("2026-11-05 00:01")
    assert "it was due at 2026-11-04 24:00" in refused(world)


def test_at_the_due_instant_it_is_in_time() -> None:
    world = claim(TWO_DAYS, extends=BY)
    world.wait_until("2026-11-05 00:00")
    world.do("give", "sue")
    assert moves(world) == ["armed/1", "extended/1"]


ASKED = "{answer: {by: 4 calendar days, asked: {act: ask}}}"


def test_asked_in_time_and_granted_late_it_voids_the_miss_and_the_promise_goes_on() -> None:
    world = claim(TWO_DAYS + RUNGS, extends=ASKED)
    world.live_until("2026-11-03 10:00")
    world.do("ask", "ann")
    world.live_until("2026-11-06 10:00")
    assert world.fired() == ["answer remind.1", "answer missed.1", "answer missed.2"]
    decision = world.do("give", "sue")
    assert [one.type for one in decision.events] == ["transitioned", "miss_voided"]
    assert decision.events[1].payload["reason"] == "extended"
    assert decision.voided == (("answer", 1),)
    assert statuses(world) == ["voided", "armed"]
    assert world.due("answer") == "2026-11-08 24:00"
    assert world.deadline("answer").started_at == at("2026-11-02 10:00")
    world.live_until("2026-11-20 00:00")
    assert world.fired()[3:] == ["answer remind.1 1", "answer missed.1", "answer missed.2"]
    assert statuses(world) == ["voided", "missed"]


def test_what_was_due_before_it_was_granted_is_not_told_when_it_fires_with_it() -> None:
    """The engine slept over the miss; the act that undoes it finds it."""
    world = claim(TWO_DAYS + RUNGS, extends=ASKED)
    world.live_until("2026-11-04 10:00")
    world.do("ask", "ann")
    world.wait_until("2026-11-05 10:00")
    told = len(world.notices)
    decision = world.do("give", "sue")
    assert [one.type for one in decision.events] == [
        "deadline_missed", "rung_fired", "transitioned", "miss_voided",
    ]  # fmt: skip
    assert len(world.notices) == told
    assert decision.events[1].payload["skipped"] == "done"


def test_one_request_covers_as_many_extensions_as_there_may_be() -> None:
    world = claim(TWO_DAYS, extends=ASKED)
    world.do("ask", "ann")
    world.do("give", "sue")
    world.do("give", "sue")
    assert world.due("answer") == "2026-11-12 24:00"
    once = claim(TWO_DAYS, extends=ASKED.replace("4 calendar days", "4 calendar days, times: 1"))
    once.do("ask", "ann")
    once.do("give", "sue")
    assert refused(once) == "it was extended once already"


def test_nobody_asked() -> None:
    world = claim(TWO_DAYS, extends=ASKED)
    assert refused(world) == "nobody has asked for it with ask since it started"
    world.live_until("2026-11-06 10:00")
    world.do("ask", "ann")
    assert "it was due at 2026-11-04 24:00" in refused(world)


def test_who_asks_again_after_it_was_due_has_asked_in_time_all_the_same() -> None:
    world = claim(TWO_DAYS, extends=ASKED)
    world.do("ask", "ann")
    world.live_until("2026-11-06 10:00")
    world.do("ask", "ann")
    world.do("give", "sue")
    assert statuses(world) == ["voided", "armed"]


def test_what_was_asked_in_an_earlier_round_does_not_count() -> None:
    world = claim(TWO_DAYS, extends=ASKED, starts="[{act: come}, {act: reopen}]")
    world.do("ask", "ann")
    world.live_until("2026-11-03 10:00")
    world.do("finish", "ann")
    world.do("reopen", "ann")
    assert refused(world) == "nobody has asked for it with ask since it started"


def test_granted_late_and_paused_by_the_same_act_it_is_voided_once() -> None:
    world = claim(TWO_DAYS, wait="{from: open, to: waiting, by: [specialist], extends: " + BY + "}")
    world.live_until("2026-11-06 10:00")
    decision = world.do("wait", "ann", at="2026-11-04 10:00")
    assert [one.type for one in decision.events] == [
        "transitioned", "miss_voided", "deadlines_moved",
    ]  # fmt: skip
    assert statuses(world) == ["voided", "paused"]


def test_a_time_agreed_on_is_extended_too() -> None:
    world = claim(TWO_DAYS, extends=BY)
    world.enter("ann", {"promised": "2026-11-06 15:00"})
    world.do("give", "sue")
    assert world.due("answer") == "2026-11-08 15:00"
    world.enter("ann", {"promised": "2026-11-10 15:00"})
    assert world.due("answer") == "2026-11-12 15:00"


@pytest.mark.parametrize("late", [True, False])
def test_a_time_agreed_on_and_refused_since_counts_no_more_whenever_it_was_extended(late: bool):
    world = claim(TWO_DAYS, extends=ASKED)
    world.enter("ann", {"promised": "2026-11-06 15:00"})
    world.do("ask", "ann")
    if not late:
        world.do("give", "sue")
    world.live_until("2026-11-07 10:00")
    world.enter("ann", {"promised": "refused"})
    if late:
        world.do("give", "sue")
    assert (world.due("answer"), statuses(world)[-1]) == ("2026-11-08 24:00", "armed")


def test_extended_while_it_is_paused() -> None:
    world = claim(TWO_DAYS, extends=BY)
    world.do("wait", "ann")
    world.wait_until("2026-11-20 10:00")
    world.do("give", "sue")
    assert world.deadline("answer").status == "paused"
    assert world.due("answer") == "2026-11-23 24:00"  # if it went on now
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-23 24:00"


def test_a_pause_in_the_time_it_was_extended_by_does_not_count() -> None:
    world = claim(TWO_DAYS, extends=BY)
    world.do("give", "sue")
    world.wait_until("2026-11-05 20:00")
    world.do("wait", "ann")
    world.wait_until("2026-11-10 08:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-11 24:00"
    world.live_until("2026-11-11 20:00")
    assert statuses(world) == ["armed"]


def test_taken_back_it_is_due_when_it_was_due_before() -> None:
    world = claim(TWO_DAYS, extends=BY, revokes=TAKEN)
    assert refused(world, "take") == "it has no extension to take back"
    world.do("give", "sue")
    world.live_until("2026-11-03 10:00")
    world.do("take", "sue")
    assert (world.due("answer"), world.deadline("answer").extensions) == ("2026-11-04 24:00", ())


def test_taken_back_it_is_due_no_earlier_than_that() -> None:
    world = claim(TWO_DAYS, extends=BY, revokes=TAKEN)
    world.do("give", "sue")
    world.live_until("2026-11-06 10:00")
    world.do("take", "sue")
    assert world.due("answer") == "2026-11-06 10:00"
    world.do("wait", "ann")
    world.live_until("2026-11-06 12:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-06 12:00"
    world.fire()
    assert statuses(world) == ["missed"]
    assert refused(world, "take") == "it has no extension to take back"


def test_taken_back_while_it_is_paused() -> None:
    world = claim(TWO_DAYS, extends=BY, revokes=TAKEN)
    world.do("give", "sue")
    world.do("wait", "ann")
    world.wait_until("2026-11-03 10:00")
    world.do("take", "sue")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-04 24:00"


def test_what_the_act_itself_ends_is_neither_extended_nor_taken_back() -> None:
    both = f"{{from: open, to: settled, by: [specialist], extends: {BY}}}"
    world = claim(TWO_DAYS, finish=both)
    world.do("finish", "ann")
    assert moves(world) == ["armed/1", "met/1"]
    world = claim(TWO_DAYS, extends=BY,
                  finish="{from: open, to: settled, by: [specialist], revokes: [answer]}"
                  )  # fmt: skip
    world.do("give", "sue")
    world.do("finish", "ann")
    assert moves(world) == ["armed/1", "extended/1", "met/1"]


def withdrawn():
    """Due when a field says, asked in time, missed, refused since, and granted late: on the 8th."""
    asked = "{answer: {by: 2 calendar days, asked: {act: ask}, at_most: 4 calendar days}}"
    followed = "due: {field: promised}\npauses: {in: waiting}\n"
    world = claim(followed, starts="{act: ask}", extends=asked, revokes=TAKEN)
    world.enter("ann", {"promised": "2026-11-06 15:00"})
    world.do("ask", "ann")
    world.live_until("2026-11-07 10:00")
    world.enter("ann", {"promised": "refused"})
    world.do("give", "sue")
    assert world.due("answer") == "2026-11-08 15:00"
    return world


def test_a_pause_gives_no_time_to_what_was_extended_from_a_time_refused_since() -> None:
    world = withdrawn()
    world.do("wait", "ann")
    world.live_until("2026-11-07 12:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-08 15:00"
    world.do("wait", "ann")
    world.live_until("2026-11-09 09:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-09 09:00"


def test_extended_again_from_a_time_refused_since_it_has_each_extension_once() -> None:
    world = withdrawn()
    world.do("give", "sue")
    assert world.due("answer") == "2026-11-10 15:00"
    assert statuses(world) == ["voided", "armed"]


def test_what_it_was_due_at_before_cannot_come_back_when_it_was_refused_since() -> None:
    world = withdrawn()
    assert refused(world, "take").startswith("the time agreed on")
    world.enter("ann", {"promised": "2026-11-09 15:00"})
    world.do("take", "sue")
    assert world.due("answer") == "2026-11-09 15:00"


def test_a_refusal_names_the_step_by_its_title() -> None:
    ask = "{title: {en: Ask for it, zh: 申请}, from: any_open, stay: true, by: [specialist]}"
    world = claim(TWO_DAYS, extends=ASKED, ask=ask)
    assert refused(world) == "nobody has asked for it with ask (Ask for it) since it started"
