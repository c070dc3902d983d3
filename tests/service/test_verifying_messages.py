"""A message that was lost, changed or invented behind the program's back is found."""

from datetime import timedelta
from pathlib import Path

import pytest
from stories import JUDGED, opened
from tampering import tamper

from workflow import Workflow
from workflow.service import forming, outboxing
from workflow.service.delivery import Routes

LATER = "'2026-12-24 00:00:00.000000'"
NOTICES = "UPDATE complaints_notices SET {} WHERE case_id = 1"


@pytest.fixture
def told(flow: Workflow, clock) -> Workflow:
    """Two cases whose owners were reminded of them, the first escalated, all of it sent."""
    opened(flow)
    clock.advance(days=1, hours=8)
    flow.fire_due()
    clock.advance(days=3)
    opened(flow)
    flow.fire_due()
    forming.form(flow, Routes())
    outboxing.settle(flow, sent=outboxing.claim(flow))
    assert flow.verify().findings == ()
    with flow.transactions.reading() as connection:
        kinds = "SELECT DISTINCT template FROM complaints_notices WHERE case_id = 1"
        assert len(connection.exec_driver_sql(kinds).all()) == 2
    return flow


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        ("notice_missing", "DELETE FROM complaints_notices WHERE case_id = 1"),
        (
            "notice_unknown",
            "INSERT INTO complaints_notices SELECT 99, case_id, seq, 9, recipient, template, "
            "deadline, cycle, urgent, created_at, NULL, NULL, NULL, NULL, NULL, NULL "
            "FROM complaints_notices LIMIT 1",
        ),
        ("notice_differs", NOTICES.format("recipient = '王五'")),
        ("notice_differs", NOTICES.format("recipient = NULL")),
        ("notice_differs", NOTICES.format("template = 'alarm'")),
        ("notice_differs", NOTICES.format("deadline = 'callback'")),
        ("notice_differs", NOTICES.format("cycle = 7")),
        ("notice_differs", NOTICES.format("urgent = 1 - urgent")),
        ("notice_differs", NOTICES.format(f"created_at = {LATER}")),
        ("notice_missing", NOTICES.format("position = position + 1")),
        ("notice_dropped", NOTICES.format(f"dropped_at = {LATER}")),
        ("notice_lost", "DELETE FROM complaints_delivery_notices"),
        ("notice_lost", "DELETE FROM complaints_deliveries"),
        ("delivery_differs", "UPDATE complaints_deliveries SET recipient = '王五'"),
        (
            "delivery_given_up",
            f"UPDATE complaints_deliveries SET sent_at = NULL, given_up_at = {LATER}",
        ),
    ],
)
def test_a_message_that_is_not_as_its_event_says_is_found(
    told: Workflow, database: Path, code: str, statement: str
):
    tamper(database, statement)
    found = told.verify().findings
    assert code in [one.code for one in found], found
    beside = {"broken_reference", "delivery_empty"}
    assert {one.case for one in found if one.code not in beside} == {"C-2026-000001"}


def test_a_message_said_to_be_handed_on_that_no_delivery_carries_is_found(
    flow: Workflow, database: Path, clock
):
    opened(flow)
    clock.advance(days=4)
    flow.fire_due()
    assert flow.verify().findings == ()
    tamper(database, f"UPDATE complaints_notices SET formed_at = {LATER}")
    assert {one.code for one in flow.verify().findings} == {"notice_lost"}


def test_messages_that_were_skipped_are_not_missed(flow: Workflow, clock):
    opened(flow)
    clock.advance(days=30)
    assert any(one.skipped for one in flow.fire_due().fired)
    assert flow.verify().findings == ()


def test_a_message_may_be_dropped_only_when_its_miss_was_voided(
    flow: Workflow, database: Path, clock
):
    case = opened(flow)
    in_time = clock.now + timedelta(hours=37)
    clock.advance(hours=44)
    flow.fire_due()
    forming.form(flow, Routes())
    flow.trigger(case, "judge", JUDGED, actor="ann", at=in_time)
    with flow.transactions.reading() as connection:
        dropped = "SELECT count(*) FROM complaints_notices WHERE dropped_at IS NOT NULL"
        assert connection.exec_driver_sql(dropped).scalar()
    assert flow.verify().findings == ()
    tamper(
        database,
        f"UPDATE complaints_notices SET dropped_at = {LATER} WHERE dropped_at IS NOT NULL",
    )
    assert {one.code for one in flow.verify().findings} == {"notice_dropped"}
