"""Shares of lengths of time, in percent: a limit that is half as long, or twice."""

from collections.abc import Iterable

from workflow.calendars.amounts import MINUTES, Amount, Unit

WHOLE = 100
_IN_MINUTES: dict[Unit, Unit] = {
    "minutes": "minutes",
    "hours": "minutes",
    "working minutes": "working minutes",
    "working hours": "working minutes",
}


def product(factors: Iterable[int]) -> int:
    """Return several factors as one, rounded down after each.

    >>> product([50, 150])
    75
    """
    found = WHOLE
    for percent in factors:
        found = found * percent // WHOLE
    return found


def scaled(amount: Amount, percent: int) -> Amount:
    """Return ``percent`` of an amount: whole minutes, or whole days, and more rather than less.

    >>> str(scaled(Amount(5, "working hours"), 50)), str(scaled(Amount(5, "working days"), 50))
    ('150 working minutes', '3 working days')
    """
    if percent == WHOLE:
        return amount
    minutes = MINUTES.get(amount.unit)
    if minutes is None:
        return Amount(-(-amount.number * percent // WHOLE), amount.unit)
    return Amount(-(-amount.number * minutes * percent // WHOLE), _IN_MINUTES[amount.unit])
