"""Noticing that nothing was running: what a sweep finds due that should long have fired.

Every sweep counts as running, whoever asked for it. A gap is written with what came late by it, in
the same transaction, so that it is neither lost nor told twice.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workflow.errors import StoreError
from workflow.service.house import House
from workflow.service.views import GapView
from workflow.store import gaps
from workflow.store.writing import Write

NOTICEABLE = timedelta(minutes=5)
_FIRED = frozenset({"rung_fired", "deadline_missed"})


def keep(connection: Connection, now: datetime, written: Sequence[Write]) -> None:
    """Note a sweep that wrote something, and the gap before it if that made things late."""
    latest = now - NOTICEABLE
    late = [
        event.at
        for one in written
        for event in one.decision.events
        if event.at <= latest and event.type in _FIRED
    ]
    last = gaps.last_sweep(connection)
    if late and last is not None:  # nobody knows of a gap before the first sweep
        _keep_gap(connection, now, late, last)
    if last != gaps.to_the_minute(now):
        gaps.note_sweep(connection, now)


def _keep_gap(connection: Connection, now: datetime, late: list[datetime], since: datetime) -> None:
    if since <= now - NOTICEABLE:
        # What was due before that was not held up by it: a case set aside, or recorded late.
        held_up = sum(1 for one in late if one >= since)
        if held_up:
            gaps.add(connection, since, now, held_up)
        return
    # Something ran just now. It may be the sweep that ended a gap and is not done with it yet.
    for gap in gaps.newest(connection):
        if gap.until <= now < gap.until + NOTICEABLE:
            held_up = sum(1 for one in late if gap.since <= one <= gap.until - NOTICEABLE)
            if held_up:
                gaps.add_late(connection, gap, held_up)


def begin(house: House) -> None:
    """Note that a new database was made: before that nothing could be late."""
    with house.transactions.writing() as connection:
        gaps.note_sweep(connection, house.now())


def note_idle(house: House, now: datetime, last: datetime | None) -> None:
    """Note a sweep that found nothing due, if the last that was noted is another minute's."""
    if last == gaps.to_the_minute(now):
        return
    # Somebody who holds the lock, or a full disk, must not turn looking into failing.
    with suppress(StoreError), house.transactions.writing() as connection:
        gaps.note_sweep(connection, now)


def list_gaps(house: House, *, limit: int) -> tuple[GapView, ...]:
    """Return the gaps that were recorded last, the newest first."""
    with house.transactions.reading() as connection:
        return tuple(
            GapView(one.since, one.until, one.late) for one in gaps.newest(connection, limit)
        )
