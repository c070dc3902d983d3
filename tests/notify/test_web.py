"""Letters to web servers: webhooks and the robots of vendors, which also fail with HTTP 200."""

import base64
import hashlib
import hmac
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme
from freezegun import freeze_time
from letters_sent import ESCALATION, KINDS, REMINDER, Reading, delivery
from servers import (
    Proxy,
    Reply,
    Web,
    break_off,
    drip,
    endless,
    garbage,
    nobody,
    raw,
    stall,
    told,
    web,
)

from workflow.errors import NotDelivered
from workflow.service.delivery import Delivery, Sender
from workflow.translation import language

SECRETS = {"KEY": "key-hunter2/&=", "SECRET": "SEChunter3", "HOOK": ""}
ROBOTS = {
    "wecom_robot": 'key = {env = "KEY"}',
    "wecom_application": 'company = "ww1"\napplication = 7\nsecret = {env = "SECRET"}\nto = "desk"',
    "dingtalk_robot": 'token = {env = "KEY"}\nsecret = {env = "SECRET"}',
    "feishu_robot": 'token = {env = "KEY"}\nsecret = {env = "SECRET"}',
}
DONE = {
    "wecom_robot": told(errcode=0, errmsg="ok"),
    "wecom_application": told(errcode=0, access_token="t-hunter4", expires_in=7200),
    "dingtalk_robot": told(errcode=0, errmsg="ok"),
    "feishu_robot": told(code=0, msg="success"),
    "webhook": Reply(b"", 204),
}
TYPES = [*ROBOTS, "webhook"]
Sending = Callable[..., Sender]


@pytest.fixture
def server() -> Iterator[Web]:
    with web() as made:
        yield made


@pytest.fixture
def sending(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> Sending:
    """A sender of a type, as the settings make it."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    def made(kind: str, url: str, *lines: str) -> Sender:
        text = "\n".join((f'type = "{kind}"', f'url = "{url}"', ROBOTS.get(kind, ""), *lines))
        return reading(f"[channels.way]\n{text}\n").channels[1].sender

    return made


def failure(sender: Sender, what: Delivery | None = None) -> NotDelivered:
    with language("en"), pytest.raises(NotDelivered) as caught:
        sender.send(what or delivery())
    error = caught.value
    assert error.channel == "way"
    told_of_it = str(error) + repr(error) + repr(sender)
    assert not [one for one in ("hunter", "access_token") if one in told_of_it]
    assert error.__cause__ is None
    return error


def outcome(error: NotDelivered) -> tuple[bool, bool]:
    return error.retryable, error.resting


AGAIN, GIVEN_UP, LOCKED_OUT, RESTING = (True, False), (False, False), (False, True), (True, True)


@pytest.mark.parametrize("kind", TYPES)
class TestServersThatFail:
    """Whatever a server does, a delivery ends soon, and with a reason."""

    @pytest.mark.parametrize("talk", [stall, drip])
    def test_one_that_does_not_answer(
        self, sending: Sending, server: Web, kind: str, talk: Callable[..., None]
    ) -> None:
        server.replies = [talk]
        sender = sending(kind, server.url)
        sender.timeout = 0.2  # type: ignore[attr-defined]
        error = failure(sender)
        assert outcome(error) == RESTING
        assert "localhost did not answer within 0.2 seconds" in str(error)

    def test_one_that_is_not_there(self, sending: Sending, kind: str) -> None:
        with nobody() as port:
            error = failure(sending(kind, f"http://localhost:{port}"))
        assert outcome(error) == RESTING
        assert "refuses the connection" in str(error)

    def test_one_that_breaks_off(self, sending: Sending, server: Web, kind: str) -> None:
        server.replies = [break_off]
        assert outcome(failure(sending(kind, server.url))) == RESTING

    def test_one_that_talks_garbage(self, sending: Sending, server: Web, kind: str) -> None:
        server.replies = [garbage]
        error = failure(sending(kind, server.url))
        assert outcome(error) == RESTING
        assert "没有意义" not in str(error)

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            (301, LOCKED_OUT),
            (302, LOCKED_OUT),
            (307, LOCKED_OUT),
            (400, GIVEN_UP),
            (401, LOCKED_OUT),
            (403, LOCKED_OUT),
            (404, LOCKED_OUT),
            (405, LOCKED_OUT),
            (410, LOCKED_OUT),
            (413, GIVEN_UP),
            (429, RESTING),
            (500, RESTING),
            (503, RESTING),
        ],
    )
    def test_one_that_refuses(
        self, sending: Sending, server: Web, kind: str, status: int, expected: tuple[bool, bool]
    ) -> None:
        server.replies = [Reply(b"hunter2", status, {"Location": f"{server.url}/elsewhere"})]
        error = failure(sending(kind, server.url))
        assert outcome(error) == expected
        assert f"({status})" in str(error)
        assert len(server.requests) == 1

    def test_one_whose_certificate_is_not_to_be_trusted(
        self, sending: Sending, tmp_path: Path, kind: str
    ) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        with web(certificate(authority)) as encrypted:
            encrypted.replies = [DONE[kind]]
            error = failure(sending(kind, encrypted.url))
            assert encrypted.requests == []
            assert outcome(error) == RESTING
            assert "certificate of localhost is not to be trusted" in str(error)
            sending(kind, encrypted.url, 'ca = "ca.pem"').send(delivery())
        with web(certificate(authority, "other")) as other:
            assert outcome(failure(sending(kind, other.url, 'ca = "ca.pem"'))) == RESTING
            assert other.requests == []

    def test_proxies_of_the_environment_are_not_asked(
        self, sending: Sending, server: Web, kind: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.replies = [DONE[kind]]
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        sending(kind, server.url).send(delivery())
        assert server.requests


class TestProxies:
    """A proxy leads on if the settings name it."""

    def test_it_leads_to_the_server_whose_certificate_is_checked(
        self, sending: Sending, tmp_path: Path
    ) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        with web(certificate(authority)) as server:
            proxy = Proxy(server.server_port)
            url = f"https://localhost:{server.server_port}/x"
            with raw(proxy) as port:
                lines = f'ca = "ca.pem"\nproxy = "http://127.0.0.1:{port}"'
                sending("webhook", url, lines).send(delivery())
            with raw(Proxy(server.server_port)) as port:
                error = failure(sending("webhook", url, f'proxy = "http://127.0.0.1:{port}"'))
            assert [one.path for one in server.requests] == ["/x"]
            assert proxy.asked == [f"CONNECT localhost:{server.server_port} HTTP/1.1"]
        assert "certificate of localhost is not to be trusted" in str(error)

    def test_one_that_refuses_is_named(self, sending: Sending) -> None:
        with raw(Proxy(1, "407 who are you")) as port:
            lines = f'proxy = "http://127.0.0.1:{port}"'
            error = failure(sending("webhook", "https://example.com/hunter2", lines))
        assert outcome(error) == RESTING
        assert "example.com cannot be reached (the proxy answered with 407)" in str(error)

    def test_one_that_is_not_there_is_waited_for(self, sending: Sending) -> None:
        with nobody() as port:
            lines = f'proxy = "http://127.0.0.1:{port}"'
            error = failure(sending("wecom_robot", "https://example.com", lines))
        assert outcome(error) == RESTING


def certificate(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("kind", ROBOTS)
class TestVendors:
    """HTTP 200 says nothing: the vendor has a code of its own."""

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(b""),
            Reply(b"<html>\xff</html>"),
            Reply(b"[]"),
            Reply(b"{}"),
            told(errcode="0", code="0"),
            told(errcode=None, code=None),
            told(errcode=False, code=False),
        ],
        ids=lambda one: str(one.body),
    )
    def test_an_answer_without_a_code_is_none(
        self, sending: Sending, server: Web, kind: str, reply: Reply
    ) -> None:
        server.replies = [reply]
        error = failure(sending(kind, server.url))
        assert outcome(error) == RESTING
        assert "makes no sense" in str(error)

    def test_an_answer_that_does_not_end_is_not_read_to_its_end(
        self, sending: Sending, server: Web, kind: str
    ) -> None:
        server.replies = [endless]
        assert outcome(failure(sending(kind, server.url))) == RESTING

    def test_a_code_nobody_knows_is_said_and_tried_again(
        self, sending: Sending, server: Web, kind: str
    ) -> None:
        server.replies = [told(errcode=987654, code=987654, errmsg="hunter2", msg="hunter2")]
        error = failure(sending(kind, server.url))
        assert outcome(error) == AGAIN
        assert "code 987654" in str(error)

    def test_every_kind_of_message_fits(self, sending: Sending, server: Web, kind: str) -> None:
        server.replies = [DONE[kind]]
        sending(kind, server.url).send(delivery(*KINDS * 40))
        content = server.requests[-1].json()
        text = (content.get("text") or content.get("content")).get("content") or content["content"][
            "text"
        ]
        longest = 2048 if kind.startswith("wecom") else 18_000
        assert len(text.encode()) <= longest
        assert "Reminder: Call back, due 2026-11-24 24:00" in text
        assert text.endswith(" more")


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("wecom_robot", 45009, RESTING),
        ("wecom_robot", 93000, LOCKED_OUT),
        ("wecom_robot", 40008, GIVEN_UP),
        ("wecom_application", 45009, RESTING),
        ("wecom_application", 40001, LOCKED_OUT),
        ("wecom_application", 60020, LOCKED_OUT),
        ("wecom_application", 81013, GIVEN_UP),
        ("wecom_application", -1, RESTING),
        ("dingtalk_robot", 130101, RESTING),
        ("dingtalk_robot", 310000, LOCKED_OUT),
        ("dingtalk_robot", 300001, LOCKED_OUT),
        ("dingtalk_robot", 460101, GIVEN_UP),
        ("feishu_robot", 9499, RESTING),
        ("feishu_robot", 11232, RESTING),
        ("feishu_robot", 19001, LOCKED_OUT),
        ("feishu_robot", 19021, LOCKED_OUT),
        ("feishu_robot", 19002, GIVEN_UP),
    ],
)
def test_the_code_of_a_vendor_says_whether_to_try_again(
    sending: Sending,
    server: Web,
    kind: str,
    code: int,
    expected: tuple[bool, bool],
) -> None:
    key = "code" if kind == "feishu_robot" else "errcode"
    for status in (200, 400):
        server.replies = [told(**{key: code, "msg": "hunter2"})._replace(status=status)]
        error = failure(sending(kind, server.url))
        assert outcome(error) == expected
        assert f"code {code}" in str(error)


class TestWebhook:
    """A webhook is signed as Standard Webhooks says."""

    def test_the_delivery_is_posted_with_its_id(self, sending: Sending, server: Web) -> None:
        sending("webhook", f"{server.url}/hook?to=%E5%BC%A0").send(
            delivery(REMINDER, ESCALATION, address="13800001111")
        )
        (request,) = server.requests
        assert (request.method, request.path) == ("POST", "/hook?to=%E5%BC%A0")
        assert request.headers["Webhook-Id"] == "d-1"
        assert request.headers["Content-Type"] == "application/json; charset=utf-8"
        assert "Webhook-Signature" not in request.headers
        posted = request.json()
        assert (posted["format"], posted["delivery"]) == (1, "d-1")
        assert (posted["recipient"], posted["address"]) == ("lin", "13800001111")
        assert posted["urgent"] is True
        assert [one["case"] for one in posted["messages"]] == ["C-2026-000017", "C-2026-000018"]
        assert posted["messages"][0]["due_at"] == "2026-11-24T16:00:00.000000Z"

    @pytest.mark.parametrize(
        ("secret", "key"),
        [
            ("密钥 plain", "密钥 plain".encode()),
            ("whsec_" + base64.b64encode(b"k\xff").decode(), b"k\xff"),
        ],
    )
    def test_the_signature_can_be_checked(
        self,
        sending: Sending,
        server: Web,
        monkeypatch: pytest.MonkeyPatch,
        secret: str,
        key: bytes,
    ) -> None:
        monkeypatch.setenv("SECRET", secret)
        at = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
        with freeze_time(at):
            sending("webhook", server.url, 'secret = {env = "SECRET"}').send(delivery())
        (request,) = server.requests
        stamp = request.headers["Webhook-Timestamp"]
        assert int(stamp) == at.timestamp()
        signed = f"d-1.{stamp}.".encode() + request.body
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert request.headers["Webhook-Signature"] == f"v1,{expected}"

    def test_a_repeat_has_the_same_id_and_the_same_body(
        self, sending: Sending, server: Web
    ) -> None:
        sender = sending("webhook", server.url)
        sender.send(delivery())
        sender.send(delivery()._replace(attempts=2))
        first, second = server.requests
        assert first.body == second.body
        assert first.headers["Webhook-Id"] == second.headers["Webhook-Id"]

    def test_a_key_that_is_no_base64_is_refused(
        self, sending: Sending, server: Web, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SECRET", "whsec_hunter2!")
        error = failure(sending("webhook", server.url, 'secret = {env = "SECRET"}'))
        assert outcome(error) == LOCKED_OUT
        assert server.requests == []

    def test_the_address_may_be_a_secret_itself(
        self, reading: Reading, server: Web, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = reading('[channels.way]\ntype = "webhook"\nurl = {env = "HOOK"}\n')
        monkeypatch.setenv("HOOK", f"{server.url}/hunter2")
        made.senders[1].send(delivery())
        assert server.requests[0].path == "/hunter2"
        server.replies = [Reply(b"", 404)]
        failure(made.senders[1])
        monkeypatch.setenv("HOOK", "hunter2")
        assert outcome(failure(made.senders[1])) == LOCKED_OUT

    def test_megabytes_of_an_answer_are_not_waited_for(self, sending: Sending, server: Web) -> None:
        server.replies = [endless]
        sending("webhook", server.url).send(delivery())


class TestRobots:
    """Robots are asked as their vendors say."""

    def test_wecom(self, sending: Sending, server: Web) -> None:
        server.replies = [DONE["wecom_robot"]]
        sender = sending("wecom_robot", server.url)
        sender.send(delivery())
        sender.send(delivery(address="lin"))
        first, second = server.requests
        asked = urlsplit(first.path)
        assert asked.path == "/cgi-bin/webhook/send"
        assert parse_qs(asked.query) == {"key": [SECRETS["KEY"]]}
        assert first.json()["msgtype"] == "text"
        assert "mentioned_list" not in first.json()["text"]
        assert second.json()["text"]["mentioned_list"] == ["lin"]

    def test_dingtalk(self, sending: Sending, server: Web) -> None:
        server.replies = [DONE["dingtalk_robot"]]
        sender = sending("dingtalk_robot", server.url)
        at = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
        with freeze_time(at):
            sender.send(delivery(address="13800001111"))
            sender.send(delivery(address="manager7"))
            sender.send(delivery())
        first, second, third = server.requests
        asked = urlsplit(first.path)
        assert asked.path == "/robot/send"
        query = parse_qs(asked.query)
        assert query["access_token"] == [SECRETS["KEY"]]
        (stamp,) = query["timestamp"]
        assert int(stamp) == at.timestamp() * 1000
        text = f"{stamp}\n{SECRETS['SECRET']}".encode()
        signed = hmac.new(SECRETS["SECRET"].encode(), text, hashlib.sha256).digest()
        assert query["sign"] == [base64.b64encode(signed).decode()]
        assert first.json()["at"] == {"atMobiles": ["13800001111"], "isAtAll": False}
        assert first.json()["text"]["content"].startswith("@13800001111 Reminder")
        assert second.json()["at"] == {"atUserIds": ["manager7"], "isAtAll": False}
        assert "at" not in third.json()

    def test_feishu(self, sending: Sending, server: Web) -> None:
        server.replies = [DONE["feishu_robot"]]
        sender = sending("feishu_robot", server.url)
        at = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
        with freeze_time(at):
            sender.send(delivery(address="ou_7"))
        (request,) = server.requests
        assert request.path == "/open-apis/bot/v2/hook/key-hunter2%2F%26%3D"
        sent = request.json()
        assert sent["timestamp"] == str(int(at.timestamp()))
        key = f"{sent['timestamp']}\n{SECRETS['SECRET']}".encode()
        signed = hmac.new(key, digestmod=hashlib.sha256).digest()
        assert sent["sign"] == base64.b64encode(signed).decode()
        assert sent["msg_type"] == "text"
        assert sent["content"]["text"].startswith('<at user_id="ou_7"></at> Reminder')
        assert outcome(failure(sender, delivery(address='all"></at>'))) == GIVEN_UP

    @pytest.mark.parametrize("end", ["/vendor", "/vendor/"])
    @pytest.mark.parametrize("kind", [*ROBOTS])
    def test_what_stands_in_the_place_of_a_vendor_may_be_behind_a_path(
        self, sending: Sending, server: Web, kind: str, end: str
    ) -> None:
        server.replies = [DONE[kind]]
        if kind == "wecom_application":
            server.replies = [TestWecomApplication.TOKEN, TestWecomApplication.SENT]
        sending(kind, server.url + end).send(delivery())
        assert all(one.path.startswith("/vendor/") for one in server.requests)
        assert not any("//" in one.path for one in server.requests)

    def test_feishu_says_it_went_in_an_older_way_too(self, sending: Sending, server: Web) -> None:
        server.replies = [told(StatusCode=0, StatusMessage="success")]
        sending("feishu_robot", server.url).send(delivery())
        server.replies = [told(StatusCode=19001)]
        assert outcome(failure(sending("feishu_robot", server.url))) == LOCKED_OUT


class TestWecomApplication:
    """The token of an application is fetched, kept, and renewed."""

    TOKEN = told(errcode=0, access_token="t-hunter4", expires_in=7200)
    SENT = told(errcode=0, errmsg="ok", msgid="m")

    def asked(self, server: Web) -> list[str]:
        return [urlsplit(one.path).path.rpartition("/")[2] for one in server.requests]

    def test_the_token_is_kept_as_long_as_it_lasts(self, sending: Sending, server: Web) -> None:
        sender = sending("wecom_application", server.url)
        server.replies = [self.TOKEN, self.SENT, self.SENT, self.TOKEN, self.SENT]
        with freeze_time("2026-11-21 08:30") as time:
            sender.send(delivery(address="lin"))
            sender.send(delivery())
            time.tick(7000)
            sender.send(delivery())
        assert self.asked(server) == ["gettoken", "send", "send", "gettoken", "send"]
        token, first, second, *_ = server.requests
        assert parse_qs(urlsplit(token.path).query) == {
            "corpid": ["ww1"],
            "corpsecret": [SECRETS["SECRET"]],
        }
        assert parse_qs(urlsplit(first.path).query) == {"access_token": ["t-hunter4"]}
        assert (first.json()["touser"], first.json()["agentid"]) == ("lin", 7)
        assert second.json()["touser"] == "desk"

    @pytest.mark.parametrize("code", [40014, 42001])
    def test_a_token_that_is_refused_is_renewed_once(
        self, sending: Sending, server: Web, code: int
    ) -> None:
        sender = sending("wecom_application", server.url)
        server.replies = [self.TOKEN, told(errcode=code), self.TOKEN, self.SENT]
        sender.send(delivery())
        assert self.asked(server) == ["gettoken", "send", "gettoken", "send"]
        server.requests.clear()
        server.replies = [told(errcode=code), self.TOKEN, told(errcode=code)]
        assert outcome(failure(sender)) == LOCKED_OUT
        assert self.asked(server) == ["send", "gettoken", "send"]

    def test_a_user_the_house_does_not_have_is_not_tried_again(
        self, sending: Sending, server: Web
    ) -> None:
        server.replies = [self.TOKEN, told(errcode=0, invaliduser="lin")]
        error = failure(sending("wecom_application", server.url), delivery(address="lin"))
        assert outcome(error) == GIVEN_UP
        assert "lin" not in str(error)

    def test_the_time_is_that_of_all_requests_together(self, sending: Sending, server: Web) -> None:
        sender = sending("wecom_application", server.url)
        sender.timeout = 0.2  # type: ignore[attr-defined]
        server.replies = [self.TOKEN, stall]
        assert "within 0.2 seconds" in str(failure(sender))
