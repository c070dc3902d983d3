from dataclasses import replace
from typing import Any

import pytest
from world import World, at, definition, edition, with_deadline

from workflow.calendars.amounts import Amount
from workflow.definition.deadline import Addressee, Limit, Moment, Rung
from workflow.engine.draft import Draft, Message
from workflow.engine.edition import Edition
from workflow.engine.events import Notice
from workflow.errors import NameNotRegistered

OWNED = Addressee("owner")
SUPERVISOR = Addressee("role", "supervisor")
MANAGER = Addressee("role", "manager")


def judging(**changes: Any) -> World:
    """A complaint just received; its judgement is due at the end of 3 November."""
    world = World(with_deadline("complaint", "judgement", **changes))
    world.open()
    return world


def heard(world: World) -> list[tuple[str, str | None]]:
    return [(one.template, one.recipient) for one in world.notices]


def test_nothing_fires_before_it_is_due(world: World) -> None:
    world.open()
    world.wait_until("2026-11-03 14:29")
    assert world.fire().events == ()
    world.wait_until("2026-11-03 14:30")
    assert world.fired() == []
    assert [one.type for one in world.fire().events] == ["rung_fired"]


def test_a_ladder_is_climbed_rung_by_rung() -> None:
    world = judging(
        remind=(Rung(to=(OWNED,), share=75),),
        missed=(Rung(to=(OWNED, SUPERVISOR)), Rung(to=(MANAGER,), after=Amount(1, "hours"))),
    )
    world.live_until("2026-11-30 00:00")
    assert world.fired() == ["judgement remind.1", "judgement missed.1", "judgement missed.2"]
    assert heard(world) == [
        ("reminder", "ann"),
        ("escalation", "ann"),
        ("escalation", "sue"),
        ("escalation", "max"),
    ]
    assert world.case.next_at is None


def test_everything_fires_at_its_due_instant_however_late_it_is_found() -> None:
    world = judging(remind=(Rung(to=(OWNED,), before=Amount(1, "hours")),), missed=())
    world.wait_until("2026-11-09 10:00")
    world.fire()
    assert [(one.type, one.at) for one in world.events[1:]] == [
        ("rung_fired", at("2026-11-03 23:00")),
        ("deadline_missed", at("2026-11-04 00:00")),
    ]
    assert {one.recorded_at for one in world.events[1:]} == {at("2026-11-09 10:00")}
    assert {one.performed_by for one in world.events[1:]} == {"system"}


def test_after_downtime_only_the_latest_rung_sends_and_the_others_say_so() -> None:
    world = judging(
        remind=(Rung(to=(OWNED,), before=Amount(1, "hours")),),
        missed=(Rung(to=(OWNED, SUPERVISOR)), Rung(to=(MANAGER,), after=Amount(1, "hours"))),
    )
    world.wait_until("2026-11-09 10:00")
    world.fire()
    fired = [one.payload for one in world.events if one.type == "rung_fired"]
    assert [one.get("skipped") for one in fired] == ["superseded", "superseded", None]
    assert fired[1]["to"] == ["ann", "sue"]
    assert heard(world) == [("escalation", "max")]


def test_two_rungs_of_the_same_instant_both_send() -> None:
    world = judging(remind=(), missed=(Rung(to=(OWNED,)), Rung(to=(SUPERVISOR,))))
    world.wait_until("2026-11-09 10:00")
    world.fire()
    assert heard(world) == [("escalation", "ann"), ("escalation", "sue")]


def test_a_rung_that_tells_nobody_supersedes_nothing() -> None:
    silent = Rung(does="judge", after=Amount(1, "hours"))
    world = judging(remind=(), missed=(Rung(to=(OWNED,)), silent))
    world.wait_until("2026-11-09 10:00")
    world.fire()
    assert heard(world) == [("escalation", "ann")]


def test_what_waits_for_a_person_of_the_same_instant_supersedes_nothing() -> None:
    """The later rung is due at the very instant somebody acts, and never fires."""
    world = judging(
        remind=(),
        missed=(Rung(to=(SUPERVISOR,)), Rung(to=(MANAGER,), after=Amount(10, "hours"))),
    )
    world.wait_until("2026-11-04 10:00")
    world.do("judge", "owner", {"grounds": "insufficient", "demand": "reasonable"})
    assert world.fired() == ["judgement missed.1"]
    assert heard(world) == [("escalation", "sue")]


def test_several_deadlines_fire_in_the_order_of_instant_and_declaration() -> None:
    whole = definition("complaint")
    start, limit = (Moment("entered", "received"),), (Limit(Amount(1, "hours")),)
    deadlines = {
        **whole.deadlines,
        "judgement": replace(whole.deadlines["judgement"], within=limit, remind=(), missed=()),
        "decision": replace(
            whole.deadlines["decision"], starts=start, within=limit, remind=(), missed=()
        ),
        "solution": replace(
            whole.deadlines["solution"],
            starts=start,
            within=(Limit(Amount(59, "minutes")),),
            remind=(),
            missed=(),
        ),
    }
    world = World(Edition(replace(whole, deadlines=deadlines), "changed"))
    world.open()
    world.wait_until("2026-11-03 00:00")
    world.fire()
    assert world.fired("deadline_missed") == ["solution", "judgement", "decision"]


def test_no_rung_can_fire_twice_its_key_is_on_record() -> None:
    world = judging(remind=(), missed=(Rung(to=(OWNED,)), Rung(to=(MANAGER,))))
    world.wait_until("2026-11-04 00:00")
    world.fire()
    assert [one.once for one in world.events[1:]] == [
        "judgement/1/miss", "judgement/1/missed.1#0", "judgement/1/missed.2#0",
    ]  # fmt: skip
    assert world.fire().events == ()


def test_a_second_cycle_has_keys_of_its_own(world: World) -> None:
    world.bring_to("resolved")
    world.live_until("2026-11-06 09:00")
    first = {one.once for one in world.events if one.once}
    assert "callback/1/miss" in first
    world.do("record_callback", "owner", {"outcome": "dissatisfied", "remarks": "冷"})
    world.do("investigate", "owner", {"cause": "原因", "responsible": "ann"})
    world.do("propose", "owner", {"proposal": "一"})
    world.do("propose", "owner", {"proposal": "二"})
    world.do("approve", "sue", {"chosen": 1, "review": "可行"})
    given = {"compensation": "apology", "consent_customer": "2026-11-06 09:00"}
    world.do("carry_out", "owner", given)
    world.live_until("2026-11-10 09:00")
    keys = [one.once for one in world.events if one.once]
    assert "callback/2/miss" in keys
    assert len(set(keys)) == len(keys)


def test_messages_of_an_urgent_deadline_are_urgent(repair: World) -> None:
    repair.open(REPORTED)
    repair.live_until("2026-11-02 15:00")
    assert repair.notices
    assert {one.urgent for one in repair.notices} == {True}


def test_a_message_says_which_event_it_belongs_to() -> None:
    world = judging(remind=(), missed=(Rung(to=(OWNED, SUPERVISOR)),))
    world.live_until("2026-11-04 00:00")
    fired = world.events[-1]
    assert [(one.seq, one.position) for one in world.notices] == [
        (fired.seq, 0), (fired.seq, 1),
    ]  # fmt: skip
    assert {(one.deadline, one.cycle, one.urgent) for one in world.notices} == {
        ("judgement", 1, False)
    }


# --- what a rung does --------------------------------------------------------------------------

REPORTED = {
    "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
    "kind": "inquiry", "urgent": False,
}  # fmt: skip


def called_back(repair: World) -> None:
    repair.open(REPORTED)
    repair.do("answer", "rita", {"work": "已答复"})
    repair.do("record_callback", "rita", {"outcome": "satisfied"})


def test_a_repair_closes_by_itself_a_day_after_the_call(repair: World) -> None:
    called_back(repair)
    assert repair.due("closing") == "2026-11-03 24:00"
    repair.live_until("2026-11-04 09:00")
    assert repair.state == "closed"
    last = repair.events[-1]
    assert (last.type, last.performed_by, last.recorded_by) == (
        "transitioned", "system", "system",
    )  # fmt: skip
    assert last.at == at("2026-11-04 00:00")


def test_it_closes_at_its_due_instant_even_if_the_engine_was_down(repair: World) -> None:
    called_back(repair)
    repair.wait_until("2026-11-20 09:00")
    repair.fire()
    assert [(one.type, one.at) for one in repair.events[-3:]] == [
        ("deadline_missed", at("2026-11-04 00:00")),
        ("rung_fired", at("2026-11-04 00:00")),
        ("transitioned", at("2026-11-04 00:00")),
    ]
    assert (repair.events[-2].payload["does"], repair.case.next_at) == ("close", None)


def test_what_a_miss_leads_to_does_not_undo_the_miss(repair: World) -> None:
    """The state is left at the due instant, but nobody did it in time."""
    called_back(repair)
    repair.live_until("2026-11-04 09:00")
    closing = repair.deadline("closing")
    assert (closing.status, closing.done_at) == ("missed", closing.due_at)
    assert (repair.voided, repair.fired("miss_voided")) == ([], [])


def test_what_it_does_fires_the_clocks_it_starts_in_the_same_sweep() -> None:
    """A clock closes the first state, and the next clock starts where the first was due."""
    whole = definition("repair")
    close = whole.transitions["close"]
    reopened = replace(close, branches=(replace(close.branches[0], to="disputed"),))
    world = World(
        Edition(replace(whole, transitions={**whole.transitions, "close": reopened}), "x")
    )
    world.house.change("rita", roles=frozenset({"centre"}))
    called_back(world)
    world.wait_until("2026-11-20 09:00")
    world.fire()
    decision = world.deadline("decision")
    assert decision.started_at == at("2026-11-04 00:00")
    assert (world.due("decision"), decision.status) == ("2026-11-09 24:00", "missed")


def test_a_rung_that_acts_sends_its_message_even_if_more_would_have_followed(
    repair: World,
) -> None:
    rungs = (
        Rung(to=(OWNED,), does="close"),
        Rung(to=(MANAGER,), after=Amount(1, "hours")),
    )
    world = World(with_deadline("repair", "closing", missed=rungs))
    world.house = repair.house
    world.around.directory = repair.house
    called_back(world)
    world.wait_until("2026-11-20 09:00")
    world.fire()
    assert world.state == "closed"
    assert heard(world)[-1] == ("escalation", "rita")
    assert "skipped" not in world.events[-2].payload


def test_a_step_the_system_may_not_take_is_refused_and_recorded() -> None:
    world = judging(remind=(), missed=(Rung(to=(OWNED,), does="judge"),))
    world.live_until("2026-11-04 09:00")
    fired = world.events[-1]
    assert (fired.payload["does"], fired.payload["refused"]) == ("judge", "NotAuthorised")
    assert (world.state, heard(world)) == ("received", [("escalation", "ann")])


def test_a_refused_step_does_not_stop_the_ladder() -> None:
    rungs = (Rung(does="withdraw"), Rung(to=(MANAGER,), after=Amount(1, "hours")))
    world = judging(remind=(), missed=rungs)
    world.live_until("2026-11-04 09:00")
    assert heard(world) == [("escalation", "max")]
    assert "to" not in world.events[2].payload


def test_an_error_that_is_no_refusal_is_not_swallowed() -> None:
    whole = definition("repair")
    close = replace(whole.transitions["close"], when="paid()")
    whole = replace(whole, guards=("paid",), transitions={**whole.transitions, "close": close})
    world = World(Edition(whole, "changed"))
    world.house.change("rita", roles=frozenset({"centre"}))
    called_back(world)
    world.wait_until("2026-11-04 00:00")
    assert isinstance(world.fire().failure, NameNotRegistered)
    with pytest.raises(NameNotRegistered):
        world.fire()


def test_of_one_cycle_the_last_to_fire_is_told_even_if_it_lies_earlier() -> None:
    """What fired in between moved the due instant back: the reminder does not hold any more."""
    world = World(edition("complaint"))
    world.open()
    draft = Draft(world.edition, world.case, world.around, world.now)
    for number, (rung, instant) in enumerate(
        (("remind.1", "09:00"), ("missed.1", "02:00"), ("missed.2", "02:00"))
    ):
        payload = {"deadline": "judgement", "cycle": 1, "rung": rung, "occurrence": 0}
        words = {"performed_by": "system", "recorded_by": "system"}
        event = draft.record("rung_fired", payload, at=world.now, **words)
        notice = Notice(event.seq, 0, "sue", rung, "judgement", 1, urgent=False)
        fired = at(f"2026-11-02 {instant}")
        draft.messages.append(Message(number, "judgement/1", fired, rung == "remind.1", (notice,)))
    decision = draft.decision()
    assert [one.template for one in decision.notices] == ["missed.1", "missed.2"]
    assert [one.payload.get("skipped") for one in decision.events] == ["superseded", None, None]
