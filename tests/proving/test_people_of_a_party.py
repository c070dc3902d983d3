"""A party that does two things itself is one and the same, as whoever works here is."""

import pytest

from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.proving import Past
from workflow.proving.onward import Onward
from workflow.report.proofs import commands
from workflow.service.simulated.judging import was_broken
from workflow.service.simulated.proving import prove
from workflow.testing import Simulation

TEXT = """\
language: 1
workflow: claim
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
parties: {guest: {title: {en: Guest, zh: 客人}}, firm: {title: {en: Firm, zh: 商家}}}
states:
  made: {title: {en: Made, zh: 已提出}}
  heard: {title: {en: Heard, zh: 已听取}}
  over: {title: {en: Over, zh: 已结束}, final: true}
transitions:
  make: {from: new, to: made, by: desk}
  hear: {from: made, to: heard, by: [HEAR]}
  agree: {from: heard, to: over, by: [AGREE]}
deadlines:
  agreeing: {starts: {act: make}, met: {entered: over}, within: 2 days, missed: [{to: owner}]}
promises:
  - {different_people: [hear, agree]}
""".replace("2 days", "2 calendar days")


def claim(hear: str, agree: str) -> Definition:
    return loads(TEXT.replace("HEAR", hear).replace("AGREE", agree), "claim.yaml")


@pytest.mark.parametrize(
    ("hear", "agree", "result"),
    [
        ("guest", "guest", "broken"),
        ("desk, guest", "guest", "broken"),
        ("desk, guest", "firm, guest", "broken"),
        ("guest", "firm", "proved"),
        ("desk", "guest", "proved"),
        ("desk, guest", "firm", "proved"),
        ("guest, firm", "guest], other_than: {did: hear}", "broken"),  # which bars only the staff
        ("desk", "desk", "broken"),
    ],
)
def test_nobody_does_two_of_them_if_no_party_does(hear: str, agree: str, result: str) -> None:
    text = agree if "]" in agree else f"{agree}]"
    definition = loads(TEXT.replace("HEAR", hear).replace("AGREE]", text), "claim.yaml")
    (found,) = prove(definition)
    assert (found.result, found.obstacle) == (result, "")


def test_it_is_told_in_whose_name_it_was_done() -> None:
    definition = claim("desk, guest", "guest")
    (found,) = prove(definition)
    told = [*commands(definition, found, "claim.yaml")]
    assert told[-2:] == [
        "complaints do 1 hear --as an --performed-by guest --db trial.db",
        "complaints do 1 agree --as an --performed-by guest --db trial.db",
    ]


@pytest.mark.parametrize(("who", "kept"), [("ann", True), ("guest", False), ("firm", True)])
def test_a_case_in_whose_middle_a_party_did_one_of_them_may_break_it(who: str, kept: bool) -> None:
    onward = Onward(claim("desk, guest, firm", "guest"))
    past = Past("heard", performers={"hear": (who,)})
    assert [*onward.open(lambda _promise: past)] == ([] if kept else [1])


def test_what_only_the_system_does_nobody_does() -> None:
    text = TEXT.replace("HEAR", "desk, system").replace("AGREE", "desk, system")
    text = text.replace("missed: [{to: owner}]", "remind: [{at: 50%, does: hear}], MISSED")
    definition = loads(text.replace("MISSED", "missed: [{does: agree}]"), "claim.yaml")
    (promise,) = definition.promises
    with Simulation(definition, now="2026-11-02 10:00", staff={"安": "desk"}) as simulation:
        case = simulation.open(by="安").case
        simulation.advance("3 days")
        assert simulation.state == "over"
        assert not was_broken(simulation.flow, definition, promise, case)
