"""Plans for moving cases: a file, every problem told at its place; and one to begin with."""

from pathlib import Path

import pytest

from workflow.definition.migration import Crossing, Plan, Treated, offered, wrong
from workflow.definition.migration_file import load, loads, written
from workflow.definition.model import Definition
from workflow.definition.parse import loads as definition
from workflow.definition.rendering import sentence
from workflow.errors import PlanInvalid

BAD = Path(__file__).parent / "bad_plans"
FILES = sorted(BAD.glob("*.yaml"))
HEAD = 'language: 1\nworkflow: request\nfrom: "1"\nto: "2"\n'
OLD = """\
language: 1
workflow: request
edition: "1"
effective: 2026-01-01
prefix: R
roles: {clerk: {title: Clerk}}
fields: {kind: {type: choice, of: [small, large]}}
states:
  open: {}
  waiting: {title: {en: Waiting, zh: 等待}}
  ended: {final: true}
transitions:
  come: {from: new, to: open, by: clerk}
  wait: {from: open, to: waiting, by: clerk, title: {en: Let it wait}}
  go_on: {from: waiting, to: open, by: clerk}
  finish: {from: any_open, to: ended, by: clerk}
deadlines:
  answer: {starts: {act: come}, met: {entered: ended}, within: 3 calendar days}
  call: {starts: {act: come}, met: {entered: ended}, within: 4 calendar days}
  watch: {title: Watch it, starts: {act: come}, met: {entered: ended}, within: 50 weeks}
  visit: {starts: {act: come}, met: {entered: ended}, within: 9 calendar days}
"""
CHANGES = (
    ('edition: "1"', 'edition: "2"'),
    ("waiting: {", "on_hold: {"),
    ("waiting", "on_hold"),
    ("  wait: {", "  hold_on: {"),
    ("within: 3 calendar days", "within: 5 calendar days"),
    ("  watch: {", "  look_after: {"),
    ("  visit: {", "  visits: {title: See them, "),
    ("within: 9 calendar days", "within: 8 calendar days"),
    ("  go_on: {", "  goes_on: {"),
    ("from: on_hold, to: open", "from: on_hold, to: ended"),
)


def editions() -> tuple[Definition, Definition]:
    text = OLD
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new)
    return definition(OLD, "old.yaml"), definition(text, "new.yaml")


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_broken_plan_gets_exactly_these_problems(path: Path) -> None:
    with pytest.raises(PlanInvalid) as caught:
        load(path, *editions())
    found = [f"{one.line}:{one.column} {one.code} {sentence(one)}" for one in caught.value.problems]
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_a_plan_is_read() -> None:
    text = HEAD + (
        "reason: New regulation\nstates: {waiting: on_hold}\nsteps: {wait: hold_on}\n"
        "deadlines:\n  answer: recompute\n  call: drop\n  watch: {keep: look_after}\n"
        "starts: {visits: entry}\nallow: [due_now, no_clock]\n"
    )
    assert loads(text, "plan.yaml", *editions()) == Plan(
        states={"waiting": "on_hold"},
        steps={"wait": "hold_on"},
        deadlines={
            "answer": Treated("recompute", "answer"),
            "call": Treated("drop", "call"),
            "watch": Treated("keep", "look_after"),
        },
        starts={"visits": "entry"},
        allowed=frozenset({"due_now", "no_clock"}),
        reason="New regulation",
    )


def test_what_is_not_said_is_not_planned() -> None:
    assert loads(HEAD + "allow:\n", "plan.yaml", *editions()) == Plan()


def test_what_was_renamed_is_offered() -> None:
    found = offered(*editions())
    assert found.states == {"waiting": "on_hold"}
    assert found.steps == {"wait": "hold_on"}
    assert found.deadlines == {"watch": Treated("keep", "look_after")}


def test_the_plan_to_begin_with_can_be_read_and_leaves_open_what_is_to_decide() -> None:
    old, new = editions()
    crossing = Crossing(old, new, offered(old, new))
    text = written(crossing, "plan.yaml")
    assert loads(text, "plan.yaml", old, new) == Plan(
        states={"waiting": "on_hold"},
        steps={"wait": "hold_on"},
        deadlines={"watch": Treated("keep", "look_after"), "call": Treated("keep", "call")},
        starts={"visits": "now"},
    )
    assert "  # answer: keep  # counted otherwise: decide\n" in text
    assert "  # visit: drop  # gone; visits?\n" in text
    assert "  # go_on: gone\n" in text


def test_between_editions_with_the_same_names_there_is_nothing_to_rename() -> None:
    old = definition(OLD, "old.yaml")
    new = definition(OLD.replace('edition: "1"', 'edition: "2"'), "new.yaml")
    text = written(Crossing(old, new, offered(old, new)), "plan.yaml")
    assert "states:" not in text
    assert "starts:" not in text
    assert loads(text, "plan.yaml", old, new).deadlines["answer"] == Treated("keep", "answer")


def test_a_plan_that_fits_has_nothing_wrong() -> None:
    old, new = editions()
    assert list(wrong(Crossing(old, new, offered(old, new)))) == []
