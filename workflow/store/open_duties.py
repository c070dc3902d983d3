"""Open duties as the cases table has them: who owes how many, and of which cases."""

from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, true

from workflow.engine.case import DutyState
from workflow.store.json_text import decode
from workflow.store.snapshot import duty
from workflow.store.statements import json_at, json_elements
from workflow.store.tables import cases

_STATUS, _WHO = (DutyState._fields.index(name) for name in ("status", "who"))
_written = json_elements(cases.c.snapshot, "duties").table_valued("value", name="written")
_is_open = json_at(_written.c.value, _STATUS) == "open"
_who = json_at(_written.c.value, _WHO)
_OWED = (
    select(_who.label("who"), func.count().label("duties"))
    .select_from(cases.join(_written, true()))
    .where(cases.c.site == bindparam("site"), cases.c.final.is_(False), _is_open)
    .group_by(_who)
)
duties_of_case = json_at(cases.c.snapshot, "duties").label("duties")
"""All duties of a case, as JSON text; nothing if it has none."""


def owed_by_person(connection: Connection, site: str) -> dict[str, int]:
    """Return how many open duties each person owes at a site."""
    return {row.who: row.duties for row in connection.execute(_OWED, {"site": site})}


def owed_by(person: str) -> Any:
    """Return that somebody owes a duty of an open case."""
    return cases.c.final.is_(False) & exists().where(_is_open, _who == person)


def open_duties(written: str | None) -> tuple[DutyState, ...]:
    """Return the open duties of what stands in a row under ``duties_of_case``."""
    if written is None:
        return ()
    return tuple(one for one in map(duty, decode(written)) if one.status == "open")
