"""A cycle explained: its intervals add up to what the engine decided, whatever happened to it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiting import claim
from world import World, at, edition, shown, written

from workflow.calendars.amounts import Amount, Count
from workflow.calendars.rules import OfficialDay, OfficialDays, Rules
from workflow.definition.deadline import Factor
from workflow.engine.edition import Edition
from workflow.engine.explaining import Cycle, Explainer
from workflow.engine.revising import Newer
from workflow.errors import ActRefused, DeadlineError

LETTER = (Path(__file__).parents[1] / "cli" / "definitions" / "answer.yaml").read_text("utf-8")
AGREED = "within: 2 calendar days\npauses: {in: waiting}\nagreed: promised\n"
OFF = {"en": "National Day", "zh": "国庆节"}
MADE_UP = {"en": "Make-up working day", "zh": "调休上班"}
AROUND_NATIONAL_DAY = OfficialDays(
    1,
    {2026: False, 2027: True, 2028: True},
    {
        **{date(2026, 10, day): OfficialDay(OFF) for day in (1, 2, 3, 5, 6, 7)},
        date(2026, 10, 10): OfficialDay(MADE_UP, working=True),
    },
)


def letters(edition: Edition | None = None, now: str = "2026-09-29 10:00") -> World:
    world = World(edition or written(LETTER), now)
    world.around.calendars.revisions.append(AROUND_NATIONAL_DAY)
    return world


def opened(now: str = "2026-09-29 10:00") -> World:
    world = letters(now=now)
    world.open({"subject": "bill"}, "ann")
    return world


def explainer(world: World) -> Explainer:
    return Explainer(
        world.edition, world.around, world.events, world.now,
        serial=1, uuid="uuid", number="C-2026-000001",
    )  # fmt: skip


def explained(world: World, key: str = "answer/1") -> Cycle:
    return explainer(world).cycle(key)


def reasons(cycle: Cycle) -> list[str]:
    return [
        f"{shown(one.first)[5:]} {one.reason} {one.days or one.worked // timedelta(minutes=1)}"
        for one in cycle.intervals
    ]


# --- the property ------------------------------------------------------------------------------

NIGHTS = Rules(
    "nights", {}, "Asia/Shanghai", (((22 * 60, 30 * 60),),) * 5 + ((),) * 2, country="CN"
)
counts = st.builds(
    Count,
    st.sampled_from(["excluded", "counted"]),
    st.sampled_from(["same_time", "end_of_day", "close"]),
    st.sampled_from(["as_is", "next_opening"]),
    st.sampled_from(["stays", "next_open", "previous_open"]),
)
amounts = st.builds(
    Amount,
    st.integers(2, 30),
    st.sampled_from(
        ["hours", "working hours", "working minutes", "calendar days", "working days", "weeks"]
    ),
)


@st.composite
def editions(draw) -> Edition:
    """The letter's definition, its limit counted in some way by some calendar."""
    definition = written(LETTER).definition
    deadline = definition.deadlines["answer"]
    limits = tuple(replace(one, amount=draw(amounts)) for one in deadline.within)
    factors = (Factor(draw(st.integers(1, 300))),) if draw(st.booleans()) else ()
    changed = replace(deadline, within=limits, count=draw(counts), factors=factors, remind=())
    calendars = dict(definition.calendars)
    if draw(st.booleans()):
        calendars["office-cn"] = replace(NIGHTS, name="office-cn")
    deadlines = {**definition.deadlines, "answer": changed}
    return Edition(replace(definition, deadlines=deadlines, calendars=calendars), "drawn")


ACTS = ("ask_back", "hear", "prolong", "withdraw", "safety", "bill", "fire")
courses = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 4000)), max_size=9)


def act(world: World, what: str) -> None:
    if what == "fire":
        world.fire()
    elif what in {"safety", "bill"}:
        world.correct("ann", {"subject": what})
    else:
        world.do(what, "sue" if what in {"prolong", "withdraw"} else "ann")


@given(editions(), courses, st.integers(0, 20_000))
def test_the_intervals_of_every_cycle_come_to_when_it_is_due(edition, course, start) -> None:
    world = letters(edition)
    world.now += timedelta(minutes=start)
    world.open({"subject": "bill"}, "ann")
    for what, minutes in course:
        world.now += timedelta(minutes=minutes)
        try:
            act(world, what)
        except ActRefused:
            continue
    found = explainer(world)
    for key, state in world.case.deadlines.items():
        cycle = found.cycle(key)
        assert cycle.state._replace(next_at=None, next_rung=None) == state._replace(
            next_at=None, next_rung=None
        )
        assert cycle.adds_up, (cycle.computed, state.due_at)
        check(cycle)


def check(cycle: Cycle) -> None:
    intervals, state = cycle.intervals, cycle.state
    assert all(one.end == other.first for one, other in pairwise(intervals))
    if cycle.standing is not None:
        return
    if state.due_at > state.started_at:
        assert (intervals[0].first, intervals[-1].end) == (state.started_at, state.due_at)
    limit = [one for one in intervals if not one.extension]
    if isinstance(cycle.wanted, timedelta):
        assert sum((one.worked for one in limit), timedelta()) == cycle.wanted
    else:
        assert sum(one.days for one in limit) + cycle.cut == cycle.wanted
    paused = [place for place in (one.pause for one in intervals) if place is not None]
    assert all(place < len(cycle.pauses) for place in paused)
    assert len(cycle.grants) == len(state.extensions)


# --- what a person can check on the wall calendar ----------------------------------------------


def test_a_pause_an_extension_and_a_holiday_are_all_accounted_for() -> None:
    world = opened()
    world.wait_until("2026-09-30 11:00")
    world.do("ask_back", "ann")
    world.wait_until("2026-10-09 09:30")
    world.do("hear", "ann")
    world.wait_until("2026-10-12 11:00")
    world.do("prolong", "sue")
    cycle = explained(world)
    assert reasons(cycle) == [
        "09-29 10:00 start_day 0",
        "09-29 24:00 paused_at_close 0",
        "09-30 24:00 holiday 0",
        "10-03 24:00 closed 0",
        "10-04 24:00 holiday 0",
        "10-07 24:00 paused_at_close 0",
        "10-08 24:00 day 1",
        "10-09 24:00 make_up 1",
        "10-10 24:00 closed 0",
        "10-11 24:00 day 2",
        "10-13 24:00 day 2",
    ]
    assert shown(cycle.computed) == world.due("answer") == "2026-10-15 24:00"
    assert [(one.what, one.cause.seq, one.cause.by) for one in cycle.changes] == [
        ("armed", 1, "ann"),
        ("paused", 2, "ann"),
        ("resumed", 4, "ann"),
        ("extended", 7, "sue"),  # the miss of the other deadline came in between
    ]
    (pause,), (grant,) = cycle.pauses, cycle.grants
    assert (pause.state, pause.cause.trigger, pause.ended.trigger) == (
        "waiting",
        "ask_back",
        "hear",
    )
    assert (grant.change.by, grant.at_most) == (
        Amount(2, "working days"),
        Amount(5, "working days"),
    )


def test_the_rule_is_told_with_its_place_and_with_what_did_not_hold() -> None:
    rule = explained(opened()).rule
    assert (rule.amount, rule.when, rule.factor) == (Amount(4, "working days"), None, 100)
    assert rule.place.startswith("test.yaml:")
    assert [(one.when, str(one.amount)) for one in rule.passed] == [
        ('subject == "safety"', "1 working day")
    ]


def test_years_that_were_only_estimated_are_named() -> None:
    world = opened("2026-12-31 10:00")
    calendar = explained(world).calendar
    assert (calendar.name, calendar.revision, calendar.estimated) == ("office-cn", 1, (2027,))
    assert explained(world).margin.estimated == (2027,)


def test_what_it_is_overdue_by_is_estimated_by_the_years_since_it_was_due() -> None:
    world = opened("2026-12-10 10:00")
    for now, estimated in (("2026-12-31 10:00", ()), ("2027-01-04 10:00", (2027,))):
        world.wait_until(now)
        margin = explained(world).margin
        assert margin.time < timedelta()
        assert margin.estimated == estimated


def test_what_comes_next_is_told_with_whom_it_would_reach_now() -> None:
    world = opened()
    world.house.change("ann", away=True, delegate="ben")
    assert [(one.rung, one.to) for one in explained(world).coming] == [
        ("remind.1", ("ben",)),
        ("miss", ()),
        ("missed.1", ("ben", "sue")),
    ]


def test_a_paused_clock_tells_what_is_left() -> None:
    world = opened()
    world.wait_until("2026-09-30 11:00")
    world.do("ask_back", "ann")
    world.wait_until("2026-10-08 16:00")
    days, hours = explained(world), explained(world, "confirm/1")
    assert (days.left, hours.left) == (4, timedelta(hours=3))
    assert hours.intervals[-1].end == world.now
    assert shown(days.standing.first) == "2026-09-30 11:00"


@pytest.mark.parametrize(
    ("answered", "minutes"), [("2026-09-30 14:00", 60), ("2026-10-08 09:30", -210)]
)
def test_what_is_over_is_told_with_how_much_working_time_it_was_early_or_late(
    answered: str, minutes: int
) -> None:
    world = opened()  # confirmed within 12 working hours: by 15:00 of the 30th
    world.wait_until(answered)
    world.do("answer", "ann")
    cycle = explained(world, "confirm/1")
    assert cycle.margin == (timedelta(minutes=minutes), True, ())
    assert (cycle.ended.cause.trigger, cycle.ended.cause.by) == ("answer", "ann")


def test_a_miss_that_was_none_is_followed_by_a_cycle_that_keeps_what_it_had() -> None:
    world = opened()
    world.wait_until("2026-10-15 09:00")
    world.fire()
    world.now = at("2026-10-15 10:00")
    before = explained(world)
    assert before.state.status == "missed"
    assert [one.rung for one in before.fired] == ["remind.1", "miss", "missed.1"]
    assert before.margin.time < timedelta()


def test_a_time_that_was_agreed_is_one_interval_and_says_what_it_was_due_before() -> None:
    world = World(edition("complaint"), "2026-11-02 10:00")
    world.bring_to("resolved")
    world.wait_until("2026-11-03 09:00")
    world.enter("ann", {"appointment": "2026-11-04 18:00"})
    cycle = explained(world, "callback/1")
    assert reasons(cycle) == ["11-02 10:00 named 0"]
    assert (cycle.rule.field, shown(cycle.computed)) == ("appointment", "2026-11-04 18:00")
    moved = cycle.changes[-1]
    assert (shown(moved.was), moved.fields) == ("2026-11-05 24:00", ("appointment",))


def test_days_by_no_calendar_are_told_in_plain_time() -> None:
    world = World(edition("complaint"), "2026-11-02 10:00")
    world.bring_to("resolved")
    world.wait_until("2026-11-03 09:00")
    world.do("record_callback", "owner", {"outcome": "satisfied"})
    cycle = explained(world, "callback/1")
    assert (cycle.calendar, cycle.margin.working) == (None, False)
    assert cycle.margin.time == timedelta(days=2, hours=15)
    assert reasons(cycle) == ["11-02 10:00 start_day 0", "11-02 24:00 day 3"]


def test_time_that_was_allowed_late_goes_on_in_a_new_cycle_with_what_was_granted() -> None:
    world = opened()
    world.wait_until("2026-10-11 09:00")
    world.fire()
    world.do("prolong", "sue", at="2026-10-10 17:00")
    missed, goes_on = explained(world), explained(world, "answer/2")
    assert (missed.state.status, missed.reason) == ("voided", "extended")
    assert (goes_on.continues, goes_on.adds_up) == (1, True)
    assert shown(goes_on.computed) == world.due("answer") == "2026-10-13 24:00"
    (grant,) = goes_on.grants
    assert (grant.change.cause.by, grant.change.by) == ("sue", Amount(2, "working days"))
    assert [one.extension for one in goes_on.intervals][-1] == 1


def test_a_pause_that_was_recorded_late_is_in_the_cycle_that_goes_on() -> None:
    world = opened()
    world.wait_until("2026-10-11 09:00")
    world.fire()
    world.do("ask_back", "ann", at="2026-10-10 17:00")
    cycle = explained(world, "answer/2")
    assert (explained(world).reason, cycle.state.status) == ("paused", "paused")
    assert shown(cycle.standing.first) == "2026-10-10 17:00"
    assert cycle.left == 1  # the Saturday that was made up had not closed


def test_what_was_corrected_in_a_pause_can_make_it_due_before_the_pause() -> None:
    world = opened()
    world.wait_until("2026-10-09 11:00")
    world.do("ask_back", "ann")
    world.wait_until("2026-10-09 12:00")
    world.correct("ann", {"subject": "safety"})
    cycle = explained(world)
    assert (shown(cycle.intervals[-1].end), cycle.adds_up) == ("2026-09-30 24:00", True)


def test_a_pause_in_which_it_ended_has_not_moved_when_it_was_due() -> None:
    last = "    from: received\n    to: answered"
    world = letters(
        written(LETTER.replace(last, "    from: [received, waiting]\n    to: answered"))
    )
    world.open({"subject": "bill"}, "ann")
    due = world.due("answer")
    world.wait_until("2026-09-30 11:00")
    world.do("ask_back", "ann")
    world.wait_until("2026-10-08 19:00")
    world.do("answer", "ann")
    cycle = explained(world)
    assert (cycle.state.status, cycle.left) == ("met", 4)
    assert (shown(cycle.computed), shown(cycle.intervals[-1].end)) == (due, "2026-10-08 19:00")


def test_an_extension_that_is_taken_back_too_late_was_one_until_then() -> None:
    world = letters()
    world.open({"subject": "safety"}, "ann")
    world.wait_until("2026-09-30 10:00")
    world.do("prolong", "sue")
    world.wait_until("2026-10-08 10:00")
    world.do("withdraw", "sue")
    cycle = explained(world)
    (grant,) = cycle.grants
    assert (cycle.adds_up, grant.change.what) == (True, "revoked")
    assert (cycle.intervals[-1].extension, shown(cycle.intervals[-1].end)) == (
        1,
        "2026-10-08 10:00",
    )


def test_a_time_agreed_on_that_falls_into_a_pause_waits_for_the_end_of_it() -> None:
    world = claim(AGREED)
    world.enter("ann", {"promised": "2026-11-06 15:00"})
    world.wait_until("2026-11-06 14:00")
    world.do("wait", "ann")
    assert reasons(explained(world)) == ["11-02 10:00 named 0"]  # no time has passed
    world.wait_until("2026-11-06 18:00")
    world.do("go_on", "ann")
    cycle = explained(world)
    assert reasons(cycle) == ["11-02 10:00 named 0", "11-06 15:00 paused 0"]
    assert shown(cycle.computed) == world.due("answer") == "2026-11-06 18:00"


def test_a_pause_without_length_is_none() -> None:
    world = claim(AGREED)
    world.do("wait", "ann")
    world.do("go_on", "ann")
    cycle = explained(world)
    assert (cycle.pauses, cycle.standing, cycle.adds_up) == ((), None, True)


def test_a_second_pause_is_told_beside_the_first() -> None:
    world = claim("within: 8 hours\npauses: {in: waiting}\n")
    for act, time in (("wait", "11:00"), ("go_on", "12:00"), ("wait", "13:00")):
        world.wait_until(f"2026-11-02 {time}")
        world.do(act, "ann")
    world.wait_until("2026-11-02 14:30")
    cycle = explained(world)
    assert reasons(cycle) == [
        "11-02 10:00 elapsed 60",
        "11-02 11:00 paused 0",
        "11-02 12:00 elapsed 60",
        "11-02 13:00 paused 0",
    ]
    assert [one.pause for one in cycle.intervals] == [None, 0, None, 1]
    assert (cycle.left, cycle.adds_up) == (timedelta(hours=6), True)


def test_hours_it_was_extended_by_are_counted_around_the_pause_in_them() -> None:
    world = claim("within: 2 hours\npauses: {in: waiting}\n", extends="{answer: {by: 3 hours}}")
    world.do("give", "sue")
    world.wait_until("2026-11-02 13:00")
    world.do("wait", "ann")
    world.wait_until("2026-11-02 13:30")
    world.do("go_on", "ann")
    cycle = explained(world)
    assert reasons(cycle) == [
        "11-02 10:00 elapsed 120",
        "11-02 12:00 elapsed 60",
        "11-02 13:00 paused 0",
        "11-02 13:30 elapsed 120",
    ]
    assert [one.extension for one in cycle.intervals] == [0, 1, 1, 1]
    assert shown(cycle.computed) == world.due("answer") == "2026-11-02 15:30"


def test_a_time_that_was_refused_after_the_miss_is_still_where_it_was_extended_from() -> None:
    extends = "{answer: {by: 2 calendar days, asked: {act: ask}}}"
    world = claim("due: {field: promised}", starts="{act: ask}", extends=extends)
    world.enter("ann", {"promised": "2026-11-06 15:00"})
    world.do("ask", "ann")
    world.live_until("2026-11-07 10:00")
    world.enter("ann", {"promised": "refused"})
    world.do("give", "sue")
    cycle = explained(world, "answer/2")
    assert reasons(cycle) == ["11-02 10:00 named 0", "11-06 15:00 extended_to 0"]
    assert shown(cycle.computed) == world.due("answer") == "2026-11-08 15:00"


def test_what_a_clock_that_was_ahead_fired_is_void_and_a_pause_goes_on() -> None:
    world = claim(AGREED + "remind: [{before: 1 calendar day, to: owner}]\n")
    world.wait_until("2026-11-04 10:00")
    world.fire()  # by a clock two days ahead
    world.wait_until("2026-11-02 11:00")
    world.do("wait", "ann")
    world.wait_until("2026-11-02 12:00")
    world.void("2026-11-04 09:00", "2026-11-04 11:00", actor="ann", reason="时钟快了")
    first, second = explained(world), explained(world, "answer/2")
    assert (first.ended.what, first.reason) == ("voided", "时钟快了")
    assert [one.rung for one in first.fired] == ["remind.1"]
    assert (second.continues, second.fired) == (1, ())
    assert shown(second.standing.first) == shown(first.standing.first)
    right = explained(world, "answer/3")
    assert (right.continues, right.state.status) == (2, "paused")
    assert shown(right.standing.first) == "2026-11-02 11:00"


# --- newer official days -----------------------------------------------------------------------


def test_a_standstill_beyond_the_known_years_can_be_explained_by_newer_days_only() -> None:
    world = letters(now="2026-12-28 10:00")
    world.around.calendars.revisions = [OfficialDays(1, {2026: False})]
    world.open({"subject": "safety"}, "ann")
    world.do("ask_back", "ann")
    world.wait_until("2027-01-05 10:00")
    with pytest.raises(DeadlineError) as refusal:
        explained(world)
    assert "2027" in refusal.value.reason
    world.around.calendars.revisions.append(OfficialDays(2, {2026: False, 2027: False}))
    outcomes = world.revise(Newer("CN", "", 2))
    assert [(one.state.name, one.result) for one in outcomes] == [
        ("answer", "moved"),
        ("confirm", "moved"),
    ]
    cycle = explained(world)
    assert shown(cycle.computed) == world.due("answer") == "2027-01-05 24:00"
    assert cycle.changes[-1].official == 2


def test_days_that_move_nothing_are_a_change_and_no_end() -> None:
    world = opened()
    world.around.calendars.revisions.append(AROUND_NATIONAL_DAY._replace(revision=2))
    assert {one.result for one in world.revise(Newer("CN", "", 2))} == {"same"}
    cycle = explained(world)
    assert [(one.what, one.official) for one in cycle.changes] == [("armed", 1), ("recounted", 2)]
    assert (cycle.ended, cycle.calendar.revision, cycle.adds_up) == (None, 2, True)


# --- one pause, several reasons ----------------------------------------------------------------

TWO_REASONS = """
language: 1
workflow: repairs
edition: "1"
effective: 2026-01-01
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
fields: {parts: {type: flag, title: {en: Parts ordered, zh: 已订零件}}}
states:
  open: {title: {en: Open, zh: 处理中}, editable: [parts]}
  asked: {title: {en: Guest asked, zh: 等待客人}, editable: [parts]}
  closed: {final: true}
transitions:
  report: {from: new, to: open, by: [specialist]}
  ask: {from: open, to: asked, by: [specialist]}
  answer: {from: asked, to: open, by: [specialist]}
  close: {from: any_open, to: closed, by: [specialist]}
deadlines:
  fix:
    starts: {entered: open}
    again: keep
    met: {act: close}
    within: 8 hours
    pauses: [{in: asked}, {when: parts}]
  asking: {starts: {entered: asked}, met: {left: asked}, within: 1 week}
"""


def test_a_pause_that_goes_on_for_another_reason_says_both() -> None:
    world = World(written(TWO_REASONS))
    world.open({}, "ann")
    world.enter("ann", {"parts": True})
    world.wait_until("2026-11-02 11:00")
    world.do("ask", "ann")
    world.enter("ann", {"parts": False})
    standing = explained(world, "fix/1").standing
    assert standing is not None
    assert [(one.state, one.conditions) for one in standing.whys] == [
        (None, ("parts",)), ("asked", ()),
    ]  # fmt: skip
    world.wait_until("2026-11-02 12:00")
    world.do("answer", "ann")
    (over,) = explained(world, "fix/1").pauses
    assert (shown(over.first), shown(over.end)) == ("2026-11-02 10:00", "2026-11-02 12:00")
    assert over.whys == standing.whys


def test_what_comes_next_says_on_what_condition() -> None:
    text = TWO_REASONS.replace(
        "    pauses: [{in: asked}, {when: parts}]",
        "    remind: [{before: 1 hour, to: owner, when: 'not done(\"ask\")'}]",
    )
    world = World(written(text))
    world.open({}, "ann")
    (reminder, miss) = explained(world, "fix/1").coming
    assert (reminder.rung, reminder.when) == ("remind.1", 'not done("ask")')
    assert (miss.rung, miss.when) == ("miss", None)


def test_a_limit_that_is_moved_back_to_the_night_it_began_in_has_that_night() -> None:
    """A week from one o'clock at night; the last night that is worked before is this one."""
    definition = written(LETTER).definition
    deadline = definition.deadlines["answer"]
    changed = replace(
        deadline,
        within=tuple(replace(one, amount=Amount(1, "weeks")) for one in deadline.within),
        count=Count(first_day="counted", ends="close", last_closed="previous_open"),
        factors=(),
        remind=(),
    )
    calendars = {**definition.calendars, "office-cn": replace(NIGHTS, name="office-cn")}
    deadlines = {**definition.deadlines, "answer": changed}
    world = letters(
        Edition(replace(definition, deadlines=deadlines, calendars=calendars), "nights")
    )
    world.wait_until("2026-10-01 01:00")
    world.open({"subject": "bill"}, "ann")
    cycle = explained(world)
    assert world.due("answer") == "2026-10-01 06:00"
    assert reasons(cycle) == ["10-01 01:00 start_day 0"]
    assert cycle.cut == 7
    check(cycle)
