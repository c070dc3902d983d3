"""Whether a daemon lives, whether it is late, and what it could not do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.service.gaps import ON_TIME
from workflow.service.house import House
from workflow.service.quiet_people import quiet_now
from workflow.service.views import GapView
from workflow.service.views.health import (
    Attention,
    DaemonView,
    HealthView,
    OutboxView,
    PendingView,
    RestView,
)
from workflow.store import daemons, forming, gaps, given_up, outbox
from workflow.store.daemons import ROUND, Heartbeat, Rest
from workflow.store.queries import count_aside
from workflow.store.schedules import count_failing
from workflow.store.upcoming import upcoming

SILENT = timedelta(days=7)
"""How long a daemon that is silent is remembered."""

MAX_AGE = timedelta(seconds=90)
"""How long ago a daemon that lives was seen at most, unless somebody says otherwise."""

MAX_AGE_OF_ROUND = timedelta(minutes=5)
"""How long ago a scheduler let it do its last round at most, unless somebody says otherwise."""

UNTRIED = timedelta(minutes=10)
"""Longer than this nothing waits for its turn where somebody sends."""


class Serving(NamedTuple):
    """Who sends: whether a daemon ``lives``, and by which ``channels``, ``None`` if one that does
    not say so lives. ``resting`` are those that work for none of them, by their names.
    """

    lives: bool
    channels: frozenset[str] | None
    resting: dict[str, RestView]

    def leaves(self, channel: str) -> bool:
        """Whether daemons live, and none of them sends by a channel."""
        return self.channels is not None and channel not in self.channels


def begin(house: House, one: Heartbeat) -> list[Heartbeat]:
    """Write that a daemon begins; those that have been silent for long are forgotten.

    Returns what the others wrote of themselves.
    """
    with house.transactions.writing() as connection:
        sign = _by_common_clock(house, connection, one)
        daemons.forget(connection, sign.seen_at, SILENT)
        return _written(connection, sign)


def beat(house: House, one: Heartbeat) -> list[Heartbeat]:
    """Write that a daemon lives, or that it stopped; return what the others wrote."""
    with house.transactions.writing() as connection:
        return _written(connection, _by_common_clock(house, connection, one))


def _written(connection: Connection, sign: Heartbeat) -> list[Heartbeat]:
    daemons.write(connection, sign)
    known = daemons.read(connection)
    return [one for one in known if one.id != sign.id and not one.id.startswith(ROUND)]


def _by_common_clock(house: House, connection: Connection, one: Heartbeat) -> Heartbeat:
    """Return what a daemon says of itself with its times as the shared clock would have them."""
    ahead = house.now() - house.common_now(connection)
    names = ("started_at", "seen_at", "swept_at", "stopped_at")
    times = {name: getattr(one, name) for name in names}
    resting = tuple(rest._replace(until=rest.until - ahead) for rest in one.resting)
    shared = {name: at and at - ahead for name, at in times.items()}
    return one._replace(**shared, resting=resting)


def waiting(house: House) -> PendingView:
    """Return what waits: to be processed, to recur, and in the outbox."""
    with house.transactions.reading() as connection:
        return PendingView(
            aside=count_aside(connection),
            recurring=count_failing(connection),
            outbox=counted(house, connection, house.common_now(connection)),
        )


def count_unsent(house: House) -> int:
    """Return how many messages could not be sent and wait, or that nobody sends."""
    with house.transactions.asking() as connection:
        found = counted(house, connection, house.common_now(connection))
    return found.failed + found.untried


def counted(house: House, connection: Connection, now: datetime) -> OutboxView:
    """Return how many messages wait, and how many for somebody."""
    serves = serving(connection, now)
    # As long as a daemon lives it is known what it sends; without one, time alone tells.
    quiet = () if serves.lives else quiet_now(house, connection, now)
    found = outbox.by_channel(connection, None if serves.lives else now - UNTRIED, quiet)
    left = {one.channel for one in found if serves.leaves(one.channel)}
    untried = {one.channel: one.waiting if one.channel in left else one.untried for one in found}
    return OutboxView(
        waiting=sum(one.waiting for one in found) + forming.count_unformed(connection),
        failed=sum(one.failed for one in found if one.channel not in left),
        given_up=given_up.count(connection),
        unserved=tuple(channel for channel, number in untried.items() if number),
        untried=sum(untried.values()),
        resting=tuple(
            serves.resting[one.channel] for one in found if one.channel in serves.resting
        ),
    )


def serving(connection: Connection, now: datetime) -> Serving:
    """Return by which channels living daemons send, as they say themselves."""
    found = (_view(one, now, None) for one in daemons.read(connection))
    living = [one for one in found if one.lives]
    known = [one.channels for one in living if one.channels is not None]
    resting = {rest.channel for one in living for rest in one.resting}
    return Serving(
        lives=bool(living),
        channels=frozenset().union(*known) if living and len(known) == len(living) else None,
        resting={
            channel: _rest(rest, now)
            for channel in sorted(resting)
            if (rest := _resting(living, channel)) is not None
        },
    )


def _resting(living: Sequence[DaemonView], channel: str) -> Rest | None:
    """Return until when a channel rests that works for nobody: what works for one goes out."""
    serving = [one for one in living if one.channels is None or channel in one.channels]
    # What a single round met is over where somebody goes on.
    serving = [one for one in serving if not one.once] or serving
    found = [rest for one in serving for rest in one.resting if rest.channel == channel]
    return min(found, key=lambda one: one.until) if len(found) == len(serving) else None


def _rest(one: Rest, now: datetime) -> RestView:
    return RestView(one.channel, one.until if one.until > now else None, one.reason)


def look(house: House, max_age: timedelta | None = None) -> HealthView:
    """Return whether a daemon was seen in the last ``max_age``, and what waits for somebody.

    If that is not said it is ``MAX_AGE``, and ``MAX_AGE_OF_ROUND`` where a scheduler starts it.
    """
    with house.transactions.reading() as connection:
        now = house.common_now(connection)
        found = tuple(_view(one, now, max_age) for one in daemons.read(connection))
        next_due = upcoming(connection, now).first()
        aside = count_aside(connection)
        recurring = count_failing(connection)
        messages = counted(house, connection, now)
        gap = next((GapView(*one[1:]) for one in gaps.newest(connection)), None)
    late = max(now - next_due, timedelta(0)) if next_due is not None else timedelta(0)
    waits: dict[Attention, bool] = {
        "stuck": _stuck(found, now, max_age),
        "late": late > ON_TIME,
        "trouble": any(one.lives and one.trouble for one in found),
        "set_aside": aside > 0,
        "recurring": recurring > 0,
        "unsent": bool(messages.failed or messages.untried or messages.resting),
        "given_up": messages.given_up > 0,
    }
    attention = tuple(what for what, so in waits.items() if so)
    seconds = late.total_seconds()
    return HealthView(found, next_due, seconds, aside, messages, gap, attention, recurring)


def lives(connection: Connection, now: datetime) -> bool:
    """Whether a daemon lives on a database; a round that was done is over."""
    known = (_view(one, now, MAX_AGE) for one in daemons.read(connection))
    return any(one.lives and not one.once for one in known)


def _view(beat: Heartbeat, now: datetime, max_age: timedelta | None) -> DaemonView:
    once = beat.id.startswith(ROUND)
    running = once or beat.stopped_at is None
    lives = running and _lately(beat.seen_at, now, _limit(max_age, once=once))
    return DaemonView(*beat, lives=lives, once=once)


def _limit(max_age: timedelta | None, *, once: bool) -> timedelta:
    usual = MAX_AGE_OF_ROUND if once else MAX_AGE
    return usual if max_age is None else max_age


def _lately(then: datetime, now: datetime, max_age: timedelta) -> bool:
    # Clocks of two machines differ; what is much later than now was written by one that was ahead.
    return now - max_age <= then <= now + max_age


def _stuck(found: Sequence[DaemonView], now: datetime, max_age: timedelta | None) -> bool:
    """Whether daemons live, and none of them looks for what is due."""
    living = [one for one in found if one.lives]
    return bool(living) and not any(
        _lately(one.swept_at or one.started_at, now, _limit(max_age, once=one.once))
        for one in living
    )
