"""The daemon as a process: it runs until a signal says stop, and ends what it began."""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from contextvars import copy_context
from datetime import datetime, timedelta
from threading import Thread
from time import monotonic, sleep
from typing import NamedTuple

from workflow.daemon.heart import Heart
from workflow.daemon.metrics import Address, MetricsServer
from workflow.daemon.record import Record
from workflow.daemon.rounds import Round, Rounds
from workflow.daemon.signals import Signals
from workflow.daemon.ticker import SHORTEST_PAUSE, Ticker
from workflow.daemon.troubles import Troubles
from workflow.daemon.workers import Workers
from workflow.service.delivery import Routes, Sender
from workflow.service.describing import described
from workflow.service.facade import Workflow
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")

LISTEN_SECONDS = 0.5
DRAIN = timedelta(seconds=25)


class Ways(NamedTuple):
    """By what messages go out, and which goes where; ``broken`` says what is wrong with both."""

    senders: Sequence[Sender]
    routes: Routes
    broken: Callable[[], Sequence[str]] = tuple


def run(
    workflow: Workflow,
    ways: Ways,
    reread: Callable[[], Ways],
    *,
    drain: timedelta = DRAIN,
    metrics: Address | None = None,
) -> None:
    """Keep deadlines until SIGTERM or SIGINT. Must be called in the main thread.

    SIGHUP asks ``reread`` for new ways. What was begun may end within ``drain``. Raises
    ``AddressUnusable`` if ``metrics`` cannot be served at that address.
    """
    with Signals() as signals, ExitStack() as serving:
        daemon = Daemon(workflow, signals)
        if metrics is not None:
            serving.enter_context(MetricsServer(metrics, workflow.opened_again(), daemon.record))
        daemon.start(ways)
        # In short pieces: on Windows a wait without end cannot be interrupted.
        while (told := signals.wait(LISTEN_SECONDS)) != "stop":
            if told == "reread":
                daemon.change(reread)
            daemon.check()
        ended = daemon.stop(drain)
    if not ended:
        # A round that hangs has a thread that Python would wait for.
        logging.shutdown()
        os._exit(0)


class Daemon:
    """The parts of a running daemon."""

    def __init__(self, workflow: Workflow, signals: Signals) -> None:
        self.record = Record()
        self._workflow = workflow
        self._signals = signals
        self._ticking = Ticking(workflow, signals.stopping, self.record)
        # A thread of the scheduler starts without the language of this one.
        context = copy_context()
        self._ticker = Ticker(lambda: context.run(self._ticking.once))
        self._heart = Heart(workflow.opened_again(), self.record, self._ticker.wake)
        self._workers = Workers(workflow, signals.stopping, self.record, holder=self._heart.name)

    def start(self, ways: Ways) -> None:
        """Begin."""
        about = {"event": "started"}
        log.info(gettext("keeping deadlines in %s"), self._workflow.transactions.url, extra=about)
        # Its first sign of life says by what it sends: else what waits seems to be nobody's.
        self.record.channels(one.channel for one in ways.senders)
        self._heart.start()
        self._employ(ways)
        self._ticker.start()
        self._listen()

    def check(self) -> None:
        """See to it that the ticker ticks."""
        self._ticker.check()

    def change(self, reread: Callable[[], Ways]) -> None:
        """Send by new ways, and at once; if they cannot be had, by those of before."""
        try:
            self._employ(reread())
        except Exception as error:
            text, about = described(error), {"event": "not_reread"}
            told = gettext("the settings stay as they were: %s")
            log.error(told, text, extra=about)  # noqa: TRY400 - it is no defect
            # Whoever starts it next finds out too late: it would not begin.
            self.record.reread(told % text)
        else:
            self.record.reread()
            log.info(gettext("the settings were read again"), extra={"event": "reread"})
        self._ticker.wake()

    def stop(self, within: timedelta) -> bool:
        """Let what was begun end, for so long at most; return whether the round under way did."""
        about = {"event": "stopping"}
        log.info(gettext("told to stop: what was begun may end"), extra=about)
        last = monotonic() + within.total_seconds()
        ended = self._ticker.stop(within)
        if not ended:
            log.warning(gettext("the round under way did not end in time"))
        left = timedelta(seconds=max(0.0, last - monotonic()))
        for channel in self._workers.stop(left):
            about = {"channel": channel}
            log.warning(gettext("the channel %s did not stop in time"), channel, extra=about)
        self._heart.stop()
        log.info(gettext("stopped"), extra={"event": "stopped"})
        return ended

    def _listen(self) -> None:
        context = copy_context()
        wake, stopping = self._ticker.wake, self._signals.stopping
        # It ends with the process: a server that does not answer must not keep it from ending.
        Thread(
            target=lambda: context.run(self._workflow.listen, wake, stopping), daemon=True
        ).start()

    def _employ(self, ways: Ways) -> None:
        self._workers.employ(ways.senders, ways.routes)
        self.record.asks(ways.broken)
        stopping = self._signals.stopping
        self._ticking.rounds = Rounds(
            self._workflow, self._workers, ways.routes, stopping, self.record
        )


class Ticking:
    """What the daemon does at every tick: a round of ``rounds``, or some if one does not do."""

    rounds: Rounds

    def __init__(self, workflow: Workflow, stopping: Callable[[], bool], record: Record) -> None:
        self._workflow = workflow
        self._stopping = stopping
        self._troubles = Troubles("", record)

    def once(self) -> datetime | None:
        """Do a round; return when the next is wanted, ``None`` if that is not known.

        What falls due meanwhile, or before the ticker could tick again, would be late: if anything
        fired, another round follows.
        """
        again = True
        while again:
            done = self.rounds.once(counting=False)
            self._troubles.tell(done.troubles)
            again = self._gets_on(done) and not self._stopping()
        now = self._workflow.now()
        wanted = now + self._troubles.pause if done.troubles else done.next_at
        self._workflow.let_go()
        log.debug(gettext("next round wanted at %s"), wanted)
        return wanted

    def _gets_on(self, done: Round) -> bool:
        """Whether another round follows; if so, wait until something is due."""
        if done.next_at is None or not done.fired or done.troubles:
            return False
        left = done.next_at - self._workflow.now()
        if left > SHORTEST_PAUSE:
            return False
        sleep(max(0.0, left.total_seconds()))
        return True
