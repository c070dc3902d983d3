import pytest
from world import NOT_UPHELD, RECEIVED, UPHELD, World, at, with_deadline

from workflow.calendars.amounts import Amount
from workflow.definition.deadline import Limit, Moment
from workflow.errors import DeadlineError

WITHDRAWN = {"reason": "顾客撤诉"}

# --- limits ------------------------------------------------------------------------------------


def test_a_safety_complaint_is_judged_within_four_hours(world: World) -> None:
    world.open({**RECEIVED, "kind": "safety"})
    assert world.due("judgement") == "2026-11-02 14:00"
    assert world.deadline("judgement").rule == 0


def test_other_complaints_are_judged_by_the_end_of_the_next_day(world: World) -> None:
    world.open()
    assert (world.due("judgement"), world.deadline("judgement").rule) == ("2026-11-03 24:00", 1)


def test_a_deadline_without_a_limit_that_applies_is_an_error(world: World) -> None:
    never = Limit(Amount(1, "hours"), 'kind == "product"')
    broken = World(with_deadline("complaint", "judgement", within=(never,)))
    with pytest.raises(DeadlineError):
        broken.open()


def test_a_limit_beyond_the_calendar_is_an_error() -> None:
    broken = World(
        with_deadline("complaint", "judgement", within=(Limit(Amount(12 * 9000, "months")),)),
    )
    with pytest.raises(DeadlineError):
        broken.open()


# --- verdicts ----------------------------------------------------------------------------------


def test_done_in_time_is_met(world: World) -> None:
    world.open()
    world.wait_until("2026-11-03 10:00")
    world.do("judge", "owner", NOT_UPHELD)
    judgement = world.deadline("judgement")
    assert (judgement.status, judgement.done_at) == ("met", at("2026-11-03 10:00"))
    assert judgement.next_at is None


def test_done_late_stays_missed_and_says_when_it_was_done(world: World) -> None:
    world.open()
    world.live_until("2026-11-04 10:00")
    world.do("judge", "owner", NOT_UPHELD)
    judgement = world.deadline("judgement")
    assert (judgement.status, judgement.done_at) == ("missed", at("2026-11-04 10:00"))
    assert not judgement.running
    assert judgement.next_at is None


def test_a_withdrawal_gives_no_verdict(world: World) -> None:
    world.open()
    world.do("withdraw", "rita", WITHDRAWN)
    assert world.deadline("judgement").status == "cancelled"


def test_a_withdrawal_after_a_miss_leaves_the_miss(world: World) -> None:
    world.open()
    world.live_until("2026-11-04 10:00")
    world.do("withdraw", "rita", WITHDRAWN)
    judgement = world.deadline("judgement")
    assert (judgement.status, judgement.running) == ("missed", False)


def test_a_final_state_stops_what_nothing_else_stops() -> None:
    """A deadline of a state that a withdrawal does not name."""
    edition = with_deadline(
        "complaint", "judgement", met=(Moment("entered", "judged"),), cancelled=()
    )
    world = World(edition)
    world.open()
    world.do("withdraw", "rita", WITHDRAWN)
    assert (world.deadline("judgement").status, world.case.next_at) == ("cancelled", None)


def test_a_deadline_met_by_the_end_itself_is_met() -> None:
    world = World(
        with_deadline("complaint", "summing_up", met=(Moment("entered", "closed"),), cancelled=())
    )
    world.bring_to("called_back")
    world.do("close", "sue", {"summary": "完"})
    assert world.deadline("summing_up").status == "met"


def test_a_final_state_starts_nothing() -> None:
    world = World(with_deadline("complaint", "decision", starts=(Moment("entered", "closed"),)))
    world.bring_to("called_back")
    world.do("close", "sue", {"summary": "完"})
    assert world.case.cycles("decision") == 0


# --- a clock that starts while it runs -----------------------------------------------------------


def proposals(again: str) -> World:
    """Every proposal starts the clock of the solution."""
    start = (Moment("act", "propose"),)
    world = World(with_deadline("complaint", "solution", starts=start, again=again))
    world.bring_to("investigated")
    world.do("propose", "owner", {"proposal": "一"})
    return world


def test_a_clock_that_starts_while_it_runs_is_restarted() -> None:
    world = proposals("restart")
    world.wait_until("2026-11-03 10:00")
    world.do("propose", "owner", {"proposal": "二"})
    assert world.deadline("solution", 1).status == "cancelled"
    assert (world.deadline("solution").cycle, world.due("solution")) == (2, "2026-11-06 24:00")


def test_a_clock_that_is_restarted_after_its_miss_keeps_the_miss() -> None:
    world = proposals("restart")
    world.live_until("2026-11-07 10:00")
    world.do("propose", "owner", {"proposal": "二"})
    first = world.deadline("solution", 1)
    assert (first.status, first.done_at) == ("missed", at("2026-11-07 10:00"))
    assert world.deadline("solution", 2).status == "armed"


def test_a_restart_in_time_but_recorded_after_the_miss_voids_the_miss() -> None:
    world = proposals("restart")
    world.live_until("2026-11-06 10:00")
    assert world.deadline("solution").status == "missed"
    world.do("propose", "owner", {"proposal": "二"}, at="2026-11-05 20:00")
    assert world.deadline("solution", 1).status == "voided"
    assert (world.deadline("solution").cycle, world.due("solution")) == (2, "2026-11-08 24:00")


def test_a_clock_may_be_kept_when_it_starts_while_it_runs() -> None:
    world = proposals("keep")
    world.wait_until("2026-11-03 10:00")
    world.do("propose", "owner", {"proposal": "二"})
    assert (world.case.cycles("solution"), world.due("solution")) == (1, "2026-11-05 24:00")


# --- corrections -------------------------------------------------------------------------------


def test_a_correction_computes_open_deadlines_anew(world: World) -> None:
    world.open()
    world.wait_until("2026-11-02 11:00")
    world.correct("sue", {"kind": "safety"})
    assert world.due("judgement") == "2026-11-02 14:00"
    move = world.events[-1].payload["deadlines"][0]
    assert (move["change"], move["rule"]) == ("recomputed", 0)


def test_a_correction_may_find_that_it_is_due_already(world: World) -> None:
    world.open()
    world.wait_until("2026-11-02 16:00")
    world.correct("sue", {"kind": "safety"})
    world.fire()
    missed = next(one for one in world.events if one.type == "deadline_missed")
    assert (missed.at, missed.recorded_at) == (at("2026-11-02 14:00"), at("2026-11-02 16:00"))


def test_a_correction_keeps_a_miss_on_record(world: World) -> None:
    world.open({**RECEIVED, "kind": "safety"})
    world.live_until("2026-11-02 15:00")
    world.correct("sue", {"kind": "service"})
    assert world.deadline("judgement").status == "missed"
    assert world.due("judgement") == "2026-11-02 14:00"


def test_a_correction_leaves_what_is_over_alone(world: World) -> None:
    world.open()
    world.do("judge", "owner", UPHELD)
    before = world.deadline("judgement")
    world.correct("sue", {"kind": "safety"})
    assert world.deadline("judgement") == before
