"""Lines of lists: cases, and what is due."""

from datetime import datetime
from typing import NamedTuple

from workflow.calendars.rules import Text
from workflow.service.views.cases import DutyView


class CaseRow(NamedTuple):
    """A line of a list. ``due_at`` is the earliest open due instant; ``overdue``: some
    deadline is, as in ``DeadlineView``. ``duties`` are the open ones. Of a case in a ``final``
    state ``owner`` is the last one."""

    case: str
    serial: int
    definition: str
    site: str
    state: str
    state_title: Text
    owner: str | None
    opened_at: datetime
    zone: str
    due_at: datetime | None
    due: str | None
    overdue: bool
    aside: bool
    duties: tuple[DutyView, ...] = ()
    final: bool = False


class CasePage(NamedTuple):
    """A page of a list; ``total`` counts every match."""

    rows: tuple[CaseRow, ...]
    total: int
    offset: int
    limit: int


class DueRow(NamedTuple):
    """A running deadline: an open promise, the earliest first.

    ``estimated``, ``kept``, ``paused_at``, ``overdue`` and ``owed`` are as in ``DeadlineView``. A
    time that ran out and that nobody owed is here no longer than until a sweep records it.
    ``duties`` are the open ones that it is about: it starts when they are opened, or is met by
    them.
    """

    case: str
    definition_title: Text
    state_title: Text
    owner: str | None
    site: str
    zone: str
    deadline: str
    title: Text
    cycle: int
    status: str
    due_at: datetime
    next_at: datetime | None
    aside: bool
    estimated: tuple[int, ...] = ()
    paused_at: datetime | None = None
    overdue: bool = False
    kept: bool = False
    duties: tuple[DutyView, ...] = ()
    owed: bool = True
