"""Connections to a server that were lost while nobody used them.

Asking the server each time whether it is still there would cost an act a sixth of its time. That it
has hung up can be seen without; only after a while of silence is it asked.
"""

import selectors
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

TRUSTED_SECONDS = 5.0
_RESTED, _HEARD = "complaints_rested", "complaints_heard"
# It holds nothing that would have to be closed.
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


def notice_lost(engine: Engine) -> None:
    """Have an engine see which connections were lost, and make all of them anew if one was."""

    def check(connection: Any, record: Any, _pooled: object) -> None:
        if not _is_to_be_asked(connection, record.info):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            if not engine.dialect.is_disconnect(error, connection, None):
                raise
            raise InvalidatePoolError from error

    event.listen(engine, "connect", _made)
    event.listen(engine, "checkin", _rests)
    event.listen(engine, "checkout", check)


def _made(connection: Any, record: Any) -> None:
    heard = _Selector()
    heard.register(connection.fileno(), selectors.EVENT_READ)
    record.info[_HEARD] = heard


def _rests(_connection: Any, record: Any) -> None:
    record.info[_RESTED] = monotonic()


def _is_to_be_asked(connection: Any, info: dict[str, Any]) -> bool:
    rested = info.get(_RESTED)
    if rested is None:  # it is new
        return False
    if connection.closed or monotonic() > rested + TRUSTED_SECONDS:
        return True
    # Something was said since the last answer: it may be the farewell.
    return bool(info[_HEARD].select(0))
