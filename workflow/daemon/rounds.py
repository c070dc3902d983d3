"""One round: fire what is due, then send what waits. It never raises."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from workflow.errors import WorkflowError
from workflow.service import outboxing
from workflow.service.facade import Workflow
from workflow.service.outboxing import Letter, Sender
from workflow.service.sweeping import BATCH
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")


class Round(NamedTuple):
    """What a round did, and when the next is needed if that is known."""

    fired: int
    sent: int
    aside: int
    failures: int
    next_at: datetime | None


class Rounds:
    """Rounds on one database. ``stopping`` is asked between batches."""

    def __init__(
        self, workflow: Workflow, senders: Sequence[Sender], stopping: Callable[[], bool]
    ) -> None:
        self._workflow = workflow
        self._senders = {sender.channel: sender for sender in senders}
        self._stopping = stopping
        self._complaint = ""

    def once(self) -> Round:
        """Do one round. What goes wrong is logged, once for as long as it stays the same."""
        fired = sent = aside = failures = 0
        next_at: datetime | None = None
        try:
            fired, aside, next_at = self._fire()
            sent, failures = self._relay()
        except Exception as error:
            failures += 1
            self._complain(error)
        else:
            self._recovered()
        return Round(fired, sent, aside, failures, next_at)

    def _fire(self) -> tuple[int, int, datetime | None]:
        fired = aside = 0
        while True:
            report = self._workflow.fire_due(limit=BATCH)
            fired += len(report.fired)
            for one in report.fired:
                log.info(
                    gettext("%s: %s (cycle %s) %s fired, due %s"),
                    one.case, one.deadline, one.cycle, one.rung, one.due_at.isoformat(),
                )  # fmt: skip
            for case, why in report.set_aside:
                log.error(gettext("%s is set aside: %s"), case, why)
            aside += len(report.set_aside)
            if report.cases < BATCH or self._stopping():
                return fired, aside, report.next_at

    def _relay(self) -> tuple[int, int]:
        sent = failures = 0
        if not self._senders or not outboxing.waiting(self._workflow):
            return sent, failures
        outboxing.form(self._workflow, tuple(self._senders))
        while not self._stopping():
            letters = outboxing.claim(self._workflow)
            if not letters:
                break
            done = [letter for letter in letters if self._send(letter)]
            if done:
                outboxing.sent(self._workflow, done)
            sent += len(done)
            failures += len(letters) - len(done)
        return sent, failures

    def _send(self, letter: Letter) -> bool:
        try:
            self._senders[letter.channel].send(letter)
        except Exception as error:
            again_at = outboxing.failed(self._workflow, letter, type(error).__name__)
            log.warning(
                gettext("message %s was not sent (%s), next attempt %s"),
                letter.delivery, type(error).__name__, again_at.isoformat(),
            )  # fmt: skip
            return False
        return True

    def _complain(self, error: Exception) -> None:
        text = str(error) if isinstance(error, WorkflowError) else f"{type(error).__name__}"
        if text != self._complaint:
            log.error(gettext("this round failed: %s"), text)
            log.debug("", exc_info=error)
        self._complaint = text

    def _recovered(self) -> None:
        if self._complaint:
            log.info(gettext("recovered"))
        self._complaint = ""
