"""The situation a case is in, as far as it matters."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

NOTHING_COUNTED: Mapping[str, Decimal | None] = {}


class Situation(NamedTuple):
    """A case as far as it matters. The order of each tuple is that of the scope's names.

    ``fields`` holds ``None`` for what is empty. ``counts`` and ``here`` stop counting where nothing
    asks any more. ``done`` are the acts that count for a promise. ``last`` is who did something
    last, ``done_by_x`` what the one did whom a promise is about, ``owed`` which of the deadlines by
    which a promise is kept have begun and not ended. ``duties`` are open (true), settled (false),
    or never opened. ``children`` are open cases that were opened from it, as many as are counted;
    of those that are ``shut`` one may be taken up again.
    """

    state: str
    fields: tuple[object, ...]
    counts: tuple[int, ...]
    here: tuple[int, ...]
    done: tuple[bool, ...] = ()
    missed: tuple[bool, ...] = ()
    last: tuple[str | None, ...] = ()
    done_by_x: tuple[bool, ...] = ()
    children: tuple[int, ...] = ()
    shut: tuple[bool, ...] = ()
    owed: tuple[bool, ...] = ()
    duties: tuple[bool | None, ...] = ()
