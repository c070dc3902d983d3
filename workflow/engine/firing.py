"""What fires by itself: reminders, misses, the rungs after them, and what those rungs do.

Everything fires at its due instant, even if the engine was down then: the miss and its effects
always happen. Messages are another matter: see ``late``.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from workflow.definition.deadline import Rung
from workflow.definition.model import SYSTEM
from workflow.engine.acts import Act, Ready, prepare_step, record_miss, record_step
from workflow.engine.addressees import settle
from workflow.engine.case import Case, DeadlineState
from workflow.engine.draft import Draft, Message
from workflow.engine.edition import Edition
from workflow.engine.events import Notice
from workflow.engine.ladder import Planned, next_planned
from workflow.errors import ActRefused


def fire(draft: Draft, until: datetime, *, inclusive: bool = True) -> None:
    """Fire everything of the draft's case that is due by ``until``, in order.

    With ``inclusive`` false what is due at that very instant waits: a person who acts in the same
    instant as a clock comes first. After each rung the case is looked at anew, for a rung may
    have moved it.

    What fired stays fired when a later rung cannot be decided, say because a guard of the host
    breaks: the error is the draft's ``failure``.
    """
    while True:
        first = _first_due(draft.edition, draft.case, until, inclusive=inclusive)
        if first is None:
            return
        try:
            _fire_one(draft, first)
        except Exception as error:
            draft.failure = error
            return


def _first_due(
    edition: Edition, case: Case, until: datetime, *, inclusive: bool
) -> DeadlineState | None:
    first: DeadlineState | None = None
    earliest, order = until, edition.clocks
    for one in case.deadlines.values():
        at = one.next_at
        if at is None or at > earliest or (at == until and not inclusive):
            continue
        if first is None or at < earliest or order[one.name].order < order[first.name].order:
            first, earliest = one, at
    return first


def _fire_one(draft: Draft, state: DeadlineState) -> None:
    deadline = draft.edition.clocks[state.name].deadline
    planned = next_planned(deadline, state, state.next_at or state.due_at)
    if planned.rung is None:
        record_miss(draft, state)
    else:
        _record_rung(draft, state, planned, planned.rung)


def _record_rung(draft: Draft, state: DeadlineState, planned: Planned, rung: Rung) -> None:
    payload: dict[str, Any] = {
        "deadline": state.name,
        "cycle": state.cycle,
        "rung": planned.name,
        "occurrence": planned.occurrence,
        "due_at": state.due_at,
    }
    ready, refusal = _does(draft, rung, planned.instant)
    recipients: tuple[str | None, ...] = ()
    if rung.to:
        settled = settle(rung.to, draft.case, draft.context, draft.now)
        payload["to"] = list(settled.names)
        if settled.alarm:
            payload["alarm"] = True
        recipients = settled.names or (None,)
    if rung.does:
        payload["does"] = rung.does
        if refusal:
            payload["refused"] = refusal
    event = draft.record(
        "rung_fired",
        payload,
        at=planned.instant,
        performed_by=SYSTEM,
        recorded_by=SYSTEM,
        once=f"{state.key}/{planned.key}",
    )
    if rung.to:
        notices = tuple(_notices(draft, event.seq, state, planned, recipients))
        reminder = planned.name.startswith("remind")
        place = len(draft.events) - 1
        draft.messages.append(Message(place, state.key, planned.instant, reminder, notices))
    if ready is not None:
        record_step(draft, ready)


def _does(draft: Draft, rung: Rung, instant: datetime) -> tuple[Ready | None, str]:
    # Checked before the rung's event, which says what came of it, and recorded after.
    if not rung.does:
        return None, ""
    at = max(instant, draft.case.acted_at)
    try:
        return prepare_step(draft, Act(rung.does, {}, SYSTEM, SYSTEM, at)), ""
    except ActRefused as refusal:
        return None, type(refusal).__name__


def _notices(
    draft: Draft,
    seq: int,
    state: DeadlineState,
    planned: Planned,
    recipients: tuple[str | None, ...],
) -> Iterator[Notice]:
    urgent = draft.edition.clocks[state.name].deadline.urgent
    kind = "reminder" if planned.name.startswith("remind") else "escalation"
    for position, recipient in enumerate(recipients):
        template = kind if recipient is not None else "alarm"
        yield Notice(seq, position, recipient, template, state.name, state.cycle, urgent)
