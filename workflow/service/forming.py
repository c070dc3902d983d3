"""Forming deliveries: to whom on which channels, what waits, and what goes together.

A message goes to the person it is for on every channel that reaches them. The first goes at once;
what comes soon after it is collected and goes in one. What is urgent waits for nothing, and neither
does an alarm. A message for a party goes to the owner of the case, who tells them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from workflow.engine.directory import Directory, contacts_of
from workflow.service.contacts import quiet_until
from workflow.service.delivery import Routes
from workflow.service.holding import held_anew, let_go
from workflow.service.house import House
from workflow.store import forming
from workflow.store.forming import Formed, Waiting

BATCH = 100


def form(house: House, routes: Routes) -> int:
    """Put waiting notices into deliveries; return how many notices.

    What was held up until whoever it is for went home waits for working time anew; what a clock
    that was ahead put off waits no longer than by the clock of now.
    """
    formed = 0
    if routes.channels:
        let_go(house, routes.digest)
    while routes.channels and _anything(house):
        with house.transactions.writing() as connection:
            now = house.common_now(connection)
            found = forming.waiting(connection, now, BATCH)
            held = held_anew(house, connection, found, now)
            forming.hold(connection, held)
            ready = [one for one in found if one.id not in held]
            directory = house.directory(connection)
            collected = _collected(connection, directory, routes, ready, now)
            forming.collect(connection, collected)
            ready = [one for one in ready if one.id not in collected]
            forming.form(connection, _together(directory, routes, ready), now)
        formed += len(ready)
        # By the clock that counts there may be nothing to form although ours says so.
        if len(found) < BATCH:
            break
    return formed


def next_held(house: House) -> datetime | None:
    """Return when the next message may go out that waits, for working time or for others."""
    with house.transactions.asking() as connection:
        return forming.next_held(connection, house.now())


def _anything(house: House) -> bool:
    with house.transactions.asking() as connection:
        return forming.anything_to_form(connection, house.now())


def _collected(
    connection: Connection,
    directory: Directory,
    routes: Routes,
    ready: Sequence[Waiting],
    now: datetime,
) -> dict[int, datetime]:
    """Return until when messages wait to go with others, or for the end of quiet hours."""
    patient = [(one, person) for one in ready if (person := _patient(one)) is not None]
    people = [person for _one, person in patient]
    last: Mapping[str, datetime] = {}
    if routes.digest:
        last = forming.last_told(connection, people, since=now - routes.digest, now=now)
    until: dict[int, datetime] = {}
    for one, person in patient:
        quiet = quiet_until(directory, person, one.site, now)
        soon = last[person] + routes.digest if person in last else None
        later = max((at for at in (quiet, soon) if at is not None), default=None)
        if later is not None and later > now:
            until[one.id] = later
    return until


def _patient(one: Waiting) -> str | None:
    """Return who a message that can wait goes to."""
    return one.goes_to if one.can_wait else None


def _together(directory: Directory, routes: Routes, ready: Iterable[Waiting]) -> Iterator[Formed]:
    """Yield what goes together: all that is not urgent to one person, if that is wanted."""
    grouped: dict[str, list[int]] = defaultdict(list)
    for one in ready:
        person = _patient(one)
        if person is not None and routes.digest:
            grouped[person].append(one.id)
        else:
            to = one.goes_to
            channels = _channels(directory, routes, to)
            yield Formed(to, (one.id,), channels)
    for person, ids in grouped.items():
        yield Formed(person, tuple(ids), _channels(directory, routes, person))


def _channels(directory: Directory, routes: Routes, person: str | None) -> tuple[str, ...]:
    if person is None:
        return routes.alarms or routes.channels
    return tuple(routes.ways(contacts_of(directory, person)))
