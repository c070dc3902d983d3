"""Duties: what is owed beside the state, by whom, until when, and what waits for it."""

from dataclasses import replace
from typing import Literal

import pytest
from world import World, definition, edition, shown

from workflow.calendars.amounts import Amount
from workflow.calendars.rules import OfficialDays
from workflow.definition.deadline import Edge, Moment, Point
from workflow.definition.model import OWES
from workflow.engine.edition import Edition
from workflow.engine.options import options
from workflow.errors import (
    CaseClosed,
    DutiesOpen,
    DutyNotOpen,
    DutyUnknown,
    NotAuthorised,
    PersonUnknown,
    TooEarly,
)

LEAK = {"content": "漏水"}


@pytest.fixture
def repair() -> World:
    """A repair of which parts are ordered and a resident is told, on a Monday at ten."""
    return world_of(edition("duties/parts_repair"))


def world_of(made: Edition) -> World:
    world = World(made)
    world.around.calendars.revisions = [OfficialDays(1, {2026: False})]
    world.house.change("ann", roles=frozenset({"maintenance"}))
    world.house.change("rita", roles=frozenset({"centre"}))
    world.house.change("sam", roles=frozenset({"stores"}), superior="sue")
    world.house.change("tom", roles=frozenset({"stores"}), superior="sue")
    world.open(LEAK)
    return world


def changed(transition: str, **changes: object) -> Edition:
    whole = definition("duties/parts_repair")
    one = replace(whole.transitions[transition], **changes)
    return Edition(replace(whole, transitions={**whole.transitions, transition: one}), "changed")


def with_branch(transition: str, **changes: object) -> Edition:
    (branch,) = definition("duties/parts_repair").transitions[transition].branches
    return changed(transition, branches=(replace(branch, **changes),))


def with_duty(name: str, **changes: object) -> Edition:
    whole = definition("duties/parts_repair")
    one = replace(whole.duties[name], **changes)
    return Edition(replace(whole, duties={**whole.duties, name: one}), "changed")


def planned(world: World, *, parts: bool = True) -> None:
    world.do("plan", "rita", {"parts": parts})


def owed(world: World) -> dict[str, str]:
    return {one.name: one.who for one in world.case.duties.values() if one.status == "open"}


# --- opening -----------------------------------------------------------------------------------


def test_an_act_opens_the_duties_of_its_moments_each_owed_by_one_person(repair: World) -> None:
    planned(repair)
    assert owed(repair) == {"order_parts": "sam", "tell_resident": "rita"}


def test_a_duty_whose_condition_does_not_hold_does_not_open(repair: World) -> None:
    planned(repair, parts=False)
    assert owed(repair) == {"tell_resident": "rita"}


def test_the_condition_sees_what_the_act_itself_fills_in() -> None:
    (branch,) = definition("duties/parts_repair").transitions["plan"].branches
    plan = changed("plan", branches=(replace(branch, sets={"parts": True}),), needs=())
    world = world_of(plan)
    world.do("plan", "rita")
    assert "order_parts" in owed(world)


def test_who_owes_the_fewest_duties_comes_to_owe_the_next(repair: World) -> None:
    repair.around.duties = {"sam": 2, "tom": 1}
    planned(repair)
    assert owed(repair)["order_parts"] == "tom"


def test_two_duties_of_one_act_are_shared_out() -> None:
    whole = definition("duties/parts_repair")
    stores = whole.duties["order_parts"].who
    world = world_of(with_duty("tell_resident", who=stores))
    planned(world)
    assert sorted(owed(world).values()) == ["sam", "tom"]


def test_whoever_is_away_is_not_chosen(repair: World) -> None:
    repair.house.change("sam", roles=frozenset({"stores"}), away=True)
    planned(repair)
    assert owed(repair)["order_parts"] == "tom"


def test_a_stand_in_comes_to_owe_it_when_nobody_of_the_role_is_here(repair: World) -> None:
    for name in ("sam", "tom"):
        repair.house.change(name, away=True, delegate="max")
    planned(repair)
    assert owed(repair)["order_parts"] == "max"


def test_when_nobody_can_be_found_it_is_said_which_role_is_empty(repair: World) -> None:
    for name in ("sam", "tom"):
        repair.house.change(name, roles=frozenset())
    decision = repair.do("plan", "rita", {"parts": True})
    moves = decision.events[0].payload["duties"]
    assert [one for one in moves if "flag" in one] == [
        {"change": "opened", "duty": "order_parts", "who": "sue", "flag": "stores"}
    ]


def test_the_owner_who_owes_it_is_the_one_after_the_act() -> None:
    world = world_of(with_duty("order_parts", who=None))
    planned(world)
    assert world.owner == "ann"
    assert owed(world)["order_parts"] == "ann"


def test_a_duty_stays_with_its_person_when_the_case_changes_hands() -> None:
    world = world_of(with_duty("order_parts", who=None))
    planned(world)
    world.assign("sue", "max")
    assert (world.owner, owed(world)["order_parts"]) == ("max", "ann")


def test_what_is_open_already_is_not_opened_again() -> None:
    whole = definition("duties/parts_repair")
    plan = replace(whole.transitions["plan"], sources=("registered", "planned"))
    again = replace(whole, transitions={**whole.transitions, "plan": plan})
    world = world_of(Edition(again, "changed"))
    planned(world)
    world.wait_until("2026-11-02 11:00")
    world.around.duties = {"sam": 5}
    world.do("plan", "ann", {"parts": True})
    state = world.case.duties["order_parts"]
    assert (state.who, state.times, shown(state.opened_at)) == ("sam", 1, "2026-11-02 10:00")
    assert world.case.cycles("ordering") == 1


def test_a_duty_that_was_done_opens_anew_and_its_clock_too() -> None:
    whole = definition("duties/parts_repair")
    plan = replace(whole.transitions["plan"], sources=("registered", "planned"))
    again = replace(whole, transitions={**whole.transitions, "plan": plan})
    world = world_of(Edition(again, "changed"))
    planned(world)
    world.do("order", "sam")
    world.do("plan", "ann", {"parts": True})
    assert world.case.duties["order_parts"].times == 2
    assert world.case.duties["order_parts"].settled_at is None
    assert world.deadline("ordering", 1).status == "met"
    assert world.deadline("ordering", 2).status == "armed"


# --- doing and waiving -------------------------------------------------------------------------


def test_whoever_owes_it_does_it_and_nobody_else(repair: World) -> None:
    planned(repair)
    with pytest.raises(NotAuthorised) as caught:
        repair.do("order", "tom")
    assert caught.value.may == ("sam", "supervisor")
    repair.do("order", "sam")
    assert owed(repair) == {"tell_resident": "rita"}


def test_whoever_is_named_beside_may_do_it_too(repair: World) -> None:
    planned(repair)
    repair.do("order", "sue")
    state = repair.case.duties["order_parts"]
    assert (state.status, state.who) == ("done", "sam")


def test_the_stand_in_of_whoever_owes_it_may_do_it(repair: World) -> None:
    planned(repair)
    repair.house.change("sam", away=True, delegate="tom")
    repair.do("order", "tom")
    assert repair.case.duties["order_parts"].status == "done"


def test_a_duty_nobody_owes_cannot_be_done(repair: World) -> None:
    planned(repair, parts=False)
    with pytest.raises(DutyNotOpen) as caught:
        repair.do("order", "sue")
    assert caught.value.duties == ("order_parts",)
    assert caught.value.allowed == ("do_without", "withdraw")
    assert caught.value.others == {"tell": ("rita",)}


def test_a_duty_that_was_done_cannot_be_done_again(repair: World) -> None:
    planned(repair)
    repair.do("order", "sam")
    with pytest.raises(DutyNotOpen):
        repair.do("order", "sam")


def test_one_open_duty_of_several_is_enough() -> None:
    world = world_of(with_branch("order", does=("order_parts", "tell_resident")))
    planned(world, parts=False)
    world.do("order", "rita")
    assert owed(world) == {}
    assert "order_parts" not in world.case.duties


def test_a_branch_that_does_a_duty_is_refused_where_another_would_not_be() -> None:
    whole = definition("duties/parts_repair")
    (branch,) = whole.transitions["order"].branches
    ways = (replace(branch, when="parts"), replace(branch, does=()))
    world = world_of(changed("order", branches=ways, by=("supervisor",)))
    planned(world, parts=False)
    world.do("order", "sue")  # goes the way on which it does nothing
    world.correct("sue", {"parts": True})
    with pytest.raises(DutyNotOpen):
        world.do("order", "sue")


def test_waiving_what_is_not_open_changes_nothing(repair: World) -> None:
    planned(repair, parts=False)
    decision = repair.do("do_without", "sue", {"reason": "无需"})
    assert "duties" not in decision.events[0].payload


def test_what_is_done_and_what_is_waived_meet_their_clocks_otherwise(repair: World) -> None:
    planned(repair)
    repair.do("do_without", "sue", {"reason": "库存有"})
    repair.do("tell", "rita")
    assert repair.case.duties["order_parts"].status == "waived"
    assert repair.deadline("ordering").status == "cancelled"
    assert repair.deadline("telling").status == "met"


def test_what_an_act_does_it_does_not_waive() -> None:
    world = world_of(with_branch("order", waives=("order_parts",)))
    planned(world)
    world.do("order", "sam")
    assert world.case.duties["order_parts"].status == "done"
    assert world.deadline("ordering").status == "met"


def test_a_withdrawal_says_whom_it_releases(repair: World) -> None:
    planned(repair)
    decision = repair.do("withdraw", "sue", {"reason": "不修了"})
    assert decision.events[-1].payload["duties"] == [
        {"change": "waived", "duty": "order_parts", "who": "sam"},
        {"change": "waived", "duty": "tell_resident", "who": "rita"},
    ]


# --- joining -----------------------------------------------------------------------------------


def test_a_join_is_refused_naming_what_is_open_who_owes_it_and_what_settles_it(
    repair: World,
) -> None:
    planned(repair)
    with pytest.raises(DutiesOpen) as caught:
        repair.do("complete", "ann")
    assert caught.value.duties == ("order_parts", "tell_resident")
    assert caught.value.who == {"order_parts": "sam", "tell_resident": "rita"}
    assert caught.value.steps == ("order", "tell", "do_without", "withdraw")


def test_a_join_is_possible_when_all_is_settled(repair: World) -> None:
    planned(repair)
    repair.do("order", "sam")
    repair.do("tell", "rita")
    repair.do("complete", "ann")
    assert repair.state == "completed"


def test_a_join_counts_what_the_act_itself_does_as_settled() -> None:
    world = world_of(with_branch("complete", does=("tell_resident",)))
    planned(world, parts=False)
    world.do("complete", "ann")
    assert world.state == "completed"


def test_only_the_duties_named_are_waited_for() -> None:
    world = world_of(with_branch("complete", joins=("order_parts",), waives=("tell_resident",)))
    planned(world, parts=False)
    world.do("complete", "ann")
    assert world.case.duties["tell_resident"].status == "waived"


# --- conditions and windows --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "before", "during", "after"),
    [('open("order_parts")', False, True, False), ('settled("order_parts")', False, False, True)],
)
def test_a_condition_asks_whether_a_duty_is_open_or_settled(
    condition: str, before: bool, during: bool, after: bool
) -> None:
    whole = definition("duties/parts_repair")
    plan = replace(whole.transitions["plan"], name="look", when=condition, needs=(), branches=(
        replace(whole.transitions["plan"].branches[0], to=None),
    ), sources=("registered", "planned"), by=("supervisor",))  # fmt: skip
    made = Edition(replace(whole, transitions={**whole.transitions, "look": plan}), "changed")
    world = world_of(made)
    assert possible(world, "look") == before
    planned(world)
    assert possible(world, "look") == during
    world.do("order", "sam")
    assert possible(world, "look") == after


def possible(world: World, trigger: str) -> bool:
    found = options(world.edition, world.case, world.around, world.now)
    return trigger in {one.transition.name for one in found}


@pytest.mark.parametrize(
    ("kind", "settled_by", "since"),
    [
        ("opened", "", "2026-11-02 12:00"),
        ("settled", "order", "2026-11-02 13:00"),
        ("settled", "do_without", "2026-11-02 13:00"),
    ],
)
def test_a_window_counts_from_when_a_duty_was_opened_or_settled(
    kind: Literal["opened", "settled"], settled_by: str, since: str
) -> None:
    after = Point((Edge(Moment(kind, "order_parts"), Amount(2, "hours")),))
    (branch,) = definition("duties/parts_repair").transitions["complete"].branches
    free = (replace(branch, joins=(), waives=branch.joins),)
    world = world_of(changed("complete", not_before=after, branches=free))
    planned(world)
    world.wait_until("2026-11-02 11:00")
    if settled_by:
        world.do(settled_by, "sue", {"reason": "库存有"} if settled_by == "do_without" else {})
    with pytest.raises(TooEarly) as caught:
        world.do("complete", "ann")
    assert shown(caught.value.begins_at) == since
    world.wait_until(since)
    world.do("complete", "ann")


def test_a_window_waits_for_a_duty_that_was_never_opened() -> None:
    after = Point((Edge(Moment("settled", "order_parts")),))
    world = world_of(changed("complete", not_before=after))
    planned(world, parts=False)
    world.do("tell", "rita")
    with pytest.raises(TooEarly, match="order_parts"):
        world.do("complete", "ann")


# --- clocks ------------------------------------------------------------------------------------


def test_a_clock_stands_still_while_a_duty_is_open(repair: World) -> None:
    planned(repair)
    assert repair.deadline("working").status == "paused"
    repair.live_until("2026-11-04 12:00")
    repair.do("order", "sam")
    assert repair.deadline("working").status == "armed"
    assert repair.due("working") == "2026-11-10 24:00"  # a day later: it stood still on the 3rd


def test_whoever_owes_it_is_reminded_and_told_of_the_miss(repair: World) -> None:
    planned(repair)
    repair.live_until("2026-11-05 00:00")
    told = [one.payload["to"] for one in repair.events if one.type == "rung_fired"]
    assert ["sam"] in told
    assert ["sam", "sue"] in told


def test_who_owes_nothing_yet_is_nobody_and_who_is_above_hears_of_it() -> None:
    whole = definition("duties/parts_repair")
    about = whole.deadlines["ordering"].remind[0].to
    planning = replace(whole.deadlines["planning"], missed=(
        replace(whole.deadlines["planning"].missed[0], to=about),
    ))  # fmt: skip
    made = Edition(replace(whole, deadlines={**whole.deadlines, "planning": planning}), "changed")
    world = world_of(made)
    world.live_until("2026-11-06 00:00")
    told = [one.payload["to"] for one in world.events if one.type == "rung_fired"]
    assert told == [["sue"]]


def test_what_was_done_in_time_and_recorded_late_was_not_missed(repair: World) -> None:
    planned(repair)
    repair.live_until("2026-11-03 09:00")
    repair.live_until("2026-11-04 09:00")
    assert repair.deadline("ordering").status == "missed"
    repair.do("order", "sue", at="2026-11-03 16:00", performed_by="sam")
    assert repair.deadline("ordering").status == "voided"
    state = repair.case.duties["order_parts"]
    assert shown(state.settled_at) == "2026-11-03 16:00"


def test_a_step_by_itself_is_refused_while_a_duty_is_open() -> None:
    whole = definition("duties/parts_repair")
    complete = replace(whole.transitions["complete"], by=("owner", "system"))
    telling = whole.deadlines["telling"]
    missed = (replace(telling.missed[0], does="complete"),)
    made = replace(
        whole,
        transitions={**whole.transitions, "complete": complete},
        deadlines={**whole.deadlines, "telling": replace(telling, missed=missed)},
    )
    world = world_of(Edition(made, "changed"))
    planned(world, parts=False)
    world.live_until("2026-11-03 09:00")
    rung = next(one for one in world.events if one.type == "rung_fired")
    assert rung.payload["refused"] == "DutiesOpen"
    assert world.state == "planned"


# --- handing on --------------------------------------------------------------------------------


def test_a_duty_is_handed_on_and_the_clock_runs_on(repair: World) -> None:
    planned(repair)
    due = repair.due("ordering")
    repair.hand_on("sue", "order_parts", "tom", note="山姆请假")
    assert owed(repair)["order_parts"] == "tom"
    assert repair.owner == "ann"
    assert repair.due("ordering") == due
    repair.do("order", "tom")


def test_a_duty_is_handed_on_by_whoever_may_assign(repair: World) -> None:
    planned(repair)
    with pytest.raises(NotAuthorised):
        repair.hand_on("sam", "order_parts", "tom")


def test_a_duty_that_is_unknown_or_not_open_is_not_handed_on(repair: World) -> None:
    planned(repair, parts=False)
    with pytest.raises(DutyUnknown) as caught:
        repair.hand_on("sue", "order_part", "tom")
    assert caught.value.suggestion == "order_parts"
    with pytest.raises(DutyNotOpen):
        repair.hand_on("sue", "order_parts", "tom")


def test_a_duty_is_handed_on_to_staff_of_the_site_only(repair: World) -> None:
    planned(repair)
    repair.house.change("far", site="other")
    with pytest.raises(NotAuthorised):
        repair.hand_on("sue", "order_parts", "far")
    with pytest.raises(PersonUnknown):
        repair.hand_on("sue", "order_parts", "nemo")


def test_nothing_is_handed_on_in_a_case_that_is_over(repair: World) -> None:
    planned(repair)
    repair.do("withdraw", "sue", {"reason": "不修了"})
    with pytest.raises(CaseClosed):
        repair.hand_on("sue", "order_parts", "tom")


# --- what is offered ---------------------------------------------------------------------------


def offered(world: World) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found = options(world.edition, world.case, world.around, world.now)
    return {one.transition.name: (one.people, one.waits_for) for one in found}


def test_what_is_offered_says_who_owes_it_and_what_is_waited_for(repair: World) -> None:
    planned(repair)
    found = offered(repair)
    assert found["order"] == (("sam", "sue"), ())
    assert found["complete"] == (("ann",), ("order_parts", "tell_resident"))
    assert found["withdraw"][1] == ()


def test_what_nobody_owes_is_not_offered(repair: World) -> None:
    planned(repair, parts=False)
    assert "order" not in offered(repair)
    assert offered(repair)["complete"][1] == ("tell_resident",)


def test_an_act_that_no_duty_is_done_by_names_nobody_as_owing_it() -> None:
    world = world_of(changed("complete", by=(OWES, "supervisor")))
    planned(world)
    with pytest.raises(NotAuthorised) as caught:
        world.do("complete", "ann")
    assert caught.value.may == (OWES, "supervisor")
