"""What a daemon had in hand that was killed goes to the others, long before its lease is over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from errands import ERRAND, house, opened

from workflow import Workflow
from workflow.daemon import heart as heart_module
from workflow.daemon.heart import Heart
from workflow.daemon.record import Record
from workflow.daemon.silence import BEATS, Silence
from workflow.service import forming, health, outboxing
from workflow.service.delivery import Routes
from workflow.store.daemons import Heartbeat

PATIENCE = 60.0
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def sign(name: str, number: int, stopped_at: datetime | None = None) -> Heartbeat:
    seen = NOON + timedelta(seconds=number)
    return Heartbeat(name, "前台", 17, "1", NOON, seen, stopped_at=stopped_at)


def test_one_is_silent_that_wrote_nothing_while_this_one_wrote_several_times() -> None:
    silence = Silence()
    others = [sign("甲", 1), sign("乙", 1)]
    told = [[*silence.after(others)] for _beat in range(BEATS + 3)]
    assert told == [*[[]] * BEATS, others, [], []]


def test_one_that_writes_again_has_to_be_silent_as_long_anew() -> None:
    silence = Silence()
    for number in (*[1] * BEATS, *[2] * BEATS):
        assert [*silence.after([sign("甲", number)])] == []
    assert [*silence.after([sign("甲", 2)])] == [sign("甲", 2)]


def test_one_that_said_it_stopped_or_that_nobody_knows_any_more_is_not_silent() -> None:
    silence = Silence()
    for _beat in range(2 * BEATS):
        assert [*silence.after([sign("甲", 1, stopped_at=NOON)])] == []
        assert [*silence.after([])] == []


def test_a_living_daemon_gives_it_to_the_others_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(heart_module, "BETWEEN", timedelta(milliseconds=1))
    path = house(tmp_path / "差事.db", ERRAND)
    opened(path, "errand", -timedelta(minutes=1))
    freed = Event()
    with Workflow(str(path)) as flow:
        flow.fire_due()
        forming.form(flow, Routes(("notes",), ("notes",), ("notes",)))
        health.begin(flow, sign("killed", 0)._replace(seen_at=flow.now()))
        held = outboxing.claim(flow, holder="killed")
        assert len(held) == 2
        assert outboxing.claim(flow) == []
        heart = Heart(flow.opened_again(), Record(), freed.set)
        heart.start()
        assert freed.wait(PATIENCE)
        heart.stop()
        again = outboxing.claim(flow, holder=heart.name)
        assert {one.id for one in again} == {one.id for one in held}
        assert [one.attempts for one in again] == [2, 2]
        told = [one.delivery for one in caplog.records if getattr(one, "event", "") == "again"]
        assert sorted(told) == sorted(one.id for one in held)
        outboxing.settle(flow, sent=again)
        assert outboxing.claim(flow) == []
        assert flow.verify().findings == ()
    assert "process 17 on 前台 is silent; others send what it had in hand: 2" in caplog.messages
