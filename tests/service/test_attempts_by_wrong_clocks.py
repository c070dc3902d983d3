"""A clock that was ahead leaves its times behind: what failed by it is not waited for longer."""

from datetime import timedelta

import pytest
from house import Clock
from stories import opened

from workflow import Workflow
from workflow.errors import NotDelivered
from workflow.service import forming, outboxing
from workflow.service.delivery import Routes

pytestmark = pytest.mark.both

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def waiting(flow: Workflow, clock: Clock) -> Workflow:
    """Ann is to be reminded of a case."""
    opened(flow)
    clock.advance(days=1, hours=8)
    flow.fire_due()
    forming.form(flow, Routes())
    return flow


def failed(flow: Workflow, clock: Clock, times: int, *, channel: bool = False) -> timedelta:
    """The message fails so often; return the pause until the next attempt."""
    for _time in range(times):
        (one,) = outboxing.claim(flow)
        error = NotDelivered("log", "稍后再试", resting=channel)
        outboxing.settle(
            flow, failed=[(one, error)], waiting_for_channel=[one.id] if channel else []
        )
        again_at = flow.messages()[0].again_at
        assert again_at is not None
        pause = again_at - clock.now
        clock.now = again_at
    clock.now -= pause
    return pause


@pytest.mark.parametrize("channel", [False, True], ids=["of itself", "of its channel"])
@pytest.mark.parametrize("times", [1, 2, 4])
@pytest.mark.parametrize("ahead", [timedelta(minutes=20), HOUR, timedelta(days=365)], ids=str)
def test_what_a_clock_ahead_tried_goes_at_once_when_it_is_right(
    waiting: Workflow, clock: Clock, times: int, ahead: timedelta, *, channel: bool
) -> None:
    failed(waiting, clock, times, channel=channel)
    right = clock.now
    clock.now += ahead
    failed(waiting, clock, 1, channel=channel)
    clock.now = right + MINUTE
    assert outboxing.waiting(waiting)
    assert [one.attempts for one in outboxing.claim(waiting)] == [times + 2]


@pytest.mark.parametrize("times", [1, 2, 5, 9])
def test_what_a_right_clock_lets_wait_waits_until_then(
    waiting: Workflow, clock: Clock, times: int
) -> None:
    pause = failed(waiting, clock, times)
    clock.now -= MINUTE / 2  # it was set back a little
    assert not outboxing.waiting(waiting)
    clock.now += pause + MINUTE / 2 - timedelta(seconds=1)
    assert outboxing.claim(waiting) == []
    clock.advance(seconds=1)
    assert len(outboxing.claim(waiting)) == 1


def test_what_was_ready_by_a_clock_ahead_goes_at_once_and_what_is_put_off_does_not(
    flow: Workflow, clock: Clock
) -> None:
    for name in ("ann", "ben"):
        flow.add_staff(name, quiet="17:00-08:00")
        opened(flow)
    clock.advance(days=1, hours=8)  # 18:00 in Shanghai
    flow.fire_due()
    forming.form(flow, Routes())
    until = clock.now + 14 * HOUR
    first, second = flow.messages()
    assert first.held_until == second.held_until == until
    assert not outboxing.waiting(flow)
    right = clock.now
    flow.redirect_message(first.id, "sue", reason="休假", actor="sue")
    clock.now += HOUR
    forming.form(flow, Routes())
    clock.now = right + 2 * MINUTE
    assert [one.recipient for one in outboxing.claim(flow)] == ["sue"]
    assert {one.held_until for one in flow.messages()} == {None, until}
    assert forming.form(flow, Routes()) == 0
