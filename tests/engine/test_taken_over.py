"""What acts and rungs take over from other fields: ``sets: {chosen: {field: proposal}}``."""

import pytest
from world import World, written

from workflow.definition.parse import inspect_text, loads
from workflow.definition.resolved import edition_hash, from_json, to_json
from workflow.errors import DefinitionError

TEXT = """
language: 1
workflow: offer
edition: "1"
effective: 2026-01-01
title: {en: Offer, zh: 方案}
roles: {clerk: {title: {en: Clerk, zh: 文员}}}
fields:
  proposal: {type: text, personal: false, title: {en: Proposal, zh: 方案}}
  chosen:   {type: text, personal: false, title: {en: Chosen, zh: 商定方案}}
  before:   {type: text, personal: false, title: {en: Before, zh: 原方案}}
  who:      {type: person, title: {en: Who, zh: 经办人}}
  keeper:   {type: person, title: {en: Keeper, zh: 保管人}}
states:
  open:   {editable: [proposal, who]}
  agreed: {}
  over:   {final: true}
transitions:
  begin: {from: new, to: open, by: any_staff, takes: proposal}
  agree:
    from: open
    to: agreed
    by: any_staff
    sets: {chosen: {field: proposal}, before: {field: chosen}}
  again:
    from: agreed
    by: any_staff
    takes: who
    first_of:
      - {when: 'filled("who")', to: open, sets: {keeper: {field: who}, before: 无}}
      - {otherwise: stay}
  close: {from: any_open, to: over, by: any_staff}
deadlines:
  answer:
    starts: {entered: open}
    met: {left: open}
    within: 3 calendar days
    missed: [{sets: {before: {field: proposal}}}]
  end: {starts: {entered: agreed}, met: {left: agreed}, within: 3 calendar days}
"""


def offer(text: str = TEXT, **given: object) -> World:
    world = World(written(text))
    world.open(given, actor="ann")
    return world


def fields(world: World) -> dict[str, object]:
    assert world.case is not None
    return dict(world.case.fields)


def problems(old: str, new: str) -> list[tuple[str, str]]:
    assert old in TEXT
    with pytest.raises(DefinitionError) as caught:
        loads(TEXT.replace(old, new), "offer.yaml")
    return [(one.code, one.text) for one in caught.value.problems]


# --- acts --------------------------------------------------------------------------------------


def test_what_is_on_file_is_taken_over_and_stays_though_its_source_changes() -> None:
    world = offer(proposal="换房")
    world.do("agree", "ann")
    assert fields(world) == {"proposal": "换房", "chosen": "换房"}
    world.correct("ann", {"proposal": "退款"})
    assert fields(world) == {"proposal": "退款", "chosen": "换房"}


def test_what_is_given_with_the_act_is_taken_over() -> None:
    world = offer(proposal="换房")
    world.do("agree", "ann", {"proposal": "退款"})
    assert fields(world)["chosen"] == "退款"


def test_from_an_empty_field_nothing_is_taken_over_and_what_is_on_file_stays() -> None:
    world = offer()
    world.do("agree", "ann")
    assert fields(world) == {}


def test_all_is_taken_over_as_it_was_before_anything_was_filled_in() -> None:
    world = offer(proposal="换房")
    world.do("agree", "ann")
    world.do("again", "ann", {"who": "sue"})
    assert fields(world)["before"] == "无"
    world.do("agree", "ann", {"proposal": "退款"})
    assert fields(world) == {
        "proposal": "退款", "chosen": "退款", "before": "换房", "who": "sue", "keeper": "sue"
    }  # fmt: skip


def test_a_branch_takes_over_only_if_the_case_goes_that_way() -> None:
    world = offer()
    world.do("agree", "ann")
    world.do("again", "ann")
    assert fields(world) == {}


def test_an_owner_can_be_named_by_what_is_taken_over_of_what_is_there_for_certain() -> None:
    named = "  agreed: {owner: {role: clerk, choose: named, named: keeper}}\n"
    certain = TEXT.replace("  agreed: {}\n", named).replace(
        "{chosen: {field: proposal}, before: {field: chosen}}", "{keeper: {field: who}}"
    )
    world = offer(certain.replace("    sets: {keeper", "    has: who\n    sets: {keeper"))
    world.house.change("sue", roles=frozenset({"clerk"}))
    world.enter("ann", {"who": "sue"})
    world.do("agree", "ann")
    assert world.owner == "sue"
    with pytest.raises(DefinitionError) as caught:
        loads(certain, "offer.yaml")
    assert [one.code for one in caught.value.problems] == ["O002"]


# --- rungs -------------------------------------------------------------------------------------


def test_a_rung_takes_over_what_is_on_file_when_it_fires() -> None:
    world = offer(proposal="换房")
    world.wait_until("2026-11-20 10:00")
    world.fire()
    assert fields(world)["before"] == "换房"
    empty = offer()
    empty.wait_until("2026-11-20 10:00")
    empty.fire()
    assert fields(empty) == {}


# --- writing it --------------------------------------------------------------------------------


def test_it_is_kept_with_the_edition_which_is_another_by_it() -> None:
    definition = loads(TEXT, "offer.yaml")
    assert from_json(to_json(definition)) == definition
    other = loads(TEXT.replace("before: {field: proposal}", "before: {field: chosen}"), "o.yaml")
    assert edition_hash(other) != edition_hash(definition)


@pytest.mark.parametrize(
    ("old", "new", "code", "text"),
    [
        ("{field: chosen}", "{field: chosn}", "N004", "There is no field called chosn."),
        ("{field: chosen}", "{}", "L003", "field is missing."),
        ("{field: chosen}", "{field: before}", "V004", "before would take over its own value."),
        ("{field: who}", "{field: chosen}", "V004",
         "chosen is of type text and keeper of type person."),
        ("proposal: {type: text, personal: false,", "proposal: {type: text,", "V004",
         "proposal is personal and chosen is not: nobody could erase it there."),
        ("chosen:   {type: text, personal: false,", "chosen:   {type: text,", "V002",
         "chosen is personal and cannot be set by a definition."),
        ("proposal: {", "proposal: {sees: [owner], ", "V004",
         "proposal is not seen by everybody, and chosen would be seen by others."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(old: str, new: str, code: str, text: str) -> None:
    assert (code, text) in problems(old, new)


def test_what_is_secret_from_a_party_is_not_taken_over_into_what_is_not() -> None:
    guest = "parties: {guest: {title: {en: Guest, zh: 客人}}}"
    secret = f"{guest}\nfields:\n  proposal: {{secret_from: guest, "
    text = "proposal is secret from guest, and chosen is not."
    assert ("V004", text) in problems("fields:\n  proposal: {", secret)
    both = TEXT.replace("fields:\n  proposal: {", secret)
    for name in ("chosen", "before"):
        both = both.replace(f"{name}:   {{", f"{name}:   {{secret_from: guest, ")
    assert loads(both, "offer.yaml").fields["chosen"].secret_from == ("guest",)


def test_where_nothing_fills_in_the_source_that_is_said() -> None:
    never = TEXT.replace("takes: proposal", "takes: before").replace("[proposal, who]", "[who]")
    warnings = inspect_text(never, "offer.yaml").warnings
    assert [one.text for one in warnings if one.code == "F003"] == [
        "Nothing fills in proposal before it is taken over: it is empty here."
    ] * 2
