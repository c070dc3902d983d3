"""What is no reason for a warning, beside what looks much like it and is one.

The warnings themselves, word by word, are in the folder ``doubtful``.
"""

import pytest

from workflow.definition import nesting, rounds
from workflow.definition.conditions import Names, compile_condition
from workflow.definition.model import Field
from workflow.definition.parse import inspect_text
from workflow.definition.possible import imagined

HEAD = """\
language: 1
workflow: sample
edition: "1"
effective: 2026-01-01
calendar: office-cn
"""
PARTS = {
    "roles": "  clerk:\n",
    "fields": (
        "  kind: {type: choice, of: [small, large], refusable: true}\n  size: {type: number}\n"
    ),
    "states": "  open:\n  checked:\n  closed: {final: true}\n",
    "transitions": (
        "  receive: {from: new, to: open, by: [clerk], needs: [kind, size]}\n"
        "  check: {from: open, to: checked, by: [clerk]}\n"
        "  close: {from: checked, to: closed, by: [clerk]}\n"
    ),
    "deadlines": (
        "  whole: {starts: {entered: open}, met: {entered: closed}, within: 5 calendar days}\n"
    ),
}
BY_STEP = """\
  opened: {starts: {entered: open}, met: {left: open}, within: 2 calendar days}
  checking: {starts: {entered: checked}, met: {left: checked}, within: 2 calendar days}
"""


def codes(*, deadlines="", **more):
    """The codes of the warnings; ``deadlines`` take the place of the one there is.

    Whether a case may be forgotten has tests of its own: here deadlines are as short as can be.
    """
    text = HEAD
    for part, lines in {**PARTS, **dict.fromkeys(more.keys() - PARTS.keys(), "")}.items():
        written = deadlines if part == "deadlines" and deadlines else lines
        text += f"{part}:\n{written}{more.get(part, '')}"
    warnings = inspect_text(text, "sample.yaml").warnings
    return [one.code for one in warnings if one.code not in {"D028", "D029"}]


def test_the_sample_itself_is_beyond_doubt():
    assert codes() == []


# --- conditions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("true", []),
        ('kind == "small" or kind == "large"', []),  # it may be refused
        ('kind in ["small", "large", "refused"] or not filled("kind")', ["C012"]),
        ('times("check") >= times_here("check")', []),  # what both are cannot be told apart
        ('times_here("check") > 1 or times("check") <= 1', []),
        ('times("check") > 1 or times_here("check") <= 1', ["C012"]),
        ("size > 3 or size < 4 or size >= 5", []),  # it may be empty, as far as one can see here
        ('missed("whole") or not missed("whole")', ["C012"]),
        ('performer("check") == "ann" or performer("check") != "ann"', []),
        ('is_member() or not is_member()', ["C012"]),
        ("size == other", []),
        ("size == times(\"check\")", []),
        (" and ".join(f"size != {one}" for one in range(2, 60)), []),
    ],
)  # fmt: skip
def test_a_condition_that_always_holds_is_told_where_it_is_certain(condition, found):
    transitions = f"  drop: {{from: checked, to: closed, by: [clerk], when: '{condition}'}}\n"
    fields = "  other: {type: number}\n" if "other" in condition else ""
    transitions += "  fill: {from: open, stay: true, by: [clerk], needs: [other]}\n" * bool(fields)
    requires = {"requires": "  guards: [is_member]\n"} if "is_member" in condition else {}
    assert codes(transitions=transitions, fields=fields, **requires) == found


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("date", 'x < "2026-11-02" or x >= "2026-11-02"'),
        ("moment", 'x < "2026-11-02T10:00+08:00" or x >= "2026-11-02T10:00+08:00"'),
        ("person", 'x == "ann" or x != "ann"'),
        ("flag", "x or x == false"),
        ("money", "x > 1.5 or x <= 1.5"),
        ("text, personal: false", 'x == "a" or x == "b" or x == "c" or x not in ["a", "b", "c"]'),
        ("text", 'filled("x") or not filled("x")'),
    ],
)
def test_a_condition_is_asked_with_every_kind_of_value(kind, condition):
    drop = "  drop: {from: checked, to: closed, by: [clerk], needs: [x], when: '%s'}\n"
    fields = f"  x: {{type: {kind}}}\n"
    assert codes(fields=fields, transitions=drop % condition) == ["C012"]
    half = condition.split(" or ")[0]
    assert codes(fields=fields, transitions=drop % half) == ["C012"] * ("filled" in half)


def test_too_many_cases_are_not_tried():
    names = [f"n{at}" for at in range(9)]
    fields = "".join(f"  {one}: {{type: number}}\n" for one in names)
    asked = " or ".join(f"{one} > {at}" for at, one in enumerate(names))
    always = f'{asked} or not filled("n0") or filled("n0")'
    fill = f"  fill: {{from: open, stay: true, by: [clerk], needs: [{', '.join(names)}]}}\n"
    drop = f"  drop: {{from: checked, to: closed, by: [clerk], when: '{always}'}}\n"
    assert codes(fields=fields, transitions=fill + drop) == []


def branches(*lines, needs="size"):
    return (
        f"  drop:\n    from: checked\n    by: [clerk]\n    needs: [{needs}]\n    first_of:\n"
        + "".join(f"      - {one}\n" for one in lines)
    )


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("{when: 'kind == \"small\"', to: closed}", "{otherwise: closed}"), []),
        (("{at_most: 1, to: checked}", "{otherwise: closed}"), []),
        (("{when: 'size > 2', to: closed, at_most: 1}",
          "{when: 'size > 2', to: closed}", "{otherwise: closed}"), []),
        (("{when: 'size > 2', to: closed}", "{when: 'size <= 2', to: closed}",
          "{otherwise: closed}"), ["S021"]),
        (("{when: 'size > 2', to: closed}", "{when: 'size > 1', to: closed}",
          "{when: 'size > 2', to: closed}", "{otherwise: closed}"), ["S021"]),
    ],
)  # fmt: skip
def test_a_branch_that_is_never_taken_is_told(lines, found):
    assert codes(transitions=branches(*lines)) == found


# --- data --------------------------------------------------------------------------------------

LATER = "  note: {type: text, personal: false}\n"
ASKS = "  drop: {from: checked, to: closed, by: [clerk], when: 'filled(\"note\")'}\n"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, ["F003"]),
        ({"transitions": "  fill: {from: open, stay: true, by: [clerk], needs: [note]}\n"}, []),
        ({"transitions": "  fill: {from: open, stay: true, by: [clerk], sets: {note: a}}\n"}, []),
        ({"states": "  held: {editable: [note]}\n", "transitions":
          "  hold: {from: open, to: held, by: [clerk]}\n"
          "  free: {from: held, to: checked, by: [clerk]}\n"}, []),
        ({"deadlines": PARTS["deadlines"].replace(
            "}\n", ", remind: [{at: 50%, sets: {note: late}}]}\n").replace(
            "met: {entered: closed,", "met: {entered: closed},")}, []),
    ],
)  # fmt: skip
def test_a_condition_asks_what_something_fills_in_before(more, found):
    transitions = more.get("transitions", "") + ASKS
    deadlines = more.get("deadlines", "")
    assert codes(
        fields=LATER, transitions=transitions, deadlines=deadlines, states=more.get("states", "")
    ) == (found or [])


def test_whether_a_deadline_applies_may_be_asked_of_all_that_is_ever_filled_in():
    applies = PARTS["deadlines"].replace("within", "applies: 'filled(\"note\")', within")
    fill = "  fill: {from: checked, stay: true, by: [clerk], needs: [note]}\n"
    assert codes(fields=LATER, transitions=fill, deadlines=applies) == []
    paused = BY_STEP.replace("{left: open}", "{left: open}, pauses: [{when: 'filled(\"note\")'}]")
    assert codes(fields=LATER, transitions=fill, deadlines=paused) == ["F003"]


def test_a_promise_may_ask_whatever_is_ever_filled_in():
    fill = "  fill: {from: checked, stay: true, by: [clerk], needs: [note]}\n"
    promises = "  - {never: closed, when: 'not filled(\"note\")'}\n"
    assert codes(fields=LATER, transitions=fill, promises=promises) == []


def test_what_has_to_be_on_file_for_a_rung_is_filled_in_where_it_comes():
    drop = "  drop: {from: checked, to: closed, by: [system], has: [size]}\n"
    whole = BY_STEP.replace("days}\n", "days, missed: [{does: drop}]}\n").replace(
        ", missed: [{does: drop}]", "", 1
    )
    assert codes(transitions=drop, deadlines=whole) == []


def test_a_document_prints_what_is_filled_in():
    whole = PARTS["deadlines"].replace("days}", "days, missed: [{to: owner, prints: letter}]}")
    assert codes(deadlines=whole, documents='  letter: {text: "{size} {case}"}\n') == []


# --- rounds ------------------------------------------------------------------------------------

BACK = "  back: {from: checked, to: open, by: [clerk]%s}\n"


@pytest.mark.parametrize(
    ("how", "deadlines", "found"),
    [
        ("", BY_STEP, ["S022"]),
        ("", BY_STEP.replace("{left: checked}", "{left: checked}, again: keep"), ["S022"]),
        (", at_most: 3", BY_STEP, []),
        (", when: 'times(\"back\") < 3'", BY_STEP, []),
        (", when: 'not done(\"back\")'", BY_STEP, []),
        (", when: 'times_here(\"check\") < 3'", BY_STEP, ["S022"]),
        (", when: 'performer(\"back\") != \"ann\"'", BY_STEP, []),  # nobody knows
        ("", PARTS["deadlines"], ["S022"]),  # it starts anew with every round
        ("", PARTS["deadlines"].replace("within", "again: keep, within"), []),
        ("", PARTS["deadlines"].replace("entered: open", "act: receive"), []),
        ("", PARTS["deadlines"].replace("entered: open", "act: receive").replace(
            "within", "pauses: [{in: checked}], within") + BY_STEP, []),
    ],
)  # fmt: skip
def test_a_round_without_end_is_told_unless_something_ends_or_watches_it(how, deadlines, found):
    assert codes(transitions=BACK % how, deadlines=deadlines) == found


def test_a_deadline_that_stands_still_all_the_way_round_watches_nothing():
    again = "  again: {from: checked, to: checked, by: [clerk]}\n"
    whole = PARTS["deadlines"].replace("within", "pauses: [{in: checked}], within")
    assert codes(transitions=again, deadlines=PARTS["deadlines"]) == []
    assert codes(transitions=again, deadlines=whole + BY_STEP) == ["S022"]


def test_a_round_within_a_round_is_told_once():
    more = BACK % "" + "  on: {from: checked, to: third, by: [clerk]}\n"
    more += "  round: {from: third, to: open, by: [clerk]}\n"
    third = "  third: {starts: {entered: third}, met: {left: third}, within: 1 calendar day}\n"
    found = codes(transitions=more, states="  third:\n", deadlines=BY_STEP + third)
    assert found == ["S022"]


def test_an_act_that_stays_is_no_round():
    assert codes(transitions="  look: {from: any_open, stay: true, by: [clerk]}\n") == []


@pytest.mark.parametrize(
    ("refuses", "ends", "found"),
    [
        ("close: {from: checked", "by: [guest]", []),  # every state leads on
        ("refuse: {from: open", "by: [guest]", ["S024"]),
        ("refuse: {from: open", "by: [guest, clerk]", []),  # the usual end, perhaps
        ("refuse: {from: open", "by: [clerk], merges: true", ["S024"]),
        ("again: {from: closed", "by: [guest]", ["S022"]),  # there is no other end
    ],
)
def test_a_state_that_a_case_leaves_only_given_up_is_told(refuses, ends, found):
    steps = "".join(PARTS["transitions"].splitlines(keepends=True)[:2])
    text = HEAD + "parties:\n  guest:\n"
    for part, lines in PARTS.items():
        written = steps if part == "transitions" else lines
        text += f"{part}:\n{written}"
        if part == "transitions":
            text += f"  {refuses}, to: closed, by: [clerk]}}\n"
            text += f"  end: {{from: any_open, to: closed, {ends}}}\n"
    warnings = inspect_text(text, "sample.yaml").warnings
    told = [one.code for one in warnings if one.code not in {"N005", "D028", "D029"}]
    assert told == found


# --- what rungs do -----------------------------------------------------------------------------

DROP = "  drop: {from: %s, to: closed, by: [clerk, system]%s}\n"


@pytest.mark.parametrize(
    ("step", "rung", "found"),
    [
        (DROP % ("[open, checked]", ""), "does: drop", []),
        (DROP % ("open", ""), "does: drop", ["D022"]),
        (DROP % ("open", ""), "does: drop, when: 'size > 3'", []),
        (DROP % ("[open, checked]", ", at_most: 1"), "does: drop", []),
        (DROP % ("[open, checked]", ", not_before: {entered: open, plus: 1 hour}"), "does: drop",
         ["D023"]),
        (DROP % ("[open, checked]", ", at_most: 1"),
         "does: drop, repeat: {every: 1 calendar day, times: 1}", ["D025"]),
    ],
)  # fmt: skip
def test_what_a_rung_does_is_possible_where_it_comes(step, rung, found):
    whole = PARTS["deadlines"].replace("days}", f"days, missed: [{{{rung}}}]}}")
    assert codes(transitions=step, deadlines=whole) == found


@pytest.mark.parametrize(
    ("rung", "found"),
    [
        ("missed: [{does: drop}]", []),
        ("remind: [{at: 50%, does: drop}]", []),
        ("missed: [{after: 1 calendar day, does: drop}]", ["D022"]),
        ("missed: [{does: drop, repeat: {every: 1 calendar day, times: 1}}]", ["D022"]),
    ],
)
def test_a_rung_does_not_come_where_its_clock_stands_still_unless_after_the_miss(rung, found):
    whole = PARTS["deadlines"].replace("days}", f"days, pauses: {{in: checked}}, {rung}}}")
    checking = "  checking: {starts: {entered: checked}, met: {left: checked}, within: 1 month}\n"
    assert codes(transitions=DROP % ("open", ""), deadlines=whole + checking) == found


ASKING = """\
  receive: {from: new, to: open, by: [clerk], needs: [kind, size]}
  check: {from: open, to: checked, by: [clerk]}
  answer: {from: checked, to: closed, by: [whoever_owes], does: answering}
  drop: {from: open, to: closed, by: [clerk, system]}
"""
ANSWERED = "  tell: {from: checked, stay: true, by: [whoever_owes], does: answering}\n"
CLOSED = "  close: {from: checked, to: closed, by: [clerk], joins: answering}\n"


@pytest.mark.parametrize(
    ("pause", "more", "found"),
    [
        ("{open: answering}", "", []),
        ("{when: 'open(\"answering\")'}", "", []),
        ("{when: 'open(\"answering\") and (size > 3 or not (size > 3))'}", "", []),
        ("{when: 'open(\"answering\") and size > 3'}", "", ["D022"]),
        ("{when: 'settled(\"answering\")'}", "", ["D022"]),
        ("{open: answering}", ANSWERED + CLOSED, ["D022"]),  # then it goes on in the same state
        ("{when: 'open(\"answering\")'}", ANSWERED + CLOSED, ["D022"]),
    ],
)
def test_nor_where_it_stands_still_for_a_duty_that_is_open_all_the_while(pause, more, found):
    rung = f"pauses: {pause}, missed: [{{does: drop}}]"
    asked = "  asked: {starts: {opened: answering}, met: {settled: answering}, within: 1 month}\n"
    parts = {
        **PARTS,
        "transitions": ASKING + more,
        "duties": "  answering: {opens: {entered: checked}, who: clerk}\n",
        "deadlines": PARTS["deadlines"].replace("days}", f"days, {rung}}}")
        + asked
        + "  checking: {starts: {entered: checked}, met: {left: checked}, within: 1 month}\n",
    }
    text = HEAD + "".join(f"{part}:\n{lines}" for part, lines in parts.items())
    told = [one.code for one in inspect_text(text, "sample.yaml").warnings]
    assert [one for one in told if one == "D022"] == found


# --- one deadline within another ---------------------------------------------------------------

INNER = "  checking: {starts: {entered: checked}, met: {left: checked}, %s}\n"
WHOLE = PARTS["deadlines"]


@pytest.mark.parametrize(
    ("inner", "whole", "found"),
    [
        ("within: 2 weeks", WHOLE, ["D024"]),
        ("within: 6 calendar days", WHOLE, []),  # the fifth day ends at midnight
        ("within: 8 calendar days", WHOLE, ["D024"]),
        ("within: 200 hours", WHOLE.replace("5 calendar days", "100 hours"), ["D024"]),
        ("within: 9 working days", WHOLE, []),  # working days and calendar days: who knows
        ("within: 9 working days", WHOLE.replace("5 calendar", "5 working"), ["D024"]),
        ("within: 4 working days", WHOLE.replace("5 calendar", "5 working"), []),
        ("within: 9 working days, calendar: always", WHOLE.replace("5 calendar", "5 working"), []),
        ("within: 9 working days, count: {first_day: counted}",
         WHOLE.replace("5 calendar", "5 working"), []),
        ("within: 90 working hours", WHOLE.replace("5 calendar", "5 working"), []),
        ("within: 2 weeks, factor: [{by: 10%}]", WHOLE, []),
        ("within: {first_of: [{when: 'size > 3', amount: 2 weeks}, {otherwise: 2 hours}]}",
         WHOLE, []),
        ("within: 2 weeks", WHOLE.replace("within", "applies: 'size > 2', within"), []),
        ("within: 2 weeks", WHOLE.replace("within", "pauses: [{in: checked}], within"), []),
        ("within: 2 weeks", WHOLE.replace("{entered: closed}", "{left: open}"), []),
        ("within: 2 weeks", WHOLE.replace("{entered: open}", "{act: other}"), []),
        ("within: 2 weeks", WHOLE.replace("{entered: open}", "[{entered: open}, {act: stir}]"), []),
        ("within: 2 weeks", WHOLE.replace("{entered: open}",
                                          "[{entered: open}, {act: stir}], again: keep"), ["D024"]),
        ("within: 2 weeks", WHOLE.replace("{entered: open}", "{missed: sooner}"), []),
    ],
)  # fmt: skip
def test_a_deadline_longer_than_the_one_around_it_is_told(inner, whole, found):
    more = "  other: {from: open, to: checked, by: [clerk]}\n"
    more += "  stir: {from: checked, stay: true, by: [clerk]}\n"
    first = BY_STEP.splitlines(keepends=True)[0].replace("opened", "sooner")
    sooner = first if "sooner" in whole or "other" in whole else ""
    assert codes(transitions=more, deadlines=whole + INNER % inner + sooner) == found


DUTY = "duties:\n  tell: {opens: {act: receive}, who: clerk}\n"
TELL = """\
  tell: {from: [open, checked], stay: true, by: [clerk], does: tell}
  check: {from: open, to: checked, by: [clerk]}
  end: {from: checked, to: closed, by: [clerk], joins: all_open}
"""


def test_a_deadline_that_a_duty_ends_need_not_run_all_the_while():
    parts = {
        **PARTS,
        "transitions": PARTS["transitions"].splitlines(keepends=True)[0] + TELL,
        "deadlines": WHOLE.replace("5 calendar days", "3 weeks, missed: [{to: {role: clerk}}]")
        + "  telling: {starts: {act: receive}, met: {settled: tell}, within: 1 week}\n"
        + INNER % "within: 2 weeks",
    }
    text = HEAD + "".join(f"{part}:\n{lines}" for part, lines in parts.items()) + DUTY
    assert inspect_text(text, "sample.yaml").warnings == ()


def test_a_deadline_that_can_be_extended_may_last_longer_than_it_says():
    longer = "  longer: {from: open, stay: true, by: [clerk], extends: {whole: {by: 1 month}}}\n"
    assert codes(transitions=longer, deadlines=WHOLE + INNER % "within: 2 weeks") == []


def test_names_may_be_used_by_conditions_rungs_documents_and_branches_alone():
    fields = (
        "  a: {type: flag}\n  b: {type: flag}\n  c: {type: text, personal: false}\n"
        "  d: {type: flag}\n"
    )
    transitions = (
        "  fill: {from: open, stay: true, by: [clerk], sets: {a: true}}\n"
        "  drop: {from: open, to: closed, by: [clerk], when: a}\n"
    )
    deadlines = WHOLE.replace(
        "days}", "days, missed: [{to: owner, prints: letter, sets: {b: true}}]}"
    )
    found = codes(
        fields=fields,
        transitions=transitions,
        deadlines=deadlines,
        documents='  letter: {text: "{c}"}\n',
    )
    assert found == ["N005", "F004"]


def test_of_a_definition_too_large_to_walk_nothing_is_said(monkeypatch):
    assert codes(transitions=BACK % "", deadlines=BY_STEP) == ["S022"]
    monkeypatch.setattr(rounds, "MOST_LEGS", 1)
    assert codes(transitions=BACK % "", deadlines=BY_STEP) == []
    inner = INNER % "within: 2 weeks"
    assert codes(deadlines=WHOLE + inner) == ["D024"]
    monkeypatch.setattr(nesting, "MOST_STEPS", 1)
    assert codes(deadlines=WHOLE + inner) == []


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("n > 2.55 and n < 2.56", False),
        ("n > 2.55 and n < 2.57", True),
        ("n > 2.5501 and n < 2.5601", True),
        ("n < 0", False),
        ("n > 0 and n < 1", True),
    ],
)
def test_money_has_two_decimals_and_is_not_below_nothing(condition, found):
    fee = {"n": Field("n", "money", {})}
    compiled = compile_condition(condition, Names(fee, (), (), ()))
    assert any(map(compiled.test, imagined([compiled], fee))) is found
