"""A refusal says what it names as people call it."""

import pytest
from stories import RECEIVED

from workflow import Workflow
from workflow.errors import NotAuthorised, TriggerNotAllowed
from workflow.translation import language


def test_a_refusal_names_states_steps_and_people_with_their_titles(flow: Workflow):
    case = flow.open("complaint", RECEIVED, actor="rita").case
    with pytest.raises(TriggerNotAllowed) as refusal:
        flow.trigger(case, "close", {"summary": "无"}, actor="sue")
    assert (refusal.value.state, refusal.value.trigger) == ("received", "close")
    assert "close (Sum up and close)" in str(refusal.value)
    with language("zh"):
        assert "received（已受理）" in str(refusal.value)
        assert "judge（判断）" in str(refusal.value)


def test_a_refusal_names_the_owner_who_may(flow: Workflow):
    receipt = flow.open("complaint", RECEIVED, actor="rita")
    with pytest.raises(NotAuthorised, match=rf"owner \({receipt.owner}\)"):
        flow.trigger(receipt.case, "judge", {}, actor="rita")
