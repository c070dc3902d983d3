"""Promises about lists, times of day, narrowed needs and what must be on file."""

import pytest

from workflow.definition.domains import MOST_ASKED, domain, together
from workflow.definition.model import Field
from workflow.definition.parse import loads
from workflow.report.proofs import commands
from workflow.service.simulated.proving import prove

TEXT = """\
language: 1
workflow: damage
edition: "1"
effective: 2026-01-01
title: {en: Damage, zh: 损坏}
roles: {desk: {title: {en: Front desk, zh: 前台}}}
fields:
  parts: {type: list, of: [lift, door, roof], at_most: 2}
  things: {type: list, of: text, personal: false}
  sizes: {type: list, of: number}
  helpers: {type: list, of: person}
  photos: {type: list, of: attachment, personal: false}
  bill: {type: attachment, personal: false}
  at: {type: time}
  ground: {type: choice, of: [old, trifle, mended]}
  all: {type: list, of: [a0, a1, a2, a3, a4, a5, a6, a7, a8]}
states:
  open: {}
  closed: {final: true}
  refused_it: {final: true}
transitions:
  report: {from: new, to: open, by: [desk], needs: [FIRST]}
  mark: {from: open, stay: true, by: [desk]}
  close: {from: open, to: closed, by: [desk]CLOSE}
  turn_down: {from: open, to: refused_it, by: [desk], needs: [{field: ground, of: [old, trifle]}]}
deadlines:
  answer:
    starts: {entered: open}
    met: [{entered: closed}, {entered: refused_it}]
    within: 2 calendar days
promises:
  - {PROMISE}
"""


MARKING = "mark: {from: open, stay: true, by: [desk], sets: {parts: [lift, roof]}}"
MARKED = "always_before: close, done: mark"


def proved(close: str, first: str = "parts", promise: str = MARKED) -> tuple[str, str]:
    """What comes of the promise that a case is marked before it is closed."""
    text = TEXT.replace("PROMISE", promise).replace("FIRST", first)
    (proof,) = prove(loads(text.replace("CLOSE", close), "damage.yaml"))
    return proof.result, proof.obstacle


@pytest.mark.parametrize(
    ("condition", "contradiction", "field"),
    [
        ('"lift" in parts', '"lift" not in parts', "parts"),
        ('count("parts") < 2', 'count("parts") >= 2', "parts"),
        ('"lift" in parts and count("parts") == 1', '"door" in parts', "parts"),
        ('"rope" in things', 'count("things") < 1', "things"),
        ("3 in sizes", "3 not in sizes", "sizes"),
        ('at < "12:00"', 'at >= "12:00"', "at"),
        ('at == "00:00"', 'at > "00:00"', "at"),
        ('filled("bill")', 'not filled("bill")', "bill"),
        ('count("photos") > 1', 'count("photos") < 2', "photos"),
        ('count("helpers") == 2', 'count("helpers") == 1', "helpers"),
    ],
)
def test_what_is_asked_of_a_list_or_a_time_is_followed(
    condition: str, contradiction: str, field: str
) -> None:
    never = f", when: 'done(\"mark\") or ({condition} and {contradiction})'"
    assert proved(never, field) == ("proved", "")
    assert proved(f", when: 'done(\"mark\") or {condition}'", field)[0] == "broken"


def test_a_need_takes_no_other_value_than_it_says() -> None:
    need = ", needs: [{field: ground, of: [old, trifle]}]"
    assert proved(f'{need}, when: \'done("mark") or ground == "mended"\'')[0] == "proved"
    assert proved(f'{need}, when: \'done("mark") or ground == "old"\'')[0] == "broken"
    need = ", needs: [{field: parts, of: [lift, door]}]"
    assert proved(f'{need}, when: \'done("mark") or "roof" in parts\'')[0] == "proved"


def test_a_list_of_other_entries_than_those_asked_for_is_tried_as_far_as_the_step_takes_them() -> (
    None
):
    for accepted in ("[roof]", "[lift, roof]"):
        need = f", needs: [{{field: parts, of: {accepted}}}]"
        assert proved(f'{need}, when: \'done("mark") or "lift" not in parts\'')[0] == "broken"


def test_what_is_not_on_file_keeps_an_act_from_being_done() -> None:
    needed = "[{field: at, if: '\"lift\" in parts'}]"
    assert proved(f', has: {needed}, when: \'done("mark") or "lift" in parts\'')[0] == "proved"
    assert proved(f", has: {needed}")[0] == "broken"


def test_lists_that_a_step_sets_are_followed() -> None:
    told = TEXT.replace("mark: {from: open, stay: true, by: [desk]}", MARKING)
    told = told.replace("PROMISE", "always_before: close, done: turn_down").replace("FIRST", "at")
    for asked, way in (("roof", ["mark"]), ("door", ["mark", "parts"])):
        text = told.replace("CLOSE", f", when: '\"{asked}\" in parts'")
        (proof,) = prove(loads(text, "damage.yaml"))
        assert [one.name for one in proof.happened] == ["report", *way, "close"]


def test_what_is_read_back_is_read_back_on_the_way_that_is_shown() -> None:
    close = ", needs: [parts, photos, bill], reads_back: [parts]"
    text = TEXT.replace("PROMISE", MARKED).replace("FIRST", "at").replace("CLOSE", close)
    definition = loads(text, "damage.yaml")
    (proof,) = prove(definition)
    assert proof.result == "broken"
    *_, last = commands(definition, proof, "damage.yaml")
    assert (
        "--set parts=lift --attach photos=damage.yaml --attach bill=damage.yaml --read-back" in last
    )


def test_more_entries_than_are_told_apart_are_not_proved() -> None:
    asked = " or ".join(f'"a{number}" in all' for number in range(MOST_ASKED + 1))
    result, obstacle = proved(f", when: 'done(\"mark\") and ({asked})'", "all")
    assert result == "not_proved"
    assert "all" in obstacle


# --- lists that are added to -------------------------------------------------------------------

CLOSED = "never: closed, without: turn_down"
MARKING_ON = "mark: {from: open, stay: true, by: [desk], NEEDS}"


def marked(
    needs: str, condition: str, first: str = "{field: parts, of: [lift]}"
) -> tuple[str, str]:
    """Whether a case can be closed, and what was given on the way, if ``mark`` needs something."""
    text = (
        TEXT.replace("PROMISE", CLOSED).replace("FIRST", first).replace("at_most: 2", "at_most: 3")
    )
    text = text.replace("mark: {from: open, stay: true, by: [desk]}", f"{MARKING_ON}")
    text = text.replace("NEEDS", needs).replace("CLOSE", f", when: '{condition}'")
    definition = loads(text, "damage.yaml")
    (proof,) = prove(definition)
    words = " ".join(commands(definition, proof, "x")).split()
    return proof.result, " ".join(sorted(one for one in words if "=" in one))


def test_what_a_step_adds_to_a_list_is_there_with_what_was_there() -> None:
    door = "needs: [{field: parts, of: [door]}]"
    once = '"lift" in parts and "door" in parts and times("mark") == 1'
    assert marked(f"{door}, adds: parts", once) == ("broken", "parts=door parts=lift")


def test_how_long_a_list_gets_is_told_apart_as_far_as_it_is_counted() -> None:
    photos = 'count("photos") >= 3 and times("mark") == 1'
    result, given = marked("adds: photos", photos, first="photos")
    assert (result, given.count("photos=")) == ("broken", 3)


def test_the_way_tells_what_is_given_and_not_the_whole() -> None:
    given = marked("adds: parts", 'count("parts") >= 3 and times("mark") == 2')
    assert given == ("broken", "parts=door parts=lift parts=roof")


PARTS = loads(
    TEXT.replace("PROMISE", CLOSED).replace("FIRST", "parts").replace("CLOSE", ""), "damage.yaml"
).fields
LIFT, TEXTS = frozenset({"lift"}), ("…", "…")


@pytest.mark.parametrize(
    ("field", "counted", "held", "more", "found"),
    [
        ("parts", 2, ("lift",), ("door",), (("lift", "door"), ("door",))),
        ("parts", 2, ("lift",), ("lift",), None),  # it is there already
        ("parts", 2, ("lift", "door"), ("door",), None),  # two at most
        (
            "parts",
            2,
            ("door",),
            ("door",),
            (("door", "roof"), ("roof",)),
        ),  # any other stands for any
        ("all", 9, ("a1", "a2", "a3", "a4", "a5"), ("a1", "a2", "a3", "a4", "a5"), None),  # of nine
        ("things", 3, TEXTS, ("lift",), (("lift", *TEXTS), ("lift",))),
        ("things", 3, ("lift",), ("lift",), (("lift", "…"), ("lift",))),  # a text may come twice
        ("things", 2, TEXTS, TEXTS, (TEXTS, TEXTS)),  # more than two are not told apart
    ],
)
def test_a_list_and_what_is_added_stand_for_all_that_are_alike(
    field: str, counted: int, held: object, more: object, found: object
) -> None:
    assert together(PARTS[field], LIFT, counted, held, more) == found


@pytest.mark.parametrize(
    ("kind", "asked", "found"),
    [
        ("date", ["0001-01-01"], ["0001-01-01", "0001-01-02"]),
        ("date", ["9999-12-31"], ["9999-12-30", "9999-12-31"]),
        (
            "moment",
            ["0001-01-01T00:00Z"],
            ["0001-01-01T00:00:00.000000Z", "0001-01-01T00:01:00.000000Z"],
        ),
    ],
)
def test_nothing_comes_before_the_first_day_there_is_or_after_the_last(
    kind: str, asked: list[str], found: list[str]
) -> None:
    field = Field("day", kind, {})  # type: ignore[arg-type]
    assert [*domain(field, asked)] == found
