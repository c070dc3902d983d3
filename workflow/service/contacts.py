"""How people are reached, and when they are not to be."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from workflow.calendars.local import to_instant
from workflow.calendars.local import zone as zone_named
from workflow.engine.directory import Directory, quiet_of
from workflow.errors import InputInvalid
from workflow.translation import gettext

LONGEST_ADDRESS = 300
_NEVER = "none"


class Reach(NamedTuple):
    """What changes about how a person is reached.

    ``contacts`` are addresses by channel; an empty one is taken away. ``quiet`` are hours such as
    ``22:00-07:00``, local time at the site, ``none`` for no such hours, empty: as before.
    """

    contacts: Mapping[str, str] = {}
    quiet: str = ""


AS_BEFORE = Reach()


def checked(reach: Reach) -> Reach:
    """Return it without spaces around. Raises ``InputInvalid``."""
    contacts = {channel.strip(): address.strip() for channel, address in reach.contacts.items()}
    for channel, address in contacts.items():
        if not channel or not channel.isprintable() or not address.isprintable():
            raise InputInvalid(channel, gettext("CHANNEL=ADDRESS, such as mail=chen@example.com"))
        if len(address) > LONGEST_ADDRESS:
            most = gettext("an address of {most} characters at most").format(most=LONGEST_ADDRESS)
            raise InputInvalid(channel, most)
    return Reach(contacts, reach.quiet.strip())


def quiet_hours(text: str) -> tuple[str | None, str | None]:
    """Return the beginning and the end of quiet hours, as they are stored.

    >>> quiet_hours("22:00-7:00")
    ('22:00', '07:00')
    >>> quiet_hours("none")
    (None, None)
    """
    if text == _NEVER:
        return None, None
    try:
        begin, end = (time.fromisoformat(one.strip().zfill(5)) for one in text.split("-"))
    except ValueError as error:
        raise InputInvalid(text, gettext("hours such as 22:00-07:00, or none")) from error
    if begin == end:
        raise InputInvalid(text, gettext("hours such as 22:00-07:00, or none"))
    return f"{begin:%H:%M}", f"{end:%H:%M}"


def quiet_until(
    directory: Directory, person: str, site: str | None, now: datetime
) -> datetime | None:
    """Return when the quiet hours end that a person has now; ``None`` if these are no such hours.

    They are local time at the site a message is about.
    """
    hours = quiet_of(directory, person)
    name = None if site is None else directory.zone(site)
    if hours is None or name is None:
        return None
    zone = zone_named(name)
    local = now.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        begin, end = (datetime.combine(day, one) for one in hours)
        end += timedelta(days=1) if hours[1] < hours[0] else timedelta(0)
        if to_instant(begin, zone) <= now < to_instant(end, zone):
            return to_instant(end, zone)
    return None
