"""Lists, files, what is read back, narrowed needs, and cases that are opened again."""

import pytest
from floods import TEXT
from world import World, written

from workflow.engine.sight import ANYBODY, sees, withheld
from workflow.errors import DataInvalid, DataMissing, GuardRejected, NotReadBack


@pytest.fixture
def flood() -> World:
    """A case of ann's; ben is at the desk too, sue leads."""
    made = World(written(TEXT))
    for name, role in (("ann", "desk"), ("ben", "desk"), ("sue", "lead")):
        made.house.change(name, roles=frozenset({role}))
    made.open({"guest": "李雷"}, actor="ann")
    return made


def test_people_in_a_list_are_staff(flood: World) -> None:
    flood.enter("ann", {"helpers": "ann, ben"})
    assert flood.case.fields["helpers"] == ["ann", "ben"]
    with pytest.raises(DataInvalid):
        flood.enter("ann", {"helpers": ["ann", "nobody"]})


def test_what_is_missing_says_how_it_is_given() -> None:
    told = TEXT.replace("needs: [guest]", "needs: [rooms, items, photos, bill, call_at, costs]")
    world = World(written(told))
    world.house.change("ann", roles=frozenset({"desk"}))
    with pytest.raises(DataMissing) as refusal:
        world.open({}, actor="ann")
    assert refusal.value.takes == {
        "rooms": "a list: bath|hall|cellar, …",
        "items": "a list: …, …",
        "photos": "a list: a file: --attach NAME=FILE, …",
        "bill": "a file: --attach NAME=FILE",
        "call_at": "a time of day such as 09:30",
        "costs": "a list: an amount of money, such as 120 or 99.50, …",
    }


def test_what_must_be_on_file_can_depend_on_what_is(flood: World) -> None:
    flood.do("confirm", "ann", read_back=True)
    flood.enter("ann", {"rooms": "bath"})
    with pytest.raises(DataMissing):
        flood.do("confirm", "ann", read_back=True)
    flood.enter("ann", {"phone": "refused"})
    flood.do("confirm", "ann", read_back=True)


def test_what_was_read_back_is_on_record(flood: World) -> None:
    with pytest.raises(NotReadBack) as refusal:
        flood.do("confirm", "ann", {"rooms": "hall"})
    assert refusal.value.fields == ("guest", "rooms")
    flood.do("confirm", "ann", {"rooms": "hall"}, read_back=True)
    assert flood.events[-1].payload["read_back"] == ("guest", "rooms")


def test_of_a_narrowed_need_only_what_counts_is_told(flood: World) -> None:
    with pytest.raises(DataMissing) as refusal:
        flood.do("turn_down", "sue")
    assert refusal.value.takes == {"ground": "old|trifle"}


@pytest.mark.parametrize("given", ["done", "已修"])
def test_a_value_that_is_no_ground_here_is_refused(flood: World, given: str) -> None:
    with pytest.raises(DataInvalid, match="one of: old"):
        flood.do("turn_down", "sue", {"ground": given})


def test_a_narrowed_need_holds_for_lists_and_personal_values() -> None:
    told = TEXT.replace("{field: ground, of: [old, trifle]}", "{field: rooms, of: [bath, hall]}")
    told = told.replace("  rooms:\n", "  rooms:\n    personal: true\n")
    told = told.replace("has: [{field: phone, if: '\"bath\" in rooms'}]", "has: [phone]")
    told = told.replace("when: 'guess < 100 and count(\"rooms\") < 2'", "when: guess < 100")
    told = told.replace(", {rooms}", "").replace("，{rooms}", "")
    world = World(written(told))
    world.house.change("sue", roles=frozenset({"lead"}))
    world.open({"guest": "李雷"}, actor="sue")
    with pytest.raises(DataInvalid):
        world.do("turn_down", "sue", {"rooms": "bath, cellar"})
    world.do("turn_down", "sue", {"rooms": "hall, bath"})


def test_a_narrowed_need_under_a_condition_need_not_be_given(flood: World) -> None:
    told = TEXT.replace("of: [old, trifle]}", "of: [old, trifle], if: 'count(\"rooms\") > 0'}")
    world = World(written(told))
    world.house.change("sue", roles=frozenset({"lead"}))
    world.open({"guest": "李雷"}, actor="sue")
    world.do("turn_down", "sue")
    assert world.state == "refused_it"


def test_a_refusal_tells_values_to_those_who_see_them(flood: World) -> None:
    flood.enter("ann", {"rooms": "bath, hall", "guess": 7})
    for actor, told in (("ann", {"guess=7", "rooms=bath,hall"}), ("ben", {"rooms=bath,hall"})):
        with pytest.raises(GuardRejected) as refusal:
            flood.do("settle", actor)
        assert set(refusal.value.values) == told


def test_what_is_empty_is_told_as_empty(flood: World) -> None:
    with pytest.raises(GuardRejected) as refusal:
        flood.do("settle", "sue")
    assert set(refusal.value.values) == {"guess=", "rooms="}


def test_who_sees_what(flood: World) -> None:
    case, house, now = flood.case, flood.house, flood.now
    kept = flood.edition.kept
    assert kept == {"culprit": ("lead",), "guess": ("lead", "owner")}
    for reader, hidden in (
        ("sue", set()),
        ("ann", {"culprit"}),
        ("ben", {"culprit", "guess"}),
        (ANYBODY, {"culprit", "guess"}),
        (None, set()),
    ):
        assert withheld(kept, reader, case=case, directory=house, at=now) == hidden
    assert withheld({}, "ben", case=case, directory=house, at=now) == set()
    assert sees(("any_staff",), ANYBODY, case=case, directory=house, at=now)


@pytest.mark.parametrize(
    ("gone", "performer", "recorder", "owner"),
    [
        (False, "sue", "sue", "ann"),
        (True, "sue", "sue", "sue"),
        (True, "insurer", "ben", "ben"),
    ],
)
def test_a_case_opened_again_is_owned_by_somebody_who_works_here(
    flood: World, gone: bool, performer: str, recorder: str, owner: str
) -> None:
    flood.do("turn_down", "sue", {"ground": "old"})
    if gone:
        flood.house.change("ann", site="elsewhere")
    flood.wait_until("2026-11-03 10:00")
    flood.do("reopen", recorder, {"news": "A pipe"}, performed_by=performer)
    assert (flood.state, flood.owner) == ("open", owner)
    assert flood.running() == {"answering"}
    assert flood.due("answering") == "2026-11-05 24:00"


# --- lists that are added to -------------------------------------------------------------------

CONFIRM = "    reads_back: [guest, phone, rooms]\n"
ADDING = TEXT.replace(CONFIRM, f"{CONFIRM}    adds: [rooms, photos]\n")
PHOTOS = [
    {"name": f"{one}.jpg", "size": 5, "sha256": "a" * 64, "type": "image/jpeg"} for one in "门窗"
]


class OnFile:
    """The personal values that the store keeps of a case."""

    def __init__(self, **values: object) -> None:
        self._values = values

    def personal(self, _case: object) -> dict[str, object]:
        return self._values


@pytest.fixture
def growing() -> World:
    made = World(written(ADDING))
    made.house.change("ann", roles=frozenset({"desk"}))
    made.open({"guest": "李雷"}, actor="ann")
    return made


def test_what_is_given_comes_behind_what_is_on_file(growing: World) -> None:
    growing.do("confirm", "ann", {"rooms": ["hall"]}, read_back=True)
    assert "added" not in growing.events[-1].payload
    growing.do("confirm", "ann", {"rooms": ["cellar"]}, read_back=True)
    assert growing.case.fields["rooms"] == ["hall", "cellar"]
    assert growing.events[-1].payload["added"] == {"rooms": 1}


def test_a_personal_list_is_added_to_what_the_store_keeps(growing: World) -> None:
    growing.do("confirm", "ann", {"photos": PHOTOS[:1]}, read_back=True)
    growing.around.relatives = OnFile(photos=PHOTOS[:1])
    growing.do("confirm", "ann", {"photos": PHOTOS[1:]}, read_back=True)
    assert growing.events[-1].personal["photos"] == PHOTOS


def test_the_whole_of_a_list_must_fit(growing: World) -> None:
    growing.do("confirm", "ann", {"rooms": ["hall", "cellar"]}, read_back=True)
    with pytest.raises(DataInvalid, match="together with what is on file: at most 2 entries"):
        growing.do("confirm", "ann", {"rooms": ["hall"]}, read_back=True)
