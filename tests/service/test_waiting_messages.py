"""The outbox holds back what waits for working time, and lets go of what is outdated."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from workflow.testing import Simulation

OFFICE = """
language: 1
workflow: repair
edition: "1"
effective: 2026-01-01
calendar: office-cn
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
    within: 4 hours
    remind: [{at: 50%, to: owner}]
    missed: [{to: owner}]
"""


@pytest.fixture
def office():
    """A case opened on Friday, 6 November 2026, an hour before the office closes."""
    with Simulation(OFFICE, now="2026-11-06 17:00", staff={"安": ["specialist"]}) as made:
        made.open({}, by="安")
        yield made


def sent(office: Simulation) -> list[str]:
    return [one.kind for one in office.messages]


def test_what_waits_goes_out_when_the_office_opens(office: Simulation):
    office.run_until("2026-11-06 23:00")
    assert sent(office) == []
    office.run_until("2026-11-09 08:59")
    assert sent(office) == []
    office.run_until("2026-11-09 09:00")
    assert sent(office) == ["escalation"]  # the reminder of what is missed by then is outdated
    assert office.flow.verify().findings == ()


def test_a_reminder_of_what_was_done_meanwhile_does_not_go_out(office: Simulation):
    office.run_until("2026-11-06 20:00")
    office.do("finish", by="安")
    office.run_until("2026-11-09 12:00")
    assert sent(office) == []
    assert office.flow.verify().findings == ()


def test_an_escalation_that_waits_goes_out_even_if_it_was_done_late(office: Simulation):
    office.run_until("2026-11-07 10:00")
    office.do("finish", by="安")
    office.run_until("2026-11-09 12:00")
    assert sent(office) == ["escalation"]
    assert office.flow.verify().findings == ()


# --- what a wrong clock fired ------------------------------------------------------------------

LONGER = OFFICE.replace("4 hours", "70 hours")  # due on Monday at 15:00, reminded on Sunday at 4:00


@pytest.fixture
def reminded() -> Iterator[Simulation]:
    """A case of which somebody is to be reminded when the office opens on Monday."""
    remind = "remind: [{at: 50%, to: owner}, {before: 3 hours, to: owner}]"
    text = LONGER.replace("remind: [{at: 50%, to: owner}]", remind)
    with Simulation(text, now="2026-11-06 17:00", staff={"安": ["specialist"]}) as made:
        made.open({}, by="安")
        made.run_until("2026-11-08 05:00")
        assert [one.rung for one in made.fired] == ["remind.1"]
        yield made


def ahead(office: Simulation, *, hours: int) -> None:
    """Void what a clock fired that was ahead."""
    wrong = office.flow.now() + timedelta(hours=hours)
    assert office.flow.fire_due(wrong).fired
    office.flow.void_fired(wrong, wrong, reason="时钟快了", actor="安")
    assert office.flow.verify().findings == ()


@pytest.mark.parametrize("hours", [32, 100])
def test_a_reminder_that_fired_rightly_waits_on_if_what_came_after_it_is_void(
    reminded: Simulation, hours: int
):
    """After 32 hours the next reminder had fired too, after 100 the miss."""
    ahead(reminded, hours=hours)
    ahead(reminded, hours=hours + 10)
    reminded.run_until("2026-11-09 09:00")
    assert sent(reminded) == ["reminder"]
    reminded.run_until("2026-11-09 16:00")
    assert sent(reminded) == ["reminder", "reminder", "escalation"]
    assert reminded.flow.verify().findings == ()


@pytest.mark.parametrize("hours", [32, 100])
def test_what_waits_of_a_cycle_that_went_on_is_outdated_with_it(reminded: Simulation, hours: int):
    ahead(reminded, hours=hours)
    reminded.do("finish", by="安")
    reminded.run_until("2026-11-09 16:00")
    assert sent(reminded) == []
    assert reminded.flow.verify().findings == ()
