"""A wrong clock, on a real database: what fired too early is void and comes again, once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from house import MONDAY
from stories import MARKER, RECEIVED, opened

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.errors import InputInvalid, StoreUnusable
from workflow.report.events import history
from workflow.report.glossary import told_by
from workflow.service import forming, outboxing, voiding
from workflow.service.delivery import Routes
from workflow.store.integrity import stored_notices

pytestmark = pytest.mark.both

YEAR = timedelta(days=365)
FROM, UNTIL = MONDAY + YEAR, MONDAY + YEAR + timedelta(minutes=5)
WHY = {"reason": "时钟快了一年", "actor": "sue"}


def jumped(flow: Workflow, clock) -> None:
    """The clock jumps a year ahead, everything fires, and it is put right."""
    before = clock.now
    clock.now = FROM
    assert flow.fire_due().fired
    clock.now = before


def in_order(flow: Workflow) -> None:
    assert flow.verify().findings == ()
    assert flow.rebuild(check=True).findings == ()


def test_ahead_a_year_and_back_again_nothing_is_lost_and_nothing_fires_twice(
    flow: Workflow, clock
) -> None:
    cases = [opened(flow), opened(flow)]
    jumped(flow, clock)
    clock.advance(hours=1)
    assert flow.fire_due().fired == ()
    report = flow.void_fired(FROM, UNTIL, **WHY)
    assert [(one.case, one.deadline, one.again) for one in report.voided] == [
        (case, "judgement", True) for case in cases
    ]
    assert (report.refused, report.dry_run) == ((), False)
    in_order(flow)
    assert flow.next_due() == datetime(2026, 11, 3, 6, 30, tzinfo=UTC)
    fired = []
    while (due := flow.next_due()) is not None:
        clock.now = due
        fired += flow.fire_due().fired
    assert all(one.due_at == one.at for one in fired)
    assert [(one.rung, one.skipped) for one in fired if one.case == cases[0]] == [
        ("remind.1", False), ("miss", False), ("missed.1", False), ("missed.2", False),
    ]  # fmt: skip
    in_order(flow)


def test_back_an_hour_and_on_again_nothing_is_lost_and_nothing_fires_twice(
    flow: Workflow, clock
) -> None:
    opened(flow)
    fired = []
    for moved in (28.5, -1, 0.5, 0.5, 30, -1, 200):
        clock.advance(hours=moved)
        fired += flow.fire_due().fired
    assert [one.rung for one in fired] == ["remind.1", "miss", "missed.1", "missed.2"]
    assert all(one.since < one.until for one in flow.gaps())
    in_order(flow)


def test_a_dry_run_tells_the_same_and_changes_nothing(flow: Workflow, clock) -> None:
    case = opened(flow)
    jumped(flow, clock)
    before = flow.show(case), flow.history(case)
    told = flow.void_fired(FROM, UNTIL, dry_run=True, **WHY)
    assert (flow.show(case), flow.history(case)) == before
    done = flow.void_fired(FROM, UNTIL, **WHY)
    assert told == done._replace(dry_run=True)
    assert flow.void_fired(FROM, UNTIL, **WHY).voided == ()


def test_messages_that_did_not_go_out_are_dropped_and_those_that_did_stay(
    flow: Workflow, clock
) -> None:
    for _case in range(2):
        opened(flow)
    jumped(flow, clock)
    clock.now = FROM
    forming.form(flow, Routes())
    (sent, *others) = outboxing.claim(flow)
    outboxing.settle(flow, sent=[sent], untried=others)
    clock.now = MONDAY
    flow.void_fired(FROM, UNTIL, **WHY)
    assert outboxing.claim(flow) == []
    with flow.transactions.reading() as connection:
        dropped = [
            [one.dropped_at for one in stored_notices(connection, serial)] for serial in (1, 2)
        ]
    assert sorted(dropped, key=str) == [[None], [MONDAY]]
    in_order(flow)


def test_a_case_that_is_refused_does_not_keep_the_others_from_it(
    flow: Workflow, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.add_site("garden", zone="Asia/Shanghai")
    flow.add_staff("lin", site="garden", roles=["receptionist", "specialist"])
    elsewhere = flow.open("complaint", RECEIVED, actor="lin").case
    case = opened(flow)
    jumped(flow, clock)
    report = flow.void_fired(FROM, UNTIL, cases=[elsewhere, "C-2026-000099", case], **WHY)
    assert [one.case for one in report.voided] == [case]
    assert [name for name, _why in report.refused] == [elsewhere, "C-2026-000099"]
    assert "sue" in report.refused[0][1]
    in_order(flow)


def test_a_database_that_cannot_be_used_ends_it(
    flow: Workflow, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(flow)
    jumped(flow, clock)

    def full(*_words: object) -> None:
        raise StoreUnusable("cases.db", "the disk is full")

    monkeypatch.setattr(voiding, "act", full)
    with pytest.raises(StoreUnusable):
        flow.void_fired(FROM, UNTIL, **WHY)


def test_only_the_cases_that_are_named_are_looked_at(flow: Workflow, clock) -> None:
    first, second = opened(flow), opened(flow)
    jumped(flow, clock)
    assert [one.case for one in flow.void_fired(FROM, UNTIL, cases=[second], **WHY).voided] == [
        second
    ]
    assert [one.case for one in flow.void_fired(FROM, UNTIL, **WHY).voided] == [first]


def test_times_given_as_text_are_those_of_the_site_of_each_case(flow: Workflow, clock) -> None:
    flow.add_site("wharf", zone="America/New_York")
    flow.add_staff("joe", site="wharf", roles=["receptionist", "specialist", "supervisor"])
    flow.add_staff("joe", site="main", roles=["supervisor"])
    here = opened(flow)
    there = flow.open("complaint", RECEIVED, actor="joe", site="wharf").case
    jumped(flow, clock)
    words = {"reason": "时钟", "actor": "joe"}
    local = flow.void_fired("2027-11-02 10:00", "2027-11-02 10:05", dry_run=True, **words)
    assert [one.case for one in local.voided] == [here]
    local = flow.void_fired("2027-11-01 22:00", "2027-11-01 22:05", dry_run=True, **words)
    assert [one.case for one in local.voided] == [there]
    local = flow.void_fired("2027-11-02 10:00+08:00", "2027-11-02 10:05+08:00", **words)
    assert [one.case for one in local.voided] == [here, there]
    in_order(flow)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2027-11-02 10:05", "2027-11-02 10:00"),
        ("yesterday", "2027-11-02 10:00"),
        (datetime(2027, 11, 2, 10), FROM),  # noqa: DTZ001 - that is what is wrong with it
    ],
)
def test_times_that_cannot_be_are_refused(flow: Workflow, since: object, until: object) -> None:
    with pytest.raises(InputInvalid):
        flow.void_fired(since, until, **WHY)


def test_what_a_step_did_stays_done_and_is_named(flow: Workflow, clock) -> None:
    flow.add_staff("rita", roles=["centre"])
    data = {
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
        "kind": "inquiry", "urgent": False,
    }  # fmt: skip
    case = flow.open("repair", data, actor="rita").case
    flow.trigger(case, "answer", {"work": "已答复"}, actor="rita")
    flow.trigger(case, "record_callback", {"outcome": "satisfied"}, actor="rita")
    jumped(flow, clock)
    assert flow.show(case).final
    (voided,) = flow.void_fired(FROM, UNTIL, **WHY).voided
    assert (voided.did, voided.again) == (("close",), False)
    assert flow.show(case).final
    in_order(flow)


def test_rebuilt_from_its_events_a_voided_case_is_the_same(
    flow: Workflow, database: Path, clock
) -> None:
    case = opened(flow, complainant=MARKER)
    jumped(flow, clock)
    flow.void_fired(FROM, UNTIL, **WHY)
    seen = flow.show(case)
    with flow.transactions.writing() as connection:
        connection.exec_driver_sql("DELETE FROM complaints_deadlines")
        connection.exec_driver_sql("UPDATE complaints_cases SET next_at = NULL")
    assert flow.verify().findings
    assert flow.rebuild().written == 1
    assert flow.show(case) == seen
    in_order(flow)


def test_a_message_dropped_without_its_rung_being_void_is_found(flow: Workflow, clock) -> None:
    opened(flow)
    clock.advance(days=1, hours=5)
    assert flow.fire_due().fired
    jumped(flow, clock)
    flow.void_fired(FROM, UNTIL, **WHY)
    with flow.transactions.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE complaints_notices SET dropped_at = (SELECT max(dropped_at) "
            "FROM complaints_notices) WHERE dropped_at IS NULL"
        )
    assert {one.code for one in flow.verify().findings} == {"notice_dropped"}


FOLLOWED = """
language: 1
workflow: watched
edition: "1"
effective: 2026-01-01
roles: {specialist: {title: {en: Specialist, zh: 客服专员}}}
fields: {grade: {type: choice, of: [low, high]}}
states: {open: {}, over: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist]}
  finish: {from: open, to: over, by: [specialist]}
deadlines:
  answer:
    starts: {entered: open}
    met: {left: open}
    within: 4 hours
    pauses: {when: 'grade == "high"'}
    missed: [{to: owner, sets: {grade: high}}]
permissions: {correct: [specialist]}
"""


@pytest.mark.parametrize(("known", "status"), [(False, "armed"), (True, "paused")])
def test_what_goes_on_stands_still_at_once_if_what_was_filled_in_says_so(
    flow: Workflow, clock, known: bool, status: str
) -> None:
    """What a void rung filled in is put back; what a person did is not."""
    flow.publish(loads(FOLLOWED, "watched.yaml"))
    case = flow.open("watched", {}, actor="ann").case
    jumped(flow, clock)
    if known:
        flow.correct(case, {"grade": "high"}, actor="ann", reason="客人投诉升级")
    report = flow.void_fired(FROM, UNTIL, reason="时钟快了", actor="ann")
    assert [(one.fired, one.again) for one in report.voided] == [(("miss", "missed.1#0"), True)]
    assert flow.show(case).deadlines[-1].status == status
    assert not flow.explain(case, every=True).findings
    in_order(flow)


def test_the_history_says_what_was_put_back(flow: Workflow, clock) -> None:
    flow.publish(loads(FOLLOWED, "watched.yaml"))
    case = flow.open("watched", {}, actor="ann").case
    jumped(flow, clock)
    flow.void_fired(FROM, UNTIL, reason="时钟快了", actor="ann")
    happened = flow.history(case)
    words = told_by(flow, flow.show(case), happened)
    assert "grade: empty again" in str(history(happened, "Asia/Shanghai", words))
