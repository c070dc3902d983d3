"""How the sending of deliveries went, as long as that is not written down."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple

from workflow.service.delivery import Delivery


class Outcome(NamedTuple):
    """A delivery that was tried, and with what error it was not sent, if it was not.

    ``of_channel``: that was for the channel, and is no matter of this delivery.
    """

    delivery: Delivery
    error: Exception | None = None
    of_channel: bool = False


class Outcomes:
    """Those of a channel, for all that send on it: what is not written, none of them sends again.

    A database that is away is no reason to forget what went out.
    """

    def __init__(self) -> None:
        self._unwritten: deque[Outcome] = deque()
        self._writing = Lock()

    def __bool__(self) -> bool:
        return bool(self._unwritten)

    @property
    def sent(self) -> int:
        """How many of them went out."""
        return sum(one.error is None for one in tuple(self._unwritten))

    def add(self, outcome: Outcome) -> None:
        """Keep how it went until it is written."""
        self._unwritten.append(outcome)

    @contextmanager
    def written(self) -> Iterator[Sequence[Outcome]]:
        """Yield them to be written, to one thread at a time; they stay if the block raises."""
        with self._writing:
            found = tuple(self._unwritten)
            yield found
            for _one in found:
                self._unwritten.popleft()
