"""What an act does to duties, as far as the definition alone says: the ways it can turn out."""

from collections.abc import Collection, Iterator
from itertools import combinations
from typing import NamedTuple

from workflow.definition.deadline import Moment
from workflow.definition.model import Branch, Definition

Names = frozenset[str]
_NONE: Names = frozenset()


class Turn(NamedTuple):
    """One way it turns out: what is settled and what is opened by it, and what is open then."""

    settled: Names
    opened: Names
    after: Names

    @property
    def moments(self) -> Iterator[Moment]:
        """What happens to duties, for deadlines."""
        yield from (Moment("settled", name) for name in self.settled)
        yield from (Moment("opened", name) for name in self.opened)


class Handling(NamedTuple):
    """What an act does, waives and joins; ``opens`` may be, of ``perhaps`` a condition says."""

    does: Names = _NONE
    waives: Names = _NONE
    joins: Names = _NONE
    opens: Names = _NONE
    perhaps: Names = _NONE

    @property
    def moments(self) -> Iterator[Moment]:
        """What can happen to duties by it, whatever is open."""
        return Turn(self.does | self.waives, self.opens, _NONE).moments

    def turns(self, owed: Names, among: Names) -> Iterator[Turn]:
        """Yield how it can turn out while ``owed`` is open; nothing where it is refused.

        Of all duties only those ``among`` are looked at.
        """
        settling = self.does | self.waives
        if not self.joins.isdisjoint(owed - settling):
            return
        if self.does and self.does <= among and self.does.isdisjoint(owed):
            return
        left = owed - settling
        fresh = (self.opens & among) - left
        sure = fresh - self.perhaps
        for some in _choices(fresh - sure):
            opened = sure.union(some)
            yield Turn(owed & settling, opened, left | opened)


NOTHING = Handling()


def handling(definition: Definition, branch: Branch, moments: Collection[Moment]) -> Handling:
    """Return what a branch does to duties, with the moments it is."""
    if not definition.duties:
        return NOTHING
    opens = [one for one in definition.duties.values() if not set(one.opens).isdisjoint(moments)]
    return Handling(
        does=frozenset(branch.does),
        waives=frozenset(branch.waives),
        joins=frozenset(branch.joins),
        opens=frozenset(one.name for one in opens),
        perhaps=frozenset(one.name for one in opens if one.when is not None),
    )


def _choices(names: Names) -> Iterator[tuple[str, ...]]:
    for number in range(len(names) + 1):
        yield from combinations(sorted(names), number)
