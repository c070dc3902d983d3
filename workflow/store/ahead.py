"""What a clock that was ahead recorded, and whether that is put right."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from workflow.engine.events import FIRED, SILENT
from workflow.store.json_text import decode
from workflow.store.tables import events


class Later(NamedTuple):
    """Something that was recorded later than it is.

    ``fired``: by itself. ``right``: it is void, or the time of it was put right.
    """

    serial: int
    seq: int
    recorded_at: datetime
    fired: bool
    right: bool


_LATER = (
    select(events.c.case_id, events.c.seq, events.c.recorded_at, events.c.type)
    .where(
        events.c.recorded_at > bindparam("after"),
        events.c.type.not_in(sorted(SILENT - FIRED)),
    )
    .order_by(events.c.case_id, events.c.seq)
)
_RIGHT = select(events.c.case_id, events.c.payload).where(
    events.c.type.in_(("clock_corrected", "firing_voided"))
)


def recorded_after(connection: Connection, instant: datetime) -> list[Later]:
    """Return what fired, and what somebody did, that was recorded after an instant."""
    rows = connection.execute(_LATER, {"after": instant}).all()
    if not rows:
        return []
    right = {
        (case, seq)
        for case, payload in connection.execute(_RIGHT)
        for seq in decode(payload)["events"]
    }
    return [
        Later(case, seq, recorded_at, kind in FIRED, (case, seq) in right)
        for case, seq, recorded_at, kind in rows
    ]
