"""Where a case may be forgotten although deadlines run, beside what looks much like it.

The texts, word by word, are in the folders ``doubtful`` and ``bad``.
"""

import pytest

from workflow.definition.parse import inspect_text
from workflow.errors import DefinitionError

TEXT = """\
language: 1
workflow: sample
edition: "1"
effective: 2026-01-01
calendar: office-cn
roles:
  clerk:
fields:
  p: {{type: flag}}
  q: {{type: flag}}
  x: {{type: date}}
  at: {{type: moment}}
  k: {{type: choice, of: [a, b]}}
  r: {{type: choice, of: [a, b]}}
duties:
  call: {{opens: {{entered: {opens}}}, who: clerk}}
states:
  open: {{editable: [p, q]}}
  called:
  closed: {{final: true}}
transitions:
  receive: {{from: new, to: open, by: [clerk], needs: [p, q, x, at, k], happened: at}}
  ask: {{from: open, to: called, by: [clerk]}}
  call: {{from: [open, called], stay: true, by: [clerk], does: call, needs: [r]}}
  close: {{from: [open, called], to: closed, by: [clerk], joins: call}}
deadlines:
{deadlines}
"""
WHOLE = "starts: {entered: open}, met: {entered: closed}, within: 4 calendar days"
CALLING = "starts: {opened: call}, met: {settled: call}, within: 1 calendar day"
TOLD = ", missed: [{to: {role: clerk}}]"
SURE = f"{{{WHOLE}{TOLD}}}"


def codes(*deadlines, opens="called", calling=f"{{{CALLING}{TOLD}}}"):
    lines = [f"  d{at}: {one}" for at, one in enumerate((*deadlines, calling))]
    text = TEXT.format(deadlines="\n".join(lines), opens=opens)
    try:
        found = inspect_text(text, "sample.yaml").warnings
    except DefinitionError as error:
        found = error.problems
    return [one.code for one in found if one.code not in {"N005", "F004"}]


def told(more, whole=WHOLE):
    return f"{{{whole}{more}{TOLD}}}"


@pytest.mark.parametrize(
    ("deadlines", "found"),
    [
        ([SURE], []),
        ([told(", applies: p")], ["D028", "D028"]),
        ([told(", applies: p"), SURE], []),
        ([told(", applies: p"), told(", applies: not p")], []),
        ([told(", applies: 'k == \"a\"'"), told(", applies: 'k != \"a\"'")], []),  # it is given
        ([told(", applies: 'r == \"a\"'"), told(", applies: 'r != \"a\"'")], ["D028", "D028"]),
        ([told(", applies: p"), told(", applies: not q")], ["D028", "D028"]),
        ([told(", applies: p"), told(", pauses: {when: p}")], []),
        ([told(", applies: p or q"), told(", applies: not p"), told(", applies: not q")], []),
        ([told(", pauses: [{when: p}, {in: called}]"),
          told("", WHOLE.replace("open}", "called}"))], ["D028"]),
        ([told(", applies: 'performer(\"ask\") == \"ann\"'")], ["D028", "D028"]),
        ([told("", WHOLE.replace("entered: open", "field: x"))], ["D028", "D028"]),
        ([told("", WHOLE.replace("entered: open", "field: at"))], []),  # it has come already
        ([told("", WHOLE.replace("within: 4 calendar days", "due: {field: x}"))], []),
    ],
)  # fmt: skip
def test_a_state_in_which_all_that_runs_may_stand_still_is_told(deadlines, found):
    assert codes(*deadlines) == found


@pytest.mark.parametrize(
    ("pauses", "calling", "found"),
    [
        ("{open: call}", f"{{{CALLING}{TOLD}}}", []),
        ("{open: call}", f"{{{CALLING}, applies: p{TOLD}}}", ["D028"]),
        ("{in: closed}", f"{{{CALLING}, applies: p{TOLD}}}", ["D028"]),  # of the duty alone
        ("{when: 'open(\"call\")'}", f"{{{CALLING}{TOLD}}}", []),
        (
            "{open: call}",
            f"{{{CALLING}, pauses: {{open: call}}{TOLD}}}",
            ["U006"],
        ),  # not what comes of it
    ],
)
def test_a_deadline_that_a_duty_holds_leaves_it_to_the_one_on_the_duty(pauses, calling, found):
    assert codes(told(f", pauses: {pauses}"), calling=calling) == found


@pytest.mark.parametrize(
    "calling",
    [
        f"{{{CALLING}, pauses: {{when: 'open(\"call\")'}}{TOLD}}}",
        f"{{{CALLING}, applies: 'settled(\"call\")'{TOLD}}}",
    ],
)
def test_where_all_that_runs_stands_still_for_sure_is_refused(calling):
    assert codes(told(", pauses: {open: call}"), calling=calling) == ["S009"]


@pytest.mark.parametrize(
    ("deadlines", "found"),
    [
        ([f"{{{WHOLE}}}"], ["D029"]),  # of the state of the duty its own deadline tells
        ([f"{{{WHOLE}, remind: [{{at: 50%, to: owner}}]}}"], []),
        ([f"{{{WHOLE}, missed: [{{sets: {{p: true}}}}]}}"], ["D029"]),
        ([f"{{{WHOLE}}}", SURE], []),
        ([f"{{{WHOLE}}}", told("", WHOLE.replace("entered: open", "missed: d0"))], []),
    ],
)
def test_a_state_of_which_nobody_ever_hears_is_told(deadlines, found):
    assert codes(*deadlines) == found


def test_a_deadline_that_would_end_where_nothing_runs_is_not_told_to_have_no_end():
    begun_later = WHOLE.replace("entered: open", "entered: called")
    assert codes(told("", begun_later.replace("entered: closed", "left: open"))) == ["S009"]
    assert codes(told("", begun_later.replace("entered: closed", "left: open")), SURE) == ["D005"]
