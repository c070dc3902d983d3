"""Whether a daemon lives, and what wants attention, as monitoring sees it."""

from datetime import datetime, timedelta

import pytest
from both_databases import Place, changed
from house import MONDAY
from stories import opened

from workflow import Workflow
from workflow.report import health as report
from workflow.service import forming, health, outboxing
from workflow.service.delivery import Routes
from workflow.store.daemons import ROUND, Heartbeat

pytestmark = pytest.mark.both

MINUTE = timedelta(minutes=1)


def beat(now: datetime, name: str = "one", **more: object) -> Heartbeat:
    values = {"id": name, "host": "服务器", "process": 17, "version": "1", "started_at": now}
    return Heartbeat(**{"seen_at": now, "swept_at": now, **values, **more})


def test_a_database_no_daemon_ever_ran_on_says_so(flow: Workflow) -> None:
    found = flow.health()
    assert (found.lives, found.daemons, found.attention) == (False, (), ())


def test_a_daemon_lives_for_as_long_as_it_was_seen_lately(flow: Workflow, clock) -> None:
    health.begin(flow, beat(clock.now))
    clock.advance(seconds=90)
    assert flow.health().lives
    clock.advance(seconds=1)
    assert not flow.health().lives
    assert flow.health(max_age=5 * MINUTE).lives
    (seen,) = flow.health().daemons
    assert (seen.host, seen.process, seen.seen_at) == ("服务器", 17, MONDAY)


def test_a_daemon_that_stopped_does_not_live(flow: Workflow, clock) -> None:
    health.begin(flow, beat(clock.now))
    health.beat(flow, beat(clock.now, stopped_at=clock.now))
    assert not flow.health().lives
    assert len(flow.health().daemons) == 1


def test_one_of_several_that_was_killed_is_told_until_its_host_has_another(
    flow: Workflow, clock
) -> None:
    for host in ("甲", "乙", "丙"):
        health.begin(flow, beat(clock.now, host, host=host))
    health.beat(flow, beat(clock.now, "丙", host="丙", stopped_at=clock.now))
    clock.advance(seconds=91)
    health.beat(flow, beat(clock.now, "甲", host="甲"))
    assert [one.host for one in flow.health().vanished] == ["乙"]
    said = "\n".join(str(one) for one in report.health(flow.health(), "Asia/Shanghai"))
    assert "process 17 on 乙 was last seen 2026-11-02 10:00 and did not say" in said
    health.begin(flow, beat(clock.now, "another", host="乙"))
    assert flow.health().vanished == ()


def test_whoever_takes_messages_to_send_is_seen(flow: Workflow, clock) -> None:
    opened(flow)
    due = flow.next_due()
    assert due is not None
    health.begin(flow, beat(clock.now))
    assert outboxing.claim(flow, holder="one") == []
    clock.now = due
    flow.fire_due()
    forming.form(flow, Routes())
    assert outboxing.claim(flow, holder="one")
    assert [one.seen_at for one in flow.health().daemons] == [due]


def test_what_a_clock_that_was_ahead_wrote_is_no_sign_of_life(flow: Workflow, clock) -> None:
    health.begin(flow, beat(clock.now + timedelta(days=300)))
    assert not flow.health().lives


def test_one_that_was_silent_for_days_is_forgotten_by_the_next_that_begins(
    flow: Workflow, clock
) -> None:
    health.begin(flow, beat(clock.now, "old"))
    health.beat(flow, beat(clock.now + timedelta(days=300), "ahead"))
    clock.advance(days=6)
    health.begin(flow, beat(clock.now, "next"))
    assert [one.id for one in flow.health().daemons] == ["next", "old"]
    clock.advance(days=2)
    health.beat(flow, beat(clock.now, "next"))
    assert len(flow.health().daemons) == 2
    health.begin(flow, beat(clock.now, "last"))
    assert [one.id for one in flow.health().daemons] == ["last", "next"]


def test_what_troubled_a_single_round_is_told_as_of_one(flow: Workflow, clock) -> None:
    trouble = "这台机器的时钟慢了"
    name = f"{ROUND}服务器"
    health.begin(flow, beat(clock.now, name, trouble=trouble, stopped_at=clock.now))
    said = "\n".join(str(one) for one in report.health(flow.health(), "Asia/Shanghai"))
    told = "Trouble of the last round of `complaints daemon --once` on 服务器, 2026-11-02 10:00: "
    assert told + trouble in said
    assert "process" not in said


def test_after_a_backup_was_put_in_place_it_is_seen_again(flow: Workflow, clock) -> None:
    health.beat(flow, beat(clock.now, "unknown here"))
    assert flow.health().lives


def test_it_is_late_when_something_is_due_for_more_than_a_minute(flow: Workflow, clock) -> None:
    opened(flow)
    due = flow.next_due()
    assert due is not None
    clock.now = due + MINUTE
    health.begin(flow, beat(clock.now))
    assert flow.health().attention == ()
    clock.advance(seconds=1)
    found = flow.health()
    assert (found.attention, found.late_seconds, found.next_due) == (("late",), 61, due)
    flow.fire_due()
    assert flow.health().attention == ()


def test_a_daemon_that_lives_and_does_not_look_is_told(flow: Workflow, clock) -> None:
    health.begin(flow, beat(clock.now))
    clock.advance(minutes=2)
    health.beat(flow, beat(clock.now, swept_at=MONDAY))
    assert flow.health().attention == ("stuck",)
    health.beat(flow, beat(clock.now, "another"))
    assert flow.health().attention == (), "another looks"


def test_trouble_counts_as_long_as_whoever_has_it_lives(flow: Workflow, clock) -> None:
    health.begin(flow, beat(clock.now, trouble="磁盘已满"))
    assert flow.health().attention == ("trouble",)
    clock.advance(minutes=5)
    assert flow.health().attention == ()


@pytest.mark.parametrize(("attempts", "attention"), [(20, "unsent"), (1, "given_up")])
def test_messages_that_did_not_arrive_want_attention(
    flow: Workflow, clock, attempts: int, attention: str
) -> None:
    opened(flow)
    clock.now = flow.next_due()
    flow.fire_due()
    routes = Routes(attempts=attempts)
    assert forming.form(flow, routes)
    waiting = flow.health().outbox.waiting
    (first, *_others) = outboxing.claim(flow)
    outboxing.settle(flow, failed=[(first, LookupError("13800138000"))], routes=routes)
    found = flow.health()
    assert attention in found.attention
    assert found.outbox.waiting == waiting - (attention == "given_up")
    flow.retry_message(first.id)
    assert attention not in flow.health().attention


def test_cases_set_aside_want_attention(flow: Workflow, clock, database: Place) -> None:
    opened(flow)
    changed(database, "UPDATE complaints_cases SET aside_since = opened_at")
    assert (flow.health().attention, flow.health().aside) == (("set_aside",), 1)
