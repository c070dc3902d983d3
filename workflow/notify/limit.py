"""One limit for all that a delivery does with the network."""

import contextlib
import socket
from threading import Timer
from time import monotonic
from types import TracebackType


class Limit:
    """Inside the block, connections made by it end when the time is over.

    They have no time-out of their own, which would begin anew with every byte: a server that sends
    one now and then would never be late. Asking for the addresses of a host takes as long as the
    system lets it.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.over = False
        self._end = 0.0
        self._lines: list[socket.socket] = []
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Limit":
        self._end = monotonic() + self.seconds
        self._timer.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        for line in self._lines:
            line.close()

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a connection to the first of the addresses of a host that answers."""
        failed: OSError | None = None
        for *kind, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            made = socket.socket(*kind)
            try:
                made.settimeout(self._left())
                made.connect(address)
                made.settimeout(None)
                # Encryption takes the socket over; a second handle on it can still end it.
                self._lines.append(made.dup())
                if self.over:  # it was cut before this one was there
                    raise TimeoutError
            except OSError as error:
                made.close()
                failed = error
            else:
                return made
        raise failed or OSError(host)

    def _left(self) -> float:
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _cut(self) -> None:
        self.over = True
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
