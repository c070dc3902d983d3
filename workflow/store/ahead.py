"""What a clock that was ahead recorded, and whether that is put right."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from workflow.engine.events import FIRED, SILENT
from workflow.store.json_text import decode
from workflow.store.tables import events


class Later(NamedTuple):
    """Something that was recorded later than it is, or stands at a time that is to come.

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
        or_(events.c.recorded_at > bindparam("after"), events.c.at > bindparam("after")),
        events.c.type.not_in(sorted(SILENT - FIRED)),
    )
    .order_by(events.c.case_id, events.c.seq)
)
_RIGHT = select(events.c.case_id, events.c.payload).where(
    events.c.type.in_(("clock_corrected", "firing_voided"))
)


def opened_around(
    connection: Connection, serial: int, since: datetime, until: datetime, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Return when the case before one, and the one after it, were opened by a clock that is right.

    That is what was recorded by now, though not between two instants.
    """
    right = (
        events.c.seq == 1,
        events.c.recorded_at <= now,
        ~events.c.recorded_at.between(since, until),
    )
    when = select(events.c.recorded_at).where(*right).limit(1)
    before = when.where(events.c.case_id < serial).order_by(events.c.case_id.desc())
    after = when.where(events.c.case_id > serial).order_by(events.c.case_id)
    return connection.execute(before).scalar(), connection.execute(after).scalar()


def recorded_after(connection: Connection, instant: datetime) -> list[Later]:
    """Return what fired, and what somebody did, that was recorded, or stands, after an instant."""
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
