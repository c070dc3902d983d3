"""The answers given under idempotency keys, so that a repeated request gets the same one."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from workflow.store.tables import requests


class Answer(NamedTuple):
    """What was answered. ``request`` says what was asked, ``digest`` stands for the values.

    The digest is salted, so that values are not found by trying once the salt is erased.
    """

    key: str
    request: str
    salt: str | None
    digest: str | None
    case_id: int
    version: int
    state: str
    owner: str
    answered_at: datetime


_BY_KEY = select(*(requests.c[name] for name in Answer._fields)).where(
    requests.c.key == bindparam("key")
)


def answer_to(connection: Connection, key: str) -> Answer | None:
    """Return the answer given under a key."""
    row: Any = connection.execute(_BY_KEY, {"key": key}).first()
    return None if row is None else Answer._make(row)


def keep_answer(connection: Connection, answer: Answer) -> None:
    """Keep an answer under its key."""
    connection.execute(insert(requests), answer._asdict())
