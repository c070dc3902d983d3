"""Reading cases: one for a decision, many for a sweep."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select

from workflow.engine.case import Case
from workflow.store.snapshot import CaseColumns, from_snapshot
from workflow.store.tables import STAFF_REVISION, cases, definitions, settings

# How long a case that is set aside waits at most. Whatever is to wait for longer was written by a
# clock that was ahead.
LONGEST_PAUSE = timedelta(hours=6)


class StoredCase(NamedTuple):
    """A case with what the store needs to write on: its last hash, and if it is set aside.

    ``wording`` is the hash of the wording of its edition, if it was read.
    """

    case: Case
    prefix: str
    year: int
    hash: str
    staff_revision: int
    aside_since: datetime | None
    aside_error: str | None
    aside_attempts: int
    retry_at: datetime | None
    wording: str | None = None


_STAFF = (
    select(settings.c.number)
    .where(settings.c.name == STAFF_REVISION)
    .scalar_subquery()
    .label("staff_revision")
)
_WORDING = (
    select(definitions.c.wording)
    .where(definitions.c.hash == cases.c.edition)
    .scalar_subquery()
    .label("wording")
)
_BESIDE = ("hash", "aside_since", "aside_error", "aside_attempts", "retry_at")
_STORED = select(*(cases.c[name] for name in (*CaseColumns._fields, *_BESIDE)), _STAFF, _WORDING)
_BESIDE_FROM = len(CaseColumns._fields)
_BY_SERIAL = _STORED.where(cases.c.id == bindparam("serial"))
_DUE = (
    _STORED.where(
        cases.c.next_at <= bindparam("now"),
        or_(
            cases.c.retry_at.is_(None),
            cases.c.retry_at <= bindparam("now"),
            cases.c.retry_at > bindparam("latest"),
        ),
    )
    .order_by(cases.c.next_at, cases.c.id)
    .limit(bindparam("most"))
)
_VERSIONS = select(cases.c.id, cases.c.version).where(
    cases.c.id.in_(bindparam("serials", expanding=True))
)
_NEXT = select(func.min(cases.c.next_at)).where(
    cases.c.next_at.is_not(None), cases.c.retry_at.is_(None)
)
_RETRIES = select(func.min(cases.c.retry_at), func.max(cases.c.retry_at)).where(
    cases.c.aside_since.is_not(None)
)
_OPEN_BY_OWNER = (
    select(cases.c.owner, func.count().label("open_cases"))
    .where(cases.c.site == bindparam("site"), cases.c.final.is_(False))
    .group_by(cases.c.owner)
)

_OPEN_OF = select(func.count()).where(cases.c.owner == bindparam("of"), cases.c.final.is_(False))


def load(connection: Connection, serial: int) -> StoredCase | None:
    """Return a case by its serial, or ``None``."""
    row: Any = connection.execute(_BY_SERIAL, {"serial": serial}).first()
    return None if row is None else _stored(row)


def load_due(connection: Connection, now: datetime, most: int) -> list[StoredCase]:
    """Return cases with something due by ``now``, the earliest first, at most ``most``."""
    wanted = {"now": now, "latest": now + LONGEST_PAUSE, "most": most}
    rows: Any = connection.execute(_DUE, wanted)
    return [_stored(row) for row in rows]


def versions(connection: Connection, serials: Sequence[int]) -> dict[int, int]:
    """Return the present version of each case."""
    rows = connection.execute(_VERSIONS, {"serials": list(serials)})
    return {row.id: row.version for row in rows}


def next_due(connection: Connection) -> datetime | None:
    """Return the earliest instant at which something is due to fire, or ``None``.

    Cases that are set aside do not count: they wait for ``next_retry``.
    """
    found: datetime | None = connection.execute(_NEXT).scalar()
    return found


def next_retry(connection: Connection, now: datetime) -> datetime | None:
    """Return when the first case that is set aside is tried again, or ``None``."""
    first, last = connection.execute(_RETRIES).one()
    if first is None:
        return None
    found: datetime = min(first, now) if last > now + LONGEST_PAUSE else first
    return found


def open_by_owner(connection: Connection, site: str) -> dict[str, int]:
    """Return how many open cases each person owns at a site."""
    rows = connection.execute(_OPEN_BY_OWNER, {"site": site})
    return {row.owner: row.open_cases for row in rows}


def open_cases_of(connection: Connection, owner: str) -> int:
    """Return how many open cases a person owns, at all sites."""
    found: int = connection.execute(_OPEN_OF, {"of": owner}).scalar_one()
    return found


def _stored(row: Iterable[Any]) -> StoredCase:
    values = tuple(row)
    columns = CaseColumns._make(values[:_BESIDE_FROM])
    last_hash, since, error, attempts, retry_at, staff, wording = values[_BESIDE_FROM:]
    return StoredCase(
        case=from_snapshot(columns),
        prefix=columns.prefix,
        year=columns.year,
        hash=last_hash,
        staff_revision=staff,
        aside_since=since,
        aside_error=error,
        aside_attempts=attempts,
        retry_at=retry_at,
        wording=wording,
    )
