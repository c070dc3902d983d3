"""The signals that say stop."""

import signal
from queue import Empty, SimpleQueue
from types import FrameType, TracebackType
from typing import Any, Self

_NAMES = ("SIGTERM", "SIGINT", "SIGBREAK")


class StopSignals:
    """Inside the block, SIGTERM, SIGINT and (on Windows) SIGBREAK only leave a message here."""

    def __init__(self) -> None:
        # An event would deadlock if the signal came while the main thread looks at it.
        self._arrived: SimpleQueue[int] = SimpleQueue()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, self._arrive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def came(self) -> bool:
        """Whether a signal came."""
        return not self._arrived.empty()

    def wait(self, seconds: float) -> bool:
        """Wait for a signal, for so long at most; return whether one came."""
        try:
            number = self._arrived.get(timeout=seconds)
        except Empty:
            return False
        self._arrived.put(number)
        return True

    def _arrive(self, number: int, _frame: FrameType | None) -> None:
        self._arrived.put(number)
