"""Clocks that start with a field, a miss, or another owner; due at a named time."""

from dataclasses import replace
from functools import partial

import pytest
from waiting import claim, moves, statuses
from world import at, shown

from workflow.calendars.amounts import Amount
from workflow.engine.edition import Edition
from workflow.errors import DataInvalid, DataMissing

VISIT = "{field: visit}"
TWO_DAYS = "within: 2 calendar days\n"


def ending(name: str, starts: str, rest: str) -> str:
    return (
        f"{name}:\n  starts: {starts}\n  met: {{entered: settled}}\n"
        f"  cancelled: {{entered: closed}}\n  {rest}\n"
    )


def test_it_starts_with_the_time_a_field_is_given_past_or_future() -> None:
    world = claim(TWO_DAYS + "remind: [{before: 40 hours, to: owner}]", starts=VISIT)
    assert moves(world) == []
    world.enter("ann", {"visit": "2026-11-10 15:00"})
    assert world.due("answer") == "2026-11-12 24:00"
    assert world.deadline("answer").started_at == at("2026-11-10 15:00")
    past = claim(TWO_DAYS, starts=VISIT)
    past.enter("ann", {"visit": "2026-10-20 15:00"})
    past.fire()
    missed = next(one for one in past.events if one.type == "deadline_missed")
    assert (shown(missed.at), statuses(past)) == ("2026-10-22 24:00", ["missed"])


def test_a_date_starts_it_at_its_midnight() -> None:
    world = claim("within: 10 hours", starts="{field: day}")
    world.enter("ann", {"day": "2026-11-05"})
    assert world.due("answer") == "2026-11-05 10:00"


def test_nobody_is_reminded_before_it_starts_although_the_limit_changed_before() -> None:
    world = claim(
        TWO_DAYS + "factor: [{when: 'kind == \"large\"', by: 200%}]\n"
        "remind: [{before: 4 calendar days, to: owner}]",
        starts=VISIT,
    )
    # Longer than any limit, which the checker refuses.
    answer = world.edition.definition.deadlines["answer"]
    earlier = replace(answer.remind[0], before=Amount(5, "calendar days"))
    deadlines = {**world.edition.definition.deadlines, "answer": replace(answer, remind=(earlier,))}
    world.edition = Edition(replace(world.edition.definition, deadlines=deadlines), "changed")
    world.enter("ann", {"visit": "2026-11-10 15:00"})
    world.enter("ann", {"kind": "large"})
    world.live_until("2026-11-14 23:00")
    assert (world.due("answer"), world.fired()) == ("2026-11-14 24:00", [])


def test_a_start_that_is_changed_or_corrected_starts_it_anew() -> None:
    world = claim(TWO_DAYS, starts=VISIT)
    world.enter("ann", {"visit": "2026-11-03 15:00"})
    world.enter("ann", {"visit": "2026-11-04 15:00"})
    world.correct("ann", {"visit": "2026-11-05 15:00"})
    assert statuses(world) == ["cancelled", "cancelled", "armed"]
    assert world.due("answer") == "2026-11-07 24:00"


def test_the_same_start_given_again_starts_nothing() -> None:
    world = claim(TWO_DAYS, starts=VISIT)
    world.enter("ann", {"visit": "2026-10-20 15:00"})
    world.fire()
    world.enter("ann", {"visit": "2026-10-20 15:00"})
    world.fire()
    assert moves(world) == ["armed/1", "missed/1"]


def test_what_is_done_starts_again_with_a_start_given_again_the_same_or_not() -> None:
    world = claim(TWO_DAYS, starts=VISIT,
                  reopen="{from: settled, to: open, by: [specialist], needs: [visit]}")  # fmt: skip
    world.enter("ann", {"visit": "2026-11-03 15:00"})
    world.do("finish", "ann")
    world.do("reopen", "ann", {"visit": "2026-11-03 15:00"})
    assert moves(world) == ["armed/1", "met/1", "armed/2"]
    assert world.due("answer") == "2026-11-05 24:00"
    world.do("finish", "ann")
    world.do("reopen", "ann", {"visit": "2026-11-04 15:00"})
    assert (moves(world)[-1], world.due("answer")) == ("armed/3", "2026-11-06 24:00")


def test_an_act_that_meets_it_and_gives_the_same_start_starts_it_again() -> None:
    world = claim(TWO_DAYS, starts=VISIT, met="{act: ask}",
                  ask="{from: any_open, stay: true, by: [specialist], needs: [visit]}")  # fmt: skip
    world.enter("ann", {"visit": "2026-11-03 15:00"})
    world.do("ask", "ann", {"visit": "2026-11-03 15:00"})
    assert statuses(world) == ["met", "armed"]


def test_what_does_not_apply_is_not_started_twice_by_the_same_start() -> None:
    world = claim(TWO_DAYS + "applies: hold", starts=VISIT)
    world.enter("ann", {"visit": "2026-11-03 15:00", "hold": "no"})
    world.enter("ann", {"visit": "2026-11-03 15:00"})
    assert statuses(world) == ["cancelled"]
    world.enter("ann", {"hold": "yes"})
    assert statuses(world) == ["cancelled", "armed"]
    assert world.due("answer") == "2026-11-05 24:00"


def test_what_was_done_stays_done_when_the_start_is_corrected() -> None:
    world = claim(TWO_DAYS, starts=VISIT)
    world.enter("ann", {"visit": "2026-11-03 15:00"})
    world.do("finish", "ann")
    world.correct("ann", {"visit": "2026-11-05 15:00"})
    assert moves(world) == ["armed/1", "met/1"]


def test_a_start_that_was_refused_and_is_corrected_starts_it() -> None:
    world = claim(TWO_DAYS, starts="{field: promised}",
                  ask="{from: any_open, stay: true, by: [specialist], needs: [promised]}"
                  )  # fmt: skip
    world.do("ask", "ann", {"promised": "refused"})
    assert moves(world) == []
    world.correct("ann", {"promised": "2026-11-03 15:00"})
    assert (moves(world), world.due("answer")) == (["armed/1"], "2026-11-05 24:00")


def test_a_miss_stays_a_miss_when_the_start_is_corrected() -> None:
    world = claim(TWO_DAYS, starts=VISIT)
    world.enter("ann", {"visit": "2026-10-20 15:00"})
    world.fire()
    world.correct("ann", {"visit": "2026-11-05 15:00"})
    assert statuses(world) == ["missed", "armed"]
    assert world.deadline("answer", 1).next_at is None


def test_of_two_fields_given_at_once_one_starts_it_once() -> None:
    world = claim(TWO_DAYS, starts="[{field: visit}, {field: day}]")
    world.enter("ann", {"visit": "2026-11-03 15:00", "day": "2026-11-04"})
    assert moves(world) == ["armed/1"]


def test_an_act_that_meets_it_and_gives_the_next_start_meets_it() -> None:
    world = claim(TWO_DAYS, starts=VISIT, met="{act: ask}",
                  ask="{from: any_open, stay: true, by: [specialist], needs: [visit]}")  # fmt: skip
    world.enter("ann", {"visit": "2026-11-03 15:00"})
    world.do("ask", "ann", {"visit": "2026-11-10 15:00"})
    assert statuses(world) == ["met", "armed"]


def test_a_field_refused_starts_nothing_and_the_act_itself_starts_it_once() -> None:
    world = claim(TWO_DAYS, starts="[{act: ask}, {field: promised}]",
                  ask="{from: any_open, stay: true, by: [specialist], needs: [promised]}"
                  )  # fmt: skip
    world.enter("ann", {"promised": "refused"})
    assert moves(world) == []
    world.do("ask", "ann", {"promised": "2026-11-20 10:00"})
    assert moves(world) == ["armed/1"]
    assert world.due("answer") == "2026-11-04 24:00"


def test_a_field_given_with_the_opening_starts_it() -> None:
    world = claim(TWO_DAYS, starts=VISIT, opened=False,
                  come="{from: new, to: open, by: [specialist], needs: [visit]}")  # fmt: skip
    world.open({"visit": "2026-11-03 15:00"}, "ann")
    assert world.due("answer") == "2026-11-05 24:00"


# --- due at a named time -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"), [("promised", "2026-11-02 09:59"), ("day", "2026-11-01")]
)
def test_what_it_is_due_at_must_be_still_to_come_when_it_is_said(field: str, value: str) -> None:
    world = claim(f"due: {{field: {field}}}", starts="{act: ask}")
    with pytest.raises(DataInvalid) as refusal:
        world.enter("ann", {field: value})
    assert "still to come" in str(refusal.value)


@pytest.mark.parametrize("way", ["set", "step"])
def test_a_time_that_only_a_clock_that_was_ahead_makes_over_is_refused_with_what_to_do(
    way: str,
) -> None:
    world = claim("due: {field: promised}", starts="{act: ask}",
                  ask="{from: any_open, stay: true, by: [specialist], needs: [promised]}"
                  )  # fmt: skip
    right = world.now
    world.wait_until("2026-12-02 10:00")
    world.note("ann", "时钟快了")
    world.now = right

    def says(value: str) -> str:
        acting = world.enter if way == "set" else partial(world.do, "ask")
        with pytest.raises(DataInvalid) as refusal:
            acting("ann", {"promised": value})
        return str(refusal.value)

    told = says("2026-11-20 10:00")
    assert "a time after 2026-12-02 10:00" in told
    assert "`complaints doctor`" in told
    assert "`complaints deadlines void`" in told
    assert "still to come" in says("2026-11-02 09:59")


def test_it_is_due_at_the_time_of_a_field_a_date_at_its_end() -> None:
    world = claim("due: {field: promised}", starts="{act: ask}")
    with pytest.raises(DataMissing) as refusal:
        world.do("ask", "ann")
    assert "promised" in str(refusal.value)
    world.enter("ann", {"promised": "2026-11-05 15:00"})
    world.do("ask", "ann")
    assert world.due("answer") == "2026-11-05 15:00"
    world.enter("ann", {"promised": "2026-11-06 15:00"})
    assert world.due("answer") == "2026-11-06 15:00"
    with pytest.raises(DataMissing):
        world.enter("ann", {"promised": "refused"})
    date = claim("due: {field: day}", starts="{act: ask}")
    date.enter("ann", {"day": "2026-11-05"})
    date.do("ask", "ann")
    assert date.due("answer") == "2026-11-05 24:00"


def test_it_waits_for_the_end_of_a_pause_and_is_due_again_at_the_time_named() -> None:
    world = claim("due: {field: day}\npauses: {in: waiting}", starts="{act: ask}")
    world.enter("ann", {"day": "2026-11-05"})
    world.do("ask", "ann")
    world.do("wait", "ann")
    world.wait_until("2026-11-03 10:00")
    world.enter("ann", {"day": "2026-11-06"})
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-06 24:00"


# --- started by a miss -------------------------------------------------------------------------


def test_a_chain_of_misses_is_made_up_in_one_go_after_downtime() -> None:
    more = ending("second", "{missed: answer}", "within: 1 calendar day")
    more += ending("third", "{missed: second}", "within: 1 calendar day")
    world = claim(TWO_DAYS, more=more)
    world.wait_until("2026-12-01 10:00")
    world.fire()
    found = [(one.payload["deadline"], shown(one.at)) for one in world.events
             if one.type == "deadline_missed"]  # fmt: skip
    # 24:00 on the 4th is the first instant of the 5th, which does not count.
    assert found == [
        ("answer", "2026-11-04 24:00"),
        ("second", "2026-11-06 24:00"),
        ("third", "2026-11-08 24:00"),
    ]


@pytest.mark.parametrize(
    ("again", "wanted"),
    [
        ("restart", ["cancelled", "armed"]),
        ("keep", ["armed"]),
        ("both", ["armed", "armed"]),
    ],
)
def test_missed_again_it_starts_again_as_it_is_said(again: str, wanted: list[str]) -> None:
    rest = f"again: {again}\n  within: 30 calendar days"
    more = ending("second", "{missed: answer}", rest)
    world = claim(TWO_DAYS, starts="[{act: come}, {act: reopen}]", met="{entered: settled}",
                  more=more.replace("  met: {entered: settled}", "  met: {act: pass_on}"),
                  )  # fmt: skip
    world.live_until("2026-11-05 10:00")
    world.do("finish", "ann")
    world.do("reopen", "ann")
    world.live_until("2026-11-10 10:00")
    assert statuses(world, "second") == wanted


def test_both_run_where_it_starts_while_it_runs() -> None:
    world = claim(TWO_DAYS + "again: both", starts="[{act: come}, {act: ask}]")
    world.wait_until("2026-11-03 10:00")
    world.do("ask", "ann")
    assert statuses(world) == ["armed", "armed"]
    world.live_until("2026-11-20 10:00")
    assert moves(world) == ["armed/1", "armed/2", "missed/1", "missed/2"]


# --- transfer ----------------------------------------------------------------------------------

RESTARTS = TWO_DAYS + "on_transfer: restart\n"


def test_assigned_to_somebody_else_it_starts_anew() -> None:
    world = claim(RESTARTS)
    world.wait_until("2026-11-03 10:00")
    world.assign("sue", "ann")
    assert statuses(world) == ["armed"]
    world.assign("sue", "ben")
    assert (statuses(world), world.due("answer")) == (["cancelled", "armed"], "2026-11-05 24:00")
    carried = claim(TWO_DAYS)
    carried.wait_until("2026-11-03 10:00")
    carried.assign("sue", "ben")
    assert (statuses(carried), carried.due("answer")) == (["armed"], "2026-11-04 24:00")


def test_given_away_by_a_step_it_starts_anew_by_what_the_step_says() -> None:
    world = claim(
        RESTARTS + "factor: [{when: 'kind == \"large\"', by: 200%}]",
        pass_on="{from: any_open, stay: true, by: [specialist], owner: {role: manager},"
        " needs: [kind]}",
    )
    world.wait_until("2026-11-03 10:00")
    world.do("pass_on", "ann", {"kind": "large"})
    assert world.owner == "max"
    assert (statuses(world), world.due("answer")) == (["cancelled", "armed"], "2026-11-07 24:00")


def test_what_ends_or_begins_with_the_step_does_not_start_anew_as_well() -> None:
    ends = claim(RESTARTS, met="{act: pass_on}")
    ends.do("pass_on", "ann")
    assert moves(ends) == ["armed/1", "met/1"]
    begins = claim(RESTARTS, starts="{act: pass_on}")
    begins.do("pass_on", "ann")
    assert moves(begins) == ["armed/1"]
    field = claim(RESTARTS, starts=VISIT, pass_on="{from: any_open, stay: true, by: [specialist],"
                  " owner: {role: manager}, needs: [visit]}")  # fmt: skip
    field.do("pass_on", "ann", {"visit": "2026-11-03 10:00"})
    assert moves(field) == ["armed/1"]


def test_a_missed_one_is_carried_and_a_paused_one_starts_anew_paused() -> None:
    world = claim(RESTARTS + "pauses: {in: waiting}")
    world.do("wait", "ann")
    world.wait_until("2026-11-03 10:00")
    world.assign("sue", "ben")
    assert statuses(world) == ["cancelled", "paused"]
    missed = claim(RESTARTS)
    missed.live_until("2026-11-06 10:00")
    missed.assign("sue", "ben")
    assert statuses(missed) == ["missed"]


def test_both_cycles_start_anew_each_with_its_own_number() -> None:
    world = claim(RESTARTS + "again: both", starts="[{act: come}, {act: ask}]")
    world.do("ask", "ann")
    world.assign("sue", "ben")
    assert statuses(world) == ["cancelled", "cancelled", "armed", "armed"]
