"""Rungs under a condition, what they fill in, do before a miss, and bring; what cannot wait."""

from dataclasses import replace
from typing import Any

import pytest
from world import World, at, written

from workflow.definition.deadline import Moment
from workflow.engine.edition import Edition
from workflow.errors import NameNotRegistered, RecordedTooLate

DEFINITION = """
language: 1
workflow: leak
edition: "1"
effective: 2026-01-01
title: {en: Leak, zh: 漏水}
requires: {guards: [at_home]}
roles:
  specialist:
  manager:
parties:
  customer:
fields:
  grade: {type: choice, of: [small, large, flood]}
  floor: {type: number}
  wet: {type: flag}
  visit: {type: date}
documents:
  chasing_notice: {text: {en: "{case} is due {due}.", zh: "{case}应于{due}办结。"}}
states:
  open: {editable: [grade]}
  raised:
  closed: {final: true}
transitions:
  receive: {from: new, to: open, by: [any_staff], needs: [grade]}
  raise_it: {from: [open, raised], to: raised, by: [any_staff, system], when: @when}
  look: {from: any_open, stay: true, by: [any_staff]}
  close: {from: any_open, to: closed, by: [any_staff, system]}
deadlines:
  mending:
    starts: {entered: open}
    met: {entered: closed}
    within:
      first_of:
        - {when: 'grade == "large"', amount: @large}
        - {otherwise: 4 calendar days}
    urgent: @urgent
    @ladder
  watch:
    starts: {entered: raised}
    met: [{left: raised}, {entered: closed}]
    within:
      first_of:
        - {when: 'grade == "flood"', amount: 1 hour}
        - {otherwise: 9 calendar days}
"""


def leak(ladder: str, **words: str) -> World:
    """A small leak reported on Monday the 2nd at ten; to be mended by Friday the 6th, 24:00."""
    text = DEFINITION.replace("@ladder", ladder)
    for name, default in (("when", "true"), ("urgent", "false"), ("large", "10 calendar days")):
        text = text.replace(f"@{name}", words.get(name, default))
    world = World(written(text))
    world.open({"grade": "small"}, actor="ann")
    return world


def rungs(world: World) -> list[dict[str, Any]]:
    return [dict(one.payload) for one in world.events if one.type == "rung_fired"]


def heard(world: World) -> list[tuple[str, str | None]]:
    return [(one.template, one.recipient) for one in world.notices]


# --- under a condition -------------------------------------------------------------------------


def test_a_rung_whose_condition_does_not_hold_says_so_and_does_nothing() -> None:
    world = leak(
        "missed: [{when: 'wet', to: owner, prints: chasing_notice, sets: {floor: 3}, does: close}]"
    )
    world.live_until("2026-11-08 09:00")
    assert rungs(world) == [
        {
            "deadline": "mending", "cycle": 1, "rung": "missed.1", "occurrence": 0,
            "due_at": at("2026-11-07 00:00"), "skipped": "condition",
        }
    ]  # fmt: skip
    assert (heard(world), world.state, world.case.next_at) == ([], "open", None)
    assert "floor" not in world.case.fields


def test_a_condition_is_asked_at_the_instant_of_its_rung() -> None:
    repeat = "repeat: {every: 1 calendar day, times: 2}"
    world = leak(f"missed: [{{when: 'done(\"look\")', to: owner, {repeat}}}]")
    world.live_until("2026-11-07 12:00")
    world.do("look", "ann")
    world.live_until("2026-11-20 00:00")
    assert [one.get("skipped") for one in rungs(world)] == ["condition", None, None]
    assert heard(world) == [("escalation", "ann")] * 2


def test_a_rung_that_was_passed_over_supersedes_nothing() -> None:
    world = leak("missed: [{to: owner}, {after: 1 hour, when: 'wet', to: {role: manager}}]")
    world.wait_until("2026-11-20 00:00")
    world.fire()
    assert heard(world) == [("escalation", "ann")]


def test_a_condition_may_ask_a_guard_of_the_host() -> None:
    world = leak(
        "missed: [{when: 'at_home()', to: owner}, {when: 'not at_home()', to: {role: manager}}]"
    )
    world.around.guards["at_home"] = False
    world.live_until("2026-11-07 00:00")
    assert heard(world) == [("escalation", "max")]


def test_what_cannot_be_asked_keeps_the_rung_from_firing_and_is_told() -> None:
    world = leak("missed: [{when: 'at_home()', to: owner}]")
    world.wait_until("2026-11-07 00:00")
    assert isinstance(world.fire().failure, NameNotRegistered)
    assert [one.type for one in world.events] == ["opened", "deadline_missed"]


# --- filling in --------------------------------------------------------------------------------


def test_a_grade_rises_with_age() -> None:
    ladder = """remind: [{at: 50%, sets: {grade: flood}}]
    missed: [{to: owner, sets: {wet: true, floor: 2}}]"""
    world = leak(ladder)
    opened = world.case.acted_at
    world.live_until("2026-11-20 00:00")
    assert world.case.fields == {"grade": "flood", "wet": True, "floor": 2}
    assert [one["fields"] for one in rungs(world)] == [
        {"grade": "flood"}, {"wet": True, "floor": 2},
    ]  # fmt: skip
    assert world.case.recorded["grade"] == world.events[1].seq
    assert world.case.acted_at == opened


def test_what_a_rung_fills_in_keeps_nobody_from_recording_late() -> None:
    world = leak("remind: [{at: 50%, sets: {grade: flood}}]")
    world.live_until("2026-11-05 09:00")
    world.do("close", "ann", at="2026-11-04 12:00")
    assert world.state == "closed"


def test_what_a_rung_does_before_the_miss_holds_it_up_as_after_the_miss() -> None:
    world = leak("remind: [{at: 50%, does: raise_it}]")
    world.live_until("2026-11-05 09:00")
    with pytest.raises(RecordedTooLate):
        world.do("close", "ann", at="2026-11-04 12:00")


def test_a_rung_moves_its_own_deadline_and_does_not_come_again_for_that() -> None:
    """Four days become ten: the other reminder comes again, counted from the new time."""
    world = leak(
        "remind: [{at: 50%, to: owner, sets: {grade: large}}, {before: 1 calendar day, to: owner}]"
    )
    world.live_until("2026-11-04 18:00")
    assert world.due("mending") == "2026-11-12 24:00"
    moved = rungs(world)[0]["deadlines"]
    assert [(one["change"], one["name"], one["was"]) for one in moved] == [
        ("recomputed", "mending", at("2026-11-07 00:00"))
    ]
    world.live_until("2026-11-30 00:00")
    assert world.fired() == ["mending remind.1", "mending remind.2 1"]
    assert [one.at for one in world.events[1:3]] == [at("2026-11-04 17:00"), at("2026-11-12 00:00")]
    assert world.fired("deadline_missed") == ["mending"]


def test_a_deadline_that_moves_back_behind_its_rung_is_missed_at_once_and_once() -> None:
    ladder = "remind: [{at: 50%, sets: {grade: large}}]\n    missed: [{to: owner}]"
    world = leak(ladder, large="1 hour")
    world.live_until("2026-11-30 00:00")
    assert [(one.type, one.at) for one in world.events[1:]] == [
        ("rung_fired", at("2026-11-04 17:00")),
        ("deadline_missed", at("2026-11-02 11:00")),
        ("rung_fired", at("2026-11-02 11:00")),
    ]


def test_two_rungs_that_move_it_to_and_fro_come_to_an_end() -> None:
    ladder = (
        "remind: [{at: 50%, when: 'grade != \"large\"', sets: {grade: large}}, "
        "{at: 51%, when: 'grade == \"large\"', sets: {grade: small}}]"
    )
    world = leak(ladder)
    world.wait_until("2026-12-30 00:00")
    world.fire()
    keys = [one.once for one in world.events if one.once]
    assert len(set(keys)) == len(keys)
    assert world.fired("deadline_missed") == ["mending"]
    assert world.case.next_at is None


def test_values_that_no_limit_reads_move_nothing() -> None:
    world = leak("remind: [{at: 50%, sets: {wet: true}}]")
    world.live_until("2026-11-05 00:00")
    assert "deadlines" not in rungs(world)[0]


# --- doing something before the miss -----------------------------------------------------------


def test_a_transition_by_time_alone_comes_before_the_miss() -> None:
    world = leak("remind: [{at: 50%, does: close}]")
    world.live_until("2026-11-30 00:00")
    assert world.state == "closed"
    mending = world.deadline("mending")
    assert (mending.status, mending.done_at) == ("met", at("2026-11-04 17:00"))
    assert [one.type for one in world.events] == ["opened", "rung_fired", "transitioned"]
    assert world.events[-1].performed_by == "system"


def test_a_reminder_that_ended_its_deadline_itself_is_told_all_the_same() -> None:
    world = leak("remind: [{at: 50%, to: owner, does: close}]")
    world.live_until("2026-11-30 00:00")
    assert heard(world) == [("reminder", "ann")]
    assert "skipped" not in rungs(world)[0]


def test_what_is_refused_before_the_miss_is_recorded_and_the_rest_goes_on() -> None:
    world = leak("remind: [{at: 50%, to: owner, does: raise_it}]", when="wet")
    world.live_until("2026-11-05 00:00")
    assert rungs(world)[0]["refused"] == "GuardRejected"
    assert (world.state, heard(world)) == ("open", [("reminder", "ann")])


def test_the_step_of_a_rung_sees_what_the_rung_fills_in_and_so_do_the_clocks_it_starts() -> None:
    ladder = "remind: [{at: 50%, sets: {grade: flood}, does: raise_it}]"
    world = leak(ladder, when="'grade == \"flood\"'")
    world.live_until("2026-11-04 17:00")
    assert world.state == "raised"
    assert world.due("watch") == "2026-11-04 18:00"


# --- documents, and what cannot wait -----------------------------------------------------------


def test_a_message_names_the_documents_that_go_with_it() -> None:
    world = leak("missed: [{to: [owner, {party: customer}], prints: chasing_notice}]")
    world.live_until("2026-11-08 00:00")
    assert rungs(world)[0]["prints"] == ["chasing_notice"]
    assert [one.documents for one in world.notices] == [("chasing_notice",)] * 2


def test_whether_a_message_can_wait_is_settled_when_its_rung_fires() -> None:
    ladder = (
        "remind: [{at: 50%, to: owner}, {at: 60%, to: owner, sets: {grade: flood}}]\n"
        "    missed: [{to: owner}]"
    )
    world = leak(ladder, urgent="'grade == \"flood\"'")
    world.live_until("2026-11-08 00:00")
    assert [one.urgent for one in world.notices] == [False, True, True]
    assert [one.get("urgent") for one in rungs(world)] == [None, True, True]


def test_nobody_asks_whether_it_can_wait_where_nobody_is_told() -> None:
    world = leak("missed: [{does: raise_it}]", urgent="at_home()")  # a guard nobody registered
    world.live_until("2026-11-08 00:00")
    assert world.state == "raised"


# --- together with pauses, and with clocks that start by a field ---------------------------------


def test_what_a_rung_fills_in_pauses_clocks_and_it_is_the_rung_that_says_it_was_not_sent() -> None:
    world = leak("pauses: [{when: wet}]\n    remind: [{at: 50%, to: owner, sets: {wet: true}}]")
    world.wait_until("2026-11-05 09:00")
    world.do("close", "ann")
    assert [(one.type, one.payload.get("skipped")) for one in world.events[1:3]] == [
        ("rung_fired", "done"), ("deadlines_moved", None),
    ]  # fmt: skip
    assert world.events[2].payload["deadlines"][0]["change"] == "paused"
    assert heard(world) == []


def test_a_time_that_a_rung_fills_in_starts_the_clocks_that_wait_for_it() -> None:
    whole = leak("remind: [{at: 50%, sets: {visit: 2026-11-09}}]").edition.definition
    watch = replace(whole.deadlines["watch"], starts=(Moment("field", "visit"),))
    world = World(Edition(replace(whole, deadlines={**whole.deadlines, "watch": watch}), "x"))
    world.open({"grade": "small"}, actor="ann")
    world.live_until("2026-11-05 00:00")
    assert [one["change"] for one in rungs(world)[0]["deadlines"]] == ["armed"]
    assert world.deadline("watch").started_at == at("2026-11-09 00:00")
