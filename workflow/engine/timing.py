"""When an act happened: live, or recorded late.

A live act happens now, but never before what is already on record. An act recorded late happened
at ``at``: not in the future, not before the last thing a person recorded or that changed the state
(reminders and misses do not count), and more than a day back only if the definition lets the
recorder. A person says a time to the minute: within the minute of that last thing it came after it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from workflow.calendars.local import offset_if_twice
from workflow.calendars.local import zone as zone_named
from workflow.engine import authority
from workflow.engine.case import Case
from workflow.engine.directory import Directory
from workflow.engine.events import Event
from workflow.errors import RecordedTooLate
from workflow.translation import gettext

FREELY_RECORDED = timedelta(hours=24)
MINUTE = timedelta(minutes=1)
TOLERATED_SKEW = timedelta(seconds=5)


def live(case: Case, now: datetime) -> datetime:
    """Return when an act done now happened: never before the last event of the case."""
    last = case.last_at
    return now if now >= last else last


def skew(case: Case, now: datetime) -> float | None:
    """Return by how many seconds the clock is behind the case, if by more than is tolerated."""
    behind = case.last_at - now
    return behind.total_seconds() if behind > TOLERATED_SKEW else None


def clock_behind(events: Iterable[Event]) -> timedelta | None:
    """Return how far the clock lagged behind when events were recorded, if by more than tolerated.

    What a clock showed is ``recorded_at``; nothing happens later than that but by another clock.
    """
    behind = max((one.at - one.recorded_at for one in events), default=timedelta())
    return behind if behind > TOLERATED_SKEW else None


def in_order(said: datetime, case: Case) -> datetime:
    """Return when an act happened that is said to have happened at ``said``, in its order.

    A time without seconds stands for its minute. If the last thing done in the case falls into
    that, the act came just after it: what was due before that has fired, and is as it was.
    """
    whole = said.second == said.microsecond == 0
    return case.acted_at if whole and said < case.acted_at < said + MINUTE else said


def checked_at(
    at: datetime,
    now: datetime,
    *,
    case: Case,
    recorder: str,
    permitted: tuple[str, ...],
    directory: Directory,
    field: str = "",
    possible: bool = True,
) -> datetime:
    """Return ``at`` if an act may be recorded as having happened then.

    It was said by a ``field``, or with the act, which is ``possible`` now too or not.
    Raises ``RecordedTooLate`` with the reason, or ``NotAuthorised`` when it is too far back for
    this person.
    """
    name = case.number
    if at > (max(now, case.acted_at) if case.version else now):
        shown, _now = _told_apart(at, now, case.zone)
        raise RecordedTooLate(
            name, shown, gettext("it lies in the future."), field=field, possible=possible
        )
    if case.version and at < case.acted_at:
        shown, last = _told_apart(at, case.acted_at, case.zone)
        reason = gettext(
            "somebody acted on the case, or a deadline moved it, at {last}, after that."
        ).format(last=last)
        raise RecordedTooLate(name, shown, reason, field=field, possible=possible)
    if now - at > FREELY_RECORDED:
        what = gettext("recording more than 24 hours late")
        authority.check_permission(
            permitted, what, recorder, case=case, directory=directory, at=now
        )
    return at


def _told_apart(one: datetime, other: datetime, zone: str) -> tuple[str, ...]:
    """Write two instants as local time, to the minute, or as finely as they differ."""
    instants = [instant.astimezone(zone_named(zone)) for instant in (one, other)]
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"):
        shown = tuple(f"{one.strftime(form)}{offset_if_twice(one)}" for one in instants)
        if shown[0] != shown[1]:
            break
    return shown
