"""Messages that were held up: they do not go out at night for having waited for a daemon.

A message fires in working time and nothing runs that hands it on; when something runs again,
whoever it is for has gone home. Then it waits for working time anew.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workflow.engine.addressees import Heard
from workflow.engine.directory import Context
from workflow.engine.quiet import Post
from workflow.engine.quiet import held_anew as waits_anew
from workflow.service.editions import Editions
from workflow.service.house import House
from workflow.service.surroundings import Surroundings
from workflow.store.failures import check_going_on
from workflow.store.forming import LONGEST_HOLD, Waiting

# Whoever hands messages on all the time does so sooner, and nothing has to be asked.
HELD_UP = timedelta(minutes=10)


def held_anew(
    house: House, connection: Connection, waiting: Sequence[Waiting], now: datetime
) -> dict[int, datetime]:
    """Return until when messages wait anew, by their ids; those that do not are not named."""
    old = [
        one
        for one in waiting
        if one.created_at <= now - HELD_UP and not one.urgent and one.template != "alarm"
    ]
    if not old:
        return {}
    editions = Editions(connection)
    context = Surroundings(connection, house.directory(connection), house.registry)
    found = {one.id: _until(connection, editions, context, one, now) for one in old}
    # What waits for longer than anything does would count as written by a clock that was ahead.
    latest = now + LONGEST_HOLD
    return {id_: until for id_, until in found.items() if until is not None and until <= latest}


def _until(
    connection: Connection, editions: Editions, context: Context, one: Waiting, now: datetime
) -> datetime | None:
    if one.edition is None or one.site is None:
        return None
    try:
        edition = editions[one.edition]
        if not edition.keeps_hours:
            return None
        heard = Heard(one.recipient, one.party, one.template)
        post = Post(heard, edition.hours_of(one.deadline), one.site)
        return waits_anew(
            edition, context, post, made_at=one.created_at, held=one.hold_until, now=now
        )
    except Exception as error:  # rather at night than not at all
        check_going_on(connection, error)
        return None
