"""What lies beside the cases is verified too: definitions, sites, references, triggers."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from stories import opened
from tampering import tamper

from workflow import Workflow

pytestmark = pytest.mark.both

ORPHANED = (
    "INSERT INTO complaints_deadlines SELECT 99, name, cycle, status, started_at, due_at, "
    "done_at, agreed, next_at, next_rung, paused_at, owed FROM complaints_deadlines LIMIT 1"
)


@pytest.fixture
def two_cases(flow: Workflow) -> Workflow:
    opened(flow)
    opened(flow)
    assert flow.verify().findings == ()
    return flow


def codes(flow: Workflow) -> list[tuple[str | None, str]]:
    return [(one.case, one.code) for one in flow.verify().findings]


def test_a_case_whose_row_was_deleted_is_found_by_what_is_left_of_it(
    two_cases: Workflow, database: Path
):
    tamper(database, "DELETE FROM complaints_cases WHERE id = 2")
    assert codes(two_cases) == [("2", "case_missing")]
    assert two_cases.verify().cases == 1


@pytest.mark.parametrize("table", ["events", "personal_values", "deadlines"])
def test_any_row_of_a_case_that_is_gone_is_enough_to_miss_it(
    two_cases: Workflow, database: Path, table: str
):
    others = {"events", "personal_values", "deadlines"} - {table}
    tamper(
        database,
        *(f"DELETE FROM complaints_{one} WHERE case_id = 2" for one in others),
        "DELETE FROM complaints_cases WHERE id = 2",
    )
    assert codes(two_cases) == [("2", "case_missing")]


def test_a_deadline_of_no_case_is_found(two_cases: Workflow, database: Path):
    tamper(database, ORPHANED)
    assert codes(two_cases) == [("99", "case_missing")]


def test_a_role_at_a_site_that_is_gone_is_found(two_cases: Workflow, database: Path):
    tamper(database, "DELETE FROM complaints_sites")
    found, _differs = two_cases.verify().findings
    assert (found.case, found.code) == (None, "broken_reference")
    assert "complaints_posts" in found.text
    assert "complaints_sites" in found.text


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("definition_differs", "effective = '2999-01-01'"),
        ("definition_differs", "edition = '77'"),
        ("definition_differs", "workflow = 'grievance'"),
        ("wording_changed", "resolved = replace(resolved, 'Customer complaint', 'Nonsense')"),
        ("wording_changed", "wording = 'x'"),
        ("definition_changed", "resolved = '[]'"),
        ("definition_changed", "resolved = '{'"),
    ],
)
def test_a_definition_that_is_not_as_it_was_published_is_found(
    two_cases: Workflow, database: Path, code: str, change: str
):
    one = "workflow = 'complaint' AND edition = '1'"
    tamper(database, f"UPDATE complaints_definitions SET {change} WHERE {one}")
    assert codes(two_cases) == [(None, code)]


def test_a_definition_that_cases_miss_is_found_in_each(two_cases: Workflow, database: Path):
    tamper(database, "DELETE FROM complaints_definitions WHERE workflow = 'complaint'")
    found = codes(two_cases)
    assert ("C-2026-000001", "definition_missing") in found
    assert ("C-2026-000002", "definition_missing") in found


def test_a_definition_no_case_needs_is_missed_when_it_is_gone(two_cases: Workflow, database: Path):
    tamper(database, "DELETE FROM complaints_definitions WHERE workflow = 'repair'")
    assert codes(two_cases) == [(None, "definition_count")]


def test_a_definition_published_twice_is_counted_once(two_cases: Workflow):
    for name in ("complaint", "repair"):
        two_cases.publish(two_cases.definition(name))
    assert codes(two_cases) == []


def test_a_site_in_a_time_zone_that_does_not_exist_is_found(two_cases: Workflow, database: Path):
    tamper(database, "UPDATE complaints_sites SET zone = 'Mars/Olympus'")
    found, _differs = two_cases.verify().findings
    assert (found.case, found.code) == (None, "zone_unknown")
    assert "Mars/Olympus" in found.text


@pytest.mark.file
@pytest.mark.parametrize("table", ["complaints_notices", "Complaints_Events"])
def test_a_trigger_of_somebody_else_is_found(two_cases: Workflow, database: Path, table: str):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            f"CREATE TRIGGER swallow BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END"
        )
    (found,) = two_cases.verify().findings
    assert (found.case, found.code) == (None, "foreign_trigger")
    assert "swallow" in found.text


@pytest.mark.file
def test_a_trigger_on_a_table_of_the_host_is_none_of_our_business(
    two_cases: Workflow, database: Path
):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE bookings (visit TEXT)")
        connection.execute(
            "CREATE TRIGGER own AFTER INSERT ON bookings BEGIN SELECT RAISE(IGNORE); END"
        )
    assert codes(two_cases) == []


@pytest.mark.parametrize(
    "change",
    [
        "retry_at = '9999-01-01 00:00:00.000000'",
        "aside_since = '2026-01-01 00:00:00.000000'",
        "aside_error = 'x'",
        "aside_attempts = 3",
        "aside_since = '2026-01-01 00:00:00.000000', aside_error = 'x', "
        "retry_at = '9999-01-01 00:00:00.000000'",
    ],
)
def test_a_case_that_is_half_set_aside_is_found(two_cases: Workflow, database: Path, change: str):
    tamper(database, f"UPDATE complaints_cases SET {change} WHERE id = 2")
    assert codes(two_cases) == [("C-2026-000002", "aside_differs")]


def test_a_case_set_aside_for_longer_than_anything_is_is_found(two_cases: Workflow, database: Path):
    change = (
        "aside_since = '2026-11-02 02:00:00.000000', aside_error = 'x', aside_attempts = 1, "
        "retry_at = '2036-11-02 02:00:00.000000'"
    )
    tamper(database, f"UPDATE complaints_cases SET {change} WHERE id = 2")
    assert codes(two_cases) == [("C-2026-000002", "aside_differs")]


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("sites", "UPDATE complaints_sites SET zone = 'Europe/Berlin'"),
        ("people", "UPDATE complaints_people SET delegate = 'sue' WHERE name = 'max'"),
        ("posts", "DELETE FROM complaints_posts WHERE person = 'max'"),
    ],
)
def test_sites_and_people_that_were_changed_by_hand_are_found_until_they_are_entered_again(
    two_cases: Workflow, database: Path, table: str, change: str
):
    tamper(database, change)
    (found,) = two_cases.verify().findings
    assert (found.case, found.code) == (None, "staff_differs")
    assert f"complaints_{table}" in found.text
    two_cases.add_site("main", zone="Asia/Shanghai")
    two_cases.add_staff("max", roles=["manager"])
    assert codes(two_cases) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE complaints_cases SET snapshot = '[]' WHERE id = 2",
        "UPDATE complaints_cases SET snapshot = '{' WHERE id = 2",
        "UPDATE complaints_events SET payload = '{' WHERE case_id = 2",
        "UPDATE complaints_personal_values SET salt = 'x' WHERE case_id = 2",
    ],
)
def test_a_case_that_cannot_be_read_does_not_end_the_verification(
    two_cases: Workflow, database: Path, change: str
):
    tamper(database, change, "UPDATE complaints_cases SET owner = 'sue' WHERE id = 1")
    found = codes(two_cases)
    assert ("C-2026-000002", "unreadable") in found
    assert ("C-2026-000001", "state_differs") in found
