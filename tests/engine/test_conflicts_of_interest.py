"""Acts that must be done by somebody who did not own the case before, or is not named in it."""

from dataclasses import replace
from typing import Any

import pytest
from world import UPHELD, World, with_transition

from workflow.definition.owner import OtherThan, OwnerRule
from workflow.engine.barred_owners import barred_owner
from workflow.engine.edition import Edition
from workflow.engine.options import options
from workflow.errors import ConflictOfInterest
from workflow.translation import language

PROPOSAL = {"proposal": "换房"}


def at_investigated(**barred: Any) -> World:
    """A complaint that Ann owned when it was received; now Ben does, and Ann is named in it."""
    said = {"by": ("owner", "specialist", "supervisor"), **barred}
    world = World(with_transition("complaint", "propose", **said))
    world.open()
    world.do("judge", "owner", UPHELD)
    world.assign("sue", "ben")
    world.do("investigate", "owner", {"cause": "阀门坏了", "responsible": "ann"})
    return world


def people(world: World) -> tuple[str, ...]:
    found = options(world.edition, world.case, world.around, world.now)
    return next(one.people for one in found if one.transition.name == "propose")


def test_who_owned_the_case_in_a_state_may_not_do_it() -> None:
    world = at_investigated(other_owners=("received",))
    with pytest.raises(ConflictOfInterest) as caught:
        world.do("propose", "ann", PROPOSAL)
    assert str(caught.value) == (
        "ann may not do propose for case C-2026-000001, having owned it in received. "
        "Somebody else must do it: owner, specialist, supervisor."
    )
    assert people(world) == ("ben", "sue")
    world.do("propose", "ben", PROPOSAL)


def test_where_only_the_owner_may_another_owner_is_what_helps() -> None:
    world = at_investigated(other_owners=("judged",), by=("owner",))
    with pytest.raises(ConflictOfInterest) as caught:
        world.do("propose", "ben", PROPOSAL)
    assert str(caught.value).endswith("`complaints assign C-2026-000001 PERSON` gives it to them.")
    with language("zh"):
        assert "只有承办人可以办理" in str(caught.value)


def test_who_was_given_the_case_in_a_state_owned_it_there_too() -> None:
    world = at_investigated(other_owners=("judged",))
    for name in ("ann", "ben"):
        with pytest.raises(ConflictOfInterest, match=r"having owned it in judged\."):
            world.do("propose", name, PROPOSAL)
    assert people(world) == ("sue",)
    with pytest.raises(ConflictOfInterest) as caught:
        world.do("propose", "ben", PROPOSAL)
    assert str(caught.value).endswith("Somebody else must do it: supervisor.")
    world.house.change("sue", site="annexe")
    with pytest.raises(ConflictOfInterest) as caught:
        world.do("propose", "ben", PROPOSAL)
    assert caught.value.may == ()
    assert str(caught.value).endswith(
        "Somebody else must do it, and there is nobody else: owner, specialist, supervisor. "
        "`complaints assign C-2026-000001 PERSON` gives the case to another owner, "
        "`complaints staff add` gives somebody a role."
    )
    with language("zh"):
        assert "目前没有这样的人" in str(caught.value)
    world.house.change("sue", site="main")
    world.do("propose", "sue", PROPOSAL)


def test_who_is_named_in_the_case_may_not_do_it() -> None:
    world = at_investigated(other_named=("responsible",))
    with pytest.raises(ConflictOfInterest) as caught:
        world.do("propose", "ann", PROPOSAL)
    assert "being named in responsible." in str(caught.value)
    assert people(world) == ("ben", "sue")
    world.do("propose", "ben", PROPOSAL)


def test_of_a_list_everybody_who_is_named_in_it_may_not_do_it() -> None:
    changed = with_transition(
        "complaint", "propose", by=("specialist",), other_named=("responsible",)
    )
    whole = changed.definition
    several = replace(whole.fields["responsible"], type="list", item="person")
    world = World(
        Edition(replace(whole, fields={**whole.fields, "responsible": several}), "several")
    )
    world.bring_to("judged")
    world.do("investigate", "owner", {"cause": "阀门坏了", "responsible": ["ann", "ben"]})
    for name in ("ann", "ben"):
        with pytest.raises(ConflictOfInterest, match=r"being named in responsible\."):
            world.do("propose", name, PROPOSAL)
    world.house.change("ben", site="annexe")
    world.house.change("max", roles=("specialist",))
    world.do("propose", "max", PROPOSAL)


def test_who_is_named_with_the_very_act_may_not_do_it() -> None:
    world = World(with_transition("complaint", "investigate", other_named=("responsible",)))
    world.bring_to("judged")
    with pytest.raises(ConflictOfInterest):
        world.do("investigate", "ann", {"cause": "阀门坏了", "responsible": "ann"})
    world.do("investigate", "ann", {"cause": "阀门坏了", "responsible": "ben"})


def test_who_stands_in_for_somebody_barred_may_not_do_it_either() -> None:
    world = at_investigated(other_named=("responsible",))
    world.house.change("ann", away=True, delegate="sue")
    with pytest.raises(ConflictOfInterest):
        world.do("propose", "sue", PROPOSAL)


def test_an_act_in_the_name_of_a_party_is_not_held_against_who_types() -> None:
    barred = {"by": ("customer",), "other_named": ("responsible",)}
    world = at_investigated()
    world.edition = with_transition("complaint", "propose", **barred)
    world.do("propose", "ann", PROPOSAL)
    assert world.events[-1].performed_by == "customer"


def test_a_party_is_among_those_who_may_whoever_is_barred() -> None:
    by = ("owner", "customer")
    world = World(with_transition("complaint", "propose", by=by, other_owners=("judged",)))
    world.bring_to("investigated")
    with pytest.raises(ConflictOfInterest) as caught:
        world.do("propose", "owner", PROPOSAL)
    assert caught.value.may == ("customer",)


# --- the owner, since --------------------------------------------------------------------------


def since(world: World) -> list[tuple[str, str, str]]:
    """Why the owner of a case is barred by now: how, by what, and of which step alone."""
    situation = world.edition, world.case, world.around, world.now
    found = barred_owner(*situation, lambda: world.events)
    return [(one.bar.kind, one.bar.thing, one.step) for one in found]


def owned_by_others(world: World) -> None:
    """Let nobody own the complaint, as it stands, whom it names as responsible."""
    whole = world.edition.definition
    rule = OwnerRule("specialist", other_than=OtherThan(("judge",), ("judged",), ("responsible",)))
    state = replace(whole.states[world.case.state], owner=rule)
    states = {**whole.states, state.name: state}
    world.edition = Edition(replace(whole, states=states), "owned by others")


def test_an_owner_whom_the_case_names_is_barred_and_not_for_what_the_owner_did() -> None:
    world = at_investigated()
    owned_by_others(world)
    assert since(world) == []  # ben owned it when it was judged, and was chosen all the same
    world.assign("sue", "max")
    world.correct("sue", {"responsible": "max"})
    assert since(world) == [("named", "responsible", "")]


def test_an_owner_is_barred_of_a_step_only_where_nobody_else_may_do_it() -> None:
    assert since(at_investigated(other_owners=("judged",))) == []
    world = at_investigated(other_owners=("judged",), by=("owner",))
    assert since(world) == [("owned", "judged", "propose")]
    world = at_investigated(other_owners=("judged",), by=("owner",), at_most=0)
    assert since(world) == []


def test_of_a_case_that_is_closed_nobody_is_the_owner_any_more() -> None:
    world = at_investigated(other_owners=("judged",), by=("owner",))
    world.case = world.case.changed({"final": True})
    assert since(world) == []
