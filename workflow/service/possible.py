"""What is possible with a case now: what is due comes first, as it does before any act."""

from datetime import datetime

from workflow.engine.case import Case
from workflow.engine.directory import Context
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.options import Option, options
from workflow.engine.timing import live
from workflow.service.describing import described
from workflow.service.views import NextView, PendingView


def possible(
    edition: Edition, case: Case, context: Context, now: datetime
) -> tuple[PendingView | None, tuple[NextView, ...]]:
    """Return what is due and no sweep has done, and the steps possible once it is done."""
    draft = Draft(edition, case, context, now)
    at = _caught_up(draft)
    pending = _pending(draft, case)
    if draft.failure is not None:
        return pending, ()
    return pending, tuple(_next(one) for one in options(edition, draft.case, context, at))


def _caught_up(draft: Draft) -> datetime:
    due = draft.case.next_at
    if due is None or due > draft.now:
        return live(draft.case, draft.now)
    from workflow.engine.decide import caught_up  # noqa: PLC0415 - seldom is anything left undone

    return caught_up(draft)


def _pending(draft: Draft, case: Case) -> PendingView | None:
    failure, then = draft.failure, draft.case
    if not draft.events and failure is None:
        return None
    title = draft.edition.definition.states[then.state].title
    return PendingView(
        min(one.next_at for one in case.deadlines.values() if one.next_at is not None),
        then.state,
        title,
        then.final,
        then.owner,
        "" if failure is None else described(failure),
    )


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
