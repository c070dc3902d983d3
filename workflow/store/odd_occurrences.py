"""What only an inspection asks of what recurs: rows that are as none can be, and what was done."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, case, exists, func, not_, or_, select

from workflow.store.schedules import DONE, EACH, KEY
from workflow.store.tables import occurrences


class OddOccurrence(NamedTuple):
    """An occurrence that is as none can be: it contradicts itself, or parts of it are missing."""

    definition: str
    schedule: str
    site: str
    due_at: datetime
    contradictory: bool
    incomplete: bool


class DoneOccurrence(NamedTuple):
    """What was done in a case, as its row says."""

    case_id: int
    definition: str
    schedule: str
    site: str
    named_at: datetime
    due_at: datetime
    outcome: str


class Planner(NamedTuple):
    """By which edition a schedule was planned."""

    definition: str
    schedule: str
    edition: str


_outcome, _target, _case = (occurrences.c[name] for name in ("outcome", "target", "case_id"))
_of_a_case = _target != 0
_waits = _outcome == "waiting"
_ended = occurrences.c.ended_by.is_not(None)
_known = ("waiting", "skipped", "refused", "nothing", EACH, *DONE)
_reasons = ("superseded", "late", "gone_on")
_contradictory = or_(
    _outcome.not_in(_known),
    _waits != occurrences.c.try_at.is_not(None),
    # A row for a case names it, and only an opening has a case besides.
    _of_a_case & _case.is_distinct_from(_target),
    not_(_of_a_case) & (_case.is_not(None) != (_outcome == "opened")),
    _of_a_case & _outcome.in_(("opened", "nothing", EACH)),
    not_(_of_a_case) & _outcome.in_(("done", "refused")),
    _ended & (_outcome != "skipped"),
    (_outcome == "skipped") & not_(_ended) & occurrences.c.why.not_in(_reasons),
)
_whole = occurrences.alias()
_same = and_(*(_whole.c[name] == occurrences.c[name] for name in (*KEY, "named_at")))
_parts = exists().where(_same, _whole.c.target != 0)
_parent = exists().where(_same, _whole.c.target == 0, _whole.c.outcome == EACH)
_incomplete = or_(
    (_outcome == EACH) & ~_parts,
    # What a clock that was ahead planned is forgotten, and what was done then stays.
    _of_a_case & ~_parent & (occurrences.c.due_at <= bindparam("now")),
)
_ODD = (
    select(
        *(occurrences.c[name] for name in OddOccurrence._fields[:4]),
        *(func.max(case((way, 1), else_=0)) for way in (_contradictory, _incomplete)),
    )
    .where(or_(_contradictory, _incomplete))
    .group_by(*(occurrences.c[name] for name in OddOccurrence._fields[:4]))
    .order_by(occurrences.c.due_at, *(occurrences.c[name] for name in KEY))
)
_DONE = select(*(occurrences.c[name] for name in DoneOccurrence._fields)).where(
    _outcome.in_(DONE), _case.is_not(None)
)
_PLANNERS = (
    select(*(occurrences.c[name] for name in Planner._fields))
    .distinct()
    .order_by(*(occurrences.c[name] for name in Planner._fields))
)


def odd(connection: Connection, now: datetime) -> list[OddOccurrence]:
    """Return occurrences that are as none can be; of those in several cases one for all."""
    rows: Any = connection.execute(_ODD, {"now": now})
    return [OddOccurrence(*row[:4], *map(bool, row[4:])) for row in rows]


def done(connection: Connection) -> Iterator[DoneOccurrence]:
    """Yield what was done in cases."""
    rows: Any = connection.execute(_DONE)
    yield from map(DoneOccurrence._make, rows)


def planners(connection: Connection) -> list[Planner]:
    """Return by which editions schedules were planned."""
    rows: Any = connection.execute(_PLANNERS)
    return [Planner._make(row) for row in rows]
