"""What cannot be counted is a typed refusal that says what to do, whatever was asked."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from world import World, at, written

from workflow.calendars.amounts import Amount
from workflow.calendars.rules import OfficialDays
from workflow.engine.case import DeadlineState
from workflow.engine.draft import Draft
from workflow.engine.edition import Clock
from workflow.engine.explaining import Explainer
from workflow.engine.revising import Newer
from workflow.engine.timekeeping import Timekeeping
from workflow.errors import DeadlineError, NameNotRegistered

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
  answer: {starts: {entered: open}, met: {left: open}, within: 4 working hours}
"""
LAST, FIRST = datetime(9999, 12, 31, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)


def office() -> World:
    world = World(written(OFFICE), "2026-11-02 10:00")
    world.around.calendars.revisions = [OfficialDays(1, {2026: False})]
    world.open({}, actor="ann")
    return world


@pytest.mark.parametrize(
    "asked",
    [
        lambda times, clock, _state: times.after(clock, 1, LAST, Amount(1, "weeks")),
        lambda times, clock, _state: times.earlier(clock, FIRST, Amount(1, "weeks")),
        lambda times, clock, state: times.before(clock, state, Amount(30_000, "months")),
        lambda times, clock, state: times.share(clock, state._replace(due_at=LAST), 50),
    ],
    ids=["after", "earlier", "before", "share"],
)
def test_what_lies_beyond_the_calendar_is_refused(
    asked: Callable[[Timekeeping, Clock, DeadlineState], datetime],
) -> None:
    world = office()
    times = Timekeeping.of(world.case, world.around.calendars)
    with pytest.raises(DeadlineError) as refusal:
        asked(times, world.edition.clocks["answer"], world.deadline("answer"))
    assert refusal.value.deadline == "answer"


def test_how_late_it_is_beyond_the_known_years_is_told_in_plain_time() -> None:
    world = office()
    world.wait_until("2027-02-01 10:00")
    cycle = Explainer(
        world.edition, world.around, world.events, world.now,
        serial=1, uuid="uuid", number="C-2026-000001",
    ).cycle("answer/1")  # fmt: skip
    assert cycle.margin is not None
    assert (cycle.margin.working, cycle.margin.time) == (
        False, at("2026-11-02 15:00") - at("2027-02-01 10:00"),
    )  # fmt: skip


def test_official_days_are_no_matter_to_what_has_no_calendar() -> None:
    assert not Newer("CN", "", 2).of(None)


def test_newer_days_wait_until_what_was_due_by_the_older_ones_can_be_decided() -> None:
    asking = OFFICE.replace("roles:", "requires: {guards: [is_ready]}\nroles:").replace(
        "4 working hours}", "4 working hours, missed: [{to: owner, when: is_ready()}]}"
    )
    world = World(written(asking), "2026-11-02 10:00")
    known = OfficialDays(1, {2026: False})
    world.around.calendars.revisions = [known]
    world.open({}, actor="ann")
    world.around.calendars.revisions.append(known._replace(revision=2))
    world.wait_until("2026-11-03 10:00")
    with pytest.raises(NameNotRegistered):
        world.revise(Newer("CN", "", 2))
    assert [one.type for one in world.events] == ["opened"]
    world.around.guards["is_ready"] = True
    assert world.revise(Newer("CN", "", 2)) == []  # missed on the 2nd, whatever the days
    assert world.fired() == ["answer missed.1"]


def test_a_step_by_a_clock_that_cannot_be_counted_on_from_is_taken_as_soon_as_it_can() -> None:
    """Else it would be on record that the step was taken, and it would never be tried again."""
    lapsing = OFFICE.replace("over: {final: true}", "kept: {}, over: {final: true}").replace(
        "  finish: {from: open,",
        "  lapse: {from: open, to: kept, by: system}\n  finish: {from: [open, kept],",
    )
    lapsing = lapsing.replace(
        "within: 4 working hours}",
        "within: 57 calendar days, over: [{does: lapse, to: owner}]}\n"
        "  keeping: {starts: {entered: kept}, met: {left: kept}, within: 9 working days}",
    )
    world = World(written(lapsing), "2026-11-02 10:00")
    world.around.calendars.revisions = [OfficialDays(1, {2026: False})]
    world.open({}, actor="ann")
    world.wait_until("2026-12-30 10:00")
    assert isinstance(world.fire().failure, DeadlineError)
    assert [one.type for one in world.events] == ["opened", "deadline_missed"]
    assert (world.notices, world.case.state) == ([], "open")
    world.around.calendars.revisions.append(OfficialDays(2, {2026: False, 2027: False}))
    assert world.fire().failure is None
    assert (world.fired(), world.case.state) == (["answer missed.1"], "kept")
    assert [one.recipient for one in world.notices] == ["ann"]


def test_where_a_part_of_a_decision_fails_nothing_of_it_is_left_in_any_of_its_cases() -> None:
    world = office()
    ours = Draft(world.edition, world.case, world.around, world.now)
    theirs, third = (
        Draft(world.edition, world.case._replace(uuid=uuid), world.around, world.now)
        for uuid in ("theirs", "third")
    )

    def noted(draft: Draft) -> None:
        draft.record("noted", {"text": "…"}, at=world.now, performed_by="ann", recorded_by="ann")

    def failing() -> None:
        with ours.all_or_nothing():
            noted(ours)
            noted(theirs)
            ours.join(third)
            raise ZeroDivisionError

    noted(ours)
    ours.join(theirs)
    with pytest.raises(ZeroDivisionError):
        failing()
    assert (len(ours.events), len(theirs.events)) == (1, 0)
    assert (ours.case.version, theirs.case.version) == (2, 1)
    assert [*ours.together().values()] == [ours, theirs]
    assert ours.together() is theirs.together()
