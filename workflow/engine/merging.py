"""Merging a duplicate: which case it goes into, and what that one learns of it."""

from workflow.definition.model import ANY_STAFF
from workflow.engine.acts import Act
from workflow.engine.authority import permitted
from workflow.engine.case import Case
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.sight import sees
from workflow.errors import MergeRefused
from workflow.translation import chosen, gettext


def merging_into(draft: Draft, act: Act) -> str:
    """Return the identity of the case that the draft's case is merged into.

    Raises ``MergeRefused``, and ``CaseNotFound`` if there is none of that name.
    """
    case = draft.case
    if act.into is None:
        reason = gettext("the case it is merged into is not named.")
        raise MergeRefused(case.number, act.trigger, reason)
    edition, other = draft.context.relatives.named(act.into)
    if other.uuid == case.uuid:
        why = gettext("a case cannot be merged into itself.")
    elif other.site != case.site or not _works_there(draft, act):
        why = gettext("{other} belongs to another site.").format(other=other.number)
    elif other.definition != case.definition:
        wanted = gettext("{other} is of another kind ({kind}).")
        why = wanted.format(other=other.number, kind=other.definition)
    elif not _may_read(draft, act, edition, other):
        wanted = gettext("{name} may not read {other}.")
        why = wanted.format(name=act.recorded_by, other=other.number)
    elif other.final:
        wanted = gettext("{other} is {state}, which is final.")
        state = chosen(edition.definition.states[other.state].title, other.state)
        why = wanted.format(other=other.number, state=state)
    else:
        return other.uuid
    raise MergeRefused(case.number, act.trigger, why)


def _works_there(draft: Draft, act: Act) -> bool:
    """Whether who writes it down is of the staff of the site."""
    directory, recorder = draft.context.directory, act.recorded_by
    return permitted((ANY_STAFF,), recorder, case=draft.case, directory=directory, at=act.at)


def _may_read(draft: Draft, act: Act, edition: Edition, other: Case) -> bool:
    """Whether who writes it down is among those to whom the other case is kept."""
    by, directory = edition.definition.sees, draft.context.directory
    return sees(by, act.recorded_by, case=other, directory=directory, at=act.at)


def record_merged(draft: Draft, into: str, act: Act) -> None:
    """Record in a case that the draft's case was merged into it; its clocks go on."""
    draft.beside(into).record(
        "merged_in",
        {"case": draft.case.uuid},
        at=act.at,
        performed_by=act.performed_by,
        recorded_by=act.recorded_by,
        followed=False,
    )
