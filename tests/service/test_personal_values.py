"""No personal value is in any refusal, error, log, message or case that was set aside."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from both_databases import refuse_inserts
from sqlalchemy import inspect, text
from stories import JUDGED, MARKER, RECEIVED, investigated, opened

from workflow import Workflow
from workflow.errors import WorkflowError

pytestmark = pytest.mark.both

SAID = {name: f"{MARKER}{name}" for name in ("complainant", "content")}
Ask = Callable[[Workflow, str], object]


def trigger(name: str, data: dict[str, object] | None = None, **more: object) -> Ask:
    more = {"actor": "ann", **more}
    return lambda flow, case: flow.trigger(case, name, data, **more)


REFUSED: dict[str, Ask] = {
    "unknown field": trigger("judge", {"nothing": MARKER}),
    "wrong choice": trigger("judge", {**JUDGED, "grounds": MARKER}),
    "wrong number": trigger("judge", {**JUDGED, "chosen": MARKER}),
    "wrong person": trigger("investigate", {"cause": MARKER, "responsible": MARKER}),
    "not taken": trigger("judge", {**JUDGED, "cause": MARKER}),
    "missing": trigger("judge", {"department": MARKER}),
    "not possible": trigger("close", {"summary": MARKER}, note=MARKER),
    "not authorised": trigger("judge", JUDGED, actor="rita", note=MARKER),
    "too late": trigger("judge", JUDGED, at="2020-01-01 10:00", note=MARKER),
    "time unreadable": trigger("withdraw", {"reason": MARKER}, at="gestern"),
    "wrong telephone": lambda flow, case: flow.set(case, {"phone": MARKER}, actor="ann"),
    "not editable": lambda flow, case: flow.set(case, {"content": MARKER}, actor="ann"),
    "not recorded": lambda flow, case: flow.correct(
        case, {"cause": MARKER}, actor="ann", reason=MARKER
    ),
    "stale": lambda flow, case: flow.note(case, MARKER, actor="ann", expected_version=7),
    "opening": lambda flow, _case: flow.open(
        "complaint", {**RECEIVED, "kind": MARKER, "phone": MARKER}, actor="rita", note=MARKER
    ),
    "opening, not enough": lambda flow, _case: flow.open("complaint", SAID, actor="rita"),
    "too long": lambda flow, case: flow.note(case, MARKER * 1_000_000, actor="nobody"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_repeats_no_value(flow: Workflow, what: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    case = opened(flow, **SAID)
    with pytest.raises(WorkflowError) as refused:
        REFUSED[what](flow, case)
    for said in (str(refused.value), repr(refused.value), caplog.text):
        assert MARKER not in said


def test_an_error_of_the_database_repeats_no_value(
    flow: Workflow, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    case = opened(flow, **SAID)
    failing(flow, "personal_values")
    with pytest.raises(WorkflowError) as refused:
        flow.note(case, MARKER, actor="ann")
    chained: BaseException | None = refused.value
    while chained is not None:
        assert MARKER not in str(chained)
        chained = chained.__cause__
    assert MARKER not in caplog.text


def failing(flow: Workflow, table: str) -> None:
    """Let the database refuse to insert into a table."""
    with flow.transactions.writing() as connection:
        refuse_inserts(connection, f"complaints_{table}")


def test_a_case_set_aside_says_why_without_any_value(flow: Workflow, clock):
    case = opened(flow, **SAID)
    flow.note(case, MARKER, actor="ann")
    failing(flow, "notices")
    clock.advance(days=3)
    report = flow.fire_due()
    assert [one for one, _ in report.set_aside] == [case]
    assert MARKER not in str(report)
    assert MARKER not in str(flow.show(case).aside)


def test_personal_values_are_nowhere_but_in_their_table(flow: Workflow, database: Path, clock):
    case = investigated(flow)
    flow.correct(
        case, {"complainant": MARKER, "content": MARKER, "cause": MARKER}, actor="ann",
        reason=MARKER,
    )  # fmt: skip
    flow.note(case, MARKER, actor="ann", key="k")
    flow.assign(case, "ben", actor="ann", note=MARKER)
    flow.trigger(case, "propose", {"proposal": MARKER}, actor="ben", note=MARKER)
    clock.advance(days=9)
    flow.fire_due()
    with flow.transactions.reading() as connection:
        names = inspect(connection).get_table_names()
        holding = {
            name
            for name in names
            if MARKER in str(connection.execute(text(f"SELECT * FROM {name}")).all())
        }
    assert holding == {"complaints_personal_values"}
