"""Cases opened with an act on another: what they take along, and what the other learns of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from house import Clock
from letters_and_repairs import LETTER, MEND, SENT, changed, ordered, sent, slipped_in

from workflow import Workflow
from workflow.errors import (
    ActRefused,
    ChildRefused,
    DataMissing,
    GuardRejected,
    NotAuthorised,
    RecordedTooLate,
    TooEarly,
)


@pytest.fixture
def flow(letters: Path, clock: Clock) -> Iterator[Workflow]:
    with Workflow(str(letters), clock=clock) as opened:
        yield opened
        assert opened.verify().findings == ()
        assert opened.rebuild(check=True).findings == ()


def fields(flow: Workflow, case: str) -> dict[str, object]:
    return {one.name: one.value for one in flow.show(case).fields}


def due(flow: Workflow, case: str) -> dict[str, str]:
    return {one.name: one.status for one in flow.show(case).deadlines}


def types(flow: Workflow, case: str) -> list[str]:
    return [one.type for one in flow.history(case)]


def test_a_case_is_opened_with_an_act_and_takes_data_along(flow: Workflow):
    letter = sent(flow)
    receipt = flow.trigger(letter, "order_repair", {"thing": "lift"}, actor="mei")
    (child,) = receipt.opened
    assert child == "M-2026-000002"
    assert fields(flow, child) == {
        "caller": "李雷", "phone": "13800138000", "flat": 12, "thing": "lift", "source": "letter",
    }  # fmt: skip
    view = flow.show(child)
    assert (view.state, view.owner, view.edition) == ("ordered", "wu", "1")
    assert [one.name for one in view.deadlines] == ["doing"]


def test_both_cases_say_so_and_name_each_other(flow: Workflow):
    letter = sent(flow)
    child = ordered(flow, letter)
    (up,), (down,) = flow.show(child).related, flow.show(letter).related
    assert (up.relation, up.case, up.state) == ("parent", letter, "waiting")
    assert (down.relation, down.case, down.owner) == ("child", child, "wu")
    step, first = flow.history(letter)[1], flow.history(child)[0]
    (opened,) = step.details["related"]["opened"]  # type: ignore[index]
    assert step.cases[opened["case"]] == child
    assert first.cases[first.details["related"]["parent"]] == letter  # type: ignore[index]


def test_personal_values_are_kept_apart_there_too_with_a_proof_of_their_own(flow: Workflow):
    letter = sent(flow)
    child = ordered(flow, letter)
    with flow.transactions.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT case_id, field, salt FROM complaints_personal_values ORDER BY case_id, field"
        ).all()
        payloads = connection.exec_driver_sql("SELECT payload FROM complaints_events").all()
    assert [(one[0], one[1]) for one in rows] == [
        (1, "phone"), (1, "writer"), (2, "caller"), (2, "phone"),
    ]  # fmt: skip
    assert len({one[2] for one in rows}) == len(rows)
    assert not any("李雷" in one[0] or "13800138000" in one[0] for one in payloads)
    flow.erase(letter, actor="ma", reason="asked for")
    assert fields(flow, child)["caller"] == "李雷"


def test_what_was_refused_is_carried_as_refused_and_what_is_empty_is_not(flow: Workflow):
    letter = sent(flow, phone="refused")
    assert fields(flow, ordered(flow, letter))["phone"] == "refused"
    flow.erase(letter, actor="ma", reason="asked for")
    with pytest.raises(ChildRefused, match="needs: caller, phone"):
        ordered(flow, letter)


def test_if_the_case_cannot_be_opened_nothing_of_the_act_is_done(flow: Workflow):
    letter = sent(flow)
    flow.erase(letter, actor="ma", reason="asked for")
    with pytest.raises(ChildRefused) as refused:
        ordered(flow, letter)
    assert isinstance(refused.value.__cause__, DataMissing)
    assert "李雷" not in str(refused.value)
    assert flow.show(letter).state == "received"
    assert flow.list().total == 1


def test_who_did_the_act_opens_the_case_if_they_may_and_the_system_if_not(flow: Workflow):
    letter = sent(flow)
    first = flow.history(ordered(flow, letter))[0]
    assert first.performed_by == "mei"
    receipt = flow.trigger(letter, "order_repair", {"thing": "door"}, actor="ma")
    by_system = flow.history(receipt.opened[0])[0]
    assert (by_system.performed_by, by_system.recorded_by) == ("system", "system")
    assert flow.show(receipt.opened[0]).owner == "wu"


def test_who_typed_opens_it_if_who_did_it_may_not(flow: Workflow):
    letter = sent(flow)
    receipt = flow.trigger(
        letter, "order_repair", {"thing": "door"}, actor="mei", performed_by="ma"
    )
    assert flow.history(receipt.opened[0])[0].performed_by == "mei"


def without_system(flow: Workflow) -> None:
    """An edition of repairs that the system opens none of, slipped in behind the checks."""
    narrow = changed(
        MEND,
        ("by: [clerk, system]", "by: [clerk]"),
    )
    slipped_in(flow, narrow)


def test_where_neither_may_open_it_the_act_is_refused(flow: Workflow):
    letter = sent(flow)
    slipped_in(flow, changed(MEND, ("by: [clerk, system]", "by: [clerk]")))
    with pytest.raises(ChildRefused, match="ma may not do this"):
        flow.trigger(letter, "order_repair", {"thing": "door"}, actor="ma")


def test_without_a_rule_the_case_belongs_to_who_did_the_act(flow: Workflow):
    flow.publish(
        changed(
            MEND,
            (", owner: {role: fitter}", ""),
        )
    )
    letter = sent(flow)
    assert flow.show(ordered(flow, letter)).owner == "mei"
    receipt = flow.trigger(letter, "order_repair", {"thing": "door"}, actor="ma")
    assert flow.show(receipt.opened[0]).owner == "ma"


def test_the_end_of_the_last_child_meets_and_starts_deadlines(flow: Workflow, clock: Clock):
    letter = sent(flow)
    lift = ordered(flow, letter)
    door = ordered(flow, letter, "door")
    assert due(flow, letter) == {"answering": "paused", "mending": "armed"}
    clock.advance(hours=2)
    flow.trigger(lift, "mend_it", actor="wu")
    assert due(flow, letter) == {"answering": "paused", "mending": "armed"}
    flow.trigger(door, "mend_it", actor="wu")
    assert due(flow, letter) == {"answering": "armed", "mending": "met", "telling": "armed"}
    assert types(flow, letter)[-3:] == ["child_closed", "child_closed", "deadlines_moved"]
    closed = flow.history(letter)[-2]
    assert (closed.performed_by, closed.at) == ("system", clock.now)


def test_conditions_count_the_children_that_are_open(flow: Workflow):
    letter = sent(flow)
    child = ordered(flow, letter)
    with pytest.raises(GuardRejected, match="A repair is still open"):
        flow.trigger(letter, "answer_when_mended", actor="mei")
    flow.trigger(child, "mend_it", actor="wu")
    assert flow.trigger(letter, "answer_when_mended", actor="mei").state == "answered"


def test_a_child_that_is_taken_up_again_is_open_again(flow: Workflow):
    letter = sent(flow)
    child = ordered(flow, letter)
    flow.trigger(child, "mend_it", actor="wu")
    flow.trigger(child, "again", actor="mei")
    assert types(flow, letter)[-2:] == ["child_reopened", "deadlines_moved"]
    assert due(flow, letter)["answering"] == "paused"
    flow.trigger(child, "mend_it", actor="wu")
    assert due(flow, letter)["answering"] == "armed"


def test_a_child_outlives_its_parent_which_only_records_its_end(flow: Workflow):
    letter = sent(flow)
    child = ordered(flow, letter)
    flow.trigger(letter, "answer_it", {"answer": "It will be mended."}, actor="mei")
    assert flow.show(child).state == "ordered"
    before = due(flow, letter)
    flow.trigger(child, "mend_it", actor="wu")
    assert types(flow, letter)[-1] == "child_closed"
    assert due(flow, letter) == before


def test_what_was_due_in_the_parent_earlier_fires_before_it_learns_of_the_end(
    flow: Workflow, clock: Clock
):
    letter = sent(flow)
    child = ordered(flow, letter)
    clock.advance(days=5)
    flow.trigger(child, "mend_it", actor="wu")
    assert types(flow, letter)[3:6] == ["deadline_missed", "rung_fired", "child_closed"]
    mending = next(one for one in flow.show(letter).deadlines if one.name == "mending")
    assert (mending.status, mending.done) == ("missed", True)


def test_a_child_closed_in_time_and_recorded_late_makes_the_miss_none(flow: Workflow, clock: Clock):
    letter = sent(flow)
    child = ordered(flow, letter)
    in_time = clock.advance(days=1)
    clock.advance(days=3)
    flow.fire_due()
    assert due(flow, letter)["mending"] == "missed"
    flow.trigger(child, "mend_it", actor="ma", at=in_time)
    mending = next(one for one in flow.show(letter).deadlines if one.name == "mending")
    assert (mending.status, mending.done_at) == ("voided", in_time)


def test_a_deadline_that_began_after_the_end_is_not_met_by_it(flow: Workflow, clock: Clock):
    letter = sent(flow)
    child = ordered(flow, letter)
    closed = clock.advance(hours=1)
    clock.advance(hours=1)
    other = ordered(flow, letter, "door")
    flow.trigger(other, "mend_it", actor="wu")
    flow.trigger(child, "mend_it", actor="wu", at=closed)
    cycles = [(one.cycle, one.status) for one in flow.show(letter).deadlines][1:3]
    assert cycles == [(1, "cancelled"), (2, "armed")]
    assert flow.show(letter).state == "waiting"


def test_nothing_is_recorded_in_the_parent_before_what_it_learned(flow: Workflow, clock: Clock):
    letter = sent(flow)
    child = ordered(flow, letter)
    earlier = clock.advance(minutes=5)
    clock.advance(minutes=5)
    flow.trigger(child, "mend_it", actor="wu")
    with pytest.raises(RecordedTooLate):
        flow.trigger(letter, "order_repair", {"thing": "door"}, actor="mei", at=earlier)


def test_a_clock_can_close_a_child_and_the_parent_acts_on_it(flow: Workflow, clock: Clock):
    by_itself = changed(
        MEND,
        ("missed: [{to: owner}]", "missed: [{does: mend_it}]"),
    )
    flow.publish(by_itself)
    letters = [sent(flow, flat=number) for number in range(3)]
    children = [ordered(flow, one) for one in letters]
    clock.advance(days=8)
    report = flow.fire_due()
    assert {flow.show(one).state for one in children} == {"mended"}
    assert report.set_aside == ()
    for one in letters:
        assert due(flow, one) == {"answering": "met", "mending": "met", "telling": "missed"}
        assert flow.show(one).state == "answered"
    assert {one.case for one in report.fired} >= {*letters, *children}


def test_what_ends_by_a_clock_too_late_was_missed_first(flow: Workflow, clock: Clock):
    slow = changed(
        MEND,
        ("within: 2 calendar days", "within: 6 calendar days"),
        ("missed: [{to: owner}]", "missed: [{does: mend_it}]"),
    )
    flow.publish(slow)
    letter = sent(flow)
    ordered(flow, letter)
    clock.advance(days=7)
    flow.fire_due()
    mending = next(one for one in flow.show(letter).deadlines if one.name == "mending")
    assert (mending.status, mending.done) == ("missed", True)


def test_a_rung_opens_a_case_in_the_name_of_the_system(flow: Workflow, clock: Clock):
    by_clock = changed(
        LETTER,
        ("    by: [clerk, manager]\n    needs: [thing]",
         "    by: [clerk, system]\n    has: [thing]"),
        ("received: {title: {en: Received, zh: 已收到}}",
         "received: {title: {en: Received, zh: 已收到}, editable: [thing]}"),
        ("    missed: [{to: owner}]\n  mending",
         "    missed: [{to: owner, does: order_repair}]\n  mending"),
    )  # fmt: skip
    flow.publish(by_clock)
    letter = flow.open("letter", {**SENT, "thing": "lift"}, actor="mei").case
    clock.advance(days=11)
    flow.fire_due()
    (child,) = flow.show(letter).related
    first = flow.history(child.case)[0]
    assert (first.performed_by, child.owner, child.state) == ("system", "wu", "ordered")


def test_a_rung_whose_case_cannot_be_opened_says_so_and_the_rest_fires(
    flow: Workflow, clock: Clock
):
    by_clock = changed(
        LETTER,
        ("    by: [clerk, manager]\n    needs: [thing]", "    by: [clerk, system]"),
        ("    missed: [{to: owner}]\n  mending",
         "    missed: [{to: owner, does: order_repair}]\n  mending"),
    )  # fmt: skip
    flow.publish(by_clock)
    letter = flow.open("letter", SENT, actor="mei").case
    clock.advance(days=11)
    assert flow.fire_due().set_aside == ()
    (rung,) = [one for one in flow.history(letter) if one.type == "rung_fired"][1:]
    assert rung.details["refused"] == "ChildRefused"


def test_opening_a_case_can_open_another(flow: Workflow):
    at_once = changed(
        LETTER,
        ("    needs: [writer, phone, flat, matter]",
         "    needs: [writer, phone, flat, matter, thing]\n"
         "    creates: {workflow: mend, as: order, carries: {caller: writer, phone: phone, "
         "flat: flat, thing: thing}, sets: {source: letter}}"),
        ("carries: [writer, phone, flat]", "carries: [writer, phone, flat, thing]"),
    )  # fmt: skip
    flow.publish(at_once)
    receipt = flow.open("letter", {**SENT, "thing": "lift"}, actor="mei", key="k")
    again = flow.open("letter", {**SENT, "thing": "lift"}, actor="mei", key="k")
    assert receipt.opened == again.opened == ("M-2026-000002",)
    assert [one.relation for one in flow.show("2").related] == ["parent"]


def test_cases_that_open_one_another_without_end_are_refused(flow: Workflow):
    back = changed(
        MEND,
        ("    needs: [caller, phone, flat, thing, source]",
         "    needs: [caller, phone, flat, thing, source]\n    creates: {workflow: letter, "
         "carries: {writer: caller, phone: phone, flat: flat}, "
         "sets: {matter: Again, thing: lift}}"),
    )  # fmt: skip
    forth = changed(
        LETTER,
        ("    needs: [writer, phone, flat, matter]",
         "    needs: [writer, phone, flat, matter, thing]\n"
         "    creates: {workflow: mend, carries: {caller: writer, phone: phone, "
         "flat: flat, thing: thing}, sets: {source: letter}}"),
        ("carries: [writer, phone, flat]", "carries: [writer, phone, flat, thing]"),
    )  # fmt: skip
    slipped_in(flow, back, forth)
    with pytest.raises(ChildRefused, match="without end"):
        flow.open("letter", {**SENT, "thing": "lift"}, actor="mei")
    assert flow.list().total == 0


def test_personal_data_is_carried_into_no_field_that_is_not(flow: Workflow):
    open_secret = changed(
        MEND,
        ("caller: {type: text, ", "caller: {type: text, personal: false, "),
    )
    letter = sent(flow)
    slipped_in(flow, open_secret)
    with pytest.raises(ChildRefused, match="writer is personal and caller is not"):
        ordered(flow, letter)


def test_an_opening_step_that_is_gone_is_said_so(flow: Workflow):
    named = changed(
        LETTER, ("      workflow: mend\n", "      workflow: mend\n      as: order\n"),
    )  # fmt: skip
    flow.publish(named)
    renamed = changed(
        MEND,
        ("  order:\n", "  call_in:\n"),
    )
    letter = sent(flow)
    slipped_in(flow, renamed)
    with pytest.raises(ChildRefused, match="Reason: mend has no step order that opens a case"):
        ordered(flow, letter)


def test_what_an_act_sets_is_carried_too(flow: Workflow):
    setting = changed(
        LETTER,
        ("    by: [clerk, manager]\n    needs: [thing]\n",
         "    by: [clerk, manager]\n    sets: {thing: door}\n"),
    )  # fmt: skip
    flow.publish(setting)
    letter = sent(flow)
    (child,) = flow.trigger(letter, "order_repair", actor="mei").opened
    assert fields(flow, child)["thing"] == "door"


def test_a_window_waits_for_the_last_child_to_close(flow: Workflow):
    waiting = changed(
        LETTER,
        ("    when: 'open_children(\"mend\") == 0'\n"
         "    says: {en: A repair is still open, zh: 维修尚未完成}\n",
         "    not_before: {closed: mend}\n"),
    )  # fmt: skip
    flow.publish(waiting)
    letter = sent(flow)
    child = ordered(flow, letter)
    with pytest.raises(TooEarly, match="the last mend opened from it is closed"):
        flow.trigger(letter, "answer_when_mended", actor="mei")
    flow.trigger(child, "mend_it", actor="wu")
    assert flow.trigger(letter, "answer_when_mended", actor="mei").state == "answered"


def test_a_party_s_act_opens_a_case_that_whoever_typed_it_owns(flow: Workflow):
    party = "parties:\n  resident: {title: {en: Resident, zh: 住户}}\n\nfields:"
    flow.publish(
        changed(
            MEND,
            ("fields:", party),
            ("by: [clerk, system]", "by: [resident, clerk, system]"),
            (", owner: {role: fitter}", ""),
        )
    )
    flow.publish(
        changed(
            LETTER,
            ("fields:", party),
            (
                "    by: [clerk, manager]\n    needs: [thing]",
                "    by: [resident]\n    needs: [thing]",
            ),
        )
    )
    letter = sent(flow)
    (child,) = flow.trigger(letter, "order_repair", {"thing": "lift"}, actor="ma").opened
    first = flow.history(child)[0]
    assert (first.performed_by, first.recorded_by) == ("resident", "ma")
    assert flow.show(child).owner == "ma"


def test_a_refusal_of_a_child_is_a_refusal_of_the_act():
    assert issubclass(ChildRefused, ActRefused)


def test_what_closes_again_while_all_is_running_moves_no_clock(flow: Workflow):
    flow.publish(
        changed(
            LETTER,
            ("starts: {closed: mend}\n", "starts: {closed: mend}\n    again: keep\n"),
        )
    )
    letter = sent(flow)
    child = ordered(flow, letter)
    flow.trigger(child, "mend_it", actor="wu")
    flow.trigger(child, "again", actor="mei")
    flow.trigger(child, "mend_it", actor="wu")
    closed = [one for one in flow.history(letter) if one.type == "child_closed"]
    assert ["deadlines" in one.details for one in closed] == [True, False]


def test_a_step_for_the_system_alone_opens_what_other_cases_open(flow: Workflow):
    flow.publish(
        changed(
            MEND,
            (
                "transitions:\n",
                "transitions:\n  take_over: {from: new, to: ordered, by: [system], "
                "needs: [caller, phone, flat, thing, source]}\n",
            ),
        )
    )
    flow.publish(
        changed(LETTER, ("      workflow: mend\n", "      workflow: mend\n      as: take_over\n"))
    )
    child = ordered(flow, sent(flow))
    assert flow.history(child)[0].details["trigger"] == "take_over"
    call = {"caller": "李雷", "phone": "refused", "flat": 3, "thing": "tap", "source": "call"}
    called = flow.open("mend", call, actor="mei").case
    assert flow.history(called)[0].details["trigger"] == "order"
    with pytest.raises(NotAuthorised):
        flow.open("mend", call, actor="mei", trigger="take_over")
