"""The daemon as a process: it runs until a signal says stop, and ends what it began."""

import logging
from collections.abc import Sequence
from contextvars import copy_context
from datetime import datetime, timedelta

from workflow.daemon.rounds import Rounds
from workflow.daemon.signals import StopSignals
from workflow.daemon.ticker import Ticker
from workflow.service.facade import Workflow
from workflow.service.outboxing import Sender
from workflow.service.sweeping import described
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")

LISTEN_SECONDS = 0.5
AFTER_TROUBLE = timedelta(seconds=5)


def run(workflow: Workflow, senders: Sequence[Sender]) -> None:
    """Keep deadlines until SIGTERM or SIGINT. Must be called in the main thread."""
    with StopSignals() as signals:
        ticking = Ticking(workflow, Rounds(workflow, senders, signals.came))
        # A thread of the scheduler starts without the language of this one.
        context = copy_context()
        ticker = Ticker(lambda: context.run(ticking.once))
        log.info(gettext("keeping deadlines in %s"), workflow.transactions.url)
        ticker.start()
        # In short pieces: on Windows a wait without end cannot be interrupted.
        while not signals.wait(LISTEN_SECONDS):
            ticker.check()
        ticker.stop()
        log.info(gettext("stopped"))


class Ticking:
    """What the daemon does at every tick."""

    def __init__(self, workflow: Workflow, rounds: Rounds) -> None:
        self._workflow = workflow
        self._rounds = rounds
        self._complaints: frozenset[str] = frozenset()

    def once(self) -> datetime | None:
        """Do a round; return when the next is wanted, ``None`` if that is not known.

        Trouble is logged, once for as long as it stays the same.
        """
        done = self._rounds.once()
        self._complain(done.troubles)
        # Between rounds the file is free: it can be moved, or a backup put in its place.
        self._workflow.close()
        wanted = self._workflow.now() + AFTER_TROUBLE if done.troubles else done.next_at
        log.debug(gettext("next round wanted at %s"), wanted)
        return wanted

    def _complain(self, troubles: Sequence[Exception]) -> None:
        found = {described(error): error for error in troubles}
        for text, error in found.items():
            if text not in self._complaints:
                trace = error if log.isEnabledFor(logging.DEBUG) else None
                log.error(gettext("this round failed: %s"), text, exc_info=trace)
        if self._complaints and not found:
            log.info(gettext("recovered"))
        self._complaints = frozenset(found)
