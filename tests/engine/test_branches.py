import pytest
from world import DISSATISFIED, World, definition, edition, with_transition, written

from workflow.errors import GuardRejected, TriggerUsedUp

CHOSEN = {"chosen": 1, "review": "可行"}

# --- branches ----------------------------------------------------------------------------------


def test_the_first_branch_that_holds_is_taken(world: World) -> None:
    world.bring_to("judged")
    assert world.events[-1].payload["branch"] == 0
    other = World(edition("complaint"))
    other.bring_to("declined")
    assert other.events[-1].payload["branch"] == 1


def test_a_call_that_reached_nobody_stays(world: World) -> None:
    world.bring_to("resolved")
    entered = world.case.entered_at
    world.wait_until("2026-11-02 16:00")
    world.do("record_callback", "owner", {"outcome": "not_reached"})
    last = world.events[-1].payload
    assert (last["from"], last["to"], last["entered"]) == ("resolved", "resolved", False)
    assert world.case.entered_at == entered
    assert world.case.entry_counts["record_callback"] == 1


def test_when_no_branch_applies_the_step_is_refused() -> None:
    branches = definition("complaint").transitions["record_callback"].branches
    world = World(with_transition("complaint", "record_callback", branches=branches[:1]))
    world.bring_to("resolved")
    with pytest.raises(GuardRejected) as refusal:
        world.do("record_callback", "owner", {"outcome": "not_reached"})
    assert refusal.value.reason == "none of the ways it can end applies."
    assert world.state == "resolved"


def back_to_resolved(world: World) -> None:
    """Handle it once more, from ``judged``."""
    world.do("investigate", "owner", {"cause": "原因", "responsible": "ann"})
    world.do("propose", "owner", {"proposal": "一"})
    world.do("propose", "owner", {"proposal": "二"})
    approver = "max" if world.owner == "sue" else "sue"
    world.do("approve", approver, CHOSEN)
    given = {"compensation": "apology", "consent_customer": "2026-11-02 09:00"}
    world.do("carry_out", "owner", given)


def test_dissatisfied_a_third_time_the_manager_takes_over(world: World) -> None:
    world.bring_to("resolved")
    for _round in range(2):
        world.do("record_callback", "owner", DISSATISFIED)
        assert (world.state, world.owner) == ("judged", "ann")
        back_to_resolved(world)
    world.do("record_callback", "owner", DISSATISFIED)
    assert (world.state, world.owner) == ("disputed", "max")
    assert world.case.counts["record_callback#2"] == 2


def test_the_manager_takes_it_up_again_once_and_then_settles(world: World) -> None:
    test_dissatisfied_a_third_time_the_manager_takes_over(world)
    world.do("resume", "max", {"reason": "再试一次"})
    assert world.state == "judged"
    back_to_resolved(world)
    world.do("record_callback", "owner", DISSATISFIED)
    assert world.state == "disputed"
    with pytest.raises(TriggerUsedUp) as refusal:
        world.do("resume", "max", {"reason": "再试一次"})
    assert (refusal.value.limit, refusal.value.allowed) == (1, ("settle", "withdraw"))
    world.do("settle", "max", {"reason": "裁定", "summary": "完"})
    assert world.state == "closed"


def test_a_step_limited_per_entry_may_be_done_again_after_the_next(world: World) -> None:
    world.bring_to("investigated")
    for number in range(5):
        world.do("propose", "owner", {"proposal": f"方案{number}"})
    with pytest.raises(TriggerUsedUp):
        world.do("propose", "owner", {"proposal": "方案6"})
    world.do("approve", "sue", CHOSEN)
    given = {"compensation": "apology", "consent_customer": "2026-11-02 09:00"}
    world.do("carry_out", "owner", given)
    world.do("record_callback", "owner", DISSATISFIED)
    world.do("investigate", "owner", {"cause": "原因", "responsible": "ann"})
    world.do("propose", "owner", {"proposal": "又一个"})


BRANCHES_PER_ENTRY = """
language: 1
workflow: calls
edition: "1"
effective: 2024-01-01
roles: {clerk: {}}
fields: {urgent: {type: flag}}
states:
  open: {}
  parked: {}
  closed: {final: true}
transitions:
  start: {from: new, to: open, by: [clerk]}
  call:
    from: open
    by: [clerk]
    first_of:
      - {when: 'not urgent', stay: true, at_most: 1, per: entry}
      - {when: 'not urgent', to: parked, sets: {urgent: true}}
      - {otherwise: closed, owner: {role: clerk}}
    needs: [urgent]
  wake: {from: parked, to: open, by: [clerk]}
deadlines:
  answer:
    starts: [{entered: open}, {entered: parked}]
    met: {entered: closed}
    within: 2 hours
    missed: [{to: owner}]
"""


def test_a_branch_used_up_for_this_entry_is_skipped_and_comes_back_with_the_next() -> None:
    world = World(written(BRANCHES_PER_ENTRY))
    world.house.change("rita", roles=frozenset({"clerk"}))
    world.open({})
    calm = {"urgent": False}
    world.do("call", "rita", calm)
    assert world.state == "open"
    world.do("call", "rita", calm)
    assert world.state == "parked"
    assert world.case.fields["urgent"] is True
    world.do("wake", "rita")
    world.do("call", "rita", calm)
    assert world.state == "open"
    world.do("call", "rita", {"urgent": True})
    assert (world.state, world.owner) == ("closed", "rita")


def test_what_an_act_asks_of_the_host_is_passed_on() -> None:
    world = World(with_transition("complaint", "judge", reactions=("tell_the_kitchen",)))
    world.open()
    decision = world.do("judge", "owner", {"grounds": "insufficient", "demand": "reasonable"})
    assert decision.reactions == ("tell_the_kitchen",)


# --- withdrawal, the end -----------------------------------------------------------------------

OPEN_STATES = ("received", "judged", "declined", "investigated", "approved", "resolved",
               "called_back")  # fmt: skip


@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_complaint_is_withdrawn_from_every_open_state(world: World, state: str) -> None:
    world.bring_to(state)
    world.do("withdraw", "rita", {"reason": "顾客撤诉"})
    assert (world.state, world.case.final, world.running()) == ("closed", True, set())
    assert world.case.next_at is None
    assert world.events[-1].payload["deadlines"][-1]["change"] == "cancelled"


def test_a_dispute_can_be_withdrawn(world: World) -> None:
    test_dissatisfied_a_third_time_the_manager_takes_over(world)
    world.do("withdraw", "rita", {"reason": "顾客撤诉"})
    assert (world.state, world.case.next_at) == ("closed", None)


@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_clock_runs_in_every_open_state(world: World, state: str) -> None:
    world.bring_to(state)
    assert world.case.next_at is not None
    assert len(world.running()) == 1
