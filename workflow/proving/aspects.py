"""Aspects of a case: what conditions can ask about, each of which may be looked at or left out."""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from workflow.definition.conditions import Condition
from workflow.definition.deadline import Deadline
from workflow.definition.model import Branch, Transition
from workflow.definition.questions import Questions

Kind = Literal["field", "count", "here", "missed", "performer", "child", "duty", "loose"]


class Aspect(NamedTuple):
    """One thing about a case: a value, how often something was done, what was missed, is owed ...

    ``loose`` is a condition that cannot be followed exactly: it is never looked at.
    """

    kind: Kind
    name: str


Aspects = frozenset[Aspect]
NOTHING: Aspects = frozenset()


def asked_by(condition: Condition | None, followed: Collection[str] = ()) -> Aspects:
    """Return what a condition asks about; ``followed`` are fields whose order is."""
    if condition is None:
        return NOTHING
    questions = Questions()
    questions.ask([condition])
    questions.loosen(followed)
    return frozenset(_asked(questions))


def _asked(questions: Questions) -> Iterator[Aspect]:
    yield from (Aspect("field", name) for name in questions.values)
    yield from (Aspect("count", name) for name in questions.counts)
    yield from (Aspect("here", name) for name in questions.here)
    yield from (Aspect("missed", name) for name in questions.missed)
    yield from (Aspect("performer", name) for name in questions.performers)
    yield from (Aspect("child", name) for name in questions.children)
    yield from (Aspect("duty", name) for name in questions.duties)
    yield from (Aspect("loose", text) for text in questions.loose)


def used_up(key: str, step: Transition | Branch) -> Aspects:
    """Return what it depends on whether a step, or a way of it, was done as often as it may be."""
    if step.at_most is None:
        return NOTHING
    return frozenset((Aspect("here" if step.per == "entry" else "count", key),))


def hanging_on(deadline: Deadline) -> frozenset[str]:
    """Return the duties of which one is open while the clock runs, if that is all it hangs on."""
    opening = {one.name for one in deadline.starts if one.kind == "opened"}
    ends = {one.name for one in (*deadline.met, *deadline.cancelled) if one.kind == "settled"}
    alone = all(one.kind == "opened" for one in deadline.starts)
    return frozenset(opening) if alone and opening <= ends else frozenset()
