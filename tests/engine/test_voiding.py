"""A clock that was ahead fired too early: that is void, and it comes again when it is time."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import SHANGHAI
from world import NOT_UPHELD, UPHELD, World, at, edition, with_deadline

from workflow.calendars.amounts import Amount
from workflow.calendars.local import show_local, zone
from workflow.definition.deadline import Addressee, Rung
from workflow.engine import decide
from workflow.engine.cycles import moved
from workflow.engine.really import Ahead
from workflow.errors import NotAuthorised, WordsMissing

SATISFIED = {"outcome": "satisfied"}
AHEAD = ("2027-11-02 10:00", "2027-11-02 10:05")


def jumped(world: World) -> None:
    """The clock jumps a year ahead, everything fires, and it is put right."""
    before = world.now
    world.wait_until(AHEAD[0])
    world.fire()
    world.now = before


def judging() -> World:
    world = World(edition("complaint"))
    world.open()
    world.wait_until("2026-11-02 11:00")
    return world


def kinds(world: World) -> list[str]:
    return [one.type for one in world.events]


def test_a_running_cycle_ends_as_voided_and_goes_on_from_the_same_start() -> None:
    world = judging()
    before = world.deadline("judgement", 1)
    jumped(world)
    assert world.deadline("judgement").status == "missed"
    world.void(*AHEAD)
    assert world.deadline("judgement", 1).status == "voided"
    assert world.deadline("judgement", 2) == before._replace(cycle=2)
    assert world.case.next_at == before.next_at


def test_the_event_names_what_is_void_and_why() -> None:
    world = judging()
    jumped(world)
    fired = [one.seq for one in world.events if one.recorded_at == at(AHEAD[0])]
    (event,) = world.void(*AHEAD, reason=" 时钟快了 ").events
    assert event.type == "firing_voided"
    assert (event.performed_by, event.recorded_by, event.at) == ("sue", "sue", world.now)
    assert event.payload["fired"] == ["remind.1#0", "miss", "missed.1#0", "missed.2#0"]
    assert event.payload["events"] == fired
    assert event.payload["reason"] == "时钟快了"


def test_everything_fires_again_at_its_time_under_keys_of_its_own() -> None:
    world = judging()
    jumped(world)
    world.void(*AHEAD)
    world.live_until("2026-11-06 00:00")
    again = [one for one in world.events if one.once and one.once.startswith("judgement/2")]
    assert [one.at for one in again] == [one.recorded_at for one in again]
    quiet = judging()
    quiet.live_until("2026-11-06 00:00")
    assert [(one.type, one.at) for one in again] == [
        (one.type, one.at) for one in quiet.events if one.once
    ]


def test_what_had_fired_rightly_does_not_come_again() -> None:
    world = judging()
    world.live_until("2026-11-03 20:00")
    assert world.fired() == ["judgement remind.1"]
    jumped(world)
    world.void(*AHEAD)
    world.live_until("2026-11-30 00:00")
    fired = Counter(world.fired())
    assert fired["judgement remind.1"] == 1
    assert fired["judgement missed.1"] == 2


def test_a_miss_that_was_right_is_not_recorded_again() -> None:
    world = judging()
    world.live_until("2026-11-04 00:01")
    assert world.deadline("judgement").status == "missed"
    jumped(world)
    world.void(*AHEAD)
    again = world.deadline("judgement", 2)
    assert (again.status, again.next_rung) == ("missed", "missed.2#0")
    world.live_until("2026-11-30 00:00")
    assert world.fired("deadline_missed") == ["judgement"]


def test_what_was_recorded_at_the_first_and_at_the_last_instant_is_void_too() -> None:
    world = judging()
    jumped(world)
    assert world.void("2027-11-02 10:00:01", AHEAD[1]).events == ()
    assert world.void("2027-11-01 10:00", "2027-11-02 09:59").events == ()
    assert len(world.void(AHEAD[0], AHEAD[0]).events) == 1


def test_to_void_it_twice_does_nothing_more() -> None:
    world = judging()
    jumped(world)
    world.void(*AHEAD)
    assert world.void(*AHEAD).events == ()


def test_nobody_has_to_wait_for_the_time_of_what_did_not_happen() -> None:
    world = judging()
    jumped(world)
    assert world.case.last_at > at("2026-11-04 00:00")
    world.void(*AHEAD)
    assert world.case.last_at == world.now
    world.wait_until("2026-11-02 12:00")
    world.do("judge", "owner", NOT_UPHELD)
    assert world.events[-1].at == at("2026-11-02 12:00")
    assert world.deadline("judgement").status == "met"
    assert world.fired("deadline_missed") == ["judgement"]


def test_it_does_not_keep_anybody_from_recording_late() -> None:
    world = judging()
    jumped(world)
    world.wait_until("2026-11-02 15:00")
    world.void(*AHEAD)
    world.do("judge", "owner", NOT_UPHELD, at="2026-11-02 11:30")
    assert world.deadline("judgement").done_at == at("2026-11-02 11:30")


def test_what_was_done_by_then_was_not_missed() -> None:
    """It was written down before the limit, though as of later: the miss had said so."""
    world = World(with_deadline("complaint", "judgement", missed=(
        Rung(to=(Addressee("owner"),), after=Amount(1, "hours")),
    )))  # fmt: skip
    world.open()
    jumped(world)
    world.wait_until("2026-11-02 12:00")
    world.do("judge", "owner", UPHELD)
    assert world.deadline("judgement").status == "missed"
    world.void(*AHEAD)
    judgement = world.deadline("judgement", 1)
    assert (judgement.status, judgement.done_at) == ("voided", at("2026-11-02 12:00"))
    assert world.case.cycles("judgement") == 1


def test_what_was_done_late_stays_missed() -> None:
    world = judging()
    jumped(world)
    world.wait_until("2026-11-12 12:00")
    world.do("judge", "owner", UPHELD)
    world.void(*AHEAD)
    assert world.deadline("judgement", 1).status == "missed"
    assert world.case.cycles("judgement") == 1


def test_of_what_was_met_only_the_firing_is_void() -> None:
    world = judging()
    before = world.now
    world.wait_until("2026-11-03 20:00")
    world.fire()
    world.now = before
    world.do("judge", "owner", UPHELD)
    event, right = world.void("2026-11-03 20:00", "2026-11-03 20:00").events
    assert (event.payload["fired"], event.payload["deadlines"]) == (["remind.1#0"], [])
    assert world.deadline("judgement", 1).status == "met"
    assert (right.type, right.payload["times"]) == ("clock_corrected", [before])


def test_steps_that_were_taken_stay_taken_and_are_named(repair: World) -> None:
    repair.open({
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
        "kind": "inquiry", "urgent": False,
    })  # fmt: skip
    repair.do("answer", "rita", {"work": "已答复"})
    repair.do("record_callback", "rita", {"outcome": "satisfied"})
    jumped(repair)
    assert repair.state == "closed"
    repair.house.change("rita", roles=frozenset({"supervisor"}))
    (event,) = repair.void(*AHEAD, actor="rita").events
    assert event.payload["did"] == ["close"]
    assert repair.state == "closed"


def test_a_step_that_was_refused_is_nothing_to_put_right() -> None:
    world = World(with_deadline("complaint", "judgement", missed=(Rung(does="judge"),)))
    world.open()
    jumped(world)
    (event,) = world.void(*AHEAD).events
    assert "missed.1#0" in event.payload["fired"]
    assert event.payload["did"] == []


def test_a_miss_that_is_not_void_stands_though_a_later_step_is() -> None:
    world = World(with_deadline("complaint", "judgement", missed=(
        Rung(to=(Addressee("owner"),), after=Amount(1, "hours")),
    )))  # fmt: skip
    world.open()
    for ahead in ("2026-11-04 00:30", AHEAD[0]):
        before = world.now
        world.wait_until(ahead)
        world.fire()
        world.now = before
    world.do("judge", "owner", UPHELD)
    event = world.void(*AHEAD).events[0]
    assert event.payload["fired"] == ["missed.1#0"]
    assert world.deadline("judgement", 1).status == "missed"


def test_only_who_may_correct_may_void() -> None:
    world = judging()
    jumped(world)
    with pytest.raises(NotAuthorised):
        world.void(*AHEAD, actor="rita")


def test_it_needs_a_reason() -> None:
    world = judging()
    jumped(world)
    with pytest.raises(WordsMissing):
        world.void(*AHEAD, reason=" ")


def test_only_unsent_messages_of_what_is_void_are_dropped() -> None:
    world = judging()
    world.live_until("2026-11-03 20:00")
    jumped(world)
    decision = world.void(*AHEAD)
    told = {one.seq for one in world.notices}
    right = next(one.seq for one in world.events if one.type == "rung_fired")
    assert right in told
    assert right not in decision.dropped
    assert told - {right} <= set(decision.dropped)
    assert decision.voided == ()


def test_an_agreed_time_is_kept(world: World) -> None:
    world.bring_to("resolved")
    world.wait_until("2026-11-03 09:00")
    world.enter(world.owner, {"appointment": "2026-11-04 18:00"})
    before = world.deadline("callback")
    jumped(world)
    world.void(*AHEAD)
    assert world.deadline("callback", 2) == before._replace(cycle=2)
    world.enter(world.owner, {"appointment": "2026-11-05 19:00"})
    assert world.due("callback") == "2026-11-05 19:00"


def test_all_that_a_cycle_has_goes_on() -> None:
    """Pauses, extensions and official days come with other versions of the rules."""
    world = judging()
    start = world.deadline("judgement")
    whole = start._replace(
        official=2, factor=50, revision=3, revised_at=at("2026-11-02 10:30"),
        status="paused", paused_at=at("2026-11-02 10:45"),
        pauses=((at("2026-11-02 10:10"), at("2026-11-02 10:20")),),
        extensions=(Amount(2, "hours"), at("2026-11-09 10:00")),
        fired=("remind.1#3",),
    )  # fmt: skip
    world.case = world.case._replace(deadlines={whole.key: whole})
    fired = {"deadline": "judgement", "cycle": 1, "rung": "remind.1", "occurrence": 0}
    world.events.append(
        world.events[0]._replace(seq=2, type="rung_fired", payload={**fired, "due_at": world.now})
    )
    (event,) = decide.decide_voiding(
        world.situation,
        Ahead(world.events[1].recorded_at, world.now),
        actor="sue",
        reason="时钟快了",
    ).events
    again = moved(None, event.payload["deadlines"][1], event)
    assert again.changed({"next_at": None, "next_rung": None}) == whole._replace(
        cycle=2, next_at=None, next_rung=None
    )


@pytest.mark.parametrize("back", ["2026-11-02 09:00", "2026-11-02 10:30"])
def test_a_clock_set_back_an_hour_loses_nothing_and_fires_nothing_twice(back: str) -> None:
    world = judging()
    world.live_until("2026-11-03 14:30")
    world.now -= timedelta(hours=1)
    assert world.fire().events == ()
    world.now = at(back)
    assert world.fire().events == ()
    world.live_until("2026-11-30 00:00")
    quiet = judging()
    quiet.live_until("2026-11-30 00:00")
    assert [(one.type, one.at) for one in world.events] == [
        (one.type, one.at) for one in quiet.events
    ]


@given(
    right=st.integers(0, 200),
    ahead=st.integers(1, 400),
    after=st.integers(0, 200),
)
def test_after_voiding_a_case_is_told_of_everything_as_if_the_clock_had_been_right(
    right: int, ahead: int, after: int
) -> None:
    start, end = at("2026-11-02 10:00"), at("2026-12-24 10:00")
    lives = []
    for wrong in (True, False):
        world = World(edition("complaint"))
        world.open()
        world.live_until(_text(start, right))
        if wrong:
            world.now += timedelta(hours=ahead)
            fired = world.fire().events
            wrongly = world.now
            world.now = start + timedelta(hours=right)
            world.void(_text(wrongly, 0), _text(wrongly, 0))
            assert bool(fired) == (world.events[-1].type == "firing_voided")
        world.live_until(_text(start, right + after))
        world.now = end
        world.fire()
        gone = {
            seq
            for one in world.events
            if one.type == "firing_voided"
            for seq in one.payload["events"]
        }
        lives.append(
            [
                (one.type, one.payload.get("rung"), one.payload.get("occurrence"), one.at)
                for one in world.events
                if one.seq not in gone and one.type != "firing_voided"
            ]
        )
        once = [one.once for one in world.events if one.once]
        assert len(once) == len(set(once))
    assert lives[0] == lives[1]


def _text(start: datetime, hours: int) -> str:
    return show_local(start + timedelta(hours=hours), zone(SHANGHAI))


def test_what_followed_a_void_miss_later_is_void_with_it_and_comes_again() -> None:
    """The clock was put right before the second step, which followed from the miss all the same."""
    world = judging()
    jumped_to = "2026-11-04 00:01"
    before = world.now
    world.wait_until(jumped_to)
    world.fire()
    assert [one.type for one in world.events].count("deadline_missed") == 1
    world.now = before
    world.wait_until("2026-11-02 11:30")
    later = world.case.deadlines["judgement/1"].next_at
    assert later is not None
    world.live_until("2026-11-06 00:00")
    assert world.fired()[-1] == "judgement missed.2"
    world.void(jumped_to, jumped_to)
    (void,) = [one for one in world.events if one.type == "firing_voided"]
    assert void.payload["fired"] == ["remind.1#0", "miss", "missed.1#0", "missed.2#0"]
    assert world.deadline("judgement").fired == ()
    world.live_until("2026-11-06 00:01")
    assert world.fired()[-2:] == ["judgement missed.1", "judgement missed.2"]
