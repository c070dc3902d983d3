"""Scenarios write down lists, files and what was read back."""

import pytest
from floods import TEXT

from workflow.definition.parse import loads as definition_from
from workflow.errors import ScenariosInvalid
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import loads

FLOOD = definition_from(TEXT, "flood.yaml")
STORY = """\
language: 1
given:
  begins: Mon 2026-11-02 10:00
  staff: {Dan: {roles: desk}, Lea: {roles: lead}}
scenarios:
  one:
    steps:
      - {who: Dan, does: report, with: {guest: 李雷}}
      - who: Dan
        sets: {rooms: [浴室], items: "lamp, chair", call_at: 9:30, bill: b.pdf, photos: [a.jpg]}
        then:
          data: {rooms: bath, items: [lamp, chair], call_at: 9点半, bill: b.pdf, photos: [a.jpg]}
      - {who: Dan, does: confirm, then: {refused: DataMissing}}
      - {who: Dan, sets: {phone: refused}}
      - {who: Dan, does: confirm, then: {refused: NotReadBack}}
      - {who: Dan, does: confirm, read_back: true}
      - {who: Lea, does: turn_down, with: {ground: done}, then: {refused: DataInvalid}}
      - {who: Lea, does: turn_down, with: {ground: old}, then: {state: refused_it, due: nothing}}
      - at: Tue 2026-11-03 10:00
        who: Lea
        does: reopen
        with: {news: A pipe}
        then: {state: open, owner: Dan}
"""


def failures(text: str) -> list[tuple[str, str]]:
    suite = loads(text, "flood.scenarios.yaml", FLOOD)
    return [(one.expected, one.found) for one in play(suite, suite.scenarios[0]).failures]


def test_a_story_with_every_kind_of_data_holds() -> None:
    assert failures(STORY) == []


@pytest.mark.parametrize(
    ("told", "instead", "failure"),
    [
        ("data: {rooms: bath,", "data: {rooms: hall,", ("rooms: Hall", "rooms: Bathroom")),
        ("confirm, read_back: true", "confirm, read_back: false", None),
    ],
)
def test_what_does_not_hold_is_said(
    told: str, instead: str, failure: tuple[str, str] | None
) -> None:
    (found,) = failures(STORY.replace(told, instead))
    assert failure in {found, None}
    assert failure or "NotReadBack" in found[1]


def test_another_file_is_another_value() -> None:
    (found,) = failures(
        STORY.replace("bill: b.pdf, photos: [a.jpg]}\n      -", "bill: c.pdf}\n      -")
    )
    assert found[0].startswith("bill: c.pdf (5 bytes")


def test_read_back_stands_beside_a_step_only() -> None:
    with pytest.raises(ScenariosInvalid) as caught:
        failures(STORY.replace("sets: {phone: refused}", "sets: {phone: refused}, read_back: true"))
    assert [one.code for one in caught.value.problems] == ["L009"]
