"""The daemons: each writes of itself now and then, and anybody can read whether one lives."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from workflow.clock import from_text
from workflow.store.json_text import decode, encode
from workflow.store.tables import daemons

ROUND = "once:"
"""What the id of a machine's last single round begins with; the name of the machine follows."""


class Rest(NamedTuple):
    """A channel that does not work: until when it rests before it is tried again, and why."""

    channel: str
    until: datetime
    reason: str


class Heartbeat(NamedTuple):
    """What a daemon writes of itself. See ``DaemonRow``.

    ``channels`` are ``None`` if they are not known: it is of before.
    """

    id: str
    host: str
    process: int
    version: str
    started_at: datetime
    seen_at: datetime
    swept_at: datetime | None = None
    late_seconds: float | None = None
    trouble: str = ""
    stopped_at: datetime | None = None
    channels: tuple[str, ...] | None = None
    resting: tuple[Rest, ...] = ()


_ALL = select(*(daemons.c[name] for name in Heartbeat._fields)).order_by(
    daemons.c.seen_at.desc(), daemons.c.id
)
_INSERT = insert(daemons)
_UPDATE = (
    update(daemons)
    .where(daemons.c.id == bindparam("daemon"))
    .values({name: bindparam(f"new_{name}") for name in Heartbeat._fields[1:]})
)
_TOUCH = update(daemons).where(daemons.c.id == bindparam("daemon")).values(seen_at=bindparam("now"))
_FORGET = delete(daemons).where(
    # Nobody was seen later than now, unless a clock was ahead.
    or_(daemons.c.seen_at < bindparam("first"), daemons.c.seen_at > bindparam("last"))
)


def write(connection: Connection, beat: Heartbeat) -> None:
    """Write what a daemon says of itself, over what it said before."""
    row = beat._asdict()
    row["channels"] = None if beat.channels is None else encode(beat.channels)
    row["resting"] = encode(beat.resting) if beat.resting else None
    values = {f"new_{name}": value for name, value in row.items() if name != "id"}
    # The row is not there at first, nor after a backup was put in place.
    if not connection.execute(_UPDATE, {"daemon": beat.id, **values}).rowcount:
        connection.execute(_INSERT, row)


def touch(connection: Connection, daemon: str, now: datetime) -> None:
    """Write that a daemon was seen."""
    connection.execute(_TOUCH, {"daemon": daemon, "now": now})


def forget(connection: Connection, now: datetime, silent: timedelta) -> None:
    """Remove the daemons that were not seen for so long."""
    connection.execute(_FORGET, {"first": now - silent, "last": now + silent})


def read(connection: Connection) -> list[Heartbeat]:
    """Return every daemon that is not forgotten, the one seen last first."""
    rows: Any = connection.execute(_ALL)
    return [_heartbeat(row) for row in rows]


def _heartbeat(row: Any) -> Heartbeat:
    channels = None if row.channels is None else tuple(decode(row.channels))
    rests = () if row.resting is None else decode(row.resting)
    resting = tuple(Rest(name, from_text(until), reason) for name, until, reason in rests)
    return Heartbeat._make(row)._replace(channels=channels, resting=resting)
