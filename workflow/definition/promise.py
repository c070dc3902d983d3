"""What a definition promises about itself, to be decided before it is accepted."""

from dataclasses import dataclass
from typing import Literal

from workflow.calendars.rules import Text
from workflow.definition.deadline import Place

NOWHERE = Place("")
PromiseKind = Literal["never", "always_before", "different_people"]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that must hold on every way a case can take.

    - ``never``: no case comes to one of the states ``of`` unless all the acts ``without`` were done
      before, or one of the acts ``unless``; with ``when``, only where that holds there.
    - ``always_before``: none of the acts ``of`` is done before all the acts ``without`` were.
    - ``different_people``: nobody does two of the acts ``of`` on one case.

    ``assumed`` is why it is relied on although it was not proved.
    """

    kind: PromiseKind
    of: tuple[str, ...]
    without: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    when: str | None = None
    assumed: Text | None = None
    place: Place = NOWHERE
