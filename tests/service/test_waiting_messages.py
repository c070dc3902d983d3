"""The outbox holds back what waits for working time, and lets go of what is outdated."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from workflow.testing import Simulation

pytestmark = pytest.mark.both

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


# --- what turned out not to be missed, and what applies again ----------------------------------

STANDING = """
language: 1
workflow: repair
edition: "1"
effective: 2026-01-01
calendar: office-cn
roles: {specialist: {title: {en: Specialist, zh: 客服专员}}}
fields: {wanted: {type: flag}}
permissions: {record_late: [specialist], set: [specialist], note: [specialist]}
states:
  open: {editable: [wanted]}
  waiting: {}
  over: {final: true}
transitions:
  report: {from: new, to: open, by: [specialist]}
  wait: {from: open, to: waiting, by: [specialist]}
  go_on: {from: waiting, to: open, by: [specialist]}
  ask: {from: open, stay: true, by: [specialist]}
  give: {from: open, stay: true, by: [specialist], extends: {answer: {by: 24 hours, asked: {act: ask}}}}
  finish: {from: [open, waiting], to: over, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复}
    starts: {act: report}
    met: {entered: over}
    within: 4 hours
    pauses: {in: waiting}
    applies: 'not filled("wanted") or wanted'
    remind: [{at: 50%, to: owner}]
    missed: [{to: owner}]
  watch:
    title: {en: Watch, zh: 看管}
    starts: {act: report}
    met: {entered: over}
    within: 100 weeks
"""  # noqa: E501


def standing(*changes: tuple[str, str]) -> Simulation:
    """A case opened on Friday at 17:00 by somebody who has left an hour later."""
    text = STANDING
    for old, new in changes:
        text = text.replace(old, new)
    made = Simulation(text, now="2026-11-06 17:00", staff={"安": ["specialist"]})
    made.open({}, by="安")
    return made


def test_a_reminder_dropped_at_a_miss_that_was_none_goes_out_when_the_office_opens():
    with standing() as office:
        office.run_until("2026-11-07 10:00")
        office.do("wait", by="安", at="2026-11-06 20:00")
        assert office.flow.verify().findings == ()
        office.run_until("2026-11-09 08:30")
        office.do("go_on", by="安")
        office.run_until("2026-11-09 08:59")
        assert sent(office) == []
        office.run_until("2026-11-09 12:00")
        assert sent(office) == ["reminder", "escalation"]
        assert office.flow.verify().findings == ()


def test_a_reminder_dropped_at_a_miss_that_was_none_is_outdated_with_what_goes_on():
    with standing() as office:
        office.run_until("2026-11-07 10:00")
        office.do("wait", by="安", at="2026-11-06 20:00")
        office.do("finish", by="安")
        office.run_until("2026-11-09 12:00")
        assert sent(office) == []
        assert office.flow.verify().findings == ()


def test_a_reminder_comes_once_where_the_extension_brings_it_anew():
    with standing() as office:
        office.do("ask", by="安")
        office.run_until("2026-11-07 10:00")
        office.do("give", by="安")  # until 21:00, and reminded at 7:00 which is over
        office.run_until("2026-11-09 12:00")
        assert sent(office) == ["escalation"]
        assert office.flow.verify().findings == ()


@pytest.mark.parametrize("opened", [False, True])
def test_a_reminder_of_what_did_not_apply_goes_out_once_it_applies_again(opened: bool):
    """On Sunday already, or when the office has opened on Monday."""
    with standing(("4 hours", "70 hours")) as office:
        office.run_until("2026-11-08 12:00")
        assert [one.rung for one in office.fired] == ["remind.1"]
        office.flow.set(1, {"wanted": False}, actor="安")
        office.run_until("2026-11-09 10:00" if opened else "2026-11-08 14:00")
        assert sent(office) == []
        assert office.flow.verify().findings == ()
        office.flow.set(1, {"wanted": True}, actor="安")
        office.run_until("2026-11-09 12:00")
        assert sent(office) == ["reminder"]
        assert [one.rung for one in office.fired] == ["remind.1"]
        assert office.flow.verify().findings == ()


def test_a_reminder_nobody_had_sent_yet_is_sent_though_a_pause_was_recorded_late():
    """Urgent, so it did not wait for the office; but nobody sends messages, only clocks fire."""
    with standing(("    within: 4", "    urgent: true\n    within: 4")) as office:
        office.sleep_until("2026-11-06 19:30")
        office.flow.fire_due()
        office.sleep_until("2026-11-06 22:00")
        office.flow.fire_due()
        office.do("wait", by="安", at="2026-11-06 20:00")
        office.fire()
        assert sent(office) == ["reminder"]
        assert office.flow.verify().findings == ()
