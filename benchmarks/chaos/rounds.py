"""What recurs came once each time, at each site: nothing twice, nothing left out.

When it comes is written down again, and not read from the definition.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Row, select

from benchmarks.chaos.run import Havoc
from workflow.store.tables import cases, definitions, events, occurrences, sites

Looks = Iterator[tuple[str, str]]
_ROUND = timedelta(minutes=5)
# Closings come two minutes past each full hour.
_CLOSING, _PAST = timedelta(hours=1), timedelta(minutes=2)


def check_rounds(connection: Connection, havoc: Havoc) -> Looks:
    """Every time that came has one outcome, and what it says happened once."""
    published = select(definitions.c.published_at).where(definitions.c.workflow == "round")
    since = connection.execute(published).scalar_one()
    opening = list(_times(since, havoc.until, _ROUND, timedelta(0)))
    closing = list(_times(since, havoc.until, _CLOSING, _PAST))
    for site in connection.scalars(select(sites.c.name)):
        yield from _opened(connection, site, opening)
        yield from _closed(connection, site, closing)


def _times(
    since: datetime, until: datetime, every: timedelta, past: timedelta
) -> Iterator[datetime]:
    """Yield every time after an instant until another."""
    begin = datetime(2024, 1, 1, tzinfo=UTC) + past
    at = begin + ((since - begin) // every + 1) * every
    while at <= until:
        yield at
        at += every


def _rows(connection: Connection, site: str, schedule: str) -> Sequence[Row[tuple[object, ...]]]:
    wanted = select(occurrences).where(
        occurrences.c.site == site, occurrences.c.schedule == schedule
    )
    return connection.execute(wanted).all()


def _opened(connection: Connection, site: str, times: Sequence[datetime]) -> Looks:
    """Each round has one row, which says that it opened the one case of that time."""
    wanted = select(cases.c.id, cases.c.opened_at).where(
        cases.c.site == site, cases.c.definition == "round"
    )
    rows = _rows(connection, site, "rounds")
    there = Counter((row.opened_at, row.id) for row in connection.execute(wanted))
    said = Counter((row.due_at, row.case_id) for row in rows if row.outcome == "opened")
    yield from _once(f"round at {site}", times, [row.due_at for row in rows])
    yield from _once(f"round at {site}, opened", times, [at for at, _case in there.elements()])
    for one in there.keys() | said.keys():
        told = f"round at {site}: {one} is there {there[one]} times, and said {said[one]} times"
        yield "rounds", "" if there[one] == said[one] == 1 else told


def _closed(connection: Connection, site: str, times: Sequence[datetime]) -> Looks:
    """Each case was closed by the next closing, once, if that has come."""
    rows = _rows(connection, site, "closing")
    yield from _once(f"closing at {site}", times, [row.due_at for row in rows if not row.target])
    done = Counter((row.target, row.due_at) for row in rows if row.outcome == "done")
    wanted = select(cases.c.id, cases.c.opened_at).where(
        cases.c.site == site, cases.c.definition == "round"
    )
    for case in connection.execute(wanted):
        due = next((at for at in times if at > case.opened_at), None)
        steps = select(events.c.at).where(
            events.c.case_id == case.id, events.c.type == "transitioned"
        )
        taken = list(connection.scalars(steps))
        # At its time, but never before what somebody did since.
        good = not taken if due is None else len(taken) == 1 and taken[0] >= due
        told = f"round {case.id} at {site}: to be closed at {due}, was at {taken}"
        yield "closings", "" if good and (due is None or done.pop((case.id, due), 0) == 1) else told
    for case, due in done:
        yield "closings", f"round {case} at {site} is said to be closed at {due}"


def _once(what: str, times: Sequence[datetime], found: Sequence[datetime]) -> Looks:
    """Yield each time that came, and whether it is found once."""
    counted = Counter(found)
    for at in times:
        came = counted.pop(at, 0)
        yield "times", "" if came == 1 else f"{what}, due {at}: {came} times"
    for at, came in counted.items():
        yield "times", f"{what}, at {at}: {came} times, and should not be"
