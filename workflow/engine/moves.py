"""What an event does to the clocks of its case: everything that moves, put into its payload."""

from datetime import datetime
from operator import attrgetter
from typing import Any

from workflow.definition.model import SYSTEM
from workflow.engine import clocks
from workflow.engine.case import Case, DeadlineState
from workflow.engine.data import Facts
from workflow.engine.draft import Draft
from workflow.engine.edition import Step, Way
from workflow.engine.effects import Effects
from workflow.engine.extending import granted
from workflow.engine.ladder import MISS

_due_at = attrgetter("due_at")


def clock_moves(
    draft: Draft,
    payload: dict[str, Any],
    step: Step,
    way: Way,
    *,
    at: datetime,
    by_clock: bool,
    facts: Facts,
) -> clocks.Voided:
    """Put what a step does to the clocks into its payload; return the misses that are none."""
    edition, case, times, effects = draft.edition, draft.case, draft.times, way.effects
    moves, voided = clocks.stop(case, effects, at=at, final=way.final, by_clock=by_clock)
    if not way.final:
        by_field = _by_field(draft, effects, at, facts) if edition.started_by_field else []
        ended, others = effects.ended, by_field
        if step.extending:
            # What starts anew is a promise of its own: there is nothing left to extend.
            replaced = ended.union([one["name"] for one in by_field])
            more = granted(draft, step.transition, facts=facts, at=at, ended=replaced)
            moves += more.moves
            voided += [(one, "extended") for one in more.kept]
            ended, others = ended.union([one["name"] for one in more.moves]), moves
        if not edition.clock_fields.isdisjoint(facts.data.plain):
            moves += clocks.recompute(edition, case, facts=facts, at=at, times=times, ended=ended)
        if effects.started:
            moves += clocks.start(
                edition, case, effects, facts=facts, at=at, times=times, others=others
            )
        moves += by_field
        if edition.restarted_by_transfer and payload.get("owner", case.owner) != case.owner:
            began = [one["name"] for one in moves if one["change"] == "armed"]
            taken = effects.ended.union(began)
            moves += clocks.transferred(edition, case, facts=facts, at=at, times=times, taken=taken)
    if moves:
        payload["deadlines"] = moves
    return voided


def _by_field(draft: Draft, effects: Effects, at: datetime, facts: Facts) -> list[clocks.Move]:
    """Return what starts, or starts anew, with a time that was given."""
    edition, case, times, ended = draft.edition, draft.case, draft.times, effects.ended
    return clocks.start_by_field(
        edition, case, facts=facts, at=at, times=times, begun=effects.started, ended=ended
    )


def record_misses(draft: Draft, effects: Effects, at: datetime, *, final: bool) -> None:
    """Record the promises that a step ends too late: it has missed them first."""
    while late := _late(draft.case, effects, at, final=final):
        record_miss(draft, min(late, key=_due_at))  # which may end, and start, another


def _late(case: Case, effects: Effects, at: datetime, *, final: bool) -> list[DeadlineState]:
    return [
        one
        for one in case.deadlines.values()
        if one.status == "armed" and one.due_at < at and (final or one.name in effects.ended)
    ]


def record_miss(draft: Draft, state: DeadlineState) -> None:
    """Record that a promise was not kept in time, at the instant it was due."""
    payload: dict[str, Any] = {
        "deadline": state.name,
        "cycle": state.cycle,
        "due_at": state.due_at,
        **clocks.of_nobody(owed=state.owed),
    }
    effects = draft.edition.started_by_miss.get(state.name)
    if effects:
        at, case = state.due_at, draft.case
        moves, _ = clocks.stop(case, effects, at=at, final=False, by_clock=True)
        facts = Facts(case, draft.context)
        moves += clocks.start(draft.edition, case, effects, facts=facts, at=at, times=draft.times)
        if moves:
            payload["deadlines"] = moves
    draft.record(
        "deadline_missed",
        payload,
        at=state.due_at,
        performed_by=SYSTEM,
        recorded_by=SYSTEM,
        once=f"{state.key}/{MISS}",
    )
