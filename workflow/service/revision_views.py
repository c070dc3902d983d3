"""What there is to see of revisions of official days: plain values. Instants are aware UTC."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.calendars.rules import Text
from workflow.engine.revising import Result
from workflow.service.day_changes import DayChange, YearChange


class RevisionView(NamedTuple):
    """Official days as they were adopted. ``years`` says of each year whether it is estimated."""

    country: str
    region: str
    number: int
    adopted_at: datetime
    adopted_by: str
    years: Mapping[int, bool]


class CaseMove(NamedTuple):
    """A deadline of an open case, when it is due, and when it is by newer days.

    ``result``: ``moved``, ``same``, or why it stays: ``kept``, ``past``, ``missed``,
    ``ran_out``.
    """

    case: str
    zone: str
    deadline: str
    title: Text
    cycle: int
    status: str
    due_at: datetime
    new_due_at: datetime
    result: Result


class Revising(NamedTuple):
    """What newer official days change, or would.

    ``revision`` is the one in force before, ``number`` that of the newer days: the same if they
    are no other. ``moves`` are the deadlines that move, or stay though they are due otherwise by
    newer days; ``same`` counts those that are due as before. ``failed`` are cases, and why they
    could not be counted; they are counted when it is done again.
    """

    country: str
    region: str
    revision: int
    number: int
    years: tuple[YearChange, ...] = ()
    days: tuple[DayChange, ...] = ()
    moves: tuple[CaseMove, ...] = ()
    same: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    adopted: bool = False

    @property
    def moved(self) -> tuple[CaseMove, ...]:
        """The deadlines that move."""
        return tuple(one for one in self.moves if one.result == "moved")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do: no day changes, and no case is still to be counted."""
        return not (self.days or self.years or self.moved or self.same or self.failed)

    def with_moves(self, found: Iterable[CaseMove]) -> "Revising":
        """Return this with the deadlines of one more case."""
        moves = list(found)
        told = tuple(one for one in moves if one.result != "same")
        return self._replace(moves=(*self.moves, *told), same=self.same + len(moves) - len(told))

    def with_failed(self, case: str, why: str) -> "Revising":
        """Return this with one more case that could not be counted."""
        return self._replace(failed=(*self.failed, (case, why)))
