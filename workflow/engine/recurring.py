"""What recurs by itself: a case opened, or a step taken in an open one, at its time.

It happens at that time even if nobody looked then. What is due in an open case before it fires
first; what is due at the same instant waits, as for a person.
"""

from datetime import datetime

from workflow.definition.model import SYSTEM
from workflow.definition.schedule import Schedule
from workflow.engine.acts import Act, prepare_step, record_step
from workflow.engine.decide import Situation
from workflow.engine.directory import Context
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.events import Decision, Recurs
from workflow.engine.firing import fire
from workflow.engine.informing import decided
from workflow.engine.opening import Opening, open_case
from workflow.errors import OwnerMissing


def decide_recurring_opening(
    edition: Edition,
    schedule: Schedule,
    recurs: Recurs,
    opening: Opening,
    context: Context,
    *,
    now: datetime,
) -> Decision:
    """Decide on a case that a schedule opens. Raises the refusals, and ``OwnerMissing``.

    Whom the site falls back to owns it if its definition finds nobody.
    """
    fallback = context.directory.fallback(opening.site)
    act = _act(schedule, recurs, recurs.due_at)
    draft = open_case(edition, act, opening._replace(owner=fallback), context, now)
    if draft.case.owner == SYSTEM:
        raise OwnerMissing(schedule.name, opening.site)
    return decided(draft)


def decide_recurring_step(situation: Situation, schedule: Schedule, recurs: Recurs) -> Decision:
    """Decide on a step that recurs in an open case. Raises the refusals of ``prepare_step``."""
    draft = Draft(*situation)
    fire(draft, recurs.due_at, inclusive=False)
    if draft.failure is not None:
        raise draft.failure
    act = _act(schedule, recurs, max(recurs.due_at, draft.case.acted_at))
    record_step(draft, prepare_step(draft, act))
    return decided(draft)


def _act(schedule: Schedule, recurs: Recurs, at: datetime) -> Act:
    return Act(schedule.step, schedule.sets or {}, SYSTEM, SYSTEM, at, recurs=recurs)
