"""What nobody looks at from day to day is verified too: the file, deliveries, answers kept."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from both_databases import Place
from stories import JUDGED, RECEIVED, opened
from tampering import tamper

from workflow import Workflow
from workflow.service import forming, outboxing
from workflow.service.delivery import Routes

pytestmark = pytest.mark.both

LATER = "'2026-12-24 00:00:00.000000'"
DELIVERIES = "UPDATE complaints_deliveries SET {}"
ANSWERS = "UPDATE complaints_requests SET {} WHERE key = '钥匙-2'"


def codes(flow: Workflow) -> list[tuple[str | None, str]]:
    return [(one.case, one.code) for one in flow.verify().findings]


@pytest.fixture
def told(flow: Workflow, clock) -> Workflow:
    """A case whose owner was reminded, by two channels, of which one waits to be sent."""
    opened(flow)
    clock.advance(days=1, hours=8)
    flow.fire_due()
    forming.form(flow, Routes(channels=("log", "mail"), defaults=("log", "mail")))
    outboxing.settle(flow, sent=outboxing.claim(flow, "log"))
    assert codes(flow) == []
    return flow


@pytest.mark.parametrize(
    ("code", "statements"),
    [
        (
            "delivery_empty",
            ["INSERT INTO complaints_deliveries (id, channel, created_at, attempts, try_at) "
             f"VALUES ('d', 'log', {LATER}, 0, {LATER})"],
        ),
        ("delivery_channel", [DELIVERIES.format("channel = 'sms' WHERE channel = 'mail'")]),
        (
            "delivery_contradicts",
            [DELIVERIES.format(f"given_up_at = {LATER} WHERE sent_at IS NOT NULL")],
        ),
        (
            "delivery_contradicts",
            [DELIVERIES.format("ended_by = 'sue' WHERE sent_at IS NULL")],
        ),
        ("delivery_unsent", [DELIVERIES.format(f"sent_at = {LATER} WHERE sent_at IS NULL")]),
        (
            "delivery_unsent",
            [DELIVERIES.format("error = 'refused' WHERE sent_at IS NOT NULL")],
        ),
        ("delivery_leased", [DELIVERIES.format(f"leased_until = {LATER} WHERE sent_at IS NULL")]),
        (
            "delivery_leased",
            [DELIVERIES.format("leased_until = sent_at WHERE sent_at IS NOT NULL")],
        ),
    ],
)  # fmt: skip
def test_a_delivery_that_is_as_none_can_be_is_found(
    told: Workflow, database: Place, code: str, statements: list[str]
):
    tamper(database, *statements)
    assert (None, code) in codes(told)


def test_a_lease_that_is_held_or_has_run_out_is_nothing_wrong(told: Workflow, clock):
    assert outboxing.claim(told, "mail")
    assert codes(told) == []
    clock.advance(minutes=5)
    assert codes(told) == []


@pytest.fixture
def answered(flow: Workflow) -> Workflow:
    """A case that was opened and judged under keys, and noted on since."""
    case = flow.open("complaint", RECEIVED, actor="rita", key="钥匙-1").case
    flow.trigger(case, "judge", JUDGED, actor="ann", key="钥匙-2")
    flow.note(case, "请勿打扰", actor="ben")
    assert codes(flow) == []
    return flow


@pytest.mark.parametrize(
    "change",
    [
        "state = 'closed'",
        "owner = 'sue'",
        "version = 1",
        "version = 0",
        "version = 99",
        f"answered_at = {LATER}",
        "salt = NULL",
        "digest = NULL",
    ],
)
def test_an_answer_that_is_not_what_was_done_is_found(
    answered: Workflow, database: Place, change: str
):
    tamper(database, ANSWERS.format(change))
    found = answered.verify().findings
    assert [(one.case, one.code) for one in found] == [("C-2026-000001", "answer_differs")]
    assert "钥匙" not in found[0].text


def test_answers_about_what_was_erased_stand(answered: Workflow):
    answered.erase(1, actor="max", reason="Asked by the customer")
    assert codes(answered) == []


@pytest.mark.file
def test_a_file_that_disagrees_with_itself_is_found(told: Workflow, database: Path):
    told.close()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        # As after a fault of the disk: an index that holds what it should not.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = sql || ' WHERE attempts > 99' "
            "WHERE name = 'ix_complaints_deliveries_recipient'"
        )
    found = told.verify().findings
    assert (None, "file_damaged") in [(one.case, one.code) for one in found]
    assert "SQLite finds the file damaged: " in found[0].text
