"""A way that breaks a promise is gone with data that fit its steps, and when they are possible."""

from dataclasses import replace

import pytest

from workflow.calendars.rules import Rules
from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.proving import Proof
from workflow.report.proofs import commands
from workflow.service.simulated.proving import prove

TEXT = """\
language: 1
workflow: permit
edition: "1"
effective: 2026-01-01
roles: {desk: }
fields:
  ground: {type: GROUND, title: Ground}
  mood: {type: choice, of: [glad, sad], title: Mood}
  words: {type: text, title: Words}
states:
  asked: {title: Asked}
  again: {title: Again}
  over: {title: Over, final: true}
transitions:
  ask: {from: new, to: asked, by: desk}
  refuse: {from: asked, to: over, by: desk, REFUSE}
  resume: {from: over, to: again, by: desk, at_most: 1}
  note: {from: asked, to: again, by: [desk, system]}
  answer: {from: again, to: over, by: desk}
  remark: {from: asked, stay: true, by: desk}
deadlines:
  look:
    starts: [{entered: asked}, {entered: again}]
    met: {entered: over}
    within: 5 calendar days
    missed: [{to: owner, MISSED}]
promises:
  - {PROMISE}
"""
CHOICE = "choice, of: [older, legal, nothing_new]"
LIST = "list, of: [older, legal, nothing_new]"
NEVER = "always_before: answer, done: note"


def permit(refuse: str, promise: str = NEVER, ground: str = CHOICE, missed: str = "") -> Definition:
    text = TEXT.replace("GROUND", ground).replace("PROMISE", promise)
    text = text.replace("REFUSE", refuse).replace(", MISSED", missed)
    return loads(text, "permit.yaml")


def only(refuse: str, **words: str) -> Proof:
    (proof,) = prove(permit(refuse, **words))
    return proof


def way(proof: Proof) -> list[str]:
    return [f"{one.kind} {one.name}" for one in proof.happened]


@pytest.mark.parametrize(
    ("ground", "given"),
    [
        (CHOICE, "legal"),
        (CHOICE.replace(", of", ", personal: true, of"), "legal"),
        (LIST, ["legal"]),
    ],
)
def test_of_a_choice_only_what_the_step_accepts_is_given(ground: str, given: object) -> None:
    proof = only("needs: [{field: ground, of: [legal, nothing_new]}]", ground=ground)
    assert (proof.result, proof.obstacle) == ("broken", "")
    assert way(proof) == ["open ask", "do refuse", "do resume", "do answer"]
    assert proof.happened[1].given == {"ground": given}


def test_what_is_needed_under_a_condition_is_given_where_it_holds() -> None:
    needs = "needs: [{field: mood, of: [glad]}, {field: words, if: 'mood == \"MOOD\"'}]"
    for mood, given in (("glad", {"mood": "glad", "words": "…"}), ("sad", {"mood": "glad"})):
        proof = only(needs.replace("MOOD", mood))
        assert (proof.result, proof.happened[1].given) == ("broken", given)


def test_time_passes_until_a_step_is_possible() -> None:
    proof = only("not_before: {entered: asked, plus: 10 calendar days}")
    assert way(proof) == ["open ask", "until refuse", "do refuse", "do resume", "do answer"]
    assert [one.at for one in proof.happened[1:3]] == ["2026-11-13 00:00"] * 2


WAIT = "not_before: {entered: asked, plus: 10 calendar days}"


@pytest.mark.long
def test_a_clock_that_leads_elsewhere_meanwhile_stands_in_the_way() -> None:
    proof = only(WAIT, missed=", does: note")
    assert (proof.result, proof.happened) == ("not_proved", ())
    assert "refuse" in proof.obstacle


def test_what_a_clock_changed_meanwhile_is_told_if_the_promise_is_broken_all_the_same() -> None:
    proof = only(WAIT, missed=", sets: {mood: sad}")
    assert (proof.result, proof.obstacle) == ("broken", "")
    assert way(proof) == [
        "open ask", "wait look", "until refuse", "do refuse", "do resume", "do answer",
    ]  # fmt: skip
    assert [one.at for one in proof.happened[1:3]] == ["2026-11-07 24:00", "2026-11-13 00:00"]


@pytest.mark.long
def test_what_is_on_record_at_the_end_decides() -> None:
    asked = only(WAIT, promise="never: over, without: note, when: 'not missed(\"look\")'")
    assert asked.result == "not_proved"
    assert "look fires in between" in asked.obstacle


TWO_CLOCKS = """\
language: 1
workflow: permit
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
states:
  asked: {title: {en: Asked, zh: 已提出}}
  over: {title: {en: Over, zh: 已结束}, final: true}
transitions:
  ask: {from: new, to: asked, by: desk}
  remark: {from: asked, stay: true, by: system}
  close: {from: asked, to: over, by: system}
deadlines:
  noting: {starts: {entered: asked}, met: {entered: over}, within: 5 hours, missed: {does: remark}}
  closing: {starts: {entered: asked}, met: {entered: over}, within: DAYS, missed: {does: close}}
promises:
  - {PROMISE}
"""


@pytest.mark.long
@pytest.mark.parametrize(
    "promise", ["never: over, without: remark", "always_before: close, done: remark"]
)
def test_a_step_that_another_clock_takes_while_one_is_waited_for_counts(promise: str) -> None:
    text = TWO_CLOCKS.replace("PROMISE", promise)
    (first,) = prove(loads(text.replace("DAYS", "3 hours"), "permit.yaml"))
    assert (first.result, way(first)) == ("broken", ["open ask", "wait closing"])
    (then,) = prove(loads(text.replace("DAYS", "10 hours"), "permit.yaml"))
    assert (then.result, then.happened) == ("not_proved", ())
    assert "noting fires in between" in then.obstacle


def test_where_a_step_is_refused_another_way_is_gone() -> None:
    wait = "not_before: {act: remark}"
    proof = only(wait, promise="never: over, without: resume")
    assert (proof.result, proof.obstacle) == ("broken", "")
    assert way(proof) == ["open ask", "do note", "do answer"]


def test_it_happens_in_the_zone_of_the_first_calendar_that_has_one() -> None:
    whole = ((0, 1440),)
    always = Rules("always", {}, "UTC", (whole,) * 7)
    office = Rules("office", {}, "America/New_York", (whole,) * 7)
    wait = "not_before: {entered: asked, plus: 10 calendar days}"
    definition = permit(wait)
    for calendars, zone in (([always, office], office.zone), ([always], "Asia/Shanghai")):
        known = replace(definition, calendars={one.name: one for one in calendars})
        (proof,) = prove(known)
        first, *_ = commands(known, proof, "permit.yaml")
        assert first == f"complaints init --zone {zone} --db trial.db"
        assert proof.happened[1].at == "2026-11-13 00:00"
