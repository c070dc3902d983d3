"""Lists: which cases there are, and what is due. Filtered and paged by the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, exists, func, or_, select, true

from workflow.engine.case import DeadlineState, DutyState
from workflow.store.hidden import Kept, excepted, seen
from workflow.store.json_text import decode
from workflow.store.open_duties import duties_of_case, open_duties, owed_by
from workflow.store.snapshot import cycle, number
from workflow.store.statements import full_number, json_at, json_elements, json_members
from workflow.store.tables import cases, deadlines, events, personal_values


class Filter(NamedTuple):
    """Which cases are wanted. ``sites`` ``None`` means every site; ``text`` is looked for in the
    number, in values and in notes; ``among`` are the identities of cases. ``now`` is when it is
    asked: what was due by then is overdue, whether or not a miss was recorded. ``kept`` is not
    found. ``owes``: somebody owes a duty of it."""

    sites: tuple[str, ...] | None = None
    state: str | None = None
    definition: str | None = None
    owner: str | None = None
    overdue: bool = False
    aside: bool = False
    text: str | None = None
    final: bool | None = None
    among: tuple[str, ...] | None = None
    now: datetime | None = None
    kept: tuple[Kept, ...] = ()
    owes: str | None = None


class ListedCase(NamedTuple):
    """A case in a list; ``due`` names the open deadline that is due first."""

    serial: int
    number: str
    definition: str
    edition: str
    site: str
    state: str
    owner: str
    opened_at: datetime
    zone: str
    due_at: datetime | None
    due: str | None
    overdue: bool
    aside: bool
    duties: tuple[DutyState, ...] = ()


class ListedDeadline(NamedTuple):
    """A running deadline in a list; ``known`` is the cycle as its case has it, if it does."""

    number: str
    edition: str
    site: str
    state: str
    owner: str
    zone: str
    name: str
    cycle: int
    status: str
    due_at: datetime
    owed: bool
    next_at: datetime | None
    aside: bool
    started_at: datetime
    known: DeadlineState | None
    paused_at: datetime | None
    duties: tuple[DutyState, ...] = ()


_open_deadlines = deadlines.alias("running")
_RUNNING = and_(
    _open_deadlines.c.case_id == cases.c.id,
    _open_deadlines.c.done_at.is_(None),
    _open_deadlines.c.status.in_(("armed", "missed", "paused")),
    # Of a time that ran out and that nobody owes, nothing is due any more.
    or_(_open_deadlines.c.owed, _open_deadlines.c.status != "missed"),
)
_FIRST_DUE = select(func.min(_open_deadlines.c.due_at)).where(_RUNNING).scalar_subquery()
_FIRST_NAME = (
    select(_open_deadlines.c.name)
    .where(_RUNNING)
    .order_by(_open_deadlines.c.due_at, _open_deadlines.c.name)
    .limit(1)
    .scalar_subquery()
)
zone_of_case = json_at(cases.c.snapshot, "zone").label("zone")
"""The time zone of a case, by which its instants are shown."""
_COLUMNS = (
    cases.c.id, cases.c.prefix, cases.c.year, cases.c.definition, cases.c.edition, cases.c.site,
    cases.c.state, cases.c.owner, cases.c.opened_at, cases.c.aside_since,
    zone_of_case, duties_of_case,
)  # fmt: skip

_cycle = json_elements(cases.c.snapshot, "deadlines").table_valued("value")
_CYCLES = (
    select(cases.c.id, _cycle.c.value.label("written"))
    .select_from(cases.join(_cycle, true()))
    .where(cases.c.id.in_(bindparam("serials", expanding=True)))
)


def list_cases(
    connection: Connection, wanted: Filter, *, limit: int, offset: int
) -> tuple[list[ListedCase], int]:
    """Return a page of cases, the oldest due first, and how many match in all."""
    found = matching(select(*_COLUMNS), wanted)
    total = connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    page = (
        found.add_columns(
            _FIRST_DUE.label("due_at"),
            _FIRST_NAME.label("due"),
            _overdue(wanted.now).label("overdue"),
        )
        .order_by(cases.c.final, _FIRST_DUE.is_(None), _FIRST_DUE, cases.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [_listed(row) for row in connection.execute(page)], total


def list_due(
    connection: Connection, wanted: Filter, *, limit: int, offset: int
) -> list[ListedDeadline]:
    """Return running deadlines, the earliest due first."""
    found = select(*_COLUMNS, *_open_deadlines.c)
    running = matching(found.join(_open_deadlines, _RUNNING), wanted).order_by(
        _open_deadlines.c.due_at, cases.c.id, _open_deadlines.c.name
    )
    rows = connection.execute(running.limit(limit).offset(offset)).all()
    known = _cycles(connection, {row.id for row in rows})
    return [
        ListedDeadline(
            number(row.prefix, row.year, row.id),
            row.edition,
            row.site,
            row.state,
            row.owner,
            row.zone,
            row.name,
            row.cycle,
            row.status,
            row.due_at,
            row.owed,
            row.next_at,
            row.aside_since is not None,
            row.started_at,
            known.get((row.id, row.name, row.cycle)),
            row.paused_at,
            open_duties(row.duties),
        )
        for row in rows
    ]


def _cycles(connection: Connection, serials: set[int]) -> dict[tuple[int, str, int], DeadlineState]:
    """Return the cycles of a page's cases, by case, name and number."""
    rows = connection.execute(_CYCLES, {"serials": sorted(serials)})
    found = ((row.id, cycle(decode(row.written))) for row in rows)
    return {(serial, one.name, one.cycle): one for serial, one in found}


def count_aside(connection: Connection) -> int:
    """Return how many cases are set aside."""
    counted: int = connection.execute(
        select(func.count()).select_from(cases).where(cases.c.aside_since.is_not(None))
    ).scalar_one()
    return counted


def count_cases(connection: Connection) -> int:
    """Return how many cases there are."""
    counted: int = connection.execute(select(func.count()).select_from(cases)).scalar_one()
    return counted


def all_serials(connection: Connection) -> list[int]:
    """Return the serials of all cases, in order."""
    return [row.id for row in connection.execute(select(cases.c.id).order_by(cases.c.id))]


def open_serials(connection: Connection, editions: Sequence[str]) -> list[int]:
    """Return the serials of the open cases of some editions, in order."""
    wanted = select(cases.c.id).where(cases.c.final.is_(False), cases.c.edition.in_(editions))
    return [row.id for row in connection.execute(wanted.order_by(cases.c.id))]


def migrated_serials(connection: Connection) -> list[int]:
    """Return the serials of the open cases that did not always follow their edition, in order."""
    moved = select(events.c.case_id).where(events.c.type == "migrated")
    wanted = select(cases.c.id).where(cases.c.final.is_(False), cases.c.id.in_(moved))
    return [row.id for row in connection.execute(wanted.order_by(cases.c.id))]


def editions_followed(connection: Connection) -> set[str]:
    """Return the hashes of the editions that open cases follow."""
    followed = select(cases.c.edition).where(cases.c.final.is_(False)).distinct()
    return {row.edition for row in connection.execute(followed)}


def cases_by_edition(connection: Connection) -> dict[str, tuple[int, int]]:
    """Return how many open and how many closed cases follow each edition, by its hash."""
    closed = func.count().filter(cases.c.final)
    counted = select(cases.c.edition, func.count() - closed, closed).group_by(cases.c.edition)
    return {edition: (opened, over) for edition, opened, over in connection.execute(counted)}


def all_sites(connection: Connection) -> list[str]:
    """Return the sites that have cases."""
    return [row.site for row in connection.execute(select(cases.c.site).distinct())]


def sites_using(connection: Connection, definition: str) -> list[str]:
    """Return the sites that have open cases of a definition, by name."""
    wanted = select(cases.c.site).where(cases.c.definition == definition, cases.c.final.is_(False))
    return [row.site for row in connection.execute(wanted.distinct().order_by(cases.c.site))]


def matching(query: Select[Any], wanted: Filter) -> Select[Any]:
    """Return a query about cases for those that are wanted only."""
    if wanted.sites is not None:
        query = query.where(cases.c.site.in_(wanted.sites))
    for name in ("state", "definition", "owner", "final"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(cases.c[name] == value)
    if wanted.among is not None:
        query = query.where(cases.c.uuid.in_(wanted.among))
    if wanted.owes is not None:
        query = query.where(owed_by(wanted.owes))
    if wanted.aside:
        query = query.where(cases.c.aside_since.is_not(None))
    if wanted.overdue:
        query = query.where(_overdue(wanted.now))
    if wanted.text:
        query = query.where(_holds(wanted.text, [one for one in wanted.kept if one.field]))
    for one in wanted.kept:
        if not one.field:
            query = query.where(or_(cases.c.edition != one.edition, excepted(one)))
    return query


def _overdue(now: datetime | None) -> Any:
    late = _open_deadlines.c.status == "missed"
    if now is not None:
        unnoticed = and_(_open_deadlines.c.status == "armed", _open_deadlines.c.due_at <= now)
        late = or_(late, unnoticed)
    return exists().where(_RUNNING, _open_deadlines.c.owed, late)


def _holds(text: str, kept: Sequence[Kept]) -> Any:
    said = and_(
        personal_values.c.case_id == cases.c.id,
        json_at(personal_values.c.value, "value").icontains(text, autoescape=True),
        seen(personal_values.c.field, kept),
    )
    values = json_members(cases.c.snapshot, "fields").table_valued("key", "value")
    numbered = full_number(cases.c.prefix, cases.c.year, cases.c.id)
    return or_(
        exists().where(said),
        exists().where(values.c.value.icontains(text, autoescape=True), seen(values.c.key, kept)),
        numbered.icontains(text, autoescape=True),
    )


def _listed(row: Any) -> ListedCase:
    return ListedCase(
        row.id,
        number(row.prefix, row.year, row.id),
        row.definition,
        row.edition,
        row.site,
        row.state,
        row.owner,
        row.opened_at,
        row.zone,
        row.due_at,
        row.due,
        bool(row.overdue),
        row.aside_since is not None,
        open_duties(row.duties),
    )
