"""Databases are created, upgraded whole or not at all, and refused when they are newer."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from workflow import Workflow
from workflow.errors import StoreMissing, StoreOutdated, StoreTooNew, StoreUnprotected
from workflow.store import schema
from workflow.store.database import open_database
from workflow.store.guards import missing_guards
from workflow.store.sqlite_guards import guards
from workflow.store.tables import METADATA, VERSION_TABLE

PRESENT = schema.REVISIONS[-1]
NEXT = "next"
RECEIVED = {
    "complainant": "李雷", "phone": "13800138000", "content": "空调太冷", "kind": "service",
}  # fmt: skip
ADDING = """
    with op.batch_alter_table("complaints_cases", recreate="always") as batch:
        batch.add_column(sa.Column("grade", sa.String(), nullable=True))
"""
REBUILDING = """
    with op.batch_alter_table("complaints_events", recreate="always") as batch:
        batch.add_column(sa.Column("source", sa.String(), nullable=True))
"""
FAILING = """
    raise LookupError("halfway")
"""
ORPHANING = """
    op.execute("DELETE FROM complaints_cases")
"""


@pytest.fixture
def worked_in(flow: Workflow, database: Path, clock) -> Path:
    """A database with cases, histories, personal values, deadlines and notices in it."""
    for _number in range(3):
        flow.open("complaint", RECEIVED, actor="rita")
    flow.note(1, "请勿打扰", actor="ann")
    clock.advance(days=2)
    assert flow.fire_due().fired
    flow.close()
    return database


def next_revision(folder: Path, *steps: str) -> Path:
    """A folder with a migration that follows the newest."""
    versions = folder / "versions"
    versions.mkdir(exist_ok=True)
    lines = [
        '"""What comes next."""',
        "import sqlalchemy as sa",
        "from alembic import op",
        f'revision = "{NEXT}"',
        f'down_revision = "{PRESENT}"',
        "def upgrade():",
        *steps,
    ]
    (versions / "next_revision.py").write_text("\n".join(lines), encoding="utf-8")
    return versions


def upgraded(path: Path, versions: Path) -> tuple[str | None, str | None]:
    database = open_database(str(path))
    try:
        known = (*schema.REVISIONS, NEXT)
        return schema.upgrade(database, more=[versions], known=known)
    finally:
        database.close()


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, by the columns of the present version."""
    database = open_database(str(path))
    with database.reading() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in METADATA.sorted_tables
        }
        found[VERSION_TABLE] = [(schema.revision(connection),)]
    database.close()
    return found


def guarded(path: Path) -> bool:
    database = open_database(str(path))
    with database.reading() as connection:
        missing = missing_guards(connection)
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text("UPDATE complaints_events SET payload = '{}'"))
    database.close()
    return not missing


def test_a_new_database_is_exactly_what_the_tables_say(tmp_path: Path):
    database = open_database(str(tmp_path / "cases.db"), create=True)
    assert schema.upgrade(database) == (None, PRESENT)
    with database.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
        assert missing_guards(connection) == []
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        assert all(name.startswith(("complaints_", "sqlite_")) for (name,) in names)
    database.close()


def test_every_migration_there_is_is_known_to_the_program():
    files = sorted((schema.MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert tuple(one.name.split("_")[0] for one in files) == schema.REVISIONS


def test_upgrading_twice_changes_nothing(worked_in: Path):
    before = contents(worked_in)
    database = open_database(str(worked_in))
    assert schema.upgrade(database) == (PRESENT, PRESENT)
    database.close()
    assert contents(worked_in) == before
    assert guarded(worked_in)


@pytest.mark.parametrize(
    "steps", [(ADDING,), (REBUILDING,), (ADDING, REBUILDING)], ids=["cases", "events", "both"]
)
def test_an_older_database_is_upgraded_with_everything_in_it(
    worked_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock, steps: tuple[str, ...]
):
    before = contents(worked_in)
    assert upgraded(worked_in, next_revision(tmp_path, *steps)) == (PRESENT, NEXT)
    assert contents(worked_in) == {**before, VERSION_TABLE: [(NEXT,)]}
    assert guarded(worked_in)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, NEXT))
    with Workflow(str(worked_in), clock=clock) as flow:
        assert flow.verify().findings == ()
        flow.note(1, "升级之后", actor="ann")
        assert flow.verify().findings == ()


def test_a_migration_that_fails_halfway_leaves_the_database_as_it_was(
    worked_in: Path, tmp_path: Path
):
    before = contents(worked_in)
    with pytest.raises(LookupError, match="halfway"):
        upgraded(worked_in, next_revision(tmp_path, ADDING, REBUILDING, FAILING))
    assert contents(worked_in) == before
    assert guarded(worked_in)


def test_a_migration_that_breaks_a_reference_is_undone(worked_in: Path, tmp_path: Path):
    before = contents(worked_in)
    with pytest.raises(AssertionError, match="breaks a reference"):
        upgraded(worked_in, next_revision(tmp_path, ORPHANING))
    assert contents(worked_in) == before


def test_references_are_enforced_again_after_an_upgrade(worked_in: Path):
    database = open_database(str(worked_in))
    schema.upgrade(database)
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text("DELETE FROM complaints_cases"))
    database.close()


def test_a_newer_database_is_refused_untouched(worked_in: Path, tmp_path: Path):
    upgraded(worked_in, next_revision(tmp_path, ADDING))
    before = contents(worked_in)
    for opening in (Workflow, Workflow.create):
        with pytest.raises(StoreTooNew) as refused:
            opening(str(worked_in))
        assert refused.value.revision == NEXT
        assert str(worked_in) in str(refused.value)
    assert contents(worked_in) == before


def test_an_older_database_is_refused_until_it_is_upgraded(
    worked_in: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, NEXT))
    with pytest.raises(StoreOutdated) as refused:
        Workflow(str(worked_in))
    assert refused.value.revision == PRESENT
    assert "complaints init" in str(refused.value)


def test_an_unprotected_database_is_refused_until_the_guards_are_back(worked_in: Path, clock):
    database = open_database(str(worked_in))
    with database.writing() as connection:
        for name in guards():
            connection.execute(text(f"DROP TRIGGER {name}"))
    database.close()
    with pytest.raises(StoreUnprotected) as refused:
        Workflow(str(worked_in))
    assert set(refused.value.missing) == set(guards())
    with Workflow.create(str(worked_in), clock=clock) as flow:
        assert flow.verify().findings == ()
    assert guarded(worked_in)


def test_tables_of_others_in_the_same_file_are_left_alone(tmp_path: Path):
    path = tmp_path / "host.db"
    database = open_database(str(path), create=True)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('of the host')"))
    database.close()
    with pytest.raises(StoreMissing):
        Workflow(str(path))
    Workflow.create(str(path), zone="Asia/Shanghai").close()
    database = open_database(str(path))
    with database.reading() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).all()
    database.close()
    assert found == [("of the host",)]


def test_a_copy_of_the_file_is_a_whole_backup(worked_in: Path, tmp_path: Path):
    copy = tmp_path / "backup.db"
    shutil.copyfile(worked_in, copy)
    assert contents(copy) == contents(worked_in)
