"""What nobody handed on in working time does not go out at night for it, nor what is of no use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from house import Clock
from tampering import tamper

from workflow import Workflow
from workflow.service import forming, holding
from workflow.service.delivery import Routes
from workflow.service.simulated.beginnings import definition_from
from workflow.testing import Simulation

HOURS = """
language: 1
workflow: night_repair
edition: "1"
effective: 2026-01-01
calendar: office-cn
roles:
  specialist: {title: {en: Specialist, zh: 客服专员}}
  guard: {title: {en: Guard, zh: 保安}, calendar: always}
fields: {danger: {type: flag}}
permissions: {note: [specialist]}
parties: {guest: {title: {en: Guest, zh: 住客}}}
documents: {letter: {title: {en: Letter, zh: 信}, text: {en: Sorry., zh: 抱歉。}}}
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
    urgent: danger
    remind: [{at: 50%, to: [owner]}]
    missed: [{to: owner}]
"""
STAFF = {"安": ["specialist"], "韦": ["guard"]}
# On Friday, 6 November 2026: the reminder is due at 17:30, the office closes at 18:00, the answer
# is due at 19:30.
OPENED, ACTED = "2026-11-06 15:30", "2026-11-06 17:35"
AT_NIGHT, MONDAY_MORNING = "2026-11-07 02:01", "2026-11-09 09:00"


@contextmanager
def acted_on(text: str = HOURS, *, danger: bool = False) -> Iterator[Simulation]:
    """A case somebody wrote a note to at 17:35 while no daemon ran, which fired its reminder."""
    with Simulation(text, now=OPENED, staff=STAFF) as made:
        case = made.open({"danger": danger}, by="安").case
        made.sleep_until(ACTED)
        made.flow.note(case, "电话无人接听", actor="安")
        assert [one.rung for one in made.fired] == ["remind.1"]
        yield made


def sent(office: Simulation) -> list[tuple[str, str]]:
    assert office.flow.verify().findings == ()
    return [(one.kind, one.when) for one in office.messages]


# --- quiet hours when it is handed on ----------------------------------------------------------

# Due on Tuesday at 19:30, and somebody is reminded on Friday at 17:30.
LONGER = HOURS.replace("within: 4 hours", "within: 100 hours").replace(
    "at: 50%", "before: 98 hours"
)


def test_what_a_daemon_finds_at_night_waits_for_the_morning() -> None:
    with acted_on(LONGER) as office:
        office.sleep_until(AT_NIGHT)
        office.fire()
        assert sent(office) == []
        (waits,) = office.flow.messages()
        assert waits.held_until == datetime.fromisoformat(f"{MONDAY_MORNING}+08:00")
        office.run_until("2026-11-09 12:00")
        assert sent(office) == [("reminder", MONDAY_MORNING)]


def test_what_waited_for_a_morning_nobody_handed_it_on_in_waits_for_the_next() -> None:
    text = LONGER.replace("98 hours", "97 hours")  # in the evening
    with Simulation(text, now=OPENED, staff=STAFF) as office:
        office.open({"danger": False}, by="安")
        office.run_until("2026-11-06 20:00")
        office.sleep_until("2026-11-09 20:00")
        office.fire()
        assert sent(office) == []
        office.run_until("2026-11-10 12:00")
        assert sent(office) == [("reminder", "2026-11-10 09:00")]


def test_where_messages_are_handed_on_at_night_only_they_go_out_the_second_night() -> None:
    with acted_on(LONGER) as office:
        for night, count in (("2026-11-07", 0), ("2026-11-08", 0), ("2026-11-10", 1)):
            office.sleep_until(f"{night} 02:01")
            office.fire()
            assert len(sent(office)) == count


def test_what_is_handed_on_within_minutes_is_not_held() -> None:
    with acted_on(LONGER) as office:
        office.sleep_until("2026-11-06 17:44")
        office.fire()
        assert sent(office) == [("reminder", "2026-11-06 17:44")]


def test_it_goes_out_at_once_if_the_house_is_open() -> None:
    with acted_on(LONGER) as office:
        office.sleep_until("2026-11-06 17:59")
        office.fire()
        assert sent(office) == [("reminder", "2026-11-06 17:59")]


def test_an_emergency_is_told_at_night() -> None:
    with acted_on(LONGER, danger=True) as office:
        office.sleep_until(AT_NIGHT)
        office.fire()
        assert sent(office) == [("reminder", AT_NIGHT)]


def test_an_alarm_is_told_at_night() -> None:
    with acted_on(LONGER.replace("to: [owner]", "to: {person: 王五}")) as office:
        office.sleep_until(AT_NIGHT)
        office.fire()
        assert sent(office) == [("alarm", AT_NIGHT)]


def test_whose_role_keeps_other_hours_is_told_by_those_and_a_party_by_the_deadline() -> None:
    to = "to: [owner, {role: guard}, {party: guest}], prints: letter"
    with acted_on(LONGER.replace("to: [owner]", to)) as office:
        office.sleep_until(AT_NIGHT)
        office.fire()
        assert [one.to for one in office.messages] == ["韦"]
        office.run_until("2026-11-09 12:00")
        assert [one.kind for one in office.messages] == ["reminder", "reminder", "party"]


def test_without_a_calendar_nothing_is_held() -> None:
    text = LONGER.replace("calendar: office-cn", "").replace(", calendar: always", "")
    with acted_on(text) as office:
        office.sleep_until(AT_NIGHT)
        office.fire()
        assert sent(office) == [("reminder", AT_NIGHT)]


def test_rather_at_night_than_not_at_all_if_who_keeps_which_hours_cannot_be_told(
    flow: Workflow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.publish(definition_from(LONGER))
    flow.open("night_repair", {"danger": False}, actor="ann")
    clock.now = flow.next_due()
    flow.fire_due()

    def broken(*_words: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(holding, "waits_anew", broken)
    clock.advance(hours=9)
    assert forming.form(flow, Routes()) == 1


# --- reminders of what is missed ---------------------------------------------------------------


def test_a_reminder_nobody_handed_on_before_the_miss_is_dropped() -> None:
    with acted_on() as office:
        office.sleep_until(AT_NIGHT)
        assert [one.rung for one in office.fire()] == ["miss", "missed.1"]
        assert sent(office) == []
        assert [one.kind for one in office.flow.messages()] == ["escalation"]
        office.run_until("2026-11-09 12:00")
        assert sent(office) == [("escalation", MONDAY_MORNING)]


def test_so_is_an_urgent_one() -> None:
    with acted_on(danger=True) as office:
        office.sleep_until(AT_NIGHT)
        office.fire()
        assert sent(office) == [("escalation", AT_NIGHT)]


def test_a_reminder_with_no_escalation_beside_it_is_told_late_rather_than_never() -> None:
    with acted_on(HOURS.replace("    missed: [{to: owner}]\n", "")) as office:
        office.sleep_until(AT_NIGHT)
        office.fire()
        office.run_until("2026-11-09 12:00")
        assert sent(office) == [("reminder", MONDAY_MORNING)]


def test_a_reminder_nobody_handed_on_before_it_was_done_is_dropped() -> None:
    with acted_on() as office:
        office.sleep_until("2026-11-06 17:50")
        office.do("finish", by="安")
        office.fire()
        assert office.flow.messages() == ()
        assert sent(office) == []


@pytest.mark.parametrize("late", ["all", "{skip_older_than: 12 hours}"])
def test_a_deadline_may_want_to_hear_of_all_that_a_downtime_held_up(late: str) -> None:
    with acted_on(HOURS.replace("    urgent:", f"    late: {late}\n    urgent:")) as office:
        office.sleep_until(AT_NIGHT)
        office.fire()
        office.run_until("2026-11-09 12:00")
        assert sent(office) == [("reminder", MONDAY_MORNING), ("escalation", MONDAY_MORNING)]


def test_so_it_may_of_a_reminder_found_due_in_the_same_go_as_the_miss() -> None:
    text = HOURS.replace("    urgent:", "    late: all\n    urgent:")
    with Simulation(text, now=OPENED, staff=STAFF) as office:
        office.open({"danger": False}, by="安")
        office.sleep_until(AT_NIGHT)
        office.fire()
        office.run_until("2026-11-09 12:00")
        assert sent(office) == [("reminder", MONDAY_MORNING), ("escalation", MONDAY_MORNING)]


def test_a_reminder_that_waits_is_dropped_with_a_miss_found_in_the_same_go() -> None:
    text = HOURS.replace("missed: [{to: owner}]", "missed: [{after: 1 hour, to: owner}]")
    with Simulation(text, now=OPENED, staff=STAFF) as office:
        office.open({"danger": False}, by="安")
        office.sleep_until("2026-11-06 20:00")
        assert [one.rung for one in office.fire()] == ["remind.1", "miss"]
        assert office.flow.messages() == ()
        office.run_until("2026-11-09 12:00")
        assert sent(office) == [("escalation", MONDAY_MORNING)]


# --- what verify accepts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held_until", "codes"),
    [
        ("'2026-11-09 01:00:00.000000'", []),
        ("'2026-11-02 04:30:00.000000'", ["notice_differs"]),
        ("NULL", ["notice_differs"]),
    ],
)
def test_a_message_may_wait_longer_than_its_event_says_and_no_less(
    flow: Workflow, database: Path, clock: Clock, held_until: str, codes: list[str]
) -> None:
    flow.publish(definition_from(LONGER))
    flow.open("night_repair", {"danger": False}, actor="ann")
    clock.now = flow.next_due()
    flow.fire_due()  # on Monday, 2 November, at noon: it waits until 13:00
    tamper(database, f"UPDATE complaints_notices SET hold_until = {held_until}")
    assert [one.code for one in flow.verify().findings] == codes
