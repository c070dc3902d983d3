"""A message in words, in the reader's language. It names the case, never a personal value."""

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.service.delivery import Letter
from workflow.translation import chosen, gettext, mark

_SENTENCES = {
    "reminder": mark("Reminder to {recipient}: {case} ({title}, {state}): {deadline}, due {due}."),
    "follow_up": mark(
        "To {recipient}: {case} ({title}, {state}): {deadline} ran out {due}. Owner: {owner}."
    ),
    "escalation": mark(
        "Overdue, to {recipient}: {case} ({title}, {state}): {deadline} was due {due}. "
        "Owner: {owner}."
    ),
    "party": mark(
        "Message for the party {party} (not delivered: tell them): {case} ({title}, {state}): "
        "{deadline}, due {due}. Owner: {owner}."
    ),
    "alarm": mark(
        "ALARM, somebody to tell could not be found: {case} ({title}, {state}) at {site}: "
        "{deadline} was due {due}. Owner: {owner}. Add somebody to the roles of the site, "
        "or a fallback for it."
    ),
    "message": mark("Message to {recipient}: {case} ({title}, {state}). Owner: {owner}."),
}
# Of a time that nobody owes.
_OF_NOBODY = {
    **_SENTENCES,
    "reminder": mark(
        "Reminder to {recipient}: {case} ({title}, {state}): {deadline} runs out {due}."
    ),
    "party": mark(
        "Message for the party {party} (not delivered: tell them): {case} ({title}, {state}): "
        "{deadline}, until {due}. Owner: {owner}."
    ),
    "alarm": mark(
        "ALARM, somebody to tell could not be found: {case} ({title}, {state}) at {site}: "
        "{deadline}, until {due}. Owner: {owner}. Add somebody to the roles of the site, "
        "or a fallback for it."
    ),
}
_OF_STEPS = {
    **_SENTENCES,
    "party": mark(
        "Message for the party {party} (not delivered: tell them): {case} ({title}, {state}). "
        "Owner: {owner}."
    ),
    "alarm": mark(
        "ALARM, somebody to tell could not be found: {case} ({title}, {state}) at {site}. "
        "Owner: {owner}. Add somebody to the roles of the site, or a fallback for it."
    ),
}


def sentence(letter: Letter) -> str:
    """Return a message as one line of text."""
    sentences = _OF_STEPS if letter.due_at is None else _SENTENCES if letter.owed else _OF_NOBODY
    told = gettext(sentences[letter.kind]).format(
        recipient=letter.recipient or "",
        case=letter.case,
        title=chosen(letter.definition, ""),
        state=chosen(letter.state, ""),
        deadline=chosen(letter.deadline, ""),
        due=letter.due_at and show_local(letter.due_at, zone_named(letter.zone), end=True),
        owner=letter.owner,
        site=letter.site,
        party=chosen(letter.party or {}, ""),
    )
    if not letter.documents:
        return told
    return gettext("{message} With it: {documents}.").format(
        message=told, documents=gettext(", ").join(chosen(one, "") for one in letter.documents)
    )
