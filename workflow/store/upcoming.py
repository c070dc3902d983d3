"""What comes next: to fire, to be tried again, to recur. One question to the database."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, and_, bindparam, case, func, select

from workflow.store.gaps import minute
from workflow.store.pauses import OF_WORK
from workflow.store.prepared import Prepared, instant
from workflow.store.schedules import UNPLANNED_TOO_LONG, WAITS_TOO_LONG
from workflow.store.statements import server_clock
from workflow.store.tables import SWEPT_AT, cases, occurrences, schedules, settings


class Upcoming(NamedTuple):
    """Instants at which something is wanted; ``None`` where nothing is.

    ``due`` is when a case fires next that is not set aside; those are tried again at ``retried``. A
    schedule comes at ``planned``, and what came of one is tried at ``tried``. What a clock that was
    ahead made wait for too long is tried at once. ``shared_now`` is by the server's clock, if there
    is one; ``swept`` is when a sweep is known to have run last, to the minute.
    """

    due: datetime | None
    retried: datetime | None
    planned: datetime | None
    tried: datetime | None
    shared_now: datetime | None
    swept: datetime | None

    def recurs(self) -> datetime | None:
        """Return when something recurs next, or is tried again, as far as that is known."""
        return _earliest(self.planned, self.tried)

    def first(self) -> datetime | None:
        """Return when anything is wanted next, as far as that is known."""
        return _earliest(self.due, self.retried, self.recurs())

    def is_due(self, now: datetime) -> bool:
        """Whether anything is to be done by now."""
        first = self.first()
        return first is not None and first <= now


_aside = cases.c.aside_since.is_not(None)
_waits = occurrences.c.try_at.is_not(None)
_now = bindparam("now", type_=schedules.c.next_at.type)


def _tried(
    at: Column[Any], too_far: ColumnElement[bool], due: Column[Any] | None = None
) -> ColumnElement[Any]:
    """Return when something is tried again: now if it waits for too long, unless it is due later.

    A clock that was ahead may have tried what is still to come.
    """
    later = [] if due is None else [(and_(too_far, due > _now), due)]
    return func.min(case(*later, (too_far, _now), else_=at))


_case_too_far = OF_WORK.is_too_far(cases.c.retry_at, cases.c.aside_attempts)
_UPCOMING = Prepared(
    select(
        *(
            query.scalar_subquery()
            for query in (
                select(func.min(cases.c.next_at)).where(
                    cases.c.next_at.is_not(None), cases.c.retry_at.is_(None)
                ),
                select(_tried(cases.c.retry_at, _case_too_far, cases.c.next_at)).where(_aside),
                select(_tried(schedules.c.next_at, UNPLANNED_TOO_LONG)),
                select(_tried(occurrences.c.try_at, WAITS_TOO_LONG, occurrences.c.due_at)).where(
                    _waits
                ),
            )
        ),
        server_clock(),
        select(settings.c.number).where(settings.c.name == bindparam("swept")).scalar_subquery(),
    )
)


def upcoming(connection: Connection, now: datetime) -> Upcoming:
    """Return what comes next."""
    wanted = {"swept": SWEPT_AT, "now": now, **OF_WORK.limits(now)}
    found: Any = _UPCOMING.run(connection, wanted).one()
    instants = [one and instant(one) for one in found[:-1]]
    return Upcoming._make([*instants, minute(found[-1])])


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((one for one in instants if one is not None), default=None)
