"""What fired and turned out to be none is told with the event that says so."""

from collections import Counter

from waiting import claim
from world import World

from workflow.engine.unmissed import last_of
from workflow.engine.voided import voided_by

ANSWER = """\
within: 6 hours
pauses: {in: waiting}
remind: [{before: 1 hour, to: owner}]
missed: [{to: owner}, {after: 1 hour, to: owner}]
"""
AFTER = """\
second:
  starts: {missed: answer}
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 9 hours
  missed: [{to: owner}]
"""
WRONG = "2026-11-12 10:00"


def opened() -> World:
    """Due at 16:00 on Monday, 2 November 2026."""
    return claim(ANSWER, more=AFTER)


def jumped(world: World) -> None:
    before = world.now
    world.wait_until(WRONG)
    world.fire()
    world.now = before


def void(world: World) -> list[str]:
    """What is void, each with the kind of the event by which it is."""
    by = voided_by(world.events)
    standing = Counter(
        last_of(world.events, one.payload["deadline"], one.payload["cycle"])
        for one in world.events
        if one.type == "deadline_missed" and one.seq not in by
    )
    goes_on = [one for one in world.case.deadlines.values() if one.status != "voided"]
    assert standing == Counter(one.key for one in goes_on if one.status == "missed")
    named = {one.seq: one for one in world.events}
    return [
        f"{named[seq].payload['deadline']}/{named[seq].payload['cycle']} "
        f"{named[seq].payload.get('rung', 'miss')}: {named[one].type}"
        for seq, one in sorted(by.items())
    ]


def test_nothing_is_void_of_what_fired_in_time() -> None:
    world = opened()
    world.live_until("2026-11-12 10:00")
    world.do("finish", "ann")
    assert void(world) == []


def test_all_that_a_clock_fired_that_was_ahead_is_void_by_the_event_that_voided_it() -> None:
    world = opened()
    jumped(world)
    world.void(WRONG, WRONG, "ann")
    assert void(world) == [
        "answer/1 remind.1: firing_voided",
        "answer/1 miss: firing_voided",
        "answer/1 missed.1: firing_voided",
        "answer/1 missed.2: firing_voided",
        "second/1 miss: firing_voided",
        "second/1 missed.1: firing_voided",
    ]


def test_what_fires_again_is_not_void() -> None:
    world = opened()
    jumped(world)
    world.void(WRONG, WRONG, "ann")
    before = void(world)
    world.live_until("2026-11-03 09:00")
    assert void(world) == before


def test_with_a_miss_that_was_none_go_the_rungs_after_it_and_what_it_started_not_the_reminder() -> (
    None
):
    world = opened()
    world.live_until("2026-11-03 02:00")
    world.do("finish", "ann", at="2026-11-02 15:30")
    assert void(world) == [
        "answer/1 miss: miss_voided",
        "answer/1 missed.1: miss_voided",
        "answer/1 missed.2: miss_voided",
        "second/1 miss: miss_voided",
        "second/1 missed.1: miss_voided",
    ]


def test_a_miss_of_a_cycle_that_went_on_is_void_by_what_voided_the_last_one() -> None:
    """The miss was right, what came after it too early; then it turned out to be none."""
    world = opened()
    world.live_until("2026-11-02 16:10")
    jumped(world)
    world.void(WRONG, WRONG, "ann")
    assert "answer/1 miss: firing_voided" not in void(world)
    assert "answer/1 missed.2: firing_voided" in void(world)
    world.do("finish", "ann", at="2026-11-02 15:30")
    found = void(world)
    assert "answer/1 miss: miss_voided" in found
    assert "answer/1 missed.1: miss_voided" in found
    assert "answer/1 missed.2: firing_voided" in found


def test_a_miss_in_a_pause_that_was_recorded_late_is_void_and_the_next_one_is_not() -> None:
    world = opened()
    world.live_until("2026-11-02 17:00")
    world.do("wait", "ann", at="2026-11-02 15:30")
    world.do("go_on", "ann", at="2026-11-02 17:00")
    before = void(world)
    assert "answer/1 miss: miss_voided" in before
    world.live_until("2026-11-03 09:00")
    assert world.fired("deadline_missed").count("answer") == 2
    assert void(world) == before
