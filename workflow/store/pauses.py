"""How long what failed waits until it is tried again, and which waits no right clock has set."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, bindparam, case

APART = timedelta(minutes=1)
"""So far a clock may be from another, or be set back, without being wrong."""


class Pauses(NamedTuple):
    """Pauses that double from the ``first`` to the ``longest``, by how often it was tried.

    >>> pauses = Pauses(timedelta(minutes=1), timedelta(hours=6))
    >>> [pauses.after(number).seconds // 60 for number in (0, 1, 2, 3, 99)]
    [0, 1, 2, 4, 360]
    """

    first: timedelta
    longest: timedelta

    def after(self, attempts: int) -> timedelta:
        """Return how long to wait after so many failed attempts; what was not tried waits not."""
        if attempts < 1:
            return timedelta()
        return min(self.first * (1 << min(attempts - 1, 20)), self.longest)

    def is_too_far(self, at: Column[Any], attempts: Column[Any]) -> ColumnElement[bool]:
        """Whether what is to be tried ``at`` an instant waits for longer than it can have to.

        The clock that said so was ahead. The statement it stands in wants what ``limits`` returns.
        """
        numbers = range(self._steps())
        latest = [bindparam(_name(number), type_=at.type) for number in (*numbers, len(numbers))]
        each = zip(numbers, latest, strict=False)
        return at > case(*((attempts <= number, one) for number, one in each), else_=latest[-1])

    def limits(self, now: datetime) -> Mapping[str, datetime]:
        """Return the latest instants at which anything can be tried again, as parameters."""
        numbers = range(self._steps() + 1)
        return {_name(number): now + self.after(number) + APART for number in numbers}

    def _steps(self) -> int:
        """Return after how many attempts the pauses grow no more."""
        steps = 0
        while self.after(steps) < self.longest:
            steps += 1
        return steps


OF_WORK = Pauses(timedelta(minutes=1), timedelta(hours=6))
"""Of cases that are set aside, and of what recurs."""
OF_MESSAGES = Pauses(timedelta(seconds=30), timedelta(hours=1))


def _name(number: int) -> str:
    return f"latest_{number}"
