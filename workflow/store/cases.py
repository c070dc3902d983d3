"""Reading cases: one for a decision, many for a sweep."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select

from workflow.engine.case import Case
from workflow.store.pauses import OF_WORK
from workflow.store.prepared import Prepared, instant
from workflow.store.snapshot import CaseColumns, from_snapshot, number
from workflow.store.tables import STAFF_REVISION, cases, definitions, settings


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
_STORED = select(
    *(cases.c[name] for name in CaseColumns._fields),
    cases.c.hash,
    _STAFF,
    *(cases.c[name] for name in ("aside_since", "aside_error", "aside_attempts", "retry_at")),
    _WORDING,
)
_NAMES = _STORED.selected_columns.keys()
_HASH = _NAMES.index("hash")
_FINAL = _NAMES.index("final")
_INSTANTS = tuple(_NAMES.index(name) for name in ("opened_at", "aside_since", "retry_at"))
_BY_SERIAL = Prepared(_STORED.where(cases.c.id == bindparam("serial")))
_BY_IDENTITY = _STORED.where(cases.c.uuid == bindparam("identity"))
_NUMBERS = select(cases.c.uuid, cases.c.prefix, cases.c.year, cases.c.id).where(
    cases.c.uuid.in_(bindparam("identities", expanding=True))
)
_NUMBERS_OF = select(cases.c.prefix, cases.c.year, cases.c.id).where(
    cases.c.id.in_(bindparam("serials", expanding=True))
)
_DUE = Prepared(
    _STORED.where(
        cases.c.next_at <= bindparam("now"),
        or_(
            cases.c.retry_at.is_(None),
            cases.c.retry_at <= bindparam("now"),
            OF_WORK.is_too_far(cases.c.retry_at, cases.c.aside_attempts),
        ),
    )
    .order_by(cases.c.next_at, cases.c.id)
    .limit(bindparam("most"))
    # What another is deciding about is passed over, and its own affair.
    .with_for_update(of=cases, skip_locked=True)
)
_VERSIONS = (
    select(cases.c.id, cases.c.version)
    .where(cases.c.id.in_(bindparam("serials", expanding=True)))
    .order_by(cases.c.id)
    .with_for_update()
)
_LOCK = (
    select(cases.c.id)
    .where(cases.c.id == bindparam("serial"))
    .with_for_update(of=cases, skip_locked=True)
)
_OPEN_BY_OWNER = (
    select(cases.c.owner, func.count().label("open_cases"))
    .where(cases.c.site == bindparam("site"), cases.c.final.is_(False))
    .group_by(cases.c.owner)
)

_OPEN_OF = select(func.count()).where(cases.c.owner == bindparam("of"), cases.c.final.is_(False))


def load(connection: Connection, serial: int) -> StoredCase | None:
    """Return a case by its serial, or ``None``."""
    row = _BY_SERIAL.run(connection, {"serial": serial}).first()
    return None if row is None else _stored(row)


def load_if_due(connection: Connection, serial: int, now: datetime) -> StoredCase | None:
    """Return a case by its serial if something of it is due by ``now``."""
    stored = load(connection, serial)
    due = None if stored is None else stored.case.next_at
    return stored if due is not None and due <= now else None


def load_by_identity(connection: Connection, uuid: str) -> StoredCase | None:
    """Return a case by its permanent identity, or ``None``."""
    row: Any = connection.execute(_BY_IDENTITY, {"identity": uuid}).first()
    return None if row is None else _stored(row)


def numbers(connection: Connection, uuids: Iterable[str]) -> dict[str, str]:
    """Return the full numbers of cases, by their identities."""
    rows = connection.execute(_NUMBERS, {"identities": list(uuids)})
    return {row.uuid: number(row.prefix, row.year, row.id) for row in rows}


def numbers_of(connection: Connection, serials: Iterable[int]) -> dict[int, str]:
    """Return the full numbers of cases, by their serials."""
    rows = connection.execute(_NUMBERS_OF, {"serials": list(serials)})
    return {row.id: number(row.prefix, row.year, row.id) for row in rows}


def load_due(connection: Connection, now: datetime, most: int) -> list[StoredCase]:
    """Return cases with something due by ``now``, the earliest first, at most ``most``."""
    wanted = {"now": now, "most": most, **OF_WORK.limits(now)}
    return [_stored(row) for row in _DUE.run(connection, wanted)]


def lock(connection: Connection, serials: Iterable[int]) -> dict[int, int]:
    """Keep cases from changing until the transaction ends; return the version of each.

    They are locked in the order of their serials, so that nobody waits for each other.
    """
    rows = connection.execute(_VERSIONS, {"serials": list(serials)})
    return {row.id: row.version for row in rows}


def locked_at_once(connection: Connection, serial: int) -> bool:
    """Whether a case could be kept from changing without waiting for anybody."""
    return connection.execute(_LOCK, {"serial": serial}).first() is not None


def open_by_owner(connection: Connection, site: str) -> dict[str, int]:
    """Return how many open cases each person owns at a site."""
    rows = connection.execute(_OPEN_BY_OWNER, {"site": site})
    return {row.owner: row.open_cases for row in rows}


def open_cases_of(connection: Connection, owner: str) -> int:
    """Return how many open cases a person owns, at all sites."""
    found: int = connection.execute(_OPEN_OF, {"of": owner}).scalar_one()
    return found


def owners_of(connection: Connection, edition: str) -> list[str]:
    """Return who owns cases of an edition."""
    found = select(cases.c.owner).where(cases.c.edition == edition).distinct()
    return [row.owner for row in connection.execute(found)]


def _stored(row: Iterable[Any]) -> StoredCase:
    values = list(row)  # of many rows as the driver gives them
    for place in _INSTANTS:
        if values[place] is not None:
            values[place] = instant(values[place])
    values[_FINAL] = bool(values[_FINAL])
    columns = CaseColumns._make(values[:_HASH])
    return StoredCase(from_snapshot(columns), columns.prefix, columns.year, *values[_HASH:])
