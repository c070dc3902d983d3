import os
import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest
from events_contract import COLUMNS, TABLE, copied
from hypothesis import given
from hypothesis import strategies as st
from records import NOON, new_case
from sqlalchemy import Connection, Engine, create_engine, event, text
from store_contract import StoreContract

from workflow.calendars.amounts import UNITS, Amount
from workflow.engine.case import DeadlineState
from workflow.store import schema
from workflow.store.database import Database, open_database
from workflow.store.snapshot import CaseColumns, from_snapshot, snapshot


def plain_engine(database: Database, *, recursive_triggers: bool) -> Engine:
    engine = create_engine(f"sqlite:///{database.path}")

    @event.listens_for(engine, "connect")
    def set_up(connection, _record):
        connection.execute(f"PRAGMA recursive_triggers = {int(recursive_triggers)}")

    return engine


class TestSQLite(StoreContract):
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path_factory: pytest.TempPathFactory):
        if not hasattr(TestSQLite, "template"):
            TestSQLite.template = tmp_path_factory.mktemp("empty") / "cases.db"
            database = open_database(str(TestSQLite.template), create=True)
            schema.upgrade(database)
            database.close()

    def created(self, folder: Path) -> Database:
        path = folder / "cases.db"
        shutil.copyfile(TestSQLite.template, path)
        return open_database(str(path))

    def overwriting(self) -> Mapping[str, str]:
        into = f"INTO {TABLE} ({COLUMNS})"
        return {
            "replace an existing key": f"INSERT OR REPLACE {into} {copied('seq', 'NULL')}",
            "replace by the other key": f"INSERT OR REPLACE {into} {copied('3', 'once')}",
            "replace, in other words": f"REPLACE {into} {copied('seq', 'once')}",
            "ignore an existing key": f"INSERT OR IGNORE {into} {copied('seq', 'NULL')}",
            "update on conflict": f"INSERT {into} {copied('seq', 'NULL')} "
            "ON CONFLICT (case_id, seq) DO UPDATE SET payload = excluded.payload",
            "replace while updating": f"UPDATE OR REPLACE {TABLE} SET seq = 1 WHERE seq = 2",
        }

    def plain_engines(self, database: Database) -> list[Engine]:
        return [plain_engine(database, recursive_triggers=one) for one in (False, True)]

    def remove_guard(self, connection: Connection, name: str) -> None:
        connection.execute(text(f"DROP TRIGGER {name}"))


instants = st.datetimes(timezones=st.just(NOON.tzinfo))
values = st.one_of(st.text(), st.integers(-(2**53), 2**53), st.booleans())
deadline_states = st.builds(
    DeadlineState,
    name=st.text(min_size=1),
    cycle=st.integers(1, 99),
    status=st.sampled_from(["armed", "paused", "met", "missed", "voided", "cancelled"]),
    started_at=instants,
    due_at=instants,
    done_at=st.none() | instants,
    agreed=st.booleans(),
    rule=st.integers(0, 9),
    fired=st.lists(st.text()).map(tuple),
    next_at=st.none() | instants,
    next_rung=st.none() | st.text(),
    revision=st.integers(0, 9),
    revised_at=st.none() | instants,
    ended_by=st.integers(0, 99),
    official=st.integers(0, 9),
    factor=st.integers(1, 999),
    paused_at=st.none() | instants,
    pauses=st.lists(st.tuples(instants, instants)).map(tuple),
    extensions=st.lists(
        instants | st.builds(Amount, st.integers(1, 9999), st.sampled_from(UNITS))
    ).map(tuple),
)


@given(
    st.dictionaries(st.text(), values),
    st.lists(deadline_states).map(lambda found: {one.key: one for one in found}),
    instants,
    st.dictionaries(st.text(), st.lists(st.text()).map(tuple)),
)
def test_whatever_a_case_holds_survives_its_snapshot(fields, deadlines, instant, performers):
    case = new_case(
        "u-1", fields=fields, deadlines=deadlines, performers=performers, acted_at=instant
    )
    known = {
        **case._asdict(), "id": 17, "prefix": "C", "year": 2026, "snapshot": snapshot(case),
    }  # fmt: skip
    columns = CaseColumns(**{name: known[name] for name in CaseColumns._fields})
    assert from_snapshot(columns) == case._replace(serial=17, number="C-2026-000017")


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_new_file_is_its_owners_alone_and_one_that_is_there_stays_as_it_is(
    tmp_path: Path,
) -> None:
    modes = []
    before = os.umask(0)
    try:
        for name in ("案件.db", "群.db"):
            place = tmp_path / name
            if modes:
                place.touch(0o660)
            with closing(open_database(str(place), create=True)) as database:
                schema.upgrade(database)
                beside = place.with_name(f"{name}-wal")
                assert beside.exists()
                modes.append({S_IMODE(one.stat().st_mode) for one in (place, beside)})
    finally:
        os.umask(before)
    assert modes == [{0o600}, {0o660}]
