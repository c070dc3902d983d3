"""What recurs, in words: what a definition says, and what came of it."""

from collections.abc import Callable, Iterator, Mapping

from workflow.calendars.wording import amount
from workflow.definition.difference import Part
from workflow.definition.hours import DAYS, written
from workflow.definition.model import Definition
from workflow.definition.schedule import Days, Schedule
from workflow.report.calendars import day_name
from workflow.report.glossary import Glossary
from workflow.report.words import listed, titled
from workflow.translation import gettext, mark

LABELS: Mapping[tuple[Part, str], str] = {
    ("schedules", "every"): mark("how often"),
    ("schedules", "on"): mark("on which days"),
    ("schedules", "at"): mark("at which times"),
    ("schedules", "calendar"): mark("calendar"),
    ("schedules", "closed_day"): mark("on a closed day"),
    ("schedules", "opens"): mark("opens a case"),
    ("schedules", "does"): mark("does"),
    ("schedules", "states"): mark("in which states"),
    ("schedules", "sets"): mark("fills in"),
    ("schedules", "late"): mark("if it was missed"),
    ("schedules", "sites"): mark("only at the sites"),
}
CLOSED_DAYS = {
    "stays": mark("on a closed day too"),
    "next_open": mark("from a closed day to the next working day"),
    "previous_open": mark("from a closed day to the working day before"),
    "left_out": mark("not on a closed day"),
}
LATE = {
    "latest": mark("of those that were missed, the last is done"),
    "all": mark("all that were missed are done"),
    "none": mark("what is more than five minutes late is not done"),
}
_MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"),
    mark("July"), mark("August"), mark("September"), mark("October"), mark("November"),
    mark("December"),
)  # fmt: skip
_WHICH = {
    "first": mark("the first {day}"),
    "second": mark("the second {day}"),
    "third": mark("the third {day}"),
    "fourth": mark("the fourth {day}"),
    "last": mark("the last {day}"),
}


def definition(shown: Definition, words: Glossary) -> Iterator[str]:
    """Yield every schedule of a definition."""
    if not shown.schedules:
        return
    yield from ("", gettext("Schedules"))
    for one in shown.schedules.values():
        yield titled(one.name, one.title)
        yield f"  {when(one)}"
        yield f"  {what(one, words)}"
        yield f"  {gettext(LATE[one.late])}"
        if one.sites:
            only = gettext("only at {sites}").format(sites=listed(one.sites))
            yield f"  {only}"


def when(one: Schedule) -> str:
    """Return when it comes."""
    return listed(when_in_lines(one))


def when_in_lines(one: Schedule) -> list[str]:
    """Return when it comes, in several short lines."""
    if one.every is not None:
        found = [gettext("every {amount}").format(amount=amount(one.every))]
        if one.calendar is not None:
            found.append(gettext("while {calendar} is open").format(calendar=one.calendar))
        return found
    found = [on_days(one.on or Days()), times(one)]
    if one.closed_day != "stays":
        found.append(gettext(CLOSED_DAYS[one.closed_day]))
    return found


def on_days(on: Days) -> str:
    """Return on which days."""
    if len(on.weekdays) == len(DAYS):
        return gettext("every day")
    found = [day_name(one) for one in on.weekdays] or [_day(one) for one in on.days]
    if not on.months:
        return listed(found) if on.weekdays else _monthly(found)
    months = listed([gettext(_MONTHS[one - 1]) for one in on.months])
    return gettext("{days} of {months}").format(days=listed(found), months=months)


def _monthly(found: list[str]) -> str:
    return gettext("{days} of each month").format(days=listed(found))


def _day(word: str) -> str:
    which, _, weekday = word.partition(" ")
    if weekday:
        return gettext(_WHICH[which]).format(day=day_name(DAYS.index(weekday)))
    return gettext("the last day") if word == "last" else gettext("day {day}").format(day=word)


def times(one: Schedule) -> str:
    """Return at which times."""
    return gettext("at {times}").format(times=listed([written(each) for each in one.at]))


def what(one: Schedule, words: Glossary) -> str:
    """Return what is done."""
    step = words.trigger(one.step)
    if one.opens:
        said = gettext("opens a case: {step}").format(step=step)
    else:
        states = listed([words.state(each) for each in one.states])
        said = gettext("does {step} in every case that is {states}")
        said = said.format(step=step, states=states)
    return listed([said, *given(one, words)])


def given(one: Schedule, words: Glossary) -> list[str]:
    """Return what is given with the step."""
    return [f"{words.field(name)}={value}" for name, value in (one.sets or {}).items()]


def _step(name: str | None, words: Glossary) -> list[str]:
    return [] if name is None else [words.trigger(name)]


MEMBERS: Mapping[tuple[Part, str], Callable[[Schedule, Glossary, Definition], list[str]]] = {
    ("schedules", "every"): lambda one, *_: [] if one.every is None else [amount(one.every)],
    ("schedules", "on"): lambda one, *_: [] if one.on is None else [on_days(one.on)],
    ("schedules", "at"): lambda one, *_: [written(each) for each in one.at],
    ("schedules", "closed_day"): lambda one, *_: [gettext(CLOSED_DAYS[one.closed_day])],
    ("schedules", "opens"): lambda one, words, _: _step(one.opens, words),
    ("schedules", "does"): lambda one, words, _: _step(one.does, words),
    ("schedules", "states"): lambda one, words, _: [words.state(each) for each in one.states],
    ("schedules", "sets"): lambda one, words, _: given(one, words),
    ("schedules", "late"): lambda one, *_: [gettext(LATE[one.late])],
}
