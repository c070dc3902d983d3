"""Let daemons and writers loose on a database, kill them at random, and put others there."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic
from typing import NamedTuple

from sqlalchemy import select, update

from benchmarks.chaos import place
from benchmarks.chaos.journal import Journal
from benchmarks.chaos.receiver import Receiver
from workflow import Workflow
from workflow.bootstrap import run_round
from workflow.notify import settings as messages
from workflow.store.tables import deliveries

_ROOT = Path(__file__).parents[2]
# Seconds, if it is patient.
_ATTEMPTS = 240
_PATIENCE = 100
_LOOK = 0.1


class Plan(NamedTuple):
    """For how long, by how many, how often one of them is killed, and how rude the receiver is.

    Times are seconds; at ``least`` so many are killed, however long that takes. ``patient`` is
    whether leases and pauses are waited for at the end.
    """

    seconds: float
    least: int
    daemons: int
    writers: int
    between_kills: float
    rudeness: float
    patient: bool
    seed: str


class Havoc(NamedTuple):
    """What was done: kills by role, the journals, and how often each delivery was received.

    ``excused`` is how often each may have been received once more: whoever sent it was killed, or
    was not answered. ``until`` is the instant by which everything due has fired.
    """

    kills: Counter[str]
    journals: Sequence[Journal]
    received: Counter[str]
    excused: Counter[str]
    until: datetime


def wreak(
    url: str, folder: Path, plan: Plan, told: Callable[[str], None] = lambda _line: None
) -> Havoc:
    """Wreak havoc on a furnished database, then let what is left be done in peace.

    ``told`` gets a line at each kill. Processes log to files in ``folder``.
    """
    with Receiver(Random(plan.seed), plan.rudeness) as receiver:
        config = place.settings(folder, receiver.url)
        killing = _Killing(url, folder, plan, receiver)
        killing.go_on(told)
        killing.excused.update(_leased(url))
        journals = [Journal(one) for one in killing.journals]
        until = _finish(url, config, journals, patient=plan.patient)
    excused = killing.excused + receiver.unanswered
    return Havoc(killing.kills, journals, receiver.received, excused, until)


class _Killing:
    """Kills one after the other, and puts others in their place."""

    def __init__(self, url: str, folder: Path, plan: Plan, receiver: Receiver) -> None:
        self.kills: Counter[str] = Counter()
        self.excused: Counter[str] = Counter()
        self.journals = [folder / f"writer-{number}.journal" for number in range(plan.writers)]
        self._url = url
        self._plan = plan
        self._receiver = receiver
        self._chance = Random(plan.seed)
        daemon = _daemon(url, folder)
        self._roles = [
            *[_Role("daemon", daemon) for _ in range(plan.daemons)],
            *[_Role("writer", _writer(url, one, self._chance)) for one in self.journals],
        ]

    def go_on(self, told: Callable[[str], None]) -> None:
        """Kill for as long as is planned; at the end nobody is left."""
        last = monotonic() + self._plan.seconds
        with ExitStack() as ending:
            for one in self._roles:
                ending.callback(one.end)
                one.begin()
            while monotonic() < last or self.kills.total() < self._plan.least:
                self._wait(self._chance.uniform(0.5, 1.5) * self._plan.between_kills)
                one = self._chance.choice(self._roles)
                self._kill(one)
                told(f"killed a {one.name}, {self.kills.total()} so far")
                one.begin()

    def _kill(self, one: "_Role") -> None:
        one.kill()
        self.kills[one.name] += 1
        if one.name == "daemon":
            self.excused.update(_leased(self._url))

    def _wait(self, seconds: float) -> None:
        """Wait for so long, and until something was written and something received since."""
        pausing, since = Event(), monotonic()
        written, received = self._written(), self._receiver.received.total()
        while (
            monotonic() < since + seconds
            or self._written() == written
            or self._receiver.received.total() == received
        ):
            if monotonic() > since + _PATIENCE:
                raise TimeoutError("nobody gets on: see the logs in the folder")
            pausing.wait(_LOOK)

    def _written(self) -> int:
        return sum(one.stat().st_size for one in self.journals if one.exists())


def _finish(url: str, config: Path, journals: Sequence[Journal], *, patient: bool) -> datetime:
    """Do what is left; return the instant by which everything due has fired."""
    with Workflow(url) as flow:
        for one in journals:
            one.ask_again(flow)
    settings = messages.read(config)
    for _attempt in range(_ATTEMPTS):
        until = datetime.now(UTC)
        # The instant stands still: nothing falls due while it is looked at.
        with Workflow(url, clock=lambda now=until: now) as flow:
            run_round(flow, settings)
            if not flow.health().outbox.waiting:
                return until
        if patient:
            Event().wait(1)
        else:
            _let_time_pass(url)
    raise TimeoutError("messages still wait after everything was tried")


def _let_time_pass(url: str) -> None:
    """Let leases and pauses be over, as if hours had passed."""
    with Workflow(url) as flow, flow.transactions.writing() as connection:
        waiting = update(deliveries).where(deliveries.c.sent_at.is_(None))
        connection.execute(waiting.values(leased_until=None, try_at=deliveries.c.created_at))


class _Role:
    """Somebody who is there all the time: when a process is killed, the next takes its place."""

    def __init__(self, name: str, begin: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.name = name
        self._begin = begin

    def begin(self) -> None:
        self._process = self._begin()

    def kill(self) -> None:
        assert self._process.poll() is None, f"a {self.name} ended by itself"
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()


def _daemon(url: str, folder: Path) -> Callable[[], subprocess.Popen[bytes]]:
    words = ["daemon", "--db", url, "--config", str(folder / place.SETTINGS)]
    return lambda: _started([str(place.LAUNCHER), *words], folder / "daemons.log")


def _writer(url: str, journal: Path, chance: Random) -> Callable[[], subprocess.Popen[bytes]]:
    words = ["-m", "benchmarks.chaos.writer", url, str(journal)]
    log = journal.with_suffix(".log")
    return lambda: _started([*words, str(chance.random())], log)


def _started(words: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    kept = {name: one for name, one in os.environ.items() if not name.startswith("COMPLAINTS_")}
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, *words], cwd=_ROOT, env=kept, stdout=file, stderr=file
        )


def _leased(url: str) -> list[str]:
    """Return the deliveries that somebody has leased: whoever was killed may have sent them."""
    with Workflow(url) as flow, flow.transactions.reading() as connection:
        leased = select(deliveries.c.id).where(
            deliveries.c.leased_until > flow.common_now(connection), deliveries.c.sent_at.is_(None)
        )
        return list(connection.scalars(leased))
