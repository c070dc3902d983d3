from typing import Any

import pytest
from world import RECEIVED, World, edition, with_deadline

from workflow.definition.deadline import Addressee, Rung
from workflow.definition.model import OWNER
from workflow.engine.addressees import heard_by

OWNED = Addressee("owner")


def judging(**changes: Any) -> World:
    """A complaint just received; its judgement is due at the end of 3 November."""
    world = World(with_deadline("complaint", "judgement", **changes))
    world.open()
    return world


def heard(world: World) -> list[tuple[str, str | None]]:
    return [(one.template, one.recipient) for one in world.notices]


def told(world: World, *addressees: Addressee) -> list[str | None]:
    """Who hears of a miss of the judgement."""
    one = World(with_deadline("complaint", "judgement", remind=(), missed=(Rung(to=addressees),)))
    one.open()
    one.house = world.house
    one.around.directory = world.house
    one.live_until("2026-11-04 00:00")
    assert one.notices, "it is never nobody"
    return [notice.recipient for notice in one.notices]


def test_the_owner_hears_of_it(world: World) -> None:
    assert told(world, OWNED) == ["ann"]


def test_everybody_of_a_role_hears_of_it(world: World) -> None:
    assert told(world, Addressee("role", "specialist")) == ["ann", "ben"]


def test_a_person_named_hears_of_it(world: World) -> None:
    assert told(world, Addressee("person", "rita")) == ["rita"]


def test_whoever_is_above_the_owner_hears_of_it(world: World) -> None:
    assert told(world, Addressee("above", OWNER)) == ["sue"]


def test_nobody_hears_of_it_twice(world: World) -> None:
    assert told(world, OWNED, Addressee("role", "specialist"), OWNED) == ["ann", "ben"]


def test_the_delegate_hears_of_it_while_the_owner_is_away(world: World) -> None:
    world.house.change("ann", away=True, delegate="rita")
    assert told(world, OWNED) == ["rita"]


def test_who_is_above_hears_of_it_if_the_owner_is_away_without_a_delegate(world: World) -> None:
    world.house.change("ann", away=True)
    assert told(world, OWNED) == ["sue"]


def test_two_who_stand_in_for_each_other_and_are_both_away_are_skipped(world: World) -> None:
    world.house.change("ann", away=True, delegate="ben")
    world.house.change("ben", away=True, delegate="ann")
    assert told(world, OWNED) == ["sue"]


def test_it_climbs_until_somebody_is_here(world: World) -> None:
    world.house.change("ann", away=True)
    world.house.change("sue", away=True)
    assert told(world, OWNED) == ["max"]


def test_the_delegate_of_whoever_is_above_hears_of_it(world: World) -> None:
    world.house.change("sue", away=True, delegate="rita")
    assert told(world, Addressee("above", OWNER)) == ["rita"]


def test_a_role_nobody_holds_falls_to_who_is_above_the_owner(world: World) -> None:
    assert told(world, Addressee("role", "director")) == ["sue"]


def test_then_the_fallback_of_the_site(world: World) -> None:
    world.house.change("ann", superior=None)
    world.house.last_resort = "max"
    assert told(world, Addressee("role", "director")) == ["max"]
    assert told(world, Addressee("above", OWNER)) == ["max"]


def test_and_if_there_is_nobody_at_all_it_is_an_alarm(world: World) -> None:
    world.house.change("ann", superior=None)
    assert told(world, Addressee("role", "director")) == [None]


def test_an_alarm_is_recorded_and_has_its_own_template() -> None:
    world = judging(remind=(), missed=(Rung(to=(Addressee("role", "director"),)),))
    world.house.change("ann", superior=None)
    world.live_until("2026-11-04 00:00")
    assert world.events[-1].payload["alarm"] is True
    assert world.events[-1].payload["to"] == []
    assert heard(world) == [("alarm", None)]


@pytest.mark.parametrize("director_first", [True, False])
def test_an_alarm_goes_out_beside_the_message_to_somebody_who_was_found(
    director_first: bool,
) -> None:
    to = (Addressee("role", "director"), OWNED)
    world = judging(remind=(), missed=(Rung(to=to if director_first else to[::-1]),))
    world.house.change("ann", superior=None)
    world.live_until("2026-11-04 00:00")
    assert world.events[-1].payload["alarm"] is True
    assert heard(world) == [("escalation", "ann"), ("alarm", None)]
    assert [one.position for one in world.notices] == [0, 1]


def test_of_an_event_of_an_older_version_no_alarm_went_out_beside_somebody_who_was_found() -> None:
    older = {"rung": "missed.1", "to": ["ann", {"party": "customer"}], "alarm": True}
    assert [one.template for one in heard_by(older)] == ["escalation", "party"]


def test_superiors_in_a_circle_do_not_hold_it_up(world: World) -> None:
    for top in ("ann", "sue"):
        for name, above in (("ann", "sue"), ("sue", "max"), ("max", top)):
            world.house.change(name, away=True, superior=above)
        assert told(world, OWNED) == [None]


def test_somebody_who_left_the_house_is_not_told(world: World) -> None:
    assert told(world, Addressee("person", "gone")) == ["sue"]


def test_who_is_told_is_settled_when_it_fires_not_when_it_was_due() -> None:
    world = judging(remind=(), missed=(Rung(to=(OWNED,)),))
    world.wait_until("2026-11-05 09:00")
    world.house.change("ann", away=True, delegate="ben")
    world.fire()
    assert heard(world) == [("escalation", "ben")]


def test_reminders_of_the_complaint_go_to_the_owner(world: World) -> None:
    assert edition("complaint") is world.edition
    world.open(RECEIVED)
    world.live_until("2026-11-03 20:00")
    assert heard(world) == [("reminder", "ann")]
