"""What is stored beside the events can always be made again from them."""

from pathlib import Path

import pytest
from sqlalchemy import event
from stories import JUDGED, opened, resolved
from tampering import tamper

from workflow import Workflow
from workflow.service import rebuilding

pytestmark = pytest.mark.both

CASE = "UPDATE complaints_cases SET {} WHERE id = 2"
DEADLINE = "UPDATE complaints_deadlines SET {} WHERE case_id = 2"


@pytest.fixture
def worked_in(flow: Workflow, clock) -> Workflow:
    """Three cases; the second was judged, reminded of and missed, and is to be called back."""
    for _number in range(3):
        opened(flow)
    flow.trigger(2, "judge", JUDGED, actor="ann")
    clock.advance(days=6)
    flow.fire_due()
    return flow


@pytest.mark.long
@pytest.mark.parametrize(
    "statement",
    [
        CASE.format("state = 'resolved'"),
        CASE.format("owner = 'sue', site = 'elsewhere'"),
        CASE.format("version = version + 3"),
        CASE.format("next_at = NULL"),
        CASE.format("next_at = '2031-01-01 00:00:00.000000'"),
        CASE.format("snapshot = replace(snapshot, '工程部', '客房部'), prefix = 'X'"),
        CASE.format("snapshot = '{}'"),
        CASE.format("snapshot = 'not even JSON'"),
        CASE.format("final = NOT final"),
        DEADLINE.format("due_at = '2031-01-01 00:00:00.000000'"),
        DEADLINE.format("started_at = '2025-01-01 00:00:00.000000'"),
        DEADLINE.format("status = 'met', done_at = due_at"),
        DEADLINE.format("name = name || '_old'"),
        "DELETE FROM complaints_deadlines WHERE case_id = 2",
    ],
)
def test_whatever_was_changed_beside_the_history_is_made_again_from_it(
    worked_in: Workflow, database: Path, statement: str
):
    before, told = worked_in.show(2), worked_in.history(2)
    tamper(database, statement)
    found = worked_in.rebuild(check=True)
    assert {one.case for one in found.findings} <= {before.case, before.case.replace("C", "X", 1)}
    assert (found.cases, found.written, bool(found.findings)) == (3, 0, True)
    assert worked_in.verify().findings != ()
    rebuilt = worked_in.rebuild()
    assert (rebuilt.written, rebuilt.findings) == (1, found.findings)
    assert worked_in.verify().findings == ()
    assert (worked_in.show(2), worked_in.history(2)) == (before, told)
    assert worked_in.rebuild().findings == ()


def test_what_fired_does_not_fire_again(worked_in: Workflow, database: Path):
    fired = [one for one in worked_in.history(2) if one.type == "rung_fired"]
    assert fired
    tamper(database, "DELETE FROM complaints_deadlines", CASE.format("snapshot = '{}'"))
    assert worked_in.rebuild().written == 3
    assert worked_in.fire_due().fired == ()
    assert [one for one in worked_in.history(2) if one.type == "rung_fired"] == fired


def test_what_is_due_fires_again_once_it_is_rebuilt(flow: Workflow, database: Path, clock):
    resolved(flow)
    tamper(database, "UPDATE complaints_cases SET next_at = NULL")
    clock.advance(days=4)
    assert flow.fire_due().fired == ()  # lost, were it not for the events
    assert flow.rebuild().written == 1
    assert [one.rung for one in flow.fire_due().fired if not one.skipped] != []


def test_a_case_whose_history_is_damaged_is_left_as_it_is(worked_in: Workflow, database: Path):
    event = "UPDATE complaints_events SET performed_by = 'x' WHERE case_id = 2 AND seq = 2"
    tamper(database, event, CASE.format("owner = 'sue'"))
    found = worked_in.rebuild()
    assert [(one.case, one.code) for one in found.findings] == [("C-2026-000002", "event_changed")]
    assert found.written == 0
    assert worked_in.show(2).owner == "sue"


def test_a_case_that_cannot_be_replayed_holds_up_no_other(worked_in: Workflow, database: Path):
    tamper(
        database,
        "UPDATE complaints_cases SET owner = 'sue' WHERE id = 3",
        # Of a wording that no other test has: what is compiled is known by it.
        "UPDATE complaints_definitions SET resolved = '{}', wording = 'unreadable'",
    )
    found = worked_in.rebuild()
    assert {one.code for one in found.findings} == {"replay_failed"}
    assert (found.cases, found.written) == (3, 0)


def test_nothing_is_written_where_nothing_differs(worked_in: Workflow):
    assert worked_in.rebuild() == (3, 0, ())


@pytest.fixture
def in_twos(flow: Workflow, monkeypatch: pytest.MonkeyPatch) -> Workflow:
    """Five cases, looked at two by two: the last set holds one."""
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    for _number in range(5):
        opened(flow)
    return flow


def found_in(flow: Workflow, *, check: bool = False) -> tuple[int, int, list[tuple[str, str]]]:
    """What rebuilding comes to: how many cases, how many written, the serials with the codes."""
    result = flow.rebuild(check=check)
    found = [(one.case.rpartition("-")[2].lstrip("0"), one.code) for one in result.findings]
    return result.cases, result.written, found


def test_every_set_of_cases_is_looked_at_to_the_end(in_twos: Workflow, database: Path):
    assert in_twos.rebuild() == (5, 0, ())
    tamper(database, "UPDATE complaints_cases SET owner = 'sue'")
    found = [(str(serial), "state_differs") for serial in range(1, 6)]
    assert found_in(in_twos, check=True) == (5, 0, found)
    assert found_in(in_twos) == (5, 5, found)
    assert in_twos.rebuild() == (5, 0, ())


def test_a_set_that_is_exactly_full_is_not_the_last_to_be_looked_for(
    in_twos: Workflow, database: Path
):
    opened(in_twos)
    tamper(database, "UPDATE complaints_cases SET owner = 'sue' WHERE id = 6")
    assert found_in(in_twos) == (6, 1, [("6", "state_differs")])


@pytest.mark.file
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE complaints_events SET performed_by = 'x' WHERE case_id = 2", "event_changed"),
        ("UPDATE complaints_events SET at = 'yesterday' WHERE case_id = 2", "unreadable"),
        ("UPDATE complaints_events SET payload = x'00' WHERE case_id = 2", "unreadable"),
        ("UPDATE complaints_events SET seq = 2 WHERE case_id = 2", "event_missing"),
        ("UPDATE complaints_events SET case_id = 2.5 WHERE case_id = 2", "chain_end"),
        ("DELETE FROM complaints_events WHERE case_id = 2", "chain_end"),
    ],
)
def test_a_damaged_history_in_the_middle_of_a_set_is_left_alone_and_harms_no_other(
    flow: Workflow, database: Path, statement: str, code: str
):
    for _number in range(3):
        opened(flow)
    tamper(database, statement, "UPDATE complaints_cases SET owner = 'sue'")
    found = [("1", "state_differs"), ("2", code), ("3", "state_differs")]
    assert found_in(flow) == (3, 2, found)
    assert [flow.show(serial).owner for serial in (1, 2, 3)] == ["ann", "sue", "ann"]
    assert found_in(flow) == (3, 0, [("2", code)])


@pytest.mark.file
@pytest.mark.parametrize(
    "statement",
    [
        CASE.format("next_at = 'soon'"),
        CASE.format("opened_at = 'long ago'"),
        DEADLINE.format("due_at = 'soon'"),
        DEADLINE.format("done_at = x'00'"),
    ],
)
def test_what_cannot_even_be_read_beside_the_history_is_made_again(
    worked_in: Workflow, database: Path, statement: str
):
    before = worked_in.show(2)
    tamper(database, statement)
    assert found_in(worked_in, check=True) == (3, 0, [("2", "unreadable")])
    assert found_in(worked_in) == (3, 1, [("2", "unreadable")])
    assert worked_in.show(2) == before
    assert worked_in.verify().findings == ()


@pytest.mark.parametrize("gone", [1, 2, 3, 5])
def test_rows_of_a_case_that_is_gone_are_not_taken_for_those_of_another(
    in_twos: Workflow, database: Path, gone: int
):
    tamper(database, f"DELETE FROM complaints_cases WHERE id = {gone}")
    assert in_twos.rebuild() == (4, 0, ())
    assert [one.code for one in in_twos.verify().findings] == ["case_missing"]


def test_a_case_put_there_before_the_first_is_looked_at_too(in_twos: Workflow, database: Path):
    negative = "UPDATE complaints_{} SET {} = -7 WHERE {} = 3"
    tamper(
        database,
        negative.format("cases", "id", "id"),
        negative.format("events", "case_id", "case_id"),
        negative.format("deadlines", "case_id", "case_id"),
        "UPDATE complaints_cases SET owner = 'sue' WHERE id = -7",
    )
    assert in_twos.rebuild(check=True).cases == 5
    assert [one.code for one in in_twos.rebuild(check=True).findings] == ["state_differs"]


def test_a_case_that_is_opened_meanwhile_is_no_trouble(
    in_twos: Workflow, database: Path, monkeypatch: pytest.MonkeyPatch
):
    tamper(database, "UPDATE complaints_cases SET owner = 'sue' WHERE id = 5")
    compared = rebuilding.differences

    def with_another(editions, kept, *words):
        if kept.serial == 5:
            opened(in_twos)
        return compared(editions, kept, *words)

    monkeypatch.setattr(rebuilding, "differences", with_another)
    assert found_in(in_twos, check=True) == (6, 0, [("5", "state_differs")])


def test_a_set_is_read_with_as_many_statements_however_many_cases_it_holds(
    flow: Workflow, database: Path
):
    def statements() -> int:
        counted.clear()
        assert flow.rebuild(check=True).findings == ()
        return len(counted)

    opened(flow)
    counted: list[str] = []
    engine = flow.transactions.database.engine
    event.listen(engine, "before_cursor_execute", lambda *told: counted.append(told[2]))
    few = statements()
    for _number in range(4):
        opened(flow)
    assert statements() == few
