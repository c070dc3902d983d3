"""Who may take a step, as far as it matters who does."""

from collections.abc import Iterator

from workflow.definition.domains import PEOPLE
from workflow.definition.model import SYSTEM, Transition
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope


def acting(
    scope: Scope, transition: Transition, situation: Situation, *, by_itself: bool
) -> Iterator[str | None]:
    """Yield everybody who may take a step and is told apart; ``None`` for anybody at all.

    Of the staff that is who is named by a condition, and two of all the others. The system takes a
    step that comes ``by_itself``.
    """
    name, by = transition.name, transition.by
    if name not in scope.performers and name not in scope.by_x:
        yield None
        return
    if _may_x(scope, transition, situation):
        yield scope.x
    if name not in scope.performers:
        if scope.x not in scope.definition.parties or {*by} - {SYSTEM} != {scope.x}:
            yield PEOPLE[1]
        return
    known = (*PEOPLE, *scope.named[name]) if _staff(scope, transition) else ()
    parties = [one for one in scope.definition.parties if one in by]
    nobody = {"", scope.x, SYSTEM, *scope.definition.parties}
    yield from (one for one in known if one not in nobody)
    yield from (one for one in parties if one != scope.x)
    if by_itself and SYSTEM in by:
        yield SYSTEM


def _staff(scope: Scope, transition: Transition) -> bool:
    return not {*transition.by}.issubset({SYSTEM, *scope.definition.parties})


def _may_x(scope: Scope, transition: Transition, situation: Situation) -> bool:
    """Whether the one a promise is about may take a step.

    What they did bars those of the staff; parties it does not.
    """
    if scope.x in scope.definition.parties:
        return scope.x in transition.by
    did = dict(zip(scope.by_x, situation.done_by_x, strict=True))
    barred = any(did.get(name) for name in transition.other_than)
    return _staff(scope, transition) and not barred
