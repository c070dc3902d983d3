"""The tables, on a MetaData of their own: a host application's tables are not touched by ours.

Classes describe the schema and serve reads; writes go through Core statements (see ``writing``),
which cost half as much. Instants are aware UTC. JSON is stored as TEXT, exactly as it was hashed.
"""

from datetime import datetime

from sqlalchemy import Index, MetaData, Table, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

PREFIX = "complaints_"
VERSION_TABLE = f"{PREFIX}version"

_registry = registry(
    metadata=MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
)


class Base(SQLModel, registry=_registry):
    """What our tables have in common: a MetaData apart from the host's.

    Rows are never validated, so what validating needs is not built at every start.
    """

    model_config = {"defer_build": True}


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

    id: int | None = Field(default=None, primary_key=True)
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

    case_id: int = Field(primary_key=True, foreign_key=f"{PREFIX}cases.id")
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

    case_id: int = Field(primary_key=True, foreign_key=f"{PREFIX}cases.id")
    field: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    salt: str
    value: str


class DeadlineRow(Base, table=True):
    """A queue of what is to fire, one row per cycle. It can be rebuilt from the events."""

    __tablename__ = f"{PREFIX}deadlines"
    __table_args__ = (Index("ix_complaints_deadlines_status_due_at", "status", "due_at"),)

    case_id: int = Field(primary_key=True, foreign_key=f"{PREFIX}cases.id")
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


class NoticeRow(Base, table=True):
    """A message to one person, or to a party of the case: the outbox, before channels.

    It is fixed by an event. It is not sent before ``hold_until``: it waits for working time.
    ``documents`` names what goes with it, as a JSON list.
    """

    __tablename__ = f"{PREFIX}notices"
    __table_args__ = (
        UniqueConstraint("case_id", "seq", "position"),
        Index(
            "ix_complaints_notices_open",
            "id",
            sqlite_where=text("formed_at IS NULL AND dropped_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key=f"{PREFIX}cases.id")
    seq: int
    position: int
    recipient: str | None = None
    template: str
    deadline: str
    cycle: int
    urgent: bool
    created_at: datetime
    formed_at: datetime | None = None
    dropped_at: datetime | None = None
    party: str | None = None
    documents: str | None = None
    hold_until: datetime | None = None


class DeliveryRow(Base, table=True):
    """One sending on one channel. The receiver gets ``id`` and can drop repeats by it."""

    __tablename__ = f"{PREFIX}deliveries"
    __table_args__ = (
        Index(
            "ix_complaints_deliveries_open",
            "try_at",
            sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    channel: str
    recipient: str | None = None
    created_at: datetime
    attempts: int = 0
    try_at: datetime
    leased_until: datetime | None = None
    sent_at: datetime | None = None
    given_up_at: datetime | None = None
    error: str | None = None


class DeliveryNoticeRow(Base, table=True):
    """Which notices a delivery carries: each notice is in one delivery per channel."""

    __tablename__ = f"{PREFIX}delivery_notices"

    notice_id: int = Field(primary_key=True, foreign_key=f"{PREFIX}notices.id")
    channel: str = Field(primary_key=True)
    delivery_id: str = Field(foreign_key=f"{PREFIX}deliveries.id", index=True)


class DefinitionRow(Base, table=True):
    """Every published edition, as resolved JSON, by its hash. Never changed."""

    __tablename__ = f"{PREFIX}definitions"
    __table_args__ = (UniqueConstraint("workflow", "edition"),)

    hash: str = Field(primary_key=True)
    workflow: str
    edition: str
    effective: str
    resolved: str
    wording: str
    published_at: datetime


class OfficialDaysRow(Base, table=True):
    """Official days of a country, as they were adopted: never changed.

    ``region`` may be an empty text. ``content`` is JSON, ``hash`` that of the content.
    """

    __tablename__ = f"{PREFIX}official_days"

    country: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    content: str
    hash: str
    adopted_at: datetime
    adopted_by: str


class GapRow(Base, table=True):
    """A time in which nothing could fire, because nothing was running.

    ``late`` counts the reminders, misses and escalations that came late by it.
    """

    __tablename__ = f"{PREFIX}gaps"

    id: int | None = Field(default=None, primary_key=True)
    since: datetime
    until: datetime
    late: int


class DepartmentRow(Base, table=True):
    """Who heads a department."""

    __tablename__ = f"{PREFIX}departments"

    name: str = Field(primary_key=True)
    head: str = Field(foreign_key=f"{PREFIX}people.name")


class SiteRow(Base, table=True):
    """A house. ``fallback`` hears of what nobody else can be told."""

    __tablename__ = f"{PREFIX}sites"

    name: str = Field(primary_key=True)
    zone: str
    fallback: str | None = None


class PersonRow(Base, table=True):
    """A member of staff."""

    __tablename__ = f"{PREFIX}people"

    name: str = Field(primary_key=True)
    contact: str | None = None
    department: str | None = None
    superior: str | None = None
    delegate: str | None = None
    away_from: datetime | None = None
    away_until: datetime | None = None


class PostRow(Base, table=True):
    """A role a person holds at a site, from an instant until another."""

    __tablename__ = f"{PREFIX}posts"
    __table_args__ = (Index("ix_complaints_posts_site_role", "site", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(foreign_key=f"{PREFIX}people.name", index=True)
    site: str = Field(foreign_key=f"{PREFIX}sites.name")
    role: str
    held_from: datetime
    held_until: datetime | None = None


class RequestRow(Base, table=True):
    """The answers given to requests that carried an idempotency key."""

    __tablename__ = f"{PREFIX}requests"

    key: str = Field(primary_key=True)
    request: str
    salt: str | None = None
    digest: str | None = None
    case_id: int = Field(foreign_key=f"{PREFIX}cases.id")
    version: int
    state: str
    owner: str
    answered_at: datetime


class SettingRow(Base, table=True):
    """Numbers that everybody must agree on, such as the revision of the staff."""

    __tablename__ = f"{PREFIX}settings"

    name: str = Field(primary_key=True)
    number: int


STAFF_REVISION = "staff_revision"
ERASE_PENDING = "erase_pending"
EDITIONS = "editions"
SWEPT_AT = "swept_at"

METADATA = _registry.metadata
cases: Table = CaseRow.__table__  # type: ignore[attr-defined]
events: Table = EventRow.__table__  # type: ignore[attr-defined]
personal_values: Table = PersonalValueRow.__table__  # type: ignore[attr-defined]
deadlines: Table = DeadlineRow.__table__  # type: ignore[attr-defined]
notices: Table = NoticeRow.__table__  # type: ignore[attr-defined]
deliveries: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
delivery_notices: Table = DeliveryNoticeRow.__table__  # type: ignore[attr-defined]
definitions: Table = DefinitionRow.__table__  # type: ignore[attr-defined]
official_days: Table = OfficialDaysRow.__table__  # type: ignore[attr-defined]
gaps: Table = GapRow.__table__  # type: ignore[attr-defined]
departments: Table = DepartmentRow.__table__  # type: ignore[attr-defined]
sites: Table = SiteRow.__table__  # type: ignore[attr-defined]
people: Table = PersonRow.__table__  # type: ignore[attr-defined]
posts: Table = PostRow.__table__  # type: ignore[attr-defined]
requests: Table = RequestRow.__table__  # type: ignore[attr-defined]
settings: Table = SettingRow.__table__  # type: ignore[attr-defined]
