"""Quiet hours hold for every attempt: nobody is called at night because a message failed before."""

from datetime import datetime, timedelta

import pytest
from house import Clock
from stories import opened

from workflow import Workflow
from workflow.errors import NotDelivered
from workflow.service import forming, health, outboxing
from workflow.service.delivery import Routes

pytestmark = pytest.mark.both

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def evening(flow: Workflow, clock: Clock) -> datetime:
    """Ann is told of a case, two minutes before her quiet hours, and it fails; return that time."""
    opened(flow)
    clock.advance(days=1, hours=8)  # 18:00 in Shanghai
    flow.add_staff("ann", quiet="18:02-08:00")
    flow.fire_due()
    assert forming.form(flow, Routes()) == 1
    fail(flow)
    return clock.now


def fail(flow: Workflow) -> None:
    (one,) = outboxing.claim(flow)
    outboxing.settle(flow, failed=[(one, NotDelivered("mail", "稍后再试"))])


def told(flow: Workflow) -> list[str | None]:
    forming.form(flow, Routes())
    return [one.recipient for one in outboxing.claim(flow)]


def test_what_failed_before_quiet_hours_is_tried_again_after_them(
    flow: Workflow, clock: Clock, evening: datetime
) -> None:
    until = evening + 14 * HOUR
    for after in (5 * MINUTE, HOUR, 9 * HOUR, 14 * HOUR - MINUTE):
        clock.now = evening + after
        assert told(flow) == []
        assert [one.again_at for one in flow.messages()] == [until]
    clock.now = until
    assert told(flow) == ["ann"]


def test_within_a_minute_it_is_still_tried(flow: Workflow, clock: Clock, evening: datetime) -> None:
    clock.now = evening + MINUTE
    assert told(flow) == ["ann"]


def test_who_has_no_quiet_hours_is_tried_beside_who_has(
    flow: Workflow, clock: Clock, evening: datetime
) -> None:
    clock.now = evening + HOUR
    (waits,) = flow.messages()
    flow.redirect_message(waits.id, "sue", reason="休假", actor="sue")
    assert told(flow) == ["sue"]


def test_what_is_sent_to_another_who_has_quiet_hours_waits_for_their_end(
    flow: Workflow, clock: Clock, evening: datetime
) -> None:
    clock.now = evening + HOUR
    flow.add_staff("sue", quiet="18:30-07:00")
    (waits,) = flow.messages()
    flow.redirect_message(waits.id, "sue", reason="休假", actor="sue")
    assert told(flow) == []
    assert [(one.recipient, one.held_until) for one in flow.messages()] == [
        ("sue", evening + 13 * HOUR)
    ]
    clock.now = evening + 13 * HOUR
    assert told(flow) == ["sue"]


def test_what_a_clock_ahead_made_ready_is_not_told_in_quiet_hours(
    flow: Workflow, clock: Clock, evening: datetime
) -> None:
    clock.now = evening + 15 * HOUR
    fail(flow)
    clock.now = evening + HOUR
    assert told(flow) == []
    clock.now = evening + 14 * HOUR
    assert told(flow) == ["ann"]


def test_what_waits_for_the_end_of_quiet_hours_is_not_called_untried(
    flow: Workflow, clock: Clock, evening: datetime
) -> None:
    clock.now = evening + 10 * HOUR
    found = health.waiting(flow).outbox
    assert (found.waiting, found.failed, found.untried, found.unserved) == (1, 1, 0, ())
