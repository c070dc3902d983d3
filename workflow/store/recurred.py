"""What came of what recurs, to be looked at."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from workflow.store.schedules import EACH, KEY, ROWS, Planned
from workflow.store.tables import occurrences, schedules

_NEWEST = select(
    *(schedules.c[name] for name in KEY),
    # By its name, which the key is in order of, the last is the last to come.
    select(func.max(occurrences.c.named_at))
    .where(*(occurrences.c[name] == schedules.c[name] for name in KEY))
    .scalar_subquery()
    .label("named_at"),
)
_NAMED = ROWS.where(
    *(occurrences.c[name] == bindparam(f"of_{name}") for name in (*KEY, "named_at")),
    occurrences.c.outcome != EACH,
)


def failing(connection: Connection) -> dict[tuple[str, str, str], int]:
    """Return how many occurrences of each schedule at each site failed and are tried again."""
    key = [occurrences.c[name] for name in KEY]
    wanted = (
        select(*key, func.count())
        .where(occurrences.c.try_at.is_not(None), occurrences.c.attempts > 0)
        .group_by(*key)
    )
    return {(row[0], row[1], row[2]): row[3] for row in connection.execute(wanted)}


def listed(
    connection: Connection,
    *,
    schedule: str | None = None,
    site: str | None = None,
    most: int,
    outcomes: Sequence[str] = (),
) -> list[Planned]:
    """Return the latest occurrences, the newest first; of a schedule, a site, or some outcomes."""
    wanted = (
        ROWS.where(occurrences.c.outcome != EACH)
        .order_by(occurrences.c.due_at.desc(), *(occurrences.c[name] for name in (*KEY, "target")))
        .limit(most)
    )
    if schedule is not None:
        wanted = wanted.where(occurrences.c.schedule == schedule)
    if site is not None:
        wanted = wanted.where(occurrences.c.site == site)
    if outcomes:
        wanted = wanted.where(occurrences.c.outcome.in_(outcomes))
    rows: Any = connection.execute(wanted)
    return [Planned._make(row) for row in rows]


def last_of(connection: Connection) -> list[Planned]:
    """Return the last occurrence of each schedule at each site; of several cases each."""
    found: list[Planned] = []
    for newest in connection.execute(_NEWEST).mappings().all():
        rows: Any = connection.execute(_NAMED, {f"of_{name}": at for name, at in newest.items()})
        found += [Planned._make(row) for row in rows]
    return found
