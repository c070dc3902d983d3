"""Duties of a definition: how they are read, stored, compared and renamed."""

from dataclasses import replace
from pathlib import Path

import pytest
from house import DEFINITIONS

from workflow.definition.conditions import ConditionError, Names, compile_condition
from workflow.definition.deadline import Moment
from workflow.definition.difference import differences
from workflow.definition.moments import in_words
from workflow.definition.parse import load, loads
from workflow.definition.resolved import edition_hash, from_json, to_json
from workflow.errors import DefinitionError

FILE = DEFINITIONS / "duties" / "parts_repair.yaml"
TEXT = FILE.read_text(encoding="utf-8")
REPAIR = load(FILE)


def test_all_open_is_spelled_out_as_every_duty():
    (complete,) = REPAIR.transitions["complete"].branches
    assert complete.joins == ("order_parts", "tell_resident")


def test_whoever_owes_it_is_the_owner_a_role_or_a_role_with_how_to_choose():
    text = TEXT.replace("who: centre", "who: owner").replace(
        "who: stores", "who: {role: stores, choose: equal_load}"
    )
    read = loads(text, "repair.yaml")
    assert read.duties["tell_resident"].who is None
    assert read.duties["order_parts"].who == REPAIR.duties["order_parts"].who


def test_the_stored_form_reads_back_as_the_same_definition():
    assert from_json(to_json(REPAIR)) == REPAIR


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("who: stores", "who: centre"),
        ("when: parts", "when: not parts"),
        ("opens: {act: plan}", "opens: {entered: planned}"),
        ("needs: [reason]\n    waives: order_parts", "needs: [reason]\n    does: order_parts"),
        ("joins: all_open}", "waives: all_open}"),
        ("pauses: {open: order_parts}", "pauses: {in: registered}"),
        ("{duty: tell_resident}", "{duty: order_parts}"),
    ],
)
def test_what_is_owed_is_in_the_edition_hash(old, new):
    assert TEXT.count(old) == 1
    assert edition_hash(loads(TEXT.replace(old, new), "x.yaml")) != edition_hash(REPAIR)


def test_a_duty_that_only_got_another_name_is_recognised_wherever_it_is_named():
    text = TEXT.replace("order_parts", "get_parts")
    found = differences(REPAIR, loads(text, "x.yaml"))
    assert [(one.kind, one.part, one.name, one.old) for one in found] == [
        ("renamed", "duties", "get_parts", "order_parts")
    ]


def test_what_is_different_about_a_duty_is_listed():
    text = TEXT.replace("    when: parts\n", "").replace("who: stores", "who: owner")
    found = differences(REPAIR, loads(text, "x.yaml"))
    assert [(one.kind, one.part, one.name, one.member) for one in found] == [
        ("changed", "duties", "order_parts", "who"),
        ("changed", "duties", "order_parts", "when"),
    ]


def test_states_fields_and_acts_may_be_called_open_and_settled():
    text = TEXT.replace("planned", "open").replace("completed", "settled")
    assert loads(text, "x.yaml").states.keys() == {"registered", "open", "settled", "withdrawn"}


def test_a_guard_that_was_called_open_keeps_its_meaning():
    names = Names({}, (), (), ("open",), duties=("order_parts",))
    assert compile_condition("open()", names).guards == ("open",)
    with pytest.raises(ConditionError):
        compile_condition('open("order_parts")', names)


def test_a_question_about_a_duty_is_true_or_false_by_itself():
    names = Names({}, (), (), (), duties=("order_parts",))
    with pytest.raises(ConditionError, match="by itself"):
        compile_condition('open("order_parts") == 1', names)


def test_the_moments_of_duties_are_told_by_their_titles():
    said = [in_words(Moment(kind, "order_parts"), REPAIR) for kind in ("opened", "settled")]
    assert said == [
        "order_parts (Order the parts) is opened",
        "order_parts (Order the parts) is settled",
    ]


def problems(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        loads(text, "x.yaml")
    return [one.code for one in caught.value.problems]


def test_an_act_that_waits_for_a_duty_waits_for_what_can_come():
    waiting = "joins: all_open, not_before: {settled: order_parts, plus: 1 hour}}"
    assert loads(TEXT.replace("joins: all_open}", waiting), "x.yaml")
    never = "by: [owner], needs: [parts], not_before: {opened: tell_resident}}"
    assert problems(TEXT.replace("by: [owner], needs: [parts]}", never)) == ["W002"]


DECIDED = """
language: 1
workflow: refund
edition: "1"
effective: 2026-01-01
title: {en: Refund, zh: 退款}
prefix: R
roles:
  clerk: {title: {en: Clerk, zh: 文员}}
states:
  asked: {title: {en: Asked, zh: 已申请}}
  looked: {title: {en: Looked at, zh: 审核中}}
  over: {title: {en: Over, zh: 结束}, final: true}
duties:
  decide: {title: {en: Decide, zh: 决定}, opens: {entered: looked}, who: owner}
  pay: {title: {en: Pay, zh: 付款}, opens: {act: grant}, who: owner}
transitions:
  ask: {title: {en: Ask, zh: 申请}, from: new, to: asked, by: [clerk]}
  drop: {title: {en: Drop, zh: 放弃}, from: asked, to: over, by: [clerk]}
  look: {title: {en: Look, zh: 审核}, from: asked, to: looked, by: [clerk]}
  grant: {title: {en: Grant, zh: 同意}, from: any_open, stay: true, by: [clerk], does: decide}
  refuse: {title: {en: Refuse, zh: 拒绝}, from: looked, to: over, by: [clerk], does: decide}
  pay_out: {title: {en: Pay out, zh: 付款}, from: looked, stay: true, by: [clerk], does: pay}
  finish: {title: {en: Finish, zh: 完成}, from: looked, to: over, by: [clerk], joins: all_open}
deadlines:
  refund:
    title: {en: Refund, zh: 退款}
    starts: [{entered: asked}, {entered: looked}]
    met: [{left: asked}, {left: looked}]
    within: 5 calendar days
  deciding:
    title: {en: Decide, zh: 决定}
    starts: {opened: decide}
    met: {settled: decide}
    within: 2 calendar days
  paying:
    title: {en: Pay, zh: 付款}
    starts: {opened: pay}
    met: {settled: pay}
    within: 2 calendar days
"""


def test_what_opens_only_by_doing_another_duty_is_open_only_after_that() -> None:
    assert loads(DECIDED, "x.yaml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("to: over, by: [clerk], does: decide", "to: over, by: [clerk], waives: decide"),
        ("from: asked, to: over", "from: [asked, looked], to: over"),
        ("stay: true, by: [clerk], does: decide", "stay: true, by: [clerk]"),
    ],
)
def test_what_ends_the_case_where_a_duty_can_be_open_is_refused(old: str, new: str) -> None:
    assert DECIDED.count(old) == 1
    assert "U005" in problems(DECIDED.replace(old, new))


def test_a_clock_that_what_ends_the_case_would_start_does_not_outlive_it():
    after = """
  asking:
    title: {en: Ask, zh: 询问}
    starts: {settled: order_parts}
    met: {left: planned}
    within: 1 working day
permissions:"""
    assert loads(TEXT.replace("\npermissions:", after), "x.yaml")


def test_two_conditional_duties_of_one_act_are_looked_at_in_every_combination():
    both = TEXT.replace("opens: {entered: planned}", "opens: {act: plan}\n    when: not parts")
    assert loads(both, "x.yaml")
    once = "starts: [{opened: order_parts}, {opened: tell_resident}]"
    assert loads(both.replace("starts: {opened: tell_resident}", once).replace(
        "met: {settled: tell_resident}", "met: [{settled: tell_resident}, {settled: order_parts}]"
    ), "x.yaml")  # fmt: skip


def test_a_definition_without_duties_is_stored_as_before(tmp_path: Path):
    complaint = load(DEFINITIONS / "complaint.yaml")
    stored = to_json(complaint)
    assert "duties" not in stored
    assert '"joins"' not in stored
    assert replace(complaint, duties={}) == complaint
