"""Letters by apprise, which knows a hundred other services. An optional extra."""

import logging
from dataclasses import dataclass, field
from importlib.util import find_spec

from workflow.errors import NotDelivered
from workflow.notify.entries import Entries
from workflow.notify.secret import Secret
from workflow.notify.words import Words
from workflow.service.delivery import Delivery
from workflow.translation import gettext

ADDRESSED = False

INSTALL = "pip install 'complaint-workflow[apprise]'"


@dataclass(eq=False)
class AppriseSender:
    """Sends to the address of apprise that the settings name, which holds its keys."""

    channel: str
    url: Secret
    words: Words = field(repr=False)

    def send(self, delivery: Delivery) -> None:
        """Send one message. Apprise says whether it went, not why it did not."""
        import apprise  # noqa: PLC0415 - who has no such channel need not have it

        # What apprise logs names the address, with its keys.
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        # In this thread: its own ones would outlive the time there is.
        service = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False))
        if not service.add(self.url.reveal()):
            text = gettext("apprise does not know what stands in {place}")
            reason = text.format(place=self.url.place)
            raise NotDelivered(self.channel, reason, retryable=False, resting=True)
        subject, text = self.words.subject(delivery.letters), self.words.text(delivery.letters)
        if not service.notify(title=subject, body=text):
            raise NotDelivered(self.channel, gettext("apprise did not deliver it"))


def make(entries: Entries, words: Words) -> AppriseSender:
    """Make the sender of a channel out of what is written of it."""
    if find_spec("apprise") is None:
        text = gettext("apprise is not installed: {command}")
        entries.note("type", text.format(command=INSTALL))
    return AppriseSender(channel=entries.name, url=entries.needed_secret("url"), words=words)
