"""A time that nobody owes fires, counts and is asked for as any other; only what it is differs."""

import pytest
from requests_moved import OLD, edition, opened, otherwise, plan
from test_cycles_explained import explained
from world import World, rebuilt

from workflow.definition.parse import loads
from workflow.definition.resolved import edition_hash, from_json, to_json
from workflow.engine.edition import Edition

OVER = ("    missed:\n", "    over:\n")
NOBODY = OLD.replace(*OVER)
NIGHT = "2026-11-06 00:00"


def of_nobody() -> World:
    world = World(edition(NOBODY))
    world.open({}, "ann")
    return world


def told(world: World) -> tuple[str, bool]:
    return world.deadline("answer").standing(world.now)


def test_it_fires_what_a_promise_fires_and_is_told_otherwise() -> None:
    owed, nobody = opened(), of_nobody()
    for world in (owed, nobody):
        world.live_until("2026-11-08 10:00")
    assert nobody.fired() == owed.fired()
    assert [one.type for one in nobody.events] == [one.type for one in owed.events]
    assert (told(owed), told(nobody)) == (("missed", True), ("ran_out", False))
    kinds = [[one.template for one in world.notices] for world in (owed, nobody)]
    assert kinds == [
        ["reminder", "escalation", "escalation"],
        ["reminder", "follow_up", "follow_up"],
    ]


def test_it_has_run_out_at_its_instant_whether_or_not_a_sweep_has_come() -> None:
    world = of_nobody()
    world.wait_until("2026-11-05 23:59")
    assert told(world) == ("armed", False)
    world.wait_until(NIGHT)
    assert told(world) == ("ran_out", False)
    world.fire()
    assert told(world) == ("ran_out", False)


def test_what_is_done_after_it_keeps_that_it_ran_out() -> None:
    world = of_nobody()
    world.live_until("2026-11-06 10:00")
    world.do("finish", "ann")
    assert told(world) == ("ran_out", False)
    assert world.events[-1].payload["deadlines"][0] == {
        "change": "late",
        "name": "answer",
        "cycle": 1,
        "done_at": world.now,
        "owed": False,
    }
    assert rebuilt(world).deadlines == world.case.deadlines
    assert explained(world, "answer/1").ended.what == "late"


def test_conditions_ask_for_its_end_as_for_a_miss() -> None:
    asking = (
        "look: {from: any_open, stay: true,",
        "look: {from: any_open, stay: true, when: 'missed(\"answer\")',",
    )
    world = World(otherwise(asking, text=NOBODY))
    world.open({}, "ann")
    world.live_until("2026-11-06 10:00")
    world.do("look", "ann")


# --- stored ------------------------------------------------------------------------------------


def test_a_promise_is_stored_and_hashed_as_before() -> None:
    promise, nobody = loads(OLD, "x.yaml"), loads(NOBODY, "x.yaml")
    assert '"owed"' not in to_json(promise)
    assert to_json(nobody).count('"owed":false') == 1
    assert from_json(to_json(nobody)) == nobody
    assert edition_hash(promise) != edition_hash(nobody)


# --- another edition ---------------------------------------------------------------------------


def moved(old: str, new: Edition, how: str) -> World:
    world = World(edition(old))
    world.open({}, "ann")
    world.wait_until("2026-11-03 09:00")
    world.migrate(new, plan(answer=how))
    return world


@pytest.mark.parametrize(
    ("old", "new", "how", "owed"),
    [
        (OLD, NOBODY, "keep", True),
        (OLD, NOBODY, "recompute", False),
        (NOBODY, OLD, "keep", False),
        (NOBODY, OLD, "recompute", True),
    ],
)
def test_a_case_keeps_what_it_was_promised_or_takes_the_new(
    old: str, new: str, how: str, owed: bool
) -> None:
    world = moved(old, otherwise(text=new), how)
    world.live_until("2026-11-06 10:00")
    assert world.deadline("answer").owed is owed
    assert told(world) == (("missed", True) if owed else ("ran_out", False))
    assert rebuilt(world).deadlines == world.case.deadlines


def test_what_was_kept_is_taken_back_as_it_was() -> None:
    world = moved(OLD, otherwise(text=NOBODY), "recompute")
    world.take_back(edition(OLD))
    assert world.deadline("answer").owed


def test_whether_it_is_owed_is_decided_about() -> None:
    world = World(edition(OLD))
    world.open({}, "ann")
    assert [one.code for one in world.migrate(otherwise(text=NOBODY), plan()).refusals] == [
        "undecided"
    ]
