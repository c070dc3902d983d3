"""Notes, owners, values set and corrected, erasures."""

import pytest
from world import RECEIVED, World, at

from workflow.errors import (
    CaseClosed,
    DataInvalid,
    DataMissing,
    FieldNotEditable,
    FieldUnknown,
    NotAuthorised,
    PersonUnknown,
)


@pytest.fixture
def closed(world: World) -> World:
    world.bring_to("called_back")
    world.do("close", "sue", {"summary": "完"})
    return world


# --- notes -------------------------------------------------------------------------------------


def test_any_staff_may_note_something_and_it_changes_nothing(world: World) -> None:
    world.open()
    before = world.case
    event = world.note("rita", "  顾客来电催促  ").events[0]
    assert (event.type, event.personal) == ("noted", {"@note": "顾客来电催促"})
    after = world.case
    assert after._replace(version=before.version) == before
    assert "催促" not in str(event.payload)


def test_a_note_can_be_added_to_a_closed_case(closed: World) -> None:
    closed.note("rita", "顾客来信致谢")
    assert closed.state == "closed"


def test_a_note_says_something(world: World) -> None:
    world.open()
    with pytest.raises(DataMissing):
        world.note("rita", " \n")


def test_a_note_counts_as_an_act(world: World) -> None:
    world.open()
    world.wait_until("2026-11-02 12:00")
    world.note("rita", "催促")
    assert world.case.acted_at == at("2026-11-02 12:00")


def test_staff_of_another_site_note_nothing(world: World) -> None:
    world.open()
    world.house.change("rita", site="annexe")
    with pytest.raises(NotAuthorised):
        world.note("rita", "催促")


# --- owners ------------------------------------------------------------------------------------


def test_a_case_is_given_to_another_owner(world: World) -> None:
    world.open()
    event = world.assign("sue", "ben", note="安妮太忙").events[0]
    assert (world.owner, event.payload["from"]) == ("ben", "ann")
    assert event.personal == {"@note": "安妮太忙"}


def test_the_owner_may_pass_it_on(world: World) -> None:
    world.open()
    world.assign("ann", "ben")
    with pytest.raises(NotAuthorised):
        world.assign("ann", "ann")


def test_an_owner_belongs_to_the_site(world: World) -> None:
    world.open()
    world.house.change("ben", site="annexe")
    with pytest.raises(NotAuthorised) as refusal:
        world.assign("sue", "ben")
    assert refusal.value.actor == "ben"
    with pytest.raises(PersonUnknown):
        world.assign("sue", "nobody")


def test_a_closed_case_keeps_its_owner(closed: World) -> None:
    with pytest.raises(CaseClosed):
        closed.assign("sue", "ben")


# --- values ------------------------------------------------------------------------------------


def test_fields_open_in_a_state_can_be_set(world: World) -> None:
    world.open()
    event = world.enter("rita", {"phone": "13700137000"}).events[0]
    assert (event.type, event.personal) == ("fields_set", {"phone": "13700137000"})
    assert world.case.personal["phone"] == event.seq


def test_fields_of_another_state_cannot(world: World) -> None:
    world.open()
    with pytest.raises(FieldNotEditable) as refusal:
        world.enter("rita", {"appointment": "2026-11-05 10:00"})
    assert refusal.value.allowed == ("phone",)


def test_nothing_set_is_refused(world: World) -> None:
    world.open()
    with pytest.raises(DataMissing):
        world.enter("rita", {})
    with pytest.raises(FieldUnknown):
        world.enter("rita", {"nothing": 1})


def test_an_appointment_lies_in_the_future(world: World) -> None:
    world.bring_to("resolved")
    with pytest.raises(DataInvalid):
        world.enter("rita", {"appointment": "2026-11-02 10:00"})


def test_nothing_is_set_in_a_closed_case(closed: World) -> None:
    with pytest.raises(CaseClosed):
        closed.enter("sue", {"phone": "13700137000"})


def test_who_may_not_set_values_is_refused(world: World) -> None:
    world.open()
    with pytest.raises(NotAuthorised):
        world.enter("max", {"phone": "13700137000"})


# --- corrections -------------------------------------------------------------------------------


def test_a_recorded_value_is_corrected_with_a_reason(world: World) -> None:
    world.open()
    event = world.correct("ann", {"complainant": "李蕾", "kind": "product"}, "听错了").events[0]
    assert (event.type, event.payload["fields"]) == ("corrected", {"kind": "product"})
    assert event.personal == {"complainant": "李蕾", "@reason": "听错了"}
    assert event.payload["personal"] == dict.fromkeys(["complainant", "@reason"])
    assert world.case.fields["kind"] == "product"
    assert world.events[0].payload["fields"] == {"kind": "service"}


def test_without_a_reason_or_a_value_it_is_refused(world: World) -> None:
    world.open()
    with pytest.raises(DataMissing):
        world.correct("ann", {"kind": "product"}, " ")
    with pytest.raises(DataMissing):
        world.correct("ann", {})


def test_what_was_never_recorded_is_not_corrected(world: World) -> None:
    world.open()
    with pytest.raises(FieldNotEditable) as refusal:
        world.correct("ann", {"cause": "阀门"})
    assert refusal.value.allowed == ["complainant", "content", "kind", "phone"]


def test_a_closed_case_can_still_be_corrected(closed: World) -> None:
    closed.correct("sue", {"kind": "safety"})
    assert (closed.case.fields["kind"], closed.case.next_at) == ("safety", None)


def test_who_may_not_correct_is_refused(world: World) -> None:
    world.open()
    with pytest.raises(NotAuthorised):
        world.correct("rita", {"kind": "product"})


# --- erasures ----------------------------------------------------------------------------------


def test_an_erasure_is_recorded_and_the_fields_are_no_longer_on_file(world: World) -> None:
    world.open(note="着急")
    event = world.erase("max", ("phone", "complainant", "content", "@note")).events[0]
    assert event.payload["fields"] == ["@note", "complainant", "content", "phone"]
    assert world.case.personal == {}
    assert world.case.erased == ("complainant", "content", "phone")


def test_what_is_entered_again_after_an_erasure_is_on_file_again(world: World) -> None:
    world.open()
    world.erase("max", ("phone", "complainant", "content"))
    world.enter("rita", {"phone": "13700137000"})
    assert world.case.erased == ("complainant", "content")
    assert set(world.case.personal) == {"phone"}


def test_only_who_is_permitted_erases_and_says_why(world: World) -> None:
    world.open(RECEIVED)
    with pytest.raises(NotAuthorised):
        world.erase("sue", ("phone",))
    with pytest.raises(DataMissing):
        world.erase("max", ("phone",), reason=" ")


def test_what_was_due_before_a_note_fires_before_it(world: World) -> None:
    world.open()
    world.wait_until("2026-11-04 10:00")
    decision = world.note("rita", "催促")
    assert [one.type for one in decision.events] == [
        "rung_fired", "deadline_missed", "rung_fired", "noted",
    ]  # fmt: skip
    assert [one.seq for one in decision.events] == [2, 3, 4, 5]
