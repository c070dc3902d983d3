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
        ([f"{{{WHOLE}}}"], ["D029", "D029"]),  # the duty may be settled, and its clock with it
        ([f"{{{WHOLE}, remind: [{{at: 50%, to: owner}}]}}"], []),
        ([f"{{{WHOLE}, missed: [{{sets: {{p: true}}}}]}}"], ["D029", "D029"]),
        ([f"{{{WHOLE}}}", SURE], []),
        ([f"{{{WHOLE}}}", told("", WHOLE.replace("entered: open", "missed: d0"))], []),
    ],
)
def test_a_state_of_which_nobody_ever_hears_is_told(deadlines, found):
    assert codes(*deadlines) == found


def rungs(*written):
    """A deadline that surely runs, with these rungs."""
    return f"{{{WHOLE}, missed: [{', '.join(f'{{{one}}}' for one in written)}]}}"


TO = "to: {role: clerk}"


@pytest.mark.parametrize(
    ("deadlines", "found"),
    [
        ([rungs(f"{TO}, when: p")], ["D029", "D029"]),
        ([rungs(f"{TO}, when: p"), SURE], []),
        ([rungs(f"{TO}, when: p", f"{TO}, when: not p")], []),
        ([rungs(f"{TO}, when: p"), rungs("to: owner, when: not p or q")], []),
        ([rungs(f"{TO}, when: 'k == \"a\"'", f"{TO}, when: 'k != \"a\"'")], []),  # it is given
        ([rungs(f"{TO}, when: 'k != \"a\"'")], ["D029", "D029"]),
        ([rungs(f"{TO}, when: 'filled(\"r\")'", f"{TO}, when: 'not filled(\"r\")'")], []),
        ([rungs(f"{TO}, when: 'not done(\"ask\")'")], ["D029"]),  # only where it was done
        ([rungs(f"{TO}, when: 'done(\"ask\")'")], ["D029"]),  # only where it was not
        ([rungs(f'{TO}, when: \'performer("ask") == "ann"\'')], ["D029", "D029"]),
        ([rungs(f"{TO}, when: q"), told(", applies: not q")], []),
        ([rungs("sets: {p: true}"), told(", applies: not q")], ["D029", "D029"]),
    ],
)
def test_cases_of_which_nobody_hears_for_no_condition_holds_are_told(deadlines, found):
    assert codes(*deadlines) == found


MOVED = """\
language: 1
workflow: sample
edition: "1"
effective: 2026-01-01
roles:
  clerk:
fields:
  kind: {type: choice, of: [big, small]}
parties:
  guest:
states:
  open:
  big:
  closed: {final: true}
documents:
  letter: {text: Closed soon.}
transitions:
  receive: {from: new, to: open, by: [clerk]}
  sort:
    from: open
    by: [clerk]
    needs: [kind]
    first_of:
      - {when: 'kind == "big"', to: big}
      - {otherwise: open}
  back: {from: big, to: open, by: [system, clerk]%(back)s}
  forth: {from: open, to: %(forth)s, by: [system, clerk]}
  close: {from: [open, big], to: closed, by: [clerk]}
deadlines:
  first: {starts: {entered: open}, met: {left: open}, within: 2 calendar days, missed: [%(first)s]}
  second: {starts: {entered: big}, met: {left: big}, within: 2 calendar days, missed: [%(second)s]}
"""
FORTH, BACK = {"first": "{does: forth}"}, {"second": "{does: back}"}
LETTER = "sends: {to: {role: clerk}, document: letter}"
TO_GUEST = "sends: {to: {party: guest}, document: letter}"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ({**FORTH, **BACK}, [12]),
        ({**FORTH}, []),  # there somebody hears of it
        ({**FORTH, **BACK, "forth": "closed"}, []),
        ({**FORTH, **BACK, "back": f", {LETTER}"}, []),
        ({**FORTH, **BACK, "back": f", {TO_GUEST}"}, [12]),
        ({**FORTH, "second": "{does: back, to: owner}"}, []),
        ({**FORTH, "second": "{sets: {kind: big}}"}, [13]),  # told where it lies, once
        ({"second": f"{{{TO_GUEST}}}"}, [13]),
        ({"second": "{to: {party: guest}}"}, [13]),
        ({"second": "{to: [{party: guest}, owner]}"}, []),
    ],
)
def test_a_case_that_clocks_only_move_round_or_of_which_only_a_party_hears_is_told(written, found):
    said = {"forth": "big", "back": "", "first": f"{{{TO}}}", "second": f"{{{TO}}}", **written}
    warnings = inspect_text(MOVED % said, "sample.yaml").warnings
    assert [one.line for one in warnings if one.code == "D029"] == found


def test_what_brought_a_case_to_a_state_is_known_there():
    only_big = MOVED.replace("to: %(forth)s", "to: closed")
    second = f"{{{TO}, when: 'kind == \"big\"'}}"
    said = {"back": "", "first": f"{{{TO}}}", "second": second}
    warnings = inspect_text(only_big % said, "sample.yaml").warnings
    assert [one.code for one in warnings if one.code == "D029"] == []
    otherwise = only_big.replace('"big"\', to', '"small"\', to')
    warnings = inspect_text(otherwise % said, "sample.yaml").warnings
    assert [one.line for one in warnings if one.code == "D029"] == [13]


def test_a_round_of_clocks_is_not_said_to_be_one_of_people():
    said = {"forth": "big", "back": "", "first": f"{{does: forth, {TO}}}", "second": "{does: back}"}
    text = MOVED.replace("by: [system, clerk]", "by: [system]").replace("e: open}", "e: closed}")
    found = inspect_text(text % said, "sample.yaml")
    assert [one.code for one in found.warnings if one.code != "N005"] == []


def test_a_deadline_that_would_end_where_nothing_runs_is_not_told_to_have_no_end():
    begun_later = WHOLE.replace("entered: open", "entered: called")
    assert codes(told("", begun_later.replace("entered: closed", "left: open"))) == ["S009"]
    assert codes(told("", begun_later.replace("entered: closed", "left: open")), SURE) == ["D005"]
