"""What tests need to run on SQLite and on PostgreSQL alike.

A module with ``pytestmark = pytest.mark.both`` runs on both: its database, and what is made of it,
comes once as a path and once as a URL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine

Place = Path | str


def engine_of(place: Place) -> Engine:
    """An engine such as a host has, without anything of ours."""
    if isinstance(place, Path):
        return create_engine(f"sqlite:///{place}")
    return create_engine(place.replace("postgresql://", "postgresql+psycopg://"))


@contextmanager
def by_hand(place: Place) -> Iterator[Connection]:
    """A connection of another program, in a transaction that is committed."""
    engine = engine_of(place)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def changed(place: Place, *statements: str) -> None:
    """Change a database by hand; each statement must find something to change."""
    with by_hand(place) as connection:
        for one in statements:
            assert connection.exec_driver_sql(one).rowcount != 0, one


def refuse_inserts(connection: Connection, table: str, words: str = "no room") -> None:
    """Let the database refuse every new row of a table, with words of its own."""
    refuse(connection, f"INSERT ON {table}", words)


def refuse(connection: Connection, what: str, words: str, where: str = "") -> None:
    """Let the database refuse something, such as ``UPDATE OF state ON complaints_cases``."""
    only = f"WHEN ({where})" if where else ""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"CREATE TRIGGER failing BEFORE {what} {only} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    connection.exec_driver_sql(
        "CREATE FUNCTION failing() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{words}' USING DETAIL = NEW::text; END$$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER failing BEFORE {what} FOR EACH ROW {only} EXECUTE FUNCTION failing()"
    )


def refuse_no_more(connection: Connection, table: str) -> None:
    """Take that back."""
    on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
    connection.exec_driver_sql(f"DROP TRIGGER failing{on}")
