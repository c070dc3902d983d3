"""The signals that say stop, and the one that says read the settings again."""

import signal
from queue import Empty, SimpleQueue
from types import FrameType, TracebackType
from typing import Any, Literal, Self

_STOP = ("SIGTERM", "SIGINT", "SIGBREAK")
_REREAD = "SIGHUP"

Told = Literal["stop", "reread"]


class Signals:
    """Inside the block, signals only leave a message here: the first that says stop, and SIGHUP.

    Those are SIGTERM, SIGINT and (on Windows) SIGBREAK. After the first the system itself acts on
    the next, so that the process ends at once, whatever it is at. There is no SIGHUP on Windows.
    """

    def __init__(self) -> None:
        # An event would deadlock if the signal came while the main thread looks at it.
        self._arrived: SimpleQueue[Told] = SimpleQueue()
        self._stopping = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for name in _STOP:
            self._catch(name, self._stop)
        self._catch(_REREAD, self._reread)
        return self

    def _catch(self, name: str, handler: Any) -> None:
        number = getattr(signal, name, None)
        if number is not None:
            self._before[number] = signal.signal(number, handler)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def stopping(self) -> bool:
        """Whether a signal said stop."""
        return self._stopping

    def wait(self, seconds: float) -> Told | None:
        """Wait for a signal, for so long at most; return what it says."""
        try:
            return self._arrived.get(timeout=seconds)
        except Empty:
            return None

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        for name in _STOP:
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, signal.SIG_DFL)
        self._stopping = True
        self._arrived.put("stop")

    def _reread(self, _number: int, _frame: FrameType | None) -> None:
        self._arrived.put("reread")
