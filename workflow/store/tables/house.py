"""What holds for every case: definitions, official days, people and sites, gaps, settings."""

from datetime import datetime

from sqlalchemy import Index, Table, UniqueConstraint
from sqlmodel import Field

from workflow.store.tables.base import PREFIX, SERIAL, Base


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

    id: int | None = Field(default=None, primary_key=True, sa_type=SERIAL)
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
    """A member of staff. ``capacity`` is how many open cases they may own at a site.

    From ``quiet_from`` until ``quiet_until``, local times such as 22:00, only what is urgent is
    sent to them.
    """

    __tablename__ = f"{PREFIX}people"

    name: str = Field(primary_key=True)
    contact: str | None = None
    department: str | None = None
    superior: str | None = None
    delegate: str | None = None
    away_from: datetime | None = None
    away_until: datetime | None = None
    capacity: int | None = None
    quiet_from: str | None = None
    quiet_until: str | None = None


class ContactRow(Base, table=True):
    """How a person is reached on a channel of the settings."""

    __tablename__ = f"{PREFIX}contacts"

    person: str = Field(primary_key=True, foreign_key=f"{PREFIX}people.name")
    channel: str = Field(primary_key=True)
    address: str


class SkillRow(Base, table=True):
    """Something a person can do that not everybody can."""

    __tablename__ = f"{PREFIX}skills"

    person: str = Field(primary_key=True, foreign_key=f"{PREFIX}people.name")
    skill: str = Field(primary_key=True)


class PostRow(Base, table=True):
    """A role a person holds at a site, from an instant until another."""

    __tablename__ = f"{PREFIX}posts"
    __table_args__ = (Index("ix_complaints_posts_site_role", "site", "role"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=SERIAL)
    person: str = Field(foreign_key=f"{PREFIX}people.name", index=True)
    site: str = Field(foreign_key=f"{PREFIX}sites.name")
    role: str
    held_from: datetime
    held_until: datetime | None = None


class SettingRow(Base, table=True):
    """Numbers that everybody must agree on, such as the revision of the staff."""

    __tablename__ = f"{PREFIX}settings"

    name: str = Field(primary_key=True)
    number: int


STAFF_REVISION = "staff_revision"
ERASE_PENDING = "erase_pending"
EDITIONS = "editions"
SWEPT_AT = "swept_at"
MADE_AT = "made_at"

definitions: Table = DefinitionRow.__table__  # type: ignore[attr-defined]
official_days: Table = OfficialDaysRow.__table__  # type: ignore[attr-defined]
gaps: Table = GapRow.__table__  # type: ignore[attr-defined]
departments: Table = DepartmentRow.__table__  # type: ignore[attr-defined]
sites: Table = SiteRow.__table__  # type: ignore[attr-defined]
people: Table = PersonRow.__table__  # type: ignore[attr-defined]
contacts: Table = ContactRow.__table__  # type: ignore[attr-defined]
skills: Table = SkillRow.__table__  # type: ignore[attr-defined]
posts: Table = PostRow.__table__  # type: ignore[attr-defined]
settings: Table = SettingRow.__table__  # type: ignore[attr-defined]
