"""Duties in the situations of a case: which steps they hold up, and what steps do to them."""

from collections.abc import Mapping

from workflow.definition.deadline import step_moments
from workflow.definition.handling import handling
from workflow.definition.model import Branch, Transition
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope, Sight

Duties = tuple[bool | None, ...]


def duties_after(
    scope: Scope, transition: Transition, branch: Branch, situation: Situation, sight: Sight
) -> Duties | None:
    """Return the duties after a step, ``None`` if it is refused for one of them."""
    definition, duties = scope.definition, situation.duties
    if not duties:
        return duties
    found = handling(definition, branch, step_moments(transition.name, situation.state, branch.to))
    stands = dict(zip(scope.duties, duties, strict=True))
    conditions = scope.rules[transition.name].duties
    opening = frozenset(
        name
        for name in found.opens.intersection(stands)
        if (condition := conditions[name]) is None or condition.test(sight)
    )
    owed = frozenset(name for name, is_open in stands.items() if is_open)
    sure = found._replace(opens=opening, perhaps=frozenset())
    turn = next(sure.turns(owed, frozenset(stands)), None)
    if turn is None:
        return None
    settled = dict.fromkeys(turn.settled, False) | dict.fromkeys(turn.opened, True)
    return tuple((stands | settled).values())


def can_run(situation: Situation, hanging: frozenset[str], scope: Scope) -> bool:
    """Whether a clock that hangs on duties can run: one of them is open, or it hangs on none."""
    stands: Mapping[str, bool | None] = dict(zip(scope.duties, situation.duties, strict=True))
    return not hanging or any(stands.get(name, True) for name in hanging)
