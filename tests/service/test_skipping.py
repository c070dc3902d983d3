"""What recurs and fails is ended by somebody who may, with a reason, and is not tried again."""

from datetime import timedelta

import pytest
from rounds import rounds

from workflow import Workflow
from workflow.errors import (
    InputInvalid,
    NothingToSkip,
    PersonUnknown,
    ReasonMissing,
    ScheduleUnknown,
    SiteMissing,
    SiteUnknown,
    SkippingNotAuthorised,
    WorkflowError,
)
from workflow.service import recurring

pytestmark = pytest.mark.both

WHY = "已在纸上登记"
ASSIGNING = ("deadlines:", "permissions: {assign: [owner]}\n\ndeadlines:")


@pytest.fixture
def failing(flow: Workflow, clock) -> Workflow:
    """Three rounds, of 10:10, 10:20 and 10:30, that nobody is there to own."""
    flow.publish(rounds())
    for _time in range(3):
        clock.advance(minutes=10)
        flow.fire_due()
    assert flow.health().recurring == 3
    return flow


def test_what_failed_is_skipped_by_somebody_and_not_tried_again(failing: Workflow, clock):
    (done,) = failing.skip_recurring("lobby", "2026-11-02 10:10", reason=f" {WHY} ", actor="ann")
    assert (done.outcome, done.ended_by, done.why, done.case) == ("skipped", "ann", WHY, "")
    at = clock.now - timedelta(minutes=10)
    assert failing.skip_recurring("lobby", at, clock.now, reason=WHY, actor="ann")
    assert failing.health().attention == ()
    assert failing.next_due() == clock.now + timedelta(minutes=10)
    failing.add_staff("ma", roles=["guard"])
    clock.advance(minutes=9)
    assert failing.fire_due().recurred == ()
    assert [one.ended_by for one in failing.recurred(missed=True)] == ["ann"] * 3
    (schedule,) = failing.schedules()
    assert (schedule.failing, schedule.last) == (0, failing.recurred()[0])
    clock.advance(minutes=1)
    assert [one.outcome for one in failing.fire_due().recurred] == ["opened"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"actor": "nobody"}, PersonUnknown),
        ({"schedule": "garden"}, ScheduleUnknown),
        ({"since": "2026-11-02 10:11"}, NothingToSkip),
        ({"site": "garden"}, SiteUnknown),
        ({"definition": "complaint"}, NothingToSkip),
        ({"until": "2026-11-02 10:09"}, InputInvalid),
        ({"since": "half past ten"}, InputInvalid),
    ],
)
def test_what_makes_no_sense_is_refused_and_tried_again(
    failing: Workflow, words: dict[str, str], refusal: type[WorkflowError]
):
    given = {"schedule": "lobby", "since": "2026-11-02 10:10", "reason": WHY, "actor": "ann"}
    with pytest.raises(refusal):
        failing.skip_recurring(**{**given, **words})
    assert failing.health().recurring == 3


def test_what_was_done_or_skipped_already_is_not_skipped(failing: Workflow, clock):
    failing.skip_recurring("lobby", "2026-11-02 10:10", reason=WHY, actor="ann")
    failing.add_staff("ma", roles=["guard"])
    clock.advance(minutes=9)
    failing.fire_due()
    for time in ("10:10", "10:20"):
        with pytest.raises(NothingToSkip, match="complaints schedules lobby --missed"):
            failing.skip_recurring("lobby", f"2026-11-02 {time}", reason=WHY, actor="ann")


def test_at_several_sites_or_of_several_definitions_it_is_said_which(failing: Workflow, clock):
    failing.add_site("garden", zone="Asia/Shanghai")
    failing.publish(rounds(changed=("workflow: round", "workflow: walk")))
    clock.advance(minutes=10)
    failing.fire_due()
    asked = {"reason": WHY, "actor": "ann"}
    with pytest.raises(SiteMissing) as refused:
        failing.skip_recurring("lobby", clock.now, **asked)
    assert refused.value.known == ["garden", "main"]
    with pytest.raises(InputInvalid, match="round, walk"):
        failing.skip_recurring("lobby", clock.now, site="main", **asked)
    (done,) = failing.skip_recurring("lobby", clock.now, site="main", definition="walk", **asked)
    assert (done.definition, done.site) == ("walk", "main")
    assert failing.health().recurring == 6


def test_whoever_may_assign_the_case_may_skip_it(flow: Workflow, clock):
    flow.publish(rounds(changed=ASSIGNING))
    clock.advance(minutes=10)
    flow.fire_due()
    asked = {"schedule": "lobby", "since": "2026-11-02 10:10", "reason": WHY}
    with pytest.raises(SkippingNotAuthorised, match="ann may not skip what lobby does at main"):
        flow.skip_recurring(**asked, actor="ann")
    # A case that is not there has no owner: whom the site falls back to counts as that.
    flow.add_site("main", fallback="sue")
    assert flow.skip_recurring(**asked, actor="sue")


def test_a_step_that_failed_in_a_case_is_skipped_by_its_owner(
    flow: Workflow, clock, monkeypatch: pytest.MonkeyPatch
):
    lapsing = "  closing: {every: 10 minutes, does: lapse}\n"
    flow.publish(rounds(lapsing, changed=ASSIGNING))
    flow.add_staff("ma", roles=["guard"])
    for _round in range(2):
        flow.open("round", {"place": "lobby"}, actor="ma")
    flow.add_staff("bo", roles=["guard"])
    flow.assign(2, "bo", actor="ma")
    clock.advance(minutes=10)
    with monkeypatch.context() as broken:
        broken.setattr(recurring, "decide_recurring_step", _broken)
        assert {one.outcome for one in flow.fire_due().recurred} == {"waiting"}
    asked = {"schedule": "closing", "since": clock.now, "reason": WHY}
    with pytest.raises(SkippingNotAuthorised):  # one of the two is not hers
        flow.skip_recurring(**asked, actor="bo")
    flow.assign(1, "bo", actor="ma")
    found = flow.skip_recurring(**asked, actor="bo")
    assert [one.case for one in found] == ["RD-2026-000001", "RD-2026-000002"]
    clock.advance(minutes=5)
    assert flow.fire_due().recurred == ()
    assert flow.show(1).state == "due"
    assert flow.verify().findings == ()


def _broken(*_arguments: object) -> None:
    raise LookupError("没有人")
