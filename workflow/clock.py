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


@lru_cache(maxsize=4096)  # one instant is written in several places of an act
def to_text(instant: datetime) -> str:
    """Write an aware instant in UTC, to the microsecond; texts sort as the instants do.

    >>> to_text(datetime(2026, 11, 21, 8, 30, tzinfo=UTC))
    '2026-11-21T08:30:00.000000Z'
    """
    return instant.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def from_text(text: str) -> datetime:
    """Read what ``to_text`` wrote.

    >>> from_text("2026-11-21T08:30:00.000000Z")
    datetime.datetime(2026, 11, 21, 8, 30, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(text)
