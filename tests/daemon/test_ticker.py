"""The ticker keeps real time: what is asked is whether it comes back, never how soon."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from threading import Event

import pytest

from workflow.daemon import ticker as ticker_module
from workflow.daemon.ticker import Ticker

PATIENCE = 60
LONG = timedelta(days=30)


@contextmanager
def ticking(answer: timedelta | None) -> Iterator[tuple[Ticker, "SimpleQueue[datetime]"]]:
    """A ticker that is told to come back so much later, and the instants it came."""
    came: SimpleQueue[datetime] = SimpleQueue()

    def tick() -> datetime | None:
        now = datetime.now(UTC)
        came.put(now)
        return None if answer is None else now + answer

    ticker = Ticker(tick)
    ticker.start()
    try:
        yield ticker, came
    finally:
        assert ticker.stop(LONG)


def test_it_looks_again_after_the_longest_pause_though_nothing_is_known_to_be_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ticker_module, "LONGEST_PAUSE", timedelta(milliseconds=50))
    for answer in (None, LONG):
        with ticking(answer) as (_ticker, came):
            assert [came.get(timeout=PATIENCE) for _time in range(3)]


def test_it_comes_back_when_something_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker_module, "LONGEST_PAUSE", LONG)
    pause = timedelta(milliseconds=300)
    with ticking(pause) as (_ticker, came):
        first, second = (came.get(timeout=PATIENCE) for _time in range(2))
    assert second - first >= pause


def test_it_never_spins_even_if_it_is_always_told_to_come_back_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shortest = timedelta(milliseconds=200)
    monkeypatch.setattr(ticker_module, "SHORTEST_PAUSE", shortest)
    with ticking(-LONG) as (_ticker, came):
        first, second = (came.get(timeout=PATIENCE) for _time in range(2))
    assert second - first >= shortest


def test_it_looks_again_when_the_clock_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker_module, "LONGEST_PAUSE", timedelta(hours=1))
    with ticking(None) as (ticker, came):
        came.get(timeout=PATIENCE)
        ticker.check()
        assert came.empty()
        started = ticker_module.monotonic()
        monkeypatch.setattr(ticker_module, "monotonic", lambda: started + 3 * 3600)
        ticker.check()
        came.get(timeout=PATIENCE)


def test_it_goes_on_after_a_tick_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker_module, "LONGEST_PAUSE", timedelta(milliseconds=50))
    came: SimpleQueue[int] = SimpleQueue()

    def tick() -> None:
        came.put(1)
        raise LookupError

    ticker = Ticker(tick)
    ticker.start()
    assert [came.get(timeout=PATIENCE) for _time in range(3)] == [1, 1, 1]
    assert ticker.stop(LONG)


def test_it_comes_back_if_it_is_woken_in_the_middle_of_a_tick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ticker_module, "LONGEST_PAUSE", LONG)
    came: SimpleQueue[str] = SimpleQueue()
    told = iter([True])

    def tick() -> None:
        came.put("came")
        if next(told, False):
            ticker.wake()

    ticker = Ticker(tick)
    ticker.start()
    for _time in range(2):
        assert came.get(timeout=PATIENCE)
    assert ticker.stop(LONG)


def test_a_tick_that_hangs_does_not_keep_it_from_stopping() -> None:
    began, go_on = Event(), Event()

    def tick() -> None:
        began.set()
        go_on.wait(PATIENCE)

    ticker = Ticker(tick)
    ticker.start()
    assert began.wait(PATIENCE)
    assert not ticker.stop(timedelta(0))
    go_on.set()


def test_nothing_ticks_after_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker_module, "LONGEST_PAUSE", timedelta(milliseconds=50))
    with ticking(timedelta()) as (ticker, came):
        came.get(timeout=PATIENCE)
    while not came.empty():
        came.get()
    # A round that the scheduler had already begun when it was told to stop.
    ticker._run()
    assert came.empty()
