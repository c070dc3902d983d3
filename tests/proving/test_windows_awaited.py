"""What the window of a step waits for has happened on every way on which the step is taken.

So has what asks for the time that a step gives, and the miss on which a clock takes a step.
"""

import pytest

from workflow.definition.parse import loads
from workflow.service.simulated.proving import prove

TEXT = """\
language: 1
workflow: permit
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
fields:
  day: {type: date, title: {en: Day, zh: 日期}}
states:
  asked: {title: {en: Asked, zh: 已提出}, editable: [day]}
  waiting: {title: {en: Waiting, zh: 等待中}}
  over: {title: {en: Over, zh: 已结束}, final: true}
transitions:
  ask: {from: new, to: asked, by: desk}
  wait: {from: asked, to: waiting, by: desk}
  resume: {from: waiting, to: asked, by: desk}
  remark: {from: asked, stay: true, by: desk}
  close: {from: asked, to: over, by: desk, not_before: WINDOW}
deadlines:
  answer: {starts: {act: ask}, met: {entered: over}, within: 5 hours, missed: {to: owner}}
permissions: {set: [desk]}
promises:
  - {PROMISE}
"""
NEVER = "never: over, without: "


def result(window: str, promise: str) -> str:
    text = TEXT.replace("WINDOW", window).replace("PROMISE", promise)
    (proof,) = prove(loads(text, "permit.yaml"))
    return proof.result


@pytest.mark.parametrize(
    ("window", "promise"),
    [
        ("{act: remark}", f"{NEVER}remark"),
        ("{act: remark, plus: 2 calendar days}", f"{NEVER}remark"),
        ("{entered: waiting}", f"{NEVER}wait"),
        ("{left: waiting}", f"{NEVER}resume"),
        ("{field: day}", "never: over, when: 'not filled(\"day\")'"),
        ("{missed: answer}", "never: over, when: 'not missed(\"answer\")'"),
        ("{later_of: [{act: remark}, {act: wait}]}", f"{NEVER}[remark, wait]"),
        ("{later_of: [{act: remark}, {due: answer}]}", f"{NEVER}remark"),
        ("{earlier_of: [{act: remark}, {act: wait}]}", f"{NEVER}remark, unless: wait"),
    ],
)
def test_what_a_window_waits_for_was_done(window: str, promise: str) -> None:
    assert result(window, promise) == "proved"


@pytest.mark.parametrize(
    ("window", "promise"),
    [
        ("{act: remark}", f"{NEVER}wait"),
        ("{act: close}", f"{NEVER}remark"),  # the first time there is nothing to wait for
        ("{earlier_of: [{act: remark}, {act: wait}]}", f"{NEVER}remark"),
        ("{earlier_of: [{act: remark}, {due: answer}]}", f"{NEVER}remark"),
        ("{entered: asked, plus: 3 calendar days}", f"{NEVER}remark"),
    ],
)
def test_a_way_with_all_that_a_window_waits_for_is_found(window: str, promise: str) -> None:
    assert result(window, promise) == "broken"


DUTY = "duties: {pack: {opens: {act: remark}, who: desk}}\n"
OWED = (
    TEXT.replace("transitions:\n", DUTY + "transitions:\n")
    .replace(
        "close: {", "packed: {from: asked, stay: true, by: whoever_owes, does: pack}\n  close: {"
    )
    .replace("to: over,", "to: over, waives: pack,")
    .replace(
        "deadlines:\n",
        "deadlines:\n  packing: {starts: {opened: pack}, met: {settled: pack}, LATE}\n",
    )
    .replace("LATE", "within: 5 hours, missed: {to: owner}")
)


@pytest.mark.parametrize(
    ("window", "promise", "wanted"),
    [
        ("{opened: pack}", f"{NEVER}remark", "proved"),
        ("{opened: pack}", f"{NEVER}packed", "broken"),
        ("{settled: pack}", f"{NEVER}[remark, packed]", "proved"),
        ("{settled: pack}", f"{NEVER}wait", "broken"),
        ("{earlier_of: [{settled: pack}, {act: wait}]}", f"{NEVER}packed", "broken"),
    ],
)
def test_a_duty_that_a_window_waits_for_was_opened(window: str, promise: str, wanted: str) -> None:
    text = OWED.replace("WINDOW", window).replace("PROMISE", promise)
    (proof,) = prove(loads(text, "permit.yaml"))
    assert (proof.result, proof.obstacle) == (wanted, "")


EXTENDED = TEXT.replace(
    "close: {from: asked, to: over, by: desk, not_before: WINDOW}",
    "more: {from: asked, stay: true, by: desk, EXTENDS}\n"
    "  close: {from: asked, to: over, by: desk}",
).replace("EXTENDS", "extends: {answer: {by: 5 hours, times: 1, asked: {act: remark}}}")


def test_more_time_is_given_only_after_it_was_asked_for() -> None:
    for promise, expected in (
        ("always_before: more, done: remark", "proved"),
        ("different_people: [more, close]", "broken"),
    ):
        (proof,) = prove(loads(EXTENDED.replace("PROMISE", promise), "permit.yaml"))
        assert (proof.result, proof.obstacle) == (expected, "")


def test_a_clock_takes_a_step_after_its_miss_only_when_it_was_missed() -> None:
    text = TEXT.replace("by: desk, not_before: WINDOW", "by: system")
    text = text.replace("missed: {to: owner}", "missed: {does: close}")
    text = text.replace("PROMISE", "never: over, when: 'not missed(\"answer\")'")
    (proof,) = prove(loads(text, "permit.yaml"))
    assert proof.result == "proved"


def test_what_a_party_or_the_owner_may_do_is_done_by_whom_it_takes() -> None:
    text = TEXT.replace("roles:", "parties: {guest: {title: {en: Guest, zh: 客人}}}\nroles:")
    text = text.replace("to: waiting, by: desk", "to: waiting, by: [guest, owner]")
    text = text.replace("by: desk, not_before: WINDOW", "by: desk")
    text = text.replace("PROMISE", "different_people: [wait, close]")
    (proof,) = prove(loads(text, "permit.yaml"))
    assert (proof.result, proof.obstacle) == ("broken", "")


@pytest.mark.long
@pytest.mark.parametrize(
    ("promise", "permissions", "result", "obstacle"),
    [
        (
            "never: over, when: 'not missed(\"answer\")'",
            "set: [desk]",
            "not_proved",
            "the time of answer turns out",
        ),
        ("never: over, when: 'not filled(\"who\")'", "erase: [desk]", "broken", ""),
        ("never: over, when: 'not filled(\"who\")'", "set: [desk]", "proved", ""),
    ],
)
def test_what_can_be_taken_back_is_not_relied_on(
    promise: str, permissions: str, result: str, obstacle: str
) -> None:
    text = TEXT.replace("by: desk, not_before: WINDOW", "by: desk, when: 'done(\"wait\")'")
    text = text.replace(
        "{from: new, to: asked, by: desk}", "{from: new, to: asked, by: desk, needs: [who]}"
    )
    text = text.replace(
        "fields:\n", "fields:\n  who: {type: phone, title: {en: Phone, zh: 电话}}\n"
    )
    text = text.replace(
        "{from: asked, to: waiting, by: desk}",
        "{from: asked, to: waiting, by: desk, when: 'missed(\"answer\")'}",
    )
    text = text.replace("set: [desk]", permissions).replace("PROMISE", promise)
    (proof,) = prove(loads(text, "permit.yaml"))
    assert proof.result == result
    assert obstacle in proof.obstacle


@pytest.mark.parametrize(
    ("corrects", "result"), [("has: [who]", "proved"), ("stay: true, takes: [day]", "broken")]
)
def test_what_is_erased_after_a_case_came_there_counts_only_with_what_is_recorded_then(
    corrects: str, result: str
) -> None:
    """Erasing alone changes what is on record, not what happened."""
    text = TEXT.replace("not_before: WINDOW", "has: [who]").replace("set: [desk]", "erase: [desk]")
    if "stay" in corrects:
        more = f"  add: {{from: over, by: desk, {corrects}}}\ndeadlines:"
        text = text.replace("deadlines:", more)
    text = text.replace(
        "fields:\n", "fields:\n  who: {type: phone, title: {en: Phone, zh: 电话}}\n"
    )
    text = text.replace("to: asked, by: desk}", "to: asked, by: desk, needs: [who]}", 1)
    text = text.replace("PROMISE", "never: over, when: 'not filled(\"who\")'")
    (proof,) = prove(loads(text, "permit.yaml"))
    assert proof.result == result
