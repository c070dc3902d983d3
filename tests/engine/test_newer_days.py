"""Newer official days on a running case: what moves, what is kept, and what stands still."""

from datetime import date

from waiting import CHINA, claim, moves
from world import World

from workflow.calendars.rules import OfficialDay
from workflow.engine.revising import Newer

OFFICE = "calendar: office-cn\nwithin: 2 working days\npauses: {in: waiting}\n"
FREE = OfficialDay({"en": "Fair", "zh": "博览会"})
NEWER = Newer("CN", "", 2)


def announced(world: World, *free: date) -> list[tuple[str, str]]:
    """Count by days of which these are free too; say what becomes of each clock."""
    days = {**CHINA.days, **dict.fromkeys(free, FREE)}
    world.around.calendars.revisions.append(CHINA._replace(revision=2, days=days))
    return [(one.state.name, one.result) for one in world.revise(NEWER)]


def test_a_day_off_in_between_moves_what_is_due() -> None:
    world = claim(OFFICE)
    assert world.due("answer") == "2026-11-04 24:00"
    assert announced(world, date(2026, 11, 3)) == [("answer", "moved")]
    assert world.due("answer") == "2026-11-05 24:00"


def test_a_definition_may_keep_what_was_promised() -> None:
    world = claim(OFFICE + "on_revision: keep\n")
    assert announced(world, date(2026, 11, 3)) == [("answer", "kept")]
    assert (world.due("answer"), moves(world)) == ("2026-11-04 24:00", ["armed/1"])


def test_what_a_definition_keeps_and_would_be_due_as_before_is_no_matter() -> None:
    world = claim(OFFICE + "on_revision: keep\n")
    assert announced(world, date(2026, 11, 9)) == []


def test_a_deadline_that_stands_still_is_counted_by_newer_days_when_it_goes_on() -> None:
    world = claim(OFFICE)
    world.do("wait", "ann")
    world.wait_until("2026-11-03 19:00")
    assert announced(world, date(2026, 11, 9)) == [("answer", "same")]
    assert (world.due("answer"), moves(world)) == (
        "2026-11-04 24:00", ["armed/1", "paused/1", "recounted/1"],
    )  # fmt: skip
    world.wait_until("2026-11-06 10:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-10 24:00"


def test_a_deadline_that_stood_still_before_newer_days_that_would_move_it_is_due_by_these() -> None:
    """While it stands still it is told as if it went on now; the holiday lies in the pause."""
    world = claim(OFFICE)
    world.do("wait", "ann")
    world.wait_until("2026-11-03 19:00")
    assert announced(world, date(2026, 11, 3)) == [("answer", "same")]
    assert world.due("answer") == "2026-11-05 24:00"
