"""What is recorded beside the steps: notes, values set and corrected, owners assigned, erasures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.definition.model import ANY_STAFF
from workflow.definition.near import nearest
from workflow.engine import clocks
from workflow.engine.agreed import check_agreed
from workflow.engine.authority import check_known, check_permission, permitted
from workflow.engine.counting import corrected
from workflow.engine.data import Data, Facts, add_data, read_data
from workflow.engine.draft import Draft
from workflow.engine.events import REASON
from workflow.engine.who import check_owner
from workflow.errors import (
    CaseClosed,
    DataMissing,
    DutyNotOpen,
    DutyUnknown,
    FieldNotEditable,
    NotAuthorised,
    WordsMissing,
)
from workflow.translation import gettext


def note(draft: Draft, text: str, *, actor: str, at: datetime) -> None:
    """Record a note; its text counts as personal."""
    _check(draft, "note", actor, at)
    if not text.strip():
        raise WordsMissing(draft.case.number, "note", (gettext("a text"),))
    payload: dict[str, Any] = {}
    personal = add_data(payload, Data(), text.strip())
    draft.record("noted", payload, at=at, performed_by=actor, recorded_by=actor, personal=personal)


def assign(draft: Draft, owner: str, *, actor: str, at: datetime, note: str | None) -> None:
    """Give the case to another owner, who must belong to its site."""
    _check(draft, "assign", actor, at)
    _check_open(draft)
    _check_of_site(draft, owner, gettext("owning a case of the site {site}"), at)
    rule = draft.edition.definition.states[draft.case.state].owner
    if rule is not None:
        check_owner(draft, rule, owner, draft.case.fields)
    payload: dict[str, Any] = {"from": draft.case.owner, "owner": owner}
    if draft.edition.restarted_by_transfer and owner != draft.case.owner:
        facts = Facts(draft.case, draft.context)
        moves = clocks.transferred(draft.edition, draft.case, facts=facts, at=at, times=draft.times)
        if moves:
            payload["deadlines"] = moves
    personal = add_data(payload, Data(), note)
    draft.record(
        "assigned", payload, at=at, performed_by=actor, recorded_by=actor, personal=personal
    )


def assign_duty(
    draft: Draft, duty: str, person: str, *, actor: str, at: datetime, note: str | None
) -> None:
    """Give an open duty to somebody else, who must belong to the site of the case."""
    _check(draft, "assign", actor, at)
    _check_open(draft)
    case, known = draft.case, draft.edition.duties
    if duty not in known:
        raise DutyUnknown(case.number, duty, tuple(known), nearest(duty, known))
    if not case.owes(duty):
        raise DutyNotOpen(case.number, "assign", duties=(duty,))
    _check_of_site(draft, person, gettext("owing a duty of a case of the site {site}"), at)
    move = {
        "change": "handed_on", "duty": duty, "who": person, "from": case.duties[duty].who,
    }  # fmt: skip
    payload: dict[str, Any] = {"duties": [move]}
    personal = add_data(payload, Data(), note)
    draft.record(
        "duty_assigned", payload, at=at, performed_by=actor, recorded_by=actor, personal=personal
    )


def set_fields(draft: Draft, given: Mapping[str, object], *, actor: str, at: datetime) -> None:
    """Record values for fields the definition lets be set in this state."""
    _check(draft, "set", actor, at)
    _check_open(draft)
    data = _read(draft, given, at, "set")
    check_agreed(draft.edition, data, case=draft.case, at=at, now=draft.now)
    editable = draft.edition.definition.states[draft.case.state].editable
    for name in given:
        if name not in editable:
            raise FieldNotEditable(draft.case.number, name, draft.case.state, editable)
    _record_data(draft, "fields_set", data, actor=actor, at=at)


def correct(
    draft: Draft, given: Mapping[str, object], *, reason: str, actor: str, at: datetime
) -> None:
    """Correct values on record. What was recorded stays in the history; misses stay misses."""
    _check(draft, "correct", actor, at)
    if not reason.strip():
        raise WordsMissing(draft.case.number, "correct", (gettext("a reason"),))
    data = _read(draft, given, at, "correct")
    case = draft.case
    for name in given:
        if name not in case.fields and name not in case.personal:
            recorded = sorted({*case.fields, *case.personal})
            raise FieldNotEditable(case.number, name, case.state, recorded)
    _record_data(draft, "corrected", data, actor=actor, at=at, reason=reason.strip())


def erase(
    draft: Draft, recorded: tuple[str, ...], *, reason: str, actor: str, at: datetime
) -> None:
    """Record that the personal values named in ``recorded`` are erased.

    The reason is kept in the history as it is: it must not hold personal data itself.
    """
    _check(draft, "erase", actor, at)
    if not reason.strip():
        raise WordsMissing(draft.case.number, "erase", (gettext("a reason"),))
    payload = {"fields": sorted(recorded), "reason": reason.strip()}
    draft.record("erased", payload, at=at, performed_by=actor, recorded_by=actor)


def _check(draft: Draft, what: str, actor: str, at: datetime) -> None:
    by: tuple[str, ...] = getattr(draft.edition.definition.permissions, what)
    directory = draft.context.directory
    check_permission(by, what, actor, case=draft.case, directory=directory, at=at)


def _check_of_site(draft: Draft, name: str, what: str, at: datetime) -> None:
    """Raise unless somebody belongs to the site of the case."""
    directory, case = draft.context.directory, draft.case
    check_known(directory, name)
    if not permitted((ANY_STAFF,), name, case=case, directory=directory, at=at):
        staff = gettext("staff of the site")
        raise NotAuthorised(case.number, name, what.format(site=case.site), (staff,))


def _check_open(draft: Draft) -> None:
    if draft.case.final:
        raise CaseClosed(draft.case.number, draft.case.state)


def _read(draft: Draft, given: Mapping[str, object], at: datetime, what: str) -> Data:
    case = draft.case
    if not given:
        raise DataMissing(case.number, "set", (gettext("a field and its value"),))
    data = read_data(draft.edition, given, case=case, context=draft.context, at=at)
    draft.avoid = draft.edition.spoken.check_beside(
        data, case=case.number, state=case.state, what=what
    )
    return data


def _record_data(
    draft: Draft, kind: str, data: Data, *, actor: str, at: datetime, reason: str | None = None
) -> None:
    payload: dict[str, Any] = {}
    facts = Facts(draft.case, draft.context, data)
    edition, case, times = draft.edition, draft.case, draft.times
    moves = clocks.recompute(edition, case, facts=facts, at=at, times=times)
    if edition.started_by_field and not case.final:
        moves += clocks.start_by_field(
            edition, case, facts=facts, at=at, times=times, corrected=kind == "corrected"
        )
    if moves:
        payload["deadlines"] = moves
    if kind == "corrected" and (recounted := corrected(draft, data.plain)):
        payload["recounted"] = recounted
    personal = dict(add_data(payload, data, None))
    if reason:
        personal[REASON] = reason
        payload["personal"] = dict.fromkeys(personal)
    draft.record(kind, payload, at=at, performed_by=actor, recorded_by=actor, personal=personal)
