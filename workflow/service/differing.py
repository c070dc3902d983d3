"""What is stored beside the events and is not what they say, in words."""

from datetime import datetime

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.service.views import Difference
from workflow.translation import gettext, mark

_FIELDS = {
    "status": mark("the status"),
    "started_at": mark("the start"),
    "due_at": mark("the due time"),
    "done_at": mark("when it was done"),
    "agreed": mark("whether a time was agreed"),
    "next_at": mark("when something fires next"),
    "next_rung": mark("what fires next"),
    "paused_at": mark("since when it is paused"),
    "owed": mark("whether anybody owes it"),
}


_PLAIN = (datetime, str, int, type(None))


def differing(deadline: str | None, name: str, stored: object, computed: object) -> Difference:
    """Return a difference, with both values if they are plain: others may be personal."""
    if not isinstance(stored, _PLAIN) or not isinstance(computed, _PLAIN):
        return Difference(deadline, name)
    return Difference(deadline, name, stored, computed)


def described(one: Difference, zone: str) -> str:
    """Return a difference as a sentence; instants as local text."""
    if one.field is None:
        text = gettext("The deadline {key} is stored, yet the events know nothing of it.")
        if one.stored is None:
            text = gettext("The deadline {key} is in the events, yet not stored beside them.")
        return text.format(key=one.deadline)
    name = one.field
    if one.deadline is not None:
        text = gettext("The deadline {key}, {name}")
        name = text.format(key=one.deadline, name=gettext(_FIELDS.get(name, name)))
    if one.stored == one.computed:
        return gettext("{name} is not what the events say.").format(name=name)
    return gettext("{name}: {stored} is stored, the events say {computed}.").format(
        name=name, stored=_shown(one.stored, zone), computed=_shown(one.computed, zone)
    )


def _shown(value: datetime | str | int | None, zone: str) -> str:
    if isinstance(value, datetime):
        try:
            return show_local(value, zone_named(zone), end=True)
        except OverflowError:  # somebody wrote the last day there is
            return value.isoformat()
    words = {None: gettext("nothing"), True: gettext("yes"), False: gettext("no")}
    return words[value] if value is None or isinstance(value, bool) else str(value)
