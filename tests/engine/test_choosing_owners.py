"""Owners chosen by skill, by department, by room, by name; and who must not be it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from people import House
from world import RECEIVED, UPHELD, World, definition

from workflow.definition.owner import OtherThan, OwnerRule
from workflow.engine.directory import Directory
from workflow.engine.edition import Edition
from workflow.errors import OwnerUnfit

Ruled = Callable[..., World]


def with_owner(state: str, rule: OwnerRule) -> Edition:
    whole = definition("complaint")
    states = {**whole.states, state: replace(whole.states[state], owner=rule)}
    return Edition(replace(whole, states=states), "changed")


def received_by(rule: OwnerRule, **changes: dict[str, Any]) -> tuple[str, str]:
    """Who owns a complaint that comes in where that rule holds, and the flag it carries."""
    world = World(with_owner("received", rule))
    for name, changed in changes.items():
        world.house.change(name, **changed)
    world.department = "front"
    opened = world.open().events[0].payload
    return str(opened["owner"]), str(opened.get("owner_flag", ""))


SKILLED = OwnerRule("specialist", "skill", skill="pipes")
BY_KIND = OwnerRule("specialist", "skill", skill_of="kind")


def test_only_who_has_the_skill_gets_it() -> None:
    assert received_by(SKILLED, ben={"skills": frozenset({"pipes"})}) == ("ben", "")


def test_the_skill_asked_for_can_stand_in_a_field_of_the_act() -> None:
    assert received_by(BY_KIND, ben={"skills": frozenset({"service"})}) == ("ben", "")


def test_an_empty_field_asks_for_no_skill() -> None:
    rule = replace(BY_KIND, skill_of="grounds")
    assert received_by(rule) == ("ann", "")


def test_a_skill_is_never_waived_because_the_others_are_there() -> None:
    assert received_by(SKILLED) == ("sue", "specialist")


def test_if_who_has_the_skill_is_away_the_stand_in_gets_it() -> None:
    away = {"skills": frozenset({"pipes"}), "away": True, "delegate": "rita"}
    assert received_by(SKILLED, ben=away) == ("rita", "")


def test_only_who_is_of_the_department_of_the_case_gets_it() -> None:
    own = OwnerRule("specialist", department="")
    assert received_by(own, ben={"department": "front"}) == ("ben", "")


def test_only_who_is_of_a_department_that_is_named_gets_it() -> None:
    rule = OwnerRule("specialist", department="back")
    found = received_by(rule, ann={"department": "front"}, ben={"department": "back"})
    assert found == ("ben", "")


def test_the_department_can_stand_in_a_field() -> None:
    rule = OwnerRule("specialist", department_of="kind")
    assert received_by(rule, ben={"department": "service"}) == ("ben", "")


def test_who_has_no_room_for_one_more_does_not_get_it() -> None:
    world = World(with_owner("received", OwnerRule("specialist")))
    world.house.change("ann", capacity=2)
    world.around.load = {"ann": 2, "ben": 9}
    assert world.open().case.owner == "ben"


def test_if_nobody_has_room_who_is_above_gets_it_flagged() -> None:
    world = World(with_owner("received", OwnerRule("specialist")))
    for name in ("ann", "ben"):
        world.house.change(name, capacity=1)
    world.around.load = {"ann": 1, "ben": 1}
    payload = world.open().events[0].payload
    assert (payload["owner"], payload["owner_flag"]) == ("sue", "specialist")


def test_who_owns_the_case_already_needs_no_more_room_for_it() -> None:
    world = World(with_owner("judged", OwnerRule("specialist")))
    world.open()
    world.house.change("ann", capacity=1)
    world.house.change("ben", away=True)
    world.around.load = {"ann": 1}
    assert world.do("judge", "owner", UPHELD).case.owner == "ann"


# --- who must not --------------------------------------------------------------------------------


def other(**barred: tuple[str, ...]) -> OwnerRule:
    return OwnerRule("specialist", other_than=OtherThan(**barred))


def test_who_did_an_act_does_not_own_what_comes_of_it() -> None:
    world = World(with_owner("investigated", other(did=("judge",))))
    world.bring_to("judged")
    world.do("investigate", "owner", {"cause": "阀门坏了", "responsible": "ben"})
    assert world.owner == "ben"


def test_who_does_the_very_act_does_not_own_what_comes_of_it() -> None:
    world = World(with_owner("received", other(did=("receive",))))
    assert world.open(actor="ann").case.owner == "ben"


def test_who_names_themselves_with_the_very_act_cannot_own_what_comes_of_it() -> None:
    named = replace(NAMED, other_than=OtherThan(did=("investigate",)))
    world = judged(named)
    with pytest.raises(OwnerUnfit, match="ann has done Investigate"):
        world.do("investigate", "ann", {**FOUND, "responsible": "ann"})


def test_who_owned_a_state_does_not_own_the_next() -> None:
    world = World(with_owner("judged", other(owned=("received",))))
    world.open()
    assert world.owner == "ann"
    world.assign("sue", "ben")
    world.note("ben", "电话")
    world.do("judge", "sue", UPHELD)
    assert (world.owner, world.events[-1].payload["owner_flag"]) == ("sue", "specialist")


def test_what_an_act_that_stays_changes_about_the_owner_counts_for_that_state() -> None:
    world = World(with_owner("judged", other(owned=("received",))))
    world.open()
    world.do("judge", "sue", UPHELD)
    assert world.owner == "ben"


def test_who_is_named_in_the_case_does_not_own_it() -> None:
    world = World(with_owner("investigated", other(named=("responsible",))))
    world.bring_to("judged")
    world.do("investigate", "owner", {"cause": "阀门坏了", "responsible": "ann"})
    assert world.owner == "ben"


def test_who_stands_in_for_somebody_barred_is_barred() -> None:
    world = World(with_owner("investigated", other(named=("responsible",))))
    world.bring_to("judged")
    world.house.change("max", away=True, delegate="ann")
    world.do("investigate", "owner", {"cause": "阀门坏了", "responsible": "max"})
    assert world.owner == "ben"


def test_a_stand_in_who_is_barred_does_not_get_it_nor_does_a_superior_who_is() -> None:
    world = World(with_owner("investigated", other(named=("responsible",))))
    world.bring_to("judged")
    for name in ("ann", "ben"):
        world.house.change(name, away=True, delegate="sue")
    world.do("investigate", "sue", {"cause": "阀门坏了", "responsible": "sue"})
    assert (world.owner, world.events[-1].payload["owner_flag"]) == ("max", "specialist")


@pytest.mark.parametrize(("fallback", "owner"), [("rita", "rita"), ("ann", "ann"), (None, "ann")])
def test_a_case_is_never_without_an_owner_even_if_everybody_is_barred(
    fallback: str | None, owner: str
) -> None:
    world = World(with_owner("investigated", other(named=("responsible",))))
    world.bring_to("judged")
    world.house.last_resort = fallback
    world.house.change("ann", superior=None)
    world.house.change("ben", away=True)
    world.do("investigate", "owner", {"cause": "阀门坏了", "responsible": "ann"})
    assert (world.owner, world.events[-1].payload["owner_flag"]) == (owner, "specialist")


def test_nobody_who_is_barred_is_made_the_owner_by_hand() -> None:
    world = World(with_owner("received", other(named=("responsible",), did=("receive",))))
    world.open(actor="ben")
    with pytest.raises(OwnerUnfit) as caught:
        world.assign("sue", "ben")
    assert "ben cannot own case C-2026-000001: ben has done Receive." in str(caught.value)
    world.assign("sue", "rita")
    assert world.owner == "rita"


@pytest.mark.parametrize(
    ("barred", "said"),
    [
        ({"owned": ("received",)}, "ann owned it in the state Received."),
        ({"named": ("responsible",)}, "ann is named in Responsible person."),
    ],
)
def test_why_somebody_cannot_be_the_owner_is_said(
    barred: dict[str, tuple[str, ...]], said: str
) -> None:
    world = World(with_owner("investigated", other(**barred)))
    world.bring_to("judged")
    world.do("investigate", "owner", {"cause": "阀门坏了", "responsible": "ann"})
    with pytest.raises(OwnerUnfit) as caught:
        world.assign("sue", "ann")
    assert said in str(caught.value)


# --- who is named --------------------------------------------------------------------------------

NAMED = OwnerRule("specialist", "named", named="responsible")
FOUND = {"cause": "阀门坏了", "responsible": "ben"}


def judged(rule: OwnerRule = NAMED) -> World:
    world = World(with_owner("investigated", rule))
    world.bring_to("judged")
    return world


def test_whom_the_act_names_owns_the_case() -> None:
    world = judged()
    world.around.load = {"ben": 99}
    world.house.change("ben", capacity=1)  # a person decided
    world.do("investigate", "owner", FOUND)
    assert world.owner == "ben"


def test_whom_an_act_names_must_hold_the_role() -> None:
    with pytest.raises(OwnerUnfit) as caught:
        judged().do("investigate", "owner", {**FOUND, "responsible": "rita"})
    assert str(caught.value) == (
        "rita cannot own case C-2026-000001: rita does not hold the role Specialist here. "
        "Name somebody else who holds the role specialist."
    )


def test_whom_an_act_names_must_be_here() -> None:
    world = judged()
    world.house.change("ben", away=True)
    with pytest.raises(OwnerUnfit, match="ben is away"):
        world.do("investigate", "owner", FOUND)


def test_whom_an_act_names_must_not_be_barred() -> None:
    world = judged(replace(NAMED, other_than=OtherThan(did=("judge",))))
    with pytest.raises(OwnerUnfit, match="ann has done Judge"):
        world.do("investigate", "owner", {**FOUND, "responsible": "ann"})
    world.do("investigate", "owner", FOUND)
    assert world.owner == "ben"


def test_whom_a_branch_names_by_itself_is_held_to_the_same() -> None:
    whole = definition("complaint")
    judge = whole.transitions["judge"]
    branches = tuple(
        replace(one, sets={"responsible": "rita"}, owner=NAMED) for one in judge.branches
    )
    steps = {**whole.transitions, "judge": replace(judge, branches=branches)}
    world = World(Edition(replace(whole, transitions=steps), "changed"))
    world.open(RECEIVED)
    with pytest.raises(OwnerUnfit, match="rita does not hold the role"):
        world.do("judge", "owner", UPHELD)


class OlderHouse(House):
    """A directory that was written before anybody asked for skills and room."""

    skills = None  # type: ignore[assignment]
    capacity = None  # type: ignore[assignment]


@pytest.mark.parametrize(("rule", "owner"), [(OwnerRule("specialist"), "ann"), (SKILLED, "sue")])
def test_in_an_older_directory_nobody_has_skills_and_everybody_has_room(
    rule: OwnerRule, owner: str
) -> None:
    world = World(with_owner("received", rule))
    world.house = world.around.directory = OlderHouse()
    assert world.open().case.owner == owner


def test_a_directory_that_builds_on_the_protocol_has_no_skills_unless_it_says_so() -> None:
    assert Directory.skills(House(), "ann") == ()
    assert Directory.capacity(House(), "ann") is None
