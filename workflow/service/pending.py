"""What is due in a case and no sweep has done."""

from datetime import datetime

from workflow.engine import decide
from workflow.engine.case import Case
from workflow.engine.directory import Context
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.service.describing import described
from workflow.service.views import PendingView


def caught_up(
    edition: Edition, case: Case, context: Context, now: datetime
) -> tuple[PendingView | None, Case, datetime]:
    """Return what is due before an act now, the case after it, and when that act would be.

    Nothing is written. What could not be done is told with its error.
    """
    draft = Draft(edition, case, context, now)
    at = decide.caught_up(draft)
    failure, then = draft.failure, draft.case
    if not draft.events and failure is None:
        return None, case, at
    since = case.next_at
    assert since is not None  # noqa: S101 - something was due
    pending = PendingView(
        since,
        then.state,
        edition.definition.states[then.state].title,
        then.final,
        then.owner,
        "" if failure is None else described(failure),
    )
    return pending, then, at
