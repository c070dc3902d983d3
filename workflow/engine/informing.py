"""What other cases learn of a decision, each by an event of its own: a child closed, a duplicate.

The parent of a case that closes is looked at as before any act: what was due in it earlier fires
first. What it learns may end and start its clocks; its own state it never changes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.definition.model import SYSTEM
from workflow.engine import clocks
from workflow.engine.case import Case
from workflow.engine.data import Facts
from workflow.engine.draft import Draft
from workflow.engine.events import Decision, Event
from workflow.engine.firing import fire
from workflow.engine.following import settle_again, void_miss
from workflow.engine.moves import record_misses


def decided(draft: Draft) -> Decision:
    """Return what was decided, with what that means for other cases."""
    if draft.company is None and not _tells(draft):
        return draft.decision()  # most cases are alone
    company = draft.together()
    told: set[str] = set()
    while (closed := _untold(company, told)) is not None:
        told.add(closed.case.uuid)
        _tell_parent(closed)
    others = [one for one in company.values() if one is not draft and one.events]
    decision = draft.decision()
    return decision._replace(others=tuple([one.decision() for one in others]))


def _tells(draft: Draft) -> bool:
    return draft.case.kin.parent is not None and (draft.closes or draft.reopens)


def _untold(company: Mapping[str, Draft], told: set[str]) -> Draft | None:
    found = (one for one in company.values() if _tells(one) and one.case.uuid not in told)
    return next(found, None)


def _tell_parent(child: Draft) -> None:
    case = child.case
    parent = child.beside(case.kin.parent or "")
    last = next(one for one in reversed(child.events) if one.payload.get("entered"))
    if case.final:
        child_closed(parent, case, last)
    else:
        _child_reopened(parent, case, last)


def _child_reopened(draft: Draft, child: Case, act: Event) -> None:
    """Record in a case that one opened from it goes on, by the event ``act``."""
    by_clock = act.recorded_by == SYSTEM
    fire(draft, act.at, inclusive=False)
    draft.record(
        "child_reopened",
        {"case": child.uuid, "workflow": child.definition},
        at=act.at,
        performed_by=SYSTEM,
        recorded_by=SYSTEM,
        followed=False,
    )
    draft.follow(act.at, by_clock=by_clock)


def child_closed(draft: Draft, child: Case, end: Event) -> None:
    """Record in a case that one opened from it was closed, by the event ``end``."""
    at, by_clock = end.at, end.recorded_by == SYSTEM
    fire(draft, at, inclusive=False)
    workflow = child.definition
    last = draft.case.kin.open_children(workflow) == 1
    payload: dict[str, Any] = {
        "case": child.uuid,
        "workflow": workflow,
        "state": child.state,
        "last": last,
    }
    voided: clocks.Voided = []
    if last and not draft.case.final:
        voided = _moved(draft, payload, workflow, at, by_clock=by_clock)
    draft.record(
        "child_closed", payload, at=at, performed_by=SYSTEM, recorded_by=SYSTEM, followed=False
    )
    for kept, reason in voided:
        void_miss(draft, kept, at=at, reason=reason)
    settle_again(draft, [kept for kept, _reason in voided], at=at)
    draft.follow(at, by_clock=by_clock)


def _moved(
    draft: Draft, payload: dict[str, Any], workflow: str, at: datetime, *, by_clock: bool
) -> clocks.Voided:
    """Put into the payload what becomes of the clocks; return the misses that are none."""
    edition = draft.edition
    effects = edition.closed_by.get(workflow)
    if effects is None:
        return []
    if by_clock:
        record_misses(draft, effects, at, final=False)
    case = draft.case
    # What began after the child was closed, which was recorded late, it does not end.
    begun = {key: one for key, one in case.deadlines.items() if one.started_at <= at}
    before = case.changed({"deadlines": begun})
    moves, voided = clocks.stop(before, effects, at=at, final=False, by_clock=by_clock)
    facts = Facts(case, draft.context)
    moves += clocks.start(edition, case, effects, facts=facts, at=at, times=draft.times)
    if moves:
        payload["deadlines"] = moves
    return voided
