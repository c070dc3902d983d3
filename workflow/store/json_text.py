"""JSON as the tables hold it: compact, keys in the order given, characters as they are.

Texts are stored, hashed and sealed exactly as they were written here, so nothing depends on how a
later version would write them, with one exception: the hash of an event covers a list written anew
each time it is verified. ``orjson`` writes such a list as the standard library does.
"""

from datetime import datetime
from typing import Any

import orjson

from workflow.clock import to_text

_AS_WE_DO = orjson.OPT_PASSTHROUGH_DATETIME


def encode(value: object) -> str:
    """Return JSON text; instants as ``clock.to_text`` writes them, tuples as lists.

    >>> from datetime import UTC
    >>> encode({"at": datetime(2026, 11, 21, 8, 30, tzinfo=UTC), "to": ("李", "wang")})
    '{"at":"2026-11-21T08:30:00.000000Z","to":["李","wang"]}'
    """
    return encoded(value).decode()


def encoded(value: object) -> bytes:
    """Return JSON text in UTF-8."""
    return orjson.dumps(value, _default, _AS_WE_DO)


def decode(text: str) -> Any:
    """Return what a JSON text holds. Raises ``ValueError`` when it is none."""
    return orjson.loads(text)


def _default(value: object) -> object:
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, tuple):  # a named one
        return tuple(value)
    raise TypeError(type(value).__name__)
