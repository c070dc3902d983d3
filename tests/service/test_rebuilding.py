"""What is stored beside the events can always be made again from them."""

from pathlib import Path

import pytest
from stories import JUDGED, opened, resolved
from tampering import tamper

from workflow import Workflow

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
        CASE.format("final = 1"),
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
        "UPDATE complaints_definitions SET resolved = '{}', wording = 'x'",
    )
    found = worked_in.rebuild()
    assert {one.code for one in found.findings} == {"replay_failed"}
    assert (found.cases, found.written) == (3, 0)


def test_nothing_is_written_where_nothing_differs(worked_in: Workflow):
    assert worked_in.rebuild() == (3, 0, ())
