"""Rebuilding: what is stored beside the events, made again from the events.

The state of a case and its deadlines are projections. If a defect or a person changed them, the
events still say what is true. Nothing fires here: a rung that fired is in the events, so it is
fired in what is made from them too. A case whose history is not as it was recorded is left alone.

Cases are read by sets. A case of which not everything is beyond doubt as it would be written is
looked at once more, on its own, to tell what differs; so is each that is then written.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.service.case_checks import broken_chain, differences, prefix_and_year, rebuilt
from workflow.service.editions import Editions
from workflow.service.house import House
from workflow.service.views import Finding, Rebuilding
from workflow.store import batches, cases, rebuilding
from workflow.store.batches import KeptCase
from workflow.store.events import history
from workflow.translation import gettext

BATCH = 500
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)


class Compared(NamedTuple):
    """What the events make of a case, ``None`` if they are damaged, and what differs."""

    case: Case | None
    findings: tuple[Finding, ...]


class Batch(NamedTuple):
    """A set of cases: how many, the last of them, and what was found about which of them."""

    cases: int
    last: int
    differing: dict[int, Compared]


def rebuild(house: House, *, check: bool) -> Rebuilding:
    """Compare every case with its events and, unless ``check``, write what they say.

    Each case that differs is written in a transaction of its own, from what is there by then.
    """
    found: list[Finding] = []
    looked_at = written = 0
    for batch in _batches(house):
        looked_at += batch.cases
        for serial, compared in batch.differing.items():
            found += compared.findings
            if compared.case is not None and not check:
                written += _write(house, serial)
    return Rebuilding(looked_at, written, tuple(found))


def _batches(house: House) -> Iterator[Batch]:
    batch = Batch(0, batches.BEFORE_ALL, {})
    while True:
        with house.transactions.reading() as connection:
            batch = _batch(connection, batch.last)
        if batch.cases == 0:
            return
        yield batch


def _batch(connection: Connection, after: int) -> Batch:
    editions, doubtful = Editions(connection), list[int]()
    counted, last = 0, after
    for counted, kept in enumerate(batches.read(connection, after, BATCH), start=1):
        last = kept.serial
        if not _as_written(connection, editions, kept):
            doubtful.append(last)
    compared = {serial: _compared(connection, editions, serial) for serial in doubtful}
    differing = {serial: one for serial, one in compared.items() if one.findings}
    return Batch(counted, last, differing)


def _as_written(connection: Connection, editions: Editions, kept: KeptCase) -> bool:
    """Whether a case is, beyond doubt, stored as its events say."""
    try:
        chain = kept.chain()
        if broken_chain("", kept.uuid, kept.hash, chain) is not None:
            return False
        events = (one.event() for one in chain)
        again = rebuilt(editions, kept.serial, kept.uuid, "", events)
        prefix, year = prefix_and_year(editions, again)
        written = rebuilding.written(connection, again, prefix=prefix, year=year)
    except Exception:  # whatever it is will be met again, and told
        return False
    return written == (kept.row, kept.deadlines)


def _write(house: House, serial: int) -> bool:
    with house.transactions.writing() as connection:
        editions = Editions(connection)
        compared = _compared(connection, editions, serial)
        if compared.case is None or not compared.findings:
            return False
        prefix, year = prefix_and_year(editions, compared.case)
        rebuilding.write(connection, compared.case, prefix=prefix, year=year)
        return True


def _compared(connection: Connection, editions: Editions, serial: int) -> Compared:
    row = rebuilding.load(connection, serial)
    if row is None:
        return Compared(None, ())
    chain = list(history(connection, serial))
    broken = broken_chain(row.number, row.uuid, row.hash, chain)
    if broken is not None:
        return Compared(None, (broken,))
    try:
        events = [one.event() for one in chain]
        again = rebuilt(editions, serial, row.uuid, row.number, events)
    except Exception as error:
        text = gettext("The events cannot be replayed: {error}").format(error=error)
        return Compared(None, (Finding(row.number, "replay_failed", text),))
    return Compared(again, tuple(_differing(connection, editions, again)))


def _differing(connection: Connection, editions: Editions, again: Case) -> Iterator[Finding]:
    try:
        stored = cases.load(connection, again.serial)
    except _UNREADABLE as error:
        text = gettext("What is stored of the case cannot be read: {error}")
        yield Finding(again.number, "unreadable", text.format(error=type(error).__name__))
        return
    if stored is not None:
        yield from differences(connection, editions, stored.case, again)
