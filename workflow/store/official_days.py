"""Official days as they were adopted: numbered for each country and region, and never changed."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select

from workflow.calendars.rules import OfficialDay, OfficialDays
from workflow.store.json_text import decode, encode
from workflow.store.tables import official_days


class Revision(NamedTuple):
    """One revision, without its content. ``region`` may be an empty text."""

    country: str
    region: str
    revision: int
    hash: str
    adopted_at: datetime
    adopted_by: str


_OF_COUNTRY = (
    official_days.c.country == bindparam("country"),
    official_days.c.region == bindparam("region"),
)
_NEWEST = select(func.max(official_days.c.revision)).where(*_OF_COUNTRY)
_HASH = select(official_days.c.hash).where(
    *_OF_COUNTRY, official_days.c.revision == bindparam("revision")
)
_CONTENT = select(official_days.c.content).where(
    *_OF_COUNTRY, official_days.c.revision == bindparam("revision")
)
_ALL = select(*(official_days.c[name] for name in Revision._fields)).order_by(
    official_days.c.country, official_days.c.region, official_days.c.revision
)


def newest(connection: Connection, country: str, region: str | None) -> int:
    """Return the number of the revision in force; 0 if none was adopted."""
    found: int | None = connection.execute(
        _NEWEST, {"country": country, "region": region or ""}
    ).scalar()
    return found or 0


def hash_of(connection: Connection, country: str, region: str | None, revision: int) -> str | None:
    """Return the hash of what a revision holds, ``None`` if there is no such revision."""
    found: str | None = connection.execute(
        _HASH, {"country": country, "region": region or "", "revision": revision}
    ).scalar()
    return found


def is_as_adopted(connection: Connection, country: str, region: str | None, revision: int) -> bool:
    """Whether what a revision holds can be read, and fits the hash it was adopted with."""
    key = {"country": country, "region": region or "", "revision": revision}
    text: str = connection.execute(_CONTENT, key).scalar_one()
    if sha256(text.encode()).hexdigest() != hash_of(connection, country, region, revision):
        return False
    try:
        _read(decode(text), revision)
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
    return True


def load(
    connection: Connection, country: str, region: str | None, revision: int
) -> OfficialDays | None:
    """Return the official days of a revision, ``None`` if there is no such revision."""
    text: str | None = connection.execute(
        _CONTENT, {"country": country, "region": region or "", "revision": revision}
    ).scalar()
    return None if text is None else _read(decode(text), revision)


def all_revisions(connection: Connection) -> list[Revision]:
    """Return every revision, by country and region, the oldest first."""
    rows: Any = connection.execute(_ALL)
    return [Revision._make(row) for row in rows]


def add(
    connection: Connection,
    country: str,
    region: str | None,
    official: OfficialDays,
    *,
    at: datetime,
    by: str,
) -> int:
    """Adopt official days as the next revision, and return its number."""
    content = encode(written(official))
    number = newest(connection, country, region) + 1
    row = Revision(country, region or "", number, sha256(content.encode()).hexdigest(), at, by)
    connection.execute(insert(official_days), {**row._asdict(), "content": content})
    return number


def written(official: OfficialDays) -> dict[str, Any]:
    """Return official days as the JSON that is stored and hashed."""
    return {
        "years": {str(year): official.years[year] for year in sorted(official.years)},
        "days": {
            day.isoformat(): [official.days[day].working, official.days[day].name]
            for day in sorted(official.days)
        },
    }


def _read(content: Mapping[str, Any], revision: int) -> OfficialDays:
    return OfficialDays(
        revision,
        {int(year): estimated for year, estimated in content["years"].items()},
        {
            date.fromisoformat(day): OfficialDay(name, working=working)
            for day, (working, name) in content["days"].items()
        },
    )
