"""Counting over several cases, kept beside the events and made again from them."""

from pathlib import Path

import pytest
from conduct import definition
from tampering import tamper

from workflow import Workflow
from workflow.errors import CounterUnknown

pytestmark = pytest.mark.both


@pytest.fixture
def counting(flow: Workflow) -> Workflow:
    flow.publish(definition())
    flow.add_staff("cai", roles=["clerk"])
    return flow


def find(flow: Workflow, who: str = "ann", **more: str) -> str:
    return flow.open("conduct", {"who": who}, actor="cai", **more).case


def counted(flow: Workflow) -> dict[tuple[str, str], str]:
    return {(one.key, one.month): one.amount for one in flow.counters("breaches")}


def test_the_fourth_breach_of_a_person_in_a_month_is_fined(counting: Workflow, clock):
    states = [counting.show(find(counting)).state for _ in range(4)]
    assert states == ["noted", "noted", "noted", "fined"]
    assert counting.show(find(counting, "ben")).state == "noted"
    clock.advance(days=31)
    assert counting.show(find(counting)).state == "noted"
    assert counted(counting) == {
        ("ann", "2026-11"): "4", ("ann", "2026-12"): "1", ("ben", "2026-11"): "1",
    }  # fmt: skip
    assert counting.counters(month="2026-12")[0].amount == "1"
    assert counting.verify().findings == ()


def test_the_same_request_counts_once(counting: Workflow):
    for _ in range(3):
        find(counting, key="k")
    assert counted(counting) == {("ann", "2026-11"): "1"}


def test_what_is_corrected_and_taken_back_is_counted_anew(counting: Workflow):
    first, second = find(counting), find(counting)
    counting.correct(first, {"who": "ben"}, actor="cai", reason="认错人")
    counting.trigger(second, "clear", actor="cai")
    assert counted(counting) == {("ben", "2026-11"): "1"}
    assert counting.verify().findings == ()


def test_in_one_sweep_each_case_sees_what_those_before_it_added(counting: Workflow, clock):
    """Four are found and late; their misses add until there are six."""
    for _ in range(4):
        find(counting)
    clock.advance(days=4)
    counting.fire_due()
    assert counted(counting) == {("ann", "2026-11"): "6"}
    assert counting.verify().findings == ()


def test_a_counter_nobody_declared_is_not_there(counting: Workflow):
    with pytest.raises(CounterUnknown, match="Counters: breaches"):
        counting.counters("breach")


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM complaints_counts",
        "UPDATE complaints_counts SET amount = '2'",
        "UPDATE complaints_counts SET \"key\" = 'ben'",
        'INSERT INTO complaints_counts SELECT case_id, 9, counter, definition, site, "key", month,'
        " amount FROM complaints_counts",
    ],
)
def test_what_somebody_changed_about_it_is_found_and_made_again(
    counting: Workflow, database: Path, change: str
):
    case = find(counting)
    tamper(database, change)
    found = counting.verify().findings
    assert [(one.case, one.code) for one in found] == [(case, "count_differs")]
    assert counting.rebuild().written == 1
    assert counted(counting) == {("ann", "2026-11"): "1"}
    assert counting.verify().findings == ()
