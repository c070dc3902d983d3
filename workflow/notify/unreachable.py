"""What went wrong on the way to a server, as a failure to deliver."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from socket import gaierror

from workflow.errors import NotDelivered
from workflow.notify.entries import Entries
from workflow.notify.limit import Limit
from workflow.translation import gettext

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_host(name: str) -> bool:
    """Whether a text can be the name of a host, or its address."""
    try:
        return bool(name.encode("idna")) and name.isprintable() and not set(name) & set(" /@")
    except UnicodeError:
        return False


@contextmanager
def reaching(channel: str, host: str, seconds: float) -> Iterator[Limit]:
    """Give the time there is; what fails on the way inside the block is ``NotDelivered``.

    The error it came from is left behind: it may hold an address with a key in it.
    """
    with Limit(seconds) as limit:
        try:
            yield limit
        except (OSError, HTTPException) as error:
            reason = _reason(error, host, limit)
            raise NotDelivered(channel, reason, resting=True) from None


def _reason(error: Exception, host: str, limit: Limit) -> str:
    if limit.over or isinstance(error, TimeoutError):
        text = gettext("{host} did not answer within {seconds:g} seconds")
    elif isinstance(error, ssl.SSLCertVerificationError):
        text = gettext("the certificate of {host} is not to be trusted ({reason})")
    elif isinstance(error, ssl.SSLError):
        text = gettext("no encrypted connection to {host} could be made")
    elif isinstance(error, gaierror):
        text = gettext("the host {host} is not known here")
    elif isinstance(error, ConnectionRefusedError):
        text = gettext("{host} refuses the connection")
    elif isinstance(error, ConnectionError):
        text = gettext("{host} broke off the connection")
    elif isinstance(error, HTTPException):
        text = gettext("what {host} answered makes no sense")
    else:
        text = gettext("{host} cannot be reached ({reason})")
    why = getattr(error, "verify_message", None) or getattr(error, "strerror", None)
    return text.format(host=host, seconds=limit.seconds, reason=why or type(error).__name__)


def certificates(entries: Entries, *, wanted: bool) -> ssl.SSLContext | None:
    """Return which certificates are trusted: those of the system, or of the house's own ``ca``."""
    file = entries.file("ca")
    if not wanted:  # reading all that the system trusts takes a while
        return None
    try:
        return ssl.create_default_context(cafile=file)
    except (OSError, ssl.SSLError):
        entries.note("ca", gettext("there are no certificates in {file}").format(file=file))
        return ssl.create_default_context()


def check_encrypted(entries: Entries, host: str, *, encrypted: bool, example: str) -> None:
    """Note it if what is sent could be read on its way, unless that is wanted."""
    if entries.flag("unencrypted") or encrypted or host in LOOPBACK:
        return
    text = gettext("everybody on the way could read it: write {example}, or unencrypted = true")
    entries.note("", text.format(example=example))
