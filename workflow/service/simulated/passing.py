"""Letting time pass until a step is possible, on a way on which nothing else is to happen."""

from collections.abc import Iterator
from datetime import datetime

from workflow.definition.conditions import Names, compile_condition
from workflow.definition.model import Definition
from workflow.proving.aspects import asked_by
from workflow.service.simulated.firings import Firing
from workflow.service.simulated.rehearsal import Rehearsal


def let_pass(simulation: Rehearsal, definition: Definition, until: datetime) -> bool:
    """Let time pass; return whether the way is still the same: no clock changed what matters."""
    fired = simulation.run_until(until)
    misses = {*_asked(definition)}
    return not any(_changes(one, definition) or one.deadline in misses for one in fired)


def _changes(fired: Firing, definition: Definition) -> bool:
    """Whether a rung took a step, or filled in data."""
    kind, _, number = fired.rung.partition(".")
    if not number or fired.skipped:
        return False
    deadline = definition.deadlines[fired.deadline]
    rung = (deadline.remind if kind == "remind" else deadline.missed)[int(number) - 1]
    return bool(fired.does or rung.sets or rung.copies)


def _asked(definition: Definition) -> Iterator[str]:
    """Yield the deadlines of which it is asked in a promise whether they were missed."""
    names = Names.of(definition)
    for promise in definition.promises:
        if promise.when is not None:
            asked = asked_by(compile_condition(promise.when, names))
            yield from (one.name for one in asked if one.kind == "missed")
