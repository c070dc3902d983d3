"""Steps of the lifecycle: opening a case, and triggers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from workflow.definition.copied import taken_over
from workflow.definition.model import NEW, SYSTEM
from workflow.definition.near import nearest
from workflow.engine.accompanying import for_each, related, with_others
from workflow.engine.agreed import check_agreed
from workflow.engine.authority import check_performer
from workflow.engine.case import Case
from workflow.engine.counting import Counting, counting_outcome
from workflow.engine.data import (
    Facts,
    add_data,
    added,
    check_complete,
    check_narrowed,
    on_file,
    read_data,
)
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition, Step, Way
from workflow.engine.events import Recurs
from workflow.engine.extending import granted
from workflow.engine.following import settle_again, void_miss
from workflow.engine.guards import check_guard
from workflow.engine.moves import clock_moves, record_misses
from workflow.engine.past import Past
from workflow.engine.sending import Envelope, notices_of, sent
from workflow.engine.settling import Handled, changes, check_owed, handled
from workflow.engine.spoken import check_said
from workflow.engine.timing import skew
from workflow.engine.who import check_barred, check_named, owner_outcome
from workflow.engine.windows import check_window
from workflow.errors import (
    CaseClosed,
    GuardRejected,
    NotReadBack,
    TriggerNotAllowed,
    TriggerUnknown,
    TriggerUsedUp,
)
from workflow.translation import chosen, gettext


class Act(NamedTuple):
    """A step somebody takes. ``at`` is when it happened, aware UTC, settled before.

    ``into`` names the case that a duplicate is merged into. ``read_back``: whoever takes it says
    that what is to be read back was. ``recurs``: it comes by a schedule.
    """

    trigger: str
    given: Mapping[str, object]
    performed_by: str
    recorded_by: str
    at: datetime
    note: str | None = None
    read_back: bool = False
    into: str | int | None = None
    recurs: Recurs | None = None


class Ready(NamedTuple):
    """An act that was found possible, permitted and complete: it only remains to record it.

    ``opened`` are the cases it opens, ``into`` is the identity of the one it merges its case into.
    """

    act: Act
    step: Step
    way: Way
    facts: Facts
    opened: tuple[Draft, ...] = ()
    into: str | None = None
    duties: Handled | None = None


_NOTHING: frozenset[str] = frozenset()


def prepare_step(draft: Draft, act: Act) -> Ready:
    """Check a trigger on the draft's case; nothing is recorded yet.

    Raises a typed refusal (see ``workflow.errors``) when the step is not possible, not permitted,
    lacks data or is rejected by a condition.
    """
    edition, case, context = draft.edition, draft.case, draft.context
    trigger, given, performer, recorder, at, *_ = act
    step = possible_step(edition, case, trigger)
    anew: Mapping[str, object] = {}
    if step.anew:
        given, anew = for_each(step, given, definition=edition.definition, case=case)
    check_performer(
        edition.definition,
        step.transition,
        case=case,
        performer=performer,
        recorder=recorder,
        directory=context.directory,
        at=at,
    )
    data = read_data(edition, given, case=case, context=context, at=at)
    if not edition.agreed_fields.isdisjoint(data.plain):
        check_agreed(edition, data, case=case, at=at, now=draft.now)
    counting = Counting(edition, case, context, at, draft.events) if step.counting else None
    acted_at = None if recorder == SYSTEM else at
    whole = added(edition, step, data, case=case, context=context)
    facts = Facts(case, context, whole, counting, acted_at)
    if step.barring:
        check_barred(draft, step.transition, act, facts)
    check_complete(step, given, definition=edition.definition, case=case, facts=facts)
    if step.narrowed is not None:
        check_narrowed(step, definition=edition.definition, case=case, data=data)
    if step.windowed:
        check_window(
            step, Past(edition, case, facts, context, draft.events), at, late=at < draft.now
        )
    if step.when is not None:
        check_guard(draft, step, step.when, facts, act)
    if step.extending:
        granted(draft, step.transition, facts=facts, at=at, ended=_NOTHING)
    way = edition.machine.move(case.state, trigger, facts)
    if way is None:
        raise _no_way(case, trigger)
    if way.avoid and given:
        draft.avoid = check_said(data, step.checked, way.avoid, case=case.number, what=trigger)
    if way.sets or way.copies:  # from here on all see what the act fills in itself, too
        facts = facts.filling_in({**way.sets, **taken_over(way.copies, facts.fields)})
    check_named(draft, way, act, facts)
    if step.transition.reads_back and not act.read_back:
        raise NotReadBack(case.number, trigger, _to_read_back(step, facts))
    return _with_all(draft, Ready(act, step, way, facts), anew)


def _with_all(draft: Draft, ready: Ready, anew: Mapping[str, object]) -> Ready:
    """Return the act with what it does beside the lifecycle: to duties, and to other cases."""
    if draft.edition.duties:
        ready = _with_duties(draft, ready)
    if ready.way.creates or ready.step.transition.merges:
        ready = with_others(draft, ready, anew)
    return ready


def _with_duties(draft: Draft, ready: Ready) -> Ready:
    """Return the act with what it does to duties, and to the clocks by that."""
    edition, case, trigger, way = draft.edition, draft.case, ready.act.trigger, ready.way
    duties = handled(edition, case, way, trigger, ready.facts)
    effects = edition.effects(trigger, case.state, way, duties)
    return ready._replace(way=replace(way, effects=effects), duties=duties)


def possible_step(edition: Edition, case: Case, trigger: str) -> Step:
    """Return the step if the case's state permits it and it is not used up."""
    step = edition.steps.get(trigger)
    if step is None or (case.state == NEW and NEW not in step.transition.sources):
        raise _unknown(edition, case, trigger)
    transition = step.transition
    if case.state not in transition.sources:
        if case.final:
            title = chosen(edition.definition.states[case.state].title, case.state)
            raise CaseClosed(case.number, title)
        sources = transition.sources
        raise TriggerNotAllowed(case.number, trigger, state=case.state, sources=sources)
    if transition.at_most is not None:
        counts = case.counts if transition.per == "case" else case.entry_counts
        if counts.get(trigger, 0) >= transition.at_most:
            raise TriggerUsedUp(case.number, trigger, limit=transition.at_most)
    if step.does:
        check_owed(case, step)
    return step


def _unknown(edition: Edition, case: Case, trigger: str) -> TriggerUnknown:
    suggestion = nearest(trigger, edition.triggers(case.state))
    if not suggestion and case.state != NEW:
        suggestion = nearest(trigger, edition.steps)
    return TriggerUnknown(case.number, trigger, suggestion=suggestion)


def _to_read_back(step: Step, facts: Facts) -> tuple[str, ...]:
    """Return what there is of the fields that are read back."""
    return tuple(name for name in step.transition.reads_back if on_file(name, facts))


def _no_way(case: Case, trigger: str) -> GuardRejected:
    return GuardRejected(
        case=case.number,
        trigger=trigger,
        guard=gettext("any of its branches"),
        reason=gettext("none of the ways it can end applies."),
        explained=True,
    )


def record_step(draft: Draft, ready: Ready) -> None:
    """Record a trigger that was found ready; rungs may have fired since, nothing else."""
    act, step, way, facts, opened, into, duties = ready
    trigger, _, performer, recorder, at, note, *_ = act
    by_clock = recorder == SYSTEM
    if by_clock:  # to what a person does all is caught up
        record_misses(draft, way.effects, at, final=way.final)
    case = draft.case
    payload = _outcome(draft, ready.act, step, way, facts)
    if facts.counting is not None:
        payload.update(counting_outcome(draft, facts.counting, trigger, facts.fields, at))
    if duties is not None and any(duties):
        owner = payload.get("owner", case.owner)
        payload["duties"] = changes(draft, duties, owner, performer, facts.fields)
    kept_after_all = clock_moves(draft, payload, step, way, at=at, by_clock=by_clock, facts=facts)
    if opened or into is not None:
        payload["related"] = related(draft, ready)
    once = _recurs(payload, ready.act.recurs)
    personal = add_data(payload, facts.data, note)
    if at > draft.now and (behind := skew(case, draft.now)) is not None:
        payload["clock_behind_seconds"] = behind
    event = draft.record(
        "transitioned",
        payload,
        at=at,
        performed_by=performer,
        recorded_by=recorder,
        personal=personal,
        once=once,
        followed=not kept_after_all,
    )
    if way.sends:
        draft.notices += notices_of(event)
    if kept_after_all:
        for kept, reason in kept_after_all:
            void_miss(draft, kept, at=at, reason=reason)
        settle_again(draft, [kept for kept, _reason in kept_after_all], at=at)
        draft.follow(at, by_clock=by_clock)
    draft.reactions += step.transition.reactions


def _recurs(payload: dict[str, Any], recurs: Recurs | None) -> str | None:
    """Put into the payload by which schedule an act comes; return what it can come for once."""
    if recurs is None:
        return None
    name, named_at, due_at = recurs
    payload["recurs"] = {"schedule": name, "at": named_at, "due_at": due_at}
    return f"recurs/{name}/{named_at.isoformat()}"


def _outcome(draft: Draft, act: Act, step: Step, way: Way, facts: Facts) -> dict[str, Any]:
    """Return what a step comes to: where it leads, who owns the case, what it prints and sends."""
    payload: dict[str, Any] = {
        "trigger": act.trigger,
        "from": draft.case.state,
        "to": way.state,
        "entered": way.entered,
        "final": way.final,
        "branch": way.number,
    }
    if way.owner is not None:
        payload.update(owner_outcome(draft, way.owner, act, facts.fields))
    elif draft.case.final and not way.final:
        payload.update(_owner_again(draft, act.performed_by, act.recorded_by))
    if step.transition.reads_back:
        payload["read_back"] = _to_read_back(step, facts)
    if way.prints:
        payload["prints"] = list(way.prints)
    if way.sends:
        payload["sends"] = _sends(draft, way, payload)
    return payload


def _sends(draft: Draft, way: Way, payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what is sent to whom: to the owner whom the act gives the case."""
    case = draft.case.changed({"owner": payload.get("owner", draft.case.owner)})
    hours = draft.edition.hours_of("")
    return sent(way.sends, Envelope(draft.edition, case, draft.context, draft.now, hours))


def _owner_again(draft: Draft, performer: str, recorder: str) -> dict[str, Any]:
    """Return who owns a case that is open again, if whoever owned it last is here no more."""
    case, directory = draft.case, draft.context.directory
    if directory.works_at(case.owner, case.site, draft.now):
        return {}
    by_party = performer in draft.edition.definition.parties
    return {"owner": recorder if by_party else performer}
