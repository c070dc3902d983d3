"""What recurs, in the rounds of a daemon."""

import logging
from datetime import timedelta

import pytest
from errands import in_turn
from metrics_text import parsed
from rounds import rounds

from workflow import Workflow
from workflow.daemon.exposition import exposition
from workflow.daemon.process import Ticking
from workflow.daemon.record import Record
from workflow.service import health


def test_a_round_does_what_recurs_says_so_and_wakes_for_the_next(
    flow: Workflow, clock, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, logger="workflow.daemon")
    flow.publish(rounds())
    flow.add_staff("马师傅", roles=["guard"])
    ticking = Ticking(flow, lambda: False, Record())
    ticking.rounds = in_turn(flow, [])
    assert ticking.once() == clock.now + timedelta(minutes=10)
    clock.advance(minutes=10)
    done = in_turn(flow, []).once()
    assert (done.recurred, done.failing, done.aside) == (1, 0, 0)
    assert done.next_at == clock.now + timedelta(minutes=10)
    (line,) = [one for one in caplog.records if getattr(one, "event", "") == "recurred"]
    assert line.getMessage().endswith("due 2026-11-02T02:10:00+00:00: opened RD-2026-000001")
    assert line.__dict__["case"] == "RD-2026-000001"


def test_what_fails_is_an_error_in_the_log_and_no_trouble_of_the_round(
    flow: Workflow, clock, caplog: pytest.LogCaptureFixture
):
    flow.publish(rounds())
    clock.advance(minutes=10)
    done = in_turn(flow, []).once()
    assert (done.recurred, done.failing, done.troubles) == (0, 1, ())
    assert done.next_at == clock.now + timedelta(minutes=1)
    (line,) = [one for one in caplog.records if getattr(one, "event", "") == "recurring_failed"]
    assert line.levelno == logging.ERROR
    assert "nobody there could own it" in line.getMessage()
    found = parsed(exposition(Record().read(), health.waiting(flow)))
    assert found["complaints_recurring_failed"] == 1
