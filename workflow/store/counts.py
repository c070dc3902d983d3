"""What is counted over several cases: a row for each act that adds, made from its event."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from workflow.engine.counting import NOBODY, Contribution, Contributions, changes, contributions
from workflow.engine.directory import Tally
from workflow.engine.events import Event
from workflow.store.tables import counts

_SUM = (
    select(counts.c.amount, func.count())
    .where(*(counts.c[name] == bindparam(f"of_{name}") for name in Tally._fields))
    .group_by(counts.c.amount)
)
_ALL = (
    select(*(counts.c[name] for name in Tally._fields), counts.c.amount, func.count())
    .group_by(*(counts.c[name] for name in Tally._fields), counts.c.amount)
    .order_by(*(counts.c[name] for name in Tally._fields))
)
_INSERT = insert(counts)
_DROP = delete(counts).where(
    counts.c.case_id == bindparam("serial"),
    counts.c.seq == bindparam("number"),
    counts.c.counter == bindparam("of"),
)
_DROP_ALL = delete(counts).where(counts.c.case_id == bindparam("serial"))


class Total(NamedTuple):
    """What was counted together."""

    tally: Tally
    amount: Decimal


def kept_of(events: Iterable[Event]) -> Contributions:
    """Return what has to be kept of what the acts of a case add."""
    return {key: one for key, one in contributions(events).items() if one.key != NOBODY}


def total(connection: Connection, tally: Tally) -> Decimal:
    """Return what was counted so far."""
    asked = {f"of_{name}": value for name, value in tally._asdict().items()}
    rows: Any = connection.execute(_SUM, asked)
    return sum((Decimal(amount) * times for amount, times in rows), Decimal(0))


def totals(
    connection: Connection, *, counter: str | None = None, month: str | None = None
) -> list[Total]:
    """Return everything that was counted, of one counter, of one month."""
    wanted = _ALL
    if counter is not None:
        wanted = wanted.where(counts.c.counter == counter)
    if month is not None:
        wanted = wanted.where(counts.c.month == month)
    found: dict[Tally, Decimal] = {}
    rows: Any = connection.execute(wanted)
    for *names, amount, times in rows:
        tally = Tally._make(names)
        found[tally] = found.get(tally, Decimal(0)) + Decimal(amount) * times
    return [Total(tally, amount) for tally, amount in found.items()]


def write(connection: Connection, serial: int, definition: str, events: Iterable[Event]) -> None:
    """Write what events of a case add, and what they change of what was added before."""
    for event in events:
        for one in changes(event.seq, event.payload):
            if one.seq != event.seq:
                connection.execute(_DROP, {"serial": serial, "number": one.seq, "of": one.counter})
            _insert(connection, serial, definition, [one])


def rewrite(connection: Connection, serial: int, definition: str, added: Contributions) -> None:
    """Write anew what the acts of a case add."""
    connection.execute(_DROP_ALL, {"serial": serial})
    _insert(connection, serial, definition, list(added.values()))


def _insert(
    connection: Connection, serial: int, definition: str, found: Sequence[Contribution]
) -> None:
    rows = [
        {"case_id": serial, "definition": definition, **one._asdict()}
        for one in found
        if one.key != NOBODY
    ]
    if rows:
        connection.execute(_INSERT, rows)
