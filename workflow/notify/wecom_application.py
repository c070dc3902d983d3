"""Letters to people in WeCom (企业微信), by an application of the house."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from workflow.clock import now
from workflow.notify import verdict
from workflow.notify.entries import Entries
from workflow.notify.limit import Limit
from workflow.notify.secret import Secret
from workflow.notify.timing import seconds
from workflow.notify.unreachable import reaching
from workflow.notify.verdict import Trouble
from workflow.notify.web import Answer, Server, ask, json_body, vendor
from workflow.notify.wecom_robot import API, LONGEST
from workflow.notify.words import Words
from workflow.service.delivery import Delivery

ADDRESSED = True

EXPIRED = frozenset({40014, 42001})
NOT_A_USER = 81013
BEFORE_ITS_END = timedelta(minutes=5)
"""A token is renewed so long before it ends."""
CODES = {
    -1: Trouble.BUSY,
    40001: Trouble.NOT_ALLOWED,
    40013: Trouble.NOT_ALLOWED,
    40014: Trouble.NOT_ALLOWED,
    40056: Trouble.NOT_ALLOWED,
    42001: Trouble.NOT_ALLOWED,
    45009: Trouble.BUSY,
    45033: Trouble.BUSY,
    60011: Trouble.NOT_ALLOWED,
    60020: Trouble.NOT_ALLOWED,
    301002: Trouble.NOT_ALLOWED,
    301025: Trouble.MESSAGE,
    44004: Trouble.MESSAGE,
    45002: Trouble.MESSAGE,
    60111: Trouble.NOBODY,
    NOT_A_USER: Trouble.NOBODY,
}


@dataclass(eq=False)
class WecomApplicationSender:
    """Writes to a user of the house. The token it does so with is kept until it ends."""

    channel: str
    where: Server = field(repr=False)
    company: str
    application: int
    secret: Secret
    to: str
    timeout: float
    words: Words = field(repr=False)
    _token: str = field(default="", repr=False)
    _until: datetime | None = None

    def send(self, delivery: Delivery) -> None:
        """Write one text to one user."""
        body = json_body(
            {
                "touser": delivery.written_to(self.to),
                "msgtype": "text",
                "agentid": self.application,
                "text": {"content": self.words.text(delivery.letters, LONGEST)},
            }
        )
        with reaching(self.channel, self.where.host, self.timeout) as limit:
            answer = self._ask("message/send", {"access_token": self._known(limit)}, body, limit)
            if verdict.data(answer).get("errcode") in EXPIRED:
                self._token = ""
                query = {"access_token": self._known(limit)}
                answer = self._ask("message/send", query, body, limit)
        told = self._checked(answer)
        if told.get("invaliduser") or told.get("unlicenseduser"):
            # One user only is written to, and this is who does not get it.
            raise verdict.refused(self.channel, self.where.host, NOT_A_USER, Trouble.NOBODY)

    def _known(self, limit: Limit) -> str:
        """Return the token, a new one if there is none or it ends soon."""
        if not self._token or self._until is None or now() >= self._until:
            query = {"corpid": self.company, "corpsecret": self.secret.reveal()}
            told = self._checked(self._ask("gettoken", query, None, limit))
            lasts = told.get("expires_in")
            self._token = str(told.get("access_token", ""))
            whole = timedelta(seconds=lasts if isinstance(lasts, int) else 0)
            self._until = now() + whole - BEFORE_ITS_END
        return self._token

    def _ask(self, what: str, query: dict[str, str], body: bytes | None, limit: Limit) -> Answer:
        return ask(self.where.under(f"/cgi-bin/{what}?{urlencode(query)}"), body, limit)

    def _checked(self, answer: Answer) -> dict[str, object]:
        keys = ("errcode",)
        return verdict.check(self.channel, self.where.host, answer, keys=keys, codes=CODES)


def make(entries: Entries, words: Words) -> WecomApplicationSender:
    """Make the sender of a channel out of what is written of it."""
    return WecomApplicationSender(
        channel=entries.name,
        where=vendor(entries, API, "/cgi-bin/"),
        company=entries.text("company"),
        application=entries.whole("application"),
        secret=entries.needed_secret("secret"),
        to=entries.text("to", ""),
        timeout=seconds(entries),
        words=words,
    )
