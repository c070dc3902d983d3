"""Whoever is named in the data may be barred by that from a step."""

from workflow.definition.domains import PEOPLE
from workflow.definition.model import Transition
from workflow.proving.situations import Scope, Sight


def is_named(scope: Scope, transition: Transition, sight: Sight, who: str | None) -> bool:
    """Return whether a step bars whom it is done by, for being named in the data.

    Of two that are somebody else it is not known whether they are one and the same, unless no more
    than two people are told apart.
    """
    if who is None or (who == PEOPLE[1] and not scope.two_people):
        return False
    named = (sight.fields.get(name) for name in transition.other_named)
    return any(who in (one if isinstance(one, tuple | list) else (one,)) for one in named)
