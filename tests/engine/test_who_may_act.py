import pytest
from world import DISSATISFIED, NOT_UPHELD, UPHELD, World, written

from workflow.engine.authority import performer_of
from workflow.engine.edition import Edition
from workflow.errors import AnotherPersonNeeded, NotAuthorised, PersonUnknown

CARRIED_OUT = {"compensation": "apology", "consent_customer": "2026-11-02 09:00"}
WITHDRAWN = {"reason": "顾客自己解决了"}


def test_a_role_listed_may_do_it(world: World) -> None:
    assert world.open(actor="rita").case.state == "received"


def test_a_role_not_listed_may_not(world: World) -> None:
    with pytest.raises(NotAuthorised) as refusal:
        world.open(actor="max")
    assert refusal.value.may == ("receptionist", "specialist", "supervisor")
    assert "max may not do this for case (new): receive." in str(refusal.value)


def test_nobody_unknown_may_do_anything(world: World) -> None:
    with pytest.raises(PersonUnknown) as refusal:
        world.open(actor="rit")
    assert refusal.value.suggestion == "rita"


def test_a_role_held_at_another_site_does_not_count(world: World) -> None:
    world.house.change("rita", site="annexe")
    with pytest.raises(NotAuthorised):
        world.open(actor="rita")


def test_the_owner_may_do_what_only_the_owner_may(world: World) -> None:
    world.bring_to("approved")
    assert world.owner == "ann"
    with pytest.raises(NotAuthorised):
        world.do("carry_out", "ben", CARRIED_OUT)
    world.do("carry_out", "ann", CARRIED_OUT)
    assert world.state == "resolved"


def test_the_delegate_of_an_owner_who_is_away_may_do_it_instead(world: World) -> None:
    world.bring_to("approved")
    world.house.change("ann", delegate="ben")
    with pytest.raises(NotAuthorised):
        world.do("carry_out", "ben", CARRIED_OUT)
    world.house.change("ann", away=True)
    world.do("carry_out", "ben", CARRIED_OUT)
    assert world.events[-1].performed_by == "ben"


def test_a_delegate_who_is_away_too_passes_it_on(world: World) -> None:
    world.bring_to("approved")
    world.house.change("ann", away=True, delegate="ben")
    world.house.change("ben", away=True, delegate="rita")
    with pytest.raises(NotAuthorised):
        world.do("carry_out", "ben", CARRIED_OUT)
    world.do("carry_out", "rita", CARRIED_OUT)


def test_any_staff_of_the_site_enters_what_a_party_did(world: World) -> None:
    world.open()
    world.do("withdraw", "ben", WITHDRAWN)
    last = world.events[-1]
    assert (last.performed_by, last.recorded_by) == ("customer", "ben")


def test_staff_of_another_site_do_not_enter_what_a_party_did(world: World) -> None:
    world.open()
    world.house.change("ben", site="annexe")
    with pytest.raises(NotAuthorised):
        world.do("withdraw", "ben", WITHDRAWN)


def test_a_party_does_only_what_lists_it(world: World) -> None:
    world.open()
    with pytest.raises(NotAuthorised):
        world.do("judge", "ann", UPHELD, performed_by="customer")


def test_a_party_is_nobody_who_could_act_personally(world: World) -> None:
    world.open()
    with pytest.raises(PersonUnknown):
        world.do("withdraw", "customer", WITHDRAWN)


def test_what_several_may_do_is_entered_in_the_actors_own_name(repair: World) -> None:
    definition = repair.edition.definition
    assert performer_of(definition, "chase", "rita") == "rita"
    assert performer_of(definition, "withdraw", "rita") == "customer"
    assert performer_of(definition, "no such step", "rita") == "rita"


def test_somebody_may_type_what_another_did(world: World) -> None:
    world.open()
    world.do("judge", "rita", UPHELD, performed_by="ann")
    last = world.events[-1]
    assert (last.performed_by, last.recorded_by) == ("ann", "rita")


def test_who_types_must_belong_to_the_site(world: World) -> None:
    world.open()
    world.house.change("rita", site="annexe")
    with pytest.raises(NotAuthorised):
        world.do("judge", "rita", UPHELD, performed_by="ann")


def test_typing_for_somebody_does_not_lend_the_typists_role(world: World) -> None:
    world.open()
    with pytest.raises(NotAuthorised) as refusal:
        world.do("judge", "ann", UPHELD, performed_by="rita")
    assert refusal.value.actor == "rita"


def test_nobody_acts_as_the_system(world: World) -> None:
    world.open()
    with pytest.raises(PersonUnknown):
        world.do("judge", "system", UPHELD)
    with pytest.raises(PersonUnknown):
        world.do("withdraw", "system", WITHDRAWN)
    with pytest.raises(NotAuthorised):
        world.note("system", "自动")


def test_nobody_borrows_the_name_of_the_system(repair: World) -> None:
    called_back(repair)
    with pytest.raises(NotAuthorised):
        repair.do("close", "ann", performed_by="system")
    with pytest.raises(PersonUnknown):
        repair.do("close", "system", performed_by="rita")
    repair.do("close", "rita")


def called_back(repair: World) -> None:
    repair.open({
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
        "kind": "inquiry", "urgent": False,
    })  # fmt: skip
    repair.do("answer", "rita", {"work": "已答复"})
    repair.do("record_callback", "rita", {"outcome": "satisfied"})


# --- four eyes ---------------------------------------------------------------------------------


def proposed_by_sue(world: World) -> None:
    world.bring_to("investigated")
    world.assign("sue", "sue")
    world.do("propose", "sue", {"proposal": "换房"})
    world.do("propose", "sue", {"proposal": "修理"})


CHOSEN = {"chosen": 1, "review": "可行"}


def test_nobody_approves_a_proposal_of_their_own(world: World) -> None:
    proposed_by_sue(world)
    with pytest.raises(AnotherPersonNeeded) as refusal:
        world.do("approve", "sue", CHOSEN)
    assert refusal.value.did == ("propose",)
    assert refusal.value.may == ("manager",), "no other supervisor is there"
    world.do("approve", "max", CHOSEN)
    assert world.state == "approved"


def test_four_eyes_look_at_who_did_it_not_at_who_typed(world: World) -> None:
    proposed_by_sue(world)
    with pytest.raises(AnotherPersonNeeded):
        world.do("approve", "max", CHOSEN, performed_by="sue")
    world.do("approve", "sue", CHOSEN, performed_by="max")


def test_typing_a_proposal_for_somebody_is_not_proposing(world: World) -> None:
    world.bring_to("investigated")
    world.do("propose", "sue", {"proposal": "换房"}, performed_by="ann")
    world.do("propose", "sue", {"proposal": "修理"}, performed_by="ann")
    world.do("approve", "sue", CHOSEN)


def test_nobody_who_stands_in_for_the_proposer_approves(world: World) -> None:
    proposed_by_sue(world)
    world.house.change("sue", delegate="max", away=True)
    with pytest.raises(AnotherPersonNeeded):
        world.do("approve", "max", CHOSEN)
    world.house.change("sue", away=False)
    world.do("approve", "max", CHOSEN)


def test_who_proposed_in_an_earlier_round_is_remembered(world: World) -> None:
    proposed_by_sue(world)
    world.do("approve", "max", CHOSEN)
    world.do("carry_out", "sue", CARRIED_OUT)
    world.do("record_callback", "sue", DISSATISFIED)
    world.do("investigate", "sue", {"cause": "原因", "responsible": "ann"})
    world.assign("max", "ann")
    world.do("propose", "ann", {"proposal": "赔偿"})
    with pytest.raises(AnotherPersonNeeded):
        world.do("approve", "sue", CHOSEN)


def test_the_last_who_did_something_stands_last(world: World) -> None:
    world.bring_to("investigated")
    world.do("propose", "ann", {"proposal": "一"})
    world.assign("sue", "ben")
    world.do("propose", "ben", {"proposal": "二"})
    world.assign("sue", "ann")
    world.do("propose", "ann", {"proposal": "三"})
    assert world.case.performers["propose"] == ("ben", "ann")


def test_the_refusal_leaves_no_trace(world: World) -> None:
    world.open()
    before = world.case
    with pytest.raises(NotAuthorised):
        world.do("judge", "rita", NOT_UPHELD)
    assert world.case is before
    assert len(world.events) == 1


def test_the_opener_owns_a_case_whose_definition_assigns_it_to_nobody() -> None:
    world = World(plain())
    assert world.open({}, actor="rita").case.owner == "rita"


def test_whoever_typed_owns_a_case_a_party_opened() -> None:
    world = World(plain())
    decision = world.open({}, actor="rita", performed_by="customer")
    assert (decision.case.owner, decision.events[0].performed_by) == ("rita", "customer")


def test_whoever_opened_owns_it_not_who_typed() -> None:
    world = World(plain())
    assert world.open({}, actor="ann", performed_by="rita").case.owner == "rita"


def plain() -> Edition:
    return written("""
language: 1
workflow: plain
edition: "1"
effective: 2024-01-01
roles: {receptionist: {}}
parties: {customer: {}}
states:
  open: {}
  closed: {final: true}
transitions:
  start: {from: new, to: open, by: [receptionist, customer]}
  finish: {from: open, to: closed, by: [owner]}
deadlines:
  answer: {starts: {entered: open}, met: {left: open}, within: 2 hours, missed: [{to: owner}]}
""")
