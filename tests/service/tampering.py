"""What somebody with the rights to the file can do to it, on purpose."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from workflow.store.chain import event_hash


@contextmanager
def opened_by_hand(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection of another program, the guards removed, and put back at the end."""
    with closing(sqlite3.connect(database)) as connection, connection:
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = connection.execute(asked).fetchall()
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _name, sql in guards:
            connection.execute(sql)


def tamper(database: Path, *statements: str) -> None:
    with opened_by_hand(database) as connection:
        for one in statements:
            assert connection.execute(one).rowcount != 0, one


def rewrite_chain(database: Path, serial: int, before: str, after: str) -> None:
    """Change every payload and make all hashes fit again, as somebody with the code could."""
    with opened_by_hand(database) as connection:
        connection.row_factory = sqlite3.Row
        (uuid,) = connection.execute("SELECT uuid FROM complaints_cases WHERE id = ?", (serial,))
        asked = "SELECT * FROM complaints_events WHERE case_id = ? ORDER BY seq"
        last = ""
        for event in connection.execute(asked, (serial,)).fetchall():
            row = dict(event)
            row["payload"] = row["payload"].replace(before, after)
            last = recomputed(uuid["uuid"], row, last)
            connection.execute(
                "UPDATE complaints_events SET payload = ?, hash = ? WHERE case_id = ? AND seq = ?",
                (row["payload"], last, serial, row["seq"]),
            )
        connection.execute("UPDATE complaints_cases SET hash = ? WHERE id = ?", (last, serial))
        connection.execute(
            "UPDATE complaints_cases SET snapshot = replace(snapshot, ?, ?) WHERE id = ?",
            (before, after, serial),
        )


def recomputed(uuid: str, row: dict[str, Any], before: str) -> str:
    for name in ("at", "recorded_at"):
        row[name] = datetime.fromisoformat(row[name]).replace(tzinfo=UTC)
    return event_hash(uuid, row, before)


def forged_heads(file: Path) -> None:
    """Change one hash in a file of heads."""
    found = json.loads(file.read_text(encoding="utf-8"))
    for head in found["heads"].values():
        head["hash"] = sha256(head["hash"].encode()).hexdigest()
    file.write_text(json.dumps(found), encoding="utf-8")
