"""What is counted over several cases: what acts add, what is asked, what is counted anew."""

from decimal import Decimal
from typing import Any

import pytest
from world import World, written

from workflow.engine.counting import contributions
from workflow.engine.data import Facts
from workflow.engine.directory import Tally
from workflow.engine.options import options
from workflow.errors import GuardRejected

CONDUCT = """
language: 1
workflow: conduct
edition: "1"
effective: 2026-01-01
roles: {receptionist: , supervisor: }
fields:
  who:   {type: person, refusable: true}
  flat:  {type: text, personal: false}
  fine:  {type: money}
  pages: {type: number, refusable: true}
states:
  noted:  {editable: [who]}
  fined:
  closed: {final: true}
transitions:
  find:
    from: new
    by: receptionist
    needs: [who, flat, pages]
    first_of:
      - {when: 'count("breaches") >= 3', to: fined, sets: {fine: 5}}
      - {otherwise: noted}
  find_more: {from: [noted, fined], stay: true, by: receptionist, needs: [who, pages]}
  reprimand:
    from: [noted, fined]
    stay: true
    by: supervisor
    when: 'count("breaches") >= 2 and count("pages") < 100'
  clear: {from: [noted, fined], stay: true, by: supervisor}
  remind_again: {from: [noted, fined], stay: true, by: system}
  close: {from: [noted, fined], to: closed, by: supervisor}
deadlines:
  settling:
    starts: [{entered: noted}, {entered: fined}]
    met: {entered: closed}
    within: 3 calendar days
    urgent: 'count("breaches") >= 4'
    remind: [{before: 1 calendar day, to: owner, when: 'count("breaches") >= 2'}]
    missed: [{to: {role: supervisor}, does: remind_again}]
permissions: {correct: any_staff, set: any_staff, record_late: any_staff}
counters:
  breaches:
    of: who
    adds: [{act: find}, {act: find_more, amount: 2}, {act: remind_again}]
    takes_back: clear
    per: calendar month
  pages: {of: flat, adds: [{act: find, amount: {field: pages}}]}
  acts:  {of: site, adds: {act: find}}
"""
FOUND = {"who": "ben", "flat": "3-201", "pages": "2.5"}
NOVEMBER = Tally("conduct", "breaches", "", "ben", "2026-11")


@pytest.fixture
def world() -> World:
    return World(written(CONDUCT))


def added(world: World) -> list[tuple[int, str, str]]:
    """What counts for whom by now, by the number of the event that added it."""
    found = contributions(world.events).values()
    return [(one.seq, one.key, one.amount) for one in found if one.counter == "breaches"]


def asked(world: World) -> list[dict[str, Any]]:
    return list(world.events[-1].payload.get("counted", []))


def test_what_an_act_adds_is_in_its_event_with_key_month_and_amount(world: World) -> None:
    opened = world.open(FOUND).events[0]
    assert opened.payload["adds"] == [
        {"counter": "breaches", "site": "", "key": "ben", "month": "2026-11", "amount": "1"},
        {"counter": "pages", "site": "main", "key": "3-201", "month": "", "amount": "2.5"},
        {"counter": "acts", "site": "main", "key": "main", "month": "", "amount": "1"},
    ]


def test_the_first_three_are_free_and_the_fourth_is_fined(world: World) -> None:
    world.around.counts = {NOVEMBER: Decimal(2)}
    world.open(FOUND)
    assert (world.state, asked(world)[0]["value"]) == ("noted", "2")
    fourth = World(written(CONDUCT))
    fourth.around.counts = {NOVEMBER: Decimal(3)}
    fourth.open(FOUND)
    assert (fourth.state, fourth.case.fields["fine"]) == ("fined", "5")


def test_the_month_is_that_of_the_time_at_the_site(world: World) -> None:
    world.wait_until("2026-12-01 00:30")
    assert world.open(FOUND).events[0].payload["adds"][0]["month"] == "2026-12"


def test_what_is_recorded_late_counts_in_the_month_it_happened(world: World) -> None:
    world.wait_until("2026-12-01 00:30")
    world.around.counts = {NOVEMBER: Decimal(3)}
    opened = world.open(FOUND, at="2026-11-30 23:00")
    assert opened.events[0].payload["adds"][0]["month"] == "2026-11"
    assert world.state == "fined"


def test_what_was_refused_counts_for_nobody_and_asks_nothing(world: World) -> None:
    world.open({**FOUND, "who": "refused", "pages": "refused"})
    assert added(world) == [(1, "", "1")]
    assert asked(world) == []
    assert world.state == "noted"


def test_a_condition_sees_what_the_case_itself_added_before(world: World) -> None:
    world.open(FOUND)
    with pytest.raises(GuardRejected) as caught:
        world.do("reprimand", "sue")
    assert 'with who=ben, flat=3-201, count("breaches")=1, count("pages")=2.5' in str(caught.value)
    world.do("find_more", "rita", {"who": "ben", "pages": 1})
    world.do("reprimand", "sue")
    assert [(one["counter"], one["value"]) for one in asked(world)] == [
        ("breaches", "3"), ("pages", "2.5"),
    ]  # fmt: skip


def test_what_can_be_done_next_goes_by_what_was_counted(world: World) -> None:
    def possible() -> set[str]:
        found = options(world.edition, world.case, world.around, world.now)
        return {one.transition.name for one in found}

    world.open(FOUND)
    assert "reprimand" not in possible()
    world.around.counts = {NOVEMBER: Decimal(1)}
    assert "reprimand" in possible()


def test_where_nothing_is_counted_a_count_is_empty(world: World) -> None:
    world.open(FOUND)
    assert Facts(world.case, world.around).count("breaches") is None


# --- clocks --------------------------------------------------------------------------------------


def test_a_rung_can_ask_and_its_event_says_what_it_was_told(world: World) -> None:
    world.open(FOUND)
    world.live_until("2026-11-04 24:00")
    reminder = world.events[-1].payload
    assert (reminder["skipped"], reminder["counted"][0]["value"]) == ("condition", "1")


def test_a_message_can_be_urgent_by_what_was_counted(world: World) -> None:
    world.around.counts = {NOVEMBER: Decimal(3)}
    world.open(FOUND)
    world.live_until("2026-11-04 24:00")
    reminder = world.events[-1].payload
    assert (reminder["urgent"], reminder["counted"][0]["value"]) == (True, "4")


def test_what_a_clock_does_counts_in_the_same_decision(world: World) -> None:
    """After a downtime the step of a rung adds, and who acts then is judged by that too."""
    world.open(FOUND)
    world.wait_until("2026-11-20 10:00")
    world.do("reprimand", "sue")
    assert added(world) == [(1, "ben", "1"), (5, "ben", "1")]
    assert [one["value"] for one in asked(world)] == ["2", "2.5"]


# --- what is counted anew ------------------------------------------------------------------------


def test_what_is_corrected_counts_for_who_it_is_now(world: World) -> None:
    world.open(FOUND)
    world.correct("rita", {"who": "ann"})
    assert added(world) == [(1, "ann", "1")]
    world.correct("rita", {"who": "refused"})
    assert added(world) == [(1, "", "1")]
    world.correct("rita", {"who": "sue"})
    assert added(world) == [(1, "sue", "1")]


def test_a_corrected_amount_counts_as_it_is_now(world: World) -> None:
    world.open(FOUND)
    world.correct("rita", {"pages": 4})
    assert [one.amount for one in contributions(world.events).values()] == ["1", "4", "1"]


def test_only_what_was_counted_by_the_value_that_is_corrected_moves(world: World) -> None:
    world.open(FOUND)
    world.do("find_more", "rita", {"who": "ann", "pages": 1})
    world.correct("rita", {"who": "sue"})
    assert added(world) == [(1, "ben", "1"), (2, "sue", "2")]


def test_a_value_entered_anew_leaves_what_was_counted_before(world: World) -> None:
    world.open(FOUND)
    world.enter("rita", {"who": "ann"})
    world.correct("rita", {"who": "sue"})
    assert added(world) == [(1, "ben", "1")]


def test_a_correction_of_something_else_counts_nothing_anew(world: World) -> None:
    world.around.counts = {NOVEMBER: Decimal(3)}
    world.open(FOUND)
    world.correct("rita", {"fine": 6})
    assert "recounted" not in world.events[-1].payload


def test_what_is_taken_back_counts_no_more_whatever_is_corrected_after(world: World) -> None:
    world.open(FOUND)
    world.do("find_more", "rita", {"who": "ann", "pages": 1})
    world.do("clear", "sue")
    assert added(world) == [(1, "", ""), (2, "", "")]
    world.correct("rita", {"who": "sue"})
    assert added(world) == [(1, "", ""), (2, "", "")]
    world.do("find_more", "rita", {"who": "ann", "pages": 1})
    assert added(world)[-1] == (5, "ann", "2")
    assert "recounted" not in world.do("close", "sue").events[0].payload
