"""The trace of a cycle: what started it, moved it, paused it, fired on it, ended it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.calendars.amounts import Amount


class Cause(NamedTuple):
    """The act behind something: the event it is recorded with, and who did it when.

    ``schedule`` is what it recurs by; nobody ``owed`` a deadline of which that is false.
    """

    seq: int
    type: str
    at: datetime
    recorded_at: datetime
    by: str
    recorded_by: str
    trigger: str = ""
    deadline: str = ""
    schedule: str = ""
    owed: bool = True


class Change(NamedTuple):
    """Something that happened to a clock, with the event ``seq``, and the act behind it.

    ``was`` is when it was due before, ``due_at`` when it is since. ``by`` is the extension
    that was given, ``fields`` are those of the act that the clock reads.
    ``official`` numbers the official days from then on, if others are counted by.
    """

    seq: int
    what: str
    at: datetime
    cause: Cause
    was: datetime | None = None
    due_at: datetime | None = None
    by: Amount | datetime | None = None
    fields: tuple[str, ...] = ()
    official: int | None = None


class Why(NamedTuple):
    """Why a clock stands still: in which state, or by which conditions."""

    state: str | None = None
    conditions: tuple[str, ...] = ()


class Standstill(NamedTuple):
    """A pause: in which state, or by which conditions, and whose acts began and ended it.

    ``then`` is why it went on when what it began with was over.
    """

    first: datetime
    end: datetime | None
    cause: Cause
    ended: Cause | None = None
    state: str | None = None
    conditions: tuple[str, ...] = ()
    then: tuple[Why, ...] = ()

    @property
    def whys(self) -> tuple[Why, ...]:
        """Every reason there was, in order."""
        return (Why(self.state, self.conditions), *self.then)


class Firing(NamedTuple):
    """What fired on a clock, as its event has it. ``voided_by``: the event by which it is void."""

    seq: int
    at: datetime
    rung: str
    occurrence: int = 0
    to: tuple[str, ...] = ()
    alarm: bool = False
    skipped: str = ""
    does: str = ""
    refused: str = ""
    voided_by: int | None = None


class Trace:
    """What was recorded of one cycle, the oldest first.

    ``named`` is the time that a field named when it was last settled when it is due, or, if the
    field was emptied since it was missed, the one it named before. ``provisional`` is
    the part of a pause, not over then, that was counted out at that time. ``continues`` is the
    cycle in whose place it came.
    """

    def __init__(self, start: Change, continues: "Trace | None", cycle: int | None) -> None:
        self.start = start
        self.continues = cycle
        self.changes: list[Change] = [start]
        self.ended_pauses: list[Standstill] = [] if continues is None else [*continues.ended_pauses]
        self.grants: list[Change] = [] if continues is None else [*continues.grants]
        self.standing: Standstill | None = None
        self.fired: list[Firing] = []
        self.ended: Change | None = None
        self.reason = ""
        self.named: datetime | None = None
        self.provisional: tuple[datetime, datetime] | None = None

    @property
    def pauses(self) -> list[Standstill]:
        """The pauses that are over and took some time."""
        return [one for one in self.ended_pauses if one.end is not None and one.first < one.end]

    def put_right(self, times: Mapping[int, datetime]) -> None:
        """Let pauses be when they really were; the acts behind them say when that was."""
        self.ended_pauses = [_put_right(one, times) for one in self.ended_pauses]
        if self.standing is not None:
            self.standing = _put_right(self.standing, times)

    @property
    def due_at(self) -> datetime | None:
        """When it was due last."""
        return next((one.due_at for one in reversed(self.changes) if one.due_at), None)


def _put_right(one: Standstill, times: Mapping[int, datetime]) -> Standstill:
    ended = one.ended
    end = one.end if ended is None else times.get(ended.seq, one.end)
    return one._replace(first=times.get(one.cause.seq, one.first), end=end)
