"""Opening cases with a step of another: found possible before anything of the step is recorded."""

from collections.abc import Mapping

from workflow.calendars.local import zone as zone_named
from workflow.definition.creation import Creation
from workflow.definition.fitting import opening_of, seen_by_more
from workflow.definition.model import SYSTEM, Transition
from workflow.engine.acts import Act
from workflow.engine.authority import permitted
from workflow.engine.data import Facts
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.opening import Opening, before_opening, open_case
from workflow.errors import ActRefused, ChildRefused, DefinitionNotFound
from workflow.translation import gettext

MOST_GENERATIONS = 5


def conceived(
    draft: Draft,
    act: Act,
    creation: Creation,
    *,
    facts: Facts,
    anew: Mapping[str, object],
) -> Draft:
    """Return the draft of a case that is opened with an act on the draft's case.

    ``anew`` is the data given with the act for the new case. Raises ``ChildRefused``.
    """
    try:
        edition, uuid = _newborn(draft, act, creation)
        opening = _opening(draft, act, creation, edition)
        carried = _carried(draft, act, creation, edition=edition, facts=facts)
        given = {**carried, **(creation.sets or {}), **anew}
        place = _place(draft, act, uuid)
        performer, recorder = _opener(draft, act, edition, opening, place)
        own = Act(opening.name, given, performer, recorder, act.at, read_back=act.read_back)
        return open_case(edition, own, place, draft.context, draft.now)
    except (ActRefused, DefinitionNotFound) as error:
        if isinstance(error, ChildRefused):
            raise
        workflow, trigger = creation.workflow, act.trigger
        raise ChildRefused(draft.case.number, trigger, workflow, str(error)) from error


def _newborn(draft: Draft, act: Act, creation: Creation) -> tuple[Edition, str]:
    if draft.generation >= MOST_GENERATIONS:
        reason = gettext("one case after the other would be opened, without end.")
        raise ChildRefused(draft.case.number, act.trigger, creation.workflow, reason)
    day = act.at.astimezone(zone_named(draft.case.zone)).date().isoformat()
    return draft.context.relatives.newborn(creation.workflow, day)


def _opening(draft: Draft, act: Act, creation: Creation, edition: Edition) -> Transition:
    opening = opening_of(creation, edition.definition)
    if opening is None:
        wanted = gettext("{workflow} has no step {name} that opens a case.")
        reason = wanted.format(workflow=creation.workflow, name=creation.opening)
        raise ChildRefused(draft.case.number, act.trigger, creation.workflow, reason)
    return opening


def _carried(
    draft: Draft, act: Act, creation: Creation, *, edition: Edition, facts: Facts
) -> dict[str, object]:
    """Return what is on file for the fields that are carried; what is empty is left out."""
    case, fields = draft.case, edition.definition.fields
    values, personal = facts.fields, dict(facts.data.personal)
    if any(ours in case.personal and ours not in personal for ours in creation.carries.values()):
        personal = {**draft.context.relatives.personal(case), **personal}
    carried: dict[str, object] = {}
    for theirs, ours in creation.carries.items():
        if theirs in fields and (ours in values or ours in personal):
            by = draft.edition.kept.get(ours, ())
            for reason in seen_by_more(ours, by, edition.definition, fields[theirs]):
                raise ChildRefused(case.number, act.trigger, creation.workflow, reason)
        if ours in values:
            carried[theirs] = values[ours]
        elif ours in personal:
            if theirs in fields and not fields[theirs].personal:
                wanted = gettext(
                    "{ours} is personal and {theirs} is not: nobody could erase it there."
                )
                reason = wanted.format(ours=ours, theirs=theirs)
                raise ChildRefused(case.number, act.trigger, creation.workflow, reason)
            carried[theirs] = personal[ours]
    return carried


def _place(draft: Draft, act: Act, uuid: str) -> Opening:
    """Return where the new case belongs: where the old one does."""
    case, parties = draft.case, draft.edition.definition.parties
    people = [one for one in (act.performed_by, act.recorded_by) if one not in parties]
    owner = next((one for one in people if one != SYSTEM), case.owner)
    directory = draft.context.directory
    department = case.department if owner == case.owner else directory.department(owner)
    return Opening(uuid, case.site, case.zone, department, owner, case.uuid, draft.generation + 1)


def _opener(
    draft: Draft, act: Act, edition: Edition, transition: Transition, place: Opening
) -> tuple[str, str]:
    """Return in whose name the case is opened, and who writes it down.

    Whoever did the act if they may open it, else who wrote it down, else the system if it may.
    """
    performer, recorder = act.performed_by, act.recorded_by
    known = edition.definition.parties
    if performer in known and performer in transition.by:
        return performer, recorder
    nobody = before_opening(edition, act, place)
    for name in dict.fromkeys((performer, recorder)):
        outside = name in draft.edition.definition.parties
        if not outside and permitted(
            transition.by, name, case=nobody, directory=draft.context.directory, at=act.at
        ):
            return name, recorder
    # Should the system not be listed either, the refusal names who did the act.
    listed = SYSTEM in transition.by
    return (SYSTEM, SYSTEM) if listed else (recorder, recorder)
