"""Steps that can never be taken, and states from which a case can never be closed.

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
  kind: {type: choice, of: [big, small]}
  paid: {type: flag}
  sum: {type: money}
requires: {guards: [is_member]}
states:
  open: {editable: [%(editable)s]}
  work:
  closed: {final: true}
transitions:
  receive: {from: new, to: open, by: [clerk], needs: [kind]%(receive)s}
  take: {from: open, to: work, by: [clerk]%(take)s}
  weigh:
    from: work
    by: [clerk]
    needs: [sum]
    first_of:
      - {when: 'sum > 100 and not is_member()', to: open}
      - {otherwise: work}
  back: {from: work, to: open, by: [clerk], at_most: 5%(back)s}
  close: {from: work, to: closed, by: [clerk]%(close)s}
  %(more)s
deadlines:
  whole: {starts: {entered: open}, met: {entered: closed}, within: 4 calendar days,
    again: keep, missed: [{to: {role: clerk}}]}
"""
SAID = dict.fromkeys(("receive", "take", "back", "close", "more"), "") | {"editable": "sum"}
AT_ENTRY = "per: entry"


def codes(**said):
    """The codes of what is told, but for those that come of the sample itself."""
    written = {key: f", {one}" if key in SAID and key not in {"editable", "more"} else one
               for key, one in said.items()}  # fmt: skip
    text = TEXT % {**SAID, **written}
    try:
        found = inspect_text(text, "sample.yaml").warnings
    except DefinitionError as error:
        found = error.problems
    return [one.code for one in found if one.code not in {"N005", "S022"}]


def test_the_sample_itself_is_in_order():
    assert codes() == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"receive": "when: 'done(\"take\")'"}, ["C011"]),
        ({"receive": "when: 'not done(\"take\")'"}, ["C012"]),
        ({"receive": "when: 'filled(\"paid\")'"}, ["F003", "C011"]),
        ({"receive": "when: 'filled(\"sum\")'"}, []),  # it can be set where it leads
        ({"receive": "when: 'kind == \"big\"'"}, []),  # it is brought
        ({"receive": "when: 'missed(\"whole\")'"}, ["C011"]),
        ({"receive": "when: is_member()"}, []),
        ({"close": "when: 'done(\"close\")'"}, ["C011"]),
        ({"close": "when: 'done(\"take\")'"}, []),
        ({"close": "when: 'times(\"take\") > 1'"}, []),
        ({"close": "when: 'times(\"back\") > 5'"}, ["C011"]),  # five times at most
        ({"take": "when: 'done(\"back\")'"}, ["C011"]),
        ({"close": "when: 'times_here(\"back\") > 0'"}, ["C011"]),  # it leads elsewhere
        ({"close": "when: 'times_here(\"weigh\") > 1'"}, ["C011"]),  # it enters the state anew
        (
            {
                "close": "when: 'times_here(\"hold\") > 1'",
                "more": "hold: {from: work, stay: true, by: [clerk]}",
            },
            [],
        ),
        ({"close": "when: 'missed(\"whole\")'"}, []),
        ({"close": 'when: \'performer("close") == "ann"\''}, []),  # not followed
    ],
)
def test_a_step_that_asks_for_what_cannot_have_happened_is_refused(said, found):
    told = codes(**said)
    assert ("C011" in told) == ("C011" in found)
    assert not {"S006", "S025"} & set(told)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"take": "at_most: 1"}, ["S006"]),
        ({"take": "at_most: 6"}, ["S025"]),  # back is used up before, and the other way asks
        ({"take": "at_most: 1, per: entry"}, []),
        ({"take": "at_most: 1", "more": "drop: {from: open, to: closed, by: [clerk]}"}, []),
        ({"take": "at_most: 1", "more": "drop: {from: open, to: closed, by: [system]}"}, ["D026"]),
        ({"close": "at_most: 1"}, []),
        ({"close": "when: 'kind == \"big\"'"}, ["S025"]),
        ({"close": "when: 'kind == \"big\"'", "take": "when: 'kind == \"big\"'"}, ["S025"]),
        ({"close": "when: 'kind == \"big\"'",
          "more": "file: {from: work, to: closed, by: [clerk], when: 'kind == \"small\"'}"}, []),
        ({"close": "when: 'kind == \"big\"'",
          "more": "turn: {from: open, stay: true, by: [clerk], needs: [kind]}"}, []),
        ({"close": "when: paid", "editable": "paid"}, []),  # it can be taken back
        ({"close": "when: 'sum > 3', needs: [sum]"}, []),  # it is given with it
        ({"close": "when: 'not done(\"weigh\")'"}, ["S006"]),  # weighed, whatever is on file
        ({"close": "has: [sum]", "editable": "kind"}, []),  # it is weighed
        ({"close": "has: [paid]", "take": "takes: [paid]"}, []),  # weighed, and taken again
        ({"close": "has: [paid]", "receive": "takes: [paid]"}, ["S025"]),
        ({"close": "has: [paid]", "take": "needs: [paid]"}, []),
        ({"close": "when: is_member()"}, []),
    ],
)  # fmt: skip
def test_a_state_from_which_a_case_can_never_be_closed_is_told(said, found):
    assert codes(**said) == found


def test_what_may_be_erased_may_be_empty_when_a_case_is_to_be_closed():
    said = {**SAID, "close": ", when: 'not filled(\"phone\")'", "receive": ", needs: [phone]"}
    text = (TEXT % said).replace("fields:\n", "fields:\n  phone: {type: phone}\n")
    text = text.replace("needs: [kind], needs: [phone]", "needs: [kind, phone]")
    with pytest.raises(DefinitionError) as caught:
        inspect_text(text, "sample.yaml")
    assert [one.code for one in caught.value.problems] == ["S006"]
    found = inspect_text(f"{text}permissions: {{erase: [clerk]}}\n", "sample.yaml").warnings
    assert [one.code for one in found if one.code not in {"N005", "S022"}] == ["S025"]


CLOSES = "not_after: {entered: work, plus: 1 calendar day}"


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (f"{CLOSES}, not_before: {{entered: work, plus: 2 calendar days}}", ["W002"]),
        (f"{CLOSES}, not_before: {{entered: work, plus: 51 hours}}", ["W002"]),
        (f"{CLOSES}, not_before: {{entered: work, plus: 49 hours}}", []),  # days may be whole
        (f"{CLOSES}, not_before: {{entered: work, plus: 1 calendar day}}", []),
        (f"{CLOSES}, not_before: {{entered: work, plus: 20 working hours}}", []),
        (f"{CLOSES}, not_before: {{entered: open, plus: 3 calendar days}}", []),
        (f"{CLOSES}, not_before: {{act: weigh, plus: 3 calendar days}}", []),
        ("not_before: {entered: work, plus: 5 working days}, "
         "not_after: {entered: work, plus: 2 working days}", ["W002"]),
        ("not_before: {entered: work, plus: 2 working days}, "
         "not_after: {entered: open, plus: 1 working day}", ["W002"]),
        ("not_before: {later_of: [{entered: work, plus: 9 calendar days}, {act: take}]}, "
         "not_after: {entered: work, plus: 2 calendar days}", ["W002"]),
        ("not_before: {earlier_of: [{entered: work, plus: 9 calendar days}, {act: take}]}, "
         "not_after: {entered: work, plus: 2 calendar days}", []),
        ("not_before: {entered: work, plus: 9 calendar days}, "
         "not_after: {later_of: [{entered: work, plus: 2 calendar days}, {act: weigh}]}", []),
        ("not_before: {entered: work, plus: 9 calendar days}, "
         "not_after: {act: back, plus: 2 calendar days}", []),
    ],
)  # fmt: skip
def test_a_window_that_is_over_before_it_begins_is_refused(window, found):
    told = codes(close=window)
    assert ("W002" in told) == ("W002" in found)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"close": CLOSES}, []),  # taken back, and taken again
        ({"close": CLOSES.replace("work", "open")}, []),
        ({"close": CLOSES, "back": "not_after: {act: take, plus: 2 calendar days}"}, []),
        ({"close": "not_after: {act: receive, plus: 1 calendar day}"}, ["S025"]),
        ({"close": "not_after: {field: sum}"}, ["W001"]),
        ({"close": "not_after: {entered: closed, plus: 1 calendar day}"}, ["W007"]),
        ({"close": "not_after: {act: close}"}, ["W007"]),
        ({"close": "not_after: {act: back, plus: 1 calendar day}"}, []),
    ],
)
def test_what_comes_of_the_end_of_a_time_is_told(said, found):
    assert codes(**said) == found


def test_where_too_much_would_have_to_be_tried_nothing_is_said_and_it_does_not_take_long():
    several, steps = range(8), [(source, target) for source in range(6) for target in range(6)]
    asks = 'times("t1") < 4 and f{} == "a" and f{} == "b"'
    lines = [
        *TEXT.split("fields:", maxsplit=1)[0].splitlines(),
        "fields:",
        *(f"  f{at}: {{type: choice, of: [a, b]}}" for at in several),
        "states:",
        *(f"  s{at}: {{editable: [f0, f1, f2, f3]}}" for at in range(6)),
        "  end: {final: true}",
        "transitions:",
        "  receive: {from: new, to: s0, by: [clerk]}",
        *(
            f"  t{at}: {{from: s{source}, to: s{target}, by: [clerk], at_most: 9, "
            f"when: '{asks.format(at % 8, (at + 1) % 8)}'}}"
            for at, (source, target) in enumerate(steps)
        ),
        '  close: {from: any_open, to: end, by: [clerk], when: \'times("t3") > 5 and f0 == "a"\'}',
        "deadlines:",
        "  whole: {starts: {entered: s0}, met: {entered: end}, again: keep,",
        "    within: 4 calendar days, missed: [{to: {role: clerk}}]}",
    ]
    found = inspect_text("\n".join(lines), "sample.yaml")
    assert {one.code for one in found.warnings} == {"F003"}
    assert found.book.tries > -20_000
