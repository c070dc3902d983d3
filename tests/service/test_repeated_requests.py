"""The same key gives the same answer, whoever asks at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from stories import JUDGED, RECEIVED, opened

from workflow import Workflow
from workflow.errors import GuardRejected, KeyReused, NotAuthorised
from workflow.service.views import Receipt

pytestmark = pytest.mark.both

THREADS = 4


def at_once(ask: Callable[[], Receipt]) -> list[Receipt]:
    """The answers to the same question put by several threads at the same time."""
    barrier = Barrier(THREADS)

    def together(_number: int) -> Receipt:
        barrier.wait()
        return ask()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(together, range(THREADS)))


def test_opening_under_the_same_key_opens_one_case(flow: Workflow):
    first = flow.open("complaint", RECEIVED, actor="rita", key="钥匙-1")
    again = flow.open("complaint", RECEIVED, actor="rita", key="钥匙-1")
    assert not first.repeated
    assert again == first._replace(repeated=True)
    assert flow.list().total == 1


def test_a_repeated_answer_stays_the_same_when_the_case_has_moved_on(flow: Workflow):
    case = opened(flow)
    first = flow.trigger(case, "judge", JUDGED, actor="ann", key="k")
    flow.note(case, "后来", actor="ann")
    assert flow.trigger(case, "judge", JUDGED, actor="ann", key="k") == first._replace(
        repeated=True
    )
    assert flow.show(case).version == first.version + 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda flow, case: flow.trigger(case, "judge", JUDGED, actor="ann", key="k"),
        lambda flow, case: flow.note(case, "请勿打扰", actor="ann", key="k"),
        lambda flow, case: flow.set(case, {"phone": "555 0100"}, actor="ann", key="k"),
        lambda flow, case: flow.assign(case, "ben", actor="ann", key="k"),
        lambda flow, case: flow.correct(
            case, {"kind": "safety"}, actor="ann", reason="录错", key="k"
        ),
    ],
    ids=["trigger", "note", "set", "assign", "correct"],
)
def test_every_act_is_done_once_per_key(flow: Workflow, ask):
    case = opened(flow)
    first = ask(flow, case)
    assert ask(flow, case) == first._replace(repeated=True)
    assert len(flow.history(case)) == first.version == 2


def test_a_key_stands_for_one_request_only(flow: Workflow):
    case = opened(flow)
    flow.note(case, "请勿打扰", actor="ann", key="k")
    other_case = opened(flow)
    for ask in (
        lambda: flow.open("complaint", RECEIVED, actor="rita", key="k"),
        lambda: flow.trigger(case, "judge", JUDGED, actor="ann", key="k"),
        lambda: flow.note(other_case, "请勿打扰", actor="ann", key="k"),
        lambda: flow.note(case, "请勿打扰", actor="ben", key="k"),
        lambda: flow.note(case, "请打扰", actor="ann", key="k"),
    ):
        with pytest.raises(KeyReused) as refused:
            ask()
        assert refused.value.key == "k"
    assert len(flow.history(case)) == 2
    assert len(flow.history(other_case)) == 1


def test_a_case_named_by_number_or_by_serial_is_the_same_request(flow: Workflow):
    case = opened(flow)
    first = flow.note(case, "请勿打扰", actor="ann", key="k")
    assert flow.note(1, "请勿打扰", actor="ann", key="k") == first._replace(repeated=True)


def test_a_refusal_uses_up_no_key(flow: Workflow):
    case = opened(flow)
    with pytest.raises(NotAuthorised):
        flow.trigger(case, "judge", JUDGED, actor="rita", key="k")
    receipt = flow.trigger(case, "judge", JUDGED, actor="ann", key="k")
    assert not receipt.repeated


def test_a_repeated_request_is_answered_even_if_it_would_be_refused_now(flow: Workflow):
    case = opened(flow)
    first = flow.trigger(case, "judge", JUDGED, actor="ann", expected_version=1, key="k")
    again = flow.trigger(case, "judge", JUDGED, actor="ann", expected_version=1, key="k")
    assert again == first._replace(repeated=True)


def test_the_same_key_from_several_threads_opens_one_case(flow: Workflow):
    for number in range(5):
        key = f"k-{number}"
        answers = at_once(lambda key=key: flow.open("complaint", RECEIVED, actor="rita", key=key))
        assert len({one.case for one in answers}) == 1
        assert sorted(one.repeated for one in answers) == [False, True, True, True]
    assert flow.list().total == 5
    assert flow.verify().findings == ()


def test_the_same_key_from_several_threads_does_one_act(flow: Workflow):
    case = opened(flow)
    for number in range(5):
        key = f"k-{number}"
        answers = at_once(lambda key=key: flow.note(case, "请勿打扰", actor="ann", key=key))
        assert len({one.version for one in answers}) == 1
        assert sorted(one.repeated for one in answers) == [False, True, True, True]
    assert len(flow.history(case)) == 6
    assert flow.verify().findings == ()


def test_acts_of_several_threads_on_one_case_are_never_lost(flow: Workflow):
    case = opened(flow)

    def note_or_refused() -> Receipt | None:
        try:
            return flow.note(case, "请勿打扰", actor="ann")
        except Exception as error:
            assert type(error).__name__ == "StaleCase"  # noqa: PT017
            return None

    done = [one for one in at_once(note_or_refused) if one is not None]
    assert done
    assert sorted(one.version for one in done) == list(range(2, len(done) + 2))
    assert len(flow.history(case)) == len(done) + 1
    assert flow.verify().findings == ()


def test_a_guard_that_rejects_says_what_it_saw_and_changes_nothing(flow: Workflow):
    case = opened(flow)
    flow.trigger(case, "judge", JUDGED, actor="ann")
    flow.trigger(case, "investigate", {"cause": "坏了", "responsible": "ben"}, actor="ann")
    before = flow.history(case)
    with pytest.raises(GuardRejected) as refused:
        flow.trigger(case, "approve", {"chosen": 1, "review": "可以"}, actor="max", key="k")
    assert refused.value.values == ("chosen=1",)
    assert flow.history(case) == before
