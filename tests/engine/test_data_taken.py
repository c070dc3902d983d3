"""What may come with a step and need not: ``takes``, from the file to the record of the case."""

import pytest
from world import World, written

from workflow.definition.parse import loads
from workflow.definition.resolved import edition_hash, from_json, to_json
from workflow.engine.options import options
from workflow.errors import DataInvalid, DefinitionError, FieldNotEditable

TEXT = """
language: 1
workflow: parcel
edition: "1"
effective: 2026-01-01
title: {en: Parcel, zh: 包裹}
roles: {clerk: {title: {en: Clerk, zh: 文员}}}
parties: {guest: {title: {en: Guest, zh: 客人}}}
fields:
  what:   {type: text, personal: false, title: {en: What, zh: 物品}}
  shelf:  {type: text, personal: false, title: {en: Shelf, zh: 货架}}
  remark: {type: text, title: {en: Remark, zh: 备注}}
  pickup: {type: moment, title: {en: To be fetched, zh: 约定领取}}
  keeper: {type: person, title: {en: Keeper, zh: 保管人}}
states:
  kept: {title: {en: Kept, zh: 保管中}}
  gone: {title: {en: Gone, zh: 已取走}, final: true}
transitions:
  store: {from: new, to: kept, by: clerk, needs: what, takes: [remark, shelf]}
  move:
    {from: kept, stay: true, by: any_staff, takes: [shelf, pickup, keeper], when: 'filled("shelf")'}
  fetch: {from: kept, to: gone, by: any_staff, consents: guest}
deadlines:
  keeping: {starts: {entered: kept}, met: {left: kept}, within: 30 calendar days}
"""


def broken(old: str, new: str) -> list[str]:
    assert old in TEXT
    with pytest.raises(DefinitionError) as caught:
        loads(TEXT.replace(old, new), "parcel.yaml")
    return [one.code for one in caught.value.problems]


def kept(**more: object) -> World:
    world = World(written(TEXT))
    world.house.change("rita", roles=frozenset({"clerk"}))
    world.open({"what": "雨伞", **more})
    return world


# --- doing it ----------------------------------------------------------------------------------


def test_what_a_step_takes_may_come_with_it_and_need_not() -> None:
    assert kept().case.fields == {"what": "雨伞"}
    world = kept(shelf="甲", remark="湿的")
    assert world.case.fields == {"what": "雨伞", "shelf": "甲"}
    assert set(world.case.personal) == {"remark"}


def test_what_is_not_given_again_stays_as_it_was() -> None:
    world = kept(shelf="甲")
    world.do("move", "rita", {"keeper": "ann"})
    assert world.case.fields == {"what": "雨伞", "shelf": "甲", "keeper": "ann"}


def test_what_it_does_not_take_is_refused_and_what_it_takes_is_named() -> None:
    with pytest.raises(FieldNotEditable) as refusal:
        kept(keeper="ann")
    assert (refusal.value.field, refusal.value.allowed) == ("keeper", ["remark", "shelf", "what"])


def test_a_value_that_does_not_fit_is_refused_though_none_is_needed() -> None:
    with pytest.raises(DataInvalid):
        kept(shelf="甲").do("move", "rita", {"keeper": "谁都不是"})


def test_a_step_whose_condition_can_hold_by_what_it_takes_is_offered() -> None:
    world = kept()
    offered = {
        one.transition.name: one
        for one in options(world.edition, world.case, world.around, world.now)
    }
    assert "move" in offered
    assert (offered["move"].needs, offered["move"].needs_if) == ((), ())


# --- writing it --------------------------------------------------------------------------------


def test_it_is_kept_with_the_edition_which_is_another_by_it() -> None:
    definition = loads(TEXT, "parcel.yaml")
    assert definition.transitions["store"].takes == ("remark", "shelf")
    assert from_json(to_json(definition)) == definition
    without = loads(TEXT.replace(", takes: [remark, shelf]", ""), "parcel.yaml")
    assert edition_hash(without) != edition_hash(definition)
    assert "takes" not in to_json(without).partition('"name":"move"')[0]


def test_a_field_that_is_not_there_is_named_with_one_that_is() -> None:
    assert broken("takes: [remark, shelf]", "takes: [remark, shelv]") == ["N004"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("takes: [remark, shelf]", "takes: [remark, what]"),
        ("takes: [remark, shelf]", "takes: [remark, remark]"),
        ("consents: guest", "consents: guest, takes: consent_guest"),
    ],
)
def test_nothing_is_named_twice_or_both_needed_and_taken(old: str, new: str) -> None:
    assert broken(old, new) == ["L010"]


def test_a_consent_that_another_step_asks_for_may_come_before() -> None:
    world = World(written(TEXT.replace("takes: [shelf,", "takes: [consent_guest, shelf,")))
    world.house.change("rita", roles=frozenset({"clerk"}))
    world.open({"what": "雨伞", "shelf": "甲"})
    with pytest.raises(DataInvalid):
        world.do("move", "rita", {"consent_guest": "2026-11-03 10:00"})
    world.do("move", "rita", {"consent_guest": "2026-11-02 09:00"})


def test_what_may_come_is_a_way_of_being_filled_in() -> None:
    has = "by: any_staff, consents: guest"
    assert loads(TEXT.replace(has, f"{has}, has: pickup"), "parcel.yaml")
    without = TEXT.replace(has, f"{has}, has: pickup").replace("shelf, pickup,", "shelf,")
    with pytest.raises(DefinitionError) as caught:
        loads(without, "parcel.yaml")
    assert [one.code for one in caught.value.problems] == ["F001"]


def test_a_deadline_that_only_what_may_come_starts_is_not_relied_on() -> None:
    only = "keeping: {starts: {field: pickup}"
    assert broken("keeping: {starts: {entered: kept}", only) == ["S009"]


def test_an_owner_is_not_named_by_what_may_come_only() -> None:
    named = "by: any_staff, owner: {role: clerk, choose: named, named: keeper}, takes: [shelf,"
    assert "O002" in broken("by: any_staff, takes: [shelf,", named)


def test_when_a_step_happened_is_not_said_by_what_may_come_only() -> None:
    assert "W005" in broken("takes: [shelf, pickup", "happened: pickup, takes: [shelf, pickup")


def test_for_which_of_two_cases_it_is_can_be_told() -> None:
    split = "splits: {carries: what, needs: shelf}, takes: [shelf,"
    assert "J003" in broken("takes: [shelf,", split)
