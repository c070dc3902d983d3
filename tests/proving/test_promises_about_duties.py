"""Promises about definitions with duties: what is joined holds up the ways of a case."""

import pytest
from house import DEFINITIONS

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.proving import Proof
from workflow.service.simulated.proving import prove

TEXT = (DEFINITIONS / "duties" / "parts_repair.yaml").read_text(encoding="utf-8")
BEFORE, _, _ = TEXT.partition("promises:")


def repair(promise: str, *replaced: tuple[str, str]) -> Definition:
    text = f"{BEFORE}promises:\n  - {{{promise}}}\n"
    for old, new in replaced:
        assert old in text, old
        text = text.replace(old, new)
    return loads(text, "repair.yaml")


def only(promise: str, *replaced: tuple[str, str]) -> Proof:
    (proof,) = prove(repair(promise, *replaced))
    return proof


def way(proof: Proof) -> list[str]:
    return [f"{one.kind} {one.name}" for one in proof.happened if one.kind != "assign"]


def test_what_is_joined_was_done_before() -> None:
    assert only("always_before: complete, done: tell").result == "proved"


def test_what_may_be_waived_need_not_have_been_done() -> None:
    proof = only("never: completed, without: order, when: parts")
    assert way(proof)[:3] == ["open register", "do plan", "do tell"]
    assert proof.result == "broken"


def test_no_case_is_over_with_an_open_duty() -> None:
    either = '\'open("order_parts") or open("tell_resident")\''
    assert only(f"never: [completed, withdrawn], when: {either}").result == "proved"


def test_a_duty_is_only_done_while_it_is_owed() -> None:
    again = ("does: order_parts}", "does: order_parts, at_most: 2}")
    assert only("never: planned, when: 'times(\"order\") > 1'", again).result == "proved"


def test_a_duty_that_is_opened_by_what_an_act_fills_in_is_opened() -> None:
    filled = (
        "by: [owner], needs: [parts]}",
        "by: [owner], sets: {parts: true}}",
    )
    assert (
        only("never: planned, unless: [order, do_without], when: 'not open(\"order_parts\")'",
             filled).result == "proved"
    )  # fmt: skip


def test_a_duty_that_an_application_decides_on_may_open_or_not() -> None:
    asked = ("when: parts", "when: is_member()")
    host = ("roles:\n", "requires: {guards: [is_member]}\nroles:\n")
    proof = only("never: planned, when: 'open(\"order_parts\")'", asked, host)
    assert proof.result == "not_proved"
    assert "is_member" in proof.obstacle


@pytest.mark.parametrize(
    ("starts", "result"), [("{opened: order_parts}", "broken"), ("{opened: never}", "proved")]
)
def test_a_clock_of_a_duty_fires_only_while_it_is_open(starts: str, result: str) -> None:
    never = ("  tell_resident:\n    title", (
        "  never:\n    title: {en: Never, zh: 从不}\n    opens: {act: plan}\n    who: owner\n"
        "    when: 'times(\"register\") > 1'\n  tell_resident:\n    title"
    ))  # fmt: skip
    lapse = ("by: [owner], joins: all_open}", "by: [owner, system], waives: all_open}")
    clock = f"""
  lapsing:
    title: {{en: Lapse, zh: 终止}}
    starts: {starts}
    met: [{{settled: order_parts}}, {{settled: never}}]
    within: 2 working days
    missed: [{{does: complete}}]
permissions:"""
    own = f"""
  owning:
    title: {{en: Own, zh: 办理}}
    starts: {{opened: never}}
    met: {{settled: never}}
    within: 2 working days
{clock}"""
    ways = ("\npermissions:", own), never, lapse
    settle = ("does: order_parts}", "does: [order_parts, never]}")
    proof = only("never: completed, when: 'missed(\"lapsing\")'", *ways, settle)
    assert proof.result == result
