"""November 2026: the 2nd is a Monday, the 21st a Saturday."""

import pytest
from world import World, at, edition, with_deadline

from workflow.calendars.amounts import Amount
from workflow.definition.deadline import Addressee, Rung

SATISFIED = {"outcome": "satisfied"}
NOT_REACHED = {"outcome": "not_reached"}
DISSATISFIED = {"outcome": "dissatisfied", "remarks": "还是太冷"}
WITHDRAWN = {"reason": "顾客撤诉"}


def resolved(now: str) -> World:
    world = World(edition("complaint"), now)
    world.bring_to("resolved")
    return world


# --- the three-day rule ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handled", "due"),
    [
        ("2026-11-02 10:00", "2026-11-05 24:00"),
        ("2026-11-02 00:00", "2026-11-05 24:00"),
        ("2026-11-02 23:59", "2026-11-05 24:00"),
        ("2026-11-20 17:30", "2026-11-23 24:00"),  # Friday: Saturday and Sunday count
        ("2026-12-30 12:00", "2027-01-02 24:00"),
        ("2028-02-27 12:00", "2028-03-01 24:00"),  # a leap year
        ("2026-09-29 12:00", "2026-10-02 24:00"),  # public holidays count
    ],
)
def test_the_call_is_due_at_the_end_of_the_third_day_after_the_handling(
    handled: str, due: str
) -> None:
    assert resolved(handled).due("callback") == due


@pytest.mark.parametrize(
    ("called", "status"),
    [
        ("2026-11-05 23:59", "met"),
        ("2026-11-06 00:00", "met"),  # 24:00 of the third day: the due instant itself
        ("2026-11-06 00:01", "missed"),
    ],
)
def test_a_call_at_the_due_instant_is_in_time(called: str, status: str) -> None:
    world = resolved("2026-11-02 10:00")
    world.wait_until(called)
    world.do("record_callback", "owner", SATISFIED)
    assert world.deadline("callback").status == status
    assert world.deadline("callback").done_at == at(called)
    assert ("callback" in world.fired("deadline_missed")) == (status == "missed")


def test_a_call_that_reached_nobody_does_not_stop_the_clock() -> None:
    world = resolved("2026-11-02 10:00")
    before = world.deadline("callback")
    world.wait_until("2026-11-03 11:00")
    world.do("record_callback", "owner", NOT_REACHED)
    assert world.deadline("callback") == before
    assert world.case.cycles("callback") == 1


def test_every_handling_counts_anew() -> None:
    world = resolved("2026-11-02 10:00")
    world.wait_until("2026-11-03 09:00")
    world.do("record_callback", "owner", DISSATISFIED)
    assert world.deadline("callback").status == "met"
    world.do("investigate", "owner", {"cause": "原因", "responsible": "ann"})
    world.do("propose", "owner", {"proposal": "一"})
    world.do("propose", "owner", {"proposal": "二"})
    world.do("approve", "sue", {"chosen": 1, "review": "可行"})
    world.wait_until("2026-11-09 15:00")
    given = {"compensation": "apology", "consent_customer": "2026-11-09 14:00"}
    world.do("carry_out", "owner", given)
    assert world.deadline("callback", 1).due_at == at("2026-11-06 00:00")
    assert (world.deadline("callback").cycle, world.due("callback")) == (2, "2026-11-12 24:00")
    assert world.deadline("callback").status == "armed"


# --- a time that was agreed on -----------------------------------------------------------------


def test_a_time_the_customer_named_wins_and_moves_the_reminders() -> None:
    day_before = (Rung(to=(Addressee("owner"),), before=Amount(1, "calendar days")),)
    world = World(with_deadline("complaint", "callback", remind=day_before))
    world.bring_to("resolved")
    assert world.case.next_at == at("2026-11-05 00:00")
    world.enter(world.owner, {"appointment": "2026-11-10 15:00"})
    assert world.deadline("callback").agreed
    assert world.due("callback") == "2026-11-10 15:00"
    assert world.case.next_at == at("2026-11-09 15:00")
    move = world.events[-1].payload["deadlines"][0]
    assert (move["change"], move["was"]) == ("recomputed", at("2026-11-06 00:00"))


def test_the_owner_is_reminded_at_ten_of_the_second_and_the_third_day() -> None:
    world = resolved("2026-11-02 16:30")
    world.live_until("2026-11-05 12:00")
    fired = [one.at for one in world.events if one.type == "rung_fired"]
    assert fired == [at("2026-11-04 10:00"), at("2026-11-05 10:00")]


def test_when_the_time_is_moved_the_owner_is_reminded_anew() -> None:
    world = resolved("2026-11-02 10:00")
    world.live_until("2026-11-05 12:00")
    assert world.fired() == ["callback remind.1", "callback remind.2"]
    world.enter(world.owner, {"appointment": "2026-11-10 15:00"})
    world.live_until("2026-11-10 12:00")
    assert world.fired()[2:] == ["callback remind.1 1", "callback remind.2 1"]
    assert [one.at for one in world.events[-2:]] == [
        at("2026-11-09 01:00"), at("2026-11-10 01:00"),
    ]  # fmt: skip
    assert [one.recipient for one in world.notices] == ["ann"] * 4


def test_every_time_it_is_moved_the_owner_is_reminded_anew() -> None:
    world = resolved("2026-11-02 10:00")
    for day in (10, 20, 25):
        world.enter(world.owner, {"appointment": f"2026-11-{day} 15:00"})
        world.live_until(f"2026-11-{day} 12:00")
    assert world.fired()[::2] == [
        "callback remind.1 1",
        "callback remind.1 2",
        "callback remind.1 3",
    ]


def test_nobody_is_reminded_of_a_time_before_it_was_agreed_on() -> None:
    world = resolved("2026-11-02 00:30")
    world.wait_until("2026-11-02 18:00")
    world.enter(world.owner, {"appointment": "2026-11-03 07:00"})
    assert world.case.next_at == at("2026-11-03 07:00")


def test_an_earlier_time_wins_too() -> None:
    world = resolved("2026-11-02 10:00")
    world.enter(world.owner, {"appointment": "2026-11-02 17:00"})
    assert world.case.next_at == at("2026-11-02 17:00")  # the reminder would lie before the start
    world.live_until("2026-11-02 18:00")
    assert world.deadline("callback").status == "missed"


def test_a_time_agreed_on_may_come_with_the_act_that_starts_the_clock(world: World) -> None:
    world.bring_to("declined")
    given = {"explanation": "已说明", "appointment": "2026-11-20 09:30"}
    world.do("explain", "owner", given)
    assert world.due("callback") == "2026-11-20 09:30"


def test_an_appointment_of_an_earlier_round_says_nothing_about_the_next() -> None:
    world = resolved("2026-11-02 10:00")
    world.enter(world.owner, {"appointment": "2026-11-03 09:00"})
    world.wait_until("2026-11-03 09:00")
    world.do("record_callback", "owner", DISSATISFIED)
    world.do("investigate", "owner", {"cause": "原因", "responsible": "ann"})
    world.do("propose", "owner", {"proposal": "一"})
    world.do("propose", "owner", {"proposal": "二"})
    world.do("approve", "sue", {"chosen": 1, "review": "可行"})
    given = {"compensation": "apology", "consent_customer": "2026-11-02 14:00"}
    world.do("carry_out", "owner", given)
    assert not world.deadline("callback").agreed
    assert world.due("callback") == "2026-11-06 24:00"


def test_an_act_that_brings_an_appointment_and_stays_moves_the_clock() -> None:
    world = resolved("2026-11-02 10:00")
    given = {**NOT_REACHED, "appointment": "2026-11-04 10:00"}
    world.do("record_callback", "owner", given)
    assert world.due("callback") == "2026-11-04 10:00"


def test_a_value_that_changes_no_due_instant_moves_nothing() -> None:
    world = resolved("2026-11-02 10:00")
    world.enter(world.owner, {"phone": "13700137000"})
    assert "deadlines" not in world.events[-1].payload
