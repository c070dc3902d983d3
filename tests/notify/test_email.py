"""Letters by mail, with servers that take them and servers that do not."""

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
import trustme
from letters_sent import ESCALATION, REMINDER, Reading, delivery
from servers import Postbox, nobody, postbox, raw

from workflow.errors import NotDelivered
from workflow.service.delivery import Delivery, Sender
from workflow.translation import language

LIN = "lin@example.com"
Sending = Callable[..., Sender]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def sending(reading: Reading, authority: trustme.CA, tmp_path: Path) -> Sending:
    """A sender by the settings of a house with a certificate authority of its own."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def made(port: int, *lines: str, security: str = "none", **changed: str) -> Sender:
        values = {"host": "localhost", "from": "前台 <desk@example.com>", "ca": "ca.pem", **changed}
        text = "".join(f'{key} = "{value}"\n' for key, value in values.items())
        found = reading(
            f'[channels.way]\ntype = "email"\nport = {port}\nsecurity = "{security}"\n'
            + text
            + "\n".join(lines)
        )
        return found.channels[1].sender

    return made


def certificate(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def failure(sender: Sender, what: Delivery | None = None) -> NotDelivered:
    with language("en"), pytest.raises(NotDelivered) as caught:
        sender.send(what or delivery(address=LIN))
    assert caught.value.channel == "way"
    assert LIN not in str(caught.value)
    return caught.value


def outcome(error: NotDelivered) -> tuple[bool, bool]:
    return error.retryable, error.resting


def test_a_mail_arrives_with_wide_letters_and_the_id_of_its_delivery(
    box: Postbox, sending: Sending
) -> None:
    with language("zh"):
        sending(box.port).send(delivery(address=LIN))
    (mail,) = box.mails
    assert (mail.sender, mail.to) == ("desk@example.com", [LIN])
    message = mail.message
    assert message["From"].addresses[0].display_name == "前台"
    assert message["Subject"].startswith("Reminder: C-2026-000017 Customer complaint")
    assert message["Message-ID"] == "<d-1@example.com>"
    assert message["X-Complaints-Delivery"] == "d-1"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Importance"] is None
    assert "due 2026-11-24 24:00" in message.get_content()


def test_a_house_that_speaks_chinese_gets_a_chinese_mail(box: Postbox, reading: Reading) -> None:
    found = reading(
        '[messages]\nlanguage = "zh"\n[channels.way]\ntype = "email"\nhost = "localhost"\n'
        f'port = {box.port}\nsecurity = "none"\nfrom = "desk@example.com"\nhtml = true\n'
    )
    found.senders[1].send(delivery(REMINDER, ESCALATION, address=LIN))
    message = box.mails[0].message
    assert message["Subject"] == "2 条案件消息"
    assert message["Importance"] == "high"
    text = message.get_body(("plain",))
    page = message.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "提醒：三天回访，截止时间 2026-11-24 24:00" in text.get_content()
    assert "逾期：三天回访" in page.get_content()
    assert 'lang="zh"' in page.get_content()


def test_a_long_wide_subject_arrives_whole(box: Postbox, sending: Sending) -> None:
    title = {"en": "宾馆客房电梯停运及照明故障综合投诉处理" * 4}
    sending(box.port).send(delivery(REMINDER._replace(definition=title), address=LIN))
    assert title["en"] in box.mails[0].message["Subject"]


def test_what_would_begin_another_header_does_not(box: Postbox, sending: Sending) -> None:
    title = {"en": "Complaint\r\nBcc: thief@example.com"}
    sending(box.port).send(delivery(REMINDER._replace(definition=title), address=LIN))
    message = box.mails[0].message
    assert message["Bcc"] is None
    assert "Complaint Bcc: thief" in message["Subject"]


def test_only_what_is_for_nobody_or_by_default_goes_to_the_address_of_the_channel(
    box: Postbox, sending: Sending
) -> None:
    sender = sending(box.port, to="desk@example.com")
    alarm = delivery()._replace(recipient=None, by_default=False)
    for one in (alarm, delivery()):
        sender.send(one)
    assert [one.to for one in box.mails] == [["desk@example.com"], ["desk@example.com"]]
    error = failure(sender, delivery()._replace(by_default=False))
    assert (error.reason, *outcome(error)) == ("lin has no address on way", False, False)
    assert not error.refused
    assert outcome(failure(sending(box.port), alarm)) == (False, False)


@pytest.mark.parametrize("address", ["lin", "lin@", "a@example.com, b@example.com", "x\r\ny@z.com"])
def test_an_address_that_is_none_is_not_tried(box: Postbox, sending: Sending, address: str) -> None:
    assert outcome(failure(sending(box.port), delivery(address=address))) == (False, False)
    assert box.mails == []


def test_an_address_of_wide_letters_is_written_to_if_the_server_can(
    box: Postbox, sending: Sending
) -> None:
    wide = delivery(address="张三@例子.公司")
    sending(box.port).send(wide)
    assert box.mails[0].to == ["张三@例子.公司"]
    with postbox(wide=False) as narrow:
        assert outcome(failure(sending(narrow.port), wide)) == (False, False)
        sending(narrow.port).send(delivery(address=LIN))


@pytest.mark.parametrize(
    ("said", "retryable", "code"),
    [
        ("550 5.1.1 <{address}> is not known", False, "(550 5.1.1)"),
        ("450 4.2.1 the box of {address} is full", True, "(450 4.2.1)"),
        ("451 later", True, "(451)"),
    ],
)
def test_a_recipient_who_is_refused(
    box: Postbox, sending: Sending, said: str, retryable: bool, code: str
) -> None:
    box.to_recipients = said
    error = failure(sending(box.port))
    assert outcome(error) == (retryable, False)
    assert error.refused == (not retryable)
    assert code in str(error)


@pytest.mark.parametrize(("said", "retryable"), [("554 5.7.1 spam", False), ("452 full", True)])
def test_a_mail_that_is_refused(box: Postbox, sending: Sending, said: str, retryable: bool) -> None:
    box.to_mails = said
    error = failure(sending(box.port))
    assert outcome(error) == (retryable, False)
    assert error.refused == (not retryable)
    assert "spam" not in str(error)


def test_a_server_that_breaks_off_is_tried_again(box: Postbox, sending: Sending) -> None:
    box.breaks_off = True
    error = failure(sending(box.port))
    assert outcome(error) == (True, True)
    assert "broke off" in str(error)


class TestLogin:
    """Who sends says who they are."""

    @pytest.fixture
    def secured(self, authority: trustme.CA) -> Iterator[Postbox]:
        with postbox(starttls=certificate(authority)) as made:
            yield made

    def test_it_logs_in_over_an_encrypted_connection(
        self, secured: Postbox, sending: Sending, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MAIL_PASSWORD", "hunter2")
        sender = sending(
            secured.port,
            'password = {env = "MAIL_PASSWORD"}',
            security="starttls",
            user="desk",
        )
        sender.send(delivery(address=LIN))
        assert secured.logins == [(b"desk", b"hunter2")]
        assert len(secured.mails) == 1
        assert "hunter2" not in repr(sender)

    @pytest.mark.parametrize(
        ("said", "retryable"),
        [("535 5.7.8 wrong password hunter2", False), ("454 4.7.0 later", True)],
    )
    def test_a_login_that_is_refused_keeps_the_password_to_itself(
        self,
        secured: Postbox,
        sending: Sending,
        monkeypatch: pytest.MonkeyPatch,
        said: str,
        retryable: bool,
    ) -> None:
        monkeypatch.setenv("MAIL_PASSWORD", "hunter2")
        secured.to_logins = said
        lines = 'password = {env = "MAIL_PASSWORD"}'
        error = failure(sending(secured.port, lines, security="starttls", user="desk"))
        assert outcome(error) == (retryable, True)
        assert "does not accept the user" in str(error)
        assert "hunter2" not in str(error)

    def test_a_password_that_is_missing_is_waited_for(
        self, secured: Postbox, sending: Sending
    ) -> None:
        lines = 'password = {env = "MAIL_PASSWORD"}'
        error = failure(sending(secured.port, lines, security="starttls", user="desk"))
        assert outcome(error) == (True, True)
        assert secured.logins == []

    def test_a_password_that_cannot_be_sent(
        self, secured: Postbox, sending: Sending, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MAIL_PASSWORD", "密码")
        lines = 'password = {env = "MAIL_PASSWORD"}'
        error = failure(sending(secured.port, lines, security="starttls", user="desk"))
        assert outcome(error) == (False, True)


class TestEncryption:
    """Certificates are checked, and nothing is sent without the encryption that was asked for."""

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_it_is_encrypted(self, authority: trustme.CA, sending: Sending, security: str) -> None:
        with postbox(**{security: certificate(authority)}) as box:
            sending(box.port, security=security).send(delivery(address=LIN))
            assert len(box.mails) == 1

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    @pytest.mark.parametrize("wrong", ["authority", "name"])
    def test_a_wrong_certificate_is_refused(
        self, authority: trustme.CA, sending: Sending, security: str, wrong: str
    ) -> None:
        issuer, name = (trustme.CA(), "localhost") if wrong == "authority" else (authority, "other")
        with postbox(**{security: certificate(issuer, name)}) as box:
            error = failure(sending(box.port, security=security))
            assert box.mails == []
        assert outcome(error) == (True, True)
        assert "certificate of localhost" in str(error)

    def test_a_server_without_encryption_gets_nothing(self, box: Postbox, sending: Sending) -> None:
        error = failure(sending(box.port, security="starttls"))
        assert outcome(error) == (True, True)
        assert box.mails == []

    def test_a_server_without_login_is_waited_for(
        self, box: Postbox, sending: Sending, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MAIL_PASSWORD", "hunter2")

        def talk(connection: socket.socket, _over: Event) -> None:
            stream = connection.makefile("rb")
            for answer in ("220 hello", "250-hello\r\n250 AUTH UNKNOWN", "221 bye"):
                connection.sendall(f"{answer}\r\n".encode())
                stream.readline()

        with raw(talk) as port:
            error = failure(sending(port, 'password = {env = "MAIL_PASSWORD"}', user="desk"))
        assert outcome(error) == (True, True)
        assert "offers no such encryption or login" in str(error)

    def test_it_is_not_sent_openly_over_a_network_unless_that_is_wanted(
        self, sending: Sending
    ) -> None:
        with pytest.raises(Exception, match="everybody on the way"):
            sending(25, host="mail.example.com")
        sending(25, "unencrypted = true", host="mail.example.com")


class TestServersThatDoNotAnswer:
    """A server that stalls is waited for as long as the settings say, whatever it does."""

    def impatient(self, sender: Sender) -> Sender:
        sender.timeout = 0.2  # type: ignore[attr-defined]
        return sender

    def stalling(self, _connection: socket.socket, over: Event) -> None:
        over.wait(60)

    def dripping(self, connection: socket.socket, over: Event) -> None:
        connection.sendall(b"220 ")
        while not over.wait(0.02):
            connection.sendall(b"x")

    @pytest.mark.parametrize("talk", ["stalling", "dripping"])
    @pytest.mark.parametrize("security", ["none", "tls"])
    def test_the_time_is_limited(self, sending: Sending, talk: str, security: str) -> None:
        with raw(getattr(self, talk)) as port:
            error = failure(self.impatient(sending(port, security=security)))
        assert outcome(error) == (True, True)
        if (talk, security) != ("dripping", "tls"):  # which is no encryption at all
            assert "did not answer within 0.2 seconds" in str(error)

    def test_the_time_is_limited_in_the_middle_of_a_handshake(self, sending: Sending) -> None:
        def talk(connection: socket.socket, over: Event) -> None:
            connection.sendall(b"220 hello\r\n")
            connection.recv(1000)
            connection.sendall(b"250-hello\r\n250 STARTTLS\r\n")
            connection.recv(1000)
            connection.sendall(b"220 go on\r\n")
            over.wait(60)

        with raw(talk) as port:
            error = failure(self.impatient(sending(port, security="starttls")))
        assert "did not answer within 0.2 seconds" in str(error)

    def test_a_server_that_is_not_there(self, sending: Sending) -> None:
        with nobody() as port:
            error = failure(sending(port))
        assert outcome(error) == (True, True)
        assert "localhost refuses the connection" in str(error)

    def test_a_host_that_is_not_known(self, sending: Sending) -> None:
        error = failure(sending(25, host="mail.invalid", security="starttls"))
        assert outcome(error) == (True, True)
        assert "mail.invalid" in str(error)

    def test_a_server_that_is_busy(self, sending: Sending) -> None:
        def talk(connection: socket.socket, _over: Event) -> None:
            connection.sendall(b"421 4.3.2 closing\r\n")

        with raw(talk) as port:
            error = failure(sending(port))
        assert outcome(error) == (True, True)
        assert "(421 4.3.2)" in str(error)

    @pytest.mark.parametrize(("said", "retryable"), [("530 5.7.0", False), ("450 4.7.1", True)])
    def test_a_server_that_refuses_whoever_sends_lets_the_channel_rest(
        self, sending: Sending, said: str, retryable: bool
    ) -> None:
        def talk(connection: socket.socket, _over: Event) -> None:
            stream = connection.makefile("rb")
            for answer in ("220 hello", "250 hello", said, "250 ok", "221 bye"):
                connection.sendall(f"{answer}\r\n".encode())
                stream.readline()

        with raw(talk) as port:
            error = failure(sending(port))
        assert outcome(error) == (retryable, True)
        assert said in str(error)

    def test_a_mail_that_was_taken_is_sent_even_if_the_server_then_breaks_off(
        self, sending: Sending
    ) -> None:
        def talk(connection: socket.socket, _over: Event) -> None:
            stream = connection.makefile("rb")
            connection.sendall(b"220 hello\r\n")
            for answer in (b"250 hello", b"250 ok", b"250 ok", b"354 go on"):
                stream.readline()
                connection.sendall(answer + b"\r\n")
            while stream.readline() != b".\r\n":
                pass
            connection.sendall(b"250 taken\r\n")

        with raw(talk) as port:
            sending(port).send(delivery(address=LIN))
