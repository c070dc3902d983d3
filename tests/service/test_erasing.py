"""What is erased is gone from lists, views, history and the bytes of the file."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text
from stories import MARKER, opened, resolved

from workflow import Workflow
from workflow.errors import DataMissing, NotAuthorised

pytestmark = pytest.mark.both


def salts(flow: Workflow) -> list[str]:
    with flow.transactions.reading() as connection:
        return [
            row.salt
            for row in connection.execute(
                text("SELECT salt FROM complaints_personal_values WHERE case_id = 1")
            )
        ]


def bytes_of(database: Path) -> bytes:
    """The bytes of the database and of the files it keeps beside it."""
    return b"".join(one.read_bytes() for one in database.parent.glob(f"{database.name}*"))


@pytest.fixture
def told(flow: Workflow) -> str:
    """A case that says the marker in every place a person can write in."""
    case = opened(flow, complainant=MARKER, content=f"{MARKER}投诉")
    flow.note(case, f"{MARKER}来过", actor="ann")
    flow.assign(case, "ben", actor="sue", note=f"给{MARKER}")
    flow.correct(case, {"complainant": f"{MARKER}二"}, actor="ben", reason=f"{MARKER}说的")
    flow.trigger(case, "withdraw", {"reason": f"{MARKER}撤了"}, actor="ben", note=f"{MARKER}的信")
    return case


@pytest.mark.file
def test_erased_values_and_their_salts_are_gone_from_the_bytes_of_the_file(
    flow: Workflow, database: Path, told: str
):
    other = opened(flow, complainant="王五丙丁")
    kept_salts = salts(flow)
    before = bytes_of(database)
    assert before.count(MARKER.encode()) >= 7
    assert len(kept_salts) == 9
    assert all(one.encode() in before for one in kept_salts)
    flow.erase(told, actor="max", reason="顾客要求")
    after = bytes_of(database)
    assert MARKER.encode() not in after
    assert not [one for one in kept_salts if one.encode() in after]
    assert "王五丙丁".encode() in after
    assert flow.list(text="王五丙丁").rows[0].case == other


def test_after_erasing_everything_still_passes_and_finds_nothing(flow: Workflow, told: str):
    assert flow.list(text=MARKER).total == 1
    before = flow.history(told)
    receipt = flow.erase(told, actor="max", reason="顾客要求")
    after = flow.history(told)
    assert flow.list(text=MARKER).total == 0
    assert flow.verify().findings == ()
    assert [one.hash for one in after[:-1]] == [one.hash for one in before]
    assert MARKER not in str(after)
    assert MARKER not in str(flow.show(told))
    assert receipt.version == len(after)
    erased = {one.name for one in flow.show(told).fields if one.erased}
    assert {"complainant", "phone", "content", "reason"} <= erased
    last = after[-1]
    assert (last.type, last.performed_by, last.details["reason"]) == ("erased", "max", "顾客要求")


def test_an_erased_case_can_go_on(flow: Workflow, clock):
    case = resolved(flow)
    flow.erase(case, actor="max", reason="顾客要求")
    clock.advance(days=5)
    assert flow.fire_due().fired
    flow.set(case, {"phone": "555 0100"}, actor="ann")
    shown = {one.name: one for one in flow.show(case).fields}
    assert (shown["phone"].value, shown["phone"].erased) == ("555 0100", False)
    flow.trigger(case, "record_callback", {"outcome": "satisfied"}, actor="ann")
    assert flow.trigger(case, "close", {"summary": "完成"}, actor="ann").state == "closed"
    assert flow.verify().findings == ()


def test_erasing_twice_erases_what_came_since(flow: Workflow):
    case = opened(flow)
    flow.erase(case, actor="max", reason="顾客要求")
    flow.note(case, f"{MARKER}又来过", actor="ann")
    flow.erase(case, actor="max", reason="顾客又要求")
    assert MARKER not in str(flow.history(case))
    assert flow.verify().findings == ()


def test_a_repeated_request_is_answered_after_erasing_without_a_trace_of_what_it_gave(
    flow: Workflow, database: Path
):
    case = opened(flow)
    first = flow.note(case, MARKER, actor="ann", key="k")
    with flow.transactions.reading() as connection:
        digests = text("SELECT digest FROM complaints_requests")
        (digest,) = connection.execute(digests).scalars()
    if isinstance(database, Path):
        assert digest.encode() in bytes_of(database)
    flow.erase(case, actor="max", reason="顾客要求")
    if isinstance(database, Path):
        assert digest.encode() not in bytes_of(database)
    assert flow.note(case, MARKER, actor="ann", key="k") == first._replace(repeated=True)


def test_only_who_may_erase_does_and_says_why(flow: Workflow, told: str):
    with pytest.raises(NotAuthorised):
        flow.erase(told, actor="sue", reason="顾客要求")
    with pytest.raises(DataMissing):
        flow.erase(told, actor="max", reason="  ")
    assert flow.list(text=MARKER).total == 1


def test_erasing_one_case_leaves_the_others(flow: Workflow, told: str):
    other = opened(flow, complainant=MARKER)
    flow.erase(told, actor="max", reason="顾客要求")
    assert [one.case for one in flow.list(text=MARKER).rows] == [other]


def test_what_a_repeatable_request_gave_is_not_found_by_trying_once_it_is_erased(flow: Workflow):
    case = opened(flow)
    for key in ("k-1", "k-2"):
        flow.set(case, {"phone": "5550134"}, actor="ann", key=key)
    kept = text("SELECT salt, digest FROM complaints_requests")
    with flow.transactions.reading() as connection:
        first, second = connection.execute(kept).all()
    tried = sha256(json.dumps({"phone": "5550134"}, sort_keys=True).encode()).hexdigest()
    assert tried not in {first.digest, second.digest}
    assert first.salt != second.salt
    assert first.digest != second.digest
    flow.erase(case, actor="max", reason="顾客要求")
    with flow.transactions.reading() as connection:
        assert {tuple(one) for one in connection.execute(kept)} == {(None, None)}
