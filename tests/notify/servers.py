"""Real servers on this machine, well-behaved and otherwise."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Request(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Reply(NamedTuple):
    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = {}

    def __call__(self, handler: "Handler") -> None:
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(self.body)))
        handler.end_headers()
        handler.wfile.write(self.body)


def told(**values: object) -> Reply:
    """An answer in JSON with status 200."""
    return Reply(json.dumps(values).encode())


def stall(handler: "Handler") -> None:
    """Say nothing until the test is over."""
    handler.server.over.wait(60)


def drip(handler: "Handler") -> None:
    """Say something now and then, and never come to an end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.over.wait(0.02):
        handler.wfile.write(b"x")


def garbage(handler: "Handler") -> None:
    handler.wfile.write("\x00\x01 没有意义\r\n".encode())


def break_off(handler: "Handler") -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def endless(handler: "Handler") -> None:
    """Answer with many megabytes that do not end."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(10**12))
    handler.end_headers()
    while not handler.server.over.is_set():
        handler.wfile.write(b"x" * 65_536)


class Handler(BaseHTTPRequestHandler):
    server: "Web"

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.server.requests.append(Request(self.command, self.path, dict(self.headers), body))
        replies = self.server.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        try:
            reply(self)
        except OSError:
            self.close_connection = True

    do_GET = answer  # noqa: N815 - as http.server asks for it
    do_POST = answer  # noqa: N815

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


class Web(ThreadingHTTPServer):
    """A web server that answers what it is told to; the last answer stays."""

    block_on_close = False
    daemon_threads = True

    def __init__(self, certificate: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[Request] = []
        self.replies: list[Callable[[Handler], None]] = [Reply()]
        self.over = Event()
        self.scheme = "https" if certificate else "http"
        if certificate:
            self.socket = certificate.wrap_socket(self.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.server_port}"

    def handle_error(self, *_what: object) -> None:
        """A client that breaks off is what some tests are about."""


@contextmanager
def web(certificate: ssl.SSLContext | None = None) -> Iterator[Web]:
    server = Web(certificate)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def raw(talk: Callable[[socket.socket, Event], None]) -> Iterator[int]:
    """A server of one connection that says what ``talk`` says; its port."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                connection, _where = server.accept()
            except OSError:
                return
            with connection:
                try:
                    talk(connection, over)
                except OSError:
                    return

        thread = Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


class Proxy:
    """Leads to a server, and remembers where it was asked to lead. ``says`` is what it answers."""

    def __init__(self, port: int, says: str = "200 go on") -> None:
        self.asked: list[str] = []
        self._port = port
        self._says = says

    def __call__(self, connection: socket.socket, _over: Event) -> None:
        stream = connection.makefile("rb", buffering=0)
        self.asked.append(stream.readline().decode().strip())
        while stream.readline() != b"\r\n":
            pass
        connection.sendall(f"HTTP/1.1 {self._says}\r\nVia: us\r\n\r\n".encode())
        if self._says.startswith("200"):
            with socket.create_connection(("127.0.0.1", self._port)) as there:
                back = Thread(target=_pour, args=(there, connection))
                back.start()
                _pour(connection, there)
                back.join()


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while some := source.recv(65_536):
            target.sendall(some)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@contextmanager
def nobody() -> Iterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


class Mail(NamedTuple):
    sender: str | None
    to: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        found = BytesParser(policy=default).parsebytes(self.content)
        assert isinstance(found, EmailMessage)
        return found


class Postbox:
    """Takes mail, unless it is told what to say to recipients or to the mail itself."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.to_recipients = "250 OK"
        self.to_mails = "250 OK"
        self.to_logins = ""
        self.breaks_off = False
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd asks for it
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.to_recipients.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipients.format(address=address)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.breaks_off:
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        assert isinstance(envelope.content, bytes)
        if self.to_mails.startswith("250"):
            self.mails.append(Mail(envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.to_mails

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        if self.to_logins:
            return AuthResult(success=False, handled=False, message=self.to_logins)
        return AuthResult(success=True)


class _Controller(Controller):
    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def postbox(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    wide: bool = True,
) -> Iterator[Postbox]:
    box = Postbox()
    controller = _Controller(
        box,
        hostname="127.0.0.1",
        port=0,
        ready_timeout=60,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=box.authenticate,
        auth_require_tls=starttls is not None,
        enable_SMTPUTF8=wide,
    )
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
