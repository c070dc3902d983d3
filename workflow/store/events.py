"""Reading histories: as engine events to replay, as stored to verify, with personal values."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, exists, select

from workflow.definition.kinds import Value
from workflow.engine.events import PAYLOAD_VERSION, Event
from workflow.store.json_text import decode
from workflow.store.snapshot import number
from workflow.store.tables import cases, events, personal_values


class StoredEvent(NamedTuple):
    """An event exactly as stored."""

    seq: int
    type: str
    version: int
    at: datetime
    recorded_at: datetime
    performed_by: str
    recorded_by: str
    edition: str
    payload: str
    once: str | None
    hash: str

    def event(self) -> Event:
        """Return the event as the engine knows it. Old payloads are brought up to date here."""
        if self.version > PAYLOAD_VERSION:
            raise ValueError(self.version)
        return Event(
            self.seq,
            self.type,
            self.at,
            self.recorded_at,
            self.performed_by,
            self.recorded_by,
            decode(self.payload),
            once=self.once,
            version=self.version,
        )


class PersonalValue(NamedTuple):
    """A personal value with its salt. ``text`` is the JSON text that was sealed."""

    field: str
    revision: int
    salt: str
    text: str

    @property
    def value(self) -> Value:
        """The value itself."""
        found: Value = decode(self.text)["value"]
        return found


_HISTORY = (
    select(*(events.c[name] for name in StoredEvent._fields))
    .where(events.c.case_id == bindparam("serial"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
)
_PERSONAL = (
    select(
        personal_values.c.field,
        personal_values.c.revision,
        personal_values.c.salt,
        personal_values.c.value,
    )
    .where(personal_values.c.case_id == bindparam("serial"))
    .order_by(personal_values.c.revision, personal_values.c.field)
)


def history(connection: Connection, serial: int, *, after: int = 0) -> Iterator[StoredEvent]:
    """Return the events of a case in order, those with a ``seq`` above ``after``."""
    rows: Any = connection.execute(_HISTORY, {"serial": serial, "after": after})
    return map(StoredEvent._make, rows)


def cases_recorded(
    connection: Connection, since: datetime, until: datetime, kinds: Collection[str] = ()
) -> list[str]:
    """Return the numbers of the cases in which events were recorded between two instants.

    Only of some ``kinds``, if any are named.
    """
    wanted = [events.c.type.in_(sorted(kinds))] if kinds else []
    rows: Any = connection.execute(
        select(cases.c.prefix, cases.c.year, cases.c.id)
        .where(
            exists().where(
                events.c.case_id == cases.c.id,
                *wanted,
                events.c.recorded_at.between(since, until),
            )
        )
        .order_by(cases.c.id)
    )
    return [number(*row) for row in rows]


def personal(connection: Connection, serial: int) -> list[PersonalValue]:
    """Return the personal values that are stored of a case, the oldest first."""
    rows: Any = connection.execute(_PERSONAL, {"serial": serial})
    return [PersonalValue._make(row) for row in rows]


def erased_up_to(chain: Iterable[StoredEvent]) -> int:
    """Return the event that erased last, 0 if none did: no value from before it may be there."""
    return max((event.seq for event in chain if event.type == "erased"), default=0)
