"""Telling whoever looks at a case, or acts on it, that its owner must not own it any more."""

from collections.abc import Sequence
from datetime import datetime

from workflow.engine.barred_owners import barred_owner
from workflow.engine.case import Case
from workflow.engine.directory import Context
from workflow.engine.edition import Edition
from workflow.engine.events import Event
from workflow.service.views import BarredView


def barred(
    edition: Edition, case: Case, context: Context, now: datetime, *, new: Sequence[Event] = ()
) -> tuple[BarredView, ...]:
    """Return why the owner must not own a case; ``new`` are events that are not yet on record."""
    definition = edition.definition
    found = barred_owner(edition, case, context, now, lambda: (*context.history(case), *new))
    return tuple(
        BarredView(
            case.owner,
            bar.kind,
            bar.thing,
            bar.reason(definition),
            step,
            definition.transitions[step].title if step else None,
        )
        for bar, step in found
    )
