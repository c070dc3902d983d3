"""What can be done next with a case, by whom, and what it needs."""

from datetime import datetime
from typing import NamedTuple

from workflow.definition.model import ANY_STAFF, OWNER, SYSTEM, Transition
from workflow.engine.case import Case
from workflow.engine.data import Facts
from workflow.engine.directory import Context
from workflow.engine.edition import Edition, Step


class Option(NamedTuple):
    """A step possible now. ``needs`` always, ``needs_if`` (field, condition) only sometimes."""

    transition: Transition
    needs: tuple[str, ...]
    needs_if: tuple[tuple[str, str], ...]
    people: tuple[str, ...]


def options(edition: Edition, case: Case, context: Context, now: datetime) -> tuple[Option, ...]:
    """Return the steps that are possible from the case's state, in the order of the definition.

    A step is left out when it is used up, when only the system takes it, or when its condition
    fails whatever data is brought.
    """
    facts = Facts(case, context)
    return tuple(
        _option(step, case, context, now)
        for step in (edition.steps[name] for name in edition.triggers(case.state))
        if step.transition.by != (SYSTEM,) and _open(step, case, facts)
    )


def _open(step: Step, case: Case, facts: Facts) -> bool:
    transition = step.transition
    if transition.at_most is not None:
        counts = case.counts if transition.per == "case" else case.entry_counts
        if counts.get(transition.name, 0) >= transition.at_most:
            return False
    condition = step.when
    brought = {name for name, _ in step.needs}
    if condition is None or condition.guards or brought.intersection(condition.fields):
        return True
    return condition.test(facts)


def _option(step: Step, case: Case, context: Context, now: datetime) -> Option:
    return Option(
        step.transition,
        tuple(name for name, condition in step.needs if condition is None),
        tuple((name, condition.text) for name, condition in step.needs if condition is not None),
        _people(step.transition, case, context, now),
    )


def _people(transition: Transition, case: Case, context: Context, now: datetime) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for who in transition.by:
        if who == OWNER:
            names[case.owner] = None
        elif who not in {SYSTEM, ANY_STAFF}:
            names.update(dict.fromkeys(context.directory.holders(who, case.site, now)))
    barred = {one for act in transition.other_than for one in case.performers.get(act, ())}
    return tuple(name for name in names if name not in barred)
