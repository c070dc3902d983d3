"""Promises that were once lost, wrong or told to nobody; each found by trying to break them."""

from dataclasses import replace

import pytest
from world import (
    DISSATISFIED,
    RECEIVED,
    World,
    at,
    definition,
    edition,
    shown,
    with_deadline,
    written,
)

from workflow.calendars.amounts import Amount
from workflow.definition.deadline import Addressee, Rung
from workflow.engine.edition import Edition
from workflow.errors import NameNotRegistered

OWNED = Addressee("owner")
MANAGER = Addressee("role", "manager")

VISITS = """
language: 1
workflow: visit
edition: "1"
effective: 2024-01-01
roles: {specialist: {}, receptionist: {}, supervisor: {}, manager: {}}
fields:
  grade: {type: choice, of: [plain, urgent]}
  remark: {type: choice, of: [one, other]}
states:
  waiting: {editable: [grade, remark]}
  going:   {editable: [remark]}
  over:    {final: true}
transitions:
  ask:    {from: new, to: waiting, by: [receptionist]}
  nudge:  {from: waiting, stay: true, by: [any_staff, system]}
  go:     {from: waiting, to: going, by: [any_staff, system]}
  finish: {from: [waiting, going], to: over, by: [any_staff, system]}
"""


def visits(answer: str, ending: str = "within: 20 calendar days") -> World:
    """A visit asked for at ten, with the deadlines that are tried out."""
    world = World(
        written(
            VISITS
            + "deadlines:\n"
            + "  answer:\n    starts: {entered: waiting}\n    met: {left: waiting}\n"
            + answer
            + "  ending:\n    starts: [{entered: waiting}, {entered: going}]\n    again: keep\n"
            + f"    met: {{entered: over}}\n    {ending}\n"
        )
    )
    world.open({})
    return world


def test_a_time_agreed_for_one_call_does_not_rule_the_next() -> None:
    world = World(edition("complaint"))
    world.bring_to("resolved")
    world.enter(world.owner, {"appointment": "2026-12-12 15:00"})
    assert shown(world.deadline("callback").due_at) == "2026-12-12 15:00"
    world.do("record_callback", "owner", DISSATISFIED)
    for trigger, actor, data in (
        ("investigate", "owner", {"cause": "阀门", "responsible": "ann"}),
        ("propose", "owner", {"proposal": "换房"}),
        ("propose", "owner", {"proposal": "修理"}),
        ("approve", "sue", {"chosen": 1, "review": "可行"}),
        ("carry_out", "owner", {"compensation": "none", "consent_customer": world.now}),
    ):
        world.do(trigger, actor, data)
    again = world.deadline("callback")
    assert (again.cycle, again.agreed, shown(again.due_at)) == (2, False, "2026-11-05 24:00")
    world.enter(world.owner, {"appointment": "2026-11-04 09:00"})
    assert shown(world.deadline("callback").due_at) == "2026-11-04 09:00"


def test_a_time_agreed_with_the_act_that_starts_the_clock_rules_it() -> None:
    world = World(edition("complaint"))
    world.bring_to("judged")
    world.enter(world.owner, {"investigate_by": "2026-12-01 12:00"})
    assert shown(world.deadline("investigation").due_at) == "2026-12-01 12:00"


AGREED = """
language: 1
workflow: visit
edition: "1"
effective: 2024-01-01
roles: {receptionist: {}, specialist: {}}
fields:
  grade: {type: choice, of: [plain, urgent]}
  ready: {type: moment}
states:
  noted:   {editable: [ready]}
  waiting: {editable: [ready, grade]}
  over:    {final: true}
transitions:
  note:   {from: new, to: noted, by: [receptionist]}
  ask:    {from: [noted, waiting], to: waiting, by: [any_staff], needs: [grade]}
  finish: {from: [noted, waiting], to: over, by: [any_staff]}
deadlines:
  asking: {starts: {entered: noted}, met: {left: noted}, within: 9 calendar days}
  answer:
    starts: {entered: waiting}
    met: {left: waiting}
    agreed: ready
    within:
      first_of:
        - {when: 'grade == "urgent"', amount: 1 hour}
        - {otherwise: 10 hours}
"""


def test_a_time_agreed_before_the_clock_starts_rules_its_first_cycle() -> None:
    world = World(written(AGREED))
    world.open({})
    world.enter("rita", {"ready": "2026-11-05 15:00"})
    world.do("ask", "ann", {"grade": "plain"})
    assert shown(world.deadline("answer").due_at) == "2026-11-05 15:00"


def test_a_time_agreed_with_the_act_that_begins_anew_outlasts_a_later_correction() -> None:
    world = World(written(AGREED))
    world.open({})
    world.do("ask", "ann", {"grade": "plain"})
    world.do("ask", "ann", {"grade": "plain", "ready": "2026-11-05 15:00"})
    assert (world.deadline("answer").cycle, world.deadline("answer").agreed) == (2, True)
    world.correct(world.owner, {"grade": "urgent"})
    assert shown(world.deadline("answer").due_at) == "2026-11-05 15:00"


def test_what_a_limit_does_not_read_does_not_move_it() -> None:
    world = visits(
        "    within:\n      first_of:\n"
        "        - {when: 'times(\"nudge\") >= 1', amount: 1 hour}\n"
        "        - {otherwise: 10 hours}\n"
    )
    world.wait_until("2026-11-02 15:00")
    world.do("nudge", "ann")
    world.enter(world.owner, {"remark": "other"})
    assert shown(world.deadline("answer").due_at) == "2026-11-02 20:00"


def test_a_rung_is_told_when_what_would_supersede_it_never_fires() -> None:
    world = visits(
        "    within: 1 hour\n    missed:\n      - {to: owner}\n"
        "      - {after: 1 hour, does: finish}\n      - {after: 2 hours, to: {role: manager}}\n"
    )
    world.wait_until("2026-11-03 10:00")
    world.fire()
    assert world.state == "over"
    assert [(one.template, one.recipient) for one in world.notices] == [("escalation", "rita")]


def test_another_deadlines_step_does_not_silence_a_rung_either() -> None:
    world = visits(
        "    within: 1 hour\n    missed: [{to: owner}, {after: 9 hours, to: {role: manager}}]\n",
        "within: 5 hours\n    missed: [{does: finish}]",
    )
    world.wait_until("2026-11-03 10:00")
    world.fire()
    assert [one.recipient for one in world.notices] == ["rita"]


def broken_second_rung() -> World:
    """The judgement's second rung takes a step whose guard nobody registered."""
    whole = definition("complaint")
    close = replace(
        whole.transitions["withdraw"], by=("customer", "system"), when="paid()", needs=()
    )
    rungs = (Rung(to=(OWNED,)), Rung(does="withdraw", after=Amount(1, "hours")))
    deadline = replace(whole.deadlines["judgement"], remind=(), missed=rungs)
    changed = replace(
        whole,
        guards=("paid",),
        transitions={**whole.transitions, "withdraw": close},
        deadlines={**whole.deadlines, "judgement": deadline},
    )
    world = World(Edition(changed, "changed"))
    world.open()
    world.wait_until("2026-11-09 10:00")
    return world


def test_a_rung_that_breaks_does_not_take_the_miss_with_it() -> None:
    world = broken_second_rung()
    decision = world.fire()
    assert isinstance(decision.failure, NameNotRegistered)
    assert [one.type for one in decision.events] == ["deadline_missed", "rung_fired"]
    assert [one.recipient for one in world.notices] == ["ann"]
    with pytest.raises(NameNotRegistered):
        world.fire()


def test_a_rung_that_breaks_does_not_keep_people_from_recording_and_erasing() -> None:
    world = broken_second_rung()
    world.note("ann", "已联系")
    world.erase("max", ("phone",))
    assert world.deadline("judgement").status == "missed"
    with pytest.raises(NameNotRegistered):
        world.do("judge", "ann", {"grounds": "insufficient", "demand": "reasonable"})


def test_a_step_of_the_system_that_stays_holds_nobody_up() -> None:
    world = visits("    within: 1 hour\n    missed: [{does: nudge}]\n")
    world.wait_until("2026-11-02 14:00")
    world.fire()
    world.do("go", "ann", at="2026-11-02 10:30")
    assert world.deadline("answer").status == "voided"


def test_no_promise_is_met_by_a_step_that_came_too_late_for_it() -> None:
    world = visits(
        "    within:\n      first_of:\n"
        "        - {when: 'grade == \"urgent\"', amount: 1 hour}\n"
        "        - {otherwise: 10 hours}\n    missed: [{does: finish}]\n",
        "within:\n      first_of:\n"
        "        - {when: 'grade == \"urgent\"', amount: 2 hours}\n"
        "        - {otherwise: 9 calendar days}",
    )
    world.enter(world.owner, {"grade": "plain"})
    world.wait_until("2026-11-02 17:00")
    world.correct(world.owner, {"grade": "urgent"})
    world.fire()
    ending = world.deadline("ending")
    assert (ending.status, ending.due_at < ending.done_at) == ("missed", True)
    assert "deadline_missed" in [
        one.type for one in world.events if one.payload.get("deadline") == "ending"
    ]


def test_a_fallback_who_is_away_is_stood_in_for_and_one_who_cannot_be_reached_is_an_alarm() -> None:
    world = World(with_deadline("complaint", "judgement", remind=(), missed=(Rung(to=(MANAGER,)),)))
    world.open()
    for name in ("max", "sue"):
        world.house.change(name, roles=frozenset(), away=True)
    world.house.change("fred", away=True, delegate="dora")
    world.house.change("dora")
    world.house.last_resort = "fred"
    world.wait_until("2026-11-04 00:00")
    world.fire()
    assert [one.recipient for one in world.notices] == ["dora"]


def test_nobody_is_reminded_of_what_is_done_with_the_same_act() -> None:
    world = World(with_deadline("complaint", "judgement", remind=(Rung(to=(OWNED,), share=50),)))
    world.open({**RECEIVED})
    world.wait_until("2026-11-03 20:00")
    world.do("judge", "ann", {"grounds": "insufficient", "demand": "reasonable"})
    fired = next(one for one in world.events if one.type == "rung_fired")
    assert (fired.payload["skipped"], world.notices) == ("done", [])
    assert at("2026-11-03 20:00") == world.deadline("judgement").done_at


def test_staff_open_a_case_in_the_name_of_the_only_party() -> None:
    world = World(
        written(
            VISITS.replace("by: [receptionist]", "by: [customer]").replace(
                "fields:", "parties: {customer: {}}\nfields:", 1
            )
            + "deadlines:\n  all:\n    starts: [{entered: waiting}, {entered: going}]\n"
            "    met: {entered: over}\n    within: 1 calendar day\n"
        )
    )
    world.open({}, actor="rita")
    assert (world.events[0].performed_by, world.owner) == ("customer", "rita")
