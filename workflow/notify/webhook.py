"""Letters as JSON to a web address of the house, signed as Standard Webhooks says."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field

from workflow.clock import now
from workflow.errors import NotDelivered
from workflow.notify.entries import Entries
from workflow.notify.payload import payload
from workflow.notify.secret import Secret
from workflow.notify.timing import seconds
from workflow.notify.unreachable import certificates, reaching
from workflow.notify.web import Server, ask, check_status, proxy, server, split
from workflow.notify.words import Words
from workflow.service.delivery import Delivery
from workflow.translation import gettext

ADDRESSED = False

ENCODED = "whsec_"
"""How a key begins that is written in Base64."""


@dataclass(eq=False)
class WebhookSender:
    """Posts each delivery; whoever knows the key can see that it comes from here, and when."""

    channel: str
    where: Server = field(repr=False)
    address: Secret | None
    """Where the address stands if it is a secret itself; then ``where`` says only what to trust."""
    key: Secret | None
    timeout: float
    words: Words = field(repr=False)

    def send(self, delivery: Delivery) -> None:
        """Post one delivery."""
        where = self._where()
        body = payload(delivery, self.words)
        stamp = str(int(now().timestamp()))
        headers = {"Webhook-Id": delivery.id, "Webhook-Timestamp": stamp}
        if self.key is not None:
            key = self._bytes(self.key.reveal())
            headers["Webhook-Signature"] = signature(key, delivery.id, stamp, body)
        with reaching(self.channel, where.host, self.timeout) as limit:
            answer = ask(where, body, limit, headers)
        check_status(self.channel, where.host, answer.status)

    def _where(self) -> Server:
        if self.address is None:
            return self.where
        found = split(self.address.reveal(), self.where.certificates)
        if found is None:
            text = gettext("what stands in {place} is no address that begins with https://")
            raise NotDelivered(
                self.channel, text.format(place=self.address.place), retryable=False, resting=True
            )
        return found._replace(proxy=self.where.proxy if found.certificates else None)

    def _bytes(self, key: str) -> bytes:
        if not key.startswith(ENCODED):
            return key.encode()
        try:
            return base64.b64decode(key.removeprefix(ENCODED), validate=True)
        except binascii.Error:
            text = gettext("the key begins with {start}, and Base64 does not follow")
            raise NotDelivered(
                self.channel, text.format(start=ENCODED), retryable=False, resting=True
            ) from None


def signature(key: bytes, identity: str, stamp: str, body: bytes) -> str:
    """Return the signature of a body: HMAC-SHA256 of id, time and body, joined by full stops."""
    signed = b".".join((identity.encode(), stamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def make(entries: Entries, words: Words) -> WebhookSender:
    """Make the sender of a channel out of what is written of it."""
    address = None
    if isinstance(entries.values.get("url"), dict):
        address = entries.secret("url")
        trusted = certificates(entries, wanted=True)
        where = Server("", 0, "", trusted, proxy(entries, encrypted=True))
    else:
        where = server(entries, "url")
    return WebhookSender(
        channel=entries.name,
        where=where,
        address=address,
        key=entries.secret("secret", needed=False),
        timeout=seconds(entries),
        words=words,
    )
