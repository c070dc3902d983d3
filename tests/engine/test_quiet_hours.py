"""Messages wait until whoever they are for is at work; what is urgent does not."""

from dataclasses import replace

import pytest
from waiting import claim
from world import World, at, written

from workflow.calendars.rules import OfficialDays
from workflow.definition.model import Definition
from workflow.engine.addressees import Heard
from workflow.engine.edition import Edition
from workflow.engine.quiet import Post, held_anew

# Friday, 6 November 2026; the office opens on Monday at nine.
FRIDAY, MONDAY_MORNING = "2026-11-06 17:00", "2026-11-09 09:00"
HOURS = """
language: 1
workflow: repair
edition: "1"
effective: 2026-01-01
calendar: office-cn
roles:
  specialist: {title: {en: Specialist, zh: 客服专员}}
  supervisor: {title: {en: Supervisor, zh: 主管}, calendar: always}
fields:
  danger: {type: flag, title: {en: Danger, zh: 危险}}
states: {open: {}, over: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist], needs: [danger]}
  finish: {from: open, to: over, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复}
    starts: {entered: open}
    met: {left: open}
    within: 4 hours
    remind: [{at: 50%, to: owner}]
    missed: [{to: [owner, {role: supervisor}]}]
    urgent: danger
"""


def office(text: str = HOURS) -> World:
    world = World(written(text), FRIDAY)
    world.around.calendars.revisions = [OfficialDays(1, {2026: False, 2027: False})]
    return world


def opened(world: World, *, danger: bool = False) -> World:
    world.open({"danger": danger}, actor="ann")
    return world


def waiting(world: World) -> list[tuple[str | None, object]]:
    return [(one.recipient, one.hold_until) for one in world.notices]


def test_a_reminder_in_the_evening_waits_for_the_next_opening():
    world = opened(office())
    world.live_until("2026-11-06 19:30")
    assert waiting(world) == [("ann", at(MONDAY_MORNING))]
    assert world.events[-1].at == at("2026-11-06 19:00")  # it fired in time all the same


def test_a_reminder_in_working_time_does_not_wait():
    world = office(HOURS.replace("50%", "10%"))
    opened(world).live_until("2026-11-06 18:00")
    assert waiting(world) == [("ann", None)]


def test_each_waits_for_hours_of_their_own():
    world = opened(office())
    world.live_until("2026-11-06 22:00")
    assert waiting(world)[1:] == [("ann", at(MONDAY_MORNING)), ("sue", None)]


def test_an_emergency_does_not_wait():
    world = opened(office(), danger=True)
    world.live_until("2026-11-06 22:00")
    assert {until for _, until in waiting(world)} == {None}


def test_a_deadline_that_is_always_urgent_does_not_wait():
    world = opened(office(HOURS.replace("urgent: danger", "urgent: true")))
    world.live_until("2026-11-06 22:00")
    assert {until for _, until in waiting(world)} == {None}


def test_an_alarm_does_not_wait():
    world = opened(office(HOURS.replace("to: [owner, {role: supervisor}]", "to: {person: 王五}")))
    for name in list(world.house.people):
        world.house.change(name, away=True)
    world.live_until("2026-11-06 22:00")
    assert waiting(world)[-1] == (None, None)


def test_a_reminder_that_waits_is_outdated_once_it_is_done_or_missed():
    world = opened(office())
    world.live_until("2026-11-06 19:30")
    assert world.do("finish", "ann").outdated == (("answer", 1, True),)
    again = opened(office())
    again.live_until("2026-11-06 19:30")
    again.wait_until("2026-11-06 21:00")
    assert again.fire().outdated == (("answer", 1, True),)


@pytest.mark.parametrize(
    ("changes", "whole"),
    [
        (("", ""), True),
        (("    urgent:", "    late: all\n    urgent:"), False),
        (("    urgent:", "    late: {skip_older_than: 1 hour}\n    urgent:"), False),
        (("    missed: [{to: [owner, {role: supervisor}]}]\n", ""), False),
    ],
)
def test_beside_an_escalation_a_reminder_a_downtime_held_up_is_outdated_unless_all_are_wanted(
    changes: tuple[str, str], whole: bool
):
    world = opened(office(HOURS.replace(*changes)))
    world.wait_until("2026-11-06 21:00")
    assert world.fire().outdated == (("answer", 1, whole),)


@pytest.mark.parametrize(
    ("held", "now", "until"),
    [
        (None, "2026-11-06 17:50", None),
        (None, "2026-11-07 02:00", MONDAY_MORNING),
        ("2026-11-06 18:30", "2026-11-07 02:00", None),  # that was no opening: it waited anew
    ],
)
def test_what_nobody_handed_on_in_working_time_waits_anew_once(
    held: str | None, now: str, until: str | None
):
    world = office()
    post = Post(Heard("ann", None, "reminder"), world.edition.hours_of("answer"), "main")
    assert held_anew(
        world.edition,
        world.around,
        post,
        made_at=at("2026-11-06 17:30"),
        held=None if held is None else at(held),
        now=at(now),
    ) == (None if until is None else at(until))


def test_what_waited_for_an_opening_nobody_handed_it_on_at_waits_for_the_next():
    world = office()
    post = Post(Heard("ann", None, "reminder"), world.edition.hours_of("answer"), "main")
    found = held_anew(
        world.edition,
        world.around,
        post,
        made_at=at("2026-11-06 19:00"),
        held=at(MONDAY_MORNING),
        now=at("2026-11-09 20:00"),
    )
    assert found == at("2026-11-10 09:00")


def test_with_what_is_done_the_reminders_of_the_cycle_it_went_on_from_are_outdated_too():
    world = claim(
        "calendar: office-cn\nwithin: 2 calendar days\npauses: {in: waiting}\n"
        "remind: [{before: 1 calendar day, to: owner}]\n"
    )
    world.live_until("2026-11-05 08:00")
    assert world.do("wait", "ann", at="2026-11-04 12:00").outdated == ()  # the promise goes on
    assert world.do("finish", "ann").outdated == (("answer", 2, True), ("answer", 1, True))


def test_where_nobody_was_reminded_nothing_is_outdated():
    assert opened(office()).do("finish", "ann").outdated == ()


def test_rather_at_night_than_not_at_all_if_official_days_are_not_known():
    world = office()
    world.around.calendars.revisions = [OfficialDays(1, {2025: False})]
    opened(world).live_until("2026-11-06 22:00")
    assert {until for _, until in waiting(world)} == {None}


def test_without_a_calendar_nobody_has_quiet_hours():
    world = opened(
        office(HOURS.replace("calendar: office-cn", "").replace(", calendar: always", ""))
    )
    world.live_until("2026-11-06 22:00")
    assert {until for _, until in waiting(world)} == {None}


@pytest.mark.parametrize("hours", ["office-cn", "always"])
def test_the_role_says_when_a_person_can_be_told_whatever_the_deadline_keeps_to(hours: str):
    whole: Definition = written(HOURS).definition
    specialist = replace(whole.roles["specialist"], calendar=hours)
    changed = replace(whole, roles={**whole.roles, "specialist": specialist})
    world = office()
    world.edition = Edition(changed, "changed")
    opened(world).live_until("2026-11-06 19:30")
    assert waiting(world) == [("ann", at(MONDAY_MORNING) if hours == "office-cn" else None)]
