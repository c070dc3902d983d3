"""Letters to a group of DingTalk (钉钉), by the robot of the group."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from workflow.clock import now
from workflow.notify import verdict
from workflow.notify.entries import Entries
from workflow.notify.secret import Secret
from workflow.notify.timing import seconds
from workflow.notify.unreachable import reaching
from workflow.notify.verdict import Trouble
from workflow.notify.web import Server, ask, json_body, vendor
from workflow.notify.words import Words
from workflow.service.delivery import Delivery

ADDRESSED = False

API = "https://oapi.dingtalk.com"
LONGEST = 18_000
"""Bytes of a text: 20,000 are a whole message."""

CODES = {
    -1: Trouble.BUSY,
    40035: Trouble.MESSAGE,
    130101: Trouble.BUSY,
    300001: Trouble.NOT_ALLOWED,
    300005: Trouble.NOT_ALLOWED,
    310000: Trouble.NOT_ALLOWED,
    400013: Trouble.NOT_ALLOWED,
    400101: Trouble.NOT_ALLOWED,
    400102: Trouble.NOT_ALLOWED,
    400105: Trouble.MESSAGE,
    400106: Trouble.NOT_ALLOWED,
    410100: Trouble.BUSY,
    430101: Trouble.MESSAGE,
    430102: Trouble.MESSAGE,
    430103: Trouble.MESSAGE,
    430104: Trouble.MESSAGE,
    460101: Trouble.MESSAGE,
}
_TELEPHONE = re.compile(r"\+?[\d-]{8,}")


@dataclass(eq=False)
class DingtalkRobotSender:
    """Writes into the group; an address is the telephone or user whom the message mentions."""

    channel: str
    where: Server = field(repr=False)
    token: Secret
    secret: Secret | None
    timeout: float
    words: Words = field(repr=False)

    def send(self, delivery: Delivery) -> None:
        """Write one text into the group."""
        content = self.words.text(delivery.letters, LONGEST)
        message: dict[str, object] = {"msgtype": "text"}
        if delivery.address:
            kind = "atMobiles" if _TELEPHONE.fullmatch(delivery.address) else "atUserIds"
            message["at"] = {kind: [delivery.address], "isAtAll": False}
            content = f"@{delivery.address} {content}"  # a mention shows only where it stands
        message["text"] = {"content": content}
        where = self.where.under(f"/robot/send?{urlencode(self._query())}")
        with reaching(self.channel, where.host, self.timeout) as limit:
            answer = ask(where, json_body(message), limit)
        verdict.check(self.channel, where.host, answer, keys=("errcode",), codes=CODES)

    def _query(self) -> dict[str, str]:
        query = {"access_token": self.token.reveal()}
        if self.secret is None:
            return query
        stamp = str(int(now().timestamp() * 1000))
        return {**query, "timestamp": stamp, "sign": signature(self.secret.reveal(), stamp)}


def signature(secret: str, stamp: str) -> str:
    """Return the signature of a robot, as its vendor asks for it."""
    signed = f"{stamp}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()


def make(entries: Entries, words: Words) -> DingtalkRobotSender:
    """Make the sender of a channel out of what is written of it."""
    return DingtalkRobotSender(
        channel=entries.name,
        where=vendor(entries, API, "/robot/send"),
        token=entries.needed_secret("token"),
        secret=entries.secret("secret", needed=False),
        timeout=seconds(entries),
        words=words,
    )
