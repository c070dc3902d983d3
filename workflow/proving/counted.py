"""What a promise counts after a step: the acts that were done, the deadlines that are owed."""

from collections.abc import Iterator

from workflow.definition.deadline import step_moments
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope
from workflow.proving.step import Step


def counted_as_done(
    scope: Scope, situation: Situation, step: Step, target: str | None
) -> Iterator[bool]:
    """Yield which of the acts a promise asks for were done since it begins to count."""
    promise = scope.promise
    never = promise.of if promise.kind == "never" else ()
    source = None if target is None else situation.state
    left = source in never and source in promise.since
    entered = target in promise.since and target not in never
    for name, was in zip(promise.acts, situation.done, strict=True):
        yield not entered and (step.name == name or (was and not left))


def owed(scope: Scope, situation: Situation, step: Step, target: str | None) -> Iterator[bool]:
    """Yield which of the deadlines a promise is kept by have begun, and not ended."""
    moments = step_moments(step.name, situation.state, target)
    deadlines = scope.definition.deadlines
    for name, was in zip(scope.hearing.sure, situation.owed, strict=True):
        one = deadlines[name]
        ends = not moments.isdisjoint((*one.met, *one.cancelled))
        yield not moments.isdisjoint(one.starts) or (was and not ends)
