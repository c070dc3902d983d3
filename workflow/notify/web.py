"""Requests to a web server: bounded in time and size, followed nowhere, checked."""

import errno
import json
import socket
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from typing import NamedTuple
from urllib.parse import urlsplit

from workflow.errors import NotDelivered
from workflow.notify.entries import Entries
from workflow.notify.limit import Limit
from workflow.notify.unreachable import certificates, check_encrypted, is_host
from workflow.translation import gettext
from workflow.version import __version__

LONGEST_ANSWER = 65_536
PORTS = {"http": 80, "https": 443}
TRY_AGAIN = frozenset({408, 425, 429})
NOT_ALLOWED = frozenset({401, 403, 407})
NOT_THERE = frozenset({404, 405, 410})


class Server(NamedTuple):
    """Where to ask. ``certificates`` says which are trusted; ``None``: it is not encrypted.

    ``proxy`` is the host and the port that lead there, ``None`` if the network does.
    """

    host: str
    port: int
    path: str
    certificates: ssl.SSLContext | None
    proxy: tuple[str, int] | None = None

    def under(self, path: str) -> "Server":
        """Return where to ask for a path behind this one."""
        return self._replace(path=self.path.rstrip("/") + path)


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    body: bytes


def server(entries: Entries, key: str, default: str | None = None) -> Server:
    """Read the address of a server, and note what is wrong with it."""
    address = entries.text(key, default)
    encrypted = address.lower().startswith("https:")
    found = split(address, certificates(entries, wanted=encrypted))
    leads = proxy(entries, encrypted=encrypted)
    if found is not None:
        check_encrypted(entries, found.host, encrypted=encrypted, example=f'{key} = "https://…"')
        return found._replace(proxy=leads)
    if address:
        example = f'{key} = "https://host/path"'
        entries.note(key, gettext("expected {example}").format(example=example))
    entries.flag("unencrypted")
    return Server("", 0, "", None)


def vendor(entries: Entries, default: str, adds: str) -> Server:
    """Read the address of a vendor, or of what stands in its place: ``adds`` comes behind it."""
    found = server(entries, "url", default)
    if "?" in found.path or adds in found.path:
        text = gettext("write only what comes before {path}: that and the key are added")
        entries.note("url", text.format(path=adds))
    return found


def proxy(entries: Entries, *, encrypted: bool) -> tuple[str, int] | None:
    """Read which proxy leads out of the house; that of the environment is not asked."""
    address = entries.text("proxy", "")
    if not address:
        return None
    found = split(address, None)
    if found is None or found.path != "/" or not address.startswith("http:"):
        example = 'proxy = "http://host:3128"'
        entries.note("proxy", gettext("expected {example}").format(example=example))
    elif not encrypted:
        entries.note("proxy", gettext("only what is encrypted goes through a proxy"))
    else:
        return found.host, found.port
    return None


def json_body(message: Mapping[str, object]) -> bytes:
    """Return a message as JSON."""
    return json.dumps(message, ensure_ascii=False).encode()


def split(address: str, trusted: ssl.SSLContext | None) -> Server | None:
    """Return what an address names; ``None`` if it is none, or holds a name and a password."""
    try:
        found = urlsplit(address)
        port = found.port
    except ValueError:
        return None
    if found.scheme not in PORTS or not is_host(found.hostname or "") or "@" in found.netloc:
        return None
    path = (found.path or "/") + (f"?{found.query}" if found.query else "")
    # Neither can be sent; http.client would say so with the whole address.
    if not path.isascii() or not path.isprintable() or " " in path:
        return None
    trust = trusted if found.scheme == "https" else None
    return Server(found.hostname or "", port or PORTS[found.scheme], path, trust)


def ask(
    where: Server,
    body: bytes | None,
    limit: Limit,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send a body, or ask without one, and return the answer. Raises what ``reaching`` expects."""
    connection = _Connection(where, limit)
    sent = {
        "User-Agent": f"complaints/{__version__}",
        "Content-Type": "application/json; charset=utf-8",
        "Connection": "close",
        **(headers or {}),
    }
    try:
        connection.request("GET" if body is None else "POST", where.path, body, sent)
        answer = connection.getresponse()
        found = Answer(answer.status, answer.read(LONGEST_ANSWER))
        if limit.over:  # to http.client, heads that are cut off are whole
            raise TimeoutError
        return found
    finally:
        connection.close()


class _Connection(HTTPConnection):
    """A connection that keeps to a limit. It follows no redirect."""

    def __init__(self, where: Server, limit: Limit) -> None:
        super().__init__(where.host, where.port)
        self._where = where
        self._limit = limit

    def connect(self) -> None:
        """Connect, encrypted if the server is to be."""
        if self._where.proxy is None:
            self.sock = self._limit.connect(self._where.host, self._where.port)
        else:
            self.sock = self._limit.connect(*self._where.proxy)
            _ask_for_tunnel(self.sock, self._where)
        if self._where.certificates is not None:
            self.sock = self._where.certificates.wrap_socket(
                self.sock, server_hostname=self._where.host
            )


def _ask_for_tunnel(connection: socket.socket, there: Server) -> None:
    """Ask a proxy to lead on to a server."""
    host = there.host.encode("idna").decode()
    where = f"[{host}]:{there.port}" if ":" in host else f"{host}:{there.port}"
    connection.sendall(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode())
    answer = HTTPResponse(connection, method="CONNECT")
    answer.begin()
    answer.close()
    if answer.status != HTTPStatus.OK:
        text = gettext("the proxy answered with {status}")
        raise OSError(errno.EPROTO, text.format(status=answer.status))


def check_status(channel: str, host: str, status: int) -> None:
    """Raise ``NotDelivered`` unless the status of an answer says that all went well.

    The address is that of the channel: if it leads nowhere, that is no matter of the message.
    """
    if 200 <= status < 300:  # noqa: PLR2004 - as HTTP defines it
        return
    again = status >= 500 or status in TRY_AGAIN  # noqa: PLR2004
    of_channel = again or status < 400 or status in NOT_ALLOWED | NOT_THERE  # noqa: PLR2004
    if 300 <= status < 400:  # noqa: PLR2004
        text = gettext("{host} sends us elsewhere ({status}): write the final address")
    elif status in NOT_ALLOWED:
        text = gettext("{host} does not let us in ({status}): look at the key")
    elif status in NOT_THERE:
        text = gettext("{host} has nothing at that address ({status}): look at it")
    elif again:
        text = gettext("{host} cannot do it now ({status})")
    else:
        text = gettext("{host} refuses it ({status})")
    raise NotDelivered(
        channel,
        text.format(host=host, status=status),
        retryable=again,
        resting=of_channel,
        refused=not of_channel,
    )
