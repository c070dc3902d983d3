"""What is possible with a case now: what is due comes first, as it does before any act."""

from datetime import datetime

from workflow.engine.case import Case
from workflow.engine.directory import Context
from workflow.engine.edition import Edition
from workflow.engine.options import Option, options
from workflow.engine.timing import live
from workflow.service.views import NextView, PendingView


def possible(
    edition: Edition, case: Case, context: Context, now: datetime
) -> tuple[PendingView | None, tuple[NextView, ...]]:
    """Return what is due and no sweep has done, and the steps possible once it is done."""
    pending, then, at = None, case, live(case, now)
    if case.next_at is not None and case.next_at <= now:
        # What fires is loaded only here: seldom is anything left undone.
        from workflow.service.pending import caught_up  # noqa: PLC0415

        pending, then, at = caught_up(edition, case, context, now)
    if pending is not None and pending.error:
        return pending, ()
    return pending, tuple(_next(one) for one in options(edition, then, context, at))


def _next(option: Option) -> NextView:
    return NextView(
        option.transition.name,
        option.transition.title,
        option.transition.by,
        option.needs,
        option.needs_if,
        option.people,
        option.since,
        option.until,
        option.transition.merges,
        option.narrowed,
        option.transition.reads_back,
        option.waits_for,
        option.transition.optional,
    )
