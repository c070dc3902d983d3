"""What schedules must not contradict: they come, and what they do can be done by itself."""

from calendar import monthrange
from collections.abc import Iterator

from workflow.definition.model import NEW, SYSTEM, Definition, Transition
from workflow.definition.nodes import Book
from workflow.definition.schedule import Schedule
from workflow.definition.schedules import EVERY_UNITS, LAST_DAY
from workflow.errors import Problem
from workflow.translation import gettext

SHORTEST_MINUTES = 5
LONGEST_MINUTES = 24 * 60
LEAP_YEAR = 2028
IN_EVERY_MONTH = 28


def check_when(definition: Definition, book: Book) -> Iterator[Problem]:
    """Every schedule comes, and not too often."""
    for name, one in definition.schedules.items():
        if one.every is not None:
            minutes = one.every.number * EVERY_UNITS.get(one.every.unit, 1)
            if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
                wanted = gettext("Expected here: from {least} minutes to {most} hours.")
                text = wanted.format(least=SHORTEST_MINUTES, most=LONGEST_MINUTES // 60)
                yield book.at(("schedules", name, "every")).problem("H003", text)
        if _never(one):
            wanted = gettext("{name} would never come: none of its months has that day.")
            place = book.at(("schedules", name, "on", "day"))
            yield place.problem("H004", wanted.format(name=name), key=True)
        if one.closed_day != "stays" and one.calendar is None:
            wanted = gettext(
                "Without a calendar no day is closed; name one with calendar: here or at the top."
            )
            yield book.at(("schedules", name, "closed_day")).problem("H005", wanted)


def _never(one: Schedule) -> bool:
    """Whether none of its days is in any of its months."""
    if one.on is None or not one.on.days or not all(day.isdigit() for day in one.on.days):
        return False
    longest = max(monthrange(LEAP_YEAR, month)[1] for month in one.on.months or range(1, 13))
    return min(int(day) for day in one.on.days) > longest


def check_what(definition: Definition, book: Book) -> Iterator[Problem]:
    """What a schedule does can be done by nobody, with no other data than it says."""
    for name, one in definition.schedules.items():
        key = "opens" if one.opens else "does"
        place = book.at(("schedules", name, key))
        step = definition.transitions[one.step]
        if (NEW in step.sources) != bool(one.opens):
            yield place.problem("H006", _wrong_kind(one).format(name=step.name))
            continue
        if SYSTEM not in step.by:
            wanted = gettext("{name} does not list system under by, so it cannot recur by itself.")
            yield place.problem("H007", wanted.format(name=step.name))
        if missing := _missing(one, step):
            yield place.problem("H008", missing)
        for field in one.sets or ():
            if field not in step.brings:
                wanted = gettext("{step} neither needs nor takes {field}.")
                at = book.at(("schedules", name, "sets", field))
                yield at.problem("H009", wanted.format(step=step.name, field=field), key=True)
        for state in one.states:
            if state not in step.sources:
                wanted = gettext("{name} is not possible in the state {state}.")
                at = book.at(("schedules", name, "in"))
                yield at.problem("H011", wanted.format(name=step.name, state=state))
        if one.opens and (state := _nobodys(definition, step)):
            wanted = gettext(
                "Nobody opens the case, so nobody would own it: say who is the owner of {state}."
            )
            yield place.problem("H010", wanted.format(state=state))


def _wrong_kind(one: Schedule) -> str:
    if one.opens:
        return gettext("{name} opens no case: write does.")
    return gettext("{name} opens a case: write opens.")


def _missing(one: Schedule, step: Transition) -> str:
    """Return what of a step nobody gives when it recurs by itself; nothing if all is given."""
    given = one.sets or {}
    fields = [need.field for need in step.needs if need.field not in given]
    if fields:
        wanted = gettext("{name} needs {fields}, which nobody gives by itself: use sets.")
        return wanted.format(name=step.name, fields=", ".join(fields))
    if step.consents or step.merges or step.splits:
        return gettext("{name} asks for what only people can give.").format(name=step.name)
    if step.reads_back:
        wanted = gettext("{name} is read back, which nobody does when it recurs by itself.")
        return wanted.format(name=step.name)
    return ""


def _nobodys(definition: Definition, step: Transition) -> str:
    """Return a state that an opening leads to and that says of nobody who owns it."""
    for branch in step.branches:
        state = definition.states.get(branch.to or "")
        if state is not None and state.owner is None and branch.owner is None:
            return state.name
    return ""


def doubt_days(definition: Definition, book: Book) -> Iterator[Problem]:
    """A day that is not in every month is meant to be left out in those."""
    for name, one in definition.schedules.items():
        on = one.on
        if on is None:
            continue
        for day in on.days:
            months = on.months or range(1, 13)
            if day.isdigit() and int(day) > IN_EVERY_MONTH and _short(int(day), months):
                wanted = gettext(
                    "Not every month has a day {day}: in the others this does not come."
                )
                place = book.at(("schedules", name, "on", "day"))
                text = wanted.format(day=day)
                hint = "last" if int(day) == LAST_DAY else ""
                yield place.problem("H012", text, key=True, suggestion=hint, severity="warning")


def _short(day: int, months: tuple[int, ...] | range) -> bool:
    """Whether a day is missing in one of these months, in some year."""
    return any(monthrange(LEAP_YEAR + 1, month)[1] < day for month in months)


WHEN = (check_when,)
WHAT = (check_what,)
DOUBTS = (doubt_days,)
