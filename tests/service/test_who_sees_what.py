"""What is kept from whoever reads does not come out, whichever way one looks."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from floods import MONDAY, STAFF, TEXT

import workflow
from workflow import ANYBODY, Workflow
from workflow.definition.parse import loads
from workflow.errors import ActorMissing, GuardRejected, NotAuthorised
from workflow.testing.simulation import Simulation

pytestmark = pytest.mark.both

FLOOD = loads(TEXT, "flood.yaml")


@pytest.fixture
def flood() -> Iterator[Simulation]:
    """A case of dan's in which the culprit is written down, and what the damage may come to.

    No hash can hold what is looked for: whole numbers stand in some by chance.
    """
    with Simulation(FLOOD, now=MONDAY, staff=STAFF) as simulation:
        simulation.open({"guest": "李雷"}, by="dan")
        values = {"culprit": "Room 1104", "guess": "4711.5", "rooms": "bath"}
        simulation.flow.set(1, values, actor="dan")
        simulation.flow.correct(1, {"culprit": "Room 1105"}, reason="Misread", actor="lea")
        simulation.advance("4 days")
        yield simulation


def everything(flow: Workflow, reader: object) -> str:
    """What a reader is shown in all ways together."""
    return repr([
        flow.show(1, actor=reader),
        flow.history(1, actor=reader),
        flow.documents(1, actor=reader),
        flow.explain(1, every=True, actor=reader),
        flow.list(actor=reader),
        flow.due(actor=reader),
        flow.messages(actor=reader),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "sees_culprit", "sees_guess"),
    [("lea", True, True), ("dan", False, True), ("eva", False, False), (ANYBODY, False, False),
     (None, True, True)],
)  # fmt: skip
def test_a_value_comes_out_only_for_those_who_see_it(
    flood: Simulation, reader: object, sees_culprit: bool, sees_guess: bool
) -> None:
    told = everything(flood.flow, reader)
    assert ("Room 110" in told) is sees_culprit
    assert ("4711.5" in told) is sees_guess
    assert "李雷" in told


def test_what_is_kept_is_shown_as_kept_and_not_as_empty(flood: Simulation) -> None:
    view = {one.name: one for one in flood.flow.show(1, actor="eva").fields}
    assert view["culprit"].withheld
    assert view["culprit"].value is None
    assert not view["rooms"].withheld
    assert "news" not in view
    put, corrected = (
        one for one in flood.flow.history(1, actor="eva") if "withheld" in one.details
    )
    assert set(put.details["withheld"]) == {"guess", "culprit"}
    assert corrected.details["withheld"] == ("culprit",)
    assert corrected.details["personal"] == {"@reason": "Misread"}
    [sheet] = flood.flow.documents(1, actor="eva")
    assert sheet.text == "F-2026-000001: (withheld), Bathroom"


def test_nothing_is_found_by_what_is_kept(flood: Simulation) -> None:
    flow = flood.flow
    for reader, culprit, guess in (("lea", 1, 1), ("dan", 0, 1), ("eva", 0, 0), (ANYBODY, 0, 0)):
        assert flow.list(text="Room 1105", actor=reader).total == culprit
        assert flow.list(text="4711.5", actor=reader).total == guess
        assert flow.list(text="李雷", actor=reader).total == 1


def test_a_stand_in_sees_what_the_owner_who_is_away_sees(flood: Simulation) -> None:
    flow = flood.flow
    flow.add_staff("dan", delegate="eva")
    flow.set_away("dan", start=flow.now())
    assert "4711.5" in everything(flow, "eva")
    assert flow.list(text="4711.5", actor="eva").total == 1


def test_a_refusal_tells_nobody_more_than_they_see(flood: Simulation) -> None:
    for actor, told in (("lea", ["guess=4711.5", "rooms=bath"]), ("eva", ["rooms=bath"])):
        with pytest.raises(GuardRejected) as caught:
            flood.do("settle", by=actor)
        assert sorted(caught.value.values) == told


def test_cases_are_read_by_those_they_are_kept_to() -> None:
    closed = replace(FLOOD, sees=("lead", "owner"))
    with Simulation(closed, now=MONDAY, staff=STAFF) as simulation:
        simulation.open({"guest": "李雷"}, by="dan")
        simulation.open({"guest": "韩梅梅"}, by="eva")
        simulation.sleep_through("4 days")
        flow = simulation.flow
        flow.fire_due()
        for reader, cases in (("lea", {1, 2}), ("dan", {1}), ("eva", {2}), (ANYBODY, set())):
            assert {one.serial for one in flow.list(actor=reader).rows} == cases
            assert flow.list(actor=reader).total == len(cases)
            assert {int(one.case[-1]) for one in flow.due(actor=reader)} == cases
            assert {int(one.case[-1]) for one in flow.messages(actor=reader)} == cases
        for look in (flow.show, flow.history, flow.explain, flow.documents):
            look(1, actor="dan")
            with pytest.raises(NotAuthorised, match="reading"):
                look(1, actor="eva")
            with pytest.raises(ActorMissing):
                look(1, actor=ANYBODY)
        assert flow.list().total == 2


def test_anybody_is_one_of_the_public_names() -> None:
    assert workflow.ANYBODY is ANYBODY
