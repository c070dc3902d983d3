"""From when, until when and in which hours a step can be taken.

The complaint of these tests comes in on Monday, 2 November 2026, at ten o'clock in Shanghai.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from world import World, at, shown, written

from workflow.calendars.amounts import Amount, Count
from workflow.calendars.rules import OfficialDay, OfficialDays, Rules
from workflow.definition.deadline import Contact, Edge, Moment, Point
from workflow.definition.model import Need
from workflow.engine.edition import Edition
from workflow.engine.options import Option, options
from workflow.errors import DataMissing, OutsideHours, TooEarly, TooLate, WindowError
from workflow.translation import language

TEXT = """
language: 1
workflow: sample
edition: "1"
effective: 2026-01-01
title: Sample
count: {COUNT}
roles: {specialist: , receptionist: , supervisor: }
fields:
  received_on: {type: date, refusable: true}
  ready: {type: moment}
  appointment: {type: moment}
  nickname: {type: text}
states:
  open: {owner: {role: specialist}, editable: [received_on, ready, appointment, nickname]}
  decided: {title: {en: Decided on, zh: 已决定}, editable: [received_on, ready, appointment]}
  closed: {final: true}
transitions:
  receive: {from: new, to: open, by: receptionist}
  ask: {from: any_open, stay: true, by: any_staff}
  decide: {title: {en: Decide, zh: 决定}, from: any_open, to: decided, by: any_staff}
  reopen: {from: decided, to: open, by: any_staff}
  step: {from: any_open, stay: true, by: [any_staff, system], WINDOW}
  close: {from: any_open, to: closed, by: any_staff}
deadlines:
  answer:
    starts: {entered: open}
    met: {entered: decided}
    cancelled: {act: close}
    within: 3 calendar days
    missed: [{does: step, to: owner}]
  closing:
    starts: {entered: decided}
    met: {left: decided}
    within: 60 calendar days
"""
NINE_TO_SIX = ((9 * 60, 18 * 60),)
OFFICE = Rules(
    "office",
    {"en": "Office hours", "zh": "办公时间"},
    "Asia/Shanghai",
    (NINE_TO_SIX,) * 5 + ((),) * 2,
)
NIGHTS = Rules(
    "nights", {"en": "Nights"}, "Asia/Shanghai", (((22 * 60, 30 * 60),),) * 5 + ((),) * 2
)
IN_CHINA = replace(OFFICE, name="china", country="CN")


def edition(window: str, count: str = "{}", **changes: Any) -> Edition:
    """The definition with that window of ``step``; ``changes`` are made to the transition."""
    text = TEXT.replace("WINDOW", window or "at_most: 9").replace("{COUNT}", count)
    definition = written(text).definition
    step = replace(definition.transitions["step"], **changes)
    calendars = {one.name: one for one in (OFFICE, NIGHTS, IN_CHINA)}
    transitions = {**definition.transitions, "step": step}
    return Edition(replace(definition, transitions=transitions, calendars=calendars), "fingerprint")


def world(window: str = "", count: str = "{}", **changes: Any) -> World:
    made = World(edition(window, count, **changes))
    made.open({})
    return made


def edge(kind: Any, name: str, amount: str, calendar: str | None = None, **count: Any) -> Point:
    """A point written down without the file, which knows no calendars in these tests."""
    number, unit = amount.split(" ", 1)
    plus: Any = Amount(int(number), unit)  # type: ignore[arg-type]
    return Point((Edge(Moment(kind, name), plus, Count(**count), calendar),))


def decided(made: World, when: str) -> None:
    made.wait_until(when)
    made.do("decide", "owner")


def early(made: World, when: str, **words: Any) -> TooEarly:
    made.wait_until(when)
    with pytest.raises(TooEarly) as refusal:
        made.do("step", "ann", **words)
    return refusal.value


def late(made: World, when: str, **words: Any) -> TooLate:
    made.wait_until(when)
    with pytest.raises(TooLate) as refusal:
        made.do("step", "ann", **words)
    return refusal.value


def closed(made: World, when: str, **words: Any) -> OutsideHours:
    made.wait_until(when)
    with pytest.raises(OutsideHours) as refusal:
        made.do("step", "ann", **words)
    return refusal.value


def can(made: World, when: str) -> None:
    made.wait_until(when)
    made.do("step", "ann")


def offered(made: World, when: str) -> Option | None:
    made.wait_until(when)
    found = options(made.edition, made.case, made.around, made.now)
    return next((one for one in found if one.transition.name == "step"), None)


# --- not before --------------------------------------------------------------------------------


def test_before_the_time_a_step_is_refused_and_at_it_permitted() -> None:
    made = world("not_before: {entered: decided, plus: 2 hours}")
    decided(made, "2026-11-02 11:00")
    refusal = early(made, "2026-11-02 12:59")
    assert refusal.begins_at == at("2026-11-02 13:00")
    assert str(refusal) == (
        "step is too early for case C-2026-000001 at 2026-11-02 12:59: "
        "it can be done from 2026-11-02 13:00 on (2 hours after: decided (Decided on) is entered, "
        "2026-11-02 11:00)."
    )
    can(made, "2026-11-02 13:00")


def test_the_minute_shown_is_one_in_which_it_can_be_done() -> None:
    made = world("not_before: {entered: decided, plus: 2 hours}")
    decided(made, "2026-11-02 11:00:30")
    assert early(made, "2026-11-02 13:00").begins == "2026-11-02 13:01"
    can(made, "2026-11-02 13:01")


def test_days_to_be_waited_for_are_whole_days() -> None:
    made = world("not_before: {act: decide, plus: 2 calendar days}")
    decided(made, "2026-11-02 11:00")
    assert early(made, "2026-11-04 23:59").begins == "2026-11-05 00:00"
    can(made, "2026-11-05 00:00")


def test_days_are_counted_as_the_file_says() -> None:
    made = world("not_before: {act: decide, plus: 2 calendar days}", "{ends: same_time}")
    decided(made, "2026-11-02 11:00")
    assert early(made, "2026-11-04 10:59").begins == "2026-11-04 11:00"


def test_what_has_not_happened_yet_must_happen_first() -> None:
    made = world("not_before: {entered: decided}")
    refusal = early(made, "2026-11-02 11:00")
    assert refusal.begins_at is None
    assert str(refusal) == (
        "step is too early for case C-2026-000001. "
        "First must happen: decided (Decided on) is entered."
    )
    decided(made, "2026-11-02 11:00")
    can(made, "2026-11-02 11:00")


def test_all_must_happen_where_the_later_counts() -> None:
    made = world("not_before: {later_of: [{act: ask}, {left: open, plus: 1 hour}, {act: reopen}]}")
    assert early(made, "2026-11-02 10:00").awaited == (
        "ask is done",
        "open is left",
        "reopen is done",
    )
    made.do("ask", "ann")
    decided(made, "2026-11-02 11:00")
    assert early(made, "2026-11-02 14:00").awaited == ("reopen is done",)
    made.do("reopen", "ann")
    can(made, "2026-11-02 14:00")


def test_any_is_enough_where_the_earlier_counts() -> None:
    made = world("not_before: {earlier_of: [{act: ask, plus: 1 hour}, {act: decide}]}")
    refusal = early(made, "2026-11-02 10:00")
    assert refusal.awaited == ("ask is done or decide (Decide) is done",)
    made.do("ask", "ann")
    assert early(made, "2026-11-02 10:30").begins == "2026-11-02 11:00"
    made.do("decide", "ann")
    can(made, "2026-11-02 10:30")


def test_the_last_time_it_happened_counts() -> None:
    made = world("not_before: {act: decide, plus: 1 hour}")
    decided(made, "2026-11-02 11:00")
    decided(made, "2026-11-02 15:00")
    assert early(made, "2026-11-02 15:30").begins == "2026-11-02 16:00"


def test_to_stay_is_not_to_enter_or_leave() -> None:
    made = world("not_before: {entered: open, plus: 1 hour}")
    made.wait_until("2026-11-02 10:50")
    made.do("ask", "ann")
    assert early(made, "2026-11-02 10:55").begins == "2026-11-02 11:00"


def test_a_step_can_keep_a_distance_from_its_own_last_time() -> None:
    made = world("not_before: {act: step, plus: 2 hours}")
    can(made, "2026-11-02 10:00")
    assert early(made, "2026-11-02 11:00").begins == "2026-11-02 12:00"
    can(made, "2026-11-02 12:00")


# --- not after ---------------------------------------------------------------------------------


def test_days_that_are_left_are_counted_to_the_end_of_the_last() -> None:
    made = world("not_after: {act: decide, plus: 15 calendar days}")
    decided(made, "2026-11-02 11:00")
    can(made, "2026-11-18 00:00")
    refusal = late(made, "2026-11-18 00:01")
    assert refusal.ended_at == at("2026-11-17 24:00")
    assert str(refusal) == (
        "step is too late for case C-2026-000001 at 2026-11-18 00:01: it could be done until "
        "2026-11-17 24:00 (15 calendar days after: decide (Decide) is done, 2026-11-02 11:00). "
        "If it took place earlier, record its time with --at."
    )


def test_what_has_not_happened_yet_ends_nothing() -> None:
    made = world("not_after: {act: decide}")
    can(made, "2026-11-30 10:00")
    decided(made, "2026-12-01 10:00")
    late(made, "2026-12-01 10:01")


def test_of_several_ends_the_later_counts_of_what_happened() -> None:
    made = world(
        "not_after: {later_of: [{act: decide, plus: 15 calendar days}, "
        "{field: received_on, plus: 10 calendar days}]}"
    )
    decided(made, "2026-11-02 11:00")
    assert late(made, "2026-11-18 00:01").ended == "2026-11-17 24:00"
    made.enter("ann", {"received_on": "2026-11-10"})
    can(made, "2026-11-20 23:59")
    assert late(made, "2026-11-21 00:01").ended == "2026-11-20 24:00"


def test_of_several_ends_the_earlier_counts() -> None:
    made = world("not_after: {earlier_of: [{act: decide, plus: 15 calendar days}, {field: ready}]}")
    decided(made, "2026-11-02 11:00")
    made.enter("ann", {"ready": "2026-11-05 12:00"})
    can(made, "2026-11-05 12:00")
    assert late(made, "2026-11-05 12:01").ended_at == at("2026-11-05 12:00")


def test_what_is_recorded_late_is_judged_by_when_it_happened() -> None:
    made = world("not_after: {entered: decided, plus: 2 hours}")
    decided(made, "2026-11-02 11:00")
    late(made, "2026-11-02 18:00")
    late(made, "2026-11-02 18:00", at="2026-11-02 13:01")
    made.do("step", "ann", at="2026-11-02 13:00")
    assert made.events[-1].at == at("2026-11-02 13:00")


def test_a_miss_of_the_same_decision_has_happened() -> None:
    made = world("not_before: {missed: answer, plus: 1 hour}")
    # Nothing fired yet: the miss belongs to the same decision as the step.
    assert early(made, "2026-11-06 00:30").begins == "2026-11-06 01:00"
    can(made, "2026-11-06 01:00")


def test_an_act_of_the_same_decision_has_happened() -> None:
    definition = edition("").definition
    ask = replace(definition.transitions["ask"], not_before=edge("act", "step", "1 hours"))
    transitions = {**definition.transitions, "ask": ask}
    made = World(Edition(replace(definition, transitions=transitions), "x"))
    made.open({})
    # The system takes the step at the miss, which fires only now that somebody acts.
    made.wait_until("2026-11-06 00:30")
    with pytest.raises(TooEarly) as refusal:
        made.do("ask", "ann")
    assert refusal.value.begins == "2026-11-06 01:00"
    made.wait_until("2026-11-06 01:00")
    made.do("ask", "ann")


# --- dates and deadlines -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plus", "count", "edge_at"),
    [
        ("", "{}", "2026-11-10 24:00"),
        (", plus: 2 hours", "{}", "2026-11-11 02:00"),
        (", plus: 3 calendar days", "{}", "2026-11-13 24:00"),
        (", plus: 3 calendar days", "{ends: same_time}", "2026-11-13 24:00"),
        (", plus: 3 calendar days", "{first_day: counted}", "2026-11-12 24:00"),
        (", plus: 1 month", "{}", "2026-12-10 24:00"),
    ],
)
def test_a_day_lasts_to_its_end(plus: str, count: str, edge_at: str) -> None:
    made = world("not_after: {field: received_on" + plus + "}", count)
    made.enter("ann", {"received_on": "2026-11-10"})
    assert late(made, "2026-12-20 10:00").ended == edge_at


@pytest.mark.parametrize(
    ("plus", "begins"),
    [
        ("", "2026-11-10 00:00"),
        (", plus: 2 hours", "2026-11-10 02:00"),
        (", plus: 3 calendar days", "2026-11-14 00:00"),
    ],
)
def test_a_day_begins_at_midnight(plus: str, begins: str) -> None:
    made = world("not_before: {field: received_on" + plus + "}")
    made.enter("ann", {"received_on": "2026-11-10"})
    assert early(made, "2026-11-02 10:00").begins == begins


def test_a_date_that_was_refused_is_no_date() -> None:
    made = world("not_before: {field: received_on}")
    made.enter("ann", {"received_on": "refused"})
    assert early(made, "2026-11-02 10:00").awaited == ("received_on is filled in",)


def test_the_data_of_the_act_counts() -> None:
    made = world("not_after: {field: ready}", needs=(Need("ready"),))
    made.wait_until("2026-11-02 11:00")
    with pytest.raises(DataMissing):
        made.do("step", "ann")
    late(made, "2026-11-02 11:00", data={"ready": "2026-11-02 10:30"})
    made.do("step", "ann", {"ready": "2026-11-02 11:30"})


def test_a_deadline_is_due_whether_or_not_it_was_kept() -> None:
    made = world("not_after: {due: answer, plus: 1 hour}")
    decided(made, "2026-11-03 11:00")
    can(made, "2026-11-06 01:00")
    assert late(made, "2026-11-06 01:01").ended == "2026-11-06 01:00"


def test_a_deadline_that_has_not_started_is_not_due() -> None:
    made = world("not_before: {later_of: [{due: closing}, {missed: closing}]}")
    assert early(made, "2026-11-02 10:00").awaited == ("closing is due", "closing is missed")


def test_a_deadline_that_was_cancelled_or_stands_still_is_not_due() -> None:
    made = world("not_before: {due: answer}")
    assert early(made, "2026-11-02 10:00").begins == "2026-11-06 00:00"
    for status in ("paused", "cancelled"):
        state = made.deadline("answer")._replace(status=status)
        made.case = made.case._replace(deadlines={state.key: state})
        assert early(made, "2026-11-02 10:00").awaited == ("answer is due",)


def test_the_last_cycle_of_a_deadline_counts() -> None:
    made = world("not_before: {missed: answer}")
    decided(made, "2026-11-06 10:00")
    can(made, "2026-11-06 10:00")
    made.do("reopen", "ann")
    assert early(made, "2026-11-06 10:00").awaited == ("answer is missed",)


# --- working time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "ended"),
    [
        (edge("act", "decide", "2 working days", "office"), "2026-11-10 24:00"),
        (edge("act", "decide", "2 working days", "office", ends="close"), "2026-11-10 18:00"),
        (edge("act", "decide", "4 working hours", "office"), "2026-11-09 11:00"),
        (edge("act", "decide", "4 hours", "office", ends="close"), "2026-11-06 20:00"),
        (edge("act", "decide", "1 calendar days", "office"), "2026-11-07 24:00"),
        (
            edge("act", "decide", "1 calendar days", "office", last_closed="next_open"),
            "2026-11-09 24:00",
        ),
        (edge("act", "decide", "1 calendar days", None, ends="close"), "2026-11-07 24:00"),
        # A day is counted from, not the hour of it, whatever shift that hour belongs to.
        (edge("field", "received_on", "2 working days", "office"), "2026-11-06 24:00"),
        (edge("field", "received_on", "2 working days", "nights"), "2026-11-06 24:00"),
        (edge("field", "received_on", "2 working hours", "office"), "2026-11-05 11:00"),
        (
            edge("field", "received_on", "3 calendar days", "office", last_closed="next_open"),
            "2026-11-09 24:00",
        ),
        (
            edge("field", "received_on", "2 working days", "office", start_closed="next_opening"),
            "2026-11-06 24:00",
        ),
    ],
)
def test_working_time_is_counted_by_the_calendar(point: Point, ended: str) -> None:
    made = world(not_after=point)
    made.enter("ann", {"received_on": "2026-11-04"})  # a Wednesday
    decided(made, "2026-11-06 16:00")  # a Friday
    assert late(made, "2026-11-20 10:00").ended == ended


def test_a_day_off_is_counted_from_the_day_worked_next() -> None:
    point = edge("field", "received_on", "2 working days", "office", start_closed="next_opening")
    made = world(not_after=point)
    made.enter("ann", {"received_on": "2026-11-07"})  # a Saturday
    assert late(made, "2026-11-20 10:00").ended == "2026-11-11 24:00"


def test_official_days_in_force_are_kept() -> None:
    made = world(not_after=edge("act", "decide", "1 working days", "china"))
    holiday = OfficialDay({"en": "Holiday"})
    made.around.calendars.revisions += [
        OfficialDays(1, {2026: False}),
        OfficialDays(2, {2026: False}, {date(2026, 11, 3): holiday}),
    ]
    decided(made, "2026-11-02 11:00")
    assert late(made, "2026-11-20 10:00").ended == "2026-11-04 24:00"


def test_days_nobody_knows_of_are_an_error_and_no_crash() -> None:
    made = world(not_after=edge("act", "decide", "40 working days", "china"))
    made.around.calendars.revisions.append(OfficialDays(1, {2026: False}))
    decided(made, "2026-11-10 11:00")
    with pytest.raises(WindowError, match="its days lie beyond those that the calendar knows"):
        made.do("step", "ann")
    assert offered(made, "2026-11-10 11:00") is not None


# --- hours -------------------------------------------------------------------------------------


def test_outside_its_hours_a_step_is_refused() -> None:
    made = world(during=Contact("office"))
    can(made, "2026-11-02 17:59")
    refusal = closed(made, "2026-11-02 18:00")
    assert refusal.opens_at == at("2026-11-03 09:00")
    assert str(refusal) == (
        "step is not done for case C-2026-000001 at 2026-11-02 18:00, outside the hours of office. "
        "They begin next at 2026-11-03 09:00. "
        "If it took place earlier, record its time with --at."
    )
    made.do("step", "ann", at="2026-11-02 17:59")
    can(made, "2026-11-03 09:00")


def test_a_calendar_is_called_by_its_title() -> None:
    made = world(during=Contact("office"))
    refusal = closed(made, "2026-11-02 18:00")
    titles = {one.name: one.title for one in made.edition.definition.calendars.values()}
    with language("zh"):
        assert "办公时间" in str(refusal.entitled({"calendar": titles}))


def test_when_it_opens_again_may_not_be_known() -> None:
    made = world(during=Contact("china"))
    made.around.calendars.revisions.append(OfficialDays(1, {2026: False}))
    made.case = made.case._replace(deadlines={})
    refusal = closed(made, "2026-12-31 19:00")
    assert refusal.opens_at is None
    assert "They begin next" not in str(refusal)
    assert str(refusal).endswith("record its time with --at.")
    assert offered(made, "2026-12-31 19:00").since is None


def test_an_appointment_wins_over_the_hours() -> None:
    made = world(during=Contact("office", 'filled("appointment")'))
    closed(made, "2026-11-02 20:00")
    made.enter("ann", {"appointment": "2026-11-02 20:30"})
    can(made, "2026-11-02 20:30")


def test_an_opening_can_have_hours() -> None:
    definition = edition("").definition
    receive = replace(definition.transitions["receive"], during=Contact("office"))
    transitions = {**definition.transitions, "receive": receive}
    made = World(Edition(replace(definition, transitions=transitions), "x"), "2026-11-02 08:00")
    with pytest.raises(OutsideHours):
        made.open({})
    made.wait_until("2026-11-02 09:00")
    made.open({})


# --- what happens by itself, and what comes next -----------------------------------------------


@pytest.mark.parametrize(
    ("window", "refused"),
    [
        ("not_before: {due: answer, plus: 1 hour}", "TooEarly"),
        ("not_after: {entered: open, plus: 1 hour}", "TooLate"),
        (Contact("office"), "OutsideHours"),
        (Contact("nights"), None),
    ],
)
def test_the_system_keeps_to_windows_and_the_rung_says_so(
    window: str | Contact, refused: str | None
) -> None:
    made = world(window) if isinstance(window, str) else world(during=window)
    made.live_until("2026-11-06 10:00")
    rung = next(one for one in made.events if one.type == "rung_fired")
    assert rung.payload.get("refused") == refused
    assert made.case.counts.get("step", 0) == (refused is None)


def test_a_step_is_offered_with_the_time_from_which_it_is_possible() -> None:
    made = world("not_before: {act: decide, plus: 1 hour}, not_after: {act: decide, plus: 3 hours}")
    assert offered(made, "2026-11-02 10:00") is None
    decided(made, "2026-11-02 11:00")
    option = offered(made, "2026-11-02 11:30")
    assert (shown(option.since), shown(option.until)) == ("2026-11-02 12:00", "2026-11-02 14:00")
    assert offered(made, "2026-11-02 12:00").since is None
    assert offered(made, "2026-11-02 14:00") is not None
    assert offered(made, "2026-11-02 14:01") is None


def test_a_step_is_offered_with_when_its_hours_begin() -> None:
    made = world(during=Contact("office"))
    assert offered(made, "2026-11-02 10:00").since is None
    assert shown(offered(made, "2026-11-02 19:00").since) == "2026-11-03 09:00"


def test_a_window_that_closes_before_the_hours_begin_offers_nothing() -> None:
    made = world("not_after: {entered: open, plus: 10 hours}", during=Contact("office"))
    assert offered(made, "2026-11-02 17:00") is not None
    assert offered(made, "2026-11-02 19:00") is None


def test_a_step_whose_data_decides_is_offered() -> None:
    made = world("not_before: {field: ready}", needs=(Need("ready"),))
    assert offered(made, "2026-11-02 10:00").since is None
    made = world(during=Contact("office", 'filled("nickname")'), needs=(Need("nickname"),))
    assert offered(made, "2026-11-02 20:00").since is None


def test_a_step_without_a_window_asks_no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world(during=Contact("office"))

    def asked(_case: object) -> None:
        raise AssertionError

    monkeypatch.setattr(made.around, "history", asked)
    can(made, "2026-11-02 11:00")
    made.do("ask", "ann")
    made = world("not_before: {act: decide}")
    monkeypatch.setattr(made.around, "history", asked)
    with pytest.raises(AssertionError):
        made.do("step", "ann")


# --- counted otherwise than the file -----------------------------------------------------------


@pytest.mark.parametrize(
    ("beside", "until"),
    [
        ("", "2026-11-17 24:00"),
        (", count: {first_day: counted}", "2026-11-16 24:00"),
        (", count: {ends: same_time}", "2026-11-17 10:00"),
    ],
)
def test_a_window_can_be_counted_otherwise_than_the_file(beside: str, until: str) -> None:
    made = world(f"not_after: {{act: decide, plus: 15 calendar days{beside}}}")
    decided(made, "2026-11-02 10:00")
    assert late(made, "2026-11-19 10:00").ended == until


def test_each_edge_of_a_window_has_a_count_of_its_own() -> None:
    made = world(
        "not_after: {later_of: [{act: decide, plus: 3 calendar days, count: {first_day: counted}},"
        " {act: ask, plus: 2 calendar days}]}",
        count="{ends: same_time}",
    )
    decided(made, "2026-11-02 10:00")
    assert late(made, "2026-11-05 10:00").ended == "2026-11-04 10:00"
    made.do("ask", "ann")
    assert late(made, "2026-11-09 10:00").ended == "2026-11-07 10:00"


AT_THE_LATEST = (
    "{starts: {entered: decided}, met: {left: decided}, within: 90 calendar days, "
    "missed: [{to: owner}]}"
)


def test_what_waits_for_a_time_to_run_out_says_so() -> None:
    text = TEXT.replace("WINDOW", "not_before: {missed: closing}").replace("{COUNT}", "{}")
    nobody = text.replace(
        "    within: 60 calendar days\n", "    within: 60 calendar days\n    over: {to: owner}\n"
    ).replace("  closing:\n", f"  at_the_latest: {AT_THE_LATEST}\n  closing:\n")
    made = World(written(nobody))
    made.open({})
    assert early(made, "2026-11-03 10:00").awaited == ("closing ran out",)
