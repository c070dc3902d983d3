"""Whatever is changed behind the program's back is found, and said where."""

from pathlib import Path

import pytest
from both_databases import Place, by_hand
from stories import JUDGED, opened, resolved
from tampering import forged_heads, rewrite_chain, tamper, without_guard

from workflow import Workflow
from workflow.errors import InputInvalid
from workflow.store.guards import guards, install_guards

pytestmark = pytest.mark.both

EVENT = "UPDATE complaints_events SET {} WHERE case_id = 2 AND seq = 2"
SWAPPED = (
    "UPDATE complaints_events SET seq = 99 WHERE case_id = 2 AND seq = 2",
    "UPDATE complaints_events SET seq = 2 WHERE case_id = 2 AND seq = 3",
    "UPDATE complaints_events SET seq = 3 WHERE case_id = 2 AND seq = 99",
)


@pytest.fixture
def worked_in(flow: Workflow, clock) -> Workflow:
    """Three cases; the second has been judged, noted on, and missed."""
    for _number in range(3):
        opened(flow)
    flow.trigger(2, "judge", JUDGED, actor="ann")
    flow.note(2, "请勿打扰", actor="ben")
    clock.advance(days=3)
    flow.fire_due()
    assert flow.verify().findings == ()
    return flow


@pytest.mark.long
@pytest.mark.parametrize(
    ("code", "statements"),
    [
        ("event_changed", [EVENT.format("payload = replace(payload, 'judged', 'closed')")]),
        ("event_changed", [EVENT.format("payload = payload || ' '")]),
        ("event_changed", [EVENT.format("at = datetime(at, '-1 second')")]),
        ("event_changed", [EVENT.format("recorded_at = datetime(recorded_at, '+1 day')")]),
        ("event_changed", [EVENT.format("performed_by = 'sue'")]),
        ("event_changed", [EVENT.format("recorded_by = 'sue'")]),
        ("event_changed", [EVENT.format("type = 'noted'")]),
        ("event_changed", [EVENT.format("version = 0")]),
        ("event_changed", [EVENT.format("once = 'x'")]),
        ("event_changed", [EVENT.format("hash = 'x'")]),
        ("event_changed", [EVENT.format("edition = 'x'")]),
        ("event_changed", SWAPPED),
        (
            "chain_end",
            ["DELETE FROM complaints_events WHERE case_id = 2 AND seq = "
             "(SELECT max(seq) FROM complaints_events WHERE case_id = 2)"],
        ),
        ("chain_end", ["DELETE FROM complaints_events WHERE case_id = 2"]),
        ("event_missing", ["DELETE FROM complaints_events WHERE case_id = 2 AND seq = 2"]),
        ("event_missing", ["DELETE FROM complaints_events WHERE case_id = 2 AND seq = 1"]),
        ("chain_end", ["UPDATE complaints_cases SET hash = 'x' WHERE id = 2"]),
        ("chain_end", ["UPDATE complaints_cases SET version = version + 1 WHERE id = 2"]),
        ("event_changed", ["UPDATE complaints_cases SET uuid = 'x' WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET state = 'closed' WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET final = NOT final WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET owner = 'sue' WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET site = 'east' WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET department = 'east' WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET definition = 'repair' WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET edition = 'x' WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET prefix = 'X' WHERE id = 2"]),
        ("state_differs", ["UPDATE complaints_cases SET year = 2025 WHERE id = 2"]),
        (
            "state_differs",
            ["UPDATE complaints_cases SET opened_at = datetime(opened_at, '-1 day') WHERE id = 2"],
        ),
        (
            "state_differs",
            ["UPDATE complaints_cases SET next_at = datetime(next_at, '+9 days') WHERE id = 2"],
        ),
        ("state_differs", ["UPDATE complaints_cases SET next_at = NULL WHERE id = 2"]),
        (
            "state_differs",
            ["UPDATE complaints_cases SET snapshot = "
             "replace(snapshot, '\"kind\":\"service\"', '\"kind\":\"product\"') WHERE id = 2"],
        ),
        (
            "state_differs",
            ["UPDATE complaints_cases SET snapshot = "
             "replace(snapshot, '\"judge\":[\"ann\"', '\"judge\":[\"sue\"') WHERE id = 2"],
        ),
        (
            "deadline_differs",
            ["UPDATE complaints_deadlines SET due_at = datetime(due_at, '+1 day') "
             "WHERE case_id = 2 AND name = 'investigation'"],
        ),
        (
            "deadline_differs",
            ["UPDATE complaints_deadlines SET status = 'met' "
             "WHERE case_id = 2 AND name = 'investigation'"],
        ),
        (
            "deadline_differs",
            ["DELETE FROM complaints_deadlines WHERE case_id = 2 AND name = 'judgement'"],
        ),
        (
            "deadline_differs",
            ["INSERT INTO complaints_deadlines SELECT case_id, name, 7, status, started_at, "
             "due_at, done_at, agreed, next_at, next_rung, paused_at, owed "
             "FROM complaints_deadlines WHERE case_id = 2 AND name = 'judgement'"],
        ),
        (
            "personal_changed",
            ["UPDATE complaints_personal_values SET value = '{\"value\":\"王五\"}' "
             "WHERE case_id = 2 AND field = 'complainant'"],
        ),
        (
            "personal_changed",
            ["UPDATE complaints_personal_values SET salt = '00' "
             "WHERE case_id = 2 AND field = 'complainant'"],
        ),
        (
            "personal_changed",
            ["UPDATE complaints_personal_values SET revision = 2 "
             "WHERE case_id = 2 AND field = 'complainant'"],
        ),
    ],
)  # fmt: skip
def test_what_was_changed_is_found_in_its_case(
    worked_in: Workflow, database: Place, code: str, statements: list[str]
):
    tamper(database, *statements)
    found = worked_in.verify().findings
    assert code in [one.code for one in found], found
    assert {one.case.rpartition("-")[2] for one in found} == {"000002"}


def test_a_personal_value_taken_away_without_an_erasure_is_found(
    worked_in: Workflow, database: Place
):
    tamper(
        database,
        "DELETE FROM complaints_personal_values WHERE case_id = 2 AND field = 'complainant'",
    )
    found = worked_in.verify().findings
    assert [(one.case, one.code) for one in found] == [("C-2026-000002", "personal_missing")]


def test_a_changed_definition_is_found(worked_in: Workflow, database: Place):
    tamper(
        database,
        "UPDATE complaints_definitions SET resolved = replace(resolved, "
        '\'"other_than":["propose"]\', \'"other_than":[]\') '
        "WHERE workflow = 'complaint' AND edition = '1'",
    )
    found = worked_in.verify().findings
    assert [(one.case, one.code) for one in found] == [(None, "definition_changed")]


def test_a_missing_guard_is_found(worked_in: Workflow, database: Place):
    with by_hand(database) as connection:
        names = guards(connection)
    for name in names:
        with by_hand(database) as connection:
            without_guard(connection, name)
        (found,) = worked_in.verify().findings
        assert (found.case, found.code) == (None, "unprotected")
        assert name in found.text
        with by_hand(database) as connection:
            install_guards(connection)


def test_a_whole_chain_rewritten_is_found_by_heads_kept_elsewhere(
    worked_in: Workflow, database: Place, tmp_path: Path
):
    heads = tmp_path / "别处" / "heads.json"
    heads.parent.mkdir()
    assert worked_in.verify(heads).findings == ()
    rewrite_chain(database, 2, "reasonable", "unreasonable")
    assert worked_in.verify().findings == (), "nothing inside the database can tell"
    kept = heads.read_bytes()
    (found,) = worked_in.verify(heads).findings
    assert (found.case, found.code) == ("C-2026-000002", "head_differs")
    assert heads.read_bytes() == kept, "what was found is not taken for granted"


def test_heads_follow_what_is_added(worked_in: Workflow, database: Place, tmp_path: Path):
    heads = tmp_path / "heads.json"
    worked_in.verify(heads)
    worked_in.note(2, "后来", actor="ben")
    opened(worked_in)
    before = heads.read_bytes()
    assert worked_in.verify(heads).findings == ()
    assert heads.read_bytes() != before
    assert worked_in.verify(heads).findings == ()
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".new"] == []


def test_a_case_that_is_gone_is_found_by_heads(
    worked_in: Workflow, database: Place, tmp_path: Path
):
    heads = tmp_path / "heads.json"
    worked_in.verify(heads)
    tamper(
        database,
        *(
            f"DELETE FROM complaints_{table} WHERE case_id = 2"
            for table in ("events", "personal_values", "deadlines")
        ),
        "DELETE FROM complaints_cases WHERE id = 2",
    )
    assert worked_in.verify().findings == ()
    (found,) = worked_in.verify(heads).findings
    assert (found.case, found.code) == ("C-2026-000002", "gone")


def test_heads_that_were_forged_are_found(worked_in: Workflow, tmp_path: Path):
    heads = tmp_path / "heads.json"
    worked_in.verify(heads)
    forged_heads(heads)
    assert {one.code for one in worked_in.verify(heads).findings} == {"head_differs"}


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"null", b"{}", b'{"format": 1}', b'{"format": 1, "heads": []}',
     b'{"format": 1, "heads": {"u": 1}}', b'{"format": 2, "heads": {}}',
     b'{"format": 1, "heads": {"u": {"case": "C", "version": "x", "hash": ""}}}', b"[" * 5000],
)  # fmt: skip
def test_a_file_that_holds_no_heads_is_refused_and_kept(
    worked_in: Workflow, tmp_path: Path, content: bytes
):
    heads = tmp_path / "heads.json"
    heads.write_bytes(content)
    with pytest.raises(InputInvalid, match=r"heads\.json"):
        worked_in.verify(heads)
    assert heads.read_bytes() == content


def test_heads_in_a_place_that_cannot_be_used_are_refused(worked_in: Workflow, tmp_path: Path):
    for place in (tmp_path, tmp_path / "no" / "such" / "heads.json"):
        with pytest.raises(InputInvalid):
            worked_in.verify(place)


def test_what_was_looked_at_is_counted(flow: Workflow):
    resolved(flow)
    found = flow.verify()
    assert (found.cases, found.events) == (1, len(flow.history(1)))
