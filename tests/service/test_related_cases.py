"""Cases that belong together, in the database: all or nothing, both ends of every link."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from both_databases import Place, by_hand, engine_of, refuse
from house import ZONE, Clock
from letters_and_repairs import LETTER, MEND, SENT, changed, furnish, ordered, sent, slipped_in
from sqlalchemy.orm import Session
from tampering import opened_by_hand, tamper

import workflow
from workflow import Workflow
from workflow.errors import LinksBroken, MergeRefused, NotAuthorised, StaleCase, StoreError
from workflow.service.registry import ReactionContext, Registry

pytestmark = pytest.mark.both


@pytest.fixture
def file(blank: Place) -> Place:
    return blank


@pytest.fixture
def flow(file: Place, clock: Clock) -> Iterator[Workflow]:
    with Workflow.create(str(file), zone=ZONE, clock=clock) as opened:
        furnish(opened)
        yield opened


@pytest.fixture
def other(flow: Workflow, file: Place, clock: Clock) -> Iterator[Workflow]:
    """The same database, opened by another program."""
    with Workflow(str(file), clock=clock) as opened_again:
        yield opened_again


def meanwhile(flow: Workflow, happens: Callable[[], object]) -> None:
    """Let something happen while the next act is decided."""
    clock, waiting = flow._clock, [happens]

    def reading() -> datetime:
        if waiting:
            waiting.pop()()
        return clock()

    flow._clock = reading


# --- acting at the same time -----------------------------------------------------------------


def test_who_acts_on_the_parent_while_a_child_closes_keeps_nothing_from_it(
    flow: Workflow, other: Workflow
):
    letter = sent(flow)
    child = ordered(flow, letter)
    meanwhile(flow, lambda: other.note(letter, "Called", actor="mei"))
    assert flow.trigger(child, "mend_it", actor="wu").state == "mended"
    last = [one.type for one in flow.history(letter)][-3:]
    assert last == ["noted", "child_closed", "deadlines_moved"]
    assert flow.verify().findings == ()


def test_a_child_that_closes_while_somebody_acts_on_the_parent_makes_nothing_stale(
    flow: Workflow, other: Workflow
):
    letter = sent(flow)
    child = ordered(flow, letter)
    meanwhile(flow, lambda: other.trigger(child, "mend_it", actor="wu"))
    answer = {"answer": "It is being mended."}
    assert flow.trigger(letter, "answer_it", answer, actor="mei").state == "answered"
    types = [one.type for one in flow.history(letter)]
    assert types.index("child_closed") < types.index("transitioned", 4)
    assert flow.verify().findings == ()


def test_a_person_who_acts_on_the_child_meanwhile_makes_the_act_on_it_stale(
    flow: Workflow, other: Workflow
):
    child = ordered(flow, sent(flow))
    meanwhile(flow, lambda: other.note(child, "Parts are here", actor="wu"))
    with pytest.raises(StaleCase):
        flow.trigger(child, "mend_it", actor="wu")
    assert [one.type for one in flow.history("1")][-1] != "child_closed"


def test_a_case_is_not_merged_into_one_that_was_closed_meanwhile(flow: Workflow, other: Workflow):
    kept, duplicate = sent(flow), sent(flow)
    meanwhile(flow, lambda: other.trigger(kept, "answer_it", {"answer": "No."}, actor="mei"))
    with pytest.raises(MergeRefused, match="which is final"):
        flow.merge(duplicate, kept, actor="mei")
    assert flow.show(duplicate).state == "received"


def test_if_the_parent_cannot_be_written_the_child_is_not_either(flow: Workflow, file: Place):
    child = ordered(flow, sent(flow))
    with opened_by_hand(file) as connection:
        refuse(connection, "UPDATE ON complaints_cases", "no", "NEW.id = 1")
    with pytest.raises(StoreError):
        flow.trigger(child, "mend_it", actor="wu")
    assert flow.show(child).state == "ordered"


def test_a_sweep_that_cannot_write_a_parent_sets_the_child_aside_and_goes_on(
    flow: Workflow, file: Place, clock: Clock
):
    flow.publish(changed(MEND, ("missed: [{to: owner}]", "missed: [{does: mend_it}]")))
    first = ordered(flow, sent(flow))
    second = ordered(flow, sent(flow))
    with opened_by_hand(file) as connection:
        refuse(connection, "UPDATE OF state, version ON complaints_cases", "no", "NEW.id = 1")
    clock.advance(days=2, hours=15)
    report = flow.fire_due()
    assert [number for number, _why in report.set_aside] == [first]
    assert flow.show(second).state == "mended"


# --- in a host's transaction ------------------------------------------------------------------


def test_a_child_stands_and_falls_with_the_transaction_of_the_host(flow: Workflow, file: Place):
    letter = sent(flow)
    engine = engine_of(file)
    workflow.prepare(engine)
    with Session(engine) as session:
        (child,) = (
            flow.on(session).trigger(letter, "order_repair", {"thing": "lift"}, actor="mei").opened
        )
        assert flow.on(session).show(child).state == "ordered"
        session.rollback()
    assert flow.list().total == 1
    with Session(engine) as session:
        flow.on(session).trigger(letter, "order_repair", {"thing": "lift"}, actor="mei")
        session.commit()
    assert flow.list().total == 2
    engine.dispose()


def test_a_reaction_of_an_opened_case_is_given_that_case(file: Place, clock: Clock):
    registry = Registry()
    seen: list[ReactionContext] = []
    registry.reaction("told")(seen.append)
    with Workflow.create(str(file), zone=ZONE, clock=clock, registry=registry) as flow:
        furnish(flow)
        telling = changed(
            MEND,
            ("fields:\n", "requires: {reactions: [told]}\n\nfields:\n"),
            ("source]\n", "source]\n    reactions: [told]\n"),
        )
        flow.publish(telling)
        child = ordered(flow, sent(flow))
    assert [one.case.number for one in seen] == [child]


# --- publishing --------------------------------------------------------------------------------


def test_what_opens_cases_is_published_after_them(file: Place, clock: Clock):
    with Workflow.create(str(file), zone=ZONE, clock=clock) as flow:
        with pytest.raises(LinksBroken, match="mend has no edition in effect on 2026-11-02"):
            flow.publish(LETTER)
        flow.publish(changed(MEND, ("effective: 2026-06-01", "effective: 2027-01-01")))
        with pytest.raises(LinksBroken, match="publish it first"):
            flow.publish(LETTER)
        flow.publish(MEND)
        flow.publish(LETTER)


def test_an_edition_that_others_could_not_open_any_more_is_refused(flow: Workflow):
    asking = changed(MEND, ("thing, source]", "thing, source, kind]"))
    with pytest.raises(LinksBroken, match="letter 1, order_repair: order of mend needs kind"):
        flow.publish(asking)
    assert [one.edition.edition for one in flow.editions("mend")] == ["1"]


def test_who_may_do_the_act_must_be_able_to_open_the_case(flow: Workflow):
    with pytest.raises(LinksBroken, match="manager may do order_repair but not order of mend"):
        flow.publish(changed(MEND, ("by: [clerk, system]", "by: [clerk]")))


def test_an_edition_that_takes_effect_later_is_checked_too(flow: Workflow):
    slipped_in(
        flow,
        changed(
            MEND,
            ("effective: 2026-06-01", "effective: 2027-01-01"),
            ("[lift, door, tap]", "[door, tap]"),
        ),
    )
    with pytest.raises(LinksBroken, match="thing can be lift, which thing cannot"):
        flow.publish(changed(LETTER, ("{en: Answer, zh: 答复}", "{en: Reply, zh: 答复}")))


# --- both ends ----------------------------------------------------------------------------------


def test_verify_finds_a_link_of_which_one_end_is_missing(flow: Workflow, file: Place):
    letter = sent(flow)
    child = ordered(flow, letter)
    tamper(
        file,
        "DELETE FROM complaints_personal_values WHERE case_id = 2",
        "DELETE FROM complaints_deadlines WHERE case_id = 2",
        "DELETE FROM complaints_events WHERE case_id = 2",
        "DELETE FROM complaints_cases WHERE id = 2",
    )
    found = {(one.case, one.code) for one in flow.verify().findings}
    assert (letter, "relative_missing") in found
    assert flow.show(letter).related == ()
    assert child not in {one.case for one in flow.list().rows}


def test_verify_finds_a_child_that_closed_without_a_word(flow: Workflow, file: Place):
    letter = sent(flow)
    ordered(flow, letter)
    flow.trigger("2", "mend_it", actor="wu")
    with opened_by_hand(file) as connection:
        connection.exec_driver_sql(
            "UPDATE complaints_cases SET snapshot = replace(snapshot, '\"mend\",false', "
            "'\"mend\",true') WHERE id = 1"
        )
    kinds = {(one.case, one.code) for one in flow.verify().findings}
    assert {(letter, "relative_differs"), (letter, "state_differs")} <= kinds
    assert flow.rebuild(check=False).written == 1
    assert flow.verify().findings == ()


def test_verify_finds_links_that_only_one_of_them_tells(flow: Workflow, file: Place):
    kept, duplicate = sent(flow), sent(flow)
    flow.merge(duplicate, kept, actor="mei")
    sent(flow)
    with by_hand(file) as connection:
        connection.exec_driver_sql(
            "UPDATE complaints_cases SET snapshot = replace(snapshot, '\"kin\":', '\"no kin\":') "
            "WHERE id = 1"
        )
    kinds = {(one.case, one.code) for one in flow.verify().findings}
    assert {(duplicate, "relative_differs"), (kept, "state_differs")} <= kinds


def test_a_case_that_was_stored_before_there_were_links_is_alone(flow: Workflow, file: Place):
    letter = sent(flow)
    with by_hand(file) as connection:
        (snapshot,) = connection.exec_driver_sql("SELECT snapshot FROM complaints_cases").fetchone()
    assert '"kin"' not in snapshot
    assert flow.show(letter).related == ()


def test_only_who_may_read_a_case_lists_its_children(flow: Workflow):
    letter = sent(flow)
    child = ordered(flow, letter)
    flow.add_site("garden", zone=ZONE)
    flow.add_staff("eve", roles=["clerk"], site="garden")
    assert [one.case for one in flow.list(parent=letter, actor="mei").rows] == [child]
    with pytest.raises(NotAuthorised):
        flow.list(parent=letter, actor="eve")


def test_the_data_of_an_open_case_is_compared_in_no_log(flow: Workflow, caplog):
    with caplog.at_level(0):
        sent(flow)
        flow.open("letter", SENT, actor="mei")
    assert "13800138000" not in caplog.text
