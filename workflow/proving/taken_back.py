"""What was so and is so no more: misses that turn out to be none, and personal data erased."""

from collections.abc import Iterator

from workflow.proving.situation import Situation
from workflow.proving.situations import Scope
from workflow.proving.step import Following, Step
from workflow.translation import gettext

TAKEN_BACK = frozenset({"unmiss", "erase"})
"""By these alone nothing is broken: they change what is on record, not what happened."""


def following(scope: Scope, situation: Situation) -> Iterator[Following]:
    """Yield what can be taken back, also of a closed case, as far as it is looked at.

    A miss is none if it turns out that it was done in time, that more time was asked for before, or
    that the clock was ahead by which it was missed.
    """
    for at, name in enumerate(scope.missed):
        if situation.missed[at]:
            missed = (*situation.missed[:at], False, *situation.missed[at + 1 :])
            yield Step("unmiss", name, {}), situation._replace(missed=missed)
    if scope.definition.permissions.erase:
        for at, name in enumerate(scope.fields):
            if scope.definition.fields[name].personal and situation.fields[at] is not None:
                fields = (*situation.fields[:at], None, *situation.fields[at + 1 :])
                yield Step("erase", name, {}), situation._replace(fields=fields)


def not_tried(step: Step) -> str:
    """Say what it depends on whether a miss is taken back; empty for other steps.

    >>> not_tried(Step("unmiss", "answer", {})).partition(":")[0]
    'it depends on whether the time of answer turns out not to have been over'
    """
    if step.kind == "unmiss":
        text = gettext(
            "it depends on whether the time of {name} turns out not to have been over: by what is "
            "recorded late, by more time, or by a clock that was ahead"
        )
        return text.format(name=step.name)
    return ""
