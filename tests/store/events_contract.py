"""The database itself refuses every way of changing or removing history."""

from abc import abstractmethod
from collections.abc import Mapping

import pytest
from records import NOON, decided, new_case, next_version, stored
from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from workflow.errors import StoreUnusable
from workflow.store import writing
from workflow.store.database import Database
from workflow.store.events import history
from workflow.store.guards import missing_guards

TABLE = "complaints_events"
COLUMNS = (
    "case_id, seq, type, version, at, recorded_at, performed_by, recorded_by, edition, "
    "payload, once, hash"
)


def copied(seq: str, once: str) -> str:
    """SQL that selects the second event anew, as one with another key."""
    return (
        f"SELECT case_id, {seq}, type, version, at, recorded_at, performed_by, recorded_by, "
        f"edition, '{{}}', {once}, hash FROM {TABLE} WHERE seq = 2"
    )


# Each would make history something else. Those of one SQL dialect are in `overwriting`.
TAMPERING = {
    "update the payload": f"UPDATE {TABLE} SET payload = '{{}}' WHERE seq = 2",
    "update every row": f"UPDATE {TABLE} SET performed_by = 'nobody'",
    "update to the same value": f"UPDATE {TABLE} SET type = type",
    "delete the last": f"DELETE FROM {TABLE} WHERE seq = 2",
    "delete all": f"DELETE FROM {TABLE}",
    "insert an existing key": f"INSERT INTO {TABLE} ({COLUMNS}) {copied('seq', 'NULL')}",
    "insert an existing once": f"INSERT INTO {TABLE} ({COLUMNS}) {copied('3', 'once')}",
}


class EventsContract:
    @abstractmethod
    def overwriting(self) -> Mapping[str, str]:
        """Statements of this SQL dialect that would replace events, by what they try."""

    @abstractmethod
    def plain_engines(self, database: Database) -> list[Engine]:
        """Connections such as any other program makes, without anything of this package."""

    @abstractmethod
    def remove_guard(self, connection: Connection, name: str) -> None:
        """Do what somebody with the rights to do it would do."""

    @pytest.fixture
    def recorded(self, database: Database) -> Database:
        """A database with a case of two events, the second of which may exist only once."""
        with database.writing() as connection:
            before = stored(connection, new_case("u-1"))
            decision = decided(next_version(before), once="callback/1/miss")
            assert writing.write(connection, writing.Write(before, decision))
        return database

    def test_history_cannot_be_changed_by_any_statement(self, recorded: Database):
        with recorded.reading() as connection:
            before = list(history(connection, 1))
        for engine in self.plain_engines(recorded):
            for what, statement in {**TAMPERING, **self.overwriting()}.items():
                with (
                    engine.connect() as connection,
                    connection.begin(),
                    pytest.raises(DBAPIError) as refused,
                ):
                    connection.execute(text(statement))
                assert "events are never changed or removed" in str(refused.value.orig), what
            engine.dispose()
        with recorded.reading() as connection:
            assert list(history(connection, 1)) == before

    def test_the_store_itself_cannot_record_the_same_firing_twice(self, recorded: Database):
        with recorded.reading() as connection:
            from workflow.store import cases

            before = cases.load(connection, 1)
        assert before is not None
        again = decided(next_version(before), once="callback/1/miss")
        with pytest.raises(StoreUnusable), recorded.writing() as connection:
            writing.write(connection, writing.Write(before, again))
        with recorded.reading() as connection:
            assert len(list(history(connection, 1))) == 2

    def test_a_missing_guard_is_named(self, recorded: Database):
        with recorded.reading() as connection:
            assert missing_guards(connection) == []
        with recorded.writing() as connection:
            self.remove_guard(connection, f"{TABLE}_no_delete")
        with recorded.reading() as connection:
            assert missing_guards(connection) == [f"{TABLE}_no_delete"]

    def test_history_is_read_in_order_and_from_a_place(self, recorded: Database):
        with recorded.reading() as connection:
            assert [one.seq for one in history(connection, 1)] == [1, 2]
            (last,) = history(connection, 1, after=1)
        assert (last.seq, last.once, last.at) == (2, "callback/1/miss", NOON)
        assert last.payload == '{"text":"投诉"}'
