"""Steps of the lifecycle: opening a case, and triggers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.definition.model import SYSTEM, OwnerRule
from workflow.definition.near import nearest
from workflow.engine import clocks
from workflow.engine.authority import check_performer
from workflow.engine.case import Case, DeadlineState, Value
from workflow.engine.data import (
    Data,
    Facts,
    check_agreed,
    check_complete,
    read_data,
)
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition, Step
from workflow.engine.events import NOTE
from workflow.engine.ladder import MISS
from workflow.engine.owners import owner_by
from workflow.engine.timing import skew
from workflow.errors import (
    CaseClosed,
    GuardRejected,
    TriggerNotAllowed,
    TriggerUnknown,
    TriggerUsedUp,
)
from workflow.translation import chosen, ended, gettext


class Act(NamedTuple):
    """A step somebody takes. ``at`` is when it happened, aware UTC, settled before."""

    trigger: str
    given: Mapping[str, object]
    performed_by: str
    recorded_by: str
    at: datetime
    note: str | None = None


class Way(NamedTuple):
    """Where a step leads: the branch that was taken, and the state after it."""

    branch: int
    state: str
    entered: bool


class Ready(NamedTuple):
    """An act that was found possible, permitted and complete: it only remains to record it."""

    act: Act
    step: Step
    way: Way
    data: Data
    facts: Facts


def take_step(draft: Draft, act: Act) -> None:
    """Record a trigger on the draft's case. Raises the refusals of ``prepare_step``."""
    record_step(draft, prepare_step(draft, act))


def prepare_step(draft: Draft, act: Act) -> Ready:
    """Check a trigger on the draft's case; nothing is recorded yet.

    Raises a typed refusal (see ``workflow.errors``) when the step is not possible, not permitted,
    lacks data or is rejected by a condition.
    """
    edition, case = draft.edition, draft.case
    step = possible_step(edition, case, act.trigger)
    directory = draft.context.directory
    check_performer(
        edition.definition,
        act.trigger,
        case=case,
        performer=act.performed_by,
        recorder=act.recorded_by,
        directory=directory,
        at=act.at,
    )
    data = read_data(edition, act.given, case=case, context=draft.context, at=act.at)
    if data.plain:
        check_agreed(edition, data, case=case, at=act.at)
    facts = Facts(case, draft.context, data)
    check_complete(step, data, definition=edition.definition, case=case, facts=facts)
    check_guard(edition, step, case=case, facts=facts)
    way = find_way(edition, step, case=case, facts=facts)
    return Ready(act, step, way, data, facts)


def possible_step(edition: Edition, case: Case, trigger: str) -> Step:
    """Return the step if the case's state permits it and it is not used up."""
    step = edition.steps.get(trigger)
    allowed = edition.allowed(case.state)
    if step is None:
        suggestion = nearest(trigger, allowed) or nearest(trigger, edition.steps)
        raise TriggerUnknown(case.number, trigger, allowed, suggestion)
    transition = step.transition
    if case.state not in transition.sources:
        if case.final:
            title = chosen(edition.definition.states[case.state].title, case.state)
            raise CaseClosed(case.number, title)
        raise TriggerNotAllowed(case.number, trigger, case.state, transition.sources, allowed)
    if transition.at_most is not None:
        counts = case.counts if transition.per == "case" else case.entry_counts
        if counts.get(trigger, 0) >= transition.at_most:
            raise TriggerUsedUp(case.number, trigger, transition.at_most, allowed)
    return step


def check_guard(edition: Edition, step: Step, *, case: Case, facts: Facts) -> None:
    """Raise ``GuardRejected`` unless the step's condition holds."""
    condition = step.when
    if condition is None or condition(facts):
        return
    transition = step.transition
    says = chosen(transition.says, "") if transition.says else ""
    raise GuardRejected(
        case=case.number,
        trigger=transition.name,
        guard=condition.text,
        reason=ended(says) or gettext("its condition does not hold."),
        values=tuple(f"{name}={facts.fields.get(name, '')}" for name in condition.fields),
        allowed=edition.allowed(case.state),
    )


def find_way(edition: Edition, step: Step, *, case: Case, facts: Facts) -> Way:
    """Ask the machine which branch is taken: the first that holds and is not used up."""
    transition = step.transition
    branches, conditions = transition.branches, step.branches

    def holds(number: int) -> bool:
        branch, condition = branches[number], conditions[number]
        if branch.at_most is not None:
            counts = case.counts if branch.per == "case" else case.entry_counts
            if counts.get(f"{transition.name}#{number}", 0) >= branch.at_most:
                return False
        return condition is None or condition(facts)

    position = edition.machine.move(case.state, transition.name, holds)
    if position is None or position.taken is None:
        raise GuardRejected(
            case=case.number,
            trigger=transition.name,
            guard=gettext("any of its branches"),
            reason=gettext("none of the ways it can end applies."),
            allowed=edition.allowed(case.state),
        )
    entered = branches[position.taken].to is not None
    return Way(position.taken, position.state, entered)


def record_step(draft: Draft, ready: Ready) -> None:
    """Record a trigger that was found ready; rungs may have fired since, nothing else."""
    act, step, way, data, facts = ready
    edition, at = draft.edition, act.at
    transition = step.transition
    effects = edition.effects(act.trigger, draft.case.state, way.state if way.entered else None)
    state = edition.definition.states[way.state]
    for running in draft.case.deadlines.values():
        ends = state.final or running.name in effects.ended
        if ends and running.status == "armed" and running.due_at < at:
            record_miss(draft, running)  # a step that ends a promise too late has missed it first
    case = draft.case
    branch = transition.branches[way.branch]
    if branch.sets:
        data = data._replace(plain={**data.plain, **branch.sets})
        facts = Facts(case, draft.context, data)
    payload: dict[str, Any] = {
        "trigger": transition.name,
        "from": case.state,
        "to": way.state,
        "entered": way.entered,
        "final": state.final,
        "branch": way.branch,
    }
    rule = branch.owner or (state.owner if way.entered else None)
    if rule is not None:
        payload.update(_owner(draft, rule, act))
    stopped = _clock_moves(draft, payload, act, way=way, facts=facts)
    personal = add_data(payload, data, act.note)
    behind = skew(case, draft.now) if at > draft.now else None
    if behind is not None:
        payload["clock_behind_seconds"] = behind
    draft.record(
        "transitioned",
        payload,
        at=at,
        performed_by=act.performed_by,
        recorded_by=act.recorded_by,
        personal=personal,
    )
    for kept in stopped.kept_after_all:
        draft.record(
            "miss_voided",
            {
                "deadline": kept.name,
                "cycle": kept.cycle,
                "due_at": kept.due_at,
                "done_at": at,
                "reason": "recorded late",
            },
            at=at,
            performed_by=SYSTEM,
            recorded_by=SYSTEM,
        )
        draft.voided.append((kept.name, kept.cycle))
    draft.reactions.extend(transition.reactions)


def record_miss(draft: Draft, state: DeadlineState) -> None:
    """Record that a promise was not kept in time, at the instant it was due."""
    draft.record(
        "deadline_missed",
        {"deadline": state.name, "cycle": state.cycle, "due_at": state.due_at},
        at=state.due_at,
        performed_by=SYSTEM,
        recorded_by=SYSTEM,
        once=f"{state.key}/{MISS}",
    )


def _clock_moves(
    draft: Draft,
    payload: dict[str, Any],
    act: Act,
    *,
    way: Way,
    facts: Facts,
) -> clocks.Stopped:
    edition, case, at = draft.edition, draft.case, act.at
    effects = edition.effects(act.trigger, case.state, way.state if way.entered else None)
    final = bool(payload["final"])
    stopped = clocks.stop(case, effects, at=at, final=final, by_clock=act.recorded_by == SYSTEM)
    moves = stopped.moves
    if not final:
        if facts.fields is not case.fields:
            moves = moves + clocks.recompute(edition, case, facts=facts, ended=effects.ended)
        moves = moves + clocks.start(edition, case, effects, facts=facts, at=at)
    if moves:
        payload["deadlines"] = moves
    return stopped


def _owner(draft: Draft, rule: OwnerRule, act: Act) -> dict[str, Any]:
    found = owner_by(rule, draft.case, draft.context, act.at, prefer=act.performed_by)
    outcome: dict[str, Any] = {"owner": found.name}
    if found.flag:
        outcome["owner_flag"] = found.flag
    return outcome


def add_data(payload: dict[str, Any], data: Data, note: str | None) -> Mapping[str, Value]:
    """Put an act's data into its payload; return the values that are kept apart."""
    if data.plain:
        payload["fields"] = dict(data.plain)
    personal = dict(data.personal)
    if note:
        personal[NOTE] = note
    if personal:
        payload["personal"] = dict.fromkeys(personal)
    return personal
