"""What a definition promises about itself, to be decided before it is accepted."""

from dataclasses import dataclass
from typing import Literal

from workflow.calendars.amounts import Amount, Count
from workflow.calendars.rules import Text
from workflow.definition.deadline import AS_USUAL, Place

NOWHERE = Place("")
PromiseKind = Literal["never", "always_before", "different_people", "heard_within"]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that must hold on every way a case can take.

    - ``never``: no case comes to one of the states ``of`` unless all the acts ``without`` were done
      before, or one of the acts ``unless``; with ``when``, only where that holds there.
    - ``always_before``: none of the acts ``of`` is done before all the acts ``without`` were.
    - ``different_people``: nobody does two of the acts ``of`` on one case.
    - ``heard_within``: so long ``within`` the last step, counted by ``count`` and ``calendar``, a
      case is over or somebody was told of it by a deadline.

    Of what was done only what was done ``since`` counts: after the case last entered one of these
    states, or, where it is one of those that no case comes to, after it last left that.
    ``assumed`` is why it is relied on although it was not proved.
    """

    kind: PromiseKind
    of: tuple[str, ...]
    without: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    when: str | None = None
    assumed: Text | None = None
    place: Place = NOWHERE
    within: Amount | None = None
    count: Count = AS_USUAL
    calendar: str | None = None
    since: tuple[str, ...] = ()

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts of which it matters whether they were done."""
        return tuple(dict.fromkeys((*self.without, *self.unless)))
