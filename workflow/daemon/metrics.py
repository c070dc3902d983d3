"""Metrics for Prometheus, served by HTTP to whoever may reach the address."""

import errno
import logging
import os
import socket
from contextvars import copy_context
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple, Self

from workflow.daemon.exposition import CONTENT_TYPE, exposition
from workflow.daemon.record import Record
from workflow.errors import AddressUnusable
from workflow.service import health
from workflow.service.describing import described
from workflow.service.facade import Workflow
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")

PATH = "/metrics"
PATIENCE_SECONDS = 5


class Address(NamedTuple):
    """Where to listen. The port 0 is any that is free."""

    host: str
    port: int


class MetricsServer:
    """Serves metrics inside the block, in threads of its own: nothing there reaches the daemon.

    ``workflow`` is its own. Raises ``AddressUnusable`` if the address cannot be used.
    """

    def __init__(self, address: Address, workflow: Workflow, record: Record) -> None:
        self._workflow = workflow
        self._record = record
        context = copy_context()

        class Handler(_Handler):
            def text(self) -> str:
                return context.copy().run(metrics.text)

        metrics = self
        self._server = _listening(address, Handler)
        self._thread = Thread(target=self._server.serve_forever, name="metrics", daemon=True)

    def __enter__(self) -> Self:
        log.info(gettext("metrics are at %s"), self.url, extra={"event": "serving"})
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where the metrics are."""
        host, port = (str(one) for one in self._server.server_address[:2])
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{port}{PATH}"

    def text(self) -> str:
        """Return the metrics as they are now."""
        try:
            waiting = health.waiting(self._workflow)
        except Exception as error:
            log.debug(gettext("metrics of the database are missing: %s"), described(error))
            waiting = None
        finally:
            self._workflow.close()
        return exposition(self._record.read(), waiting)


def _listening(address: Address, handler: type["_Handler"]) -> "_Server":
    try:
        family, _kind, _protocol, _name, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return _Server(family, place, handler)
    except OSError as error:
        shown = f"[{address.host}]" if ":" in address.host else address.host
        raise AddressUnusable(f"{shown}:{address.port}", _why(error)) from error


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return gettext("another program listens there, perhaps a daemon that runs already")
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return gettext("this machine has no such address")
    if isinstance(error, PermissionError):
        return gettext("you have not the right to; ports from 1024 need none")
    return error.strerror or type(error).__name__


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows it would let two programs listen at one address.
    allow_reuse_address = os.name == "posix"
    block_on_close = False

    def __init__(self, family: int, place: Any, handler: type["_Handler"]) -> None:
        self.address_family = family
        super().__init__(place, handler)

    def server_bind(self) -> None:
        """Bind without asking who has this address: names are not needed, and may be slow."""
        TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that went away is no trouble."""


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE_SECONDS
    server_version = "complaints"
    sys_version = ""

    def text(self) -> str:
        """Return what to serve."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answer with the metrics."""
        if self.path.partition("?")[0] != PATH:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = self.text().encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_values: object) -> None:  # noqa: A002 - http.server's
        """Write no log of requests."""
