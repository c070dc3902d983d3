"""What fires by itself: reminders, misses, the rungs after them, and what those rungs do.

Everything fires at its due instant, even if the engine was down then: the miss and its effects
always happen. Messages are another matter: see ``late``.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from workflow.definition.copied import taken_over
from workflow.definition.deadline import Rung
from workflow.definition.model import SYSTEM
from workflow.engine import clocks
from workflow.engine.acts import Act, Ready, prepare_step, record_step
from workflow.engine.addressees import settle
from workflow.engine.case import Case, DeadlineState
from workflow.engine.counting import Counting
from workflow.engine.data import NOTHING, Data, Facts
from workflow.engine.draft import Draft, Message
from workflow.engine.edition import URGENT, Edition
from workflow.engine.events import Event, Notice
from workflow.engine.ladder import Planned, next_planned
from workflow.engine.moves import record_miss
from workflow.engine.sending import Envelope, addressed, held, notices_of, sent
from workflow.errors import ActRefused

CONDITION = "condition"


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
            # Of a rung whose step cannot be recorded nothing is on record: it is tried again.
            with draft.all_or_nothing():
                _fire_one(draft, first)
        except Exception as error:
            draft.failure = error
            return


def _first_due(
    edition: Edition, case: Case, until: datetime, *, inclusive: bool
) -> DeadlineState | None:
    first: DeadlineState | None = None
    earliest, order = until, edition.clock_of
    for one in case.deadlines.values():
        at = one.next_at
        if at is None or at > earliest or (at == until and not inclusive):
            continue
        if first is None or at < earliest or order(one).order < order(first).order:
            first, earliest = one, at
    return first


def _fire_one(draft: Draft, state: DeadlineState) -> None:
    deadline = draft.edition.clock_of(state).deadline
    planned = next_planned(deadline, state, state.next_at or state.due_at)
    if planned.rung is None:
        record_miss(draft, state)
    else:
        _record_rung(draft, state, planned, planned.rung)


def _record_rung(draft: Draft, state: DeadlineState, planned: Planned, rung: Rung) -> None:
    condition = draft.edition.clock_of(state).asked.get(planned.name)
    counting = _counting(draft, planned.instant)
    if condition is not None and not condition.test(
        Facts(draft.case, draft.context, NOTHING, counting)
    ):
        _record(draft, state, planned, {"skipped": CONDITION, **_asked(counting)})
        return
    values = {**(rung.sets or {}), **taken_over(rung.copies, draft.case.fields)}
    data = Data(values) if values else NOTHING
    ready, refusal = _does(draft, rung, planned.instant, data)
    outcome: dict[str, Any] = {}
    if rung.to or rung.sends:
        outcome = _told(draft, state, rung, Facts(draft.case, draft.context, data, counting))
    if rung.does:
        outcome["does"] = rung.does
        if refusal:
            outcome["refused"] = refusal
    if data.plain:
        outcome["fields"] = dict(data.plain)
        if moves := _moves(draft, data, planned.instant):
            outcome["deadlines"] = moves
    outcome.update(_asked(counting))
    place = len(draft.events)  # what follows from the event may stand behind it
    event = _record(draft, state, planned, outcome)
    if rung.to or rung.sends:
        # What it did itself is told, even if that ended what is reminded of.
        reminder = ready is None and planned.name.startswith("remind")
        notices = tuple(_notices(draft, event, state))
        draft.messages.append(Message(place, state.key, planned.instant, reminder, notices))
    if ready is not None:
        record_step(draft, ready)


def _record(
    draft: Draft, state: DeadlineState, planned: Planned, outcome: Mapping[str, object]
) -> Event:
    revision = {"revision": planned.revision} if planned.revision else {}
    return draft.record(
        "rung_fired",
        {
            "deadline": state.name,
            "cycle": state.cycle,
            "rung": planned.name,
            "occurrence": planned.occurrence,
            **revision,
            "due_at": state.due_at,
            **clocks.of_nobody(owed=state.owed),
            **outcome,
        },
        at=planned.instant,
        performed_by=SYSTEM,
        recorded_by=SYSTEM,
        once=f"{state.key}/{planned.key}",
    )


def _moves(draft: Draft, data: Data, at: datetime) -> list[clocks.Move]:
    """Return what becomes of the clocks with the values that a rung sets, as if somebody had."""
    edition, case, times = draft.edition, draft.case, draft.times
    facts = Facts(case, draft.context, data)
    moves = clocks.recompute(edition, case, facts=facts, at=at, times=times)
    if edition.started_by_field:
        moves += clocks.start_by_field(edition, case, facts=facts, at=at, times=times)
    return moves


def _counting(draft: Draft, at: datetime) -> Counting | None:
    edition = draft.edition
    if not edition.definition.counters:
        return None
    return Counting(edition, draft.case, draft.context, at, draft.events)


def _asked(counting: Counting | None) -> dict[str, Any]:
    """Return what was asked of counters, as the event says it that was decided by it."""
    return {"counted": counting.written()} if counting is not None and counting.asked else {}


def _told(draft: Draft, state: DeadlineState, rung: Rung, facts: Facts) -> dict[str, Any]:
    """Return who hears of a rung, with which documents, and whether that can wait."""
    clock = draft.edition.clock_of(state)
    urgent = clock.asked.get(URGENT)
    urgent_now = urgent is not None and urgent.test(facts)
    waits = not clock.deadline.urgent and not urgent_now
    envelope = Envelope(draft.edition, draft.case, draft.context, draft.now, clock.rules)
    outcome: dict[str, Any] = {}
    if rung.to:
        outcome |= addressed(settle(rung.to, draft.case, draft.context, draft.now))
        if rung.prints:
            outcome["prints"] = list(rung.prints)
    if urgent_now:
        outcome["urgent"] = True
    if rung.to and waits and draft.edition.keeps_hours:
        outcome |= held(outcome, envelope)
    if rung.sends:
        outcome["sends"] = sent(rung.sends, envelope, urgent=not waits)
    return outcome


def _does(draft: Draft, rung: Rung, instant: datetime, data: Data) -> tuple[Ready | None, str]:
    # Checked before the rung's event, which says what came of it, and recorded after.
    if not rung.does:
        return None, ""
    at = max(instant, draft.case.acted_at)
    if data.plain:  # the step is taken by a case that has what the rung sets
        case = draft.case
        case = case.changed({"fields": {**case.fields, **data.plain}})
        before = draft.events
        draft = Draft(draft.edition, case, draft.context, draft.now)
        draft.events = before
    try:
        return prepare_step(draft, Act(rung.does, {}, SYSTEM, SYSTEM, at)), ""
    except ActRefused as refusal:
        return None, type(refusal).__name__


def _notices(draft: Draft, event: Event, state: DeadlineState) -> Iterator[Notice]:
    urgent = draft.edition.clock_of(state).deadline.urgent
    for one in notices_of(event, deadline=state.name, cycle=state.cycle):
        yield one._replace(urgent=True) if urgent else one
