"""What fires by itself: reminders, misses, the rungs after them, and what those rungs do.

Everything fires at its due instant, even if the engine was down then: the miss and its effects
always happen. Messages are another matter. Of several rungs of one cycle that are found due at
once, only the latest sends; each that does not is still an event, and says so.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from workflow.definition.model import SYSTEM, Rung
from workflow.engine.acts import Act, Ready, prepare_step, record_step
from workflow.engine.addressees import settle
from workflow.engine.case import Case, DeadlineState
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.events import Notice
from workflow.engine.ladder import MISS, Planned, upcoming
from workflow.errors import ActRefused

SUPERSEDED = "superseded"


def fire(draft: Draft, until: datetime, *, inclusive: bool = True) -> None:
    """Fire everything of the draft's case that is due by ``until``, in order.

    With ``inclusive`` false what is due at that very instant waits: a person who acts in the same
    instant as a clock comes first. After each rung the case is looked at anew, for a rung may
    have moved it.
    """
    while True:
        first = _first_due(draft.edition, draft.case, until, inclusive=inclusive)
        if first is None:
            return
        _fire_one(draft, first, until, inclusive=inclusive)


def _first_due(
    edition: Edition, case: Case, until: datetime, *, inclusive: bool
) -> DeadlineState | None:
    due = [
        one
        for one in case.deadlines.values()
        if one.next_at is not None and _is_due(one.next_at, until, inclusive=inclusive)
    ]
    order = edition.clocks
    return min(due, key=lambda one: (one.next_at, order[one.name].order), default=None)


def _fire_one(draft: Draft, state: DeadlineState, until: datetime, *, inclusive: bool) -> None:
    case, clock = draft.case, draft.edition.clocks[state.name]
    pending = upcoming(clock.deadline, state, case.zone)
    planned = pending[0]
    if planned.key == MISS:
        draft.record(
            "deadline_missed",
            {"deadline": state.name, "cycle": state.cycle, "due_at": state.due_at},
            at=planned.instant,
            performed_by=SYSTEM,
            recorded_by=SYSTEM,
            once=f"{state.key}/{MISS}",
        )
        return
    rung = planned.rung
    if rung is None:  # pragma: no cover - only the miss has no rung
        return
    superseded = _superseded(pending, until, inclusive=inclusive)
    _record_rung(draft, state, planned, rung, superseded=superseded)


def _superseded(pending: list[Planned], until: datetime, *, inclusive: bool) -> bool:
    first = pending[0]
    return any(
        first.instant < one.instant
        and _is_due(one.instant, until, inclusive=inclusive)
        and one.rung is not None
        and one.rung.to
        for one in pending[1:]
    )


def _is_due(instant: datetime, until: datetime, *, inclusive: bool) -> bool:
    return instant < until or (inclusive and instant == until)


def _record_rung(
    draft: Draft, state: DeadlineState, planned: Planned, rung: Rung, *, superseded: bool
) -> None:
    payload: dict[str, Any] = {
        "deadline": state.name,
        "cycle": state.cycle,
        "rung": planned.name,
        "occurrence": planned.occurrence,
        "due_at": state.due_at,
    }
    ready, refusal = _does(draft, rung, planned.instant)
    if ready is not None:
        superseded = False  # the act may stop the clock: what would come later never does
    recipients: tuple[str | None, ...] = ()
    if rung.to:
        settled = settle(rung.to, draft.case, draft.context, draft.now)
        payload["to"] = list(settled.names)
        if settled.alarm:
            payload["alarm"] = True
        recipients = settled.names or (None,)
        if superseded:
            payload["skipped"] = SUPERSEDED
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
    if not superseded:
        draft.notices.extend(_notices(draft, event.seq, state, planned, recipients))
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
