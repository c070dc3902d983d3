"""Verifying: everything stored is what its events say, and the events are what they were.

Each check is a small function that yields findings. Nothing is repaired here, but for what an
erasure left to be done.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from workflow.service.case_checks import check_case
from workflow.service.editions import Editions
from workflow.service.heads import Head, compare, read_heads, write_heads
from workflow.service.house import House
from workflow.service.house_warnings import warned_now
from workflow.service.kin_checks import KinCheck
from workflow.service.recurring_checks import RecurringCheck, check_schedules
from workflow.service.store_checks import check_store
from workflow.service.views import Finding, Verification
from workflow.store import cases, queries
from workflow.store.chain import FIRST
from workflow.store.events import history
from workflow.store.integrity import broken_references, number_of
from workflow.store.rows import unfit_of_case
from workflow.translation import gettext

_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)


def verify(house: House, heads: Path | None = None) -> Verification:
    """Check the whole database, and against the heads kept in a file if one is given.

    The file is brought up to date afterwards, unless something was found wrong.
    """
    findings, kin = list(_unfinished(house)), KinCheck()
    present: dict[str, Head] = {}
    recurring, now = RecurringCheck(), house.now()
    with house.transactions.reading() as connection:
        kept = read_heads(heads) if heads is not None else {}
        broken = broken_references(connection)
        findings += check_store(connection, broken, now)
        findings += check_schedules(connection, house.directory(connection), now)
        editions, serials = Editions(connection), queries.all_serials(connection)
        for serial in serials:
            findings += _look_at(
                connection, editions, serial, kept, present, kin=kin, recurring=recurring, now=now
            )
            if serial in broken.without_edition:
                text = gettext("The edition of its definition is not in the database.")
                findings.append(Finding(number_of(connection, serial), "definition_missing", text))
        findings += kin.findings(present)
        findings += recurring.findings(connection)
        warnings = tuple(warned_now(house, connection))
    findings += [
        Finding(head.case, "gone", gettext("The case is in the heads file, but not here."))
        for uuid, head in kept.items()
        if uuid not in present
    ]
    if heads is not None and not findings:
        write_heads(heads, present)
    counted = sum(head.version for head in present.values())
    return Verification(len(serials), counted, tuple(findings), warnings)


def _unfinished(house: House) -> Iterator[Finding]:
    if not house.transactions.finish_erasing():
        text = gettext(
            "Values that were erased are still in the files beside the database, "
            "because another program is reading it."
        )
        yield Finding(None, "erase_pending", text)


def _look_at(
    connection: Connection,
    editions: Editions,
    serial: int,
    kept: dict[str, Head],
    present: dict[str, Head],
    *,
    kin: KinCheck,
    recurring: RecurringCheck,
    now: datetime,
) -> Iterator[Finding]:
    """Yield what is wrong with one case, and add it to those that are ``present``."""
    try:
        stored = cases.load(connection, serial)
        if stored is None:  # pragma: no cover - one transaction sees one state
            return
        chain = list(history(connection, serial))
        last = chain[-1].hash if chain else FIRST
        present[stored.case.uuid] = Head(stored.case.number, len(chain), last)
        kin.take(stored.case)
        recurring.take(stored.case, chain)
        yield from check_case(connection, editions, stored, chain, now)
        yield from compare(kept.get(stored.case.uuid), stored.case, chain)
    except _UNREADABLE as error:
        number, unfit = number_of(connection, serial), list(unfit_of_case(connection, serial))
        for one in unfit:
            place = gettext("{column} of {key} in {table} ({reason})")
            place = place.format_map({**one._asdict(), "reason": gettext(one.reason)})
            yield Finding(number, "unreadable", _unreadable(place))
        if not unfit:
            yield Finding(number, "unreadable", _unreadable(type(error).__name__))


def _unreadable(what: str) -> str:
    return gettext("What is stored of the case cannot be read: {error}").format(error=what)
