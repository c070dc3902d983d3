"""Letters to a group of WeCom (企业微信), by the robot of the group."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

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

API = "https://qyapi.weixin.qq.com"
LONGEST = 2048
"""Bytes of a text."""

CODES = {
    -1: Trouble.BUSY,
    40001: Trouble.NOT_ALLOWED,
    40008: Trouble.MESSAGE,
    40058: Trouble.MESSAGE,
    44004: Trouble.MESSAGE,
    45002: Trouble.MESSAGE,
    45009: Trouble.BUSY,
    45033: Trouble.BUSY,
    93000: Trouble.NOT_ALLOWED,
    93004: Trouble.NOT_ALLOWED,
    93008: Trouble.NOT_ALLOWED,
}


@dataclass(eq=False)
class WecomRobotSender:
    """Writes into the group; an address is the user in it whom the message mentions."""

    channel: str
    where: Server = field(repr=False)
    key: Secret
    timeout: float
    words: Words = field(repr=False)

    def send(self, delivery: Delivery) -> None:
        """Write one text into the group."""
        text: dict[str, object] = {"content": self.words.text(delivery.letters, LONGEST)}
        if delivery.address:
            text["mentioned_list"] = [delivery.address]
        query = urlencode({"key": self.key.reveal()})
        where = self.where.under(f"/cgi-bin/webhook/send?{query}")
        with reaching(self.channel, where.host, self.timeout) as limit:
            answer = ask(where, json_body({"msgtype": "text", "text": text}), limit)
        verdict.check(self.channel, where.host, answer, keys=("errcode",), codes=CODES)


def make(entries: Entries, words: Words) -> WecomRobotSender:
    """Make the sender of a channel out of what is written of it."""
    return WecomRobotSender(
        channel=entries.name,
        where=vendor(entries, API, "/cgi-bin/"),
        key=entries.needed_secret("key"),
        timeout=seconds(entries),
        words=words,
    )
