"""Amounts of time and the counting of days, as they are written."""

import re
from dataclasses import replace
from typing import Any, get_args

from workflow.calendars.amounts import DAYS, UNITS, Amount, Count, Unit
from workflow.definition.full_width import first_in
from workflow.definition.near import nearest
from workflow.definition.nodes import Node
from workflow.translation import gettext

HOUR = 60
DAY = 24 * HOUR
LONGEST_YEARS = 100
_AMOUNT = re.compile(r"([+-]?[0-9]+)\s+([a-z][a-z ]*)")
_OTHERWISE = re.compile(r"([0-9]{1,9})\s*(\D{1,20})")
_PARTS = re.compile(r"[+-]?[0-9]+[.,/][0-9]+\s*\D{1,20}")
_MEANT: dict[str, Unit] = {
    "business days": "working days", "business day": "working days", "workdays": "working days",
    "work days": "working days", "workday": "working days", "个工作日": "working days",
    "工作日": "working days", "business hours": "working hours", "个工作小时": "working hours",
    "工作小时": "working hours", "个自然日": "calendar days", "自然日": "calendar days",
    "周": "weeks", "个月": "months",
    "小时": "hours", "个小时": "hours", "分钟": "minutes",
}  # fmt: skip
_IN_PARTS: dict[str, tuple[int, Unit]] = {
    **dict.fromkeys(("working week", "working weeks", "工作周", "个工作周"), (5, "working days")),
    **dict.fromkeys(("year", "years", "年"), (12, "months")),
    **dict.fromkeys(("quarter", "quarters", "季度", "个季度"), (3, "months")),
}
"""What has no word of its own, in those there are."""
_SINGULAR = {unit.removesuffix("s"): unit for unit in UNITS}
# Months and years of the calendar differ; the bounds are what they can be.
_SHORTEST = {
    "minutes": 1, "hours": HOUR, "calendar days": DAY, "weeks": 7 * DAY, "months": 28 * DAY,
    "working minutes": 1, "working hours": HOUR, "working days": DAY,
}  # fmt: skip
_LONGEST = {**_SHORTEST, "months": 31 * DAY}
_MOST = {unit: LONGEST_YEARS * 365 * DAY // minutes for unit, minutes in _SHORTEST.items()}
_MOST["months"] = LONGEST_YEARS * 12
_DIGITS = 12
"""What is longer is too long by its first digits."""
STAND_IN = Amount(1, "calendar days")

FIRST_DAYS = ("excluded", "counted")
ENDS = ("same_time", "end_of_day", "close")
STARTS_CLOSED = ("as_is", "next_opening")
LAST_CLOSED = ("stays", "next_open", "previous_open")


COUNTS = {
    "first_day": FIRST_DAYS, "ends": ENDS, "start_closed": STARTS_CLOSED,
    "last_closed": LAST_CLOSED,
}  # fmt: skip


def read_amount(node: Node) -> Amount:
    """Read ``3 calendar days``; notes what is wrong and returns a stand-in then."""
    text = node.value if isinstance(node.value, str) else ""
    found = _AMOUNT.fullmatch(" ".join(text.split())) if first_in(text) is None else None
    unit = _unit(found[2]) if found else None
    if not found or unit is None:
        _note_unreadable(node, found)
        return STAND_IN
    amount = Amount(int(found[1][:_DIGITS]), unit)
    return amount if _possible(node, amount) else STAND_IN


def _possible(node: Node, amount: Amount) -> bool:
    if amount.number <= 0:
        node.note("A003", gettext("An amount of time must be more than nothing."))
    elif amount.number > _MOST[amount.unit]:
        wanted = gettext("An amount of time of more than {years} years must be a mistake.")
        node.note("A004", wanted.format(years=LONGEST_YEARS))
    else:
        return True
    return False


def _unit(word: str) -> Unit | None:
    plural = _SINGULAR.get(word, word)
    return next((unit for unit in get_args(Unit) if unit == plural), None)


def _note_unreadable(node: Node, found: re.Match[str] | None) -> None:
    text = " ".join(node.value.split()) if isinstance(node.value, str) else ""
    other = _OTHERWISE.fullmatch(text)
    if other and other[2] in {"day", "days", "天", "日"}:
        either = [Amount(int(other[1]), unit) for unit in ("working days", "calendar days")]
        wanted = gettext("Say which days: {working}, or {calendar}.")
        node.note("A002", wanted.format(working=either[0], calendar=either[1]))
        return
    if _PARTS.fullmatch(text):
        wanted = gettext(
            "A whole number is wanted here; say a part of it in a smaller unit, such as 36 hours "
            "for a day and a half."
        )
        node.note("A001", wanted)
        return
    meant = _MEANT.get(other[2]) if other else None
    near = meant or (nearest(found[2], (*UNITS, *_SINGULAR)) if found else "")
    number = other[1] if other else found[1] if found else ""
    if other and other[2] in _IN_PARTS:
        times, near = _IN_PARTS[other[2]]
        number = str(int(number) * times)
    wanted = gettext(
        "Expected here: a number and minutes, hours, working hours, calendar days, working days, "
        "weeks or months; for example 3 working days."
    )
    node.note("A001", wanted, suggestion=f"{number} {near}" if near else "")


def read_count(node: Node, default: Count) -> Count:
    """Read how days are counted; what is not said is as in ``default``."""
    found = node.entries(tuple(COUNTS))
    said: dict[str, Any] = {}
    for key, known in COUNTS.items():
        if key in found:
            said[key] = found[key].one_of(known)
    return replace(default, **said)


def least_minutes(amount: Amount, count: Count) -> int:
    """Return the fewest minutes an amount can last, changes of the clocks left out."""
    shortest = amount.number * _SHORTEST[amount.unit]
    return shortest - DAY if amount.unit in DAYS and count.first_day == "counted" else shortest


def most_minutes(amount: Amount) -> int:
    """Return the most minutes an amount can last, changes of the clocks left out."""
    return amount.number * _LONGEST[amount.unit]
