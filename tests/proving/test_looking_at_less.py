"""Only what a promise depends on is looked at, and nothing comes out differently for that."""

from dataclasses import replace
from itertools import pairwise

import pytest
from house import DEFINITIONS

from workflow.definition.model import Definition
from workflow.definition.parse import load, loads
from workflow.definition.promise import Promise
from workflow.proving import Proof, decide
from workflow.proving.rules import Book
from workflow.proving.search import walk
from workflow.proving.situations import Scope
from workflow.service.simulated.proving import prove


def letter(promise: str, when: str, *, more: str = "", flags: int = 16) -> Definition:
    """A letter with many flags that can be set at any time, and which its branches ask for."""
    names = [f"f{number}" for number in range(flags)]
    fields = "\n".join(f"  {name}: {{type: flag}}" for name in names)
    branches = "\n".join(f"      - {{when: {name}, stay: true}}" for name in names)
    return loads(
        f"""\
language: 1
workflow: letter
edition: "1"
effective: 2026-01-01
title: {{en: Letter, zh: 来信}}
roles: {{desk: {{title: {{en: Front desk, zh: 前台}}}}}}
fields:
  pages: {{type: number, title: {{en: Pages, zh: 页数}}}}
  here: {{type: text, personal: false, title: {{en: Written here, zh: 此处所写}}}}
  there: {{type: text, personal: false, title: {{en: Written there, zh: 彼处所写}}}}
  read: {{type: number, title: {{en: Pages read, zh: 已读页数}}}}
{fields}
states:
  open: {{editable: [{", ".join(names)}]}}
  closed: {{final: true}}
transitions:
  receive: {{from: new, to: open, by: [desk], needs: [pages, read, here, there]}}
  sort:
    from: open
    by: [desk]
    first_of:
{branches}
      - {{otherwise: stay}}
  answer: {{from: open, stay: true, by: [desk]}}
  close: {{from: open, to: closed, by: [desk], when: '{when}'}}
{more}
deadlines:
  answering: {{starts: {{entered: open}}, met: {{entered: closed}}, within: 2 calendar days}}
permissions: {{set: [desk], correct: [desk]}}
promises:
  - {{{promise}}}
""",
        "letter.yaml",
    )


def only(definition: Definition, most: int = 2000) -> Proof:
    (proof,) = prove(definition, most=most)
    return proof


def test_what_a_promise_does_not_depend_on_is_not_told_apart() -> None:
    proof = only(letter("always_before: close, done: answer", 'done("answer")'))
    assert proof.result == "proved"


def test_what_a_promise_does_depend_on_is_told_apart() -> None:
    either = 'done("answer") or f3'
    proof = only(letter("always_before: close, done: answer", either))
    assert (proof.result, [one.name for one in proof.happened]) == (
        "broken",
        ["receive", "f3", "close"],
    )
    neither = 'done("answer") or f3 and f4 and not f3'
    assert only(letter("always_before: close, done: answer", neither)).result == "proved"


def test_a_condition_that_cannot_be_followed_does_not_matter_where_nothing_depends_on_it() -> None:
    more = "  skim: {from: open, stay: true, by: [desk], when: 'here == there'}"
    proof = only(letter("always_before: close, done: answer", 'done("answer")', more=more))
    assert proof.result == "proved"


def test_a_condition_that_cannot_be_followed_stands_in_the_way_where_it_is_asked() -> None:
    contradiction = 'done("answer") or here == there and here != there'
    definition = letter("always_before: close, done: answer", contradiction, flags=1)
    proof = only(definition)
    assert (proof.result, contradiction in proof.obstacle) == ("not_proved", True)


def test_of_conditions_that_cannot_be_followed_the_one_that_stops_the_way_is_told() -> None:
    contradiction = 'done("answer") or here == there and here != there'
    definition = letter("always_before: close, done: answer", contradiction, flags=1)
    receive = replace(definition.transitions["receive"], when="here == there")
    proof = only(replace(definition, transitions={**definition.transitions, "receive": receive}))
    assert (proof.result, contradiction in proof.obstacle) == ("not_proved", True)


def test_values_of_fields_that_are_compared_with_each_other_are_found() -> None:
    """Each is compared with numbers of its own, which are far apart."""
    more = "  skim: {from: open, stay: true, by: [desk], when: 'read > 150 or pages > 900'}"
    proof = only(letter("always_before: close, done: answer", "read > pages", more=more))
    assert (proof.result, [one.name for one in proof.happened]) == ("broken", ["receive", "close"])
    given = proof.happened[0].given
    assert int(str(given["read"])) > int(str(given["pages"]))


def promises(definition: Definition) -> list[Promise]:
    """Promises of every kind, kept and broken, about every step of a definition."""
    acts, final = list(definition.transitions), [n for n, s in definition.states.items() if s.final]
    when = [one.when for one in definition.transitions.values() if one.when is not None]
    return [
        *(Promise("never", tuple(final), (act,)) for act in acts),
        *(Promise("never", tuple(final), when=one) for one in when),
        *(Promise("always_before", (after,), (before,)) for before, after in pairwise(acts)),
        *(Promise("different_people", pair) for pair in pairwise(acts)),
    ]


@pytest.mark.long
@pytest.mark.parametrize("file", ["complaint.yaml", "repair.yaml", "duties/parts_repair.yaml"])
def test_it_comes_out_as_if_everything_were_looked_at(file: str) -> None:
    definition = load(DEFINITIONS / file)
    answers = set()
    for promise in promises(definition):
        everything = walk(Scope(Book(definition, promise)), 5000)
        if everything.answer in {"proved", "broken"}:
            found = decide(definition, promise)
            answers.add(found.answer)
            assert (found.answer, len(found.path)) == (everything.answer, len(everything.path))
    assert answers == {"proved", "broken"}
