"""Firing what is due, part by part; what recurs comes first."""

from collections.abc import Iterator
from datetime import datetime

from workflow.service import gaps, recurring
from workflow.service.batches import BATCH, sweep_batch
from workflow.service.fired import fired_by
from workflow.service.house import House
from workflow.service.views import FiringReport
from workflow.store.upcoming import Upcoming, upcoming


def fire_due(house: House, now: datetime, *, limit: int | None = None) -> FiringReport:
    """Do and fire all that is due by ``now``, in at most ``limit`` cases (``None``: all)."""
    coming = look(house, now)
    if not coming.is_due(now):
        return FiringReport((), 0, (), coming.first())
    parts = tuple(sweep(house, now, coming, limit=limit))
    return FiringReport(
        tuple(fired for one in parts for fired in one.fired),
        sum(one.cases for one in parts),
        tuple(aside for one in parts for aside in one.set_aside),
        next_due(house, now),
        tuple(recurred for one in parts for recurred in one.recurred),
    )


def sweep(
    house: House, now: datetime, coming: Upcoming, *, limit: int | None = None
) -> Iterator[FiringReport]:
    """Do and fire what is due by ``now`` part by part; each is committed when it is yielded.

    So whoever tells of it tells of all that was done, whatever becomes of the rest.
    """
    handled = 0
    recurs = coming.recurs()
    if recurs is not None and recurs <= now:
        for one in recurring.recur(house, now, limit=limit):
            handled += one.handled
            yield FiringReport(one.fired, one.handled, (), None, one.recurred)
    while limit is None or handled < limit:
        most = BATCH if limit is None else min(BATCH, limit - handled)
        batch = sweep_batch(house, now, most, coming.swept)
        handled += batch.size
        fired = tuple(fired for one in batch.written for fired in fired_by(one.decision))
        yield FiringReport(fired, batch.size, tuple(batch.aside), None)
        if not batch.more:
            break


def next_due(house: House, now: datetime) -> datetime | None:
    """Return when something is due next, as far as it is known."""
    with house.transactions.asking() as connection:
        return upcoming(connection, now).first()


def look(house: House, now: datetime) -> Upcoming:
    """Return what is due next; if that is not now, note that somebody looked.

    Raises ``StoreClockAhead`` or ``StoreClockBehind`` if ``now`` is far from the server's clock.
    """
    with house.transactions.asking() as connection:
        coming = upcoming(connection, now)
    house.check_clock(coming.shared_now)
    if not coming.is_due(now):
        gaps.note_idle(house, now, coming.swept)
    return coming
