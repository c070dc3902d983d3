"""What there is to see of cases that come to another edition. Instants are aware UTC."""

from datetime import datetime
from typing import NamedTuple

from workflow.calendars.rules import Text
from workflow.engine.fitting import Refusal
from workflow.engine.migrating import Result


class MigratedClock(NamedTuple):
    """What becomes of a deadline. It was due at ``due_at``, and is at ``new_due_at``.

    ``result``: ``kept``, ``recomputed``, ``dropped``, ``started``; or ``not_started``: nobody could
    meet it, for the duty is not open that it waits for. ``at_once``: its time is over already, and
    the next sweep records that.
    """

    deadline: str
    title: Text
    cycle: int
    result: Result
    due_at: datetime | None
    new_due_at: datetime | None
    status: str
    at_once: bool = False


class DoneThen(NamedTuple):
    """A step that is done to a case by what is due at once, the state it leads to: ``final``, the
    case is over then."""

    step: str
    step_title: Text
    state: str
    state_title: Text
    final: bool


class MigratedCase(NamedTuple):
    """What becomes of a case; with ``refusals`` it stays as it is.

    ``written``: it follows the other edition now. What is not known of a case that was refused is
    left out. ``promises`` are those of the new edition, by their numbers from 1, that may be broken
    on a way from there. ``then`` are the steps that the next sweep does by what is due at once.
    """

    case: str
    zone: str
    state: str
    state_title: Text
    new_state: str
    new_state_title: Text
    owner: str
    clocks: tuple[MigratedClock, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    written: bool = False
    promises: tuple[int, ...] = ()
    then: tuple[DoneThen, ...] = ()


class Migrating(NamedTuple):
    """What a migration did, or with ``dry_run`` would do.

    ``left`` counts the cases that were not looked at because only so many were wanted. ``failed``
    are cases, and why nothing could be decided about them. ``undone``: it was taken back.
    """

    definition: str
    old: str
    new: str
    cases: tuple[MigratedCase, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    left: int = 0
    dry_run: bool = True
    undone: bool = False

    @property
    def moved(self) -> tuple[MigratedCase, ...]:
        """The cases that moved, or would."""
        return tuple(one for one in self.cases if not one.refusals)

    @property
    def refused(self) -> tuple[MigratedCase, ...]:
        """The cases that stay."""
        return tuple(one for one in self.cases if one.refusals)
