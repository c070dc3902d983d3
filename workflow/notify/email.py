"""Letters by electronic mail (SMTP)."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from workflow.clock import now
from workflow.errors import NotDelivered
from workflow.notify.entries import Entries
from workflow.notify.limit import Limit
from workflow.notify.secret import Secret
from workflow.notify.timing import seconds
from workflow.notify.unreachable import certificates, check_encrypted, is_host, reaching
from workflow.notify.words import LONGEST_SUBJECT, Words
from workflow.service.delivery import Delivery
from workflow.translation import gettext

ADDRESSED = True

PORTS = {"starttls": 587, "tls": 465, "none": 25}
MOST_PORT = 65_535
_LONG = SMTP.clone(max_line_length=2 * LONGEST_SUBJECT)
_LATER = range(400, 500)
_DETAILED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(eq=False)
class EmailSender:
    """Sends each delivery as one mail, whose id stays the same if it is sent again."""

    channel: str
    host: str
    port: int
    security: str
    certificates: ssl.SSLContext | None
    sender: str
    to: str
    user: str
    password: Secret | None
    html: bool
    timeout: float
    words: Words = field(repr=False)

    def send(self, delivery: Delivery) -> None:
        """Send one mail."""
        address = delivery.written_to(self.to)
        mail = self._mail(delivery, self._readable(address))
        password = self.password.reveal() if self.password else ""
        with reaching(self.channel, self.host, self.timeout) as limit:
            try:
                self._hand_over(mail, address, password, limit)
            except smtplib.SMTPException as error:
                if limit.over:
                    raise TimeoutError from None
                raise self._refused(error) from None

    def _readable(self, address: str) -> str:
        found = parseaddr(address)[1]
        if not address.isprintable() or found != address or not all(address.rpartition("@")):
            raise self._unwritable()
        return address

    def _mail(self, delivery: Delivery, address: str) -> EmailMessage:
        subject = self.words.subject(delivery.letters)
        # Python would put a whole subject in ASCII below its own head, where it begins with a
        # blank. One that is encoded has to be broken.
        mail = EmailMessage(policy=_LONG if subject.isascii() else SMTP)
        mail["From"] = self.sender
        mail["To"] = address
        mail["Subject"] = subject
        mail["Date"] = format_datetime(now())
        mail["Message-ID"] = f"<{delivery.id}@{_domain(self.sender)}>"
        mail["X-Complaints-Delivery"] = delivery.id
        mail["Auto-Submitted"] = "auto-generated"
        if any(one.urgent for one in delivery.letters):
            mail["Importance"] = "high"
        mail.set_content(self.words.text(delivery.letters), cte="base64")
        if self.html:
            page = self.words.html(delivery.letters)
            mail.add_alternative(page, subtype="html", cte="base64")
        return mail

    def _hand_over(self, mail: EmailMessage, address: str, password: str, limit: Limit) -> None:
        wrapping = self.certificates if self.security == "tls" else None
        connection = _Connection(self.host, self.port, limit, wrapping)
        try:
            if self.security == "starttls":
                connection.starttls(context=self.certificates)
            if self.user:
                self._log_in(connection, password)
            self._send(connection, mail, address)
            # It is theirs now: however this ends, it was sent.
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
        finally:
            connection.close()

    def _log_in(self, connection: smtplib.SMTP, password: str) -> None:
        try:
            connection.login(self.user, password)
        except UnicodeEncodeError:
            text = gettext("the user and the password must be letters that ASCII has")
            raise self._failed(text, retryable=False, resting=True) from None

    def _send(self, connection: smtplib.SMTP, mail: EmailMessage, address: str) -> None:
        try:
            connection.send_message(mail, parseaddr(self.sender)[1], [address])
        except (smtplib.SMTPNotSupportedError, ValueError):
            # Letters that ASCII does not have, and the server takes no such address.
            raise self._unwritable() from None

    def _unwritable(self) -> NotDelivered:
        return self._failed(gettext("the address cannot be written to"), retryable=False)

    def _refused(self, error: smtplib.SMTPException) -> NotDelivered:
        """Return what a server said in codes only: its words may hold an address."""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            ((code, said),) = error.recipients.values()
            text = gettext("{host} does not take mail for this address ({code})")
            later = code in _LATER
            return self._failed(self._coded(text, code, said), retryable=later, refused=not later)
        if isinstance(error, smtplib.SMTPResponseException):
            return self._said_no(error)
        if isinstance(error, smtplib.SMTPServerDisconnected):
            text = gettext("{host} broke off the connection")
        else:
            text = gettext("{host} offers no such encryption or login as it is asked for")
        return self._failed(text.format(host=self.host), resting=True)

    def _said_no(self, error: smtplib.SMTPResponseException) -> NotDelivered:
        code, said = error.smtp_code, error.smtp_error
        later = code in _LATER
        if isinstance(error, smtplib.SMTPAuthenticationError):
            text = gettext("{host} does not accept the user and the password ({code})")
            return self._failed(self._coded(text, code, said), retryable=later, resting=True)
        if later:
            text = gettext("{host} cannot do it now ({code})")
        else:
            text = gettext("{host} refuses it ({code})")
        # Only a refusal of the mail itself is no matter of the channel.
        resting = not isinstance(error, smtplib.SMTPDataError)
        refused = not resting and not later
        reason = self._coded(text, code, said)
        return self._failed(reason, retryable=later, resting=resting, refused=refused)

    def _coded(self, text: str, code: int, said: bytes | str) -> str:
        found = _DETAILED.search(said if isinstance(said, bytes) else said.encode())
        details = f"{code} {found[0].decode()}" if found else str(code)
        return text.format(host=self.host, code=details)

    def _failed(self, reason: str, **how: bool) -> NotDelivered:
        return NotDelivered(self.channel, reason, **how)


class _Connection(smtplib.SMTP):
    """A connection that keeps to a limit, encrypted from the start with ``certificates``."""

    def __init__(
        self, host: str, port: int, limit: Limit, certificates: ssl.SSLContext | None
    ) -> None:
        self._limit = limit
        self._certificates = certificates
        # The name of this machine is not looked up: that may take long, and nobody asks for it.
        super().__init__(host, port, local_hostname="[127.0.0.1]")

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        made = self._limit.connect(host, port)
        if self._certificates is None:
            return made
        return self._certificates.wrap_socket(made, server_hostname=host)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].rstrip(">") or "localhost"


def make(entries: Entries, words: Words) -> EmailSender:
    """Make the sender of a channel out of what is written of it."""
    host = _host(entries)
    security = entries.choice("security", tuple(PORTS), "starttls")
    check_encrypted(entries, host, encrypted=security != "none", example='security = "starttls"')
    user = entries.text("user", "")
    password = entries.secret("password", needed=bool(user))
    if password and not user:
        entries.note("user", gettext("missing: write {example}").format(example='user = "…"'))
    return EmailSender(
        channel=entries.name,
        host=host,
        port=entries.number("port", PORTS[security], least=1, most=MOST_PORT),
        security=security,
        certificates=certificates(entries, wanted=security != "none"),
        sender=_address(entries, "from"),
        to=_address(entries, "to", ""),
        user=user,
        password=password,
        html=entries.flag("html"),
        timeout=seconds(entries),
        words=words,
    )


def _host(entries: Entries) -> str:
    """Read the name of a server."""
    host = entries.text("host")
    if host and not is_host(host):
        example = 'host = "mail.example.com"'
        entries.note("host", gettext("expected {example}").format(example=example))
    return host


def _address(entries: Entries, key: str, default: str | None = None) -> str:
    found = entries.text(key, default)
    if found and not (all(parseaddr(found)[1].rpartition("@")) and found.isprintable()):
        example = f'{key} = "complaints@example.com"'
        entries.note(key, gettext("expected {example}").format(example=example))
    return found
