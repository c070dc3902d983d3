"""Acting on a case that changed meanwhile: refused by name, or done anew in silence."""

from datetime import timedelta

import pytest
from stories import JUDGED, investigated, opened

from workflow import Workflow
from workflow.errors import NotAuthorised, StaleCase

pytestmark = pytest.mark.both


class Meanwhile:
    """A clock during whose first reading something else happens."""

    def __init__(self, flow: Workflow) -> None:
        self._clock = flow._clock
        self._happens = []
        self.readings = 0
        flow._clock = self

    def let(self, happen) -> None:
        self._happens.append(happen)

    def __call__(self):
        self.readings += 1
        if self._happens:
            self._happens.pop(0)()
        return self._clock()


@pytest.fixture
def other(database, clock):
    """The same database, opened by another program."""
    with Workflow(str(database), clock=clock) as opened_again:
        yield opened_again


def test_an_expected_version_that_differs_is_refused_by_name(flow: Workflow):
    case = opened(flow)
    flow.trigger(case, "judge", JUDGED, actor="ann")
    flow.note(case, "请勿打扰", actor="rita")
    for act in (
        lambda: flow.note(case, "晚了", actor="ann", expected_version=1),
        lambda: flow.assign(case, "ben", actor="ann", expected_version=1),
        lambda: flow.set(case, {"phone": "1"}, actor="ann", expected_version=1),
        lambda: flow.correct(
            case, {"kind": "safety"}, actor="ann", reason="录错", expected_version=1
        ),
        lambda: flow.trigger(case, "investigate", actor="ann", expected_version=1),
    ):
        with pytest.raises(StaleCase) as refused:
            act()
        assert (refused.value.expected, refused.value.version) == (1, 3)
        assert refused.value.changes == ("ann: Judge", "rita: note")
        assert "ann: Judge" in str(refused.value)
    assert len(flow.history(case)) == 3


def test_the_expected_version_lets_the_act_pass(flow: Workflow):
    case = opened(flow)
    assert flow.note(case, "准时", actor="ann", expected_version=1).version == 2


def test_what_a_person_did_meanwhile_makes_the_act_stale(flow: Workflow, other: Workflow):
    case = opened(flow)
    Meanwhile(flow).let(lambda: other.note(case, "请勿打扰", actor="rita"))
    with pytest.raises(StaleCase) as refused:
        flow.trigger(case, "judge", JUDGED, actor="ann")
    assert refused.value.changes == ("rita: note",)
    assert flow.show(case).state == "received"
    assert flow.verify().findings == ()


def test_what_the_system_did_meanwhile_is_decided_anew_in_silence(
    flow: Workflow, other: Workflow, clock
):
    case = opened(flow)
    clock.advance(days=2)
    Meanwhile(flow).let(other.fire_due)
    receipt = flow.trigger(case, "judge", JUDGED, actor="ann")
    assert receipt.state == "judged"
    types = [one.type for one in flow.history(case)]
    assert types.count("deadline_missed") == 1
    assert flow.verify().findings == ()


def test_staff_who_changed_meanwhile_are_asked_anew(flow: Workflow, other: Workflow):
    case = opened(flow)
    meanwhile = Meanwhile(flow)
    meanwhile.let(lambda: other.add_staff("zoe", roles=["specialist"], superior="sue"))
    assert flow.trigger(case, "judge", JUDGED, actor="ann").state == "judged"
    assert meanwhile.readings == 2


def test_a_case_is_opened_for_the_staff_there_are_when_it_is_written(
    flow: Workflow, other: Workflow, clock
):
    now = clock()
    Meanwhile(flow).let(lambda: other.set_away("ann", start=now))
    assert flow.show(opened(flow)).owner == "ben"


def test_who_may_no_longer_act_when_it_is_written_is_refused(
    flow: Workflow, other: Workflow, clock
):
    case = investigated(flow)
    flow.add_staff("ann", delegate="ben")
    flow.set_away("ann", start=clock() - timedelta(days=1))
    assert flow.trigger(case, "propose", {"proposal": "换房"}, actor="ben").version == 4
    Meanwhile(flow).let(lambda: other.set_away("ann", start=None))
    with pytest.raises(NotAuthorised):
        flow.trigger(case, "propose", {"proposal": "退款"}, actor="ben")
    assert flow.show(case).version == 4


def test_a_case_that_keeps_changing_is_given_up_with_the_reason(
    flow: Workflow, other: Workflow, clock
):
    case = opened(flow)
    meanwhile = Meanwhile(flow)
    for _number in range(50):
        meanwhile.let(lambda: other.add_site("east"))
    with pytest.raises(StaleCase) as refused:
        flow.note(case, "请勿打扰", actor="ann")
    assert refused.value.version == refused.value.expected == 1
    assert len(flow.history(case)) == 1
