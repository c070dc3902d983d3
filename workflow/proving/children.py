"""Cases opened from the one a promise is about: counted as high as a condition asks.

Nothing is known of their definitions, so any of them may be closed, or taken up again, at any time.
A case of the same kind is no exception: it goes by the edition in effect when it is opened.
"""

from collections.abc import Iterator

from workflow.definition.model import Branch, Transition
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope
from workflow.proving.step import Following, Step


def opened(scope: Scope, after: Situation, transition: Transition, branch: Branch) -> Situation:
    """Return the situation with the cases that a way of a step opens."""
    created = [one.workflow for one in branch.creates]
    if transition.splits is not None:
        created.append(transition.splits.workflow)
    if not created:
        return after
    counts = zip(scope.children.items(), after.children, strict=True)
    more = tuple([min(count + created.count(name), most) for (name, most), count in counts])
    return after._replace(children=more)


def following(scope: Scope, situation: Situation) -> Iterator[Following]:
    """Yield what becomes of cases that were opened from it, as far as that is counted.

    Where as many are open as are counted there may be more: closing one then need change nothing.
    """
    for at, (name, most) in enumerate(scope.children.items()):
        count = situation.children[at]
        if count:
            shut = (*situation.shut[:at], True, *situation.shut[at + 1 :])
            after = situation._replace(children=_less(situation.children, at), shut=shut)
            yield Step("closed", name, {}), after
            if count == most and not situation.shut[at]:
                yield Step("closed", name, {}), situation._replace(shut=shut)
        if situation.shut[at] and count < most:
            more = _less(situation.children, at, by=-1)
            yield Step("reopened", name, {}), situation._replace(children=more)


def _less(counts: tuple[int, ...], at: int, by: int = 1) -> tuple[int, ...]:
    return (*counts[:at], counts[at] - by, *counts[at + 1 :])
