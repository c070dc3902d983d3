"""What was planned, came and was done is verified: nobody can take a round away unseen."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy
from both_databases import Place, engine_of
from rounds import LAPSING, ROUND, rounds
from sqlalchemy.orm import Session
from tampering import tamper

import workflow
from workflow import Workflow

pytestmark = pytest.mark.both

Codes = set[tuple[str | None, str]]
LATER = "'2026-12-24 00:00:00.000000'"
SCHEDULES = "UPDATE complaints_schedules SET {} WHERE schedule = 'lobby'"
CAME = "UPDATE complaints_occurrences SET {} WHERE outcome = "
OPENED, DONE, EACH = (f"{CAME}'{one}'" for one in ("opened", "done", "each"))
WAITING, SKIPPED = (f"{CAME}'{one}'" for one in ("waiting", "skipped"))
GONE = "DELETE FROM complaints_occurrences WHERE outcome = '{}'"
FOREIGN = "edition = (SELECT min(hash) FROM complaints_definitions WHERE workflow = 'repair')"
OF_A_CASE = ("events", "deadlines")
NEVER = (
    ("schedule_missing", "DELETE FROM complaints_schedules WHERE site = 'garden'"),
    ("schedule_ahead", SCHEDULES.format(f"planned_until = {LATER}")),
    ("schedule_differs", SCHEDULES.format(f"next_at = {LATER}")),
    ("schedule_differs", SCHEDULES.format("next_at = NULL")),
    ("schedule_differs", SCHEDULES.format("planned_until = '2026-11-01 00:00:00.000000'")),
    ("occurrence_contradicts", SKIPPED.format("outcome = 'walked'")),
    ("occurrence_contradicts", SKIPPED.format("why = ''")),
    ("occurrence_contradicts", WAITING.format("try_at = NULL")),
    ("occurrence_contradicts", WAITING.format("outcome = 'nothing'")),
    ("occurrence_contradicts", WAITING.format("outcome = 'refused', try_at = NULL")),
    ("occurrence_contradicts", WAITING.format("outcome = 'skipped', try_at = NULL")),
    ("occurrence_contradicts", WAITING.format("ended_by = 'ma'")),
    ("occurrence_contradicts", OPENED.format("case_id = NULL")),
    ("occurrence_contradicts", DONE.format("case_id = NULL")),
    ("occurrence_contradicts", DONE.format("outcome = 'opened'")),
    ("occurrence_contradicts", EACH.format("case_id = 1")),
    ("occurrence_incomplete", EACH.format("outcome = 'nothing'")),
    ("occurrence_incomplete", GONE.format("done")),
    ("occurrence_incomplete", GONE.format("each")),
    ("occurrence_unknown", EACH.format(FOREIGN)),
)
DIFFERENT = (
    ("occurrence_missing", GONE.format("opened")),
    ("occurrence_missing", GONE.format("done")),
    ("occurrence_missing", OPENED.format("outcome = 'skipped', why = 'late', case_id = NULL")),
    ("occurrence_differs", OPENED.format(f"due_at = {LATER}")),
    ("occurrence_differs", OPENED.format("site = 'attic'")),
    ("occurrence_differs", OPENED.format(f"named_at = {LATER}")),
    ("occurrence_differs", OPENED.format("outcome = 'done', target = 1")),
    ("occurrence_differs", SKIPPED.format("outcome = 'opened', case_id = 1")),
)


def codes(flow: Workflow) -> Codes:
    return {(one.case, one.code) for one in flow.verify().findings}


@pytest.fixture
def walked(flow: Workflow, clock) -> Workflow:
    """A round that was opened and closed, one skipped; in the garden nobody is there to walk."""
    lobby = ROUND[ROUND.index("  lobby: {title") :].replace("10 minutes", "6 hours")
    flow.add_site("garden", zone="Asia/Shanghai")
    flow.publish(rounds(lobby + LAPSING))
    flow.add_staff("ma", site="main", roles=["guard"])
    clock.advance(hours=13)
    flow.fire_due()
    found = {one.outcome for one in flow.recurred()}
    assert found == {"skipped", "opened", "done", "waiting", "nothing"}
    assert codes(flow) == set()
    return flow


@pytest.fixture
def after(walked: Workflow, database: Place) -> Iterator[Callable[[str], Codes]]:
    """What is found after somebody changed something, which is taken back afterwards."""
    engine = engine_of(database)
    workflow.prepare(engine)

    def found(statement: str) -> Codes:
        with Session(engine) as session:
            assert session.execute(sqlalchemy.text(statement)).rowcount, statement
            return codes(walked.on(session))

    yield found
    engine.dispose()


def test_what_cannot_have_been_planned_or_have_come_is_found(after: Callable[[str], Codes]):
    assert [one for one in NEVER if (None, one[0]) not in after(one[1])] == []


def test_what_a_history_and_a_row_do_not_both_say_was_done_is_found(after: Callable[[str], Codes]):
    missed = [one for one in DIFFERENT if ("RD-2026-000001", one[0]) not in after(one[1])]
    assert missed == []


def test_a_case_that_came_by_a_schedule_and_is_gone_is_found(walked: Workflow, database: Path):
    tables = (*(f"{one} WHERE case_id" for one in OF_A_CASE), "cases WHERE id")
    tamper(database, *(f"DELETE FROM complaints_{one} = 1" for one in tables))
    assert codes(walked) == {("1", "case_missing")}


def test_a_clock_that_was_ahead_by_little_and_a_schedule_without_a_plan_are_nothing_wrong(
    walked: Workflow, database: Path, clock
):
    clock.now -= timedelta(minutes=4)
    assert codes(walked) == set()
    tamper(database, SCHEDULES.format(f"error = '2027', next_at = {LATER}"))
    assert codes(walked) == set()
    clock.now -= timedelta(minutes=2)
    assert codes(walked) == {(None, "schedule_ahead")}
    walked.publish(rounds(LAPSING, edition="2"))
    assert codes(walked) == set()
