"""What rungs bring and whom they address, with the real database and the real messages."""

import logging
from pathlib import Path
from typing import Any

import pytest
from house import Clock
from stories import MARKER
from tampering import tamper

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.errors import CaseNotFound, DocumentNotBrought, InputInvalid, PersonUnknown
from workflow.notify.log import LogSender
from workflow.service import forming, outboxing
from workflow.service.delivery import Routes
from workflow.translation import language

LEAK = """
language: 1
workflow: leak
edition: "1"
effective: 2026-01-01
title: {en: Leak, zh: 漏水}
roles:
  specialist:
  manager:
parties:
  resident: {title: {en: Resident, zh: 业主}}
fields:
  who: {type: text}
  grade: {type: choice, of: {small: {en: Small, zh: 小}, flood: {en: Flood, zh: 大水}}}
  cost: {type: money}
documents:
  chasing_notice:
    title: {en: Chasing notice, zh: 催办通知}
    text:
      en: |
        {definition} {case} at {site}, {today}

        To {owner}: {deadline} was due {due}. State: {state}.
        Grade: {grade}. Cost: {cost}.
      zh: |
        {site}{definition}案件{case}（{today}）
        致{owner}：{deadline}应于{due}完成，状态：{state}，等级：{grade}，费用：{cost}。
states:
  open: {title: {en: Open, zh: 处理中}}
  closed: {final: true}
transitions:
  receive: {from: new, to: open, by: [any_staff], needs: [who]}
  close: {from: open, to: closed, by: [any_staff], needs: [cost]}
deadlines:
  mending:
    title: {en: Mend, zh: 维修}
    starts: {entered: open}
    met: {entered: closed}
    within:
      first_of:
        - {when: 'grade == "flood"', amount: 6 calendar days}
        - {otherwise: 2 calendar days}
    urgent: 'grade == "flood"'
    remind:
      - {at: 50%, to: {head_of: department}, sets: {grade: flood}}
    missed:
      - {to: {party: resident}, prints: chasing_notice}
      - {after: 1 hour, when: 'filled("cost")', to: owner}
      - {after: 2 calendar days, to: [owner, {head_of: 财务部}], prints: chasing_notice}
"""
NOTICES = "SELECT template, recipient, party, documents, urgent FROM complaints_notices ORDER BY id"


@pytest.fixture
def house(flow: Workflow) -> Workflow:
    """A house whose engineers have a head, and a leak that one of them takes up."""
    flow.publish(loads(LEAK, "leak.yaml"))
    flow.add_staff("ann", department="工程部")
    flow.add_staff("李工", roles=["specialist"], superior="max")
    flow.set_head("工程部", "李工")
    flow.open("leak", {"who": MARKER}, actor="ann")
    return flow


@pytest.fixture
def missed(house: Workflow, clock: Clock) -> Workflow:
    """Opened on the 2nd at ten; due on the 4th, after the rise on the 8th; now it is the 11th."""
    while (due := house.next_due()) is not None:
        clock.now = due
        house.fire_due()
    return house


def notices(flow: Workflow) -> list[tuple[Any, ...]]:
    with flow.transactions.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(NOTICES)]


def test_it_is_stored_as_it_was_decided_and_verify_agrees(missed: Workflow) -> None:
    brought = '["chasing_notice"]'
    assert notices(missed) == [
        ("reminder", "李工", None, None, 1),
        ("party", None, "resident", brought, 1),
        ("escalation", "ann", None, brought, 1),
        ("escalation", "sue", None, brought, 1),
    ]
    assert missed.verify().findings == ()
    assert missed.rebuild(check=True).findings == ()


def test_what_a_rung_filled_in_is_on_file_and_moved_the_deadline(missed: Workflow) -> None:
    view = missed.show(1)
    assert {one.name: one.value for one in view.fields}["grade"] == "flood"
    [mending] = view.deadlines
    assert mending.due_at.isoformat() == "2026-11-08T16:00:00+00:00"
    fired = [one.details for one in missed.history(1) if one.type == "rung_fired"]
    assert [one.get("skipped") for one in fired] == [None, None, "condition", None]


@pytest.mark.parametrize(
    "change", ["party = 'customer'", "party = NULL", "documents = NULL", "documents = '[]'"]
)
def test_a_message_to_somebody_else_or_with_something_else_is_found(
    missed: Workflow, database: Path, change: str
) -> None:
    tamper(database, f"UPDATE complaints_notices SET {change} WHERE template = 'party'")
    assert "notice_differs" in [one.code for one in missed.verify().findings]


def test_the_log_names_parties_and_documents_and_nothing_personal(
    missed: Workflow, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    forming.form(missed, Routes())
    claimed = outboxing.claim(missed)
    for one in claimed:
        LogSender().send(one)
    outboxing.settle(missed, sent=claimed)
    told = caplog.messages
    assert told[1].startswith(
        "Message for the party Resident (not delivered: tell them): L-2026-000001 (Leak, Open): "
        "Mend, due 2026-11-08 24:00. Owner: ann. With it: Chasing notice."
    )
    assert told[2].startswith("Overdue, to ann: ")
    assert {one.levelname for one in caplog.records if one.name == "workflow.messages"} == {"INFO"}
    assert MARKER not in caplog.text
    assert missed.verify().findings == ()


# --- documents ---------------------------------------------------------------------------------


def test_a_document_is_filled_in_as_of_now_in_the_language_of_the_reader(
    missed: Workflow, clock: Clock
) -> None:
    first, last = missed.documents(1)
    assert (first.rung, last.rung) == ("missed.1", "missed.3")
    assert last.text == (
        "Leak L-2026-000001 at main, 2026-11-11\n\n"
        "To ann: Mend was due 2026-11-08 24:00. State: Open.\n"
        "Grade: Flood. Cost: ________."
    )
    clock.advance(days=1)
    missed.trigger(1, "close", {"cost": "120.55"}, actor="ann")
    with language("zh"):
        *_, last = missed.documents(1, "chasing_notice")
    assert last.text.splitlines() == [
        "main漏水案件L-2026-000001（2026-11-12）",
        "致ann：维修应于2026-11-08 24:00完成，状态：closed，等级：大水，费用：120.55。",
    ]


def test_what_was_not_brought_is_not_found(house: Workflow, missed: Workflow) -> None:
    with pytest.raises(DocumentNotBrought) as refused:
        missed.documents(1, "chasing_notise")
    assert refused.value.known == ("chasing_notice",)
    assert refused.value.suggestion == "chasing_notice"
    missed.open("leak", {"who": "王五"}, actor="ann")
    assert missed.documents(2) == ()
    with pytest.raises(CaseNotFound):
        missed.documents(3)


def test_a_document_whose_message_was_superseded_was_brought_all_the_same(
    house: Workflow, clock: Clock
) -> None:
    clock.advance(days=30)
    house.fire_due()
    assert [one.sent for one in house.documents(1)] == [False, True]
    assert house.verify().findings == ()


# --- departments -------------------------------------------------------------------------------


def test_departments_are_those_with_people_or_a_head(house: Workflow) -> None:
    house.add_staff("ben", department="客房部")
    house.set_head("财务部", "max")
    house.set_head("财务部", "sue")
    assert house.departments() == (("客房部", None), ("工程部", "李工"), ("财务部", "sue"))


def test_whoever_heads_a_department_is_known_and_its_name_can_be_read(house: Workflow) -> None:
    with pytest.raises(PersonUnknown):
        house.set_head("工程部", "李公")
    with pytest.raises(InputInvalid):
        house.set_head("工程部 ", "李工")
    assert house.departments() == (("工程部", "李工"),)


def test_a_new_head_is_a_change_of_the_staff(house: Workflow, clock: Clock) -> None:
    def revision() -> int:
        with house.transactions.reading() as connection:
            return house.directory(connection).revision  # type: ignore[attr-defined]

    before = revision()
    house.set_head("工程部", "max")
    assert revision() == before + 1
    clock.advance(days=2)
    house.fire_due()
    assert notices(house)[0][1] == "max"


def test_a_head_who_left_is_represented_by_who_is_above(house: Workflow, clock: Clock) -> None:
    house.end_roles("李工", site=None, roles=())
    clock.advance(days=2)
    house.fire_due()
    assert notices(house)[0][1] == "max"
