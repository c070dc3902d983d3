"""Schedules as they are written: what recurs by the calendar, and what is done then."""

import re
from collections.abc import Mapping, Sequence

from workflow.calendars.amounts import Amount
from workflow.definition.acts import Words
from workflow.definition.calendar_names import named
from workflow.definition.hours import DAYS, EVERY_DAY, days_between
from workflow.definition.lengths import read_amount
from workflow.definition.model import Transition
from workflow.definition.naming import LONGEST_NAME
from workflow.definition.near import nearest
from workflow.definition.nodes import Node
from workflow.definition.schedule import CatchUp, ClosedDay, Days, Schedule
from workflow.definition.sets import read_sets
from workflow.definition.titles import first_title
from workflow.translation import gettext

KEYS = (
    "title", "every", "on", "at", "calendar", "closed_day", "opens", "does", "in", "sets", "late",
    "sites",
)  # fmt: skip
ON_KEYS = ("day", "month")
CLOSED_DAYS: tuple[ClosedDay, ...] = ("stays", "next_open", "previous_open", "left_out")
LATE: tuple[CatchUp, ...] = ("latest", "all", "none")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
LAST = "last"
WHICH = ("first", "second", "third", "fourth", LAST)
LAST_DAY = 31
EVERY_UNITS = {"minutes": 1, "hours": 60}
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
ALONE = (("every", "on"), ("opens", "does"))
_BESIDE = {"at": "on", "closed_day": "on", "in": "does"}


def read_schedules(
    node: Node, words: Words, transitions: Mapping[str, Transition]
) -> dict[str, Schedule]:
    """Read the schedules; ``words`` and ``transitions`` are declared above."""
    return {name: _schedule(one, name, words, transitions) for name, one in node.declared()}


def _schedule(
    node: Node, name: str, words: Words, transitions: Mapping[str, Transition]
) -> Schedule:
    found = node.entries(KEYS)
    if isinstance(node.value, dict):
        _check_together(node, found)
    calendar = named(found["calendar"]) if "calendar" in found else words.calendar
    closed_day = _closed_day(found.get("closed_day"))
    does = found["does"].reference("transition") if "does" in found else None
    anywhere = transitions[does].sources if does and does in transitions else ()
    return Schedule(
        name=name,
        title=first_title(found["title"].title() if "title" in found else {}, name),
        every=_every(found["every"]) if "every" in found else None,
        on=_on(found["on"]) if "on" in found else None,
        at=_times(found["at"]) if "at" in found else (),
        calendar=calendar if "every" in found or closed_day != "stays" else None,
        closed_day=closed_day,
        opens=found["opens"].reference("transition") if "opens" in found else None,
        does=does,
        states=found["in"].names("state") if "in" in found else anywhere,
        sets=read_sets(found["sets"], words.fields) if "sets" in found else None,
        late=_late(found.get("late")),
        sites=found["sites"].each_once(lambda one: one.words(LONGEST_NAME))
        if "sites" in found
        else (),
    )


def _check_together(node: Node, found: Mapping[str, Node]) -> None:
    for keys in ALONE:
        if sum(key in found for key in keys) != 1:
            wanted = gettext("Exactly one of these must be said: {keys}.")
            node.note("L006", wanted.format(keys=", ".join(keys)), key=True)
    for key, other in _BESIDE.items():
        # What is missing altogether was said already.
        said = any(other in keys and not found.keys().isdisjoint(keys) for keys in ALONE)
        if key in found and other not in found and said:
            wanted = gettext("{key} needs {other} beside it.")
            found[key].note("L009", wanted.format(key=key, other=other), key=True)
    if "on" in found and "calendar" in found and "closed_day" not in found:
        wanted = gettext("{key} needs {other} beside it.")
        text = wanted.format(key="calendar", other="closed_day")
        found["calendar"].note("L009", text, key=True)
    if "on" in found and "at" not in found:
        node.note("L003", gettext("{key} is missing.").format(key="at"), key=True)


def _every(node: Node) -> Amount:
    before = len(node.book.problems)
    amount = read_amount(node)
    if amount.unit not in EVERY_UNITS and len(node.book.problems) == before:
        wanted = gettext(
            "Only minutes and hours recur like this; for days write on: and at:, such as on: "
            'every_day, at: "09:00".'
        )
        node.note("H001", wanted)
    return amount


def _closed_day(node: Node | None) -> ClosedDay:
    word = node.one_of(CLOSED_DAYS) if node is not None else CLOSED_DAYS[0]
    return next(one for one in CLOSED_DAYS if one == word)


def _late(node: Node | None) -> CatchUp:
    word = node.one_of(LATE) if node is not None else LATE[0]
    return next(one for one in LATE if one == word)


# --- days and times ----------------------------------------------------------------------------


def _times(node: Node) -> tuple[int, ...]:
    found: list[int] = []
    for one in node.items():
        text = one.value if isinstance(one.value, str) else ""
        time = TIME.fullmatch(text)
        if time is None:
            what = gettext('a time of day from "00:00" to "23:59"')
            almost = f"0{text}" if TIME.fullmatch(f"0{text}") else ""
            wanted = gettext("Expected here: {what}.").format(what=what)
            one.note("L004", wanted, suggestion=f'"{almost}"' if almost else "")
            continue
        minutes = int(time[1]) * 60 + int(time[2])
        if minutes in found:
            one.note("L010", gettext("{name} stands here twice.").format(name=text))
        found.append(minutes)
    return tuple(sorted(found))


def _on(node: Node) -> Days:
    """Read days of the week, or ``{day: 1, month: [january, july]}``."""
    if not isinstance(node.value, dict):
        found = [day for one in node.items() for day in _weekdays(one)]
        return Days(weekdays=tuple(sorted(set(found))))
    said = node.entries(ON_KEYS, needed=ON_KEYS[:1])
    days = [day for one in said["day"].items() for day in _day(one)] if "day" in said else []
    months = said["month"].items() if "month" in said else []
    numbers = {number for one in months for number in _month(one)}
    return Days(days=tuple(dict.fromkeys(days)), months=tuple(sorted(numbers)))


def _weekdays(node: Node) -> Sequence[int]:
    word = node.words(LONGEST_NAME)
    found = days_between(word) if word else ()
    if found is None:
        wanted = gettext(
            "{name} names no day: write monday to sunday, several days such as monday-friday, "
            "every_day, or a day of the month: {example}."
        )
        near = nearest(word, (*DAYS, EVERY_DAY))
        text = wanted.format(name=word, example="{day: 1}")
        node.note("H002", text, suggestion=near)
        return ()
    return found


def _day(node: Node) -> tuple[str, ...]:
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LAST_DAY:
        return (str(value),)
    word = str(value)
    which, _, weekday = word.partition(" ")
    if word == LAST or (which in WHICH and weekday in DAYS):
        return (word,)
    known = [LAST, *(f"{one} {day}" for one in WHICH for day in DAYS)]
    wanted = gettext("Expected here: {what}.")
    what = gettext("a day of the month from 1 to 31, last, or such as first monday")
    near = nearest(word, known) if isinstance(value, str) else ""
    node.note("L004", wanted.format(what=what), suggestion=near)
    return ()


def _month(node: Node) -> tuple[int, ...]:
    before = len(node.book.problems)
    word = node.one_of(MONTHS)
    return (MONTHS.index(word) + 1,) if len(node.book.problems) == before else ()
