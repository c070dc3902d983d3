"""The row of one cycle of a deadline."""

from datetime import datetime
from typing import NamedTuple


class Cycle(NamedTuple):
    """What the row of a cycle says beside its case."""

    name: str
    cycle: int
    status: str
    started_at: datetime
    due_at: datetime
    done_at: datetime | None
    agreed: bool
    next_at: datetime | None
    next_rung: str | None
    paused_at: datetime | None
    owed: bool


COLUMNS = Cycle._fields
