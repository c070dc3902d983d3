"""What counts for a promise when a case that was over is taken up again."""

import pytest

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.errors import DefinitionError
from workflow.proving import Proof
from workflow.report import proofs
from workflow.service.simulated.proving import prove
from workflow.translation import language

TEXT = """\
language: 1
workflow: parcel
edition: "1"
effective: 2026-01-01
title: {en: Parcel, zh: 包裹}
roles: {desk: {title: {en: Front desk, zh: 前台}}}
fields: {right: {type: flag}}
states:
  kept: {title: {en: Kept, zh: 待领}, editable: right}
  handed: {title: {en: Handed over, zh: 已领}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  receive: {from: new, to: kept, by: desk}
  call: {title: {en: Call, zh: 致电}, from: [kept, handed], stay: true, by: desk}
  hand_over: {from: kept, to: handed, by: desk}
  bring_back: {from: handed, to: kept, by: desk}
  close: {from: CLOSED_FROM, to: closed, by: desk, when: 'done("call")'}
  reopen: {from: closed, to: REOPENED, by: desk}
deadlines:
  closing: {starts: [{entered: kept}], met: {entered: closed}, within: 2 calendar days}
promises:
  - {PROMISE}
"""


def parcel(promise: str, closed_from: str = "handed", reopened: str = "kept") -> Definition:
    text = TEXT.replace("PROMISE", promise).replace("CLOSED_FROM", closed_from)
    return loads(text.replace("REOPENED", reopened), "parcel.yaml")


def only(promise: str, **rules: str) -> Proof:
    (proof,) = prove(parcel(promise, **rules))
    return proof


def way(proof: Proof) -> list[str]:
    return [one.name for one in proof.happened]


def test_what_was_done_before_a_reopening_counts_unless_it_is_said_since_when():
    assert only("never: closed, without: call").result == "proved"
    proof = only("never: closed, without: call, since: closed")
    assert (proof.result, way(proof)) == (
        "broken",
        ["receive", "call", "hand_over", "close", "reopen", "hand_over", "close"],
    )


def test_what_leads_out_of_the_state_that_a_promise_is_about_counts_and_what_led_in_does_not():
    assert only("never: closed, without: reopen, unless: close, since: closed").result == "proved"
    proof = only("never: closed, without: close, since: closed")
    assert proof.result == "proved"
    proof = only("never: closed, unless: [receive, reopen], since: closed")
    assert proof.result == "proved"
    proof = only("never: closed, unless: receive, since: closed")
    assert way(proof)[-2:] == ["hand_over", "close"]


def test_since_another_state_is_since_it_was_entered_and_not_by_what_led_there():
    assert only("never: closed, without: hand_over").result == "proved"
    assert only("never: closed, without: hand_over, since: handed").result == "broken"
    proof = only("never: closed, without: call, since: handed")
    assert way(proof) == ["receive", "call", "hand_over", "close"]
    assert only("never: closed, without: hand_over, since: kept").result == "proved"


def test_an_act_is_always_done_before_another_since_a_state_was_entered():
    assert only("always_before: close, done: call").result == "proved"
    assert only("always_before: close, done: call, since: closed").result == "broken"
    assert only("always_before: close, done: hand_over, since: closed").result == "proved"


def test_where_it_depends_on_data_staying_where_it_is_takes_nothing_back():
    promise = "never: closed, when: 'filled(\"right\")', without: receive, unless: reopen"
    assert only(f"{promise}, since: closed").result == "proved"


def test_since_needs_something_that_must_be_done():
    with pytest.raises(DefinitionError) as caught:
        parcel("never: closed, since: kept")
    (problem,) = caught.value.problems
    assert (problem.code, problem.text) == ("L009", "since needs without beside it.")


def test_since_names_states_that_there_are():
    with pytest.raises(DefinitionError) as caught:
        parcel("never: closed, without: call, since: clsed")
    (problem,) = caught.value.problems
    assert problem.code.startswith("N")
    assert "closed" in problem.text + problem.suggestion


def told(promise: str, **rules: str) -> list[str]:
    definition = parcel(promise, **rules)
    return [*proofs.lines(definition, tuple(prove(definition)), "parcel.yaml")]


def test_a_proof_says_that_what_was_done_before_a_reopening_counts_where_there_is_one():
    (_, _, said) = told("never: closed, without: call")
    assert said == (
        "    what was done before a case left closed (Closed) again counts too; for it to be done "
        "anew: `since: closed`"
    )
    assert len(told("always_before: close, done: call")) == 3
    assert len(told("always_before: receive, done: call, unless: receive")) > 2
    (text, _) = told("never: closed, without: close, since: closed")
    assert text.endswith("; only what was done since closed (Closed) counts")
    assert len(told("never: handed, without: receive", reopened="closed")) == 2
    with language("zh"):
        assert "`since: closed`" in told("never: closed, without: call")[2]
        assert (
            "只计 closed（已结案）之后" in told("never: closed, without: close, since: closed")[0]
        )
