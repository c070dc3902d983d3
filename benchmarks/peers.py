"""The usual way: one scheduler job per deadline, kept in a job store, each doing its own work.

What a job does is what the engine does when a promise is broken: it changes the state, records
that, and puts a message in the outbox, in a transaction of its own. It is written twice, in plain
``sqlite3`` and with a SQLModel session.

Scheduler and job store are as the library makes them (ten workers, SQLite's own journal), save
that no job is dropped for being late. Where the work is done, the database is set as ours is. A
``tuned`` peer has write-ahead logging in its job store too and one worker, for more of them only
wait for each other's locks: the best we know how to do for it.
"""

import pickle
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_REMOVED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import Engine, event, insert
from sqlmodel import Field, Session, SQLModel, create_engine

PATIENCE = 120.0
_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 10000",
)


class PromiseRow(SQLModel, table=True):
    """A case with a promise."""

    __tablename__ = "promises"

    id: int = Field(primary_key=True)
    state: str
    owner: str
    version: int
    due_at: datetime


class HappenedRow(SQLModel, table=True):
    """What happened to it."""

    __tablename__ = "happened"

    promise_id: int = Field(primary_key=True, foreign_key="promises.id")
    seq: int = Field(primary_key=True)
    type: str
    at: datetime
    payload: str


class MessageRow(SQLModel, table=True):
    """Whom to tell."""

    __tablename__ = "messages"

    id: int | None = Field(default=None, primary_key=True)
    promise_id: int = Field(foreign_key="promises.id")
    recipient: str
    template: str
    created_at: datetime


_places: dict[str, Any] = {}
"""Where the jobs work. A job is stored by name, so what it needs is found here."""

_PAYLOAD = '{"trigger":"lapse","from":"promised","to":"lapsed"}'


def lapse_in_sql(serial: int) -> None:
    """Break a promise in plain SQL."""
    connection: sqlite3.Connection | None = getattr(_places["local"], "connection", None)
    if connection is None:
        connection = _places["local"].connection = opened(_places["file"])
    now = datetime.now(UTC).isoformat()
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute(
        "SELECT version FROM promises WHERE id = ? AND state = 'promised'", (serial,)
    ).fetchone()
    connection.execute(
        "UPDATE promises SET state = 'lapsed', version = version + 1 WHERE id = ?", (serial,)
    )
    connection.execute(
        "INSERT INTO happened (promise_id, seq, type, at, payload) VALUES (?, ?, ?, ?, ?)",
        (serial, version + 1, "transitioned", now, _PAYLOAD),
    )
    connection.execute(
        "INSERT INTO messages (promise_id, recipient, template, created_at) VALUES (?, ?, ?, ?)",
        (serial, "sue", "escalation", now),
    )
    connection.execute("COMMIT")


def lapse_in_session(serial: int) -> None:
    """Break a promise with a SQLModel session."""
    now = datetime.now(UTC)
    with Session(_places["engine"]) as session:
        row = session.get_one(PromiseRow, serial)
        assert row.state == "promised"
        row.state = "lapsed"
        row.version += 1
        session.add(
            HappenedRow(
                promise_id=serial, seq=row.version, type="transitioned", at=now, payload=_PAYLOAD
            )
        )
        session.add(
            MessageRow(promise_id=serial, recipient="sue", template="escalation", created_at=now)
        )
        session.commit()


def opened(file: Path) -> sqlite3.Connection:
    """Open a database as durably as the engine does."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    return connection


class Peer:
    """A job store with ``armed`` jobs, and the database they work on."""

    def __init__(
        self, folder: Path, job: Callable[[int], None], armed: int, *, tuned: bool = False
    ) -> None:
        self._job = job
        self._tuned = tuned
        self._folder = folder
        self._serials = count(1)
        self._engine = _engine(folder / "promises.db")
        self._store_url = f"sqlite:///{(folder / 'jobs.db').as_posix()}"
        self._jobs = create_engine(self._store_url)
        if tuned:  # the file remembers it
            self._jobs.raw_connection().cursor().execute("PRAGMA journal_mode = WAL")
        SQLModel.metadata.create_all(
            self._engine, tables=[one.__table__ for one in (PromiseRow, HappenedRow, MessageRow)]
        )
        self.arm(armed, datetime.now(UTC) + timedelta(days=3))

    def arm(self, many: int, due_at: datetime) -> None:
        """Add promises and a job for each, all at once: adding them is not what is measured."""
        serials = [next(self._serials) for _ in range(many)]
        with self._engine.begin() as connection:
            connection.execute(
                insert(PromiseRow),
                [
                    {"id": one, "state": "promised", "owner": "ann", "version": 1, "due_at": due_at}
                    for one in serials
                ],
            )
        store = SQLAlchemyJobStore(engine=self._jobs)
        store.jobs_t.create(self._jobs, checkfirst=True)
        pattern = self._pattern(due_at)
        with self._jobs.begin() as connection:
            connection.execute(insert(store.jobs_t), [_stored(pattern, one) for one in serials])
        with closing(opened(self._folder / "promises.db")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _pattern(self, due_at: datetime) -> dict[str, Any]:
        job: Job = BackgroundScheduler(timezone=UTC).add_job(
            self._job,
            DateTrigger(due_at, UTC),
            args=(0,),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        job._modify(next_run_time=due_at)
        return dict(job.__getstate__())

    def fire(self, due: int) -> float:
        """Let ``due`` jobs run out of all that are armed; return the seconds it took them."""
        self.arm(due, datetime.now(UTC) - timedelta(minutes=1))
        scheduler = BackgroundScheduler(
            jobstores={"default": SQLAlchemyJobStore(url=self._store_url)},
            executors={"default": ThreadPoolExecutor(1)} if self._tuned else {},
            timezone=UTC,
        )
        waiting = _Waiting(due)
        scheduler.add_listener(waiting, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR | EVENT_JOB_REMOVED)
        with self._working(due):
            began = perf_counter()
            scheduler.start()
            took = waiting.until_done() - began
            scheduler.shutdown()
        return took

    @contextmanager
    def _working(self, due: int) -> Iterator[None]:
        file = self._folder / "promises.db"
        _places.update(local=threading.local(), file=file, engine=self._engine)
        before = self.counted()
        yield
        _places.clear()
        assert self.counted() == before + due

    def counted(self) -> int:
        """How many promises are broken, recorded and reported."""
        with closing(opened(self._folder / "promises.db")) as connection:
            numbers = {
                connection.execute(query).fetchone()[0]
                for query in (
                    "SELECT count(*) FROM promises WHERE state = 'lapsed'",
                    "SELECT count(*) FROM happened",
                    "SELECT count(*) FROM messages",
                )
            }
        (number,) = numbers
        return int(number)

    def armed(self) -> int:
        """How many jobs wait."""
        with closing(sqlite3.connect(self._folder / "jobs.db")) as connection:
            return int(connection.execute("SELECT count(*) FROM apscheduler_jobs").fetchone()[0])

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
        self._jobs.dispose()


class _Waiting:
    """Counts what the scheduler tells until every job has run and left the store."""

    def __init__(self, due: int) -> None:
        self._open = 2 * due
        self._failed: BaseException | None = None
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._at = 0.0

    def __call__(self, told: Any) -> None:
        with self._lock:
            self._failed = self._failed or getattr(told, "exception", None)
            self._open -= 1
            if self._open == 0:
                self._at = perf_counter()
                self._done.set()

    def until_done(self) -> float:
        assert self._done.wait(PATIENCE), "the scheduler did not finish"
        if self._failed is not None:
            raise self._failed
        return self._at


def _stored(pattern: dict[str, Any], serial: int) -> dict[str, Any]:
    state = {**pattern, "id": str(serial), "args": (serial,)}
    return {
        "id": state["id"],
        "next_run_time": state["next_run_time"].timestamp(),
        "job_state": pickle.dumps(state, pickle.HIGHEST_PROTOCOL),
    }


def _engine(file: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{file.as_posix()}", connect_args={"check_same_thread": False}
    )

    def connect(connection: Any, _record: object) -> None:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")

    event.listen(engine, "connect", connect)
    return engine
