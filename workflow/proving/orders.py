"""Fields whose values are compared with each other: of these only their order matters.

Between two constants, before the first and after the last, the values on file stand in places of
their own, with room before, between and after them for what is given next. So whatever is given can
come anywhere in the order of what is there, and situations in which the order is the same are one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, pairwise

from workflow.definition.model import REFUSED, Definition, Field
from workflow.definition.questions import Questions
from workflow.definition.sets import fillings
from workflow.proving.scales import SCALES, Scale
from workflow.proving.step import Step

MOST_COMPARED = 3
"""So many fields that are compared with each other are followed."""

Values = Mapping[str, object]


class Order:
    """Fields that are compared with each other, all of one type, and with some constants.

    >>> order = Order(("paid", "approved"), SCALES["number"], [Fraction(100)])
    >>> order.placed({"paid": 7, "approved": 9}) == order.placed({"paid": 80, "approved": 99.5})
    True
    >>> order.placed({"paid": 100, "approved": None})
    {'paid': 100, 'approved': None}
    """

    def __init__(self, names: Sequence[str], scale: Scale, constants: Sequence[Fraction]) -> None:
        self.names = tuple(names)
        self.scale = scale
        self.constants = tuple(constants)
        self._room = max(len(names) - 1, 1)
        ends = [scale.below, *constants, scale.above]
        number = len(names) * (self._room + 1) + self._room
        self._gaps = [scale.spread(low, high, number) for low, high in pairwise(ends)]

    @property
    def fits(self) -> bool:
        """Whether there is room enough between the constants, and before and after them."""
        try:
            return all(self._gaps) and all(map(self.scale.write, chain.from_iterable(self._gaps)))
        except (OverflowError, ValueError):  # days before the first there is
            return False

    def values_of(self, field: Field) -> tuple[object, ...]:
        """Return every value that may be given of a field."""
        keys = (*self.constants, *chain.from_iterable(self._gaps))
        return (*map(self.scale.write, keys), *((REFUSED,) if field.refusable else ()))

    def key(self, value: object) -> Fraction | None:
        """Return where a value stands, ``None`` if there is none."""
        return None if value is None or value == REFUSED else self.scale.read(value)

    def gap(self, key: Fraction) -> int | None:
        """Return between which constants a value stands; ``None`` on one of them."""
        at = bisect_left(self.constants, key)
        return None if at < len(self.constants) and self.constants[at] == key else at

    def placed(self, values: Values) -> dict[str, object]:
        """Return the values that stand for all that are in the same order."""
        keys = {name: self.key(value) for name, value in values.items()}
        gaps: dict[int, set[Fraction]] = {}
        for key in keys.values():
            if key is not None and (gap := self.gap(key)) is not None:
                gaps.setdefault(gap, set()).add(key)
        moved = {
            key: self._gaps[gap][self._room + number * (self._room + 1)]
            for gap, known in gaps.items()
            for number, key in enumerate(sorted(known))
        }
        return {
            name: value if (key := keys[name]) not in moved else self.scale.write(moved[key])
            for name, value in values.items()
        }


def placed(
    orders: Iterable[Order], names: Sequence[str], values: tuple[object, ...]
) -> tuple[object, ...]:
    """Return the values of the fields of a situation as they stand for all in the same order."""
    known = dict(zip(names, values, strict=True))
    for order in orders:
        known |= order.placed({name: known[name] for name in order.names if name in known})
    return (*known.values(),)


def orders(definition: Definition, questions: Questions) -> Iterator[Order]:
    """Yield the fields that can be followed of those that are compared with each other.

    Not those that the definition fills in itself: what is there already would have to move; nor
    those that are compared with counts, which have values of their own.
    """
    others = {*_filled(definition), *(name for one in questions.counted for name in one.fields)}
    for names in _together(names for _, names in questions.compared):
        types = {definition.fields[name].type for name in names}
        scale = SCALES.get(types.pop()) if len(types) == 1 else None
        if scale is None or len(names) > MOST_COMPARED or not others.isdisjoint(names):
            continue
        asked = {scale.read(one) for name in names for one in questions.values[name]}
        if (order := Order(names, scale, sorted(asked))).fits:
            yield order


def _filled(definition: Definition) -> Iterator[str]:
    for _, one in fillings(definition):
        yield from one.sets or {}
        yield from (name for copy in one.copies for name in (copy.field, copy.source))


def _together(compared: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the names that hang together because some are compared with others."""
    found: list[dict[str, None]] = []
    for names in compared:
        hanging = [one for one in found if not one.keys().isdisjoint(names)]
        found = [one for one in found if one not in hanging]
        found.append(dict.fromkeys([*(name for one in hanging for name in one), *names]))
    return [(*one,) for one in found]


def as_given(
    orders: Iterable[Order], lasting: Iterable[str], path: tuple[Step, ...]
) -> tuple[Step, ...]:
    """Return a way with values that can be given one after the other, and come in that order.

    ``lasting`` are the fields whose values the situations on it hold.
    """
    for order in orders:
        path = tuple(_as_given(order, frozenset(order.names).intersection(lasting), path))
    return path


def _as_given(order: Order, lasting: frozenset[str], path: Sequence[Step]) -> Iterator[Step]:
    placed: Values = {}
    real: dict[str, Fraction] = {}
    for step in path:
        given = {name: one for name, one in step.given.items() if name in order.names}
        kept = {name: one for name, one in placed.items() if name not in given}
        chosen = _chosen(order, given, kept, real)
        real |= chosen
        there = {name: one for name, one in given.items() if name in lasting}
        placed = order.placed({**kept, **there})
        written = {name: order.scale.write(key) for name, key in chosen.items()}
        yield step._replace(given={**step.given, **written}) if written else step


def _chosen(
    order: Order, given: Values, kept: Values, real: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Return values for what is given that are in the same order with what is ``kept``."""
    known = {key: real[name] for name, one in kept.items() if (key := order.key(one)) is not None}
    ends = (*order.constants, order.scale.below, order.scale.above)
    known |= {one: one for one in ends if one is not None}
    chosen = {}
    for name, value in given.items():
        if (key := order.key(value)) is None:
            continue
        if key not in known:
            low = max((known[one] for one in known if one < key), default=None)
            high = min((known[one] for one in known if one > key), default=None)
            known[key] = order.scale.between(low, high, key)
        chosen[name] = known[key]
    return chosen
