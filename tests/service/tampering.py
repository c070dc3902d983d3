"""What somebody with the rights to the database can do to it, on purpose."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from both_databases import Place, by_hand
from sqlalchemy import Connection, text

from workflow.store.chain import event_hash
from workflow.store.guards import guards, install_guards


def without_guard(connection: Connection, name: str) -> None:
    """Remove a trigger."""
    table = name.rpartition("_no_")[0]
    on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
    connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")


@contextmanager
def opened_by_hand(database: Place) -> Iterator[Connection]:
    """A connection of another program, the guards removed, and put back at the end."""
    with by_hand(database) as connection:
        for name in guards(connection):
            without_guard(connection, name)
        if connection.dialect.name == "postgresql":
            # Whoever owns the server is kept from nothing by a reference.
            connection.exec_driver_sql("SET LOCAL session_replication_role = 'replica'")
        yield connection
        install_guards(connection)


def tamper(database: Place, *statements: str) -> None:
    with opened_by_hand(database) as connection:
        for one in statements:
            assert connection.exec_driver_sql(_spoken(connection, one)).rowcount != 0, one


def _spoken(connection: Connection, statement: str) -> str:
    """A statement of SQLite in the words of the database."""
    if connection.dialect.name == "sqlite":
        return statement
    return re.sub(r"datetime\((\w+), ('.+?')\)", r"\1 + interval \2", statement)


def rewrite_chain(database: Place, serial: int, before: str, after: str) -> None:
    """Change every payload and make all hashes fit again, as somebody with the code could."""
    with opened_by_hand(database) as connection:
        asked = f"SELECT uuid FROM complaints_cases WHERE id = {serial}"
        uuid = connection.exec_driver_sql(asked).scalar_one()
        asked = f"SELECT * FROM complaints_events WHERE case_id = {serial} ORDER BY seq"
        last = ""
        for event in connection.exec_driver_sql(asked).mappings().all():
            row = dict(event)
            row["payload"] = row["payload"].replace(before, after)
            last = recomputed(uuid, row, last)
            connection.execute(
                text(
                    "UPDATE complaints_events SET payload = :payload, hash = :hash"
                    " WHERE case_id = :case_id AND seq = :seq"
                ),
                {**{name: row[name] for name in ("payload", "case_id", "seq")}, "hash": last},
            )
        connection.execute(
            text(
                "UPDATE complaints_cases SET hash = :hash,"
                " snapshot = replace(snapshot, :before, :after) WHERE id = :serial"
            ),
            {"hash": last, "before": before, "after": after, "serial": serial},
        )


def recomputed(uuid: str, row: dict[str, Any], before: str) -> str:
    for name in ("at", "recorded_at"):
        if isinstance(row[name], str):
            row[name] = datetime.fromisoformat(row[name]).replace(tzinfo=UTC)
    return event_hash(uuid, row, before)


def forged_heads(file: Path) -> None:
    """Change one hash in a file of heads."""
    found = json.loads(file.read_text(encoding="utf-8"))
    for head in found["heads"].values():
        head["hash"] = sha256(head["hash"].encode()).hexdigest()
    file.write_text(json.dumps(found), encoding="utf-8")
