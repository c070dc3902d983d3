"""The outbox holds back what waits for working time, and lets go of what is outdated."""

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
