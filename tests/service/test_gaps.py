"""A time in which nothing was running is on record, with what came late by it."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from both_databases import by_hand, engine_of
from house import MONDAY
from sqlalchemy.orm import Session
from stories import opened
from visits import definition

from workflow import Registry, Workflow, prepare
from workflow.service import sweeping
from workflow.service.views import GapView
from workflow.store import gaps

pytestmark = pytest.mark.both

MINUTE = timedelta(minutes=1)


def swept_until(flow: Workflow, clock, until: datetime) -> None:
    """A daemon that looks every half minute, and when something is due."""
    while clock.now < until:
        clock.now = min(clock.now + timedelta(seconds=30), until)
        flow.fire_due()


def opened_late(flow: Workflow, at: datetime) -> None:
    data = {"complainant": "李雷", "phone": "refused", "content": "冷", "kind": "service"}
    flow.open("complaint", data, actor="sue", at=at)


def late_of(flow: Workflow, case: str) -> int:
    """How much of a case is on record as fired late."""
    return sum(
        one.type in {"rung_fired", "deadline_missed"} and one.recorded_at > one.at + MINUTE
        for one in flow.history(case)
    )


def test_what_came_late_is_on_record_with_since_when_nothing_ran(flow: Workflow, clock) -> None:
    opened(flow)
    swept_until(flow, clock, MONDAY + 10 * MINUTE)
    clock.advance(days=2)
    fired = flow.fire_due().fired
    assert fired
    assert flow.gaps() == (
        GapView(MONDAY + 10 * MINUTE, MONDAY + timedelta(days=2, minutes=10), len(fired)),
    )


def test_what_fired_with_an_act_while_nothing_ran_came_late_by_the_gap_too(
    flow: Workflow, clock
) -> None:
    acted, left = opened(flow), opened(flow)
    swept_until(flow, clock, MONDAY + 10 * MINUTE)
    clock.advance(days=1, hours=8)
    flow.note(acted, "电话无人接听", actor="ann")
    with_act = late_of(flow, acted)
    clock.advance(days=2)
    fired = flow.fire_due().fired
    assert with_act
    assert late_of(flow, left)
    (gap,) = flow.gaps()
    assert gap == (MONDAY + 10 * MINUTE, clock.now, len(fired) + with_act)
    assert gap.late == late_of(flow, acted) + late_of(flow, left)


def test_it_is_a_gap_even_if_nothing_is_left_for_the_sweep_that_ends_it(
    flow: Workflow, clock
) -> None:
    case = opened(flow)
    clock.now = due = flow.next_due()
    assert due is not None
    clock.advance(minutes=3)
    flow.note(case, "电话无人接听", actor="ann")
    clock.advance(minutes=3)
    assert flow.fire_due().cases == 0
    assert flow.gaps() == (GapView(MONDAY, clock.now, 1),)
    clock.advance(hours=1)
    flow.fire_due()
    assert len(flow.gaps()) == 1, "it is not told twice"


def test_what_fired_with_an_act_within_a_minute_came_in_time(flow: Workflow, clock) -> None:
    case = opened(flow)
    clock.now = flow.next_due()
    clock.advance(minutes=1)
    flow.note(case, "电话无人接听", actor="ann")
    clock.advance(minutes=9)
    assert flow.fire_due().cases == 0
    assert late_of(flow, case) == 0
    assert flow.gaps() == ()


def test_what_fires_on_time_makes_no_gap(flow: Workflow, clock) -> None:
    opened(flow)
    fired = 0
    while (due := flow.next_due()) is not None:
        clock.now = due - MINUTE
        assert not flow.fire_due().fired
        clock.now = due
        fired += len(flow.fire_due().fired)
    assert fired > 3
    assert flow.gaps() == ()


def test_a_pause_in_which_nothing_was_due_is_none(flow: Workflow, clock) -> None:
    opened(flow)
    flow.fire_due()
    clock.advance(hours=20)
    flow.fire_due()
    assert flow.gaps() == ()


@pytest.mark.parametrize(("minutes", "number"), [(4.5, 0), (5, 1)])
def test_it_is_a_gap_from_five_minutes_on(
    flow: Workflow, clock, minutes: float, number: int
) -> None:
    opened(flow)
    clock.now = flow.next_due()
    assert clock.now is not None
    flow.fire_due(clock.now - timedelta(seconds=30))
    clock.advance(minutes=minutes)
    assert len(flow.fire_due().fired) == 1
    assert len(flow.gaps()) == number


def test_where_nothing_swept_yet_it_begins_when_the_database_was_made(
    flow: Workflow, clock
) -> None:
    opened(flow)
    clock.advance(days=2)
    flow.fire_due()
    assert [one.since for one in flow.gaps()] == [MONDAY]


def test_what_was_due_before_the_database_was_made_is_no_gap(flow: Workflow, clock) -> None:
    opened_late(flow, MONDAY - timedelta(days=30))
    clock.advance(minutes=30)
    assert flow.fire_due().fired
    assert flow.gaps() == ()


def test_of_an_older_database_no_gap_is_known_before_the_first_sweep(
    flow: Workflow, database: Path, clock
) -> None:
    opened(flow)
    with by_hand(database) as connection:
        connection.exec_driver_sql("DELETE FROM complaints_settings WHERE name = 'made_at'")
    clock.advance(days=2)
    assert flow.fire_due().fired
    assert flow.gaps() == ()


def test_what_other_batches_of_the_same_go_find_belongs_to_the_same_gap(
    flow: Workflow, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    for _case in range(5):
        opened(flow)
    flow.fire_due()
    clock.advance(days=2)
    fired = len(flow.fire_due(limit=1).fired)
    clock.advance(seconds=40)
    fired += len(flow.fire_due().fired)
    (gap,) = flow.gaps()
    assert (gap.until, gap.late) == (MONDAY + timedelta(days=2), fired)


def test_a_case_that_could_not_be_processed_makes_no_gap(database: Path, clock) -> None:
    """It comes late though something was running."""
    registry = Registry()
    registry.guard("other_is_open")(lambda _context: True)
    registry.reaction("book")(lambda _context: None)
    with Workflow(str(database), clock=clock, registry=registry) as flow:
        flow.publish(definition())
        flow.add_staff("cai", roles=["clerk"])
        flow.open("visit", {"other": "none", "guest": "韩梅梅"}, actor="cai")
        due = flow.next_due()
        assert due is not None
        clock.now = due - MINUTE
        swept_until(flow, clock, due + 10 * MINUTE)
        assert flow.aside() == 1
        registry.guard("may_lapse")(lambda _context: True)
        swept_until(flow, clock, due + 30 * MINUTE)
        assert (flow.aside(), flow.next_due() is not None) == (0, True)
        assert flow.gaps() == ()


def test_what_was_recorded_late_was_not_held_up_by_a_gap(flow: Workflow, clock) -> None:
    clock.advance(days=8)
    flow.fire_due()
    opened_late(flow, MONDAY)
    clock.advance(minutes=30)
    assert flow.fire_due().fired
    assert flow.gaps() == ()


def test_what_is_recorded_later_belongs_to_no_gap_that_is_over(flow: Workflow, clock) -> None:
    opened(flow)
    flow.fire_due()
    clock.advance(days=2)
    flow.fire_due()
    before = flow.gaps()
    swept_until(flow, clock, clock.now + 6 * MINUTE)
    opened_late(flow, MONDAY)
    assert flow.fire_due().fired
    assert flow.gaps() == before


def test_what_was_due_before_a_gap_does_not_belong_to_it(flow: Workflow, clock) -> None:
    clock.advance(days=8)
    opened(flow)
    flow.fire_due()
    clock.advance(days=2)
    flow.fire_due()
    before = flow.gaps()
    clock.advance(minutes=1)
    opened_late(flow, MONDAY)
    assert flow.fire_due().fired
    assert len(before) == 1
    assert flow.gaps() == before


def test_what_a_step_after_the_miss_does_is_not_counted_beside_it(flow: Workflow, clock) -> None:
    flow.add_staff("rita", roles=["centre"])
    data = {
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
        "kind": "inquiry", "urgent": False,
    }  # fmt: skip
    case = flow.open("repair", data, actor="rita").case
    flow.trigger(case, "answer", {"work": "已答复"}, actor="rita")
    flow.trigger(case, "record_callback", {"outcome": "satisfied"}, actor="rita")
    flow.fire_due()
    clock.advance(days=3)
    fired = flow.fire_due().fired
    assert flow.show(case).final
    assert [one.late for one in flow.gaps()] == [len(fired)]


def test_an_idle_sweep_writes_once_a_minute_at_most(
    flow: Workflow, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    note = gaps.note_sweep
    monkeypatch.setattr(gaps, "note_sweep", lambda *words: (written.append(words[1]), note(*words)))
    opened(flow)
    for _tick in range(100):
        flow.fire_due()
        clock.advance(seconds=3)
    assert len(written) == 5
    assert all(later - one >= MINUTE for one, later in pairwise(written))


@pytest.mark.file
def test_an_idle_sweep_that_cannot_be_noted_does_not_fail(database: Path, clock) -> None:
    with (
        Workflow(str(database), clock=clock, busy_seconds=0) as flow,
        closing(sqlite3.connect(database, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        clock.advance(minutes=1)
        assert flow.fire_due().cases == 0
        other.execute("ROLLBACK")
        with flow.transactions.reading() as connection:
            assert gaps.last_sweep(connection) is None
        flow.fire_due()
        with flow.transactions.reading() as connection:
            assert gaps.last_sweep(connection) == MONDAY + MINUTE


def test_a_clock_set_back_makes_no_gap(flow: Workflow, clock) -> None:
    opened(flow)
    clock.advance(days=365)
    flow.fire_due()
    ahead = flow.gaps()
    clock.now = MONDAY + timedelta(hours=1)
    opened(flow)
    flow.fire_due()
    clock.advance(days=2)
    flow.fire_due(clock.now - timedelta(days=1, hours=23))
    assert flow.gaps() == ahead
    flow.fire_due()
    gap, *before = flow.gaps()
    assert tuple(before) == ahead
    assert gap.since == MONDAY + timedelta(hours=2)
    assert all(one.since < one.until for one in flow.gaps())


def test_a_gap_in_a_transaction_that_is_undone_is_undone_with_it(
    flow: Workflow, database: Path, clock
) -> None:
    opened(flow)
    engine = engine_of(database)
    prepare(engine)
    clock.advance(days=2)
    with Session(engine) as session:
        hosted = flow.on(session)
        assert hosted.fire_due().fired
        assert len(hosted.gaps()) == 1
        session.rollback()
    engine.dispose()
    assert flow.gaps() == ()


def test_the_newest_stands_first_and_no_more_than_asked_for(flow: Workflow, clock) -> None:
    for _gap in range(3):
        opened(flow)
        flow.fire_due()
        clock.advance(days=2)
        flow.fire_due()
    assert len(flow.gaps()) == 3
    first, second = flow.gaps(limit=2)
    assert first.since >= second.until
