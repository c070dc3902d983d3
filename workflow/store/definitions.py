"""Published editions, by hash. What is published is never changed, but for its wording."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from workflow.store.statements import Upsert
from workflow.store.tables import EDITIONS, definitions, settings


class StoredEdition(NamedTuple):
    """A published edition; ``resolved`` is its JSON, ``effective`` a date as text."""

    hash: str
    workflow: str
    edition: str
    effective: str
    resolved: str
    wording: str
    published_at: datetime


_COLUMNS = tuple(definitions.c[name] for name in StoredEdition._fields)
_BY_HASH = select(definitions.c.resolved).where(definitions.c.hash == bindparam("hash"))
_WORDING = select(definitions.c.wording).where(definitions.c.hash == bindparam("hash"))
_NEWEST_FIRST = select(*_COLUMNS).order_by(
    definitions.c.workflow, definitions.c.effective.desc(), definitions.c.published_at.desc()
)
# Written only where it is said, and no text can hold it: quotation marks in texts are escaped.
_SECRETIVE = (
    select(definitions.c.hash)
    .where(definitions.c.resolved.contains('"sees":', autoescape=True))
    .order_by(definitions.c.hash)
)
_OF_WORKFLOW = (
    select(*_COLUMNS)
    .where(
        definitions.c.workflow == bindparam("workflow"),
        definitions.c.effective <= bindparam("day"),
    )
    .order_by(definitions.c.effective.desc(), definitions.c.published_at.desc())
    .limit(1)
)

_COUNT = Upsert(settings, ["name"], {"number": f"{settings.name}.number + 1"})
_COUNTED = select(settings.c.number).where(settings.c.name == EDITIONS)


def resolved_json(connection: Connection, fingerprint: str) -> str | None:
    """Return the resolved JSON of an edition by its hash."""
    found: str | None = connection.execute(_BY_HASH, {"hash": fingerprint}).scalar()
    return found


def wording_of(connection: Connection, fingerprint: str) -> str | None:
    """Return the hash of the wording an edition has at present."""
    found: str | None = connection.execute(_WORDING, {"hash": fingerprint}).scalar()
    return found


def in_effect(connection: Connection, workflow: str, day: str) -> StoredEdition | None:
    """Return the edition of a workflow that is in effect on a day (ISO date), if any."""
    row: Any = connection.execute(_OF_WORKFLOW, {"workflow": workflow, "day": day}).first()
    return None if row is None else StoredEdition._make(row)


def all_editions(connection: Connection) -> list[StoredEdition]:
    """Return every published edition, by workflow, the newest first."""
    rows: Any = connection.execute(_NEWEST_FIRST)
    return [StoredEdition._make(row) for row in rows]


def secretive(connection: Connection) -> list[str]:
    """Return the hashes of the editions that keep something to some of the staff."""
    return [row.hash for row in connection.execute(_SECRETIVE)]


def put_wording(connection: Connection, edition: StoredEdition) -> None:
    """Put other titles and texts to an edition; its hash, and what it does, are the same."""
    connection.execute(
        update(definitions)
        .where(definitions.c.hash == edition.hash)
        .values(resolved=edition.resolved, wording=edition.wording)
    )


def add_edition(connection: Connection, edition: StoredEdition) -> None:
    """Publish an edition. They are counted, so that one that is gone is missed."""
    connection.execute(insert(definitions), edition._asdict())
    connection.execute(_COUNT, {"name": EDITIONS, "number": 1})


def editions_published(connection: Connection) -> int:
    """Return how many editions were ever published."""
    found: int | None = connection.execute(_COUNTED).scalar()
    return found or 0
