"""Single values in words: names with titles, instants, amounts, statuses."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import reduce

from workflow.calendars.amounts import Count
from workflow.calendars.local import offset_if_twice, show_local, zone
from workflow.calendars.rules import Text
from workflow.service.views import DeadlineView, DueRow
from workflow.translation import chosen, gettext, mark

NOTHING = "-"

_STATUSES = {
    "armed": mark("running"),
    "paused": mark("paused"),
    "met": mark("met"),
    "missed": mark("missed"),
    "ran_out": mark("ran out"),
    "voided": mark("miss voided"),
    "cancelled": mark("cancelled"),
}
# Of a time that nobody owes.
_OF_NOBODY = {**_STATUSES, "voided": mark("did not run out")}


def titled(name: str, title: Text) -> str:
    """Return the name that must be typed, with its title: ``received (Received)``."""
    shown = chosen(title, name)
    if shown == name:
        return name
    return gettext("{name} ({title})").format(name=name, title=shown)


def local(instant: datetime | None, zone_name: str) -> str:
    """Return an instant as local time of a site."""
    return NOTHING if instant is None else show_local(instant, zone(zone_name))


def to_the_second(instant: datetime, zone_name: str) -> str:
    """Return an instant as local time of a site, to the second."""
    shown = instant.astimezone(zone(zone_name))
    return f"{shown:%Y-%m-%d %H:%M:%S}{offset_if_twice(shown)}"


def at_home(instant: datetime | None, zones: Iterable[str]) -> str:
    """Return an instant by the clock of a house whose sites have these zones.

    If they have several, in UTC, and it says so.

    >>> at_home(datetime.fromisoformat("2026-11-02T02:00Z"), ["Asia/Shanghai", "Asia/Tokyo"])
    '2026-11-02 02:00 UTC'
    """
    known = {*zones}
    if instant is None or len(known) == 1:
        return local(instant, *known)
    return gettext("{time} UTC").format(time=local(instant, "UTC"))


def due(instant: datetime | None, zone_name: str) -> str:
    """Return a due instant as local time; midnight is 24:00 of the day it ends."""
    return NOTHING if instant is None else show_local(instant, zone(zone_name), end=True)


def status(
    name: str, *, over: bool, overdue: bool, released: bool = False, owed: bool = True
) -> str:
    """Return the status of a deadline. What is cancelled, yet not ``over``, may apply again."""
    if overdue:
        return gettext("overdue")
    if name == "cancelled" and not over:
        return gettext("does not apply")
    if name == "missed" and over:
        return gettext("missed, then no longer owed") if released else gettext("done late")
    return gettext((_STATUSES if owed else _OF_NOBODY).get(name, name))


def standing(one: DeadlineView | DueRow, zone_name: str) -> str:
    """Return the status of a deadline, and since when it is paused if it is."""
    if one.paused_at is None:
        if isinstance(one, DueRow):
            return status(one.status, over=False, overdue=one.overdue, owed=one.owed)
        return status(
            one.status,
            over=one.over_at is not None,
            overdue=one.overdue,
            released=one.released,
            owed=one.owed,
        )
    return gettext("paused since {when}").format(when=local(one.paused_at, zone_name))


def rung(key: str, occurrence: int = 0, *, owed: bool = True) -> str:
    """Return in words what fired on a deadline, from its name or its key.

    A key says itself which time it was: ``missed.2#1``, ``remind.1#0@2``. What nobody ``owed`` has
    the same keys.

    >>> rung("remind.1#0"), rung("miss"), rung("missed.2#1"), rung("missed.2", 1)
    ('reminder 1', 'the miss', 'step 2 after the miss (time 2)', 'step 2 after the miss (time 2)')
    >>> rung("miss", owed=False), rung("missed.2#0", owed=False)
    ('the end', 'step 2 after the end')
    """
    kind, _, rest = key.partition(".")
    if not rest:
        return gettext("the miss") if owed else gettext("the end")
    number, _, times = rest.partition("#")
    occurrence = int(times.partition("@")[0] or occurrence)
    if kind == "remind":
        words = gettext("reminder {number}").format(number=number)
    elif owed:
        words = gettext("step {number} after the miss").format(number=number)
    else:
        words = gettext("step {number} after the end").format(number=number)
    if not occurrence:
        return words
    return gettext("{what} (time {number})").format(what=words, number=occurrence + 1)


def either(names: Sequence[str]) -> str:
    """Return several names of which one will do.

    >>> either(["clerk", "chief", "head"])
    'clerk or chief or head'
    """
    text = gettext("{name} or {other}")
    return reduce(lambda name, other: text.format(name=name, other=other), names)


def owner(name: str | None, *, closed: bool | None) -> str:
    """Return who owns a case: of one that is closed nobody does any more."""
    return NOTHING if closed or not name else name


def listed(names: object) -> str:
    """Return several names, separated."""
    separator = gettext(", ")
    return separator.join(str(one) for one in names) if isinstance(names, list | tuple) else ""


def addressed(names: Sequence[str], *, alarm: bool) -> str:
    """Return who is told, and whether somebody who should be could not be found."""
    if not alarm:
        return listed(list(names)) or NOTHING
    if not names:
        return gettext("nobody could be found")
    text = gettext("{people}, and somebody could not be found")
    return text.format(people=listed(list(names)))


def estimated(one: DeadlineView | DueRow) -> str:
    """Return in a word whether a due time may still change; nothing if it is certain."""
    if not one.estimated:
        return ""
    return gettext("kept as estimated") if one.kept else gettext("estimated")


def arrangements(shown: Iterable[DeadlineView | DueRow]) -> Iterator[str]:
    """Yield why due times may still change, or do not though an estimate was counted by."""
    known = list(shown)
    years, kept = (
        {year for one in known if one.kept == stays for year in one.estimated}
        for stays in (False, True)
    )
    if years:
        yield arrangement_unknown(years)
    if kept:
        text = gettext(
            "Kept as estimated: {years}. The official arrangement of the public holidays was not "
            "known when it was counted; newer official days do not change when it is due."
        )
        yield text.format(years=listed(sorted(kept)))


def arrangement_unknown(years: Iterable[int]) -> str:
    """Return why a due time may still change: the official arrangement of years is not known."""
    text = gettext(
        "Estimated: {years}. The official arrangement of the public holidays is not known yet; "
        "days off and make-up working days can still change."
    )
    return text.format(years=listed(sorted(years)))


def conditional(what: str, condition: str | None) -> str:
    """Return what is so under a condition; ``None``: always."""
    if condition is None:
        return what
    return gettext("{need} if {condition}").format(need=what, condition=condition)


def counting(count: Count) -> str:
    """Return how days are counted."""
    first = (
        gettext("the first day does not count")
        if count.first_day == "excluded"
        else gettext("the first day counts")
    )
    ends = {
        "end_of_day": gettext("until the end of the last day"),
        "same_time": gettext("until the same time of day"),
        "close": gettext("until the last day closes"),
    }
    words = [first, ends[count.ends]]
    if count.start_closed == "next_opening":
        words.append(gettext("from the next opening if it is closed"))
    if count.last_closed == "next_open":
        words.append(gettext("if nobody works on the last day, the next working day"))
    if count.last_closed == "previous_open":
        words.append(gettext("if nobody works on the last day, the working day before"))
    return listed(words)
