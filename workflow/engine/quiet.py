"""Quiet hours: a message waits until whoever it is for is at work. What is urgent does not wait.

The hours are those of a role the addressee holds at the site, if the definition gives one a
calendar; otherwise those of the deadline. Without a calendar nobody has quiet hours.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.calendars.days import YearUnknown
from workflow.calendars.rules import Rules
from workflow.calendars.working import NoWorkingTime
from workflow.engine.addressees import Heard
from workflow.engine.edition import Clock

if TYPE_CHECKING:
    from workflow.engine.draft import Draft


def held_until(draft: "Draft", clock: Clock, heard: Heard) -> datetime | None:
    """Return when a message that is made now may go out; ``None``: at once, as every alarm does."""
    if heard.recipient is None and heard.party is None:
        return None
    rules = _hours(draft, clock, heard.recipient)
    if rules is None:
        return None
    calendars = draft.context.calendars
    try:
        opening = calendars.working(rules, calendars.newest(rules)).next_opening(draft.now)
    except (YearUnknown, NoWorkingTime):
        return None  # rather at night than not at all
    return opening if opening > draft.now else None


def _hours(draft: "Draft", clock: Clock, recipient: str | None) -> Rules | None:
    if recipient is not None and draft.edition.role_calendars:
        held = draft.context.directory.roles(recipient, draft.case.site, draft.now)
        for role, rules in draft.edition.role_calendars.items():
            if role in held:
                return rules
    return clock.rules
