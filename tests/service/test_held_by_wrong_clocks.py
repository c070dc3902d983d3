"""What a clock that was ahead put off waits no longer than a right clock lets it wait."""

from datetime import datetime, timedelta

import pytest
from house import Clock

from workflow import Workflow
from workflow.service import forming, outboxing
from workflow.service.delivery import Routes
from workflow.service.simulated.beginnings import definition_from

pytestmark = pytest.mark.both

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
QUARTER = Routes(digest=timedelta(minutes=15))
AHEAD = [HOUR, timedelta(days=1), timedelta(days=20)]


# Friday, 6 November 2026, 15:30 and 17:30 in Shanghai: the office closes at 18:00.
OPENED = datetime.fromisoformat("2026-11-06T15:30+08:00")
REMINDED = datetime.fromisoformat("2026-11-06T17:30+08:00")
MONDAY = datetime.fromisoformat("2026-11-09T09:00+08:00")
OFFICE = """
language: 1
workflow: office_repair
edition: "1"
effective: 2026-01-01
CALENDAR
roles: {specialist: {title: {en: Specialist, zh: 客服专员}}}
states: {open: {}, over: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist]}
  finish: {from: open, to: over, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复}
    starts: {entered: open}
    met: {left: open}
    within: 100 hours
    remind: [{before: BEFORE, to: [owner]}]
"""


def opened(flow: Workflow, clock: Clock, before: str = "98 hours", *, office: bool) -> None:
    """Ann has a case of which she is reminded, as a rule after two hours."""
    calendar = "calendar: office-cn" if office else ""
    text = OFFICE.replace("CALENDAR", calendar).replace("BEFORE", before)
    flow.publish(definition_from(text))
    flow.open("office_repair", {}, actor="ann")


def told(flow: Workflow, routes: Routes) -> int:
    """Hand on what may be, send it, and return how many deliveries that were."""
    forming.form(flow, routes)
    sent = outboxing.claim(flow)
    outboxing.settle(flow, sent=sent)
    return len(sent)


def held(flow: Workflow) -> list[datetime | None]:
    return [one.held_until for one in flow.messages()]


@pytest.fixture
def collected(flow: Workflow, clock: Clock) -> datetime:
    """Ann was told of a case, and is to be told of another a quarter of an hour after that."""
    clock.now = OPENED
    opened(flow, clock, office=False)
    clock.advance(minutes=2)
    flow.open("office_repair", {}, actor="ann")
    clock.now = REMINDED
    flow.fire_due()
    assert told(flow, QUARTER) == 1
    until = clock.now + QUARTER.digest
    clock.advance(minutes=2)
    flow.fire_due()
    assert told(flow, QUARTER) == 0
    assert held(flow) == [until]
    return until


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
def test_what_a_clock_ahead_put_off_for_quiet_hours_is_told_when_it_was_to_be(
    flow: Workflow, clock: Clock, collected: datetime, ahead: timedelta
) -> None:
    right = clock.now
    clock.now += ahead
    local = clock.now
    flow.add_staff("ann", quiet=f"{local - MINUTE:%H:%M}-{local + HOUR:%H:%M}")
    assert told(flow, QUARTER) == 0
    clock.now = right + MINUTE
    if ahead.seconds == 0:  # whole days: her quiet hours are now, too
        flow.add_staff("ann", quiet="none")
    assert told(flow, QUARTER) == 0
    assert held(flow) == [collected]
    clock.now = collected
    assert told(flow, QUARTER) == 1


def test_what_is_to_go_with_others_waits_no_longer_than_the_setting_of_now_has_it(
    flow: Workflow, clock: Clock, collected: datetime
) -> None:
    clock.now = collected
    hours = Routes(digest=5 * HOUR)
    assert told(flow, hours) == 0
    assert held(flow) == [REMINDED + 5 * HOUR]
    assert told(flow, QUARTER) == 1


def test_who_has_quiet_hours_is_not_told_before_their_end_however_often_it_is_asked(
    flow: Workflow, clock: Clock, collected: datetime
) -> None:
    clock.now = collected
    local = clock.now
    flow.add_staff("ann", quiet=f"{local - MINUTE:%H:%M}-{local + 9 * HOUR:%H:%M}")
    end = clock.now.replace(second=0) + 9 * HOUR
    while clock.now < end:
        assert told(flow, QUARTER) == 0
        assert held(flow) == [end]
        clock.advance(hours=1)
    assert told(flow, QUARTER) == 1


# --- until whoever is told is at work ----------------------------------------------------------


def reminded(flow: Workflow, clock: Clock, before: str, at: datetime) -> None:
    """Ann is reminded of a case by its definition, and nothing was handed on yet."""
    clock.now = OPENED
    opened(flow, clock, before, office=True)
    clock.now = at
    assert [one.rung for one in flow.fire_due().fired] == ["remind.1"]


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
def test_what_a_clock_ahead_put_off_until_the_office_opens_is_told_while_it_is_open(
    flow: Workflow, clock: Clock, ahead: timedelta
) -> None:
    reminded(flow, clock, "98 hours", REMINDED)
    clock.now = REMINDED + ahead + MINUTE * (45 if ahead >= timedelta(days=1) else 0)
    assert told(flow, Routes()) == 0
    assert held(flow) != [None]
    clock.now = REMINDED + MINUTE
    assert told(flow, Routes()) == 1
    assert flow.verify().findings == ()


def test_what_a_right_clock_put_off_until_the_office_opens_waits_for_that(
    flow: Workflow, clock: Clock
) -> None:
    reminded(flow, clock, "96 hours", OPENED + 4 * HOUR)
    for after in (HOUR, 26 * HOUR, 20 * HOUR):
        clock.now = REMINDED + after
        assert told(flow, Routes()) == 0
        assert held(flow) == [MONDAY]
    clock.now = MONDAY + 12 * HOUR
    assert told(flow, Routes()) == 0  # it was ahead: that evening it would wait for Tuesday
    assert held(flow) == [MONDAY + timedelta(days=1)]
    clock.now = MONDAY - HOUR
    assert told(flow, Routes()) == 0
    assert held(flow) == [MONDAY]
    assert flow.verify().findings == ()
    clock.now = MONDAY
    assert told(flow, Routes()) == 1
