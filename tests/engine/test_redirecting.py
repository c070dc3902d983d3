"""A message goes to somebody else, or is dropped, and the history of the case says so."""

import pytest
from world import World

from workflow.engine import decide
from workflow.engine.events import Decision
from workflow.errors import NotAuthorised, PersonUnknown, WordsMissing


@pytest.fixture
def told(world: World) -> World:
    """A complaint that was not judged in time, of which people were told."""
    world.open()
    world.live_until("2026-11-09 10:00")
    assert world.notices
    return world


def redirected(world: World, to: str, actor: str = "sue", reason: str = "李经理休假") -> Decision:
    message = world.notices[-1]
    return decide.decide_redirection(world.situation, message, to, reason=reason, actor=actor)


def test_it_is_the_same_message_to_another_person_and_at_once(told: World) -> None:
    (event,), (notice,) = (found := redirected(told, "max")).events, found.notices
    assert (event.type, event.performed_by) == ("message_redirected", "sue")
    assert event.payload["reason"] == "李经理休假"
    before = told.notices[-1]
    assert (notice.recipient, notice.hold_until) == ("max", None)
    assert (notice.deadline, notice.cycle, notice.template) == (
        before.deadline,
        before.cycle,
        before.template,
    )


def test_only_whoever_may_assign_the_case_says_so_with_a_reason_and_to_somebody_known(
    told: World,
) -> None:
    with pytest.raises(NotAuthorised):
        redirected(told, "max", actor="rita")
    with pytest.raises(PersonUnknown):
        redirected(told, "无名")
    with pytest.raises(WordsMissing):
        redirected(told, "max", reason=" ")


def dropped(world: World, actor: str = "sue", reason: str = "已电话告知") -> Decision:
    message = world.notices[-1]
    return decide.decide_dropping(world.situation, message, "mail", reason=reason, actor=actor)


def test_it_is_dropped_by_whoever_may_assign_the_case_and_changes_nothing_else(
    told: World,
) -> None:
    (event,), notices = (found := dropped(told)).events, found.notices
    assert (event.type, event.performed_by, notices) == ("message_dropped", "sue", ())
    assert event.payload["dropped"]["recipient"] == told.notices[-1].recipient
    assert found.case.deadlines == told.situation.case.deadlines
    assert found.case.acted_at == told.situation.case.acted_at
    with pytest.raises(NotAuthorised):
        dropped(told, actor="rita")
    with pytest.raises(WordsMissing):
        dropped(told, reason=" ")
