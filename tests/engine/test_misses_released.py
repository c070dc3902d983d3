"""A promise that was missed and is not owed any more was broken, and never done."""

from waiting import claim, moves, statuses
from world import World

from workflow.engine.outcomes import was_done

LATE, IN_TIME = "2026-11-02 18:00", "2026-11-02 15:00"


def missed(more: str = "", **words: str) -> World:
    """A promise that was due on Monday at 16:00, some hours later."""
    world = claim(f"within: 6 hours\n{more}", **words)
    world.wait_until(LATE)
    world.fire()
    return world


def done(world: World, cycle: int = 1) -> bool:
    assert world.case is not None
    return was_done(world.edition, world.case, world.case.deadlines[f"answer/{cycle}"])


def test_what_is_cancelled_after_its_miss_stays_missed_and_was_not_done() -> None:
    world = missed()
    world.do("close", "ann")
    assert (statuses(world), moves(world)) == (["missed"], ["armed/1", "missed/1", "released/1"])
    assert not done(world)
    assert not world.deadline("answer").running
    late = missed()
    late.do("finish", "ann")
    assert (statuses(late), moves(late)) == (["missed"], ["armed/1", "missed/1", "late/1"])
    assert done(late)


def test_what_was_cancelled_in_time_and_recorded_late_was_not_done_either() -> None:
    world = missed()
    world.do("close", "ann", at=IN_TIME)
    assert world.events[-1].payload["reason"] == "released"
    assert (statuses(world), done(world)) == (["voided"], False)
    met = missed()
    met.do("finish", "ann", at=IN_TIME)
    assert met.events[-1].payload["reason"] == "recorded late"
    assert (statuses(met), done(met)) == (["voided"], True)


def test_what_starts_anew_after_its_miss_was_not_done() -> None:
    world = missed(starts="[{act: come}, {act: ask}]")
    world.do("ask", "ann")
    assert statuses(world) == ["missed", "armed"]
    assert not done(world)


def test_what_a_field_starts_anew_after_its_miss_was_not_done() -> None:
    world = claim("within: 6 hours", starts="{field: visit}")
    world.enter("ann", {"visit": "2026-11-02 10:00"})
    world.wait_until(LATE)
    world.fire()
    world.enter("ann", {"visit": "2026-11-02 17:00"})
    assert (statuses(world), done(world)) == (["missed", "armed"], False)
    assert moves(world) == ["armed/1", "missed/1", "released/1", "armed/2"]
