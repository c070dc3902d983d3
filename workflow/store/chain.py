"""The chain of hashes through a case's events: a change to any of them is found.

Each hash covers the text of its event exactly as stored, the permanent identity of the case, both
times in microseconds, and the hash before it. Somebody who can rewrite a whole chain is caught
only by comparing against heads kept elsewhere.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter
from secrets import token_hex
from typing import Any

from workflow.clock import in_utc
from workflow.store.json_text import encoded

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
FIRST = ""
COVERED = (
    "seq", "type", "version", "at", "recorded_at",
    "performed_by", "recorded_by", "edition", "once", "payload",
)  # fmt: skip
_COVERED = itemgetter(*COVERED)


def event_hash(uuid: str, row: Mapping[str, Any], before: str) -> str:
    """Return the hash of an event (columns by name) that follows one with the hash ``before``."""
    return hash_of(uuid, _COVERED(row), before)


def hash_of(uuid: str, values: Sequence[Any], before: str) -> str:
    """Return the hash of an event by the values that are ``COVERED``."""
    seq, kind, version, at, recorded_at, *rest = values
    covered = [uuid, seq, kind, version, microseconds(at), microseconds(recorded_at), *rest, before]
    return sha256(encoded(covered)).hexdigest()


def microseconds(instant: datetime) -> int:
    """Return an instant as microseconds since 1970 in UTC, exactly.

    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005
    """
    return _counted(in_utc(instant))


@lru_cache(maxsize=1024)  # one instant stands in many events
def _counted(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def new_salt() -> str:
    """Return a new random salt for one personal value."""
    return token_hex(16)


def seal(salt: str, value: str) -> str:
    """Return what an event holds of a personal value: proof of it, but not the value."""
    return hmac.new(bytes.fromhex(salt), value.encode(), sha256).hexdigest()
