"""What there is to see of editions beside each other. Instants are aware UTC."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.calendars.rules import Text


class ForeseenDue(NamedTuple):
    """A running deadline, when it is due, and when it would be by another edition.

    If it is paused, both are as if it went on now.
    """

    case: str
    zone: str
    deadline: str
    title: Text
    cycle: int
    due_at: datetime
    new_due_at: datetime


class Foreseen(NamedTuple):
    """What becomes of open cases if they followed another edition.

    ``cases`` is how many there are. ``stranded`` says how many are in each state that the other
    edition does not have, ``gone`` how often each deadline runs that it does not have. ``dues``
    would be due at another time. ``failed`` are cases, and why they could not be counted.
    """

    cases: int = 0
    stranded: Mapping[str, int] = {}
    gone: Mapping[str, int] = {}
    dues: tuple[ForeseenDue, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
