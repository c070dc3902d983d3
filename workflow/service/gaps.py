"""Noticing that nothing was running: what a sweep finds due that should long have fired.

Every sweep counts as running, whoever asked for it. What fires with somebody's act does not: it
came late by the same gap. A gap is written with what came late by it, in the transaction of the
sweep that ends it, so that it is neither lost nor told twice.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workflow.engine.events import FIRED
from workflow.errors import StoreError
from workflow.service.house import House
from workflow.service.views import GapView
from workflow.store import gaps
from workflow.store.writing import Write

NOTICEABLE = timedelta(minutes=5)
ON_TIME = timedelta(minutes=1)


def fired_at(written: Sequence[Write]) -> list[datetime]:
    """Return when what a sweep wrote was due."""
    return [event.at for one in written for event in one.decision.events if event.type in FIRED]


def keep(connection: Connection, now: datetime, fired: Sequence[datetime]) -> None:
    """Note a sweep with when what it did was due, and the gap before it if that made it late."""
    last = gaps.last_sweep(connection, holding=True)
    since = last or _made(connection)
    if since is not None:
        _keep_gap(connection, now, fired, since)
    if last != gaps.to_the_minute(now):
        gaps.note_sweep(connection, now)


def is_kept(now: datetime, fired: Sequence[datetime], last: datetime | None) -> bool:
    """Whether ``keep`` has nothing to note: somebody swept in this minute, and nothing is late."""
    return last == gaps.to_the_minute(now) and all(one >= now - ON_TIME for one in fired)


def _made(connection: Connection) -> datetime | None:
    """Return when something ran first, or could have: see to it that one sweep alone is the first.

    Of a database that an older version made, nobody knows of a gap before its first sweep.
    """
    made = gaps.made(connection)
    return gaps.last_sweep(connection, holding=True) or made


def _keep_gap(
    connection: Connection, now: datetime, fired: Sequence[datetime], since: datetime
) -> None:
    # What was due before a gap was not held up by it: a case set aside, or recorded late.
    if since <= now - NOTICEABLE:
        meanwhile = gaps.fired_late(connection, since, now, ON_TIME)
        if meanwhile or any(since <= one <= now - NOTICEABLE for one in fired):
            found = sum(1 for one in fired if since <= one < now - ON_TIME)
            gaps.add(connection, since, now, found + meanwhile)
        return
    # Something ran just now. It may be the sweep that ended a gap and is not done with it yet.
    for gap in gaps.newest(connection):
        if fired and gap.until <= now < gap.until + NOTICEABLE:
            held_up = sum(1 for one in fired if gap.since <= one < gap.until - ON_TIME)
            if held_up:
                gaps.add_late(connection, gap, held_up)


def begin(house: House) -> None:
    """Note that a new database was made: before that nothing could be late."""
    with house.transactions.writing() as connection:
        gaps.note_made(connection, house.common_now(connection))


def note_idle(house: House, now: datetime, last: datetime | None) -> None:
    """Note a sweep that found nothing due, if the last that was noted is another minute's."""
    if is_kept(now, (), last):
        return
    # Somebody who holds the lock, or a full disk, must not turn looking into failing.
    with suppress(StoreError), house.transactions.writing(shared=True) as connection:
        keep(connection, now, ())


def list_gaps(house: House, *, limit: int) -> tuple[GapView, ...]:
    """Return the gaps that were recorded last, the newest first."""
    with house.transactions.reading() as connection:
        return tuple(
            GapView(one.since, one.until, one.late) for one in gaps.newest(connection, limit)
        )
