"""A daemon that cannot write its sign of life says so, though nothing is due that would tell it."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Condition

import pytest

from workflow import Workflow
from workflow.daemon import heart
from workflow.daemon.heart import Heart
from workflow.daemon.record import Record
from workflow.daemon.silence import Silence
from workflow.service import health
from workflow.store.daemons import Heartbeat, Rest
from workflow.translation import language

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
PATIENCE_SECONDS = 60
FAILS = {"en": "no sign of life could be written: ", "zh": "无法写入心跳："}
AGAIN = {"en": "signs of life are written again", "zh": "心跳已恢复写入"}


class Lines(logging.Handler):
    """What was logged; a test waits until it is as it wants it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._written = Condition()

    def emit(self, record: logging.LogRecord) -> None:
        with self._written:
            self.found.append((record.levelname, record.getMessage()))
            self._written.notify_all()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        with self._written:
            assert self._written.wait_for(holds, PATIENCE_SECONDS), self.found

    def count(self, level: str, beginning: str) -> int:
        return sum(one == level and text.startswith(beginning) for one, text in self.found)


@pytest.fixture
def lines() -> Iterator[Lines]:
    log, handler = logging.getLogger("workflow.daemon"), Lines()
    log.addHandler(handler)
    before = log.level
    log.setLevel(logging.DEBUG)
    yield handler
    log.setLevel(before)
    log.removeHandler(handler)


@pytest.mark.parametrize("tag", ["en", "zh"])
def test_what_keeps_it_from_writing_is_said_once_and_so_is_its_end(
    errands: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch, tag: str
) -> None:
    monkeypatch.setattr(heart, "BETWEEN", timedelta(milliseconds=2))
    other = sqlite3.connect(errands, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with language(tag):
        beating = Heart(Workflow(str(errands), busy_seconds=0), Record(), lambda: None)
    beating.start()
    lines.wait_until(lambda: lines.count("DEBUG", FAILS[tag]) >= 3)
    other.execute("ROLLBACK")
    lines.wait_until(lambda: lines.count("INFO", AGAIN[tag]) == 1)
    other.execute("BEGIN IMMEDIATE")
    lines.wait_until(lambda: lines.count("WARNING", FAILS[tag]) == 2)
    other.close()
    lines.wait_until(lambda: lines.count("INFO", AGAIN[tag]) == 2)
    beating.stop()
    assert lines.count("WARNING", FAILS[tag]) == 2


def test_its_first_sign_says_by_what_it_sends_and_the_next_what_does_not_work(
    errands: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heart, "BETWEEN", timedelta(milliseconds=2))
    flow, record = Workflow(str(errands)), Record()
    record.channels(["mail", "log"])
    record.rests(Rest("mail", NOON, "没有应答"))
    record.rests(Rest("chat", NOON, "已经停用"))
    first: list[Heartbeat] = []
    begin = health.begin

    def begun(house: Workflow, sign: Heartbeat) -> list[Heartbeat]:
        first.append(sign)
        return begin(house, sign)

    monkeypatch.setattr(health, "begin", begun)
    beating = Heart(flow, record, lambda: None)
    beating.start()
    lines.wait_until(lambda: lines.count("DEBUG", "a sign of life is written") >= 2)
    record.sent("mail")
    beating.stop()
    assert (first[0].channels, first[0].resting) == (
        ("mail", "log"),
        (Rest("mail", NOON, "没有应答"),),
    )
    (seen,) = flow.health().daemons
    assert (seen.channels, seen.resting) == (("mail", "log"), ())


def test_what_a_round_has_told_already_is_not_said_again(
    errands: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heart, "BETWEEN", timedelta(milliseconds=2))
    other = sqlite3.connect(errands, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    flow, record = Workflow(str(errands), busy_seconds=0), Record()
    url = flow.transactions.url
    record.troubled(
        "",
        [
            f"The database {url} was locked by another program for 0 seconds. "
            "Nothing was changed. Try again; if it stays, see docs/operations.md."
        ],
    )
    beating = Heart(flow, record, lambda: None)
    beating.start()
    lines.wait_until(lambda: lines.count("DEBUG", FAILS["en"]) >= 3)
    other.close()
    beating.stop()
    assert lines.count("WARNING", "") == 0


def test_that_it_stopped_is_written_as_soon_as_it_can_be(
    errands: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = iter(range(3))
    other = sqlite3.connect(errands, isolation_level=None, check_same_thread=False)

    def pause(_seconds: float) -> None:
        if next(tries) == 1:
            other.execute("ROLLBACK")

    monkeypatch.setattr(heart, "sleep", pause)
    flow = Workflow(str(errands), busy_seconds=0)
    beating = Heart(flow, Record(), lambda: None)
    beating.start()
    lines.wait_until(lambda: lines.count("DEBUG", "a sign of life is written") == 1)
    other.execute("BEGIN IMMEDIATE")
    beating.stop()
    other.close()
    assert lines.count("DEBUG", "a sign of life is written") == 2
    (seen,) = flow.health().daemons
    assert seen.stopped_at is not None


def test_that_a_channel_does_not_work_is_written_at_once_and_makes_nobody_silent(
    errands: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow, record = Workflow(str(errands)), Record()
    record.channels(["mail"])
    watched: list[object] = []
    monkeypatch.setattr(heart, "BETWEEN", timedelta(hours=1))
    monkeypatch.setattr(Silence, "after", lambda _self, others: watched.append(others) or [])
    beating = Heart(flow, record, lambda: None)
    beating.start()

    def written() -> int:
        return lines.count("DEBUG", "a sign of life is written")

    for number in range(1, 6):
        lines.wait_until(partial(lambda wanted: written() == wanted, number))
        (seen,) = flow.health().daemons
        assert len(seen.resting) == 1 - number % 2
        if number % 2:
            record.rests(Rest("mail", NOON, "没有应答"))
        else:
            record.sent("mail")
    beating.stop()
    assert len(watched) == 2  # its first and its last
