"""Letters to a group of Feishu (飞书) or Lark, by the robot of the group."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import quote

from workflow.clock import now
from workflow.errors import NotDelivered
from workflow.notify import verdict
from workflow.notify.entries import Entries
from workflow.notify.secret import Secret
from workflow.notify.timing import seconds
from workflow.notify.unreachable import reaching
from workflow.notify.verdict import Trouble
from workflow.notify.web import Server, ask, json_body, vendor
from workflow.notify.words import Words
from workflow.service.delivery import Delivery
from workflow.translation import gettext

ADDRESSED = False

API = "https://open.feishu.cn"
LONGEST = 18_000
"""Bytes of a text: 20 KB are a whole message."""

CODES = {
    9499: Trouble.BUSY,
    11232: Trouble.BUSY,
    19001: Trouble.NOT_ALLOWED,
    19002: Trouble.MESSAGE,
    19007: Trouble.NOT_ALLOWED,
    19021: Trouble.NOT_ALLOWED,
    19022: Trouble.NOT_ALLOWED,
    19024: Trouble.NOT_ALLOWED,
    19036: Trouble.MESSAGE,
}
_USER = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(eq=False)
class FeishuRobotSender:
    """Writes into the group; an address is the user whom the message mentions."""

    channel: str
    where: Server = field(repr=False)
    token: Secret
    secret: Secret | None
    timeout: float
    words: Words = field(repr=False)

    def send(self, delivery: Delivery) -> None:
        """Write one text into the group."""
        content = self.words.text(delivery.letters, LONGEST)
        if delivery.address:
            content = f"{self._mention(delivery.address)} {content}"
        message: dict[str, object] = {"msg_type": "text", "content": {"text": content}}
        token = quote(self.token.reveal(), safe="")
        where = self.where.under(f"/open-apis/bot/v2/hook/{token}")
        if self.secret is not None:
            stamp = str(int(now().timestamp()))
            message |= {"timestamp": stamp, "sign": signature(self.secret.reveal(), stamp)}
        with reaching(self.channel, where.host, self.timeout) as limit:
            answer = ask(where, json_body(message), limit)
        verdict.check(self.channel, where.host, answer, keys=("code", "StatusCode"), codes=CODES)

    def _mention(self, user: str) -> str:
        if not _USER.fullmatch(user):
            text = gettext("the address cannot be written to")
            raise NotDelivered(self.channel, text, retryable=False)
        return f'<at user_id="{user}"></at>'


def signature(secret: str, stamp: str) -> str:
    """Return the signature of a robot: its vendor takes time and secret as the key, for no text."""
    key = f"{stamp}\n{secret}".encode()
    return base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()


def make(entries: Entries, words: Words) -> FeishuRobotSender:
    """Make the sender of a channel out of what is written of it."""
    return FeishuRobotSender(
        channel=entries.name,
        where=vendor(entries, API, "/open-apis/"),
        token=entries.needed_secret("token"),
        secret=entries.secret("secret", needed=False),
        timeout=seconds(entries),
        words=words,
    )
