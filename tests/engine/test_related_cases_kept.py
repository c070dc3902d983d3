"""What is kept from whoever reads, or acts, is kept where cases belong together too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from house import Clock
from letters_and_repairs import LETTER, MEND, SENT, changed, ordered, sent, slipped_in

from workflow import ANYBODY, Workflow
from workflow.definition.migration import Plan, Treated
from workflow.errors import ChildRefused, LinksBroken, MergeRefused

KEPT_REPAIR = ("prefix: M\n", "prefix: M\nsees: [fitter, manager]\n")
KEPT_LETTER = ("prefix: L\n", "prefix: L\nsees: [owner, manager]\n")
KEPT_PHONE = (
    "phone:   {type: phone, refusable: true, ",
    "phone:   {type: phone, refusable: true, sees: [manager], ",
)
NO_PHONE = (
    "phone: phone, flat: flat, thing: thing}\n      sets: {source: letter}",
    "flat: flat, thing: thing}\n      sets: {source: letter, phone: refused}",
)
WAITING_FOR = (
    "\npermissions:",
    """
  waiting_for:
    starts: {closed: mend}
    met: {entered: answered}
    cancelled: {entered: doubled}
    within: 20 calendar days

permissions:""",
)


@pytest.fixture
def flow(letters: Path, clock: Clock) -> Iterator[Workflow]:
    with Workflow(str(letters), clock=clock) as opened:
        opened.add_staff("lin", roles=["clerk"], superior="ma")
        yield opened
        assert opened.verify().findings == ()
        assert opened.rebuild(check=True).findings == ()


def test_of_a_related_case_that_a_reader_may_not_read_the_number_is_shown(flow: Workflow):
    flow.publish(changed(MEND, KEPT_REPAIR))
    letter = sent(flow)
    child = ordered(flow, letter)
    for reader in ("mei", ANYBODY):
        (one,) = flow.show(letter, actor=reader).related
        assert (one.case, one.relation, one.withheld) == (child, "child", True)
        assert (one.state, one.state_title, one.final, one.owner) == (None, None, None, None)
    for reader in ("ma", None):
        (one,) = flow.show(letter, actor=reader).related
        assert (one.state, one.owner, one.withheld) == ("ordered", "wu", False)
    assert flow.list(parent=letter, actor="mei").rows == ()
    assert [one.case for one in flow.list(parent=letter, actor="ma").rows] == [child]


def test_the_history_does_not_tell_how_a_case_ended_that_a_reader_may_not_read(flow: Workflow):
    flow.publish(changed(MEND, KEPT_REPAIR))
    letter = sent(flow)
    child = ordered(flow, letter)
    flow.trigger(child, "mend_it", actor="wu")
    for reader, state in (("mei", None), (ANYBODY, None), ("ma", "mended"), (None, "mended")):
        told = [one for one in flow.history(letter, actor=reader) if one.type == "child_closed"]
        (closed,) = told
        assert closed.details.get("state") == state
        assert closed.cases[str(closed.details["case"])] == child


def test_an_open_case_that_one_may_not_read_is_not_named_as_the_same(flow: Workflow):
    flow.publish(changed(LETTER, KEPT_LETTER))
    first = sent(flow)
    second = flow.open("letter", SENT, actor="lin")
    assert second.same == ()
    third = flow.open("letter", SENT, actor="mei")
    assert third.same == (first,)
    assert flow.open("letter", SENT, actor="ma").same == (first, second.case, third.case)


def test_what_one_does_not_see_is_not_compared_for_one(flow: Workflow):
    flow.publish(changed(LETTER, KEPT_PHONE, NO_PHONE))
    first = sent(flow)
    second = flow.open("letter", SENT, actor="mei")
    assert second.same == ()
    assert flow.open("letter", SENT, actor="ma").same == (first, second.case)


def test_nothing_is_merged_into_a_case_that_one_may_not_read(flow: Workflow):
    flow.publish(changed(LETTER, KEPT_LETTER))
    theirs, mine = flow.open("letter", SENT, actor="lin").case, sent(flow)
    flow.trigger(theirs, "answer_it", {"answer": "No."}, actor="lin")
    with pytest.raises(MergeRefused, match="mei may not read L-2026-000001"):
        flow.merge(mine, theirs, actor="mei")
    with pytest.raises(MergeRefused, match="which is final"):
        flow.merge(mine, theirs, actor="ma")


def test_what_some_see_is_carried_to_where_no_others_see_it(flow: Workflow):
    keeping = changed(LETTER, KEPT_PHONE)
    with pytest.raises(LinksBroken, match="phone is not seen by everybody, and phone would be"):
        flow.publish(keeping)
    letter = sent(flow)
    kept_there = ("  phone:  {type: phone, ", "  phone:  {sees: [manager], type: phone, ")
    flow.publish(changed(MEND, kept_there))
    flow.publish(keeping)
    flow.trigger(letter, "order_repair", {"thing": "lift"}, actor="mei")
    child = ordered(flow, sent(flow))
    phone = {one.name: one for one in flow.show(child, actor="wu").fields}["phone"]
    assert (phone.value, phone.withheld) == (None, True)


def test_an_edition_that_was_never_compared_carries_nothing_to_where_others_see_it(flow: Workflow):
    slipped_in(flow, changed(LETTER, KEPT_PHONE))
    letter = sent(flow)
    with pytest.raises(ChildRefused, match="phone is not seen by everybody"):
        ordered(flow, letter)
    refused = sent(flow, phone="refused")
    with pytest.raises(ChildRefused, match="phone is not seen by everybody"):
        ordered(flow, refused)


# --- what is read back -----------------------------------------------------------------------


def test_what_the_new_case_reads_back_is_read_back_with_the_act_that_opens_it(flow: Workflow):
    reading = changed(
        MEND,
        ("    needs: [caller, phone, flat, thing, source]\n",
         "    needs: [caller, phone, flat, thing, source]\n    reads_back: [phone]\n"),
    )  # fmt: skip
    flow.publish(reading)
    letter = sent(flow)
    with pytest.raises(ChildRefused, match="first read back"):
        ordered(flow, letter)
    thing = {"thing": "lift"}
    (child,) = flow.trigger(letter, "order_repair", thing, actor="mei", read_back=True).opened
    assert flow.history(child)[0].details["read_back"] == ["phone"]
    by_clock = (
        "    by: [clerk, manager]\n    needs: [thing]",
        "    by: [clerk, system]\n    has: [thing]",
    )
    editable = (
        "received: {title: {en: Received, zh: 已收到}}",
        "received: {title: {en: Received, zh: 已收到}, editable: [thing]}",
    )
    with pytest.raises(LinksBroken, match="is read back, which nobody does when order_repair"):
        flow.publish(changed(LETTER, by_clock, editable))


def test_a_merging_step_reads_back_too(flow: Workflow):
    reading = changed(LETTER, ("    merges: true\n", "    merges: true\n    reads_back: [phone]\n"))
    flow.publish(reading)
    kept, duplicate = sent(flow), sent(flow)
    flow.merge(duplicate, kept, actor="mei", read_back=True, key="k")
    assert flow.history(duplicate)[-1].details["read_back"] == ["phone"]
    assert flow.merge(duplicate, kept, actor="mei", read_back=True, key="k").repeated


# --- following another edition -----------------------------------------------------------------


def test_what_a_case_has_to_do_with_others_is_as_before_in_another_edition(flow: Workflow):
    letter = sent(flow)
    first, second = ordered(flow, letter), ordered(flow, letter, "door")
    flow.trigger(first, "mend_it", actor="wu")
    flow.publish(changed(LETTER, WAITING_FOR))
    plan = Plan(starts={"waiting_for": "entry"}, reason="Tell them")
    (moved,) = flow.migrate("letter", "1", "2", plan, actor="ma").cases
    assert "started" not in [one.result for one in moved.clocks]
    flow.trigger(second, "mend_it", actor="wu")
    deadlines = {one.name: one.status for one in flow.show(letter).deadlines}
    assert deadlines["waiting_for"] == "armed"
    assert [one.final for one in flow.show(letter).related] == [True, True]
    assert flow.show(letter).followed == ("1",)


def test_a_deadline_that_is_new_begins_when_the_last_child_was_closed(flow: Workflow, clock: Clock):
    letter = sent(flow)
    child = ordered(flow, letter)
    clock.advance(hours=5)
    flow.trigger(child, "mend_it", actor="wu")
    closed = flow.history(letter)[-2].at
    clock.advance(hours=5)
    flow.publish(changed(LETTER, WAITING_FOR))
    plan = Plan(starts={"waiting_for": "entry"}, reason="Tell them")
    flow.migrate("letter", "1", "2", plan, actor="ma")
    deadlines = {one.name: one for one in flow.show(letter).deadlines}
    assert deadlines["waiting_for"].started_at == closed == deadlines["telling"].started_at


def test_the_parent_hears_of_a_child_that_closes_before_it_follows_another_edition(
    flow: Workflow, clock: Clock
):
    by_itself = ("missed: [{to: owner}]", "missed: [{does: mend_it}]")
    newest = ('edition: "2"', 'edition: "3"'), ("within: 2 calendar", "within: 4 calendar")
    flow.publish(changed(MEND, by_itself))
    letter = sent(flow)
    child = ordered(flow, letter)
    flow.publish(changed(MEND, by_itself, *newest))
    clock.advance(days=3)
    plan = Plan(
        deadlines={"doing": Treated("keep", "doing")},
        allowed=frozenset({"no_clock"}),
        reason="More time",
    )
    (moved,) = flow.migrate("mend", "2", "3", plan, actor="ma").cases
    assert moved.written
    assert flow.show(child).final
    assert "child_closed" in [one.type for one in flow.history(letter)]
