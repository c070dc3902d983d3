"""Between local time and instants: the edges of the day, and the hours shown twice or never."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MIDNIGHT = (0, 0, 0, 0)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class LocalTimeError(ValueError):
    """A local time that does not exist, exists twice, or cannot be read.

    ``reason`` is one of ``unreadable``, ``no_such_day``, ``nonexistent``, ``ambiguous``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name. Raises ``ValueError`` for an unknown one.

    >>> zone("Asia/Shanghai").key
    'Asia/Shanghai'
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(name) from error


def to_instant(local: datetime, where: ZoneInfo) -> datetime:
    """Return the instant of a naive local time, in UTC.

    A time shown twice is its first showing; a time never shown is the next existing instant.

    >>> to_instant(datetime(2026, 3, 29, 2, 30), zone("Europe/Berlin"))
    datetime.datetime(2026, 3, 29, 1, 0, tzinfo=datetime.timezone.utc)
    """
    shown = local.replace(tzinfo=where, fold=0)
    instant = shown.astimezone(UTC)
    if instant.astimezone(where).utcoffset() == shown.utcoffset():
        return instant
    before = local.replace(tzinfo=where, fold=0).utcoffset() or timedelta()
    after = local.replace(tzinfo=where, fold=1).utcoffset() or timedelta()
    # In the gap both readings miss; the clocks jump where local time minus the old offset lands
    # on the wall time the jump starts from. Search the jump by halving: gaps are rare.
    low, high = (
        (local - max(before, after)).replace(tzinfo=UTC),
        (local - min(before, after)).replace(tzinfo=UTC),
    )
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(where).replace(tzinfo=None) < local:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=4096)
def end_of(day: date, where: ZoneInfo) -> datetime:
    """Return the instant at which a day ends (24:00), in UTC. Many limits end with the same day.

    >>> end_of(date(2026, 11, 24), zone("Asia/Shanghai"))
    datetime.datetime(2026, 11, 24, 16, 0, tzinfo=datetime.timezone.utc)
    """
    midnight = datetime(day.year, day.month, day.day) + timedelta(days=1)  # noqa: DTZ001
    return to_instant(midnight, where)


def read_local(text: str, where: ZoneInfo) -> datetime:
    """Read a time as a person types it, local to ``where`` unless it carries an offset; in UTC.

    Accepts ISO 8601 with a space or a ``T``, to the minute or finer, with or without offset; the
    end of a day may be 24:00.
    Raises ``LocalTimeError`` when it cannot be read, or (without offset) exists twice or never.

    >>> read_local("2026-11-21 10:00", zone("Asia/Shanghai"))
    datetime.datetime(2026, 11, 21, 2, 0, tzinfo=datetime.timezone.utc)
    """
    try:
        value = _written(text.strip())
    except (ValueError, OverflowError) as error:
        day = _DAY.match(text.strip())
        reason = "no_such_day" if day and not _is_day(day[0]) else "unreadable"
        raise LocalTimeError(reason) from error
    try:
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        first = value.replace(tzinfo=where, fold=0)
        second = value.replace(tzinfo=where, fold=1)
        if first.utcoffset() == second.utcoffset():
            return first.astimezone(UTC)
        shown = first.astimezone(UTC).astimezone(where).replace(tzinfo=None) == value
    except OverflowError as error:
        raise LocalTimeError("unreadable") from error
    raise LocalTimeError("ambiguous" if shown else "nonexistent")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _written(text: str) -> datetime:
    day, hour = text[: len("2026-11-21")], text[len("2026-11-21 ") :]
    if not hour:
        raise ValueError(text)  # a date is not a time
    if hour == "24:00":  # as limits are shown
        return datetime.fromisoformat(day) + timedelta(days=1)
    return datetime.fromisoformat(text)


def show_local(
    instant: datetime, where: ZoneInfo, *, end: bool = False, exactly: bool = False
) -> str:
    """Write an instant as local time, to the minute, or ``exactly`` if it has seconds.

    With ``end`` an instant at midnight is shown as 24:00 of the day it ends, as people say a
    limit: by the end of the 24th. A time that is shown twice that day is told with its offset,
    and ``read_local`` reads it so.

    >>> show_local(datetime(2026, 11, 24, 16, 0, tzinfo=UTC), zone("Asia/Shanghai"), end=True)
    '2026-11-24 24:00'
    """
    local = instant.astimezone(where)
    if end and (local.hour, local.minute, local.second, local.microsecond) == MIDNIGHT:
        return f"{local.date() - timedelta(days=1)} 24:00"
    seconds = f":{local.second:02}" if exactly and local.second else ""
    return f"{local:%Y-%m-%d %H:%M}{seconds}{offset_if_twice(local)}"


def offset_if_twice(local: datetime) -> str:
    """Return the offset of a time that its zone shows twice; empty for all others.

    >>> offset_if_twice(datetime(2026, 10, 25, 2, 20, tzinfo=zone("Europe/Berlin")))
    '+02:00'
    """
    other = local.replace(fold=1 - local.fold)
    if other.utcoffset() == local.utcoffset():
        return ""
    return local.isoformat(timespec="seconds")[len("2026-10-25T02:20:00") :]
