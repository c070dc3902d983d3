"""The one place that reads the time, and the one way an instant is written as text.

Everything else receives ``now`` as an argument. Linting keeps it so.
"""

from datetime import UTC, datetime
from functools import lru_cache


def now() -> datetime:
    """Return the current instant, aware, in UTC.

    >>> now().tzinfo
    datetime.timezone.utc
    """
    return datetime.now(UTC)


def in_utc(instant: datetime) -> datetime:
    """Return an aware instant in UTC.

    The two times of an hour shown twice are equal and yet an hour apart, and adding to a time of a
    zone adds on its wall clock. What comes from outside is therefore brought to UTC first.
    Raises ``ValueError`` for a time that does not say its zone.
    """
    if instant.tzinfo is UTC:
        return instant
    if instant.tzinfo is None:
        raise ValueError(instant.isoformat())
    return instant.astimezone(UTC)


def to_text(instant: datetime) -> str:
    """Write an aware instant in UTC, to the microsecond; texts sort as the instants do.

    >>> to_text(datetime(2026, 11, 21, 8, 30, tzinfo=UTC))
    '2026-11-21T08:30:00.000000Z'
    """
    return _written(in_utc(instant))


@lru_cache(maxsize=4096)  # one instant is written in several places of an act
def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds")[:-6] + "Z"


def from_text(text: str) -> datetime:
    """Read what ``to_text`` wrote.

    >>> from_text("2026-11-21T08:30:00.000000Z")
    datetime.datetime(2026, 11, 21, 8, 30, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(text)
