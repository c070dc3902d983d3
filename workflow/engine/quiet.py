"""Quiet hours: a message waits until whoever it is for is at work. What is urgent does not wait.

The hours are those of a role the addressee holds at the site, if the definition gives one a
calendar; otherwise those of the deadline, or of the file if it is a step that sends the message.
Without a calendar nobody has quiet hours.
"""

from datetime import datetime
from typing import NamedTuple

from workflow.calendars.days import YearUnknown
from workflow.calendars.rules import Rules
from workflow.calendars.working import NoWorkingTime
from workflow.engine.addressees import Heard
from workflow.engine.directory import Context
from workflow.engine.edition import Edition


class Post(NamedTuple):
    """A message that is not urgent: to whom, by whose hours, about a case at which site."""

    heard: Heard
    rules: Rules | None
    site: str


def held_until(edition: Edition, context: Context, post: Post, at: datetime) -> datetime | None:
    """Return when a message may go out that is made ``at`` an instant.

    ``None``: at once, as every alarm does.
    """
    if post.heard.recipient is None and post.heard.party is None:
        return None
    rules = _hours(edition, context, post, at)
    if rules is None:
        return None
    calendars = context.calendars
    try:
        opening = calendars.working(rules, calendars.newest(rules)).next_opening(at)
    except (YearUnknown, NoWorkingTime):
        return None  # rather at night than not at all
    return opening if opening > at else None


def held_anew(
    edition: Edition,
    context: Context,
    post: Post,
    *,
    made_at: datetime,
    held: datetime | None,
    now: datetime,
) -> datetime | None:
    """Return until when a message waits anew that nobody handed on when it could have gone out.

    It was made ``made_at`` an instant, and ``held`` until another. ``None``: it goes out now. It
    waits anew once: where messages are handed on at night only, rather then than not at all.
    """
    until = held_until(edition, context, post, now)
    if until is None or held is None:
        return until
    return until if held == held_until(edition, context, post, made_at) else None


def _hours(edition: Edition, context: Context, post: Post, at: datetime) -> Rules | None:
    recipient = post.heard.recipient
    if recipient is not None and edition.role_calendars:
        held = context.directory.roles(recipient, post.site, at)
        for role, rules in edition.role_calendars.items():
            if role in held:
                return rules
    return post.rules
