"""Which promises of a definition may still be broken in a case that comes to it in the middle."""

from collections.abc import Callable, Iterator

from workflow.definition.model import Definition
from workflow.definition.promise import Promise
from workflow.proving.deciding import MOST_SITUATIONS, books, decide
from workflow.proving.past import Past
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope

MOST_ONWARD = MOST_SITUATIONS // 10
"""So many situations are looked at for a promise and a case: there may be many cases."""


class Onward:
    """Decides the promises of a definition from where cases are; what is alike is decided once.

    What is assumed was not proved of any case, and is not asked.
    """

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._whole = {
            number: tuple(Scope(one) for one in books(definition, promise))
            for number, promise in enumerate(definition.promises, 1)
            if promise.assumed is None
        }
        self._kept: dict[tuple[int, tuple[frozenset[Situation], ...]], bool] = {}

    @property
    def promised(self) -> tuple[int, ...]:
        """The numbers of all that is promised, and not assumed."""
        return tuple(self._whole)

    def open(self, past_for: Callable[[Promise], Past]) -> Iterator[int]:
        """Yield the number of each promise that is not kept for sure on every way from there."""
        for number, whole in self._whole.items():
            promise = whole[0].promise
            past = past_for(promise)
            begins = [past.situations(one) for one in whole]
            known = tuple(one for one in begins if one is not None)
            if len(known) < len(begins):  # it may be that so much does not have to be told apart
                kept = self._decided(promise, past)
            elif (number, known) in self._kept:
                kept = self._kept[number, known]
            else:
                kept = self._kept[number, known] = self._decided(promise, past)
            if not kept:
                yield number

    def _decided(self, promise: Promise, past: Past) -> bool:
        return decide(self._definition, promise, most=MOST_ONWARD, past=past).answer == "proved"
