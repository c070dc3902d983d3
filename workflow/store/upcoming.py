"""What comes next: to fire, to be tried again, to recur. One question to the database."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from workflow.store.cases import LONGEST_PAUSE
from workflow.store.gaps import minute
from workflow.store.prepared import Prepared, instant
from workflow.store.statements import server_clock
from workflow.store.tables import SWEPT_AT, cases, occurrences, schedules, settings


class Upcoming(NamedTuple):
    """Instants at which something is wanted; ``None`` where nothing is.

    ``due`` is when a case fires next that is not set aside; those are tried again from ``retried``
    to ``last_retried``. A schedule comes at ``planned``, and what came of one waits from ``tried``
    to ``last_tried``. ``shared_now`` is by the server's clock, if there is one; ``swept`` is when a
    sweep is known to have run last, to the minute.
    """

    due: datetime | None
    retried: datetime | None
    last_retried: datetime | None
    planned: datetime | None
    tried: datetime | None
    last_tried: datetime | None
    shared_now: datetime | None
    swept: datetime | None

    def recurs(self, now: datetime) -> datetime | None:
        """Return when something recurs next, or is tried again, as far as that is known."""
        return _earliest(self.planned, _again(self.tried, self.last_tried, now))

    def first(self, now: datetime) -> datetime | None:
        """Return when anything is wanted next, as far as that is known."""
        retried = _again(self.retried, self.last_retried, now)
        return _earliest(self.due, retried, self.recurs(now))

    def is_due(self, now: datetime) -> bool:
        """Whether anything is to be done by now."""
        first = self.first(now)
        return first is not None and first <= now


_aside = cases.c.aside_since.is_not(None)
_waits = occurrences.c.try_at.is_not(None)
_UPCOMING = Prepared(
    select(
        *(
            query.scalar_subquery()
            for query in (
                select(func.min(cases.c.next_at)).where(
                    cases.c.next_at.is_not(None), cases.c.retry_at.is_(None)
                ),
                select(func.min(cases.c.retry_at)).where(_aside),
                select(func.max(cases.c.retry_at)).where(_aside),
                select(func.min(schedules.c.next_at)),
                select(func.min(occurrences.c.try_at)).where(_waits),
                select(func.max(occurrences.c.try_at)).where(_waits),
            )
        ),
        server_clock(),
        select(settings.c.number).where(settings.c.name == bindparam("swept")).scalar_subquery(),
    )
)


def upcoming(connection: Connection) -> Upcoming:
    """Return what comes next."""
    found: Any = _UPCOMING.run(connection, {"swept": SWEPT_AT}).one()
    instants = [one and instant(one) for one in found[:-1]]
    return Upcoming._make([*instants, minute(found[-1])])


def _again(first: datetime | None, last: datetime | None, now: datetime) -> datetime | None:
    """Return when what waits is tried first: it was a clock ahead that made it wait for longer."""
    if first is None or last is None or last <= now + LONGEST_PAUSE:
        return first
    return min(first, now)


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((one for one in instants if one is not None), default=None)
