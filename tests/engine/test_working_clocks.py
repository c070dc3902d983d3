"""Promises counted by working time."""

import pytest
from waiting import CHINA, claim, moves
from world import at, shown

from workflow.calendars.rules import OfficialDays
from workflow.calendars.working import NoWorkingTime
from workflow.engine.decide import Request, decide_step
from workflow.engine.due import by_calendar, estimated_years
from workflow.engine.ladder import ladder, upcoming
from workflow.errors import DeadlineError

OFFICE = "calendar: office-cn\n"


def rungs(world, name="answer"):
    """The ladder of a cycle: rung and when, as people say it."""
    state = world.deadline(name)
    planned = ladder(world.edition.clocks[name], state, world_times(world))
    return [f"{one.key} {shown(one.instant)}" for one in planned]


def world_times(world):
    from workflow.engine.timekeeping import Timekeeping

    return Timekeeping.of(world.case, world.around.calendars)


def test_working_hours_run_while_the_office_works() -> None:
    world = claim(OFFICE + "within: 10 working hours", now="2026-11-06 16:00")
    assert world.due("answer") == "2026-11-09 18:00"


def test_working_days_leave_national_day_out_and_count_the_saturday_made_up_for_it() -> None:
    world = claim(OFFICE + "within: 3 working days", now="2026-09-30 10:00")
    assert world.due("answer") == "2026-10-10 24:00"
    assert world.deadline("answer").official == 1
    assert world.deadline("watch").official == 0


def test_a_ladder_of_working_time_is_climbed_on_working_days() -> None:
    world = claim(
        OFFICE + "within: 4 working days\n"
        "remind: [{before: 1 working day, to: owner}, {at: 50%, to: owner}]\n"
        "missed:\n"
        "  - {to: owner}\n"
        "  - {after: 2 working days, to: {role: manager},\n"
        "     repeat: {every: 1 working day, times: 2}}",
        now="2026-11-04 09:00",
    )
    assert rungs(world) == [
        "remind.2#0 2026-11-06 14:00",  # 36 working hours, up to 24:00 on Tuesday
        "remind.1#0 2026-11-09 24:00",
        "miss 2026-11-10 24:00",
        "missed.1#0 2026-11-10 24:00",
        "missed.2#0 2026-11-12 24:00",
        "missed.2#1 2026-11-13 24:00",
        "missed.2#2 2026-11-16 24:00",
    ]
    world.live_until("2026-12-01 00:00")
    assert world.fired() == [
        "answer remind.2", "answer remind.1", "answer missed.1", "answer missed.2",
        "answer missed.2 1", "answer missed.2 2",
    ]  # fmt: skip


def test_rungs_repeat_over_holidays_on_the_days_that_are_worked() -> None:
    world = claim(
        OFFICE + "within: 1 working day\n"
        "missed: [{after: 1 working day, to: owner, repeat: {every: 1 working day, times: 2}}]",
        now="2026-09-29 10:00",
    )
    assert rungs(world)[1:] == [
        "missed.1#0 2026-10-08 24:00",
        "missed.1#1 2026-10-09 24:00",
        "missed.1#2 2026-10-10 24:00",
    ]


def test_a_factor_lengthens_the_limit_and_is_on_record() -> None:
    world = claim(
        OFFICE + "within: 3 working days\nfactor: [{when: 'kind == \"large\"', by: 150%}]"
    )
    assert world.due("answer") == "2026-11-05 24:00"
    world.enter("ann", {"kind": "large"})
    assert (world.due("answer"), world.deadline("answer").factor) == ("2026-11-09 24:00", 150)


def test_limits_are_chosen_anew_when_what_they_read_changes_unless_they_are_kept() -> None:
    limits = (
        "within:\n  first_of:\n    - {when: 'kind == \"small\"', amount: 4 hours}\n"
        "    - {otherwise: 2 calendar days}"
    )
    world = claim(limits)
    kept = claim(limits + "\non_change: keep")
    for one in (world, kept):
        one.enter("ann", {"kind": "small"})
    assert world.due("answer") == "2026-11-02 14:00"
    assert kept.due("answer") == "2026-11-04 24:00"


def test_a_rule_that_changes_without_moving_the_instant_is_on_record_all_the_same() -> None:
    """Else a pause would later be cut out of the limit that does not apply any more."""
    world = claim(
        "within:\n  first_of:\n    - {when: 'kind == \"small\"', amount: 86 hours}\n"
        "    - {otherwise: 3 calendar days}\n"
        "pauses: {in: waiting}"
    )
    assert world.due("answer") == "2026-11-05 24:00"
    world.enter("ann", {"kind": "small"})
    assert (world.due("answer"), world.deadline("answer").rule) == ("2026-11-05 24:00", 0)
    world.wait_until("2026-11-03 10:00")
    world.do("wait", "ann")
    world.wait_until("2026-11-03 12:00")
    world.do("go_on", "ann")
    assert world.due("answer") == "2026-11-06 02:00"


def test_the_official_days_a_promise_was_made_by_stay_its_own() -> None:
    world = claim(OFFICE + "within: 3 working days\npauses: {in: waiting}", now="2026-09-30 10:00")
    none = OfficialDays(2, CHINA.years, {})
    world.around.calendars.revisions.append(none)
    world.do("wait", "ann")
    world.wait_until("2026-09-30 11:00")
    world.do("go_on", "ann")
    assert (world.due("answer"), world.deadline("answer").official) == ("2026-10-10 24:00", 1)
    world.do("finish", "ann")
    fresh = claim(OFFICE + "within: 3 working days", now="2026-09-30 10:00", opened=False)
    fresh.around.calendars.revisions.append(none)
    fresh.open({}, "ann")
    assert (fresh.due("answer"), fresh.deadline("answer").official) == ("2026-10-05 24:00", 2)


def test_a_limit_chosen_anew_is_counted_by_the_official_days_the_promise_was_made_by() -> None:
    factor = "\nfactor: [{when: 'kind == \"large\"', by: 200%}]"
    world = claim(OFFICE + "within: 2 working days" + factor, now="2026-09-30 10:00")
    world.around.calendars.revisions.append(OfficialDays(2, CHINA.years, {}))
    world.enter("ann", {"kind": "large"})
    assert (world.due("answer"), world.deadline("answer").official) == ("2026-10-12 24:00", 1)


def test_a_year_nobody_knows_the_official_days_of_is_refused_with_what_to_do() -> None:
    world = claim(OFFICE + "within: 12 months", opened=False)
    world.open({}, "ann")  # months are counted on the wall calendar
    world = claim(OFFICE + "within: 400 working days", opened=False)
    with pytest.raises(DeadlineError) as refusal:
        world.open({}, "ann")
    assert refusal.value.deadline == "answer"
    assert "2028" in refusal.value.reason
    assert "complaints calendar revise" in refusal.value.reason


def test_a_limit_beyond_the_calendar_is_refused_and_so_is_an_office_that_never_works() -> None:
    far = claim("within: 100 weeks\nfactor: [{by: 1000%}]", now="9990-11-02 10:00", opened=False)
    with pytest.raises(DeadlineError, match="beyond the calendar"):
        far.open({}, "ann")


def test_what_follows_a_miss_into_an_unknown_year_is_counted_by_the_week_alone() -> None:
    world = claim(
        OFFICE + "within: 1 working day\nmissed: [{after: 5 working days, to: owner}]",
        now="2027-12-29 10:00",
    )
    assert world.due("answer") == "2027-12-30 24:00"
    world.live_until("2028-01-06 23:00")
    assert world.fired("deadline_missed") == ["answer"]
    assert world.fired() == []
    world.live_until("2028-01-07 00:00")  # Friday the 31st, and four days of the next week
    assert world.fired() == ["answer missed.1"]


def test_a_reminder_does_not_repeat_into_an_unknown_year() -> None:
    repeat = "repeat: {every: 4 working days, times: 3}"
    world = claim(
        OFFICE
        + f"within: 3 working days\nremind: [{{before: 2 working days, to: owner, {repeat}}}]",
        now="2027-12-27 10:00",
    )
    world.live_until("2027-12-31 10:00")
    assert (world.due("answer"), world.fired()) == ("2027-12-30 24:00", ["answer remind.1"])


def test_extensions_by_working_days_keep_their_official_days_although_the_limit_asks_for_none():
    world = claim(
        OFFICE + "within: 1 calendar day",
        extends="{answer: {by: 2 working days, at_most: 5 working days}}",
        now="2026-09-29 10:00",
    )
    assert world.deadline("answer").official == 1
    world.around.calendars.revisions.append(OfficialDays(2, CHINA.years, {}))
    world.do("give", "sue")
    assert world.due("answer") == "2026-10-09 24:00"


def test_what_may_still_fire_is_known() -> None:
    world = claim("within: 2 calendar days\nremind: [{before: 1 hour, to: owner}]")
    clock, state = world.edition.clocks["answer"], world.deadline("answer")
    assert [one.key for one in upcoming(clock, state, world_times(world))] == ["remind.1#0", "miss"]
    world.live_until("2026-11-04 23:30")
    state = world.deadline("answer")
    assert [one.key for one in upcoming(clock, state, world_times(world))] == ["miss"]


def test_a_share_of_an_agreed_time_is_a_share_of_the_time_on_the_wall() -> None:
    world = claim(
        OFFICE + "within: 8 working hours\nagreed: promised\nremind: [{at: 50%, to: owner}]"
    )
    world.enter("ann", {"promised": "2026-11-03 10:00"})
    assert rungs(world)[0] == "remind.1#0@1 2026-11-02 22:00"


def test_deciding_needs_no_more_than_the_events_say() -> None:
    world = claim(OFFICE + "within: 3 working days")
    decision = decide_step(world.situation, Request("finish", {}, "ann"))
    assert decision.case.deadlines["answer/1"].status == "met"
    assert moves(world) == ["armed/1"]
    assert at("2026-11-02 10:00") == world.now


@pytest.mark.parametrize(
    "limit",
    [
        "within: 2 calendar days\nremind: [{before: 5 working days, to: owner}]",
        "within: 2 working days\nremind: [{at: 50%, to: owner}]",
    ],
)
def test_a_reminder_in_an_unknown_year_is_refused_with_the_year(limit: str) -> None:
    world = claim(OFFICE + limit, now="2025-01-01 10:00", opened=False)
    with pytest.raises(DeadlineError, match="2024"):
        world.open({}, "ann")


def test_an_extension_into_an_unknown_year_is_refused_with_the_year() -> None:
    world = claim(OFFICE + "within: 1 calendar day", extends="{answer: {by: 400 working days}}")
    with pytest.raises(DeadlineError, match="2028"):
        world.do("give", "sue")
    assert world.due("answer") == "2026-11-03 24:00"


def test_an_office_that_never_works_is_said_to_have_no_working_time_left(monkeypatch) -> None:
    def never(rules, revision):
        raise NoWorkingTime(rules.name)

    world = claim(OFFICE + "within: 1 working day", opened=False)
    monkeypatch.setattr(world.around.calendars, "working", never)
    with pytest.raises(DeadlineError, match="no working time left"):
        world.open({}, "ann")


def test_a_factor_of_hours_is_counted_in_minutes() -> None:
    world = claim("within: 5 hours\nfactor: [{by: 50%}]")
    assert world.due("answer") == "2026-11-02 12:30"


def test_only_what_a_calendar_counts_can_be_estimated() -> None:
    """Days that end with the house's last day open may lie in the year after."""
    years = {2026: False, 2027: True}
    plain = claim("within: 2 calendar days")
    clock, state = plain.edition.clocks["answer"], plain.deadline("answer")
    assert (by_calendar(clock, state), estimated_years(clock, state, years)) == (False, ())
    for ends, found in (("stays", ()), ("previous_open", (2027,))):
        count = f"count: {{ends: end_of_day, last_closed: {ends}}}"
        world = claim(OFFICE + f"within: 1 working day\n{count}", now="2026-12-30 10:00")
        assert world.due("answer") == "2026-12-31 24:00"
        clock, state = world.edition.clocks["answer"], world.deadline("answer")
        assert estimated_years(clock, state, years) == found
