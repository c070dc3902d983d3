"""What things are called for the person who reads of them: by their definition, or by us."""

from collections.abc import Mapping
from typing import Any

from workflow.calendars.rules import Text
from workflow.definition.model import OWES, OWNER, SYSTEM, Definition
from workflow.engine.events import Event
from workflow.errors import ActRefused
from workflow.translation import chosen, gettext, mark

_EVENTS = {
    "opened": mark("opened"),
    "transitioned": mark("step"),
    "noted": mark("note"),
    "fields_set": mark("fields set"),
    "corrected": mark("corrected"),
    "assigned": mark("assigned"),
    "duty_assigned": mark("duty handed on"),
    "deadline_missed": mark("deadline missed"),
    "rung_fired": mark("escalation"),
    "miss_voided": mark("miss voided"),
    "deadlines_moved": mark("deadlines followed"),
    "firing_voided": mark("firing voided"),
    "clock_corrected": mark("clock put right"),
    "deadline_recomputed": mark("official days revised"),
    "migrated": mark("moved to another edition"),
    "migration_undone": mark("moved back to its edition"),
    "message_redirected": mark("message sent to somebody else"),
    "message_dropped": mark("message dropped"),
    "erased": mark("personal data erased"),
    "child_closed": mark("a case opened from it was closed"),
    "child_reopened": mark("a case opened from it goes on"),
    "merged_in": mark("a duplicate was merged into it"),
}
# Of a time that nobody owes.
_OF_NOBODY = {
    **_EVENTS,
    "deadline_missed": mark("time ran out"),
    "rung_fired": mark("follow-up"),
    "miss_voided": mark("time did not run out"),
}


def entitle(refusal: ActRefused, definition: Definition, owner: str | None = None) -> ActRefused:
    """Return the refusal, knowing the titles of what it names, and who the owner is."""
    states, steps = _titles(definition.states), _titles(definition.transitions)
    fields, duties = _titles(definition.fields), _titles(definition.duties)
    people = {**_titles(definition.roles), **_titles(definition.parties)}
    people[OWES] = {"en": gettext("whoever owes it"), "zh": gettext("whoever owes it")}
    if owner is not None:
        people[OWNER] = {"en": owner, "zh": owner}
    return refusal.entitled(
        {
            "state": states,
            "deadline": _titles(definition.deadlines),
            "sources": states,
            "trigger": steps,
            "allowed": {**fields, **steps},
            "did": steps,
            "may": people,
            "nobody": people,
            "owned": states,
            "named": fields,
            "role": people,
            "field": fields,
            "fields": fields,
            "calendar": _titles(definition.calendars),
            "duties": duties,
            "steps": steps,
        }
    )


def _titles(known: Mapping[str, Any]) -> dict[str, Text]:
    return {name: one.title for name, one in known.items()}


def happened(kind: str, payload: Mapping[str, Any]) -> str:
    """Return what kind of event it is, in words."""
    if kind == "rung_fired" and str(payload["rung"]).startswith("remind"):
        return gettext("reminder")
    known = _EVENTS if payload.get("owed", True) else _OF_NOBODY
    return gettext(known.get(kind, kind))


def who_did_what(event: Event, definition: Definition) -> str:
    """Return in a few words what an event is about and who did it."""
    trigger = event.payload.get("trigger")
    if isinstance(trigger, str):
        known = definition.transitions.get(trigger)  # an earlier edition may have had it
        what = trigger if known is None else chosen(known.title, trigger)
    else:
        what = happened(event.type, event.payload)
    if event.performed_by == SYSTEM:
        return what
    party = definition.parties.get(event.performed_by)
    who = event.performed_by if party is None else chosen(party.title, party.name)
    return gettext("{who}: {what}").format(who=who, what=what)
