"""Rebuilding: what is stored beside the events, made again from the events.

The state of a case and its deadlines are projections. If a defect or a person changed them, the
events still say what is true. Nothing fires here: a rung that fired is in the events, so it is
fired in what is made from them too. A case whose history is not as it was recorded is left alone.

Cases are read by sets, each set in a transaction of its own: between two of them others may write,
and a case is a whole in each. One that differs is read once more before it is written.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.engine.counting import Contributions
from workflow.service.case_checks import broken_chain, differences, prefix_and_year, rebuilt
from workflow.service.editions import Editions
from workflow.service.house import House
from workflow.service.views import Finding, Rebuilding
from workflow.store import counts, rebuilding
from workflow.store.kept import BEFORE_ALL, KeptCase, load, load_after
from workflow.translation import gettext

BATCH = 500
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)


class Compared(NamedTuple):
    """What the events make of a case, ``None`` if they are damaged, and what differs.

    ``added`` is what they add to counters.
    """

    case: Case | None
    findings: tuple[Finding, ...]
    added: Contributions = {}  # noqa: RUF012 - never changed


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
    batch = Batch(0, BEFORE_ALL, {})
    while True:
        with house.transactions.reading() as connection:
            batch = _batch(connection, batch.last)
        if batch.cases == 0:
            return
        yield batch


def _batch(connection: Connection, after: int) -> Batch:
    editions, differing = Editions(connection), dict[int, Compared]()
    looked_at, last = 0, after
    for kept in load_after(connection, after, BATCH):
        looked_at, last = looked_at + 1, kept.serial
        compared = _compared(editions, kept)
        if compared.findings:
            differing[last] = compared
    return Batch(looked_at, last, differing)


def _write(house: House, serial: int) -> bool:
    with house.transactions.writing() as connection:
        editions, kept = Editions(connection), load(connection, serial)
        compared = Compared(None, ()) if kept is None else _compared(editions, kept)
        if compared.case is None or not compared.findings:
            return False
        prefix, year = prefix_and_year(editions, compared.case)
        rebuilding.write(connection, compared.case, prefix=prefix, year=year)
        counts.rewrite(connection, serial, compared.case.definition, compared.added)
        return True


def _compared(editions: Editions, kept: KeptCase) -> Compared:
    try:
        chain = kept.chain
        broken = broken_chain(kept.number, kept.uuid, kept.hash, chain)
    except UNREADABLE as error:
        broken = unreadable(kept.number, error)
    if broken is not None:
        return Compared(None, (broken,))
    try:
        events = [one.event() for one in chain]
        again = rebuilt(editions, kept.serial, kept.uuid, kept.number, events)
    except Exception as error:
        text = gettext("The events cannot be replayed: {error}").format(error=error)
        return Compared(None, (Finding(kept.number, "replay_failed", text),))
    try:
        found = tuple(differences(editions, kept, again, events))
    except UNREADABLE as error:
        found = (unreadable(kept.number, error),)
    return Compared(again, found, counts.kept_of(events))


def unreadable(number: str, error: Exception) -> Finding:
    """Return that something stored of a case cannot be read."""
    text = gettext("What is stored of the case cannot be read: {error}")
    return Finding(number, "unreadable", text.format(error=type(error).__name__))
