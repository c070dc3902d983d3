"""Values of a field that a condition can tell apart: one stands for all that are alike to it."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise, product
from typing import Any

from workflow.clock import to_text
from workflow.definition.lists import ONCE, entry_field
from workflow.definition.model import REFUSED, Field
from workflow.definition.questions import Value

PEOPLE = (r"\x", r"\y")
"""Who may be meant: the one whom a promise is about, and anybody else.

No condition can name them: it holds no backslash.
"""

_SOME_DAY = date(2026, 11, 2)
_SOME_TIME_OF_DAY = "09:00"
_A_PHONE = "13800138000"
MINUTES_OF_A_DAY = 24 * 60
_SOME_TIME = datetime(2026, 11, 2, 2, tzinfo=UTC)


Together = tuple[tuple[object, ...], tuple[object, ...]] | None

MOST_ASKED = 8
"""So many entries of one list, or so many values of one entry, are told apart at most."""


def domain(field: Field, asked: Collection[Value], counted: int = 0) -> tuple[object, ...]:
    """Return values of a field, one for each answer that conditions can give about it.

    ``asked`` are the constants it is compared with, ``counted`` how high the entries of a list are
    counted. Of a personal field only whether it is filled can be asked.
    """
    if field.personal:
        return (True,)
    values = _lists(field, asked, counted) if field.type == "list" else _values(field, asked)
    found = dict.fromkeys(values)
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
        case "number":
            yield from _numbers(asked)
        case "money":
            yield from _money(asked)
        case "date":
            yield from _days(asked)
        case "time":
            yield from _times(asked)
        case "moment":
            yield from _moments(asked)
        case "person":
            yield from (*PEOPLE, *map(str, asked))
        case _:
            yield from (*map(str, asked), _other(_A_PHONE if field.type == "phone" else "…", asked))


def too_many(field: Field, asked: Collection[Value], counted: int) -> bool:
    """Whether more of a list is asked than is told apart."""
    return field.type == "list" and (len(asked) > MOST_ASKED or counted > MOST_ASKED)


def _lists(field: Field, asked: Collection[Value], counted: int) -> Iterator[tuple[object, ...]]:
    """Yield a list for every choice of the entries that are asked for, in every length counted."""
    entry = entry_field(field)
    known = [one for one in _values(entry, asked) if _among(one, asked)]
    others = [one for one in _values(entry, asked) if not _among(one, asked)]
    if entry.type != "choice":  # an entry can stand there again
        others = others[:1] * max(counted, 1)
    for picked in product((True, False), repeat=len(known)):
        held = [one for one, there in zip(known, picked, strict=True) if there]
        for number in range(len(others) + 1):
            if 0 < len(held) + number <= field.most and number <= max(counted, 1):
                yield (*held, *others[:number])


def together(
    field: Field, asked: Collection[Value], counted: int, held: Sequence[Any], more: Sequence[Any]
) -> Together:
    """Return what stands for a list with another added to it, and the one to add so that it can be.

    ``None`` if it cannot be. Both are of the ``domain`` of the field: what nobody asks for stands
    there for any other entries, as many or (as many as are counted) as many or more.
    """
    entry = entry_field(field)
    known = [one for one in _values(entry, asked) if _among(one, asked)]
    others = [one for one in _values(entry, asked) if not _among(one, asked)]
    there = [one for one in known if one in held or one in more]
    ours, theirs = ([one for one in each if one not in known] for each in (held, more))
    twice = entry.type in ONCE and any(one in held and one in more for one in known)
    if twice or len(held) + len(more) > field.most:
        return None
    number = len(held) + len(more) - len(there)
    if entry.type != "choice":  # an entry can stand there again
        return (*there, *others[:1] * min(number, max(counted, 1))), (*more,)
    if number > len(others):
        return None
    fresh = others[len(ours) : len(ours) + len(theirs)]
    added = (*(one for one in more if one in known), *fresh)
    return (*there, *others[: min(number, max(counted, 1))]), added


def _among(entry: object, asked: Collection[Value]) -> bool:
    return any(entry == one or str(entry) == str(one) for one in asked)


def _other(text: str, asked: Collection[Value]) -> str:
    """Return a text that is none of those asked for."""
    while text in asked:
        text += text[-1]
    return text


def _times(asked: Collection[Value]) -> Iterator[str]:
    known = sorted({str(one) for one in asked}) or [_SOME_TIME_OF_DAY]
    minutes = [int(one[:2]) * 60 + int(one[3:]) for one in known]
    for one in _around(minutes, 1):
        if 0 <= (minute := int(one)) < MINUTES_OF_A_DAY:
            yield f"{minute // 60:02}:{minute % 60:02}"


def _numbers(asked: Collection[Value]) -> Iterator[object]:
    yield from map(_written, _around(_constants(asked) or [Decimal(1)], Decimal(1)))


def _money(asked: Collection[Value]) -> Iterator[object]:
    """Yield amounts, which have two decimals and are not below 0: none between 2.55 and 2.56."""
    known = _constants(asked)
    alike: dict[tuple[int, int], Decimal] = {}
    for one in (*_around(known or [Decimal(1)], Decimal(1)), Decimal(0)):
        for way in (ROUND_FLOOR, ROUND_CEILING):
            amount = (one * 100).to_integral_value(way) / 100
            if amount >= 0:
                place = bisect_left(known, amount), bisect_right(known, amount)
                alike.setdefault(place, amount)
    yield from map(_written, alike.values())


def _constants(asked: Collection[Value]) -> list[Decimal]:
    return sorted({Decimal(one) for one in asked if isinstance(one, int | Decimal)})


def _written(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else str(number)


def _days(asked: Collection[Value]) -> Iterator[str]:
    days = sorted({date.fromisoformat(str(one)) for one in asked})
    yield from (one.isoformat() for one in _around(days or [_SOME_DAY], timedelta(days=1)))


def _moments(asked: Collection[Value]) -> Iterator[str]:
    known = sorted({datetime.fromisoformat(str(one)).astimezone(UTC) for one in asked})
    yield from (to_text(one) for one in _around(known or [_SOME_TIME], timedelta(minutes=1)))


def _around(known: Sequence[Any], step: Any) -> Iterator[Any]:
    """Yield what is known, in order, with something before, between and after, if there is."""
    with suppress(OverflowError):  # nothing comes before the first day there is
        yield known[0] - step
    for one, following in pairwise(known):
        yield one
        yield one + (following - one) / 2
    yield known[-1]
    with suppress(OverflowError):
        yield known[-1] + step
