"""What clocks do in silence puts off that somebody hears: it is not relied on."""

import pytest

from workflow.definition.parse import loads
from workflow.service.simulated.proving import prove

TEXT = """\
language: 1
workflow: parcel
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
states: {a: {}, b: {}, over: {final: true}}
transitions:
  take: {from: new, to: a, by: [desk]}
  move: {from: a, to: b, by: [system]MOVE}
  end: {from: any_open, to: over, by: [desk]}
  lapse: {from: any_open, to: over, by: [system]}
deadlines:
  first: FIRST
  second: {starts: {entered: a}, met: {left: a}, within: 3 calendar days, missed: [SECOND]}
  third: {starts: {entered: b}, met: {left: b}, within: 3 calendar days, missed: [{to: owner}]}
promises:
  - {heard_within: 3 calendar days}
"""
CLOCK = "{starts: {entered: a}, met: {left: a}, within: 3 calendar days, RUNGS}"
TELLS = "{to: owner}"
SILENT = "move, which a clock takes in silence, ends second or starts it anew"
QUIET = "first tells nobody for sure"


def found(first: str, second: str = TELLS, move: str = "") -> tuple[str, str]:
    text = TEXT.replace("FIRST", CLOCK.replace("RUNGS", first)).replace("SECOND", second)
    (proof,) = prove(loads(text.replace("MOVE", move), "parcel.yaml"))
    return proof.result, proof.obstacle


@pytest.mark.parametrize(
    ("first", "obstacle"),
    [
        ("over: [{does: move}]", QUIET),
        ("missed: [{does: move}]", QUIET),
        ("remind: [{at: 50%, does: move}], missed: [{to: owner, when: 'done(\"end\")'}]", QUIET),
    ],
    ids=["nobody owes it", "a miss", "a reminder"],
)  # fmt: skip
def test_a_step_that_another_clock_takes_in_silence_puts_it_off(first: str, obstacle: str) -> None:
    result, why = found(first)
    assert result != "proved"
    assert (obstacle in why) or (SILENT in why)


def test_what_a_deadline_does_before_it_tells_anybody_puts_itself_off() -> None:
    own = "{does: move}, {to: owner, after: 1 calendar day}"
    assert found("missed: [{to: {role: desk}, when: 'done(\"end\")'}]", own)[0] != "proved"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("over: [{does: move, to: owner}]", TELLS),
        ("missed: [{does: lapse}]", TELLS),
        ("missed: [{to: owner}]", "{to: owner}, {after: 1 calendar day, does: move}"),
    ],
    ids=["somebody is told", "it ends the case", "it had told somebody before"],
)
def test_what_is_told_of_or_ends_the_case_or_comes_afterwards_puts_nothing_off(
    first: str, second: str
) -> None:
    assert found(first, second) == ("proved", "")
