"""The outbox: notices fixed by events, and the deliveries that carry them."""

from datetime import datetime

from sqlalchemy import Index, Table, UniqueConstraint, text
from sqlmodel import Field

from workflow.store.tables.base import PREFIX, SERIAL, Base

_GIVEN_UP = "given_up_at IS NOT NULL AND sent_at IS NULL AND ended_by IS NULL"


class NoticeRow(Base, table=True):
    """A message to one person, or to a party of the case: the outbox, before channels.

    It is fixed by an event. It is not sent before ``hold_until``: it waits for working time; nor
    before ``collect_until``: it goes together with others, or waits until a person may be called.
    ``documents`` names what goes with it, as a JSON list. ``deadline`` is empty if a step sends it.
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

    id: int | None = Field(default=None, primary_key=True, sa_type=SERIAL)
    case_id: int = Field(sa_type=SERIAL, foreign_key=f"{PREFIX}cases.id")
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
    collect_until: datetime | None = None


class DeliveryRow(Base, table=True):
    """One sending on one channel. The receiver gets ``id`` and can drop repeats by it.

    ``leased_by`` is the daemon that sends it now, where a running one does. One that
    ``waits_for_channel`` failed because its channel did not work, and not for what it is.
    One that was ``given_up_at`` waits for somebody who ends it: dropped, or sent to another, with
    who and why.
    """

    __tablename__ = f"{PREFIX}deliveries"
    __table_args__ = (
        Index(
            "ix_complaints_deliveries_open",
            "try_at",
            sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
        Index("ix_complaints_deliveries_recipient", "recipient", "created_at"),
        Index(
            "ix_complaints_deliveries_given_up",
            "created_at",
            sqlite_where=text(_GIVEN_UP),
        ),
    )

    id: str = Field(primary_key=True)
    channel: str
    recipient: str | None = None
    created_at: datetime
    attempts: int = 0
    try_at: datetime
    leased_until: datetime | None = None
    leased_by: str | None = None
    sent_at: datetime | None = None
    given_up_at: datetime | None = None
    error: str | None = None
    ended_by: str | None = None
    ended_why: str | None = None
    waits_for_channel: bool | None = None


class DeliveryNoticeRow(Base, table=True):
    """Which notices a delivery carries: each notice is in one delivery per channel."""

    __tablename__ = f"{PREFIX}delivery_notices"

    notice_id: int = Field(sa_type=SERIAL, primary_key=True, foreign_key=f"{PREFIX}notices.id")
    channel: str = Field(primary_key=True)
    delivery_id: str = Field(foreign_key=f"{PREFIX}deliveries.id", index=True)


notices: Table = NoticeRow.__table__  # type: ignore[attr-defined]
deliveries: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
delivery_notices: Table = DeliveryNoticeRow.__table__  # type: ignore[attr-defined]
