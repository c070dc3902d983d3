"""What runs: the daemons, so that somebody can see whether one lives."""

from datetime import datetime

from sqlalchemy import Table
from sqlmodel import Field

from workflow.store.tables.base import PREFIX, Base


class DaemonRow(Base, table=True):
    """A daemon, as it last wrote of itself.

    ``seen_at`` is when it wrote, ``swept_at`` when it last looked for what is due. ``late_seconds``
    is by how much what it fired last was late. ``trouble`` is its last error in words, empty once
    it recovered. ``channels`` are those it sends by, as a JSON list, and ``resting`` those of them
    that do not work, as a JSON list of ``Rest``.
    """

    __tablename__ = f"{PREFIX}daemons"

    id: str = Field(primary_key=True)
    host: str
    process: int
    version: str
    started_at: datetime
    seen_at: datetime
    swept_at: datetime | None = None
    late_seconds: float | None = None
    trouble: str
    stopped_at: datetime | None = None
    channels: str | None = None
    resting: str | None = None


daemons: Table = DaemonRow.__table__  # type: ignore[attr-defined]
