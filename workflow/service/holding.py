"""Messages that were held up: they do not go out at night for having waited for a daemon.

A message fires in working time and nothing runs that hands it on; when something runs again,
whoever it is for has gone home. Then it waits for working time anew. What a clock that was ahead
put off, by that or for quiet hours or to go with others, is let go once the clock is right.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.clock import from_text
from workflow.engine.addressees import Heard
from workflow.engine.quiet import Post, held_until
from workflow.engine.quiet import held_anew as waits_anew
from workflow.engine.sending import said_by
from workflow.service.contacts import quiet_until
from workflow.service.editions import Editions
from workflow.service.house import House
from workflow.service.outboxing import LEASE
from workflow.service.surroundings import Surroundings
from workflow.store import forming
from workflow.store.failures import check_going_on
from workflow.store.forming import LONGEST_HOLD, Waiting
from workflow.store.pauses import APART

# Whoever hands messages on all the time does so sooner, and nothing has to be asked.
HELD_UP = timedelta(minutes=10)


def held_anew(
    house: House, connection: Connection, waiting: Sequence[Waiting], now: datetime
) -> dict[int, datetime]:
    """Return until when messages wait anew, by their ids; those that do not are not named."""
    old = [one for one in waiting if one.created_at <= now - HELD_UP and one.can_wait]
    if not old:
        return {}
    hours = _Hours(house, connection, now)
    found = {one.id: hours.anew(one) for one in old}
    # What waits for longer than anything does would count as written by a clock that was ahead.
    latest = now + LONGEST_HOLD
    return {id_: until for id_, until in found.items() if until is not None and until <= latest}


def let_go(house: House, digest: timedelta) -> None:
    """Let what no right clock can have put off for so long wait as if none had put it off.

    For working time it waits as its event says. Whether it has to wait by now is asked after that.
    """
    with house.transactions.reading() as connection:
        found = _too_long(house, connection, digest, house.now())
    if any(found):
        with house.transactions.writing() as connection:
            found = _too_long(house, connection, digest, house.common_now(connection))
            forming.hold(connection, found.held)
            forming.collect(connection, found.collected)


class _TooLong(NamedTuple):
    """What waits too long, by its id, with until when it is to wait instead."""

    held: Mapping[int, datetime | None]
    collected: Mapping[int, datetime | None]


def _too_long(house: House, connection: Connection, digest: timedelta, now: datetime) -> _TooLong:
    waiting = forming.held(connection, now)
    if not waiting:
        return _TooLong({}, {})
    directory, hours = house.directory(connection), _Hours(house, connection, now)
    # What is just being sent to somebody else waits as long as a lease lasts.
    others = now + max(digest, LEASE) + APART
    held: dict[int, datetime | None] = {}
    collected: dict[int, datetime | None] = {}
    for one in waiting:
        if hours.too_long(one) and (until := hours.as_said(one)) != one.hold_until:
            held[one.id] = until
        if one.collect_until is not None and one.collect_until > others:
            to = one.goes_to
            quiet = None if to is None else quiet_until(directory, to, one.site, now)
            if quiet is None or one.collect_until > quiet:
                collected[one.id] = None
    return _TooLong(held, collected)


class _Hours:
    """In whose hours messages wait, by what is known ``now``."""

    def __init__(self, house: House, connection: Connection, now: datetime) -> None:
        self._connection, self._now = connection, now
        self._openings: dict[tuple[str | None, ...], datetime | None] = {}
        self._editions = Editions(connection)
        self._context = Surroundings(connection, house.directory(connection), house.registry)

    def anew(self, one: Waiting) -> datetime | None:
        """Return until when a message waits anew, ``None`` if it goes out."""
        return self._asked(
            one, waits_anew, made_at=one.created_at, held=one.hold_until, now=self._now
        )

    def too_long(self, one: Waiting) -> bool:
        """Whether a message waits for longer than until the next opening."""
        if one.hold_until is None or one.hold_until <= self._now:
            return False
        whose = (one.recipient, one.party, one.template, one.deadline, one.edition, one.site)
        if whose not in self._openings:
            self._openings[whose] = self._asked(one, held_until, at=self._now)
        return one.hold_until > (self._openings[whose] or self._now)

    def as_said(self, one: Waiting) -> datetime | None:
        """Return until when a message waits by its event; if that is damaged, as it does."""
        try:
            position, payload = forming.said(self._connection, one.id)
            held = [said.held for said in said_by(payload)]
            # Of what was sent to another instead the event says no more.
            found = held[position] if position < len(held) else None
            return None if found is None else from_text(found)
        except Exception as error:
            check_going_on(self._connection, error)
            return one.hold_until

    def _asked(
        self, one: Waiting, ask: Callable[..., datetime | None], **times: datetime | None
    ) -> datetime | None:
        if one.edition is None or one.site is None:
            return None
        try:
            edition = self._editions[one.edition]
            if not edition.keeps_hours:
                return None
            heard = Heard(one.recipient, one.party, one.template)
            post = Post(heard, edition.hours_of(one.deadline), one.site)
            return ask(edition, self._context, post, **times)
        except Exception as error:  # rather at night than not at all
            check_going_on(self._connection, error)
            return None
