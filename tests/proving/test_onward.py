"""Whether a case that comes to a definition in the middle can still break what that promises."""

import pytest
from house import DEFINITIONS
from vows import book

from workflow.definition.model import Definition
from workflow.definition.parse import load, loads
from workflow.proving import Onward, Past, decide

NEVER = "never: closed, without: answer, unless: withdraw"
ANSWERED = Past("answered", done=frozenset({"write", "answer"}))
PEOPLE = """\
language: 1
workflow: check
edition: "1"
effective: 2026-01-01
roles: {desk: {}}
fields:
  who: {type: person}
  all: {type: list, of: person}
states: {a: {}, b: {}, z: {final: true}}
transitions:
  come: {from: new, to: a, by: [desk]}
  look: {from: a, to: b, by: [desk], takes: [who, all]}
  pass: {from: b, to: z, by: [desk]CONDITION}
deadlines:
  soon: {starts: {act: come}, met: {entered: z}, within: 5 calendar days, missed: [{to: owner}]}
promises: [{PROMISE}]
"""


def open_in(definition: Definition, past: Past) -> list[int]:
    return [*Onward(definition).open(lambda _promise: past)]


def people(promise: str, condition: str = "") -> Definition:
    text = PEOPLE.replace("PROMISE", promise)
    return loads(text.replace("CONDITION", condition and f", {condition}"), "check.yaml")


def test_what_was_left_out_before_can_break_it_and_what_is_still_to_come_cannot() -> None:
    definition = book(NEVER)
    assert open_in(definition, Past("open")) == []
    assert open_in(definition, ANSWERED) == []
    assert open_in(definition, Past("answered", done=frozenset({"write"}))) == [1]


def test_what_is_assumed_is_not_asked() -> None:
    assert open_in(book(f"{NEVER}, assumed: 习惯"), Past("answered")) == []


def test_a_case_may_have_come_already_where_none_should() -> None:
    definition = book("never: answered, without: answer", "never: open, when: 'mood == \"sad\"'")
    assert open_in(definition, Past("answered")) == [1]
    # It may be corrected, and taken up again.
    assert open_in(definition, Past("answered", fields={"mood": "glad"})) == [1, 2]
    assert 2 in open_in(definition, Past("open", fields={"mood": "sad"}))


def test_the_data_on_file_and_what_was_counted_are_those_of_the_case() -> None:
    definition = book(NEVER, close='when: \'mood == "sad" and times("ask") < 2\'')
    sad = Past("answered", fields={"mood": "sad"}, counts={"ask": 1})
    assert open_in(definition, sad) == [1]
    changed = book(
        NEVER, close='when: \'stars == 1 and times_here("ask") > 0 and missed("answering")\''
    )
    assert open_in(changed, Past("answered", fields={"stars": 5})) == []


@pytest.mark.parametrize(
    ("past", "found"),
    [
        (Past("b", performers={"look": ("ann",)}), [1]),
        (Past("b", performers={"come": ("ann",), "look": ("bob",)}), [1]),
        (Past("b", performers={"come": ("ann",)}), []),
    ],
)
def test_the_same_person_may_do_another_act(past: Past, found: list[int]) -> None:
    definition = people("different_people: [look, pass]")
    assert open_in(definition, past) == found
    barred = people("different_people: [look, pass]", "other_than: {did: look}")
    assert open_in(barred, past) == []


def test_who_is_named_in_the_data_is_told_apart_as_far_as_it_goes() -> None:
    asking = "when: 'who == performer(\"look\")'"
    definition = people("{never: z, without: come}"[1:-1], asking)
    did = {"look": ("ann",)}
    assert open_in(definition, Past("b", fields={"who": "ann"}, performers=did)) == [1]
    listed = people("{never: z, without: come}"[1:-1], "when: 'count(\"all\") > 1'")
    assert open_in(listed, Past("b", fields={"all": ["ann", "bob"]})) == [1]
    assert (
        open_in(listed, Past("b", fields={"all": ["ann", "bob"]}, done=frozenset({"come"}))) == []
    )


def test_somebody_hears_of_it_if_the_deadline_runs_by_the_new_limit() -> None:
    definition = people("heard_within: 5 calendar days")
    assert open_in(definition, Past("a", running=frozenset({"soon"}))) == []
    assert open_in(definition, Past("a")) == [1]


@pytest.mark.parametrize("file", ["complaint.yaml", "repair.yaml", "duties/parts_repair.yaml"])
def test_a_case_that_has_no_past_is_decided_as_one_that_begins(file: str) -> None:
    definition = load(DEFINITIONS / file)
    for promise in definition.promises:
        begun = decide(definition, promise, most=5000)
        assert decide(definition, promise, most=5000, past=Past("new")) == begun
