"""The daemon as a process: it runs until a signal says stop, ends what it began, and exits 0."""

import logging
import signal
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event
from types import FrameType

from workflow.daemon.rounds import Round, Rounds
from workflow.service.facade import Workflow
from workflow.service.outboxing import Sender
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")

OK = 0
NOT_ALL_WELL = 9
_LISTEN_SECONDS = 0.5
_AFTER_FAILURE = timedelta(seconds=5)


def run(workflow: Workflow, senders: Sequence[Sender], *, once: bool = False) -> int:
    """Keep deadlines until SIGTERM or SIGINT; with ``once``, for one round.

    Returns the exit code: 0, or with ``once`` 9 if a case is set aside or something failed.
    Must be called in the main thread.
    """
    stop = Event()
    rounds = Rounds(workflow, senders, stop.is_set)
    if once:
        return _one_round(workflow, rounds)
    _listen(stop)
    from workflow.daemon.ticker import Ticker  # noqa: PLC0415 - a single round needs no scheduler

    log.info(gettext("keeping deadlines in %s"), workflow.transactions.url)
    ticker = Ticker(lambda: _next(workflow, rounds.once()))
    ticker.start()
    # Waiting in short pieces: on Windows a wait without end cannot be interrupted.
    while not stop.wait(_LISTEN_SECONDS):
        pass
    ticker.stop()
    log.info(gettext("stopped"))
    return OK


def _one_round(workflow: Workflow, rounds: Rounds) -> int:
    done = rounds.once()
    log.info(gettext("fired %s, sent %s, set aside %s"), done.fired, done.sent, done.aside)
    well = not done.failures and not workflow.aside()
    return OK if well else NOT_ALL_WELL


def _next(workflow: Workflow, done: Round) -> datetime | None:
    if done.failures:
        return workflow.now() + _AFTER_FAILURE
    return done.next_at


def _listen(stop: Event) -> None:
    def stopping(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, stopping)
