"""Rebuilding: what is stored beside the events, made again from the events.

The state of a case and its deadlines are projections. If a defect or a person changed them, the
events still say what is true. Nothing fires here: a rung that fired is in the events, so it is
fired in what is made from them too. A case whose history is not as it was recorded is left alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.calendars.local import zone
from workflow.engine.case import Case
from workflow.engine.events import Event
from workflow.service.case_checks import broken_chain, differences, rebuilt
from workflow.service.editions import edition_of
from workflow.service.house import House
from workflow.service.views import Finding, Rebuilding
from workflow.store import cases, queries, rebuilding
from workflow.store.events import history
from workflow.store.rebuilding import Row
from workflow.translation import gettext

_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)


class Compared(NamedTuple):
    """What the events make of a case, ``None`` if they are damaged, and what differs."""

    case: Case | None
    findings: tuple[Finding, ...]


def rebuild(house: House, *, check: bool) -> Rebuilding:
    """Compare every case with its events and, unless ``check``, write what they say.

    Each case that differs is written in a transaction of its own, from what is there by then.
    """
    found: list[Finding] = []
    written = 0
    with house.transactions.reading() as connection:
        serials = queries.all_serials(connection)
    for serial in serials:
        with house.transactions.reading() as connection:
            compared = _compared(connection, serial)
        found += compared.findings
        if compared.case is not None and compared.findings and not check:
            written += _write(house, serial)
    return Rebuilding(len(serials), written, tuple(found))


def _write(house: House, serial: int) -> bool:
    with house.transactions.writing() as connection:
        compared = _compared(connection, serial)
        if compared.case is None or not compared.findings:
            return False
        prefix = edition_of(connection, compared.case.edition).definition.prefix
        year = compared.case.opened_at.astimezone(zone(compared.case.zone)).year
        rebuilding.write(connection, compared.case, prefix=prefix, year=year)
        return True


def _compared(connection: Connection, serial: int) -> Compared:
    row = rebuilding.load(connection, serial)
    if row is None:
        return Compared(None, ())
    chain = list(history(connection, serial))
    broken = broken_chain(row.number, row.uuid, row.hash, chain)
    if broken is not None:
        return Compared(None, (broken,))
    try:
        again = _again(connection, row, [one.event() for one in chain])
    except Exception as error:
        text = gettext("The events cannot be replayed: {error}").format(error=error)
        return Compared(None, (Finding(row.number, "replay_failed", text),))
    return Compared(again, tuple(_differing(connection, again)))


def _again(connection: Connection, row: Row, events: list[Event]) -> Case:
    return rebuilt(connection, row.serial, row.uuid, row.number, events)


def _differing(connection: Connection, again: Case) -> Iterator[Finding]:
    try:
        stored = cases.load(connection, again.serial)
    except _UNREADABLE as error:
        text = gettext("What is stored of the case cannot be read: {error}")
        yield Finding(again.number, "unreadable", text.format(error=type(error).__name__))
        return
    if stored is not None:
        yield from differences(connection, stored.case, again)
