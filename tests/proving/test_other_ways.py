"""Where the first way that is found cannot be gone, others are, until one breaks the promise."""

import pytest

from workflow.definition.parse import loads
from workflow.proving import Proof
from workflow.service.simulated.proving import prove

TEXT = """\
language: 1
workflow: small
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}, lead: {title: {en: Head, zh: 主管}}}
parties: {guest: {title: {en: Guest, zh: 客人}}}
requires: {guards: [calm]}
fields:
  v: {type: person, title: {en: Payee, zh: 收款人}}
  w: {type: person, title: {en: Witness, zh: 证人}}
  urgent: {type: flag, title: {en: Urgent, zh: 紧急}}
states:
  open: {title: {en: Open, zh: 待处理}, owner: {role: desk}}
  mid: {title: {en: Looked at, zh: 已查看}}
  end: {title: {en: Over, zh: 已结束}, final: true}
transitions:
  write: {from: new, to: open, by: desk, needs: [v, w]}
  look: {from: any_open, stay: true, by: [desk, system]}
  ask: {from: mid, stay: true, by: desk, takes: [urgent]}
  GO
  back: {from: mid, to: open, by: desk}
  CLOSE
deadlines:
  soon: {starts: {act: write}, met: {entered: end}, within: 1 day, missed: [{does: look}]}
  later:
    starts: {act: ask}
    met: [{act: back}, {entered: end}]
    within: {first_of: [{when: urgent, amount: 20 minutes}, {otherwise: 1 day}]}
    missed: [{to: owner}]
  long: {starts: {act: write}, met: {entered: end}, within: 9 days, missed: [{to: owner}]}
permissions: {correct: [desk]}
promises:
  - {PROMISE}
""".replace("1 day", "1 calendar day").replace("9 days", "9 calendar days")
GO = "from: open, to: mid, by: desk"
CLOSE = "from: mid, to: end, by: desk"


def proof(
    promise: str, *, go: str = "", close: str = "", begin: str = GO, end: str = CLOSE
) -> Proof:
    text = TEXT.replace("PROMISE", promise)
    for word, said, more in (("GO", begin, go), ("CLOSE", end, close)):
        text = text.replace(
            f"  {word}\n", f"  {word.lower()}: {{{', '.join(filter(None, [said, more]))}}}\n"
        )
    (found,) = prove(loads(text, "small.yaml"))
    return found


def way(found: Proof) -> list[str]:
    return [f"{one.kind} {one.name} {one.who}" for one in found.happened]


def test_of_two_fields_that_name_people_the_one_that_bars_nobody_has_the_name() -> None:
    found = proof(
        'never: end, when: \'performer("go") == "wang" and w == "wang"\'',
        go="other_than: {is: v}",
    )
    assert (found.result, found.obstacle) == ("broken", "")
    assert way(found) == ["open write bo", "do go wang", "do close bo"]
    assert found.happened[0].given == {"v": "fei", "w": "wang"}


@pytest.mark.long
def test_what_the_system_did_last_a_person_does_again() -> None:
    found = proof(
        'never: end, when: \'missed("soon") and performer("look") == performer("write")\'',
        close='other_than: {did: look}, when: \'performer("look") != "system"\'',
    )
    assert (found.result, found.obstacle) == ("broken", "")
    assert way(found) == [
        "open write bo", "wait soon system", "do go bo", "do look bo", "do close cai",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("promise", "who"),
    [
        ("performer(\"close\") == v", "an"),
        ("v == \"li\" and performer(\"close\") == \"li\"", "li"),
    ],
)  # fmt: skip
def test_after_the_end_a_correction_names_whoever_was_barred(promise: str, who: str) -> None:
    found = proof(
        f"never: end, when: '{promise}'", close="other_than: {is: v}, when: 'v == \"wang\"'"
    )
    assert (found.result, found.obstacle) == ("broken", "")
    assert found.happened[0].given["v"] == "wang"
    assert found.happened[-2].who == found.happened[-1].given["v"] == who


def test_a_clock_that_the_shortest_way_never_starts_is_started_on_another() -> None:
    found = proof("never: end, when: 'missed(\"later\")'")
    assert (found.result, found.obstacle) == ("broken", "")
    assert [one.name for one in found.happened if one.kind != "wait"] == [
        "write", "go", "ask", "close",
    ]  # fmt: skip


def test_a_way_that_no_application_has_to_allow_is_gone_if_there_is_one() -> None:
    quick = "quick: {from: open, to: end, by: desk, when: calm()"
    found = proof("never: end, without: look", begin=f"{GO}}}\n  {quick}")
    assert (found.result, found.obstacle) == ("broken", "")
    assert way(found) == ["open write an", "do go an", "do close an"]


def test_nothing_is_done_on_it_that_need_not_be_done() -> None:
    found = proof('never: end, when: \'missed("later") and times("ask") > 1\'')
    assert [one.name for one in found.happened if one.kind != "wait"] == [
        "write", "go", "ask", "ask", "close",
    ]  # fmt: skip


def test_on_another_way_one_thing_more_is_done_too() -> None:
    found = proof(
        "never: end, when: 'missed(\"later\")'", close="not_after: {entered: open, plus: 2 hours}"
    )
    assert (found.result, found.obstacle) == ("broken", "")
    (asked,) = [one for one in found.happened if one.name == "ask"]
    assert asked.given == {"urgent": True}
