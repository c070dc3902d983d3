"""One thing that can happen in a situation."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from workflow.proving.situation import NOTHING_COUNTED, Situation


class Step(NamedTuple):
    """One thing that happens. ``kind``: do, set, correct, miss, rung, closed,
    reopened, unmiss, erase; when a way is gone also wait, for
    the next clock, and assign.

    ``name`` is the trigger, the deadline, the field, or the definition of another case; ``given``
    the data that make a difference, ``who`` did it where that does, ``guards`` what the host
    application is taken to answer, ``counted`` what counters are taken to have counted. ``clock``
    is the deadline by whose rung it happens by itself. What was done ``in_time`` of a deadline is
    recorded after that was missed.
    """

    kind: str
    name: str
    given: Mapping[str, object]
    who: str | None = None
    guards: Mapping[str, bool] = {}
    clock: str | None = None
    entered: bool = False
    counted: Mapping[str, Decimal | None] = NOTHING_COUNTED
    in_time: str = ""


Following = tuple[Step, Situation]
