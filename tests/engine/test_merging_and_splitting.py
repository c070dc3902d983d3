"""A duplicate goes into the case that goes on; one letter becomes two; what looks told twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from house import ZONE, Clock
from letters_and_repairs import LETTER, SENT, changed, ordered, sent

from workflow import Workflow
from workflow.errors import (
    CaseNotFound,
    ChildRefused,
    DataMissing,
    FieldNotEditable,
    MergeRefused,
    NotAuthorised,
)


@pytest.fixture
def flow(letters: Path, clock: Clock) -> Iterator[Workflow]:
    with Workflow(str(letters), clock=clock) as opened:
        yield opened
        assert opened.verify().findings == ()
        assert opened.rebuild(check=True).findings == ()


def test_a_duplicate_is_closed_and_both_say_where_it_went(flow: Workflow):
    kept, duplicate = sent(flow), sent(flow)
    before = flow.show(kept)
    receipt = flow.merge(duplicate, kept, actor="mei")
    assert receipt.state == "doubled"
    (into,), (merged,) = flow.show(duplicate).related, flow.show(kept).related
    assert (into.relation, into.case) == ("merged_into", kept)
    assert (merged.relation, merged.case) == ("merged", duplicate)
    assert flow.show(kept).deadlines == before.deadlines
    last = flow.history(kept)[-1]
    assert (last.type, last.performed_by) == ("merged_in", "mei")
    assert last.cases[str(last.details["case"])] == duplicate


def test_its_deadlines_are_cancelled_even_where_closing_would_meet_them(
    flow: Workflow, clock: Clock
):
    kept, duplicate = sent(flow), sent(flow)
    ordered(flow, duplicate)
    flow.merge(duplicate, kept, actor="mei")
    states = {one.name: (one.status, one.done) for one in flow.show(duplicate).deadlines}
    assert states == {"answering": ("cancelled", False), "mending": ("cancelled", False)}
    clock.advance(days=30)
    assert {one.case for one in flow.fire_due().fired} == {kept, "M-2026-000003"}


@pytest.mark.parametrize(
    ("into", "why"),
    [
        ("2", "into itself"),
        ("3", "of another kind"),
        ("4", "which is final"),
        ("5", "belongs to another site"),
    ],
)
def test_into_some_cases_nothing_is_merged(flow: Workflow, into: str, why: str):
    kept, duplicate = sent(flow), sent(flow)
    ordered(flow, kept)
    answered = sent(flow)
    flow.trigger(answered, "answer_it", {"answer": "No."}, actor="mei")
    flow.add_site("garden", zone=ZONE)
    flow.add_staff("eve", roles=["clerk"], site="garden")
    flow.open("letter", SENT, actor="eve")
    with pytest.raises(MergeRefused, match=why):
        flow.merge(duplicate, into, actor="mei")
    assert flow.show(duplicate).state == "received"


def test_what_is_merged_already_cannot_be_merged_into(flow: Workflow):
    first, second = sent(flow), sent(flow)
    flow.merge(first, second, actor="mei")
    with pytest.raises(MergeRefused, match="which is final"):
        flow.merge(second, first, actor="mei")


def test_the_case_it_goes_into_must_be_there_and_be_named(flow: Workflow):
    case = sent(flow)
    with pytest.raises(CaseNotFound):
        flow.merge(case, "99", actor="mei")
    with pytest.raises(CaseNotFound):
        flow.merge(case, "Q-2026-000001", actor="mei")
    with pytest.raises(MergeRefused, match="is not named"):
        flow.trigger(case, "told_twice", actor="mei")


def test_merging_is_an_act_like_any_other(flow: Workflow):
    kept, duplicate = sent(flow), sent(flow)
    with pytest.raises(NotAuthorised):
        flow.merge(duplicate, kept, actor="wu")
    with pytest.raises(MergeRefused, match="no step that merges"):
        flow.merge(ordered(flow, kept), kept, actor="mei")
    flow.merge(duplicate, kept, actor="mei", trigger="told_twice", key="k", expected_version=1)
    assert flow.merge(
        duplicate, kept, actor="mei", trigger="told_twice", key="k", expected_version=1
    ).repeated


def test_a_child_merged_into_its_parent_tells_it_both(flow: Workflow):
    case = sent(flow)
    (child,) = flow.trigger(case, "divide", {"matter": "Noise"}, actor="mei").opened
    flow.merge(child, case, actor="mei")
    assert [one.type for one in flow.history(case)][-2:] == ["merged_in", "child_closed"]


def test_a_second_case_is_split_off_with_data_of_its_own(flow: Workflow):
    case = sent(flow)
    receipt = flow.trigger(case, "divide", {"matter": "Noise"}, actor="mei", key="k")
    (other,) = receipt.opened
    own = {one.name: one.value for one in flow.show(case).fields}
    new = {one.name: one.value for one in flow.show(other).fields}
    assert (own["matter"], new["matter"]) == ("Lift", "Noise")
    assert new["writer"] == own["writer"] == "李雷"
    assert [one.relation for one in flow.show(other).related] == ["parent"]
    assert flow.trigger(case, "divide", {"matter": "Noise"}, actor="mei", key="k").opened == (
        other,
    )
    assert flow.list(parent=case).total == 1


def test_what_the_second_case_needs_is_asked_for(flow: Workflow):
    case = sent(flow)
    step = next(one for one in flow.show(case).next if one.trigger == "divide")
    assert step.needs == ("matter",)
    with pytest.raises(DataMissing, match="needs: matter"):
        flow.trigger(case, "divide", actor="mei")
    with pytest.raises(ChildRefused, match="matter"):
        flow.trigger(case, "divide", {"matter": ""}, actor="mei")
    with pytest.raises(FieldNotEditable):
        flow.trigger(case, "divide", {"matter": "Noise", "flat": 3}, actor="mei")


def test_a_merging_step_is_marked_among_what_is_possible(flow: Workflow):
    marked = {one.trigger for one in flow.show(sent(flow)).next if one.merges}
    assert marked == {"told_twice"}


def test_open_cases_with_the_same_data_are_named_when_one_is_opened(flow: Workflow):
    first, second = sent(flow), sent(flow)
    third = flow.open("letter", SENT, actor="mei")
    assert third.same == (first, second)
    assert flow.open("letter", {**SENT, "flat": 3}, actor="mei").same == ()
    assert flow.open("letter", {**SENT, "phone": "refused"}, actor="mei").same == ()


def test_closed_cases_and_those_of_another_site_are_not_the_same(flow: Workflow):
    first, second = sent(flow), sent(flow)
    flow.merge(first, second, actor="mei")
    flow.add_site("garden", zone=ZONE)
    flow.add_staff("eve", roles=["clerk"], site="garden")
    assert flow.open("letter", SENT, actor="eve").same == ()
    assert flow.open("letter", SENT, actor="mei").same == (second,)


def test_what_was_corrected_or_erased_is_not_the_same_any_more(flow: Workflow):
    first, second = sent(flow), sent(flow)
    flow.correct(first, {"phone": "13900000000"}, actor="mei", reason="misheard")
    flow.erase(second, actor="ma", reason="asked for")
    assert flow.open("letter", SENT, actor="mei").same == ()


def test_data_that_was_not_given_is_not_compared(flow: Workflow):
    flow.publish(changed(LETTER, ("same: [flat, phone]", "same: [flat, thing]")))
    sent(flow)
    assert flow.open("letter", SENT, actor="mei").same == ()
