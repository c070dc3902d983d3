"""Types of fields whose values have an order, as numbers: to find values between two others."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

from workflow.clock import to_text
from workflow.definition.domains import MINUTES_OF_A_DAY

_EPOCH = datetime(2026, 11, 2, 2, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


class Scale(NamedTuple):
    """How values of a type are read as numbers, and written.

    ``unit`` is the smallest difference (0: there is none), ``stride`` one that leaves room,
    ``origin`` some value; all lie between ``below`` and ``above``, if there are such.
    """

    read: Callable[[object], Fraction]
    write: Callable[[Fraction], object]
    unit: Fraction
    stride: Fraction
    origin: Fraction
    below: Fraction | None = None
    above: Fraction | None = None

    def spread(
        self, low: Fraction | None, high: Fraction | None, number: int
    ) -> tuple[Fraction, ...]:
        """Return so many values between two others; nothing if there are not so many.

        >>> [*map(SCALES["date"].write, SCALES["date"].spread(None, Fraction(739557), 2))]
        ['2025-09-03', '2025-10-03']
        """
        if low is not None and high is not None:
            step = self._rounded((high - low) / (1 << number.bit_length()))
            first = low + step
        elif high is not None:
            step, first = self.stride, high - number * self.stride
        else:
            step = self.stride
            first = self.origin if low in {None, self.below} else (low or 0) + step
        return tuple(first + at * step for at in range(number)) if step > 0 else ()

    def between(self, low: Fraction | None, high: Fraction | None, otherwise: Fraction) -> Fraction:
        """Return a value between two others; ``otherwise`` if there is none."""
        if low in {None, self.below} and high is None:
            return self.origin
        if low is None or high is None:
            return low + self.stride if low is not None else (high or 0) - self.stride
        half = low + self._rounded((high - low) / 2)
        return half if half > low else otherwise

    def _rounded(self, key: Fraction) -> Fraction:
        return key if not self.unit else floor(key / self.unit) * self.unit


def _number(value: object) -> Fraction:
    return Fraction(str(value))


def _written(key: Fraction) -> int | str:
    return int(key) if key.denominator == 1 else str(Decimal(key.numerator) / key.denominator)


def _day(value: object) -> Fraction:
    return Fraction(date.fromisoformat(str(value)).toordinal())


def _minutes(value: object) -> Fraction:
    text = str(value)
    return Fraction(int(text[:2]) * 60 + int(text[3:]))


def _time(key: Fraction) -> str:
    return f"{int(key) // 60:02}:{int(key) % 60:02}"


def _moment(value: object) -> Fraction:
    since = datetime.fromisoformat(str(value)).astimezone(UTC) - _EPOCH
    return Fraction(since // timedelta(seconds=1), 60)


ONE, CENT = Fraction(1), Fraction(1, 100)
SCALES: Mapping[str, Scale] = {
    "number": Scale(_number, _written, Fraction(0), ONE, ONE),
    "money": Scale(_number, _written, CENT, 64 * ONE, ONE, below=-CENT),
    "date": Scale(
        _day, lambda key: date.fromordinal(int(key)).isoformat(), ONE, 30 * ONE,
        _day("2026-11-02"),
    ),
    "time": Scale(
        _minutes, _time, ONE, 30 * ONE, Fraction(9 * 60), -ONE, Fraction(MINUTES_OF_A_DAY)
    ),
    "moment": Scale(
        _moment, lambda key: to_text(_EPOCH + float(key * 60) * timedelta(seconds=1)),
        Fraction(1, 60), 64 * ONE, Fraction(0),
    ),
}  # fmt: skip
"""By the type of a field: amounts in their currency, days, minutes of a day, minutes."""
