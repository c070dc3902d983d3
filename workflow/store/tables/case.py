"""A case: its row, its events, its personal values, its deadlines, requests for it."""

from datetime import datetime

from sqlalchemy import Index, Table, text, true
from sqlmodel import Field

from workflow.store.tables.base import PREFIX, SERIAL, Base


class CaseRow(Base, table=True):
    """Each case as it is now: a projection of its events, for fast lists and decisions."""

    __tablename__ = f"{PREFIX}cases"
    __table_args__ = (
        Index(
            "ix_complaints_cases_next_at",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
        ),
        Index("ix_complaints_cases_site_owner", "site", "owner"),
        Index(
            "ix_complaints_cases_aside",
            "aside_since",
            sqlite_where=text("aside_since IS NOT NULL"),
        ),
        # Numbers are never used again, not even after the last row was deleted by hand.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=SERIAL)
    uuid: str = Field(unique=True)
    prefix: str
    year: int
    definition: str
    edition: str = Field(foreign_key=f"{PREFIX}definitions.hash")
    site: str
    department: str | None = None
    state: str
    final: bool
    owner: str
    opened_at: datetime
    version: int
    next_at: datetime | None = None
    hash: str
    snapshot: str
    aside_since: datetime | None = None
    aside_error: str | None = None
    aside_attempts: int = 0
    retry_at: datetime | None = None


class EventRow(Base, table=True):
    """The history, and the truth. Only ever appended to: the database refuses the rest."""

    __tablename__ = f"{PREFIX}events"
    __table_args__ = (
        Index(
            "uq_complaints_events_case_id_once",
            "case_id",
            "once",
            unique=True,
            sqlite_where=text("once IS NOT NULL"),
        ),
    )

    case_id: int = Field(sa_type=SERIAL, primary_key=True, foreign_key=f"{PREFIX}cases.id")
    seq: int = Field(primary_key=True)
    type: str
    version: int
    at: datetime
    recorded_at: datetime
    performed_by: str
    recorded_by: str
    edition: str
    payload: str
    once: str | None = None
    hash: str


class PersonalValueRow(Base, table=True):
    """Personal values, apart from the events so that they can be erased. Value is JSON text."""

    __tablename__ = f"{PREFIX}personal_values"

    case_id: int = Field(sa_type=SERIAL, primary_key=True, foreign_key=f"{PREFIX}cases.id")
    field: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    salt: str
    value: str


class DeadlineRow(Base, table=True):
    """A queue of what is to fire, one row per cycle. It can be rebuilt from the events."""

    __tablename__ = f"{PREFIX}deadlines"
    __table_args__ = (Index("ix_complaints_deadlines_status_due_at", "status", "due_at"),)

    case_id: int = Field(sa_type=SERIAL, primary_key=True, foreign_key=f"{PREFIX}cases.id")
    name: str = Field(primary_key=True)
    cycle: int = Field(primary_key=True)
    status: str
    started_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    agreed: bool
    next_at: datetime | None = None
    next_rung: str | None = None
    paused_at: datetime | None = None
    owed: bool = Field(default=True, sa_column_kwargs={"server_default": true()})


class CountRow(Base, table=True):
    """What an act of a case adds to a counter. It can be rebuilt from the events.

    ``site`` and ``month`` are empty where all of them count together.
    """

    __tablename__ = f"{PREFIX}counts"
    __table_args__ = (
        Index("ix_complaints_counts_key", "definition", "counter", "site", "key", "month"),
    )

    case_id: int = Field(sa_type=SERIAL, primary_key=True, foreign_key=f"{PREFIX}cases.id")
    seq: int = Field(primary_key=True)
    counter: str = Field(primary_key=True)
    definition: str
    site: str
    key: str
    month: str
    amount: str


class RequestRow(Base, table=True):
    """The answers given to requests that carried an idempotency key."""

    __tablename__ = f"{PREFIX}requests"

    key: str = Field(primary_key=True)
    request: str
    salt: str | None = None
    digest: str | None = None
    case_id: int = Field(sa_type=SERIAL, foreign_key=f"{PREFIX}cases.id")
    version: int
    state: str
    owner: str
    answered_at: datetime


cases: Table = CaseRow.__table__  # type: ignore[attr-defined]
events: Table = EventRow.__table__  # type: ignore[attr-defined]
personal_values: Table = PersonalValueRow.__table__  # type: ignore[attr-defined]
counts: Table = CountRow.__table__  # type: ignore[attr-defined]
deadlines: Table = DeadlineRow.__table__  # type: ignore[attr-defined]
requests: Table = RequestRow.__table__  # type: ignore[attr-defined]
