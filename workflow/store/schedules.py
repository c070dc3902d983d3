"""What recurs: how far each schedule is at each site, and what waits to be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from workflow.store.pauses import OF_WORK
from workflow.store.statements import upsert
from workflow.store.tables import cases, definitions, occurrences, schedules

KEY = ("definition", "schedule", "site")
EACH = "each"
"""What became of an occurrence that has a row for each case: see there."""
DONE = ("opened", "done")
"""What became of it if something is in the history of a case."""


class Progress(NamedTuple):
    """How far a schedule is at a site. See ``ScheduleRow``."""

    definition: str
    schedule: str
    site: str
    planned_until: datetime
    next_at: datetime | None = None
    error: str = ""
    attempts: int = 0


class Planned(NamedTuple):
    """An occurrence. See ``OccurrenceRow``."""

    definition: str
    schedule: str
    site: str
    named_at: datetime
    target: int
    due_at: datetime
    edition: str
    outcome: str
    why: str
    case_id: int | None
    recorded_at: datetime
    attempts: int = 0
    try_at: datetime | None = None
    ended_by: str | None = None


_ALL = select(*(schedules.c[name] for name in Progress._fields)).order_by(
    *(schedules.c[name] for name in KEY)
)
UNPLANNED_TOO_LONG = and_(
    schedules.c.error != "", OF_WORK.is_too_far(schedules.c.next_at, schedules.c.attempts)
)
"""What is to wait for longer than anything waits was written by a clock that was ahead."""
WAITS_TOO_LONG = OF_WORK.is_too_far(occurrences.c.try_at, occurrences.c.attempts)
_DUE = (
    _ALL.where(or_(schedules.c.next_at <= bindparam("now"), UNPLANNED_TOO_LONG))
    .limit(bindparam("most"))
    # What another plans is passed over, and its own affair.
    .with_for_update(skip_locked=True)
)
_PUT = upsert(schedules, KEY, Progress._fields[3:])
# Written only where it is said, and no text can hold it: quotation marks in texts are escaped.
_RECURRING = (
    select(definitions.c.hash, definitions.c.workflow)
    .where(definitions.c.resolved.contains('"schedules":', autoescape=True))
    .order_by(definitions.c.workflow, definitions.c.published_at)
)
_ADD = upsert(occurrences, (*KEY, "named_at", "target"))
ROWS = select(*(occurrences.c[name] for name in Planned._fields))
_WAITING = (
    ROWS.where(
        occurrences.c.try_at.is_not(None),
        or_(
            occurrences.c.try_at <= bindparam("now"),
            and_(WAITS_TOO_LONG, occurrences.c.due_at <= bindparam("now")),
        ),
    )
    .order_by(
        *(occurrences.c[name] for name in ("due_at", "named_at", "target", *KEY)),
    )
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_SETTLED = ("outcome", "why", "case_id", "recorded_at", "attempts", "try_at", "ended_by")
_SETTLE = (
    update(occurrences)
    .where(
        *(occurrences.c[name] == bindparam(f"of_{name}") for name in (*KEY, "named_at", "target"))
    )
    .values({
        name: bindparam(f"new_{name}")
        for name in _SETTLED
    })
)  # fmt: skip
_UNDONE = (
    ROWS.where(occurrences.c.schedule == bindparam("name"), occurrences.c.try_at.is_not(None))
    .order_by(occurrences.c.due_at, *(occurrences.c[name] for name in (*KEY, "target")))
    .with_for_update()
)
_FORGET = delete(occurrences).where(
    occurrences.c.due_at > bindparam("now"), occurrences.c.outcome.not_in(DONE)
)
_FAILING = (
    select(func.count())
    .select_from(occurrences)
    .where(occurrences.c.try_at.is_not(None), occurrences.c.attempts > 0)
)
_UNPLANNED = select(func.count()).select_from(schedules).where(schedules.c.error != "")
_PLANNED_NEXT = select(func.min(schedules.c.next_at)).where(
    schedules.c.definition == bindparam("workflow"), schedules.c.site == bindparam("place")
)
# What waits is few of many: a condition on the definition would have all of its rows looked at.
_WAITS_FIRST = select(
    func.min(
        case(
            (
                and_(
                    occurrences.c.definition == bindparam("workflow"),
                    occurrences.c.site == bindparam("place"),
                    occurrences.c.attempts == 0,  # what failed holds nothing up
                ),
                occurrences.c.due_at,
            )
        )
    )
).where(occurrences.c.try_at.is_not(None))
_PARTS = select(
    exists().where(
        *(occurrences.c[name] == bindparam(f"of_{name}") for name in (*KEY, "named_at")),
        occurrences.c.target != 0,
    )
)
_TARGETS = (
    select(cases.c.id)
    .where(
        cases.c.definition == bindparam("workflow"),
        cases.c.site == bindparam("place"),
        cases.c.final.is_(False),
        cases.c.opened_at <= bindparam("by"),
        cases.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(cases.c.id)
)


def recurring_editions(connection: Connection) -> list[tuple[str, str]]:
    """Return the hashes of the editions that say that something recurs, with their workflows."""
    return [(row.hash, row.workflow) for row in connection.execute(_RECURRING)]


def progress(connection: Connection) -> list[Progress]:
    """Return how far every schedule is at every site."""
    rows: Any = connection.execute(_ALL)
    return [Progress._make(row) for row in rows]


def claim_due(connection: Connection, now: datetime, most: int) -> list[Progress]:
    """Return schedules that come by ``now``; nobody else plans them until the transaction ends."""
    rows: Any = connection.execute(_DUE, {"now": now, "most": most, **OF_WORK.limits(now)})
    return [Progress._make(row) for row in rows]


def put(connection: Connection, rows: Sequence[Progress]) -> None:
    """Write how far schedules are."""
    if rows:
        connection.execute(_PUT, [one._asdict() for one in rows])


def plan(connection: Connection, rows: Sequence[Planned]) -> None:
    """Write occurrences; those that are there already stay as they are."""
    if rows:
        connection.execute(_ADD, [one._asdict() for one in rows])


def forget_future(connection: Connection, now: datetime) -> None:
    """Forget what a clock that was ahead planned, skipped or was refused: it comes again."""
    connection.execute(_FORGET, {"now": now})


def claim_waiting(connection: Connection, now: datetime, most: int) -> list[Planned]:
    """Return what is to be done by ``now``, the earliest first; it is kept from others."""
    wanted = {"now": now, "most": most, **OF_WORK.limits(now)}
    rows: Any = connection.execute(_WAITING, wanted)
    return [Planned._make(row) for row in rows]


def undone(connection: Connection, schedule: str) -> list[Planned]:
    """Return everything of schedules of a name that waits, the earliest first; kept from others."""
    rows: Any = connection.execute(_UNDONE, {"name": schedule})
    return [Planned._make(row) for row in rows]


def settle(connection: Connection, one: Planned) -> None:
    """Write what became of an occurrence."""
    values = {f"of_{name}": getattr(one, name) for name in (*KEY, "named_at", "target")}
    for name in _SETTLED:
        values[f"new_{name}"] = getattr(one, name)
    connection.execute(_SETTLE, values)


def count_failing(connection: Connection) -> int:
    """Return how many occurrences failed and are tried again, and schedules without a plan."""
    failing: int = connection.execute(_FAILING).scalar_one()
    unplanned: int = connection.execute(_UNPLANNED).scalar_one()
    return failing + unplanned


def something_before(connection: Connection, workflow: str, site: str, by: datetime) -> bool:
    """Whether something of a definition came earlier at a site and is still to be done, or planned.

    Perhaps somebody else does it at this moment.
    """
    wanted = {"workflow": workflow, "place": site}
    firsts = [connection.execute(one, wanted).scalar_one() for one in (_PLANNED_NEXT, _WAITS_FIRST)]
    return any(one is not None and one < by for one in firsts)


def has_parts(connection: Connection, one: Planned) -> bool:
    """Whether an occurrence has rows for single cases."""
    wanted = {f"of_{name}": getattr(one, name) for name in (*KEY, "named_at")}
    found: bool = connection.execute(_PARTS, wanted).scalar_one()
    return bool(found)


def targets(
    connection: Connection, workflow: str, site: str, states: Sequence[str], by: datetime
) -> list[int]:
    """Return the serials of the cases that are open in some states, opened by an instant."""
    wanted = {"workflow": workflow, "place": site, "states": list(states), "by": by}
    return [row.id for row in connection.execute(_TARGETS, wanted)]
