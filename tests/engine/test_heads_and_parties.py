"""Who heads a department, and who is outside the house."""

from typing import Any

import pytest
from people import House
from world import World, with_deadline

from workflow.calendars.amounts import Amount
from workflow.definition.deadline import Addressee, Rung
from workflow.engine.directory import Directory

OWNED = Addressee("owner")
HEAD = Addressee("head_of")
HOUSEKEEPING = Addressee("head_of", "客房部")
CUSTOMER = Addressee("party", "customer")
DIRECTOR = Addressee("role", "director")


class HouseWithoutHeads(House):
    """A directory that was written before anybody asked for heads."""

    head = None  # type: ignore[assignment]


def missed(*rungs: Rung, department: str | None = "客房部", house: House | None = None) -> World:
    """A complaint of a department, received; its judgement is due at the end of 3 November."""
    world = World(with_deadline("complaint", "judgement", remind=(), missed=rungs))
    world.department = department
    world.house = world.around.directory = house or House()
    world.house.heads["客房部"] = "rita"
    world.open()
    return world


def heard(world: World) -> list[tuple[str, str | None, str | None]]:
    world.live_until("2026-11-04 09:00")
    return [(one.template, one.recipient, one.party) for one in world.notices]


def told(world: World) -> list[str | None]:
    return [recipient for _, recipient, _ in heard(world)]


@pytest.mark.parametrize("to", [HEAD, HOUSEKEEPING])
def test_the_head_of_the_department_of_the_case_or_of_one_named_hears_of_it(to: Addressee) -> None:
    assert told(missed(Rung(to=(to,)))) == ["rita"]


def test_the_department_is_that_of_the_case_whatever_others_have_heads() -> None:
    world = missed(Rung(to=(HEAD,)), department="工程部")
    world.house.heads["工程部"] = "ben"
    assert told(world) == ["ben"]


def test_a_head_who_is_away_is_represented_by_the_delegate() -> None:
    world = missed(Rung(to=(HEAD,)))
    world.house.change("rita", away=True, delegate="ben")
    assert told(world) == ["ben"]


def test_or_else_by_who_is_above_the_head_not_above_the_owner() -> None:
    world = missed(Rung(to=(HEAD,)))
    world.house.change("rita", away=True, superior="max")
    assert told(world) == ["max"]


@pytest.mark.parametrize(
    ("department", "house"),
    [("财务部", House()), (None, House()), ("客房部", HouseWithoutHeads())],
    ids=["no head", "no department", "a directory that knows no heads"],
)
def test_where_nobody_heads_it_who_is_above_the_owner_hears_of_it(
    department: str | None, house: House
) -> None:
    assert told(missed(Rung(to=(HEAD,)), department=department, house=house)) == ["sue"]


def test_and_in_the_end_it_is_an_alarm() -> None:
    world = missed(Rung(to=(HEAD,)), department=None)
    world.house.change("ann", superior=None)
    assert heard(world) == [("alarm", None, None)]
    assert world.events[-1].payload["alarm"] is True


# --- parties -----------------------------------------------------------------------------------


def test_a_party_has_a_message_of_its_own_that_is_no_alarm() -> None:
    world = missed(Rung(to=(CUSTOMER,)))
    assert heard(world) == [("party", None, "customer")]
    payload = world.events[-1].payload
    assert payload["to"] == [{"party": "customer"}]
    assert "alarm" not in payload


def test_people_are_told_before_parties_and_nobody_twice() -> None:
    world = missed(Rung(to=(CUSTOMER, OWNED, CUSTOMER)))
    assert heard(world) == [("escalation", "ann", None), ("party", None, "customer")]
    assert world.events[-1].payload["to"] == ["ann", {"party": "customer"}]
    assert [one.position for one in world.notices] == [0, 1]


def test_that_a_party_is_told_does_not_hide_that_nobody_of_the_house_is() -> None:
    world = missed(Rung(to=(CUSTOMER, DIRECTOR)))
    world.house.change("ann", superior=None)
    assert heard(world) == [("alarm", None, None), ("party", None, "customer")]


def test_a_party_can_be_reminded_too() -> None:
    rung = Rung(to=(CUSTOMER,), before=Amount(1, "hours"))
    world = World(with_deadline("complaint", "judgement", remind=(rung,), missed=()))
    world.open()
    assert heard(world) == [("party", None, "customer")]


def test_what_supersedes_messages_supersedes_those_to_parties() -> None:
    later: dict[str, Any] = {"to": (OWNED,), "after": Amount(1, "hours")}
    world = missed(Rung(to=(CUSTOMER,)), Rung(**later))
    world.wait_until("2026-11-05 09:00")
    world.fire()
    assert [(one.template, one.recipient) for one in world.notices] == [("escalation", "ann")]
    assert [one.payload.get("skipped") for one in world.events[2:]] == ["superseded", None]


def test_a_directory_that_builds_on_the_protocol_has_no_heads_unless_it_says_so() -> None:
    assert Directory.head(House(), "客房部") is None
