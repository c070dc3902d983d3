"""What recurs: how far each schedule is, and every occurrence there ever was."""

from datetime import datetime

from sqlalchemy import Index, Table, text
from sqlmodel import Field

from workflow.store.tables.base import PREFIX, SERIAL, Base


class ScheduleRow(Base, table=True):
    """A schedule of a definition at a site: it comes at ``next_at``, as far as that is known.

    What came until ``planned_until`` has its rows. ``error`` is why it could not be planned.
    """

    __tablename__ = f"{PREFIX}schedules"

    definition: str = Field(primary_key=True)
    schedule: str = Field(primary_key=True)
    site: str = Field(primary_key=True)
    planned_until: datetime
    next_at: datetime | None = None
    error: str = ""
    attempts: int = 0


class OccurrenceRow(Base, table=True):
    """Something that recurs, once: for a new case (``target`` 0), or for an open one.

    ``named_at`` is the time it would come if no day were closed, ``due_at`` when it does. It waits
    while there is a ``try_at``; ``why`` then is the last error, afterwards why nothing was done.
    ``ended_by`` is who skipped it: ``why`` is in that person's words.
    """

    __tablename__ = f"{PREFIX}occurrences"
    __table_args__ = (
        Index(
            "ix_complaints_occurrences_waiting",
            "try_at",
            sqlite_where=text("try_at IS NOT NULL"),
        ),
        Index("ix_complaints_occurrences_due_at", "due_at"),
    )

    definition: str = Field(primary_key=True)
    schedule: str = Field(primary_key=True)
    site: str = Field(primary_key=True)
    named_at: datetime = Field(primary_key=True)
    target: int = Field(sa_type=SERIAL, primary_key=True)
    due_at: datetime
    edition: str = Field(foreign_key=f"{PREFIX}definitions.hash")
    outcome: str
    why: str = ""
    case_id: int | None = Field(default=None, sa_type=SERIAL, foreign_key=f"{PREFIX}cases.id")
    recorded_at: datetime
    attempts: int = 0
    try_at: datetime | None = None
    ended_by: str | None = None


schedules: Table = ScheduleRow.__table__  # type: ignore[attr-defined]
occurrences: Table = OccurrenceRow.__table__  # type: ignore[attr-defined]
