"""Times in which nothing was running, and the last instant at which a sweep is known to have run.

That instant is a setting, kept to the minute: a sweep writes it once a minute at most. So is when
the database was made, since when something could be late.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, literal_column, select, update

from workflow.engine.events import FIRED
from workflow.store.statements import upsert
from workflow.store.tables import MADE_AT, SWEPT_AT, events, gaps, settings

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Gap(NamedTuple):
    """From ``since`` to ``until`` nothing ran, and so many reminders and misses came late."""

    id: int
    since: datetime
    until: datetime
    late: int


_NOTE = upsert(settings, ["name"], ["number"])
_NOTED = select(settings.c.number).where(settings.c.name == bindparam("name"))
_NEWEST = select(*(gaps.c[name] for name in Gap._fields)).order_by(gaps.c.id.desc())
_RECORDED = select(events.c.type, events.c.at, events.c.recorded_at)
# Events are only ever added: on SQLite the last to be recorded have the highest row numbers.
_NEWEST_FIRST = _RECORDED.order_by(literal_column(f"{events.name}.rowid").desc())
_SINCE = _RECORDED.where(events.c.recorded_at >= bindparam("since"))
_MORE = (
    update(gaps).where(gaps.c.id == bindparam("gap")).values(late=gaps.c.late + bindparam("more"))
)


def last_sweep(connection: Connection, *, holding: bool = False) -> datetime | None:
    """Return when a sweep is known to have run last, to the minute; ``None`` if none is.

    ``holding``: nobody else notes one until the transaction ends.
    """
    return _noted(connection, SWEPT_AT, holding=holding)


def made(connection: Connection) -> datetime | None:
    """Return when the database was made, to the minute; ``None`` if an older version made it.

    Nobody else asks until the transaction ends.
    """
    return _noted(connection, MADE_AT, holding=True)


def _noted(connection: Connection, name: str, *, holding: bool) -> datetime | None:
    noted = _NOTED.with_for_update() if holding else _NOTED
    return minute(connection.execute(noted, {"name": name}).scalar())


def minute(number: int | None) -> datetime | None:
    """Return the instant that is noted as a number of minutes."""
    return None if number is None else _EPOCH + number * _MINUTE


def to_the_minute(now: datetime) -> datetime:
    """Return the minute that an instant lies in, as ``last_sweep`` would."""
    return _EPOCH + (now - _EPOCH) // _MINUTE * _MINUTE


def note_sweep(connection: Connection, now: datetime) -> None:
    """Note that a sweep ran."""
    _note(connection, SWEPT_AT, now)


def note_made(connection: Connection, now: datetime) -> None:
    """Note that the database was made."""
    _note(connection, MADE_AT, now)


def _note(connection: Connection, name: str, now: datetime) -> None:
    connection.execute(_NOTE, {"name": name, "number": (now - _EPOCH) // _MINUTE})


def fired_late(connection: Connection, since: datetime, until: datetime, at_most: timedelta) -> int:
    """Return how much fired between two instants, and was due in between, too late by more.

    No more is read than what was recorded since.
    """
    late = 0
    numbered = connection.dialect.name == "sqlite"
    found = (_NEWEST_FIRST, {}) if numbered else (_SINCE, {"since": since})
    with connection.execute(*found) as rows:
        for kind, at, recorded_at in rows:
            if recorded_at < since:
                break
            late += kind in FIRED and at >= since and at + at_most < recorded_at < until
    return late


def newest(connection: Connection, most: int = 1) -> list[Gap]:
    """Return the gaps that were recorded last, the newest first."""
    rows: Any = connection.execute(_NEWEST.limit(most))
    return [Gap._make(row) for row in rows]


def add(connection: Connection, since: datetime, until: datetime, late: int) -> None:
    """Record a gap."""
    connection.execute(insert(gaps), {"since": since, "until": until, "late": late})


def add_late(connection: Connection, gap: Gap, late: int) -> None:
    """Record that more came late by a gap."""
    connection.execute(_MORE, {"gap": gap.id, "more": late})
