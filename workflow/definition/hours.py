"""Hours of a week as a calendar's file writes them: times, intervals, names of days."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from workflow.calendars.rules import Hours
from workflow.definition.near import nearest
from workflow.definition.nodes import Node
from workflow.definition.strict_yaml import shortened
from workflow.translation import gettext

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVERY_DAY = "every_day"
MINUTES_OF_A_DAY = 24 * 60
START = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
END = re.compile(r"([01][0-9]|2[0-3]|24(?=:00)):([0-5][0-9])(\+1)?")
_ALMOST = re.compile(r"(\d{1,2})[:.](\d\d)(\+1)?")


class Span(NamedTuple):
    """An interval of a day, and where it is written."""

    start: int
    end: int
    node: Node


Spans = tuple[Span, ...]
Week = tuple[Spans, ...]
NO_WEEK: Week = ((),) * len(DAYS)


def hours_of(spans: Spans) -> Hours:
    """Return the hours without their places."""
    return tuple((one.start, one.end) for one in spans)


def written(minutes: int) -> str:
    """Write minutes since a day's midnight as the end of an interval is written.

    >>> written(9 * 60), written(24 * 60), written(30 * 60)
    ('09:00', '24:00', '06:00+1')
    """
    later = "+1" if minutes > MINUTES_OF_A_DAY else ""
    if later:
        minutes -= MINUTES_OF_A_DAY
    return f"{minutes // 60:02}:{minutes % 60:02}{later}"


def shown(start: int, end: int) -> str:
    """Write an interval.

    >>> shown(22 * 60, 30 * 60)
    '22:00–06:00+1'
    """
    return f"{written(start)}–{written(end)}"


# --- days of the week --------------------------------------------------------------------------


def read_week(node: Node) -> Week:
    """Read the hours of a week; days that are not named are days off."""
    week = list(NO_WEEK)
    named: set[int] = set()
    for key, one in node.named().items():
        spans = read_hours(one)
        days = _days(one, key)
        for day in sorted(named.intersection(days))[:1]:
            wanted = gettext("{day} has its hours already; name every day once.")
            one.note("K008", wanted.format(day=DAYS[day]), key=True)
        for day in days:
            week[day] = spans
        named.update(days)
    return tuple(week)


def days_between(words: str) -> Sequence[int] | None:
    """Return the days that words name: one, several from one to another, or all; 0 is Monday.

    >>> days_between("friday-sunday"), days_between("weekend")
    ([4, 5, 6], None)
    """
    if words == EVERY_DAY:
        return range(len(DAYS))
    first, dash, last = words.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        return None
    start = DAYS.index(first)
    length = (DAYS.index(last) - start) % len(DAYS) if dash else 0
    return [(start + step) % len(DAYS) for step in range(length + 1)]


def _days(node: Node, key: str) -> Sequence[int]:
    found = days_between(key)
    if found is None:
        wanted = gettext(
            "{name} names no day: write monday to sunday, several days such as monday-friday, "
            "or every_day."
        )
        first, dash, last = key.partition("-")
        text = wanted.format(name=shortened(key))
        node.note("K007", text, key=True, suggestion=_meant(first, last if dash else ""))
        return ()
    return found


def _meant(first: str, last: str) -> str:
    near = nearest(first.strip(), (*DAYS, EVERY_DAY))
    if not last:
        return near
    other = nearest(last.strip(), DAYS)
    return f"{near}-{other}" if near in DAYS and other else ""


def read_day_name(node: Node) -> int:
    """Read the name of one day and return its number, 0 for Monday."""
    return DAYS.index(node.one_of(DAYS))


# --- intervals ---------------------------------------------------------------------------------


def read_hours(node: Node) -> Spans:
    """Read the intervals of a day, in order: ``[["09:00", "12:00"], ["13:00", "18:00"]]``."""
    if isinstance(node.value, list) and node.value and isinstance(node.value[0], list):
        found = [_span(one) for one in node.items()]
    else:
        found = [_span(node)]
        if found[0] is not None:  # one interval, its brackets forgotten
            _note_pairs(node)
    spans = tuple(one for one in found if one is not None)
    for before, after in pairwise(spans):
        _check_order(before, after)
    return spans


def _span(node: Node) -> Span | None:
    """Read an interval: two times."""
    if not isinstance(node.value, list) or len(node.value) != 2:  # noqa: PLR2004 - a pair
        _note_pairs(node)
        return None
    first, last = node.items()
    start, end = _time(first, START), _time(last, END)
    if start is None or end is None:
        return None
    if end <= start:
        wanted = gettext(
            "{first} to {last} is no time: an interval ends after it begins. A night shift ends "
            'on the next day: ["22:00", "06:00+1"].'
        )
        node.note("K003", wanted.format(first=written(start), last=written(end)))
        return None
    if end - start > MINUTES_OF_A_DAY:
        wanted = gettext(
            "{interval} is longer than 24 hours; write the hours of each day at that day."
        )
        node.note("K004", wanted.format(interval=shown(start, end)))
        return None
    return Span(start, end, node)


def _time(node: Node, pattern: re.Pattern[str]) -> int | None:
    text = node.value if isinstance(node.value, str) else ""
    found = pattern.fullmatch(text)
    if found:
        later = MINUTES_OF_A_DAY if pattern is END and found[3] else 0
        return int(found[1]) * 60 + int(found[2]) + later
    if pattern is START:
        what = gettext('the time at which work begins, from "00:00" to "23:59"')
    else:
        what = gettext(
            'the time at which work ends, such as "18:00" or "24:00", or "06:00+1" on the next day'
        )
    suggestion = _almost(text, pattern)
    node.note("K001", gettext("Expected here: {what}.").format(what=what), suggestion=suggestion)
    return None


def _almost(text: str, pattern: re.Pattern[str]) -> str:
    found = _ALMOST.fullmatch(text.strip())
    meant = f"{int(found[1]):02}:{found[2]}{found[3] or ''}" if found else ""
    return f'"{meant}"' if pattern.fullmatch(meant) else ""


def _note_pairs(node: Node) -> None:
    text = gettext(
        "Expected here: intervals, each with its beginning and its end in brackets, such as "
        '[["09:00", "12:00"], ["13:00", "18:00"]]; leave out a day on which nobody works.'
    )
    node.note("K002", text)


def _check_order(before: Span, after: Span) -> None:
    if after.start < before.start and after.end <= before.start:
        text = gettext("The intervals of a day stand in the order in which they come; move this.")
        after.node.note("K005", text)
    elif after.start < before.end:
        wanted = gettext("{interval} overlaps {other}; let it begin when that ends, or later.")
        text = wanted.format(
            interval=shown(after.start, after.end), other=shown(before.start, before.end)
        )
        after.node.note("K006", text)


def check_night(before: Iterable[Span], after: Iterable[Span]) -> None:
    """Note a night shift that lasts into the first interval of the day after it."""
    for one in before:
        for other in after:
            if one.end - MINUTES_OF_A_DAY > other.start:
                wanted = gettext(
                    "{interval} lasts into {other} of the next day; let one end before the other "
                    "begins."
                )
                text = wanted.format(
                    interval=shown(one.start, one.end), other=shown(other.start, other.end)
                )
                one.node.note("K006", text)
                return
