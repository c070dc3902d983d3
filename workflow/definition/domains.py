"""Values of a field that a condition can tell apart: one stands for all that are alike to it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from workflow.clock import to_text
from workflow.definition.model import REFUSED, Field
from workflow.definition.questions import Value

PEOPLE = ("x", "y")
"""Who may be meant: ``x`` is the one whom a promise is about, ``y`` anybody else."""

_SOME_DAY = date(2026, 11, 2)
_SOME_TIME = datetime(2026, 11, 2, 2, tzinfo=UTC)


def domain(field: Field, asked: Collection[Value]) -> tuple[object, ...]:
    """Return values of a field, one for each answer that conditions can give about it.

    ``asked`` are the constants it is compared with. Of a personal field only whether it is filled
    can be asked.
    """
    if field.personal:
        return (True,)
    found = dict.fromkeys(_values(field, asked))
    if field.refusable:
        found[REFUSED] = None
    return tuple(found)


def sums(asked: Collection[Value]) -> tuple[Decimal | None, ...]:
    """Return what a counter may have counted, one value for each answer; nothing: of nobody."""
    return (None, *(Decimal(str(one)) for one in _numbers(asked)))


def _values(field: Field, asked: Collection[Value]) -> Iterator[object]:
    match field.type:
        case "choice":
            yield from (one.value for one in field.of)
        case "flag":
            yield from (True, False)
        case "number" | "money":
            yield from _numbers(asked)
        case "date":
            yield from _days(asked)
        case "moment":
            yield from _moments(asked)
        case "person":
            yield from (*PEOPLE, *map(str, asked))
        case _:
            yield from (*map(str, asked), "…")


def _numbers(asked: Collection[Value]) -> Iterator[object]:
    numbers = sorted({Decimal(one) for one in asked if isinstance(one, int | Decimal)})
    for one in _around(numbers or [Decimal(1)], Decimal(1)):
        yield int(one) if one == one.to_integral_value() else str(one)


def _days(asked: Collection[Value]) -> Iterator[str]:
    days = sorted({date.fromisoformat(str(one)) for one in asked})
    yield from (one.isoformat() for one in _around(days or [_SOME_DAY], timedelta(days=1)))


def _moments(asked: Collection[Value]) -> Iterator[str]:
    known = sorted({datetime.fromisoformat(str(one)).astimezone(UTC) for one in asked})
    yield from (to_text(one) for one in _around(known or [_SOME_TIME], timedelta(minutes=1)))


def _around(known: Sequence[Any], step: Any) -> Iterator[Any]:
    """Yield what is known, in order, with something before, between and after."""
    yield known[0] - step
    for one, following in pairwise(known):
        yield one
        yield one + (following - one) / 2
    yield known[-1]
    yield known[-1] + step
