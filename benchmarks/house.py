"""Databases to measure on: staff, definitions, and as many cases as are wanted.

A hundred thousand cases are not opened one by one: a few are, through the front door, and their
rows are copied under new identities, each history sealed with hashes of its own. ``verify`` finds
nothing to say about such a database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select

from workflow import Workflow
from workflow.store.chain import FIRST, event_hash
from workflow.store.database import Database
from workflow.store.tables import cases, deadlines, events

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
HIRED = START - timedelta(days=365)
PROMISE = Path(__file__).with_name("overdue.yaml")
# Not the shipped complaint: what is measured must stay the same when its hours change.
COMPLAINT = Path(__file__).parents[1] / "tests" / "definitions" / "complaint.yaml"
PATTERNS = 60
_BATCH = 10_000


class SetClock:
    """A clock that shows what it is set to."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for databases, gone afterwards. ``TMPDIR`` says where, should that be memory."""
    with TemporaryDirectory(prefix="benchmarks-") as name:
        yield Path(name)


@contextmanager
def house(place: Path | str, clock: SetClock) -> Iterator[Workflow]:
    """A new database with staff, the promise and the complaint, closed at the end."""
    now, clock.now = clock.now, HIRED
    with Workflow.create(str(place), zone="Asia/Shanghai", clock=clock) as flow:
        flow.add_staff("max", roles=["manager"])
        flow.add_staff("sue", roles=["supervisor"], superior="max")
        flow.add_staff("ann", roles=["specialist"], superior="sue")
        flow.publish(PROMISE)
        flow.publish(COMPLAINT)
        clock.now = now
        yield flow


def open_complaint(flow: Workflow) -> str:
    """Open a complaint and return its number."""
    data = {
        "complainant": "李雷",
        "phone": "13800138000",
        "content": "空调不制冷",
        "kind": "service",
    }
    return flow.open("complaint", data, actor="ann").case


def promise(flow: Workflow, clock: SetClock, first: datetime, many: int) -> None:
    """Add ``many`` cases whose promise falls due three days after ``first`` and the hour after."""
    patterns = []
    for number in range(min(PATTERNS, many)):
        clock.now = first + timedelta(minutes=number)
        patterns.append(flow.open("overdue", {"subject": "修理阳台门"}, actor="ann").case)
    copy_of(flow, patterns, many)


def copy_of(flow: Workflow, patterns: list[str], many: int) -> None:
    """Copy cases until there are ``many`` with them."""
    with flow.transactions.writing() as connection:
        copy(connection, [int(one.rpartition("-")[2]) for one in patterns], many - len(patterns))
    _settle(flow.transactions.database)


def _settle(database: Database) -> None:
    """Do now what the database would do by and by, in the middle of measuring."""
    if database.engine.dialect.name == "sqlite":
        database.wipe()
        return
    with database.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
        connection.exec_driver_sql("CHECKPOINT")


def copy(connection: Connection, originals: list[int], many: int) -> None:
    """Copy cases in turn until there are ``many`` more."""
    templates = [_Template(connection, serial) for serial in originals]
    serial = connection.execute(select(func.max(cases.c.id))).scalar_one()
    for begun in range(0, many, _BATCH):
        rows: dict[Any, list[dict[str, Any]]] = {cases: [], events: [], deadlines: []}
        for number in range(begun, min(begun + _BATCH, many)):
            templates[number % len(templates)].copy_to(serial + 1 + number, rows)
        for table, of_table in rows.items():
            connection.execute(insert(table), of_table)


class _Template:
    """The rows of one case."""

    def __init__(self, connection: Connection, serial: int) -> None:
        def rows(table: Any, column: Any) -> list[dict[str, Any]]:
            found = connection.execute(select(table).where(column == serial))
            return [dict(one) for one in found.mappings()]

        (self._case,) = rows(cases, cases.c.id)
        self._events = sorted(rows(events, events.c.case_id), key=lambda one: one["seq"])
        self._deadlines = rows(deadlines, deadlines.c.case_id)

    def copy_to(self, serial: int, rows: dict[Any, list[dict[str, Any]]]) -> None:
        uuid, last = str(uuid4()), FIRST
        for one in self._events:
            last = event_hash(uuid, one, last)
            rows[events].append({**one, "case_id": serial, "hash": last})
        rows[deadlines] += [{**one, "case_id": serial} for one in self._deadlines]
        rows[cases].append({**self._case, "id": serial, "uuid": uuid, "hash": last})


def armed(flow: Workflow) -> int:
    """Return how many cases wait for something to fall due."""
    with flow.transactions.reading() as connection:
        counted = select(func.count()).select_from(cases).where(cases.c.next_at.is_not(None))
        return int(connection.execute(counted).scalar_one())
