"""Several programs at once on one database: nothing is lost, nothing happens twice."""

from pathlib import Path

import conduct
import pytest
from both_databases import Place
from duty import definition
from other_programs import Two, at_once

from workflow import Workflow

pytestmark = pytest.mark.both

ROUNDS = 12
RECEIVED = {
    "complainant": "李雷", "phone": "13800138000", "content": "空调太冷", "kind": "service",
}  # fmt: skip
JUDGED = {"grounds": "sufficient", "demand": "reasonable", "department": "客房部"}


def outcomes(answers: list[dict[str, str]]) -> list[str]:
    return sorted(one.get("refused", "done") for one in answers)


def test_of_two_who_take_the_same_step_one_does_and_no_act_is_lost(flow: Workflow, two: Two):
    for _round in range(ROUNDS):
        case = flow.open("complaint", RECEIVED, actor="rita").case
        answers = at_once(two, "trigger", case, "judge", JUDGED, actor="ann")
        # The other comes too late, or in between.
        assert outcomes(answers) in (["StaleCase", "done"], ["TriggerNotAllowed", "done"])
        assert [one.type for one in flow.history(case)] == ["opened", "transitioned"]
    assert flow.verify().findings == ()


def test_of_two_who_write_on_one_case_neither_is_lost(flow: Workflow, two: Two):
    case = flow.open("complaint", RECEIVED, actor="rita").case
    written = 0
    for _round in range(ROUNDS):
        answers = at_once(two, "note", case, "请勿打扰", actor="ann")
        assert outcomes(answers) in (["StaleCase", "done"], ["done", "done"])
        written += outcomes(answers).count("done")
        assert flow.show(case).version == 1 + written
    assert flow.verify().findings == ()


def test_the_same_key_in_two_programs_opens_one_case(flow: Workflow, two: Two):
    for number in range(ROUNDS):
        answers = at_once(two, "open", "complaint", RECEIVED, actor="rita", key=f"k-{number}")
        assert outcomes(answers) == ["done", "done"]
        repeated = sorted("repeated=True" in one["done"] for one in answers)
        assert repeated == [False, True]
    assert flow.list().total == ROUNDS
    assert flow.verify().findings == ()


def test_the_same_key_in_two_programs_does_one_act(flow: Workflow, two: Two):
    case = flow.open("complaint", RECEIVED, actor="rita").case
    for number in range(ROUNDS):
        answers = at_once(two, "note", case, "请勿打扰", actor="ann", key=f"k-{number}")
        assert outcomes(answers) == ["done", "done"]
    assert flow.show(case).version == 1 + ROUNDS


def test_two_sweeps_fire_everything_once(flow: Workflow, database: Path, two: Two, clock):
    for _number in range(30):
        flow.open("complaint", RECEIVED, actor="rita")
    for one in two:
        one.work_on(database, clock.advance(days=30))
    answers = at_once(two, "fire_due")
    assert outcomes(answers) == ["done", "done"]
    for serial in range(1, 31):
        keys = [
            (one.details["deadline"], one.details.get("rung"), one.details.get("occurrence"))
            for one in flow.history(serial)
            if one.type in {"rung_fired", "deadline_missed"}
        ]
        assert len(keys) == len(set(keys)) == 4
    assert flow.verify().findings == ()


@pytest.fixture
def pair(flow: Workflow) -> tuple[str, str]:
    """Two who are on duty, each of whom knows the other."""
    flow.publish(definition())
    flow.add_staff("cai", roles=["clerk"])
    first = flow.open("duty", {"other": "2"}, actor="cai").case
    second = flow.open("duty", {"other": "1"}, actor="cai").case
    return first, second


def test_of_two_who_each_saw_the_other_stay_only_one_leaves(
    flow: Workflow, pair: tuple[str, str], two: Two
):
    for worker, case in zip(two, pair, strict=True):
        worker.ask("trigger", case, "leave", actor="cai", wait=True)
    assert [one.hear() for one in two] == [{"looked": True}] * 2
    for worker in two:
        worker.tell()
    answers = [one.hear() for one in two]
    assert outcomes(answers) == ["GuardRejected", "done"]
    assert sorted(flow.show(one).state for one in pair) == ["gone", "there"]


def test_however_two_are_timed_never_both_leave(flow: Workflow, two: Two):
    flow.publish(definition())
    flow.add_staff("cai", roles=["clerk"])
    for number in range(ROUNDS):
        names = (2 * number + 1, 2 * number + 2)
        for name, other in (names, reversed(names)):
            assert flow.open("duty", {"other": str(other)}, actor="cai").case[-1] == str(name)[-1]
        for worker, name in zip(two, names, strict=True):
            worker.ask("trigger", name, "leave", actor="cai")
        answers = [one.hear() for one in two]
        assert outcomes(answers) == ["GuardRejected", "done"]
        assert sorted(flow.show(one).state for one in names) == ["gone", "there"]
    assert flow.verify().findings == ()


def test_two_who_count_the_same_person_at_once_both_count_and_only_three_are_free(
    flow: Workflow, two: Two
):
    flow.publish(conduct.definition())
    flow.add_staff("cai", roles=["clerk"])
    for _round in range(ROUNDS // 2):
        answers = at_once(two, "open", "conduct", {"who": "ann"}, actor="cai")
        assert outcomes(answers) == ["done", "done"]
    states = [flow.show(serial).state for serial in range(1, ROUNDS + 1)]
    assert states.count("noted") == 3
    assert [one.amount for one in flow.counters("breaches")] == [str(ROUNDS)]
    asked = [flow.history(serial)[0].details["counted"] for serial in range(1, ROUNDS + 1)]
    assert sorted(int(one[0]["value"]) for one in asked) == list(range(ROUNDS))
    assert flow.verify().findings == ()


def test_the_same_key_in_two_programs_counts_once(flow: Workflow, two: Two):
    flow.publish(conduct.definition())
    flow.add_staff("cai", roles=["clerk"])
    for number in range(ROUNDS // 2):
        found = {"who": "ann"}
        answers = at_once(two, "open", "conduct", found, actor="cai", key=f"k-{number}")
        assert outcomes(answers) == ["done", "done"]
    assert [one.amount for one in flow.counters("breaches")] == [str(ROUNDS // 2)]


def test_nobody_checks_a_case_that_is_found_to_be_about_them_meanwhile(flow: Workflow, two: Two):
    flow.publish(conduct.definition())
    for name in ("cai", "dan"):
        flow.add_staff(name, roles=["clerk"])
    for _round in range(ROUNDS):
        case = flow.open("conduct", {"who": "ann"}, actor="cai").case
        two[0].ask("correct", case, {"who": "dan"}, actor="cai", reason="认错人")
        two[1].ask("trigger", case, "check", actor="dan")
        correction, check = (one.hear() for one in two)
        happened = [one.type for one in flow.history(case)][1:]
        if "done" in check:  # it was about somebody else then
            assert happened[0] == "transitioned"
        else:
            assert check["refused"] in {"ConflictOfInterest", "StaleCase"}
            assert (happened, correction.keys()) == (["corrected"], {"done"})
    assert flow.verify().findings == ()


def test_however_many_cases_come_at_once_nobody_is_given_more_than_there_is_room_for(
    flow: Workflow, two: Two
):
    flow.publish(conduct.definition())
    flow.add_staff("cai", roles=["clerk"], capacity=5)
    flow.add_staff("dan", roles=["clerk"])
    for _round in range(ROUNDS):
        answers = at_once(two, "open", "conduct", {"who": "ann"}, actor="cai")
        assert outcomes(answers) == ["done", "done"]
    owners = [flow.show(serial).owner for serial in range(1, 2 * ROUNDS + 1)]
    assert (owners.count("cai"), owners.count("dan")) == (5, 2 * ROUNDS - 5)


@pytest.mark.long
def test_two_programs_make_one_database(blank: Place, workers: Two, clock):
    places = (
        [blank.with_name(f"{number}.db") for number in range(5)]
        if isinstance(blank, Path)
        else [blank]
    )
    for path in places:
        for one in workers:
            one.work_on(path, clock())
        assert outcomes(at_once(workers, "create")) == ["done", "done"]
        with Workflow(str(path), clock=clock) as flow:
            assert [one.name for one in flow.sites()] == ["main"]
            assert flow.verify().findings == ()
