"""The version of a database: created, upgraded, or refused.

The version is looked at on every start with one query. The migration tool is only imported when
there is something to migrate.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from workflow.errors import (
    StoreMissing,
    StoreOutdated,
    StoreTooNew,
    StoreUnfinished,
    StoreUnprotected,
)
from workflow.store import unfinished
from workflow.store.database import Database
from workflow.store.failures import lacks_table
from workflow.store.guards import install_guards, missing_guards
from workflow.store.staff_seals import seal_what_is_not
from workflow.store.tables import VERSION_TABLE

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
)
"""Every revision there ever was, the oldest first."""

MIGRATIONS = Path(__file__).parent / "migrations"


def check(database: Database, *, protected: bool = True) -> None:
    """Raise unless the database is of this version and (if asked for) its history protected."""
    with database.reading() as connection:
        found = revision(connection)
        if found is None:
            raise StoreMissing(database.url)
        _check_known(connection, database.url, found, REVISIONS)
        if found != REVISIONS[-1]:
            raise StoreOutdated(database.url, found)
        missing = missing_guards(connection)
    if missing and protected:
        raise StoreUnprotected(database.url, tuple(missing))


def revision(connection: Connection) -> str | None:
    """Return the revision of a database, ``None`` if it has no tables of ours."""
    try:
        found: str | None = connection.execute(
            text(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608 - a constant
        ).scalar()
    except (OperationalError, ProgrammingError) as error:
        if lacks_table(error):
            return None
        raise
    return found


def upgrade(
    database: Database,
    *,
    to: str = "head",
    more: Sequence[Path] = (),
    known: Sequence[str] = REVISIONS,
    beforehand: Callable[[Connection], object] | None = None,
    afterwards: Callable[[Connection], None] | None = None,
) -> tuple[str | None, str | None]:
    """Create or upgrade the tables; return the revision before and after.

    ``more`` are further folders of migrations and ``known`` the revisions with them. Everything
    happens in one transaction, and so does what is to be done ``beforehand`` and ``afterwards``.
    Raises ``StoreTooNew`` for a database of a newer version and ``StoreUnfinished`` for half a
    copy.
    """
    with database.reading() as connection:
        before = revision(connection)
        if before is not None:
            _check_known(connection, database.url, before, known)
    config = _config(more)
    with database.migrating() as connection:
        # Another program may have made it or begun a copy in it since.
        if inspect(connection).has_table(VERSION_TABLE) and (found := revision(connection)):
            _check_known(connection, database.url, found, known)
        if beforehand is not None:
            beforehand(connection)
        _migrate(connection, config, to)
        if to == "head":
            seal_what_is_not(connection)
        if afterwards is not None:
            afterwards(connection)
        install_guards(connection)
    with database.reading() as connection:
        return before, revision(connection)


def _check_known(connection: Connection, url: str, found: str, known: Sequence[str]) -> None:
    if found == unfinished.COPYING:
        raise StoreUnfinished(url, unfinished.mark(connection).source)
    if found not in known:
        raise StoreTooNew(url, found)


def _config(more: Sequence[Path]) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - slow to import, rarely needed

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    places = [str(MIGRATIONS / "versions"), *map(str, more)]
    config.set_main_option("version_locations", "\n".join(places))
    return config


def _migrate(connection: Connection, config: "Config", to: str) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, rarely needed

    config.attributes["connection"] = connection
    command.upgrade(config, to)
