"""The time of the program stands still: what tests of the command line do some hundred times.

``workflow.clock`` is its only reader, so that nothing else has to be replaced. freezegun looks
through all modules that are loaded each time, which takes longer than most of these tests;
``tests/service/test_frozen_time.py`` sees to it that a host can use it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from workflow import clock


class Frozen:
    """What the program takes for ``datetime``; the time is moved by hand."""

    fromisoformat = datetime.fromisoformat

    def __init__(self, at: datetime | str) -> None:
        self.move_to(at)

    def now(self, zone: object) -> datetime:
        assert zone is UTC
        return self._at

    def move_to(self, at: datetime | str) -> None:
        """Set the time; what does not say its zone is in UTC."""
        read = datetime.fromisoformat(at) if isinstance(at, str) else at
        self._at = read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)

    def tick(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)


@contextmanager
def freeze_time(at: datetime | str) -> Iterator[Frozen]:
    """Let it be a certain time for the program, until the block ends."""
    frozen = Frozen(at)
    with patch.object(clock, "datetime", frozen):
        yield frozen
