import pytest
from world import RECEIVED, UPHELD, World, at

from workflow.errors import (
    DataInvalid,
    DataMissing,
    FieldNotEditable,
    FieldUnknown,
)
from workflow.translation import language

CAUSE = {"cause": "阀门坏了", "responsible": "ann"}


def test_everything_missing_is_named_at_once(world: World) -> None:
    with pytest.raises(DataMissing) as refusal:
        world.open({"content": "冷"})
    assert refusal.value.missing == ["complainant", "phone", "kind"]
    assert refusal.value.takes == {"kind": "service|product|safety"}
    assert "complainant, phone, kind = service|product|safety." in str(refusal.value)


def test_what_is_needed_under_a_condition_is_needed_when_it_holds(world: World) -> None:
    world.open()
    with pytest.raises(DataMissing) as refusal:
        world.do("judge", "owner", {"grounds": "sufficient", "demand": "reasonable"})
    assert refusal.value.missing == ["department"]
    world.do("judge", "owner", {"grounds": "sufficient", "demand": "unreasonable"})
    assert world.state == "declined"


def test_what_was_given_once_is_needed_anew_the_next_time(world: World) -> None:
    world.bring_to("resolved")
    world.do("record_callback", "owner", {"outcome": "not_reached"})
    with pytest.raises(DataMissing):
        world.do("record_callback", "owner")


def test_a_refusable_field_takes_refused_in_either_language(world: World) -> None:
    with language("zh"):
        world.open({**RECEIVED, "phone": "拒绝提供"})
    assert world.events[0].personal["phone"] == "refused"


def test_only_a_refusable_field_takes_refused(world: World) -> None:
    world.open({**RECEIVED, "complainant": "refused"})
    assert world.events[0].personal["complainant"] == "refused"
    with pytest.raises(DataInvalid):
        World(world.edition).open({**RECEIVED, "kind": "refused"})


def test_an_unknown_field_is_refused_with_a_suggestion(world: World) -> None:
    with pytest.raises(FieldUnknown) as refusal:
        world.open({**RECEIVED, "telefone": "13800138000"})
    assert refusal.value.field == "telefone"
    assert "phone" in refusal.value.known


def test_a_name_that_is_mistyped_is_told_before_a_value_that_is_wrong(world: World) -> None:
    with pytest.raises(FieldUnknown) as refusal:
        world.open({**RECEIVED, "kind": "nonsense", "telefone": "13800138000"})
    assert refusal.value.field == "telefone"


def test_a_field_of_another_step_is_refused(world: World) -> None:
    world.open()
    with pytest.raises(FieldNotEditable) as refusal:
        world.do("judge", "owner", {**UPHELD, "summary": "完"})
    assert refusal.value.field == "summary"


def test_a_field_that_may_be_set_in_either_state_may_come_along(world: World) -> None:
    world.open()
    world.do("judge", "owner", {**UPHELD, "investigate_by": "2026-11-20 12:00"})
    assert world.due("investigation") == "2026-11-20 12:00"


def test_a_value_that_does_not_fit_is_refused_and_never_repeated(world: World) -> None:
    with pytest.raises(DataInvalid) as refusal:
        world.open({**RECEIVED, "phone": "机密机密"})
    assert refusal.value.field == "phone"
    assert "机密" not in str(refusal.value)


def test_a_person_must_be_known(world: World) -> None:
    world.bring_to("judged")
    with pytest.raises(DataInvalid):
        world.do("investigate", "owner", {**CAUSE, "responsible": "anna"})


@pytest.mark.parametrize("given", ["2026-11-02 10:00", "2026-11-01 09:00"])
def test_a_time_agreed_on_must_still_be_to_come(world: World, given: str) -> None:
    world.open()
    with pytest.raises(DataInvalid) as refusal:
        world.do("judge", "owner", {**UPHELD, "investigate_by": given})
    assert refusal.value.field == "investigate_by"


def test_an_agreed_time_is_measured_against_when_the_act_happened(world: World) -> None:
    world.open()
    world.wait_until("2026-11-02 18:00")
    given = {**UPHELD, "investigate_by": "2026-11-02 17:00"}
    with pytest.raises(DataInvalid):
        world.do("judge", "owner", given)
    world.do("judge", "owner", given, at="2026-11-02 16:00")
    assert world.due("investigation") == "2026-11-02 17:00"


def test_a_consent_cannot_lie_in_the_future(world: World) -> None:
    world.bring_to("approved")
    given = {"compensation": "apology", "consent_customer": "2026-11-02 10:01"}
    with pytest.raises(DataInvalid) as refusal:
        world.do("carry_out", "owner", given)
    assert refusal.value.field == "consent_customer"
    world.do("carry_out", "owner", {**given, "consent_customer": "2026-11-02 10:00"})


def test_without_the_consent_the_step_is_refused(world: World) -> None:
    world.bring_to("approved")
    with pytest.raises(DataMissing) as refusal:
        world.do("carry_out", "owner", {"compensation": "apology"})
    assert refusal.value.missing == ["consent_customer"]
    assert "consent_customer = a time such as 2026-11-21 10:00" in str(refusal.value)


def test_personal_values_are_not_in_the_payload(world: World) -> None:
    world.open()
    opened = world.events[0]
    assert opened.payload["fields"] == {"kind": "service"}
    assert opened.payload["personal"] == dict.fromkeys(["complainant", "phone", "content"])
    assert opened.personal["complainant"] == "李雷"
    assert "李雷" not in str(opened.payload)


def test_a_note_with_an_act_is_personal_too(world: World) -> None:
    world.open(note="顾客很着急")
    assert world.events[0].personal["@note"] == "顾客很着急"
    assert "@note" not in world.case.personal


def test_a_moment_is_read_on_the_wall_clock_of_the_site(world: World) -> None:
    world.open()
    world.do("judge", "owner", {**UPHELD, "investigate_by": "2026-11-05 09:00"})
    assert world.deadline("investigation").due_at == at("2026-11-05 09:00")
