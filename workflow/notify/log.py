"""The channel that is always there: messages go to the log."""

import logging

from workflow.notify.wording import sentence
from workflow.service.outboxing import Letter

log = logging.getLogger("workflow.messages")


class LogSender:
    """Write each message to the log ``workflow.messages``; alarms as errors."""

    channel = "log"

    def send(self, letter: Letter) -> None:
        """Write one message, with the id of its delivery."""
        level = logging.ERROR if letter.kind == "alarm" else logging.INFO
        log.log(level, "%s [%s]", sentence(letter), letter.delivery)
