"""The channel that is always there: messages go to the log."""

import logging

from workflow.notify.wording import sentence
from workflow.service.delivery import LOG, Delivery

log = logging.getLogger("workflow.messages")


class LogSender:
    """Write each message to the log ``workflow.messages``; alarms as errors."""

    channel = LOG

    def send(self, delivery: Delivery) -> None:
        """Write what it carries, a line each, with the id of the delivery."""
        for letter in delivery.letters:
            level = logging.ERROR if letter.kind == "alarm" else logging.INFO
            about = {
                "event": "message",
                "delivery": delivery.id,
                "case": letter.case,
                "deadline": letter.deadline_name,
                "due": letter.due_at,
            }
            log.log(level, "%s [%s]", sentence(letter), delivery.id, extra=about)
