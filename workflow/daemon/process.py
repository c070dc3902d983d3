"""The daemon as a process: it runs until a signal says stop, and ends what it began."""

import logging
from collections.abc import Sequence
from contextvars import copy_context
from datetime import datetime, timedelta
from threading import Thread

from workflow.daemon.rounds import Rounds
from workflow.daemon.signals import StopSignals
from workflow.daemon.ticker import Ticker
from workflow.daemon.troubles import Troubles
from workflow.daemon.workers import AFTER_TROUBLE, Worker, Workers
from workflow.service.delivery import Routes, Sender
from workflow.service.facade import Workflow
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")

LISTEN_SECONDS = 0.5
DRAIN = timedelta(seconds=25)


def run(workflow: Workflow, senders: Sequence[Sender], routes: Routes) -> None:
    """Keep deadlines until SIGTERM or SIGINT. Must be called in the main thread."""
    with StopSignals() as signals:
        workers = Workers(
            [Worker(workflow.opened_again(), one, routes, signals.came) for one in senders]
        )
        ticking = Ticking(workflow, Rounds(workflow, workers, routes, signals.came))
        # A thread of the scheduler starts without the language of this one.
        context = copy_context()
        ticker = Ticker(lambda: context.run(ticking.once))
        log.info(gettext("keeping deadlines in %s"), workflow.transactions.url)
        workers.start()
        ticker.start()
        listening = copy_context()
        # It ends with the process: a server that does not answer must not keep it from ending.
        Thread(
            target=lambda: listening.run(workflow.listen, ticker.wake, signals.came), daemon=True
        ).start()
        # In short pieces: on Windows a wait without end cannot be interrupted.
        while not signals.wait(LISTEN_SECONDS):
            ticker.check()
        ticker.stop()
        for channel in workers.stop(DRAIN):
            log.warning(gettext("the channel %s did not stop in time"), channel)
        log.info(gettext("stopped"))


class Ticking:
    """What the daemon does at every tick."""

    def __init__(self, workflow: Workflow, rounds: Rounds) -> None:
        self._workflow = workflow
        self._rounds = rounds
        self._troubles = Troubles()

    def once(self) -> datetime | None:
        """Do a round; return when the next is wanted, ``None`` if that is not known."""
        done = self._rounds.once()
        self._troubles.tell(done.troubles)
        # Between rounds the file is free: it can be moved, or a backup put in its place.
        self._workflow.close()
        wanted = self._workflow.now() + AFTER_TROUBLE if done.troubles else done.next_at
        log.debug(gettext("next round wanted at %s"), wanted)
        return wanted
