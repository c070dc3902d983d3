"""What the store promises, on a PostgreSQL server."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from both_databases import engine_of
from events_contract import COLUMNS, TABLE, copied
from postgresql_server import Databases
from sqlalchemy import Connection, Engine, text
from store_contract import StoreContract

from workflow import Workflow
from workflow.errors import StoreMissing, StoreUnprotected, StoreUnusable
from workflow.store import schema
from workflow.store.database import Database, open_database
from workflow.store.guards import guards, missing_guards
from workflow.store.tables import METADATA, VERSION_TABLE


class TestPostgreSQL(StoreContract):
    @pytest.fixture(autouse=True)
    def _empty(self, databases: Databases) -> None:
        self.databases = databases
        if not hasattr(TestPostgreSQL, "template"):
            TestPostgreSQL.template = databases.made()
            database = open_database(TestPostgreSQL.template)
            schema.upgrade(database)
            database.close()

    def created(self, folder: Path) -> Database:
        return open_database(self.databases.made(TestPostgreSQL.template))

    def overwriting(self) -> Mapping[str, str]:
        into = f"INSERT INTO {TABLE} ({COLUMNS})"
        return {
            "ignore an existing key": f"{into} {copied('seq', 'NULL')} ON CONFLICT DO NOTHING",
            "update on conflict": f"{into} {copied('3', 'NULL')} "
            "ON CONFLICT (case_id, seq) DO UPDATE SET payload = excluded.payload",
            "truncate": f"TRUNCATE {TABLE}",
            "truncate what it belongs to": "TRUNCATE complaints_cases CASCADE",
            "as replication does": "SET LOCAL session_replication_role = 'replica'; "
            f"DELETE FROM {TABLE}",
            "merge": f"MERGE INTO {TABLE} AS kept USING {TABLE} AS other "
            "ON kept.case_id = other.case_id AND kept.seq = other.seq "
            "WHEN MATCHED THEN UPDATE SET payload = '{}'",
        }

    def plain_engines(self, database: Database) -> list[Engine]:
        return [engine_of(database.engine.url.render_as_string(hide_password=False))]

    def remove_guard(self, connection: Connection, name: str) -> None:
        connection.execute(text(f"DROP TRIGGER {name} ON {name.rpartition('_no_')[0]}"))


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    url = databases.made()
    yield url
    databases.drop(url)


def test_a_new_database_is_exactly_what_the_tables_say(url: str) -> None:
    database = open_database(url)
    assert schema.upgrade(database) == (None, schema.REVISIONS[-1])
    with database.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
        assert missing_guards(connection) == []
    database.close()


def test_an_empty_database_is_missing_what_belongs_in_it(url: str) -> None:
    with pytest.raises(StoreMissing) as missing:
        Workflow(url)
    assert "secret" not in str(missing.value)


@pytest.mark.parametrize(
    "weakened",
    [
        "DROP TRIGGER {name} ON {table}",
        "ALTER TABLE {table} DISABLE TRIGGER {name}",
        "ALTER TABLE {table} ENABLE TRIGGER {name}",
        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RETURN NULL; END$$",
        "CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OF hash ON {table} "
        "EXECUTE FUNCTION {name}()",
    ],
)
def test_a_guard_that_was_weakened_is_missing_until_it_is_put_back(url: str, weakened: str) -> None:
    Workflow.create(url, zone="Asia/Shanghai").close()
    name = f"{TABLE}_no_update"
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(weakened.format(name=name, table=TABLE))
    with pytest.raises(StoreUnprotected) as refused:
        Workflow(url)
    assert refused.value.missing == (name,)
    with Workflow.create(url) as flow:
        assert flow.verify().findings == ()
    engine.dispose()


def test_the_guards_of_both_tables_refuse_what_changes_history(url: str) -> None:
    Workflow.create(url, zone="Asia/Shanghai").close()
    database = open_database(url)
    with database.reading() as connection:
        assert sorted(guards(connection)) == sorted(
            f"complaints_{table}_no_{what}"
            for table in ("events", "official_days")
            for what in ("update", "delete", "truncate", "overwrite")
        )
    with pytest.raises(StoreUnusable, match="never changed"), database.writing() as connection:
        connection.exec_driver_sql("TRUNCATE complaints_official_days")
    database.close()


def test_tables_of_others_in_the_same_database_are_left_alone(url: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('of the host')")
    Workflow.create(url, zone="Asia/Shanghai").close()
    with engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
    assert found == [("of the host",)]
    engine.dispose()


def test_a_database_of_another_encoding_is_refused(databases: Databases) -> None:
    url = databases.made()
    latin = f"{url}_latin"
    name = latin.rpartition("/")[2]
    engine = engine_of(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
        )
    with pytest.raises(StoreUnusable, match="LATIN1"):
        Workflow(latin)
    engine.dispose()
    databases.drop(latin)
    databases.drop(url)


def test_what_the_server_says_of_a_row_is_told_to_nobody(url: str) -> None:
    twice = "INSERT INTO complaints_settings VALUES ('张三丰', 1), ('张三丰', 2)"
    with (
        Workflow.create(url, zone="Asia/Shanghai") as flow,
        pytest.raises(StoreUnusable) as refused,
        flow.transactions.writing() as connection,
    ):
        connection.exec_driver_sql(twice)
    error: BaseException | None = refused.value
    while error is not None:
        assert "Key (" not in f"{error}{error.args}"
        error = error.__cause__
    assert "duplicate key" in str(refused.value)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://lin:secret@127.0.0.1:1/cases", "cannot be reached"),
        ("postgresql://lin:secret@nowhere.invalid/cases", "cannot be reached"),
        ("postgresql://lin:secret@127.0.0.1:1", "must name a database"),
        ("postgresql://lin@127.0.0.1:1/cases?password=secret", "cannot be reached"),
        ("postgresql+psycopg2://lin:secret@127.0.0.1/cases", "only the driver psycopg"),
        ("postgresql://lin:secret@127.0.0.1:port/cases", "cannot be read"),
        ("mysql://lin:secret@127.0.0.1/cases", "only SQLite"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str, words: str) -> None:
    with pytest.raises(StoreUnusable, match=words) as refused:
        Workflow(url)
    error: BaseException | None = refused.value
    while error is not None:
        assert "secret" not in str(error)
        error = error.__cause__ or error.__context__


def test_a_database_that_somebody_made_read_only_is_not_written_to(databases: Databases) -> None:
    url = databases.made()
    Workflow.create(url, zone="Asia/Shanghai").close()
    engine = engine_of(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as owner:
        owner.exec_driver_sql(
            f"ALTER DATABASE {engine.url.database} SET default_transaction_read_only = on"
        )
    engine.dispose()
    with Workflow(url) as flow:
        assert flow.sites()
        with pytest.raises(StoreUnusable, match="it is read-only"):
            flow.add_staff("小林", roles=["specialist"])
        assert flow.sites()
    databases.drop(url)
