"""What a schedule opens or does in a case, decided by the pure engine."""

from datetime import datetime

import pytest
from rounds import LAPSING, ROUND
from world import World, at, written

from workflow.engine.edition import Edition
from workflow.engine.events import Decision, Recurs
from workflow.engine.opening import Opening
from workflow.engine.recurring import decide_recurring_opening, decide_recurring_step
from workflow.errors import GuardRejected, NameNotRegistered, OwnerMissing

ROUNDS = written(ROUND + LAPSING)
DUE = "2026-11-02 10:10"


def recurs(schedule: str, due: str) -> Recurs:
    return Recurs(schedule, at(due), at(due))


def opening(world: World, due: str = DUE) -> Decision:
    place = Opening("uuid", "main", world.zone, None)
    schedule, now = world.edition.definition.schedules["lobby"], world.now
    return world._keep(
        decide_recurring_opening(
            world.edition, schedule, recurs("lobby", due), place, world.around, now=now
        )
    )


def lapsing(world: World, due: str) -> Decision:
    schedule = world.edition.definition.schedules["closing"]
    return world._keep(decide_recurring_step(world.situation, schedule, recurs("closing", due)))


def world_of(edition: Edition = ROUNDS, now: str = "2026-11-02 10:30") -> World:
    world = World(edition, now)
    world.house.change("ann", roles=frozenset({"guard"}))
    return world


def test_a_case_is_opened_at_its_time_however_late_it_is():
    world = world_of()
    (event,) = opening(world).events
    assert (event.at, event.recorded_at) == (at(DUE), world.now)
    assert (event.performed_by, world.owner, world.state) == ("system", "ann", "due")
    assert event.payload["recurs"]["schedule"] == "lobby"
    assert isinstance(event.payload["recurs"]["at"], datetime)
    assert world.due("walking") == "2026-11-02 11:10"


def test_nobody_owns_it_so_it_is_not_opened_unless_the_site_falls_back_to_somebody():
    world = World(ROUNDS, "2026-11-02 10:30")
    with pytest.raises(OwnerMissing):
        opening(world)
    world.house.last_resort = "max"
    (event,) = opening(world).events
    assert (world.owner, event.payload["owner_flag"]) == ("max", "guard")


def test_what_is_due_before_it_fires_first_and_nothing_comes_before_what_somebody_did():
    world = world_of(now="2026-11-03 09:00")
    opening(world)
    kinds = [one.type for one in lapsing(world, "2026-11-02 22:00").events]
    assert kinds == ["deadline_missed", "transitioned"]
    assert world.events[-1].at == at("2026-11-02 22:00")
    assert world.events[-1].once == "recurs/closing/2026-11-02T14:00:00+00:00"
    again = world_of()
    again.open({"place": "lobby"}, actor="ann", trigger="set_out")
    lapsing(again, "2026-11-02 10:20")
    assert again.events[-1].at == again.events[0].at


def test_a_step_that_is_refused_is_refused():
    world = world_of(now="2026-11-03 09:00")
    world.open({"place": "garden"}, actor="ann", trigger="set_out")
    with pytest.raises(GuardRejected):
        lapsing(world, "2026-11-03 22:00")


def test_where_what_is_due_before_it_cannot_be_decided_it_is_not_done():
    guarded = (ROUND + LAPSING).replace("roles:", "requires: {guards: [calm]}\nroles:", 1)
    guarded = guarded.replace(
        "within: 1 hour}", "within: 1 hour, missed: [{to: owner, when: 'calm()'}]}"
    )
    world = world_of(written(guarded), now="2026-11-03 09:00")
    opening(world)
    with pytest.raises(NameNotRegistered):
        lapsing(world, "2026-11-02 22:00")
