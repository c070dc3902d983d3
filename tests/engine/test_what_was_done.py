"""Which cycles were done when they were over, and which are due at the time that was agreed."""

from waiting import claim
from world import World

from workflow.engine.outcomes import as_agreed, was_done

ANSWER = "within: 2 calendar days\npauses: {in: waiting}\nmissed: [{to: owner}]\n"
AFTER = """\
second:
  starts: {missed: answer}
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 2 calendar days
"""
EXTENDS = "{answer: {by: 4 calendar days, asked: {act: ask}}}"


def done(world: World, deadline: str = "answer") -> list[tuple[str, bool]]:
    return [
        (one.status, was_done(world.edition, world.case, one))
        for one in world.case.deadlines.values()
        if one.name == deadline
    ]


def missed(**more: str) -> World:
    world = claim(ANSWER, extends=EXTENDS, **more)
    world.do("ask", "ann")
    world.live_until("2026-11-06 10:00")
    return world


def test_what_is_met_or_done_late_was_done_and_what_runs_was_not() -> None:
    world = claim(ANSWER)
    assert done(world) == [("armed", False)]
    world.do("finish", "ann")
    assert done(world) == [("met", True)]
    late = missed()
    assert done(late) == [("missed", False)]
    late.do("finish", "ann")
    assert done(late) == [("missed", True)]


def test_what_was_cancelled_was_not_done() -> None:
    world = claim(ANSWER)
    world.do("close", "ann")
    assert done(world) == [("cancelled", False)]


def test_what_goes_on_in_another_cycle_was_not_done() -> None:
    world = missed()
    world.do("give", "sue")
    assert done(world) == [("voided", False), ("armed", False)]


def test_what_was_done_in_time_and_recorded_late_was_done() -> None:
    world = missed()
    world.do("finish", "ann", at="2026-11-03 10:00")
    assert done(world) == [("voided", True)]


def test_of_what_a_void_miss_had_started_nothing_is_said() -> None:
    world = missed(more=AFTER)
    world.live_until("2026-11-09 10:00")
    world.do("finish", "ann", at="2026-11-03 10:00")
    assert (done(world), done(world, "second")) == ([("voided", True)], [("voided", False)])


def test_a_time_was_agreed_until_a_pause_or_an_extension_moves_it() -> None:
    world = claim(ANSWER + "agreed: promised\n", extends="{answer: {by: 1 calendar day}}")
    assert not as_agreed(world.deadline("answer"))
    world.enter("ann", {"promised": "2026-11-06 15:00"})
    world.do("wait", "ann")
    world.wait_until("2026-11-04 10:00")
    world.do("go_on", "ann")  # before it was due: that moves nothing
    assert as_agreed(world.deadline("answer"))
    world.wait_until("2026-11-06 14:00")
    world.do("wait", "ann")
    world.wait_until("2026-11-06 18:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-06 18:00"
    assert not as_agreed(world.deadline("answer"))
    world.do("give", "sue")
    assert not as_agreed(world.deadline("answer"))
