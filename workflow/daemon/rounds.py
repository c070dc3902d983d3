"""One round: fire what is due, then send what waits. It never raises: trouble is reported."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from workflow.service import outboxing
from workflow.service.facade import Workflow
from workflow.service.outboxing import LEASE, Letter, Sender
from workflow.service.sweeping import BATCH
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")


class Round(NamedTuple):
    """What a round did, and when the next is needed if that is known.

    ``aside`` are cases set aside in it, ``unsent`` messages that failed, in it or before, and wait
    to be tried again. ``troubles`` are what kept it from being whole; the counts then are of what
    was done before.
    """

    fired: int
    sent: int
    aside: int
    unsent: int
    next_at: datetime | None
    troubles: tuple[Exception, ...]


class Rounds:
    """Rounds on one database. ``stopping`` is asked between batches and between messages."""

    def __init__(
        self, workflow: Workflow, senders: Sequence[Sender], stopping: Callable[[], bool]
    ) -> None:
        self._workflow = workflow
        self._senders = {sender.channel: sender for sender in senders}
        self._stopping = stopping

    def once(self) -> Round:
        """Do one round."""
        work = _Work()
        troubles: list[Exception] = []
        # What cannot be fired is no reason not to send what has fired before.
        for part in (self._fire, self._relay, self._count, self._finish_erasing):
            try:
                part(work)
            except Exception as error:
                troubles.append(error)
        return Round(work.fired, work.sent, work.aside, work.unsent, work.next_at, tuple(troubles))

    def _fire(self, work: "_Work") -> None:
        while True:
            report = self._workflow.fire_due(limit=BATCH)
            work.fired += len(report.fired)
            work.aside += len(report.set_aside)
            work.next_at = report.next_at
            for one in report.fired:
                log.info(
                    gettext("%s: %s (cycle %s) %s fired, due %s"),
                    one.case, one.deadline, one.cycle, one.rung, one.due_at.isoformat(),
                )  # fmt: skip
            for case, why in report.set_aside:
                log.error(gettext("%s is set aside: %s"), case, why)
            if report.cases < BATCH or self._stopping():
                return

    def _relay(self, work: "_Work") -> None:
        if not self._senders or not outboxing.waiting(self._workflow):
            return
        outboxing.form(self._workflow, tuple(self._senders))
        while not self._stopping():
            letters = outboxing.claim(self._workflow)
            if not letters:
                return
            self._send_all(letters, work)

    def _finish_erasing(self, _work: "_Work") -> None:
        # Another program that was reading may have kept erased values from being overwritten.
        self._workflow.finish_erasing()

    def _count(self, work: "_Work") -> None:
        work.unsent = outboxing.count_failed(self._workflow)

    def _send_all(self, letters: Sequence[Letter], work: "_Work") -> None:
        """Send what was claimed, unless that takes too long: another relay may claim it then."""
        enough = self._workflow.now() + LEASE / 2
        sent: list[Letter] = []
        tried = 0
        try:
            for letter in letters:
                if tried and (self._stopping() or self._workflow.now() > enough):
                    break
                tried += 1
                if self._send(letter):
                    sent.append(letter)
        finally:
            outboxing.settle(self._workflow, sent=sent, untried=letters[tried:])
            work.sent += len(sent)

    def _send(self, letter: Letter) -> bool:
        try:
            self._senders[letter.channel].send(letter)
        except Exception as error:
            outboxing.failed(self._workflow, letter, type(error).__name__)
            return False
        return True


class _Work:
    """What a round has done so far."""

    def __init__(self) -> None:
        self.fired = self.sent = self.aside = self.unsent = 0
        self.next_at: datetime | None = None
