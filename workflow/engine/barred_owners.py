"""Whether who owns a case may still own it, and do what only the owner may do."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from workflow.definition.model import OWNER
from workflow.definition.owner import OtherThan
from workflow.engine.barring import Bar, Past, bar_of, bars, others_than
from workflow.engine.case import Case
from workflow.engine.directory import Context
from workflow.engine.edition import Edition
from workflow.engine.options import used_up


class BarredOwner(NamedTuple):
    """Why the owner must not own the case; with a ``step`` only: must not do it, nor may others."""

    bar: Bar
    step: str = ""


def barred_owner(
    edition: Edition, case: Case, context: Context, now: datetime, past: Past
) -> tuple[BarredOwner, ...]:
    """Return why the owner is barred: of the case, or else of steps that nobody else may do.

    Of the case by what it names now. Who did or owned something before was looked at when the
    owner was chosen; what the owner does since bars only whoever comes next.
    """
    if case.final:
        return ()
    rule = edition.definition.states[case.state].owner
    if rule is not None and rule.other_than is not None:
        named = bars(OtherThan(named=rule.other_than.named), case, case.fields, past)
        bar = bar_of(case.owner, named, context.directory, now)
        if bar is not None:
            return (BarredOwner(bar),)
    return tuple(_of_steps(edition, case, context, now, past))


def _of_steps(
    edition: Edition, case: Case, context: Context, now: datetime, past: Past
) -> Iterator[BarredOwner]:
    directory, definition = context.directory, edition.definition
    for name in edition.triggers(case.state):
        step = definition.transitions[name]
        if OWNER not in step.by or used_up(step, case):
            continue
        barred = bars(step.barred, case, case.fields, past)
        bar = bar_of(case.owner, barred, directory, now)
        if bar is not None and not others_than(
            barred, step, definition=definition, case=case, directory=directory, at=now
        ):
            yield BarredOwner(bar, name)
