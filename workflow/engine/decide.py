"""The one door to the engine: a case, something to be done, now → a decision.

Before a person's act is looked at, everything that was due earlier fires: the case a person acts
on is the case as it would be had the daemon never slept. What is due at the same instant waits.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.definition.model import SYSTEM
from workflow.engine import records
from workflow.engine.acts import Act, prepare_step, record_step
from workflow.engine.authority import performer_of
from workflow.engine.case import Case
from workflow.engine.directory import Context
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.events import Decision, Notice
from workflow.engine.firing import fire
from workflow.engine.happening import field_saying, said_at
from workflow.engine.informing import decided
from workflow.engine.opening import Opening, before_opening, open_case
from workflow.engine.options import chances
from workflow.engine.really import Ahead
from workflow.engine.redirecting import drop, redirect
from workflow.engine.revising import Newer, Outcome, recount
from workflow.engine.righting import put_right
from workflow.engine.timing import checked_at, in_order, live
from workflow.errors import MergeRefused, PersonUnknown, StepRefused
from workflow.translation import gettext


class Request(NamedTuple):
    """A step asked for. ``at`` ``None`` means now; ``performed_by`` ``None`` the actor.

    ``into`` names the case that a duplicate is merged into.
    """

    trigger: str
    data: Mapping[str, object]
    actor: str
    performed_by: str | None = None
    at: datetime | None = None
    note: str | None = None
    read_back: bool = False
    into: str | int | None = None


class Situation(NamedTuple):
    """What a decision is made about: a case of an edition, what lies around it, and now."""

    edition: Edition
    case: Case
    context: Context
    now: datetime


def decide_opening(
    edition: Edition, request: Request, opening: Opening, context: Context, now: datetime
) -> Decision:
    """Decide on opening a case. Raises the refusals of ``workflow.errors``."""
    trigger, data, actor, performer, said, note, read_back, into = request
    _check_person(actor)
    if performer is None:
        performer = performer_of(edition.definition, trigger, actor)
    nobody = gettext("(new)")
    said = said_at(edition.definition, trigger, data, said, case=nobody, zone=opening.zone)
    act = Act(trigger, data, performer, actor, said or now, note, read_back, into)
    try:
        draft = open_case(edition, act, opening, context, now)
    except StepRefused as refusal:
        nobodys = before_opening(edition, act, opening)
        _offer(refusal, Situation(edition, nobodys, context, now), act)
        raise
    if said is not None:
        checked_at(
            said,
            now,
            case=draft.case._replace(version=0),
            recorder=actor,
            permitted=edition.definition.permissions.record_late,
            directory=context.directory,
            field=field_saying(edition.definition, trigger, data),
        )
    return decided(draft)


def decide_step(situation: Situation, request: Request) -> Decision:
    """Decide on a trigger. Raises the refusals of ``workflow.errors``."""
    trigger, data, actor, performer, said, note, read_back, into = request
    _check_person(actor)
    definition, case = situation.edition.definition, situation.case
    said = said_at(definition, trigger, data, said, case=case.number, zone=case.zone)
    draft, step = Draft(*situation), definition.transitions.get(trigger)
    if said is None:
        at = caught_up(draft)
    else:
        said = in_order(said, case)
        fire(draft, said, inclusive=False)
    if draft.failure is not None:
        raise draft.failure  # the case is not where the step would find it
    if said is not None:
        at = checked_at(
            said,
            situation.now,
            case=draft.case,
            recorder=actor,
            permitted=definition.permissions.record_late,
            directory=situation.context.directory,
            field=field_saying(definition, trigger, data),
            possible=step is None or draft.case.state in step.sources,
        )
    if performer is None:
        performer = performer_of(definition, trigger, actor)
    act = Act(trigger, data, performer, actor, at, note, read_back, into)
    try:
        ready = prepare_step(draft, act)
    except StepRefused as refusal:
        _offer(refusal, situation._replace(case=draft.case), act)
        raise
    record_step(draft, ready)
    return decided(draft)


def _offer(refusal: StepRefused, situation: Situation, act: Act) -> None:
    """Let whoever is refused a step know what is possible instead."""
    refusal.offering(*chances(situation, performer=act.performed_by, recorder=act.recorded_by))


def merging_step(situation: Situation) -> str:
    """Return the step by which a case is merged into another. Raises ``MergeRefused``."""
    transitions = situation.edition.definition.transitions.values()
    merging = [one for one in transitions if one.merges]
    if not merging:
        reason = gettext("its definition has no step that merges cases.")
        raise MergeRefused(situation.case.number, "merge", reason)
    possible = [one.name for one in merging if situation.case.state in one.sources]
    return possible[0] if possible else merging[0].name


def decide_note(situation: Situation, text: str, *, actor: str) -> Decision:
    """Decide on a note."""
    draft = Draft(*situation)
    records.note(draft, text, actor=actor, at=caught_up(draft))
    return decided(draft)


def decide_redirection(
    situation: Situation, message: Notice, to: str, *, reason: str, actor: str
) -> Decision:
    """Decide on sending a message that did not arrive to somebody else."""
    draft = Draft(*situation)
    redirect(draft, message, to, reason=reason, actor=actor, at=caught_up(draft))
    return decided(draft)


def decide_dropping(
    situation: Situation, message: Notice, channel: str | None, *, reason: str, actor: str
) -> Decision:
    """Decide on a message not being sent, on a channel or on any."""
    draft = Draft(*situation)
    drop(draft, message, channel, reason=reason, actor=actor, at=caught_up(draft))
    return decided(draft)


def decide_assignment(
    situation: Situation, owner: str, *, actor: str, note: str | None, duty: str | None = None
) -> Decision:
    """Decide on a change of owner, or of who owes a duty."""
    draft = Draft(*situation)
    at = caught_up(draft)
    if duty is None:
        records.assign(draft, owner, actor=actor, at=at, note=note)
    else:
        records.assign_duty(draft, duty, owner, actor=actor, at=at, note=note)
    return decided(draft)


def decide_values(situation: Situation, data: Mapping[str, object], *, actor: str) -> Decision:
    """Decide on values being set."""
    draft = Draft(*situation)
    records.set_fields(draft, data, actor=actor, at=caught_up(draft))
    return decided(draft)


def decide_correction(
    situation: Situation, data: Mapping[str, object], *, actor: str, reason: str
) -> Decision:
    """Decide on values being corrected."""
    draft = Draft(*situation)
    records.correct(draft, data, reason=reason, actor=actor, at=caught_up(draft))
    return decided(draft)


def decide_erasure(
    situation: Situation, recorded: tuple[str, ...], *, actor: str, reason: str
) -> Decision:
    """Decide on the personal values named in ``recorded`` being erased."""
    draft = Draft(*situation)
    records.erase(draft, recorded, reason=reason, actor=actor, at=caught_up(draft))
    return decided(draft)


def decide_voiding(situation: Situation, ahead: Ahead, *, actor: str, reason: str) -> Decision:
    """Decide on what fired being void, if a clock recorded it while it was ahead.

    What was done since by a clock that was right, and stands at a time to come since the other did,
    counts from when it was recorded. If it is said what it really was while the clock was ahead,
    what people did by it is put right too.
    What is due waits for the next sweep: by now more may be, or less.
    """
    draft = Draft(*situation)
    put_right(draft, ahead, reason=reason, actor=actor)
    return decided(draft)


def decide_revision(
    situation: Situation, newer: Newer, *, actor: str
) -> tuple[Decision, list[Outcome]]:
    """Decide on newer official days: what was due by the older ones fires first."""
    draft = Draft(*situation)
    at = caught_up(draft)
    if draft.failure is not None:
        raise draft.failure
    outcomes = recount(draft, newer, actor=actor, at=at)
    return decided(draft), outcomes


def decide_firing(situation: Situation) -> Decision:
    """Decide on everything that is due by now.

    When something could not be decided, what fired before it is the decision, and the error its
    ``failure``; it is raised when nothing fired.
    """
    draft = Draft(*situation)
    fire(draft, situation.now)
    if draft.failure is not None and not draft.events:
        raise draft.failure
    return decided(draft)


def _check_person(actor: str) -> None:
    # What happens by itself comes from the clocks; nobody asks for it in the system's name.
    if actor == SYSTEM:
        raise PersonUnknown(actor)


def caught_up(draft: Draft) -> datetime:
    """Fire what is due before an act that is done now; return when that happens."""
    at = live(draft.case, draft.now)
    fire(draft, at, inclusive=False)
    return at
