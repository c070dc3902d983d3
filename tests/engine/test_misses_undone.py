"""What a miss did to other clocks is undone when there was none; what is void comes again."""

from datetime import date

import pytest
from waiting import CHINA, claim
from world import World, shown

from workflow.calendars.rules import OfficialDay, OfficialDays

AFTER = """\
second:
  starts: [{missed: answer}, {field: visit}]
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 9 hours
  remind: [{before: 1 hour, to: owner}]
  missed: [{to: owner}]
third:
  starts: {missed: second}
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 9 hours
"""
ANSWER = """\
within: 6 hours
applies: 'not filled("wanted") or wanted'
pauses: [{in: waiting}, {when: hold}]
remind: [{before: 1 hour, to: owner}]
missed: [{to: owner}]
"""
WRONG = "2026-11-12 10:00"


def opened() -> World:
    return claim(ANSWER, more=AFTER)


def jumped(world: World) -> None:
    before = world.now
    world.wait_until(WRONG)
    world.fire()
    world.now = before


def ticking(world: World) -> list[str]:
    """The cycles that run, with when each is due; the watch apart."""
    return sorted(
        f"{one.key} {shown(one.due_at)[5:]}"
        for one in world.case.deadlines.values()
        if one.running and one.name != "watch"
    )


def test_what_a_void_miss_started_is_released() -> None:
    world = opened()
    jumped(world)
    statuses = [one.status for one in world.case.deadlines.values()]
    assert statuses == ["missed", "armed", "missed", "missed"]
    world.void(WRONG, WRONG, "ann")
    assert ticking(world) == ["answer/2 11-02 16:00"]
    world.live_until("2026-11-02 16:30")
    assert ticking(world) == ["answer/2 11-02 16:00", "second/2 11-03 01:00"]


@pytest.mark.parametrize("missed", [False, True])
def test_what_a_void_miss_had_ended_goes_on_as_it_was(missed: bool) -> None:
    world = opened()
    hour = "01" if missed else "03"
    world.enter("ann", {"visit": f"2026-11-02 {hour}:00"})
    if missed:
        world.live_until("2026-11-02 10:30")
    before = world.deadline("second", 1)
    assert before.status == ("missed" if missed else "armed")
    world.wait_until("2026-11-02 10:31")
    jumped(world)
    world.void(WRONG, WRONG, "ann")
    again = world.deadline("second")
    assert again.fired == before.fired
    assert again._replace(cycle=1) == before
    world.live_until("2026-11-02 15:30")
    assert world.deadline("second").status == "missed"


def test_what_a_miss_had_ended_goes_on_if_the_miss_was_none() -> None:
    world = opened()
    world.enter("ann", {"visit": "2026-11-02 14:00"})
    world.live_until("2026-11-02 17:00")
    assert ticking(world) == ["answer/1 11-02 16:00", "second/2 11-03 01:00"]
    world.do("wait", "ann", at="2026-11-02 15:30")
    assert ticking(world) == ["answer/2 11-02 16:00", "second/3 11-02 23:00"]
    world.live_until("2026-11-02 23:00")
    assert world.fired("deadline_missed") == ["answer", "second"]


def test_what_was_kept_by_then_is_not_owed_again() -> None:
    world = claim(ANSWER, more=AFTER, met="{act: ask}")
    world.enter("ann", {"visit": "2026-11-02 14:00"})
    world.wait_until("2026-11-02 17:00")
    world.fire()
    world.do("finish", "ann")
    world.do("ask", "ann", at="2026-11-02 17:00")
    assert ticking(world) == []


def test_a_reminder_that_is_void_comes_again_though_it_did_not_apply_meanwhile() -> None:
    world = opened()
    before = world.now
    world.wait_until("2026-11-02 15:00")
    world.fire()
    world.now = before
    world.enter("ann", {"wanted": False})
    world.void("2026-11-02 15:00", "2026-11-02 15:00", "ann")
    world.enter("ann", {"wanted": True})
    world.live_until("2026-11-02 15:30")
    assert world.fired() == ["answer remind.1", "answer remind.1"]


def test_a_reminder_that_is_void_comes_again_in_what_went_on_from_it() -> None:
    world = opened()
    jumped(world)
    world.do("wait", "ann", at="2026-11-02 10:00")
    assert world.deadline("answer").status == "paused"
    world.void(WRONG, WRONG, "ann")
    assert world.deadline("answer").fired == ()
    world.do("go_on", "ann")
    world.live_until("2026-11-12 15:30")
    assert [one for one in world.fired() if "remind" in one].count("answer remind.1") == 2


# --- what changed meanwhile --------------------------------------------------------------------

CHANGING = """\
within: {first_of: [{when: 'kind == "small"', amount: 2 hours}, {otherwise: 6 hours}]}
pauses: {in: waiting}
remind: [{before: 1 hour, to: owner}]
missed: [{to: owner}]
"""


def test_what_goes_on_follows_what_was_entered_while_it_was_wrongly_missed() -> None:
    world = claim(CHANGING)
    jumped(world)
    world.enter("ann", {"kind": "small"})
    assert world.due("answer") == "2026-11-02 16:00"
    world.void(WRONG, WRONG, "ann")
    assert ticking(world) == ["answer/2 11-02 12:00"]


def test_what_is_entered_again_in_a_pause_makes_no_promise_anew() -> None:
    world = claim(CHANGING)
    world.enter("ann", {"kind": "large"})
    world.live_until("2026-11-02 15:30")
    world.do("wait", "ann")
    world.wait_until("2026-11-03 10:00")
    world.enter("ann", {"kind": "large"})
    assert world.deadline("answer").revision == 0
    world.do("go_on", "ann")
    world.live_until("2026-11-03 11:00")
    assert world.fired() == ["answer remind.1", "answer missed.1"]


GROWING = """\
within: {first_of: [{when: 'kind == "large"', amount: 9 hours}, {otherwise: 6 hours}]}
remind: [{before: 1 hour, to: owner, sets: {kind: large}}]
"""


def test_what_a_void_reminder_had_set_is_put_back_and_so_is_its_deadline() -> None:
    world = claim(GROWING)
    jumped(world)
    assert world.case.fields == {"kind": "large"}
    (void,) = (
        one for one in world.void(WRONG, WRONG, "ann").events if one.type != "deadlines_moved"
    )
    assert void.payload["cleared"] == ["kind"]
    assert world.case.fields == {}
    assert ticking(world) == ["answer/2 11-02 16:00"]
    world.live_until("2026-11-02 18:30")
    assert world.fired() == ["answer remind.1", "answer remind.1 2"]
    assert ticking(world) == ["answer/2 11-02 19:00"]


def test_a_value_of_before_is_put_back_and_one_recorded_since_stays() -> None:
    for since in (None, "large"):
        world = claim(GROWING)
        world.enter("ann", {"kind": "small"})
        jumped(world)
        if since:
            world.wait_until("2026-11-02 11:00")
            world.now = max(world.now, world.case.acted_at)
            world.enter("ann", {"kind": since})
        world.void(WRONG, WRONG, "ann")
        assert world.case.fields == {"kind": since or "small"}
        assert ticking(world) == [f"answer/2 11-02 {'19' if since else '16'}:00"]


def test_a_value_that_no_clock_asks_is_put_back_too_as_often_as_it_is_void() -> None:
    world = claim("within: 6 hours\nmissed: [{to: owner, sets: {remark: 超时}}]\n")
    for _time in range(2):
        jumped(world)
        assert world.case.fields == {"remark": "超时"}
        world.void(WRONG, WRONG, "ann")
        assert world.case.fields == {}
    assert ticking(world) == ["answer/3 11-02 16:00"]


def test_what_was_put_back_once_is_what_it_was_before() -> None:
    world = claim(GROWING, note="[specialist]\n  erase: [supervisor]")
    world.enter("ann", {"kind": "small"})
    world.note("ann", "客人来电")
    world.erase("sue", ("@note",))
    for _time in range(2):
        jumped(world)
        world.void(WRONG, WRONG, "ann")
        assert world.case.fields["kind"] == "small"


def test_what_is_due_at_a_time_that_is_put_back_to_nothing_stays_due_then() -> None:
    other = """\
second:
  starts: {act: ask}
  met: {entered: settled}
  cancelled: {entered: closed}
  due: {field: promised}
"""
    sets = "sets: {promised: '2026-11-20T10:00+08:00'}"
    world = claim(f"within: 6 hours\nmissed: [{{to: owner, {sets}}}]\n", more=other)
    jumped(world)
    world.now = world.case.acted_at
    world.do("ask", "ann")
    world.void(WRONG, WRONG, "ann")
    assert world.case.fields == {}
    assert ticking(world) == ["answer/2 11-02 16:00", "second/2 11-20 10:00"]


def test_a_promise_that_a_void_value_moved_was_not_made_in_the_future() -> None:
    """The value stays, for somebody recorded it too: of what it moved the owner is reminded."""
    other = """\
second:
  starts: {field: visit}
  met: {entered: settled}
  cancelled: {entered: closed}
  within: {first_of: [{when: 'kind == "large"', amount: 9 hours}, {otherwise: 90 hours}]}
  remind: [{before: 4 hours, to: owner}]
"""
    world = claim("within: 8 hours\nremind: [{before: 1 hour, to: owner, sets: {kind: large}}]\n",
                  more=other)  # fmt: skip
    world.enter("ann", {"visit": "2026-11-02 10:00"})
    before = world.now
    world.wait_until("2026-11-02 17:30")
    world.fire()
    world.now = before
    world.enter("ann", {"kind": "large"})
    world.void("2026-11-02 17:30", "2026-11-02 17:30", "ann")
    assert all((one.revised_at or before) <= before for one in world.case.deadlines.values())
    world.live_until("2026-11-02 16:30")
    assert "second remind.1 1" in world.fired()


def test_a_reminder_comes_again_though_it_had_moved_its_own_deadline_and_that_stays() -> None:
    world = claim(GROWING)
    jumped(world)
    world.enter("ann", {"kind": "large"})
    world.void(WRONG, WRONG, "ann")
    assert ticking(world) == ["answer/2 11-02 19:00"]
    world.live_until("2026-11-02 18:30")
    assert world.fired() == ["answer remind.1", "answer remind.1 1"]


# --- misses on the way to a step ---------------------------------------------------------------

IN_ORDER = """\
first:
  starts: {field: visit}
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 1 hour
  missed: [{to: owner, does: wait}]
second:
  starts: [{field: visit}, {missed: third}]
  met: {entered: settled}
  cancelled: [{entered: waiting}, {entered: closed}]
  within: 3 hours
third:
  starts: {field: visit}
  met: {entered: settled}
  cancelled: [{entered: waiting}, {entered: closed}]
  within: 2 hours
"""


def test_what_a_step_ends_too_late_is_missed_in_the_order_it_was_due() -> None:
    world = claim("within: 100 hours", more=IN_ORDER)
    world.enter("ann", {"visit": "2026-11-02 02:00"})
    world.fire()
    misses = [one for one in world.events if one.type == "deadline_missed"]
    assert [f"{one.once} {shown(one.at)[11:]}" for one in misses] == [
        "first/1/miss 03:00",
        "third/1/miss 04:00",
        "second/2/miss 07:00",
    ]
    assert world.deadline("second", 1).status == "cancelled"


# --- restarted meanwhile, and several at once --------------------------------------------------

RESTARTED = """\
second:
  starts: {missed: answer}
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 30 hours
  on_transfer: restart
  pauses: {when: hold}
  on_resume: restart
"""
ON_REQUEST = "{answer: {by: 24 hours, asked: {act: ask}}}"
BY_KIND = "{{first_of: [{{when: 'kind == \"small\"', amount: {small}}}, {{otherwise: {other}}}]}}"
SHORT = "within: 6 hours\npauses: {in: waiting}\nmissed: [{to: owner}]\n"


def test_what_a_void_miss_started_is_released_though_it_was_restarted_since() -> None:
    world = claim(SHORT, more=RESTARTED, extends=ON_REQUEST)
    world.do("ask", "ann")
    world.live_until("2026-11-02 17:00")
    world.do("pass_on", "ann")
    world.wait_until("2026-11-02 18:00")
    world.enter("ann", {"hold": True})
    world.wait_until("2026-11-02 19:00")
    world.enter("ann", {"hold": False})
    assert ticking(world) == ["answer/1 11-02 16:00", "second/3 11-04 01:00"]
    world.do("give", "sue")
    assert ticking(world) == ["answer/2 11-03 16:00"]


TWO_ENDED = """\
second:
  starts: [{missed: answer}, {field: visit}]
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 90 hours
third:
  starts: [{missed: answer}, {field: visit}]
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 80 hours
"""


def test_cycles_that_go_on_are_numbered_each_by_its_own_deadline() -> None:
    world = claim(SHORT, more=TWO_ENDED)
    world.enter("ann", {"visit": "2026-11-02 11:00"})
    world.live_until("2026-11-02 17:00")
    world.do("wait", "ann", at="2026-11-02 15:30")
    assert ticking(world) == [
        "answer/2 11-02 16:00",
        "second/3 11-06 05:00",
        "third/3 11-05 19:00",
    ]


@pytest.mark.parametrize("granted", [True, False])
def test_what_goes_on_after_an_extension_follows_what_was_entered_meanwhile(granted: bool) -> None:
    """Both the promise that is extended, and another that its miss had ended."""
    second = RESTARTED.replace("{missed: answer}", "[{missed: answer}, {field: visit}]")
    second = second.replace("30 hours", BY_KIND.format(small="20 hours", other="30 hours"))
    answer = SHORT.replace("6 hours", BY_KIND.format(small="5 hours", other="6 hours"))
    world = claim(answer, more=second, extends=ON_REQUEST)
    world.enter("ann", {"visit": "2026-11-02 11:00"})
    world.do("ask", "ann")
    if not granted:  # in time, for comparison
        world.wait_until("2026-11-02 15:00")
        world.do("give", "sue")
    world.live_until("2026-11-02 17:00")
    world.enter("ann", {"kind": "small"})
    if granted:
        assert ticking(world) == ["answer/1 11-02 16:00", "second/2 11-03 12:00"]
        world.do("give", "sue")
    assert [one[-11:] for one in ticking(world)] == ["11-03 15:00", "11-03 07:00"]


# --- more than one promise at a time -----------------------------------------------------------


def test_a_promise_extended_late_and_one_that_starts_with_the_same_act_are_two() -> None:
    world = claim(
        SHORT + "again: both", starts="[{act: come}, {act: give}]",
        extends=ON_REQUEST,
    )  # fmt: skip
    world.do("ask", "ann")
    world.live_until("2026-11-02 17:00")
    world.do("give", "sue")
    assert ticking(world) == ["answer/2 11-03 16:00", "answer/3 11-02 23:00"]


def test_a_promise_that_starts_anew_with_an_act_is_not_extended_by_it() -> None:
    world = claim(
        SHORT, starts="[{act: come}, {field: visit}]",
        extends=ON_REQUEST,
    )  # fmt: skip
    world.do("ask", "ann")
    world.live_until("2026-11-02 17:00")
    world.do("give", "sue", {"visit": "2026-11-02 17:00"})
    assert ticking(world) == ["answer/2 11-02 23:00"]
    assert world.deadline("answer", 1).status == "missed"


# --- a reminder that is void, and had moved its own deadline -----------------------------------


def test_it_comes_again_though_its_deadline_did_not_apply_meanwhile() -> None:
    world = claim(GROWING + "applies: 'not filled(\"wanted\") or wanted'\n")
    before = world.now
    world.wait_until("2026-11-02 15:00")
    world.fire()
    world.now = before
    world.enter("ann", {"wanted": False})
    world.void("2026-11-02 15:00", "2026-11-02 15:00", "ann")
    world.enter("ann", {"wanted": True})
    world.live_until("2026-11-02 18:30")
    assert world.fired() == ["answer remind.1", "answer remind.1 2"]


def test_it_comes_again_though_a_void_miss_had_ended_its_deadline() -> None:
    second = """\
second:
  starts: [{missed: answer}, {field: visit}]
  met: {entered: settled}
  cancelled: {entered: closed}
  within: {first_of: [{when: 'kind == "large"', amount: 9 hours}, {otherwise: 5 hours}]}
  remind: [{before: 1 hour, to: owner, sets: {kind: large}}]
"""
    world = claim(SHORT.replace("6 hours", "12 hours"), more=second)
    world.enter("ann", {"visit": "2026-11-02 10:00"})
    before = world.now
    world.wait_until("2026-11-02 23:00")
    world.fire()
    world.now = before
    assert world.fired()[:2] == ["second remind.1", "answer missed.1"]
    world.void("2026-11-02 23:00", "2026-11-02 23:00", "ann")
    world.live_until("2026-11-02 18:30")
    assert world.fired()[-2:] == ["answer missed.1", "second remind.1 2"]


# --- official days adopted meanwhile -----------------------------------------------------------


def free(day: int) -> OfficialDays:
    """The official days, and one of November off as well."""
    return CHINA._replace(
        days={**CHINA.days, date(2026, 11, day): OfficialDay({"en": "Free", "zh": "放假"})}
    )


WORKING = """\
within: 3 working days
calendar: office-cn
pauses: {in: waiting}
"""


def adopted(world: World, days: OfficialDays) -> None:
    world.around.calendars.revisions.append(days)


def test_what_goes_on_is_counted_by_the_official_days_adopted_while_it_was_missed() -> None:
    world = claim(WORKING)
    world.live_until("2026-11-06 01:00")
    adopted(world, free(6))
    world.do("wait", "ann", at="2026-11-05 10:00")
    assert world.deadline("answer").official == 2
    world.wait_until("2026-11-05 20:00")
    world.live_until("2026-11-06 20:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-09 24:00"  # Thursday and a free Friday do not count
    assert world.events[-2].type == "transitioned"


def test_what_a_void_firing_lets_go_on_is_counted_by_the_official_days_in_force() -> None:
    world = claim(WORKING)
    world.wait_until("2026-11-04 10:00")
    jumped(world)
    adopted(world, free(6))
    adopted(world, free(6))
    world.void(WRONG, WRONG, "ann")
    again = world.deadline("answer")
    assert (again.official, world.due("answer")) == (3, "2026-11-05 24:00")
    recounted = world.events[-1]
    assert (recounted.type, recounted.payload["official"]) == ("deadline_recomputed", 3)


def test_a_promise_that_is_kept_on_its_days_stays_on_them() -> None:
    world = claim(WORKING + "on_revision: keep\n")
    world.wait_until("2026-11-04 10:00")
    jumped(world)
    adopted(world, free(5))
    world.void(WRONG, WRONG, "ann")
    assert (world.deadline("answer").official, world.due("answer")) == (1, "2026-11-05 24:00")
    assert world.events[-1].type == "firing_voided"


# --- acts, after a clock that was ahead ---------------------------------------------------------

STEPPING = """\
within: 6 hours
pauses: {in: waiting}
missed: [{to: owner}, {after: 1 hour, to: owner, does: wait}]
"""


def test_an_act_after_it_was_put_right_counts_when_it_is_done() -> None:
    """Neither a step that a rung took nor what somebody recorded holds it up."""
    world = claim(STEPPING)
    before = world.now
    world.wait_until(WRONG)
    world.fire()
    assert world.case.state == "waiting"
    world.note("ann", "客人来电")
    world.now = before
    world.void(WRONG, WRONG, "ann")
    assert (world.case.acted_at, world.case.last_at) == (before, before)
    world.wait_until("2026-11-02 12:00")
    world.do("finish", "ann")
    assert (world.deadline("answer").status, world.deadline("answer").done_at) == ("met", world.now)


def test_what_was_done_while_the_clock_was_ahead_was_done_before_it_was_put_right() -> None:
    world = claim("within: 6 hours\nmissed: [{to: owner}]\n")
    before = world.now
    world.wait_until(WRONG)
    world.fire()
    world.do("finish", "ann")
    assert world.deadline("answer").status == "missed"
    world.now = before
    world.wait_until("2026-11-02 11:00")
    world.void(WRONG, WRONG, "ann")
    assert (world.deadline("answer").status, world.deadline("answer").done_at) == (
        "voided", world.now,
    )  # fmt: skip


def test_what_was_done_while_the_clock_was_ahead_stays_late_if_nobody_knows_that_it_was_not() -> (
    None
):
    world = claim("within: 6 hours\nmissed: [{to: owner}]\n")
    before = world.now
    world.wait_until(WRONG)
    world.fire()
    world.do("finish", "ann")
    world.now = before
    world.wait_until("2026-11-02 17:00")
    world.void(WRONG, WRONG, "ann")
    assert world.deadline("answer").status == "missed"
