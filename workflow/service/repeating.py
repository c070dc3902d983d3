"""Asking twice under one idempotency key: the answer is the same, and nothing is done again."""

import hmac
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from workflow.definition.model import SYSTEM
from workflow.engine.case import Case
from workflow.errors import InputInvalid, KeyReused
from workflow.service.views import Receipt
from workflow.store import cases
from workflow.store.chain import new_salt, seal
from workflow.store.events import history
from workflow.store.requests import Answer, answer_to, keep_answer
from workflow.translation import gettext


class Asked(NamedTuple):
    """How something was asked: by whom, of which version, under which idempotency key.

    ``what`` says what was asked, without any value, and ``given`` holds the values: together they
    tell a repetition from another request.
    """

    what: str
    actor: str
    expected_version: int | None = None
    key: str | None = None
    given: object = None


def answered(connection: Connection, asked: Asked) -> Receipt | None:
    """Return the answer that was given under the same key, if one was.

    Raises ``KeyReused`` when something else was asked, ``InputInvalid`` for an empty key.
    """
    if asked.key is None:
        return None
    if not asked.key.strip():
        raise InputInvalid(asked.key, gettext("a key that is not empty"))
    answer = answer_to(connection, asked.key)
    if answer is None:
        return None
    if answer.request != _request(asked) or not _same_values(answer, asked):
        raise KeyReused(asked.key)
    stored = cases.load(connection, answer.case_id)
    number = stored.case.number if stored else str(answer.case_id)
    opened = _opened(connection, stored.case, answer.version) if stored else ()
    return Receipt(number, answer.version, answer.state, answer.owner, repeated=True, opened=opened)


def _opened(connection: Connection, case: Case, version: int) -> tuple[str, ...]:
    """Return the numbers of the cases that were opened with the act answered at a version."""
    if not case.kin.children:
        return ()
    acts = [one for one in history(connection, case.serial) if one.seq <= version]
    by_people = (one.event() for one in reversed(acts) if one.recorded_by != SYSTEM)
    payload: Mapping[str, Any] = next(by_people).payload
    opened = [one["case"] for one in payload.get("related", {}).get("opened", ())]
    known = cases.numbers(connection, opened)
    return tuple(known[one] for one in opened if one in known)


def keep(connection: Connection, asked: Asked, case: Case) -> None:
    """Keep what a case came to as the answer, if there is a key to keep it under."""
    if asked.key is not None:
        salt = new_salt()
        keep_answer(
            connection,
            Answer(
                asked.key,
                _request(asked),
                salt,
                _digest(asked, salt),
                case.serial,
                case.version,
                case.state,
                case.owner,
                case.last_at,
            ),
        )


def _request(asked: Asked) -> str:
    return f"{asked.what} by {asked.actor}"


def _same_values(answer: Answer, asked: Asked) -> bool:
    if answer.salt is None or answer.digest is None:
        return True  # erasing takes both away: by them, values could be guessed at
    return hmac.compare_digest(answer.digest, _digest(asked, answer.salt))


def _digest(asked: Asked, salt: str) -> str:
    return seal(salt, json.dumps(asked.given, sort_keys=True, default=str))
