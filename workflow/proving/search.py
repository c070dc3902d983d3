"""Walking every situation a case can come to, the nearest first, until a promise is broken."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from workflow.definition.model import NEW
from workflow.definition.promise import Promise
from workflow.proving.aspects import Aspects
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope, Sight
from workflow.proving.step import Step
from workflow.proving.steps import Ways
from workflow.proving.taken_back import TAKEN_BACK

Answer = Literal["proved", "broken", "loose", "too_many"]


class Verdict(NamedTuple):
    """What was found of a promise.

    ``situations`` is how many there were to look at. ``broken``: by the ``path``, the shortest,
    as far as data and counts go. ``loose``: it holds as far as was looked, but these conditions
    cannot be followed exactly. ``too_many``: there are more situations than are looked at. Where it
    is broken, the case is in a ``state``, and it is so ``about`` a party, or one whom a condition
    names, if not about anybody else of the staff. Of the aspects of a case those were ``looked_at``
    (``None``: all).
    """

    promise: Promise
    answer: Answer
    situations: int
    path: tuple[Step, ...] = ()
    loose: tuple[str, ...] = ()
    state: str = ""
    about: str = ""
    looked_at: Aspects | None = None


Watch = Callable[[int], None]
EVERY = 1_000
"""So often whoever waits is told how far it is."""


_ARRIVED = Step("do", "", {}, entered=True)
"""What a case has come by to a situation in its middle."""


def walk(scope: Scope, most: int, watch: Watch | None = None) -> Verdict:
    """Walk all situations of a promise, as far as they are told apart.

    ``watch`` is told now and then how many there are so far. A case that begins in its middle may
    break it by having come there.
    """
    promise = scope.promise
    ways, broken = Ways(scope), broken_by(scope)
    starts = scope.starts()
    if starts is None:
        return Verdict(promise, "loose", 0, (), ("performer()",))
    came: dict[Situation, tuple[Situation, Step] | None] = dict.fromkeys(starts)
    if any(one.state != NEW and broken(one, _ARRIVED, one) for one in starts):
        return Verdict(promise, "broken", len(came), (), scope.loose)
    todo = deque(starts)
    while todo:
        situation = todo.popleft()
        for step, after in ways.following(situation):
            if broken(situation, step, after):
                path = (*_path(came, situation), step)
                return Verdict(promise, "broken", len(came), path, scope.loose, after.state)
            if after not in came:
                if len(came) >= most:
                    return Verdict(promise, "too_many", len(came), (), scope.loose)
                came[after] = situation, step
                if watch is not None and len(came) % EVERY == 0:
                    watch(len(came))
                todo.append(after)
    return Verdict(promise, "loose" if scope.loose else "proved", len(came), (), scope.loose)


def _path(
    came: dict[Situation, tuple[Situation, Step] | None], situation: Situation
) -> Iterator[Step]:
    steps = []
    while (before := came[situation]) is not None:
        situation, step = before
        steps.append(step)
    yield from reversed(steps)


Broken = Callable[[Situation, Step, Situation], bool]


def broken_by(scope: Scope) -> Broken:
    """Return what says whether a promise is broken by a step from one situation to another."""
    promise = scope.promise
    if promise.kind == "heard_within":
        return lambda _before, step, after: step.kind == "do" and not _heard(scope, after)
    if promise.kind == "different_people":
        return lambda _before, step, after: _same_person(scope, step, after)
    if promise.kind == "always_before":
        return lambda before, step, _after: (
            step.kind == "do" and step.name in promise.of and not _excused(scope, before)
        )
    return lambda _before, step, after: _forbidden(scope, step, after)


def _heard(scope: Scope, situation: Situation) -> bool:
    """Whether the case is over, or a deadline runs by which somebody hears of it in time."""
    if scope.definition.states[situation.state].final:
        return True
    deadlines = scope.definition.deadlines
    return any(
        owed and all(one.state != situation.state for one in deadlines[name].pauses)
        for name, owed in zip(scope.hearing.sure, situation.owed, strict=True)
    )


def _same_person(scope: Scope, step: Step, after: Situation) -> bool:
    if step.kind != "do" or step.name not in scope.promise.of or step.who != scope.x:
        return False
    did = dict(zip(scope.by_x, after.done_by_x, strict=True))
    return sum(did[name] for name in scope.promise.of) > 1


def _forbidden(scope: Scope, step: Step, after: Situation) -> bool:
    if after.state not in scope.promise.of:
        return False
    if scope.when is None:
        return step.entered and not _excused(scope, after)
    if step.kind in TAKEN_BACK:
        return False
    holds = scope.when.test(Sight(scope, after))
    return holds and not _excused(scope, after)


def _excused(scope: Scope, situation: Situation) -> bool:
    """Whether all was done that has to be, or anything that makes up for it."""
    promise = scope.promise
    done = dict(zip(promise.acts, situation.done, strict=True))
    has_to = bool(promise.without) and all(done[name] for name in promise.without)
    return has_to or any(done[name] for name in promise.unless)
