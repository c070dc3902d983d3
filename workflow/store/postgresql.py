"""A PostgreSQL server, version 15 or newer, through psycopg 3.

Reading sees one state (repeatable read, read only). Writing is read committed: what a decision
relies on is locked and compared. A transaction that is not shared keeps all others from writing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from workflow.errors import StoreError, StoreUnusable
from workflow.store.database import Database
from workflow.store.failures import BUSY, OTHER, Meaning, Trouble, wait
from workflow.store.hints import CHANNEL
from workflow.store.locking import holding
from workflow.store.resting import notice_lost
from workflow.store.tables import METADATA, personal_values, requests
from workflow.translation import gettext, mark

OLDEST = 15
STATEMENT_SECONDS = 300
IDLE_SECONDS = 300
LISTEN_SECONDS = 0.5
RECONNECT_SECONDS = 1.0

_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
_ONE_STATE = "ISOLATION LEVEL REPEATABLE READ"

# A server that is gone must be noticed: by default that takes hours.
_CONNECT = {
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    "application_name": "complaints",
}

# By an error's code, or by its class: the first two characters.
_MEANINGS = {
    **dict.fromkeys(("08", "57P01", "57P02", "57P03", "57P05", "25P03"), Meaning(Trouble.LOST)),
    **dict.fromkeys(("40001", "40P01"), Meaning(Trouble.CONTENDED)),
    "55P03": BUSY,
}
_REASONS = {
    "25006": mark("it is read-only: perhaps a standby. Name the server that is written to."),
    "42501": mark("the role may not do that; give it the rights that docs/operations.md names."),
    "53100": mark("the disk is full; free some space and try again."),
    "53": mark("the server is out of memory or connections; see its log."),
    "57014": mark("a statement took too long; see what keeps the server busy."),
    "58": mark("the disk reports an error; check it before going on."),
    "XX": mark("the server reports damage or a defect of its own; see its log."),
}
_MEANINGS |= {code: Meaning(Trouble.WHOLE, reason) for code, reason in _REASONS.items()}


class PostgreSQL(Database):
    """A database on a server."""

    def __init__(self, url: str, parsed: URL, *, busy_seconds: float | None = None) -> None:
        super().__init__(url, _engine(url, parsed, busy_seconds), busy_seconds)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout, and writes nothing."""
        # Committed, though there is nothing to commit: rolling back makes the driver forget what
        # it has had the server prepare.
        with self._begun(f"BEGIN {_ONE_STATE} READ ONLY") as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """For one statement that reads: nothing has to be begun or ended for it."""
        with self.errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, shared: bool = False) -> Iterator[Connection]:
        """A transaction to write in, alone or beside others who share."""
        with self._begun(f"{_BEGIN}; {holding(shared=shared)}") as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A transaction to change tables in; it may take as long as it does."""
        with self._begun(_BEGIN) as connection:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            # One program at a time, where there is no table yet that could be locked.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
            yield connection

    @contextmanager
    def still(self) -> Iterator[Connection]:
        """A transaction that reads one state, for as long as it takes; nobody writes meanwhile."""
        with self._begun(f"BEGIN {_ONE_STATE}") as connection:
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
            # The settings first, as everybody does. The state that is read is that after the
            # locks: none of these statements looks.
            connection.exec_driver_sql(holding(shared=False))
            connection.exec_driver_sql(f"LOCK TABLE {', '.join(METADATA.tables)} IN SHARE MODE")
            yield connection

    @contextmanager
    def _begun(self, begin: str) -> Iterator[Connection]:
        """A transaction that these statements begin: the driver begins none by itself."""
        with self.errors(), self.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(begin)
            yield connection

    def let_go(self) -> None:
        """Do nothing: a server ends the connections to what somebody takes away."""

    def listen(self, heard: Callable[[], None], stopping: Callable[[], bool]) -> None:
        """Call ``heard`` when something is due sooner or waits; connect again after trouble."""
        trouble = (StoreError, self.engine.dialect.loaded_dbapi.Error)
        while not stopping():
            with suppress(*trouble):
                self._listen(heard, stopping)
            sleep(RECONNECT_SECONDS)

    def _listen(self, heard: Callable[[], None], stopping: Callable[[], bool]) -> None:
        pooled = self.engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()  # from whatever closes the others
        with connection:
            connection.execute(f"LISTEN {CHANNEL}")
            heard()  # of what was said before
            while not stopping():
                for _hint in connection.notifies(timeout=LISTEN_SECONDS, stop_after=1):
                    heard()

    def wipe(self) -> bool:
        """Give the space of erased rows free; what the server keeps elsewhere is its own matter."""
        with self.errors(), self.engine.connect() as connection:
            connection.exec_driver_sql(f"VACUUM {personal_values.name}, {requests.name}")
        return True


_MIGRATING = int.from_bytes(b"complain", "big")


def meaning(error: DBAPIError) -> Meaning:
    """Return what an error means."""
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return _MEANINGS.get(code) or _MEANINGS.get(code[:2], OTHER)
    if error.connection_invalidated:
        return Meaning(Trouble.LOST)
    if isinstance(error, OperationalError):  # there was no connection yet
        return Meaning(Trouble.WHOLE, _unreachable(str(error.orig)))
    return OTHER


def goes_on(driver: Any) -> bool:
    """Whether the transaction of a connection still stands: any error ends it here."""
    status = getattr(getattr(driver, "info", None), "transaction_status", None)
    return status is None or status.name != "INERROR"


def _unreachable(words: str) -> str:
    told = " ".join(words.removeprefix("connection failed: ").split()).rstrip(".")
    return gettext("the server cannot be reached or refuses ({words}).").format(words=told)


def _engine(url: str, parsed: URL, busy_seconds: float | None) -> Engine:
    if parsed.drivername not in {"postgresql", "postgresql+psycopg"}:
        reason = gettext("only the driver psycopg is supported: begin the URL with postgresql://.")
        raise StoreUnusable(url, reason)
    if not parsed.database:
        raise StoreUnusable(url, gettext("it must name a database, after the host."))
    try:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            connect_args={k: v for k, v in _CONNECT.items() if k not in parsed.query},
            isolation_level="AUTOCOMMIT",  # transactions are begun here, with what they lock
            # Of several connections the one that was used last: it has prepared what is asked.
            pool_use_lifo=True,
            # Errors are shown and logged; the values of a statement may be personal.
            hide_parameters=True,
        )
    except ImportError:
        reason = gettext(
            "PostgreSQL needs a driver that is not installed: "
            "pip install 'complaint-workflow[postgres]'."
        )
        raise StoreUnusable(url, reason) from None

    def set_up(connection: Any, _record: object) -> None:
        _check_server(url, connection)
        _set_limits(connection, busy_seconds)

    event.listen(engine, "connect", set_up)
    notice_lost(engine)
    return engine


def _check_server(url: str, connection: Any) -> None:
    version = connection.info.server_version // 10000
    if version < OLDEST:
        reason = gettext("the server is of version {version}; {oldest} or newer is needed.")
        raise StoreUnusable(url, reason.format(version=version, oldest=OLDEST))
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        reason = gettext("its encoding is {encoding}; make a database with the encoding UTF8.")
        raise StoreUnusable(url, reason.format(encoding=encoding))


def _set_limits(connection: Any, busy_seconds: float | None) -> None:
    limits = {
        "timezone": "'UTC'",
        "lock_timeout": int(wait(busy_seconds) * 1000) or 1,
        "statement_timeout": STATEMENT_SECONDS * 1000,
        # Whoever stands still in a transaction keeps others waiting.
        "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
    }
    connection.execute("; ".join(f"SET {name} = {value}" for name, value in limits.items()))
