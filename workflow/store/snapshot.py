"""A case as JSON text, and back: what the cases table keeps so that nobody replays to decide."""

from datetime import datetime
from typing import Any, NamedTuple

from workflow.clock import from_text
from workflow.engine.case import Case, DeadlineState, DutyState
from workflow.engine.cycles import extension
from workflow.store.json_text import decode, encode

_INSTANTS = tuple(
    DeadlineState._fields.index(name)
    for name in ("started_at", "due_at", "done_at", "next_at", "revised_at", "paused_at")
)
_FIRED, _PAUSES, _EXTENSIONS = (
    DeadlineState._fields.index(name) for name in ("fired", "pauses", "extensions")
)
_DEFAULTS = [DeadlineState._field_defaults.get(name) for name in DeadlineState._fields]


class CaseColumns(NamedTuple):
    """The columns of the cases table that a case is made from."""

    id: int
    uuid: str
    prefix: str
    year: int
    definition: str
    edition: str
    site: str
    department: str | None
    state: str
    final: bool
    owner: str
    opened_at: datetime
    version: int
    snapshot: str


def snapshot(case: Case) -> str:
    """Return what is kept of a case beside its columns."""
    return encode(
        {
            "zone": case.zone,
            "entered_at": case.entered_at,
            "acted_at": case.acted_at,
            "last_at": case.last_at,
            "fields": case.fields,
            "recorded": case.recorded,
            "personal": case.personal,
            "erased": case.erased,
            "counts": case.counts,
            "entry_counts": case.entry_counts,
            "performers": case.performers,
            "deadlines": list(case.deadlines.values()),
            **({"duties": list(case.duties.values())} if case.duties else {}),
            **({"followed": case.followed} if case.followed else {}),
        }
    )


def columns(case: Case, *, prefix: str, year: int) -> CaseColumns:
    """Return the columns that a case is kept in."""
    return CaseColumns(
        case.serial,
        case.uuid,
        prefix,
        year,
        case.definition,
        case.edition,
        case.site,
        case.department,
        case.state,
        case.final,
        case.owner,
        case.opened_at,
        case.version,
        snapshot(case),
    )


def from_snapshot(row: CaseColumns) -> Case:
    """Return the case of a row of the cases table."""
    (
        serial, uuid, prefix, year, definition, edition, site, department,
        state, final, owner, opened_at, version, text,
    ) = row  # fmt: skip
    kept = decode(text)
    deadlines = [cycle(values) for values in kept["deadlines"]]
    return Case(
        serial,
        uuid,
        number(prefix, year, serial),
        definition,
        edition,
        site,
        kept["zone"],
        department,
        opened_at,
        state,
        final,
        owner,
        from_text(kept["entered_at"]),
        from_text(kept["acted_at"]),
        from_text(kept["last_at"]),
        version,
        kept["counts"],
        kept["entry_counts"],
        {act: tuple(names) for act, names in kept["performers"].items()},
        kept["fields"],
        kept["recorded"],
        kept["personal"],
        tuple(kept["erased"]),
        {one.key: one for one in deadlines},
        {one.name: one for one in map(duty, kept.get("duties", ()))},
        tuple(kept.get("followed", ())),
    )


def number(prefix: str, year: int, serial: int) -> str:
    """Return the full number of a case.

    >>> number("C", 2026, 17)
    'C-2026-000017'
    """
    return f"{prefix}-{year}-{serial:06d}"


def duty(values: list[Any]) -> DutyState:
    """Return a duty as a snapshot has it: its values, in the order of its fields."""
    name, times, status, who, opened_at, settled_at = values
    settled = None if settled_at is None else from_text(settled_at)
    return DutyState(name, times, status, who, from_text(opened_at), settled)


def cycle(values: list[Any]) -> DeadlineState:
    """Return a cycle of a deadline as a snapshot has it: its values, in the order of its fields."""
    values += _DEFAULTS[len(values) :]  # an older version wrote fewer
    for place in _INSTANTS:
        if values[place] is not None:
            values[place] = from_text(values[place])
    values[_FIRED] = tuple(values[_FIRED])
    values[_PAUSES] = tuple([(from_text(one), from_text(end)) for one, end in values[_PAUSES]])
    values[_EXTENSIONS] = tuple([extension(one) for one in values[_EXTENSIONS]])
    return DeadlineState._make(values)
