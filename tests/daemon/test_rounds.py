"""Rounds without a process: the clock is moved by hand and the senders only take notes."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import pytest
from errands import SECRET, in_turn
from posts import Clock

from workflow import Registry, Workflow
from workflow.daemon import process
from workflow.daemon.process import Ticking
from workflow.daemon.record import Record
from workflow.service import forming, outboxing, sweeping
from workflow.service.batches import Swept
from workflow.service.delivery import Delivery, Letter, Routes
from workflow.service.outboxing import LEASE


class Notes:
    """A sender that writes down what it is given; ``before`` may keep it from being sent."""

    def __init__(
        self, channel: str = "notes", before: Callable[[Letter], object] = lambda _letter: None
    ) -> None:
        self.channel = channel
        self.before = before
        self.sent: list[tuple[str, str | None]] = []

    def send(self, delivery: Delivery) -> None:
        for letter in delivery.letters:
            self.before(letter)
            self.sent.append((letter.case, letter.recipient))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flow(errands: Path, clock: Clock):
    with Workflow(str(errands), clock=clock, busy_seconds=0) as opened:
        yield opened


def overdue(flow: Workflow, clock: Clock, *definitions: str) -> list[str]:
    """Open cases and let a minute and more pass: their limits are over."""
    cases = [flow.open(one, {"content": SECRET}, actor="小林").case for one in definitions]
    clock.now += timedelta(minutes=2)
    return cases


def refuse(_letter: Letter) -> None:
    raise ConnectionError(SECRET)


def test_a_message_that_cannot_be_sent_is_tried_again_after_growing_pauses(
    flow: Workflow, clock: Clock
) -> None:
    attempts = []

    def attempted(letter: Letter) -> None:
        attempts.append(clock.now)
        refuse(letter)

    overdue(flow, clock, "guarded")
    sender = Notes(before=attempted)
    flow.registry.guard("is_allowed")(lambda _context: True)
    rounds = in_turn(flow, [sender])
    while len(attempts) < 10:
        rounds.once()
        clock.now += timedelta(seconds=30)
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(attempts)]
    # Up to a quarter less, so that not all come back at once; a round every half a minute.
    longest = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert all(0.75 * most <= pause <= most for pause, most in zip(pauses, longest, strict=True))
    sender.before = lambda _letter: None
    clock.now += timedelta(hours=1)
    assert (rounds.once().sent, rounds.once().sent) == (1, 0)


def test_a_message_that_cannot_be_sent_does_not_hold_up_the_others(
    flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    cases = overdue(flow, clock, *["errand"] * 120)
    bad = cases[3]
    sender = Notes(before=lambda letter: refuse(letter) if letter.case == bad else None)
    done = in_turn(flow, [sender]).once()
    assert (done.fired, done.sent, done.unsent, done.troubles) == (240, 238, 2, ())
    assert {case for case, _name in sender.sent} == {*cases} - {bad}
    told = [one for one in caplog.messages if "ConnectionError" in one]
    assert len(told) == 2
    assert not any(word in caplog.text for word in SECRET.split())


def test_a_sender_that_always_fails_does_not_hold_up_another_channel(
    flow: Workflow, clock: Clock
) -> None:
    (case,) = overdue(flow, clock, "errand")
    broken, whole = Notes("broken", refuse), Notes("whole")
    done = in_turn(flow, [broken, whole]).once()
    assert (done.sent, done.unsent) == (2, 2)
    assert whole.sent == [(case, "小林"), (case, "老王")]


def test_every_channel_carries_every_message_once(flow: Workflow, clock: Clock) -> None:
    cases = overdue(flow, clock, *["errand"] * 120)
    senders = [Notes("one"), Notes("other")]
    rounds = in_turn(flow, senders)
    assert [rounds.once().sent for _time in range(3)] == [480, 0, 0]
    expected = sorted((case, name) for case in cases for name in ("小林", "老王"))
    assert [sorted(one.sent) for one in senders] == [expected, expected]


def test_a_slow_sender_does_not_hold_messages_longer_than_its_lease(
    errands: Path, flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock, *["errand"] * 20)
    with Workflow(str(errands), clock=clock) as second:
        other = Notes()
        others = in_turn(second, [other])

        def slowly(_letter: Letter) -> None:
            clock.now += LEASE / 4
            others.once()

        slow = Notes(before=slowly)
        in_turn(flow, [slow]).once()
    together = slow.sent + other.sent
    assert len(together) == len(set(together)) == 40


def test_what_was_sent_before_a_stop_is_not_sent_again(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock, *["errand"] * 5)
    first, second = Notes(), Notes()
    in_turn(flow, [first], stopping=lambda: len(first.sent) == 3).once()
    in_turn(flow, [second]).once()
    assert (len(first.sent), len(second.sent)) == (3, 7)
    assert not {*first.sent} & {*second.sent}


def test_what_was_sent_before_the_database_was_locked_is_not_sent_again(
    errands: Path, flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock, *["errand"] * 3)
    with closing(sqlite3.connect(errands, isolation_level=None)) as other:

        def lock_at_the_second(letter: Letter) -> None:
            if len(sender.sent) == 1:
                other.execute("BEGIN IMMEDIATE")
                sender.before = refuse

        sender = Notes(before=lock_at_the_second)
        rounds = in_turn(flow, [sender])
        done = rounds.once()
        assert [type(one).__name__ for one in done.troubles] == ["StoreBusy"]
    # Nobody could record that the first two were sent, and that the third was not: it is kept.
    assert len(sender.sent) == 2
    sender.before = lambda _letter: None
    assert rounds.once().sent == 0
    clock.now += LEASE
    assert rounds.once().sent == 3
    (failed,) = flow.messages()
    assert (failed.attempts, failed.error) == (1, "ConnectionError")
    clock.now += LEASE
    assert rounds.once().sent == 1
    assert len(sender.sent) == len(set(sender.sent)) == 6


def broken(*_words: object, **_options: object) -> NoReturn:
    raise LookupError(SECRET)


def told_as_fired(caplog: pytest.LogCaptureFixture) -> set[str]:
    return {one.case for one in caplog.records if getattr(one, "event", "") == "fired"}


def test_what_fired_is_told_even_if_nobody_can_say_what_comes_next(
    flow: Workflow,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (case,) = overdue(flow, clock, "errand")
    monkeypatch.setattr(sweeping, "next_due", broken)
    caplog.set_level(logging.INFO, "workflow.daemon")
    done = in_turn(flow, [Notes()]).once()
    assert [type(one) for one in done.troubles] == [LookupError]
    assert (told_as_fired(caplog), done.fired) == ({case}, 2)


def test_what_fired_is_told_even_if_the_next_batch_fails(
    flow: Workflow,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, second = overdue(flow, clock, "errand", "errand")
    batches = iter([sweeping.sweep_batch, broken])

    def one_and_no_other(*words: Any) -> Swept:
        return next(batches)(*words)

    monkeypatch.setattr(sweeping, "BATCH", 1)
    monkeypatch.setattr(sweeping, "sweep_batch", one_and_no_other)
    caplog.set_level(logging.INFO, "workflow.daemon")
    done = in_turn(flow, [Notes()]).once()
    assert [type(one) for one in done.troubles] == [LookupError]
    assert told_as_fired(caplog) == {first}
    monkeypatch.undo()
    assert {one.case for one in flow.fire_due().fired} == {second}


def test_messages_go_out_even_if_nothing_can_be_fired(
    flow: Workflow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue(flow, clock, "errand")
    flow.fire_due()

    monkeypatch.setattr(sweeping, "look", broken)
    sender = Notes()
    done = in_turn(flow, [sender]).once()
    assert [type(one) for one in done.troubles] == [LookupError]
    assert done.sent == len(sender.sent) == 2


def ticking_on(
    flow: Workflow, senders: list[Notes], stopping: Callable[[], bool] = lambda: False
) -> Ticking:
    ticking = Ticking(flow, stopping, Record())
    ticking.rounds = in_turn(flow, senders)
    return ticking


@pytest.mark.parametrize("stopping", [False, True])
def test_what_falls_due_during_a_round_fires_in_another_at_once_unless_told_to_stop(
    flow: Workflow, clock: Clock, stopping: bool
) -> None:
    (first,) = overdue(flow, clock, "errand")
    second = flow.open("errand", {"content": SECRET}, actor="小林").case
    later = clock.now + timedelta(minutes=2)
    sender = Notes(before=lambda _letter: setattr(clock, "now", later))
    ticking_on(flow, [sender], lambda: stopping).once()
    assert {case for case, _to in sender.sent} == ({first} if stopping else {first, second})


@pytest.mark.parametrize(("between", "together"), [(0.1, True), (0.2, False)])
def test_what_falls_due_before_the_ticker_could_come_back_is_waited_for(
    flow: Workflow,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    between: float,
    together: bool,
) -> None:
    def waits(seconds: float) -> None:
        clock.now += timedelta(seconds=seconds)

    monkeypatch.setattr(process, "sleep", waits)
    gap, data = timedelta(seconds=between), {"content": SECRET}
    first = flow.open("errand", data, actor="小林").case
    clock.now += gap
    second = flow.open("errand", data, actor="小林").case
    clock.now = due = flow.show(first).deadlines[0].due_at
    sender = Notes()
    wanted = ticking_on(flow, [sender]).once()
    assert {case for case, _to in sender.sent} == ({first, second} if together else {first})
    assert wanted == (None if together else due + gap)


def test_a_locked_database_is_complained_of_once_and_got_over(
    errands: Path, flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (case,) = overdue(flow, clock, "errand")
    caplog.set_level(logging.INFO)
    sender = Notes()
    ticking = ticking_on(flow, [sender])
    with closing(sqlite3.connect(errands, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        wanted = [ticking.once() for _time in range(6)]
    pauses = [1, 2, 4, 8, 8, 8]
    assert wanted == [clock.now + timedelta(seconds=one) for one in pauses]
    assert len(caplog.messages) == 1
    assert "locked by another program" in caplog.text
    assert ticking.once() is None
    assert "recovered" in caplog.messages
    assert len(sender.sent) == 2
    assert case in caplog.text


def test_another_trouble_is_complained_of_too(
    errands: Path, flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    overdue(flow, clock, "errand")
    ticking = ticking_on(flow, [])
    with closing(sqlite3.connect(errands, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ticking.once()
    errands.rename(errands.with_name("away.db"))
    ticking.once()
    ticking.once()
    assert ["locked" in caplog.messages[0], "cannot be opened" in caplog.messages[1]] == [True] * 2
    assert len(caplog.messages) == 2


def test_a_case_set_aside_is_tried_again_later_and_does_not_keep_anybody_awake(
    flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (case,) = overdue(flow, clock, "guarded")
    rounds = in_turn(flow, [])
    done = rounds.once()
    # The miss is a fact; what it does is what failed.
    assert (done.fired, done.aside) == (1, 1)
    assert done.next_at == flow.next_due() == clock.now + timedelta(minutes=1)
    assert rounds.once().aside == 0
    clock.now += timedelta(minutes=1)
    assert rounds.once().next_at == clock.now + timedelta(minutes=2)
    flow.registry.guard("is_allowed")(lambda _context: True)
    clock.now += timedelta(minutes=2)
    done = rounds.once()
    assert (done.fired, done.aside, done.next_at, flow.aside()) == (1, 0, None, 0)
    assert case in caplog.text


def test_the_error_of_a_guard_is_named_but_not_repeated(
    errands: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    registry = Registry()

    @registry.guard("is_allowed")
    def broken(_context: object) -> bool:
        raise ValueError(SECRET)

    with Workflow(str(errands), clock=clock, registry=registry) as flow:
        (case,) = overdue(flow, clock, "guarded")
        in_turn(flow, []).once()
        aside = flow.show(case).aside
    assert aside is not None
    assert aside.error.startswith("ValueError (test_rounds.py:")
    assert aside.error in caplog.text
    assert not any(word in caplog.text + aside.error for word in SECRET.split())


def test_messages_that_cannot_be_read_are_put_off_and_hold_up_no_other(
    errands: Path, flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    # More than are claimed at once, and all before the good ones.
    bad = overdue(flow, clock, *["errand"] * 60)
    flow.fire_due()
    forming.form(flow, Routes(("notes",), ("notes",), ("notes",)))
    (good,) = overdue(flow, clock, "guarded")
    with closing(sqlite3.connect(errands)) as other:
        other.execute(
            "UPDATE complaints_definitions SET resolved = '{}', wording = 'x' "
            "WHERE workflow = 'errand'"
        )
        other.commit()
    flow.registry.guard("is_allowed")(lambda _context: True)
    sender = Notes()
    rounds = in_turn(flow, [sender])
    done = rounds.once()
    assert (done.sent, done.unsent, done.troubles) == (1, 2 * len(bad), ())
    assert [case for case, _name in sender.sent] == [good]
    assert len([one for one in caplog.messages if "was not sent" in one]) == 2 * len(bad)
    assert (rounds.once().sent, len(caplog.messages)) == (0, 2 * len(bad))


def test_a_message_that_failed_is_told_of_until_it_is_sent(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock, "errand")
    sender = Notes(before=refuse)
    rounds = in_turn(flow, [sender])
    assert rounds.once().unsent == 2
    clock.now += timedelta(seconds=1)
    assert rounds.once().unsent == 2
    sender.before = lambda _letter: None
    clock.now += timedelta(minutes=1)
    done = rounds.once()
    assert (done.sent, done.unsent) == (2, 0)


def test_a_message_leased_by_a_clock_that_was_ahead_is_sent(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock, "errand")
    flow.fire_due()
    true = clock.now
    clock.now += timedelta(days=400)
    forming.form(flow, Routes(("notes",), ("notes",), ("notes",)))
    assert len(outboxing.claim(flow)) == 2
    clock.now = true
    assert in_turn(flow, [Notes()]).once().sent == 2
