"""Lists, times of day and files: written down, asked, erased; and what is read back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from floods import MONDAY, STAFF, TEXT

import workflow
from workflow.definition.parse import loads
from workflow.errors import (
    CaseClosed,
    DataInvalid,
    DataMissing,
    GuardRejected,
    InputInvalid,
    KeyReused,
    NotReadBack,
    TooLate,
)
from workflow.testing.simulation import Simulation


@pytest.fixture
def flood() -> Iterator[Simulation]:
    with Simulation(loads(TEXT, "flood.yaml"), now=MONDAY, staff=STAFF) as simulation:
        simulation.open({"guest": "李雷"}, by="dan")
        yield simulation


def held(simulation: Simulation) -> dict[str, object]:
    return {one.name: one.value for one in simulation.show().fields}


def put(simulation: Simulation, **values: object) -> dict[str, object]:
    simulation.flow.set(1, values, actor="dan")
    return held(simulation)


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("call_at", "9:05", "09:05"),
        ("call_at", "9点", "09:00"),
        ("call_at", "21点半", "21:30"),
        ("call_at", "9时5分", "09:05"),
        ("rooms", "bath、走廊", ["bath", "hall"]),
        ("rooms", ["Cellar"], ["cellar"]),
        ("items", "carpet, lamp；椅子", ["carpet", "lamp", "椅子"]),
        ("items", ["a chair, red", "lamp"], ["a chair, red", "lamp"]),
        ("items", ("lamp",), ["lamp"]),
        ("costs", "12.50; 3", ["12.5", "3"]),
        ("costs", 3, ["3"]),
        ("helpers", ["dan", "lea"], ["dan", "lea"]),
    ],
)
def test_a_value_is_kept_in_one_form(
    flood: Simulation, field: str, given: object, kept: object
) -> None:
    assert put(flood, **{field: given})[field] == kept
    assert not flood.flow.verify().findings


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("call_at", "24:00", "a time of day such as 09:30"),
        ("call_at", "9.30", "a time of day such as 09:30"),
        ("call_at", ["9:30"], "one value, given once"),
        ("rooms", "bath, roof", "each entry is one of: bath"),
        ("rooms", "bath, hall, cellar", "at most 2 entries"),
        ("rooms", "bath, bath", "each entry only once"),
        ("items", " , ", "at least one entry"),
        ("items", "x" * 1001, "at most 1000 characters"),
        ("helpers", "dan, nobody", "the name of a member of staff"),
        ("bill", "/etc/passwd", "--attach NAME=FILE"),
        ("photos", "/etc/passwd", "--attach NAME=FILE"),
        (
            "bill",
            {"name": "a/b", "size": 1, "sha256": "0" * 64, "type": "a/b"},
            "without the folder",
        ),
        ("bill", {"name": "b", "size": 1, "sha256": "0" * 63, "type": "a/b"}, "--attach"),
        ("bill", {"name": "b", "size": -1, "sha256": "0" * 64, "type": "a/b"}, "--attach"),
        ("bill", {"name": "b", "size": 1, "sha256": "0" * 64, "type": "ab"}, "--attach"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_not_repeated(
    flood: Simulation, field: str, given: object, expected: str
) -> None:
    with pytest.raises(DataInvalid, match="expected") as caught:
        put(flood, **{field: given})
    assert expected in str(caught.value)
    assert "passwd" not in str(caught.value)


def test_a_file_is_known_again_by_its_reference(flood: Simulation, tmp_path: Path) -> None:
    file = tmp_path / "浴室.jpg"
    file.write_bytes(b"water")
    reference = workflow.attachment(file)
    assert reference["name"] == "浴室.jpg"
    assert reference["size"] == 5
    assert reference["type"] == "image/jpeg"
    assert put(flood, bill=reference, photos=[reference])["photos"] == [reference]
    file.write_bytes(b"waters")
    assert workflow.attachment(file)["sha256"] != reference["sha256"]
    assert flood.flow.list(text="浴室").total == 1


def test_what_is_no_file_cannot_be_referred_to(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.txt"):
        with pytest.raises(InputInvalid, match="a file that is there"):
            workflow.attachment(path)


def test_files_and_lists_are_erased_as_other_personal_data_is(
    flood: Simulation, tmp_path: Path
) -> None:
    file = tmp_path / "passport.png"
    file.write_bytes(b"1")
    put(flood, photos=[workflow.attachment(file)], rooms=["bath"])
    flood.flow.erase(1, actor="lea", reason="Asked by the guest")
    view = {one.name: one for one in flood.show().fields}
    assert view["photos"].erased
    assert view["rooms"].value == ["bath"]
    assert "passport" not in str(flood.flow.history(1))
    assert not flood.flow.verify().findings


def test_what_must_be_on_file_can_depend_on_what_is(flood: Simulation) -> None:
    flood.do("confirm", by="dan", read_back=True)
    put(flood, rooms="bath")
    with pytest.raises(DataMissing) as caught:
        flood.do("confirm", by="dan", read_back=True)
    assert caught.value.missing == ["phone"]
    put(flood, phone="refused")
    flood.do("confirm", by="dan", read_back=True)


def test_an_act_is_recorded_only_when_it_was_read_back(flood: Simulation) -> None:
    before = flood.show().version
    with pytest.raises(NotReadBack, match="first read back") as caught:
        flood.do("confirm", by="dan")
    assert caught.value.fields == ("guest",)
    assert "李雷" not in str(caught.value)
    assert flood.show().version == before
    put(flood, rooms="hall")
    flood.do("confirm", by="dan", performed_by="eva", read_back=True)
    last = flood.flow.history(1)[-1]
    assert last.details["read_back"] == ["guest", "rooms"]
    assert (last.performed_by, last.recorded_by) == ("eva", "dan")
    assert not flood.flow.verify().findings
    assert not flood.flow.rebuild(check=True).findings


def test_whether_it_was_read_back_belongs_to_a_repeated_request(flood: Simulation) -> None:
    flow = flood.flow
    first = flow.trigger(1, "confirm", actor="dan", read_back=True, key="k")
    assert flow.trigger(1, "confirm", actor="dan", read_back=True, key="k").version == first.version
    with pytest.raises(KeyReused):
        flow.trigger(1, "confirm", actor="dan", key="k")


def test_only_listed_grounds_count(flood: Simulation) -> None:
    with pytest.raises(DataInvalid, match=r"one of: old \(Too old\), trifle"):
        flood.do("turn_down", {"ground": "done"}, by="lea")
    with pytest.raises(DataMissing, match=r"ground = old\|trifle\."):
        flood.do("turn_down", by="lea")
    [step] = [one for one in flood.show().next if one.trigger == "turn_down"]
    assert step.narrowed == {"ground": ("old", "trifle")}
    flood.do("turn_down", {"ground": "轻微"}, by="lea")
    assert held(flood)["ground"] == "trifle"


def test_a_refusal_tells_the_entries_it_counted(flood: Simulation) -> None:
    put(flood, rooms="bath, hall", guess=20)
    with pytest.raises(GuardRejected) as caught:
        flood.do("settle", by="lea")
    assert set(caught.value.values) == {"guess=20", "rooms=bath,hall"}


def test_a_case_that_is_over_is_opened_again_with_new_facts(flood: Simulation) -> None:
    flood.advance("3 days")
    flood.do("turn_down", {"ground": "old"}, by="lea")
    assert [one.trigger for one in flood.show().next] == ["reopen"]
    with pytest.raises(CaseClosed):
        flood.do("confirm", by="dan", read_back=True)
    with pytest.raises(DataMissing):
        flood.do("reopen", by="lea")
    flood.advance("2 days")
    flood.do("reopen", {"news": "It was the pipe"}, by="lea")
    assert (flood.state, flood.owner) == ("open", "dan")
    assert flood.running == {"answering": "2026-11-09 24:00"}
    assert [one.status for one in flood.show().deadlines] == ["missed", "armed"]
    assert not flood.flow.verify().findings
    assert not flood.flow.rebuild(check=True).findings
    flood.do("turn_down", {"ground": "old"}, by="lea")
    flood.advance("31 days")
    with pytest.raises(TooLate):
        flood.do("reopen", {"news": "Again"}, by="lea")
    assert flood.show().next == ()


@pytest.mark.parametrize(("performer", "owner"), [("lea", "lea"), ("insurer", "eva")])
def test_a_case_opened_again_has_an_owner_who_works_here(
    flood: Simulation, performer: str, owner: str
) -> None:
    flood.do("turn_down", {"ground": "old"}, by="lea")
    flood.flow.end_roles("dan")
    actor = "eva" if performer == "insurer" else performer
    flood.do("reopen", {"news": "It was the pipe"}, by=actor, performed_by=performer)
    assert flood.owner == owner
    assert not flood.flow.verify().findings
